//! A team as a few maps, and the rules of joining, leaving, roles, requests and handing over, as short as they can be said.
use std::collections::BTreeMap;

/// An invite that waits, good or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Invite {
    pub id: String,
    pub role: &'static str,
    pub inviter: usize,
    pub secret: String,
    pub expires: i64,
    /// It answers a request.
    pub is_asked_for: bool,
}

/// Where the request of an address stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Since this hour.
    Open(i64),
    /// By the invite with this id.
    Approved(String),
    /// At this hour.
    Denied(i64),
    Blocked,
    Joined,
}

/// What is so, as far as anybody could know from the answers. Times are hours since the beginning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    pub hour: i64,
    /// Role, and how they came.
    pub places: BTreeMap<usize, (&'static str, &'static str)>,
    /// By the invited.
    pub invites: BTreeMap<usize, Invite>,
    pub requests: BTreeMap<usize, Request>,
    pub denials: BTreeMap<usize, usize>,
    /// From, to, and since when.
    pub offer: Option<(usize, usize, i64)>,
    /// From, to, what `to` was before, and since when.
    pub taken: Option<(usize, usize, &'static str, i64)>,
    pub only_owners_invite: bool,
    /// Mails that had to be written.
    pub welcomed: usize,
    pub removed: usize,
}

const INVITE_HOURS: i64 = 14 * 24;
const OFFER_HOURS: i64 = 14 * 24;
const UNDO_HOURS: i64 = 72;
const REQUEST_HOURS: i64 = 30 * 24;
const COOL_DOWN: [i64; 3] = [24, 7 * 24, 30 * 24];

pub fn rank(role: &str) -> u8 {
    match role {
        "viewer" => 1,
        "editor" => 2,
        "owner" => 3,
        _ => 0,
    }
}

impl Model {
    pub fn is_member(&self, who: usize) -> bool {
        self.places.contains_key(&who)
    }

    pub fn rank(&self, who: usize) -> u8 {
        self.places.get(&who).map_or(0, |(role, _)| rank(role))
    }

    pub fn may_invite(&self, who: usize) -> bool {
        self.rank(who) >= if self.only_owners_invite { 3 } else { 2 }
    }

    pub fn may_invite_as(&self, who: usize, role: &str) -> bool {
        self.may_invite(who) && rank(role) <= self.rank(who)
    }

    pub fn is_last_owner(&self, who: usize) -> bool {
        self.rank(who) == 3 && self.places.values().filter(|(role, _)| *role == "owner").count() == 1
    }

    /// The invite of somebody, if it lets them in.
    pub fn good_invite(&self, who: usize) -> Option<&Invite> {
        self.invites.get(&who).filter(|it| it.expires > self.hour && self.may_invite_as(it.inviter, it.role))
    }

    pub fn may_renew(&self, who: usize, of: usize) -> bool {
        let Some(invite) = self.invites.get(&of) else { return false };
        let is_theirs = invite.inviter == who || self.rank(who) == 3 || self.good_invite(of).is_none();
        self.may_invite_as(who, invite.role) && is_theirs
    }

    pub fn is_open(&self, who: usize) -> bool {
        match self.requests.get(&who) {
            Some(Request::Open(since)) => self.hour - since < REQUEST_HOURS,
            Some(Request::Approved(id)) => {
                self.invites.get(&who).is_some_and(|invite| invite.id == *id && invite.expires <= self.hour)
            }
            _ => false,
        }
    }

    /// An invite stands in the way if it lets in and its mail did not come back.
    pub fn asks(&mut self, who: usize, came_back: bool) {
        let is_invited = self.good_invite(who).is_some() && !came_back;
        if self.is_member(who) || is_invited || self.is_open(who) {
            return;
        }
        let may = match self.requests.get(&who) {
            Some(Request::Blocked) => false,
            Some(Request::Denied(at)) => {
                let nth = self.denials.get(&who).copied().unwrap_or(1);
                self.hour - at >= COOL_DOWN[(nth - 1).min(2)]
            }
            _ => true,
        };
        if may {
            self.requests.insert(who, Request::Open(self.hour));
        }
    }

    pub fn denied(&mut self, who: usize, request: Request) {
        self.requests.insert(who, request);
        *self.denials.entry(who).or_default() += 1;
    }

    /// Writes an invite, in the place of the one there is.
    pub fn invited(&mut self, who: usize, by: usize, role: &'static str, id: String, secret: String) {
        let was_asked_for = self.invites.get(&who).is_some_and(|invite| invite.is_asked_for);
        let is_answer = matches!(self.requests.get(&who), Some(Request::Open(_)));
        if is_answer {
            self.requests.insert(who, Request::Approved(id.clone()));
        }
        let expires = self.hour + INVITE_HOURS;
        let is_asked_for = was_asked_for || is_answer;
        self.invites.insert(who, Invite { id, role, inviter: by, secret, expires, is_asked_for });
    }

    pub fn comes_in(&mut self, who: usize, role: &'static str, via: &'static str) {
        if self.is_member(who) {
            return;
        }
        self.places.insert(who, (role, via));
        self.welcomed += 1;
        self.invites.remove(&who);
        if matches!(self.requests.get(&who), Some(Request::Open(_) | Request::Approved(_))) {
            self.requests.insert(who, Request::Joined);
        }
    }

    pub fn goes(&mut self, who: usize) {
        self.places.remove(&who);
        self.invites.retain(|_, invite| invite.inviter != who);
        self.offer = self.offer.filter(|(from, to, _)| *from != who && *to != who);
        self.taken = self.taken.filter(|(from, to, ..)| *from != who && *to != who);
    }

    pub fn sets_role(&mut self, who: usize, role: &'static str) {
        let Some((old, _)) = self.places.get_mut(&who) else { return };
        if *old != role {
            *old = role;
            self.taken = self.taken.filter(|(from, to, ..)| *from != who && *to != who);
        }
    }

    pub fn waiting_offer(&self) -> Option<(usize, usize)> {
        self.offer.filter(|(.., since)| self.hour - since < OFFER_HOURS).map(|(from, to, _)| (from, to))
    }

    pub fn takes(&mut self, from: usize, to: usize) {
        let before = self.places[&to].0;
        self.places.entry(to).and_modify(|(role, _)| *role = "owner");
        self.places.entry(from).and_modify(|(role, _)| *role = "editor");
        (self.offer, self.taken) = (None, Some((from, to, before, self.hour)));
    }

    pub fn undoable(&self, who: usize) -> Option<(usize, usize, &'static str)> {
        let taken = self.taken.filter(|(.., since)| self.hour - since < UNDO_HOURS);
        taken.filter(|(from, to, ..)| [*from, *to].contains(&who)).map(|(from, to, before, _)| (from, to, before))
    }

    pub fn undoes(&mut self, from: usize, to: usize, before: &'static str) {
        self.places.entry(from).and_modify(|(role, _)| *role = "owner");
        self.places.entry(to).and_modify(|(role, _)| *role = before);
        self.taken = None;
    }
}
