//! What a team's history must leave: what the model says, and every mail where it belongs.
use super::{PEOPLE, email, steps::Step, team::Team};
use chrono::Duration;
use serde_json::Value;
use skillet::entities::mail;
use std::collections::BTreeSet;

impl Team {
    /// What holds after every step.
    pub async fn check(&self, step: &Step) {
        let owner = &self.people[self.owner()];
        let members = owner.get("/workspaces/acme/members").await.expect(200);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let seen: BTreeSet<_> = members["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (text(&one["user"]["email"]), text(&one["role"]), text(&one["joinedVia"])))
            .collect();
        let places = self.model.places.iter();
        let known: BTreeSet<_> =
            places.map(|(who, (role, via))| (email(*who), (*role).to_owned(), (*via).to_owned())).collect();
        assert_eq!(seen, known, "the members after {step:?}");
        for who in 0..PEOPLE {
            let reply = self.people[who].get("/workspaces/acme").await;
            assert_eq!(reply.status == 200, self.model.is_member(who), "{step:?}: p{who}");
        }
        let invites = owner.get("/workspaces/acme/invites").await.expect(200);
        let seen: BTreeSet<_> = invites["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (text(&one["email"]), text(&one["role"]), one["isExpired"] == false && one["isDead"] == false))
            .collect();
        let known: BTreeSet<_> = self
            .model
            .invites
            .iter()
            .map(|(who, one)| (email(*who), one.role.to_owned(), self.model.good_invite(*who).is_some()))
            .collect();
        assert_eq!(seen, known, "the invites after {step:?}");
        let requests = owner.get("/workspaces/acme/join-requests").await.expect(200);
        let seen: BTreeSet<_> = requests["items"].as_array().unwrap().iter().map(|one| text(&one["email"])).collect();
        let known: BTreeSet<_> = (0..PEOPLE).filter(|who| self.model.is_open(*who)).map(email).collect();
        assert_eq!(seen, known, "the requests after {step:?}");
        let mails = self.app.mails().await;
        let count = |template: &str| mails.iter().filter(|mail| mail.template == template).count();
        assert_eq!((count("welcome"), count("removed")), (self.model.welcomed, self.model.removed), "{step:?}");
    }

    /// Every mail that was written has left once, was given up for a reason, or held no more.
    pub async fn check_mails(&mut self) {
        for _ in 0..8 {
            self.app.set_clock(self.app.clock.now() + Duration::hours(25));
            self.post_mails("accept").await;
        }
        let mails = self.app.mails().await;
        assert!(mails.iter().all(|mail| mail.state != mail::State::Queued));
        assert!(mails.iter().all(|mail| mail.state != mail::State::Failed || mail.last_error.is_some()));
        let sent = mails.iter().filter(|mail| mail.state == mail::State::Sent);
        let sent: BTreeSet<_> = sent.map(|mail| format!("<{}@127.0.0.1>", mail.id)).collect();
        let caught: BTreeSet<_> = self.caught.iter().cloned().collect();
        assert_eq!((caught.len(), &caught), (self.caught.len(), &sent), "what arrived, each once, is what was sent");
    }
}
