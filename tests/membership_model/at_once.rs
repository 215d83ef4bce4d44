//! Everybody does something at the same time. Who is first is chance; what must hold, holds whoever it is.
use super::{PEOPLE, email, steps::Step, team::Team};
use crate::support::person::Reply;
use futures_util::future::join_all;
use serde_json::{Value, json};

impl Team {
    /// One call of a step, whatever the model would say of it; `None` for what is no call.
    async fn call(&self, step: &Step, link: &str, invites: &Value, requests: &Value) -> Option<Reply> {
        let person = |who: &usize| &self.people[*who];
        let acme = |path: &str| format!("/workspaces/acme{path}");
        let of = |list: &Value, who: &usize| {
            let found = list["items"].as_array()?.iter().find(|one| one["email"] == email(*who))?;
            Some(found["id"].as_str()?.to_owned())
        };
        let post = async |who: &usize, path: String, body: Value| Some(person(who).post(&path, body).await);
        match step {
            Step::Invite(a, b, role) => post(a, acme("/invites"), json!({ "text": email(*b), "role": role })).await,
            Step::Renew(a, b) => {
                let path = acme(&format!("/invites/{}/resend", of(invites, b)?));
                post(a, path, json!({ "delivery": "link" })).await
            }
            Step::Accept(who) | Step::AcceptOf(who, _) | Step::Decline(who) => {
                let call = if matches!(step, Step::Decline(_)) { "decline" } else { "accept" };
                let path = format!("/users/me/invites/{}/{call}", of(invites, who)?);
                post(who, path, json!({})).await
            }
            Step::Revoke(a, b) => Some(person(a).delete(&acme(&format!("/invites/{}", of(invites, b)?))).await),
            Step::Link(who) | Step::ResetAndJoinByOld(_, who) => post(who, format!("{link}/join"), json!({})).await,
            Step::Reset(who) => post(who, acme("/invite-link/reset"), json!({})).await,
            Step::SetRole(a, b, role) => {
                Some(person(a).patch(&acme(&format!("/members/{}", self.ids[*b])), json!({ "role": role })).await)
            }
            Step::Remove(a, b) => Some(person(a).delete(&acme(&format!("/members/{}", self.ids[*b]))).await),
            Step::Leave(who) => post(who, acme("/leave"), json!({})).await,
            Step::Transfer(a, b) => post(a, acme("/transfer"), json!({ "userId": self.ids[*b] })).await,
            Step::Take(who) => post(who, acme("/transfer/accept"), json!({})).await,
            Step::Undo(who) => post(who, acme("/transfer/undo"), json!({})).await,
            Step::Restrict(who, only) => {
                let value = if *only { "owners" } else { "editors" };
                Some(person(who).patch(&acme(""), json!({ "whoInvites": value })).await)
            }
            Step::Ask(who) => post(who, format!("/shares/{}/join-requests", self.share), json!({})).await,
            Step::Approve(a, b) => {
                let path = acme(&format!("/join-requests/{}/approve", of(requests, b)?));
                post(a, path, json!({ "delivery": "link" })).await
            }
            Step::Deny(a, b) | Step::Block(a, b) => {
                let path = acme(&format!("/join-requests/{}/deny", of(requests, b)?));
                post(a, path, json!({ "block": matches!(step, Step::Block(..)) })).await
            }
            Step::Hours(_) | Step::Post(_) => None,
        }
    }

    /// All steps at the same time.
    pub async fn take_at_once(&self, steps: &[Step]) {
        let owner = self.some_owner().await;
        let link = self.people[owner].link().await;
        let invites = self.people[owner].get("/workspaces/acme/invites").await.expect(200);
        let requests = self.people[owner].get("/workspaces/acme/join-requests").await.expect(200);
        let replies = join_all(steps.iter().map(|step| self.call(step, &link, &invites, &requests))).await;
        for (step, reply) in steps.iter().zip(replies) {
            assert!(reply.is_none_or(|reply| !reply.status.is_server_error()), "{step:?}");
        }
        self.app.take_requests().await;
    }

    async fn some_owner(&self) -> usize {
        for who in 0..PEOPLE {
            let reply = self.people[who].get("/workspaces/acme").await;
            if serde_json::from_slice::<Value>(&reply.bytes).unwrap()["role"] == "owner" {
                return who;
            }
        }
        panic!("nobody owns it");
    }

    /// Whoever came, went and was welcomed adds up; each place is one, and each invite of a member is over.
    pub async fn check_at_once(&self, steps: &[Step]) {
        let owner = &self.people[self.some_owner().await];
        let total = async |path: &str| {
            owner.get(&format!("/workspaces/acme/{path}")).await.expect(200)["total"].as_u64().unwrap()
        };
        let members = total("members").await;
        let came = total("audit?action=member.added").await;
        let went = total("audit?action=member.removed").await + total("audit?action=member.left").await;
        assert_eq!(came - went, members, "the record adds up after {steps:?}");
        let mails = self.app.mails().await;
        let welcomed = mails.iter().filter(|mail| mail.template == "welcome").count() as u64;
        assert_eq!(welcomed + 1, came, "everybody but the creator was welcomed once: {steps:?}");
        let list = owner.get("/workspaces/acme/members").await.expect(200);
        let inside: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|one| &one["user"]["email"]).collect();
        let invites = owner.get("/workspaces/acme/invites").await.expect(200);
        let requests = owner.get("/workspaces/acme/join-requests").await.expect(200);
        for waiting in invites["items"].as_array().unwrap().iter().chain(requests["items"].as_array().unwrap()) {
            assert!(!inside.contains(&&waiting["email"]), "a member waits to be let in: {waiting}");
        }
        for who in 0..PEOPLE {
            let reply = self.people[who].get("/workspaces/acme").await;
            assert_eq!(reply.status == 200, inside.contains(&&json!(email(who))), "p{who} after {steps:?}");
        }
    }
}
