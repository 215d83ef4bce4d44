//! The record of a workspace, read from its beginning: it has to lead to what there is now.
use super::calls::Call;
use sea_orm::{ActiveEnum, ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use skillet::entities::{audit_event, email_invite, join_request, membership};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Roles by the ids of members.
type Places = BTreeMap<String, String>;

/// All lines, the oldest first, and who belonged to the workspace behind each.
pub struct Record {
    lines: Vec<audit_event::Model>,
    states: Vec<Places>,
}

impl Record {
    /// Reads it. A line that cannot follow from those before it fails.
    pub async fn read(db: &DatabaseConnection, workspace: Uuid) -> Self {
        let own = Condition::any().add(audit_event::Column::WorkspaceId.eq(workspace));
        // whoever declines has that in their own record: nobody of the workspace is told
        let own = own.add(audit_event::Column::Action.eq("invite.declined"));
        let lines =
            audit_event::Entity::find().filter(own).order_by_asc(audit_event::Column::Id).all(db).await.unwrap();
        let (mut places, mut offer, mut taken) = (Places::new(), None, None);
        let mut states = Vec::new();
        for line in &lines {
            let subject = line.subject_id.clone().unwrap_or_default();
            let role = |side: &Option<Value>| Some(side.as_ref()?["role"].as_str()?.to_owned());
            match line.action.as_str() {
                "member.added" => {
                    let was = places.insert(subject, role(&line.after).expect("a role"));
                    assert_eq!(was, None, "came in twice: {line:?}");
                }
                "member.role-changed" => {
                    let was = places.insert(subject, role(&line.after).expect("a role"));
                    assert_eq!(was, role(&line.before), "{line:?}");
                }
                "member.removed" | "member.left" => {
                    assert_eq!(places.remove(&subject), role(&line.before), "{line:?}");
                }
                "ownership.offered" => offer = line.actor_id.map(|from| from.to_string()),
                "ownership.accepted" => {
                    let from = offer.take().expect("an offer");
                    let before = places.insert(subject.clone(), "owner".to_owned()).expect("a member");
                    assert_eq!(places.insert(from.clone(), "editor".to_owned()).as_deref(), Some("owner"));
                    taken = Some((from, subject, before));
                }
                "ownership.undone" => {
                    let (from, to, before) = taken.take().expect("a transfer");
                    places.insert(from, "owner".to_owned());
                    places.insert(to, before);
                }
                _ => {}
            }
            states.push(places.clone());
        }
        Self { lines, states }
    }

    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// How often something was done.
    pub fn count(&self, action: &str) -> usize {
        self.lines.iter().filter(|line| line.action == action).count()
    }

    /// How many invites left by mail.
    pub fn count_mailed_invites(&self) -> usize {
        let sent = self.lines.iter().filter(|line| line.action == "invite.sent");
        sent.filter(|line| line.after.as_ref().is_some_and(|after| after["disclosed"] == false)).count()
    }

    /// An owner; there is one.
    pub fn owner(&self) -> String {
        let now = self.states.last().expect("a beginning");
        now.iter().find(|(_, role)| *role == "owner").expect("somebody owns it").0.clone()
    }

    /// Who belongs to the workspace, and as what, is what the record says.
    pub fn leads_to(&self, places: &[membership::Model]) {
        let seen: Places = places.iter().map(|place| (place.user_id.to_string(), place.role.to_value())).collect();
        assert_eq!(Some(&seen), self.states.last(), "the members and the record");
    }

    fn has(&self, action: &str, subject: Uuid) -> bool {
        let subject = subject.to_string();
        self.lines.iter().any(|line| line.action == action && line.subject_id.as_ref() == Some(&subject))
    }

    /// Every invite was sent, whoever accepted one is told to have come in, and whose request was answered, by whom.
    pub fn explains(&self, invites: &[email_invite::Model], requests: &[join_request::Model]) {
        let mut waiting = BTreeSet::new();
        let mut accepted: BTreeMap<String, usize> = BTreeMap::new();
        for invite in invites {
            assert!(self.has("invite.sent", invite.id), "nobody sent {invite:?}");
            match invite.state {
                email_invite::State::Pending => {
                    assert!(waiting.insert(&invite.email), "{} is invited twice", invite.email);
                }
                email_invite::State::Accepted => {
                    *accepted.entry(invite.accepted_by.expect("somebody").to_string()).or_default() += 1;
                }
                email_invite::State::Declined => {
                    assert!(self.has("invite.declined", invite.id), "{invite:?}");
                }
                email_invite::State::Revoked => {}
            }
        }
        let added: Vec<_> = self.lines.iter().filter(|line| line.action == "member.added").collect();
        let people: BTreeSet<_> = added.iter().filter_map(|line| line.subject_id.as_deref()).collect();
        for who in people.into_iter().chain(accepted.keys().map(String::as_str)) {
            let came = || added.iter().filter(|line| line.subject_id.as_deref() == Some(who));
            let by_invite = came().filter(|line| {
                let via = line.after.as_ref().map(|after| after["joinedVia"].clone());
                via.is_some_and(|via| via == "invite" || via == "request")
            });
            let used = accepted.get(who).copied().unwrap_or_default();
            // one that comes by the link ends the invite that waits, too
            assert!((by_invite.count()..=came().count()).contains(&used), "{used} invites accepted by {who}");
        }
        for request in requests {
            use join_request::State;
            let is_answered = self.has("join-request.answered", request.id);
            match request.state {
                State::Approved => {
                    let invite = invites.iter().find(|invite| Some(invite.id) == request.invite_id);
                    assert!(is_answered && invite.is_some(), "{request:?}");
                }
                State::Denied | State::Blocked => assert!(is_answered, "{request:?}"),
                State::Joined => {
                    let came = added.iter().any(|line| line.subject_label.as_deref() == Some(request.email.as_str()));
                    assert!(came, "{request:?}");
                }
                State::Open | State::Noted => {}
            }
        }
    }

    /// What was answered stands in the record, among the lines `since` the call.
    pub fn tells_of(&self, call: &Call, answer: &Value, ids: &[String], since: usize, invites: &[email_invite::Model]) {
        let (me, new) = (ids[call.who].as_str(), &self.lines[since..]);
        let line = |action: &str, subject: &str| {
            let by = |line: &audit_event::Model| line.actor_id.is_some_and(|id| id.to_string() == me);
            let of = |line: &audit_event::Model| line.subject_id.as_deref().is_some_and(|id| id == subject);
            let found = new.iter().any(|one| one.action == action && by(one) && (subject.is_empty() || of(one)));
            assert!(found, "{call:?} was answered, and no line says {action} of {subject:?}");
        };
        let was = |id: &str, role: Option<&str>| {
            let is = |places: &Places| places.get(id).is_some_and(|has| role.is_none_or(|role| role == has));
            assert!(self.states[since - 1..].iter().any(is), "{call:?} was answered, and never so");
        };
        let parts: Vec<_> = call.path.split('/').skip(1).collect();
        match (call.method.as_str(), &parts[..]) {
            ("POST", ["workspaces", _, "invites"]) => {
                for sent in answer["items"].as_array().unwrap().iter().filter(|one| one["status"] == "invited") {
                    line("invite.sent", sent["inviteId"].as_str().unwrap());
                }
            }
            ("POST", ["workspaces", _, "invites", id, "resend"]) => line("invite.sent", id),
            ("DELETE", ["workspaces", _, "invites", id]) => {
                let is_it = |one: &&email_invite::Model| one.id.to_string() == *id;
                let state = invites.iter().find(is_it).map(|invite| invite.state);
                assert_eq!(state, Some(email_invite::State::Revoked), "{call:?}"); // or with its sender's place
            }
            ("POST", ["users", "me", "invites", id, "decline"]) => line("invite.declined", id),
            ("POST", ["users", "me", "invites", _, "accept"] | ["invite-links", .., "join"]) => {
                if answer["alreadyMember"] == true { was(me, None) } else { line("member.added", me) }
            }
            ("POST", ["workspaces", _, "invite-link", "reset"]) => line("invite-link.reset", ""),
            ("PATCH", ["workspaces", _, "members", id]) => was(id, call.body["role"].as_str()),
            ("DELETE", ["workspaces", _, "members", id]) => line("member.removed", id),
            ("POST", ["workspaces", _, "leave"]) => line("member.left", me),
            ("POST", ["workspaces", _, "transfer"]) => {
                line("ownership.offered", call.body["userId"].as_str().unwrap());
            }
            ("POST", ["workspaces", _, "transfer", "accept"]) => line("ownership.accepted", me),
            ("POST", ["workspaces", _, "transfer", "undo"]) => line("ownership.undone", me),
            ("POST", ["workspaces", _, "join-requests", id, _]) => line("join-request.answered", id),
            ("PATCH", ["workspaces", _]) | ("POST", ["shares", ..]) => {} // it may have been so, or come to nothing
            other => panic!("say what the record must tell of {other:?}"),
        }
    }
}
