//! A team as a few maps, and what its people may try.
use super::PEOPLE;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Something one of them does; numbers name people.
#[derive(Clone, Debug)]
pub enum Step {
    Invite(usize, usize, &'static str),
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
}

pub fn step() -> impl Strategy<Value = Step> {
    let who = || 0..PEOPLE;
    let role = || prop_oneof![Just("viewer"), Just("editor"), Just("owner")];
    prop_oneof![
        3 => (who(), who(), role()).prop_map(|(a, b, r)| Step::Invite(a, b, r)),
        4 => who().prop_map(Step::Accept),
        1 => (who(), who()).prop_map(|(a, b)| Step::AcceptOf(a, b)),
        1 => who().prop_map(Step::Decline),
        1 => (who(), who()).prop_map(|(a, b)| Step::Revoke(a, b)),
        3 => who().prop_map(Step::Link),
        1 => who().prop_map(Step::Reset),
        1 => (who(), who()).prop_map(|(a, b)| Step::ResetAndJoinByOld(a, b)),
        3 => (who(), who(), role()).prop_map(|(a, b, r)| Step::SetRole(a, b, r)),
        2 => (who(), who()).prop_map(|(a, b)| Step::Remove(a, b)),
        2 => who().prop_map(Step::Leave),
        1 => (who(), who()).prop_map(|(a, b)| Step::Transfer(a, b)),
        1 => who().prop_map(Step::Take),
        1 => who().prop_map(Step::Undo),
        1 => (who(), any::<bool>()).prop_map(|(a, only)| Step::Restrict(a, only)),
        2 => who().prop_map(Step::Ask),
        2 => (who(), who()).prop_map(|(a, b)| Step::Approve(a, b)),
        1 => (who(), who()).prop_map(|(a, b)| Step::Deny(a, b)),
    ]
}

pub fn rank(role: &str) -> u8 {
    match role {
        "viewer" => 1,
        "editor" => 2,
        "owner" => 3,
        _ => 0,
    }
}

/// What is so, as far as anybody could know from the answers.
#[derive(Default)]
pub struct Model {
    pub roles: BTreeMap<usize, &'static str>,
    /// By the invited: role, inviter, secret.
    pub invites: BTreeMap<usize, (&'static str, usize, String)>,
    pub offer: Option<(usize, usize)>,
    /// From, to, and what `to` was before.
    pub taken: Option<(usize, usize, &'static str)>,
    pub only_owners_invite: bool,
    pub asked: BTreeMap<usize, String>,
}

impl Model {
    pub fn rank(&self, who: usize) -> u8 {
        self.roles.get(&who).map_or(0, |role| rank(role))
    }
    pub fn may_invite(&self, who: usize) -> bool {
        self.rank(who) >= if self.only_owners_invite { 3 } else { 2 }
    }
    pub fn is_last_owner(&self, who: usize) -> bool {
        self.rank(who) == 3 && self.roles.values().filter(|role| **role == "owner").count() == 1
    }
    pub fn comes_in(&mut self, who: usize, role: &'static str) {
        self.roles.entry(who).or_insert(role);
        self.invites.remove(&who);
        self.asked.remove(&who);
    }
    pub fn goes(&mut self, who: usize) {
        self.roles.remove(&who);
        self.invites.retain(|_, (_, inviter, _)| *inviter != who);
        if self.offer.is_some_and(|(from, to)| from == who || to == who) {
            self.offer = None;
        }
    }
}
