//! The server of a team dies at any moment, also while calls are under way: what was answered has happened, and whatever
//! has happened is whole.
use super::{
    PEOPLE,
    calls::{Call, Known},
    email,
    record::Record,
    steps::{Step, step},
};
use crate::support::{
    catcher::{Catcher, Caught},
    dice::{Dice, rounds},
    integrity::look,
    person::{Person, Reply, token_in},
    process::Running,
    program::Program,
};
use chrono::Utc;
use futures_util::future::{join_all, select};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use reqwest::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, EntityTrait, sea_query::Expr};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use skillet::{
    entities::{email_invite, invite_send, job, join_request, mail, membership, share, workspace},
    jobs::Job,
};
use std::{
    collections::BTreeSet,
    pin::pin,
    time::{Duration, Instant},
};
use tokio::sync::Notify;
use uuid::Uuid;

/// When it dies.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// While calls are under way.
    UnderWay,
    /// As soon as others can see that something has changed.
    Seen,
    /// Behind the first answer; other calls are under way.
    Answered,
    /// Behind all answers.
    Quiet,
}

const MOMENTS: [Moment; 5] = [Moment::Seen, Moment::UnderWay, Moment::Answered, Moment::Seen, Moment::Quiet];
/// So many act at once, at most.
const AT_ONCE: usize = 8;

/// The installation that is killed again and again, and what is known of it from outside.
struct Site {
    program: Program,
    server: Running,
    catcher: Catcher,
    caught: Vec<Caught>,
    people: Vec<Person>,
    ids: Vec<String>,
    share: String,
    workspace: Uuid,
    /// How long calls take when nobody disturbs them.
    takes: Duration,
    /// What was answered in this round, and so must have happened since the record had so many lines.
    told: Vec<(Call, Value)>,
    since: usize,
    /// Strangers whose request was taken.
    asked: BTreeSet<String>,
}

impl Site {
    async fn new() -> Self {
        let catcher = Catcher::start(&[]).await;
        let program = Program::new()
            .await
            .with("SKILLET_SMTP_URL", &format!("smtp://127.0.0.1:{}?tls=none", catcher.port))
            .with("SKILLET_RATE_LIMITS", "off")
            .with("SKILLET_INVITE_MAILS_PER_DAY", "100000");
        program.prints(&["migrate", "up"]).await;
        let mut links = Vec::new();
        for who in 0..PEOPLE {
            program.prints(&["user", "create", "--email", &email(who)]).await;
            links.push(program.prints(&["user", "sign-in-link", "--email", &email(who)]).await);
        }
        let server = program.serve().await;
        let (mut people, mut ids) = (Vec::new(), Vec::new());
        for link in links {
            let person = Person::new(&program.url());
            person.post("/auth/sign-in/confirm", json!({ "token": token_in(&link) })).await.expect(200);
            ids.push(person.my_id().await);
            people.push(person);
        }
        let start = Instant::now();
        people[0].create_workspace("Acme", "acme").await;
        let takes = start.elapsed() * 2;
        let link = people[0].link().await;
        for (who, role) in [(1, "owner"), (2, "editor")] {
            people[who].post(&format!("{link}/join"), json!({})).await.expect(200);
            let path = format!("/workspaces/acme/members/{}", ids[who]);
            people[0].patch(&path, json!({ "role": role })).await.expect(200);
        }
        let owner = ids[0].parse().unwrap();
        let (workspace, share) = look(&program.database_url, async |db| shared(db, owner).await).await;
        let (caught, told, since, asked) = Default::default();
        Self { program, server, catcher, caught, people, ids, share, workspace, takes, told, since, asked }
    }

    async fn record(&self) -> Record {
        look(&self.program.database_url, async |db| Record::read(db, self.workspace).await).await
    }

    /// Takes the first `number` steps that are calls at once, and kills the server when the moment has come.
    async fn die_at(&mut self, moment: Moment, number: usize, steps: &[Step], stranger: &str, dice: &mut Dice) {
        let owner = self.record().await.owner();
        let owner = &self.people[self.ids.iter().position(|id| *id == owner).unwrap()];
        let known = Known::by(owner, &self.ids, &self.share).await;
        self.since = self.record().await.len();
        let asks = json!({ "email": stranger });
        let path = format!("/shares/{}/join-requests", self.share);
        let mut calls: Vec<_> = steps.iter().filter_map(|step| Call::of(step, &known)).take(number).collect();
        calls.push(Call { who: PEOPLE, method: Method::POST, path, body: asks });
        let visitor = Person::new(&self.program.url());
        let (first_answer, are_done) = (Notify::new(), Notify::new());
        let all = async {
            let replies = join_all(calls.into_iter().map(async |call| {
                let person = self.people.get(call.who).unwrap_or(&visitor);
                let reply = person.try_to(call.request(person)).await.ok();
                if reply.is_some() {
                    first_answer.notify_one();
                }
                (call, reply)
            }));
            let replies = replies.await;
            are_done.notify_one();
            replies
        };
        let url = &self.program.database_url;
        let part = dice.part_of(self.takes, 0, 100);
        let comes = async {
            match moment {
                Moment::UnderWay => tokio::time::sleep(part).await,
                Moment::Seen => look(url, async |db| something_changes(db).await).await,
                Moment::Answered => first_answer.notified().await,
                Moment::Quiet => std::future::pending().await,
            }
        };
        let server = &mut self.server;
        let killer = async {
            select(pin!(comes), pin!(are_done.notified())).await;
            server.kill();
        };
        let (replies, ()) = futures_util::join!(all, killer);
        for (call, reply) in replies {
            let Some(reply) = reply else { continue };
            assert!(!reply.status.is_server_error(), "{call:?}: {reply:?}");
            self.note(call, reply);
        }
        self.let_time_pass().await;
        self.server = self.program.serve().await;
    }

    fn note(&mut self, call: Call, reply: Reply) {
        if call.who == PEOPLE {
            reply.expect(202);
            self.asked.insert(call.body["email"].as_str().unwrap().to_owned());
        } else if reply.status.is_success() {
            self.told.push((call, serde_json::from_slice(&reply.bytes).unwrap_or_default()));
        }
    }

    /// As if the time had passed that a dead server's mails and jobs are left alone, and after which an address may be
    /// mailed again.
    async fn let_time_pass(&self) {
        look(&self.program.database_url, async |db| {
            let mails = mail::Entity::update_many().col_expr(mail::Column::NextAttemptAt, Expr::value(Utc::now()));
            mails.filter(mail::Column::State.eq(mail::State::Queued)).exec(db).await.unwrap();
            let jobs = job::Entity::update_many().col_expr(job::Column::RunAt, Expr::value(Utc::now()));
            jobs.filter(job::Column::Schedule.is_null()).exec(db).await.unwrap();
            invite_send::Entity::delete_many().exec(db).await.unwrap();
        })
        .await;
    }

    /// What holds whenever the server has died.
    async fn is_whole(&mut self) {
        let record = self.record().await;
        record.owner();
        let url = &self.program.database_url;
        let (places, invites, requests) = look(url, async |db| {
            (
                membership::Entity::find().all(db).await.unwrap(),
                email_invite::Entity::find().all(db).await.unwrap(),
                join_request::Entity::find().all(db).await.unwrap(),
            )
        })
        .await;
        for (call, answer) in self.told.drain(..) {
            record.tells_of(&call, &answer, &self.ids, self.since, &invites);
        }
        record.leads_to(&places);
        record.explains(&invites, &requests);
        for (id, person) in self.ids.iter().zip(&self.people) {
            let is_inside = places.iter().any(|place| place.user_id.to_string() == *id);
            assert_eq!(person.get("/workspaces/acme").await.status == 200, is_inside);
        }
    }

    /// Once all mails have left: those that were written arrived, each under one name, and as many as the record asks for.
    async fn has_mailed_everything(&mut self) {
        look(&self.program.database_url, async |db| {
            while is_waiting(db).await {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await;
        self.caught.extend(self.catcher.mails_until("accept").await);
        let (mails, requests) = look(&self.program.database_url, async |db| {
            (mail::Entity::find().all(db).await.unwrap(), join_request::Entity::find().all(db).await.unwrap())
        })
        .await;
        let known: BTreeSet<_> = requests.into_iter().map(|row| row.email).collect();
        assert!(self.asked.is_subset(&known), "asked and never noted: {:?}", self.asked.difference(&known));
        assert!(mails.iter().all(|row| row.state != mail::State::Failed), "{mails:?}");
        let name = |row: &mail::Model| (format!("<{}@127.0.0.1>", row.id), row.recipient.clone());
        let written: BTreeSet<_> = mails.iter().map(name).collect();
        let sent: BTreeSet<_> = mails.iter().filter(|row| row.state == mail::State::Sent).map(name).collect();
        let arrived = |mail: &Caught| (mail.message_id.clone().expect("a Message-ID"), mail.to[0].clone());
        let arrived: BTreeSet<_> = self.caught.iter().map(arrived).collect();
        assert!(sent.is_subset(&arrived), "never arrived: {:?}", sent.difference(&arrived));
        assert!(arrived.is_subset(&written), "nobody wrote it: {:?}", arrived.difference(&written));
        let record = self.record().await;
        let count = |template: &str| mails.iter().filter(|row| row.template == template).count();
        assert_eq!(count("welcome") + 1, record.count("member.added"), "everybody but the creator was welcomed once");
        assert_eq!(count("removed"), record.count("member.removed"));
        // whoever is invited and asks is mailed once more
        assert!(count("invite") >= record.count_mailed_invites());
        println!("{} mails, {} attempts more", sent.len(), self.caught.len() - arrived.len());
    }
}

/// The workspace, and the code of a public page of it.
async fn shared(db: &DatabaseConnection, owner: Uuid) -> (Uuid, String) {
    let workspace = workspace::Entity::find().one(db).await.unwrap().unwrap().id;
    let code = "code-of-a-public-page".to_owned();
    let row = share::ActiveModel {
        workspace_id: Set(workspace),
        id: Set(Uuid::now_v7()),
        code: Set(code.clone()),
        created_by: Set(owner),
        created_at: Set(Utc::now()),
        expires_at: Set(None),
        revoked_at: Set(None),
    };
    row.insert(db).await.unwrap();
    (workspace, code)
}

/// Waits for a place or an invite to change.
async fn something_changes(db: &DatabaseConnection) {
    let seen = async || {
        let places = membership::Entity::find().all(db).await.unwrap();
        (places, email_invite::Entity::find().all(db).await.unwrap())
    };
    let before = seen().await;
    while seen().await == before {}
}

async fn is_waiting(db: &DatabaseConnection) -> bool {
    let mails = mail::Entity::find().filter(mail::Column::State.eq(mail::State::Queued));
    let name = skillet::features::join_requests::jobs::TakeRequest::NAME;
    let jobs = job::Entity::find().filter(job::Column::Kind.eq(name));
    mails.count(db).await.unwrap() + jobs.count(db).await.unwrap() > 0
}

/// Breaks when a call is answered before it is committed, or a place, its line in the record and its mail are written in
/// transactions of their own: a few rounds meet that by chance only, `make soak` goes on for 2,000.
#[actix_web::test]
async fn s28_a_team_whose_server_is_killed_at_any_moment_is_whole_and_knows_all_it_answered() {
    let mut dice = Dice::of("team");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&(dice.below(usize::MAX) as u64).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut thrower = TestRunner::new_with_rng(Config::default(), rng);
    let mut site = Site::new().await;
    let (rounds, mut answered) = (rounds(30), 0);
    for round in 0..rounds {
        let number = 1 + dice.below(AT_ONCE);
        let steps: Vec<_> = (0..3 * number).map(|_| step().new_tree(&mut thrower).unwrap().current()).collect();
        let moment = MOMENTS[round % MOMENTS.len()];
        site.die_at(moment, number, &steps, &format!("stranger-{round}@example.com"), &mut dice).await;
        answered += site.told.len();
        site.is_whole().await;
    }
    site.has_mailed_everything().await;
    let lines = site.record().await.len();
    println!("killed {rounds} times: {answered} deeds were answered, {lines} lines are in the record");
    assert!(answered > 0 && lines > rounds / 2, "nothing happened in most rounds");
}
