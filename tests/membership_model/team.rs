//! The team on a real server: each step is taken there and in the model, and both must come to the same.
use super::{
    PEOPLE, email,
    model::{Model, Request},
    steps::Step,
};
use crate::support::{app::TestApp, catcher::Catcher, invites::secret_in, person::Person};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use skillet::{app as server, config::Signup, jobs, mail::outbox};

/// A history lasts no longer, in hours.
const LONGEST: i64 = 1900;

pub struct Team {
    pub app: TestApp,
    pub people: Vec<Person>,
    pub ids: Vec<String>,
    pub share: String,
    pub model: Model,
    start: DateTime<Utc>,
    catcher: Catcher,
    pub caught: Vec<String>,
}

impl Team {
    pub async fn new() -> Self {
        let catcher = Catcher::start(&[]).await;
        let url = format!("smtp://127.0.0.1:{}?tls=none", catcher.port);
        let app = TestApp::spawn_with(|config| {
            config.signup = Signup::Domains(vec!["example.com".into()]);
            config.mail.smtp_url = Some(url.into());
        });
        let app = app.await;
        let start = Utc::now();
        app.set_clock(start);
        let (mut people, mut ids) = (Vec::new(), Vec::new());
        for who in 0..PEOPLE {
            let person = app.person(&email(who)).await;
            ids.push(person.my_id().await);
            people.push(person);
        }
        people[0].create_workspace("Acme", "acme").await;
        let share = app.share(&people[0]).await;
        let link = people[0].link().await;
        let mut model = Model { places: [(0, ("owner", "creator"))].into(), ..Model::default() };
        // with one owner alone, most steps of most histories would be refused
        for (who, role) in [(1, "owner"), (2, "editor"), (3, "viewer")] {
            people[who].post(&format!("{link}/join"), json!({})).await.expect(200);
            let place = format!("/workspaces/acme/members/{}", ids[who]);
            people[0].patch(&place, json!({ "role": role })).await.expect(200);
            model.comes_in(who, "editor", "link");
            model.sets_role(who, role);
        }
        Self { app, people, ids, share, model, start, catcher, caught: Vec::new() }
    }

    async fn post(&self, who: usize, path: &str, body: Value) -> (u16, Value) {
        let reply = self.people[who].post(path, body).await;
        assert!(!reply.status.is_server_error(), "{path}: {reply:?}");
        (reply.status.as_u16(), serde_json::from_slice(&reply.bytes).unwrap_or_default())
    }

    /// Some owner: there is one, whatever happened.
    pub fn owner(&self) -> usize {
        *self.model.places.iter().find(|(_, (role, _))| *role == "owner").expect("an owner").0
    }

    /// Takes a step on both sides; they must come to the same.
    pub async fn take(&mut self, step: &Step) {
        let (before, lines) = (self.model.clone(), self.lines().await);
        let (expected, got) = self.both(step).await;
        assert_eq!(got, expected, "{step:?} at {:#?}", before);
        let is_quiet = matches!(step, Step::Ask(_) | Step::Decline(_) | Step::Hours(_) | Step::Post(_));
        let is_reset = match step {
            Step::Reset(who) | Step::ResetAndJoinByOld(who, _) => before.may_invite(*who),
            _ => false,
        };
        let leaves_a_line = (before != self.model && !is_quiet) || is_reset;
        assert_eq!(self.lines().await > lines, leaves_a_line, "the record after {step:?}");
    }

    async fn lines(&self) -> u64 {
        self.people[self.owner()].get("/workspaces/acme/audit?limit=1").await.expect(200)["total"].as_u64().unwrap()
    }

    /// What the model says of the step's success, and what the server said.
    async fn both(&mut self, step: &Step) -> (bool, bool) {
        let model = &self.model;
        match step.clone() {
            Step::Invite(a, b, role) => {
                let may = model.may_invite_as(a, role) && !model.is_member(b) && model.good_invite(b).is_none();
                let delivery = if role == "owner" { "mail" } else { "link" };
                let body = json!({ "text": email(b), "role": role, "delivery": delivery });
                let (_, answer) = self.post(a, "/workspaces/acme/invites", body).await;
                let result = &answer["items"][0];
                let is_limited = result["status"] == "overLimit" && may; // of mails to an address
                if result["status"] == "invited" && may {
                    let secret = self.secret(b, &result["link"]).await;
                    let id = result["inviteId"].as_str().unwrap().to_owned();
                    self.model.invited(b, a, role, id, secret);
                }
                (may && !is_limited, result["status"] == "invited")
            }
            Step::Renew(a, b) => {
                let Some(invite) = model.invites.get(&b).cloned() else { return Default::default() };
                let may = model.may_renew(a, b);
                let delivery = if invite.role == "owner" { "mail" } else { "link" };
                let path = format!("/workspaces/acme/invites/{}/resend", invite.id);
                let (status, answer) = self.post(a, &path, json!({ "delivery": delivery })).await;
                if status == 200 && may {
                    let secret = self.secret(b, &answer["link"]).await;
                    self.model.invited(b, a, invite.role, invite.id, secret);
                }
                (may && status != 429, status == 200)
            }
            Step::Accept(who) => self.accept(who, who).await,
            Step::AcceptOf(a, b) => self.accept(a, b).await,
            Step::Decline(who) => {
                let Some(secret) = model.invites.get(&who).map(|invite| invite.secret.clone()) else {
                    return Default::default();
                };
                let may = model.good_invite(who).is_some();
                let (status, _) = self.post(who, "/invites/decline", json!({ "token": secret })).await;
                if may {
                    self.model.invites.remove(&who);
                }
                (may, status == 204)
            }
            Step::Revoke(a, b) => {
                let Some(invite) = model.invites.get(&b) else { return Default::default() };
                let may = model.rank(a) == 3 || (model.rank(a) == 2 && invite.inviter == a);
                let reply = self.people[a].delete(&format!("/workspaces/acme/invites/{}", invite.id)).await;
                if may {
                    self.model.invites.remove(&b);
                }
                (may, reply.status == 204)
            }
            Step::Link(who) => {
                let link = self.link().await;
                let (status, _) = self.post(who, &format!("{link}/join"), json!({})).await;
                self.model.comes_in(who, "editor", "link");
                (true, status == 200)
            }
            Step::Reset(who) => {
                let (status, _) = self.post(who, "/workspaces/acme/invite-link/reset", json!({})).await;
                (self.model.may_invite(who), status == 200)
            }
            Step::ResetAndJoinByOld(a, b) => {
                let old = self.link().await;
                let (status, _) = self.post(a, "/workspaces/acme/invite-link/reset", json!({})).await;
                assert_eq!(status == 200, self.model.may_invite(a));
                let (joined, _) = self.post(b, &format!("{old}/join"), json!({})).await;
                if status != 200 {
                    self.model.comes_in(b, "editor", "link");
                }
                (status != 200, joined == 200)
            }
            Step::SetRole(a, b, role) => {
                let may = model.rank(a) == 3 && a != b && model.is_member(b);
                let path = format!("/workspaces/acme/members/{}", self.ids[b]);
                let reply = self.people[a].patch(&path, json!({ "role": role })).await;
                if may {
                    self.model.sets_role(b, role);
                }
                (may, reply.status == 200)
            }
            Step::Remove(a, b) => {
                let may = model.rank(a) == 3 && a != b && model.is_member(b);
                let reply = self.people[a].delete(&format!("/workspaces/acme/members/{}", self.ids[b])).await;
                if may {
                    self.model.goes(b);
                    self.model.removed += 1;
                }
                (may, reply.status == 200)
            }
            Step::Leave(who) => {
                let may = model.is_member(who) && !model.is_last_owner(who);
                let (status, _) = self.post(who, "/workspaces/acme/leave", json!({})).await;
                if may {
                    self.model.goes(who);
                }
                (may, status == 204)
            }
            Step::Transfer(a, b) => {
                let may = model.rank(a) == 3 && (1..3).contains(&model.rank(b)) && model.waiting_offer().is_none();
                let (status, _) = self.post(a, "/workspaces/acme/transfer", json!({ "userId": self.ids[b] })).await;
                if may {
                    (self.model.offer, self.model.taken) = (Some((a, b, self.model.hour)), None);
                }
                (may, status == 201)
            }
            Step::Take(who) => {
                let offer = model.waiting_offer().filter(|(from, to)| *to == who && model.rank(*from) == 3);
                let (status, _) = self.post(who, "/workspaces/acme/transfer/accept", json!({})).await;
                if let Some((from, to)) = offer {
                    self.model.takes(from, to);
                }
                (offer.is_some(), status == 200)
            }
            Step::Undo(who) => {
                let taken = model.undoable(who);
                let (status, _) = self.post(who, "/workspaces/acme/transfer/undo", json!({})).await;
                if let Some((from, to, before)) = taken {
                    self.model.undoes(from, to, before);
                }
                (taken.is_some(), status == 200)
            }
            Step::Restrict(who, only) => {
                let may = model.rank(who) == 3;
                let value = if only { "owners" } else { "editors" };
                let reply = self.people[who].patch("/workspaces/acme", json!({ "whoInvites": value })).await;
                if may {
                    self.model.only_owners_invite = only;
                }
                (may, reply.status == 200)
            }
            Step::Ask(who) => {
                let (status, _) = self.post(who, &format!("/shares/{}/join-requests", self.share), json!({})).await;
                self.app.take_requests().await;
                let came_back = self.came_back(who).await;
                self.model.asks(who, came_back);
                (true, status == 202)
            }
            Step::Approve(a, b) => self.answer(a, b, "approve", json!({ "delivery": "link" })).await,
            Step::Deny(a, b) => self.answer(a, b, "deny", json!({})).await,
            Step::Block(a, b) => self.answer(a, b, "deny", json!({ "block": true })).await,
            Step::Hours(hours) => {
                // what is older than 90 days is forgotten, which the model does not
                self.model.hour += if self.model.hour + hours < LONGEST { hours } else { 1 };
                self.app.set_clock(self.start + Duration::hours(self.model.hour));
                jobs::run_due(&self.app.state, &server::jobs()).await.unwrap();
                (true, true)
            }
            Step::Post(mode) => {
                self.post_mails(mode).await;
                (true, true)
            }
        }
    }

    /// The mail of somebody's invite was refused by the mail server.
    async fn came_back(&self, who: usize) -> bool {
        let Some(invite) = self.model.invites.get(&who) else { return false };
        let owner = &self.people[self.owner()];
        let listed = owner.get("/workspaces/acme/invites").await.expect(200);
        let items = listed["items"].as_array().unwrap();
        items.iter().any(|one| one["id"] == invite.id.as_str() && one["delivery"]["state"] == "bounced")
    }

    /// The secret of an invite that was shown or mailed.
    async fn secret(&self, of: usize, link: &Value) -> String {
        match link.as_str() {
            Some(link) => secret_in(link, "/invite#"),
            None => secret_in(&self.app.newest_mail(&email(of)).await.unwrap().text_body, "/invite#"),
        }
    }

    async fn accept(&mut self, who: usize, of: usize) -> (bool, bool) {
        let Some(invite) = self.model.invites.get(&of).cloned() else { return Default::default() };
        let may = who == of && self.model.good_invite(of).is_some();
        let (status, _) = self.post(who, "/invites/accept", json!({ "token": invite.secret })).await;
        if may {
            self.model.comes_in(who, invite.role, if invite.is_asked_for { "request" } else { "invite" });
        }
        (may, status == 200)
    }

    async fn answer(&mut self, a: usize, b: usize, answer: &str, body: Value) -> (bool, bool) {
        let list = self.people[self.owner()].get("/workspaces/acme/join-requests").await.expect(200);
        let id = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["email"] == email(b))
            .map(|one| one["id"].as_str().unwrap().to_owned());
        assert_eq!(id.is_some(), self.model.is_open(b), "{list}");
        let Some(id) = id else { return Default::default() };
        let may = self.model.may_invite(a);
        let path = format!("/workspaces/acme/join-requests/{id}/{answer}");
        let (status, done) = self.post(a, &path, body.clone()).await;
        if may && answer == "approve" {
            let secret = secret_in(done["link"].as_str().unwrap(), "/invite#");
            let owner = &self.people[self.owner()];
            let invites = owner.get("/workspaces/acme/invites").await.expect(200);
            let sent = invites["items"].as_array().unwrap().iter().find(|one| one["email"] == email(b)).unwrap();
            self.model.requests.insert(b, Request::Open(self.model.hour));
            self.model.invited(b, a, "editor", sent["id"].as_str().unwrap().to_owned(), secret);
        } else if may {
            let to = if body["block"] == true { Request::Blocked } else { Request::Denied(self.model.hour) };
            self.model.denied(b, to);
        }
        (may, (200..300).contains(&status))
    }

    pub async fn link(&self) -> String {
        self.people[self.owner()].link().await
    }

    /// Sends what is due with the mail server in this mode; it is noted what arrived.
    pub async fn post_mails(&mut self, mode: &str) {
        self.note(mode).await;
        outbox::send_due(&self.app.state).await.unwrap();
        self.note("accept").await;
    }

    async fn note(&mut self, mode: &str) {
        let mails = self.catcher.mails_until(mode).await;
        self.caught.extend(mails.into_iter().filter_map(|mail| mail.message_id));
    }
}
