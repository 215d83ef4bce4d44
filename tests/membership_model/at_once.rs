//! Everybody does something at the same time. Who is first is chance; what must hold, holds whoever it is.
use super::{
    PEOPLE,
    calls::{Call, Known},
    email,
    steps::Step,
    team::Team,
};
use futures_util::future::join_all;
use serde_json::{Value, json};

impl Team {
    /// All steps at the same time.
    pub async fn take_at_once(&self, steps: &[Step]) {
        let known = Known::by(&self.people[self.some_owner().await], &self.ids, &self.share).await;
        let calls = steps.iter().filter_map(|step| Call::of(step, &known));
        let replies = join_all(calls.map(async |call| {
            let person = &self.people[call.who];
            (person.send(call.request(person)).await, call)
        }));
        for (reply, call) in replies.await {
            assert!(!reply.status.is_server_error(), "{call:?}: {reply:?}");
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
