//! What the people of a team may try; numbers name them.
use super::PEOPLE;
use proptest::prelude::*;

/// Something one of them does, or that happens.
#[derive(Clone, Debug)]
pub enum Step {
    Invite(usize, usize, &'static str),
    Renew(usize, usize),
    Accept(usize),
    AcceptOf(usize, usize),
    Decline(usize),
    Revoke(usize, usize),
    Link(usize),
    Reset(usize),
    ResetAndJoinByOld(usize, usize),
    SetRole(usize, usize, &'static str),
    Remove(usize, usize),
    Leave(usize),
    Transfer(usize, usize),
    Take(usize),
    Undo(usize),
    Restrict(usize, bool),
    Ask(usize),
    Approve(usize, usize),
    Deny(usize, usize),
    Block(usize, usize),
    /// Hours go by, and what is done by the clock is done.
    Hours(i64),
    /// The mail server is in this mode, and what waits is sent.
    Post(&'static str),
}

pub fn step() -> impl Strategy<Value = Step> {
    let who = || 0..PEOPLE;
    let role = || prop_oneof![Just("viewer"), Just("editor"), Just("owner")];
    prop_oneof![
        4 => (who(), who(), role()).prop_map(|(a, b, r)| Step::Invite(a, b, r)),
        2 => (who(), who()).prop_map(|(a, b)| Step::Renew(a, b)),
        5 => who().prop_map(Step::Accept),
        1 => (who(), who()).prop_map(|(a, b)| Step::AcceptOf(a, b)),
        1 => who().prop_map(Step::Decline),
        1 => (who(), who()).prop_map(|(a, b)| Step::Revoke(a, b)),
        2 => who().prop_map(Step::Link),
        1 => who().prop_map(Step::Reset),
        1 => (who(), who()).prop_map(|(a, b)| Step::ResetAndJoinByOld(a, b)),
        3 => (who(), who(), role()).prop_map(|(a, b, r)| Step::SetRole(a, b, r)),
        2 => (who(), who()).prop_map(|(a, b)| Step::Remove(a, b)),
        2 => who().prop_map(Step::Leave),
        1 => (who(), who()).prop_map(|(a, b)| Step::Transfer(a, b)),
        1 => who().prop_map(Step::Take),
        1 => who().prop_map(Step::Undo),
        1 => (who(), any::<bool>()).prop_map(|(a, only)| Step::Restrict(a, only)),
        4 => who().prop_map(Step::Ask),
        3 => (who(), who()).prop_map(|(a, b)| Step::Approve(a, b)),
        1 => (who(), who()).prop_map(|(a, b)| Step::Deny(a, b)),
        1 => (who(), who()).prop_map(|(a, b)| Step::Block(a, b)),
        3 => prop_oneof![Just(1), Just(25), Just(73), Just(170), Just(340)].prop_map(Step::Hours),
        1 => prop_oneof![Just("accept"), Just("refuse 451"), Just("refuse 550")].prop_map(Step::Post),
    ]
}
