//! The one call of a step, for those who act at the same time: whatever a model would say of it.
use super::{email, steps::Step};
use crate::support::person::Person;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// Who calls what.
#[derive(Clone, Debug)]
pub struct Call {
    pub who: usize,
    pub method: Method,
    pub path: String,
    pub body: Value,
}

/// What all of them know before they act.
pub struct Known<'a> {
    pub ids: &'a [String],
    pub share: &'a str,
    pub link: String,
    pub invites: Value,
    pub requests: Value,
}

impl<'a> Known<'a> {
    /// As an owner sees it.
    pub async fn by(owner: &Person, ids: &'a [String], share: &'a str) -> Self {
        let link = owner.link().await;
        let invites = owner.get("/workspaces/acme/invites").await.expect(200);
        let requests = owner.get("/workspaces/acme/join-requests").await.expect(200);
        Self { ids, share, link, invites, requests }
    }

    fn invite(&self, of: usize) -> Option<String> {
        id_in(&self.invites, of)
    }

    fn request(&self, of: usize) -> Option<String> {
        id_in(&self.requests, of)
    }
}

fn id_in(list: &Value, of: usize) -> Option<String> {
    let found = list["items"].as_array()?.iter().find(|one| one["email"] == email(of))?;
    Some(found["id"].as_str()?.to_owned())
}

impl Call {
    /// The call of a step; `None` for what is no call, or has nothing to act on.
    pub fn of(step: &Step, known: &Known<'_>) -> Option<Self> {
        let acme = |path: &str| format!("/workspaces/acme{path}");
        let member = |who: usize| acme(&format!("/members/{}", known.ids[who]));
        let call = |method, who: usize, path, body| Some(Self { who, method, path, body });
        let post = |who: usize, path, body| call(Method::POST, who, path, body);
        match *step {
            Step::Invite(a, b, role) => post(a, acme("/invites"), json!({ "text": email(b), "role": role })),
            Step::Renew(a, b) => {
                post(a, acme(&format!("/invites/{}/resend", known.invite(b)?)), json!({ "delivery": "link" }))
            }
            Step::Accept(who) | Step::AcceptOf(who, _) | Step::Decline(who) => {
                let deed = if matches!(step, Step::Decline(_)) { "decline" } else { "accept" };
                post(who, format!("/users/me/invites/{}/{deed}", known.invite(who)?), json!({}))
            }
            Step::Revoke(a, b) => call(Method::DELETE, a, acme(&format!("/invites/{}", known.invite(b)?)), Value::Null),
            Step::Link(who) | Step::ResetAndJoinByOld(_, who) => post(who, format!("{}/join", known.link), json!({})),
            Step::Reset(who) => post(who, acme("/invite-link/reset"), json!({})),
            Step::SetRole(a, b, role) => call(Method::PATCH, a, member(b), json!({ "role": role })),
            Step::Remove(a, b) => call(Method::DELETE, a, member(b), Value::Null),
            Step::Leave(who) => post(who, acme("/leave"), json!({})),
            Step::Transfer(a, b) => post(a, acme("/transfer"), json!({ "userId": known.ids[b] })),
            Step::Take(who) => post(who, acme("/transfer/accept"), json!({})),
            Step::Undo(who) => post(who, acme("/transfer/undo"), json!({})),
            Step::Restrict(who, only) => {
                let value = if only { "owners" } else { "editors" };
                call(Method::PATCH, who, acme(""), json!({ "whoInvites": value }))
            }
            Step::Ask(who) => post(who, format!("/shares/{}/join-requests", known.share), json!({})),
            Step::Approve(a, b) => {
                post(a, acme(&format!("/join-requests/{}/approve", known.request(b)?)), json!({ "delivery": "link" }))
            }
            Step::Deny(a, b) | Step::Block(a, b) => {
                let body = json!({ "block": matches!(step, Step::Block(..)) });
                post(a, acme(&format!("/join-requests/{}/deny", known.request(b)?)), body)
            }
            Step::Hours(_) | Step::Post(_) => None,
        }
    }

    /// As whoever calls sends it.
    pub fn request(&self, by: &Person) -> RequestBuilder {
        let request = by.request(self.method.clone(), &self.path);
        if self.body.is_null() { request } else { request.json(&self.body) }
    }
}
