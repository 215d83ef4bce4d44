//! Mails at whose every stage the server may die: between the commit of the row, its sending and its mark.
use crate::support::{
    catcher::{Catcher, Caught},
    dice::{Dice, rounds},
    integrity::look,
    person::Person,
    process::{PATIENCE, Running},
    program::Program,
    wire::Wire,
};
use chrono::Utc;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use skillet::entities::mail;
use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
    time::{Duration, Instant},
};

/// When the server dies.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// Around the time the row is written.
    Queueing,
    /// Once the client knows of it, around the time it is sent.
    Queued,
    /// The mail server has it and has not said so yet.
    Sent,
    /// The mail server has said so, around the time it is noted.
    Noting,
}

const MOMENTS: [Moment; 4] = [Moment::Queueing, Moment::Queued, Moment::Sent, Moment::Noting];

/// The installation that is killed again and again, and what is known of its mails from outside.
struct Post {
    program: Program,
    server: Running,
    catcher: Catcher,
    caught: Vec<Caught>,
    /// Addresses whose mail was promised to a client.
    promised: BTreeSet<String>,
    /// How long asking for a mail takes when nobody disturbs it.
    takes: Duration,
}

impl Post {
    async fn new() -> Self {
        let catcher = Catcher::start(&[]).await;
        let program = Program::new()
            .await
            .with("SKILLET_SMTP_URL", &format!("smtp://127.0.0.1:{}?tls=none", catcher.port))
            .with("SKILLET_SIGNUP", "open")
            .with("SKILLET_RATE_LIMITS", "off");
        let server = program.serve().await;
        let (caught, promised) = (Vec::new(), BTreeSet::new());
        let mut post = Self { program, server, catcher, caught, promised, takes: Duration::ZERO };
        post.ask("warm-up@example.com").await;
        let start = Instant::now();
        post.ask("undisturbed@example.com").await;
        post.takes = start.elapsed();
        post
    }

    async fn ask(&mut self, address: &str) {
        let visitor = Person::new(&self.program.url());
        visitor.post("/auth/sign-in", json!({ "email": address })).await.expect(202);
        self.promised.insert(address.to_owned());
    }

    async fn mode(&mut self, mode: &str) {
        self.caught.extend(self.catcher.mails_until(mode).await);
    }

    async fn next_mail(&mut self) {
        self.caught.push(self.catcher.next_mail().await);
    }

    async fn die_at(&mut self, moment: Moment, address: &str, dice: &mut Dice) {
        self.mode(if matches!(moment, Moment::Sent) { "hold" } else { "accept" }).await;
        if let Moment::Queueing = moment {
            let body = json!({ "email": address }).to_string();
            let mut wire = Wire::to(&self.program.url());
            let head = "POST /api/auth/sign-in HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";
            let origin = self.program.url();
            wire.send(format!("{head}origin: {origin}\r\ncontent-length: {}\r\n\r\n{body}", body.len()));
            thread::sleep(dice.part_of(self.takes, 0, 120));
        } else {
            self.ask(address).await;
        }
        match moment {
            Moment::Queueing => {}
            Moment::Queued => thread::sleep(dice.part_of(self.takes, 0, 100)),
            Moment::Sent => self.next_mail().await,
            Moment::Noting => {
                self.next_mail().await;
                thread::sleep(dice.part_of(Duration::from_millis(4), 0, 100));
            }
        }
        self.server.kill();
        self.let_leases_pass().await;
        self.server = self.program.serve().await;
    }

    /// As if the time that a dead sender's mails are left alone had passed.
    async fn let_leases_pass(&self) {
        let due = mail::Entity::update_many().col_expr(mail::Column::NextAttemptAt, Expr::value(Utc::now()));
        let due = due.filter(mail::Column::State.eq(mail::State::Queued));
        look(&self.program.database_url, async |db| due.exec(db).await.unwrap()).await;
    }
}

async fn waiting(db: &DatabaseConnection) -> u64 {
    mail::Entity::find().filter(mail::Column::State.eq(mail::State::Queued)).count(db).await.unwrap()
}

/// Breaks when a mail is marked before it is sent, when a lease is never over, or when a second attempt makes a new
/// Message-ID.
#[actix_web::test]
async fn a_server_that_is_killed_at_any_moment_of_a_mail_loses_none_and_doubles_none_under_another_name() {
    let mut dice = Dice::of("outbox");
    let mut post = Post::new().await;
    for round in 0..rounds(52) {
        let moment = MOMENTS[round % MOMENTS.len()];
        post.die_at(moment, &format!("round-{round}@example.com"), &mut dice).await;
    }
    post.mode("accept").await;
    post.let_leases_pass().await;
    post.ask("last@example.com").await; // rings the bell
    let rows = look(&post.program.database_url, async |db| {
        let sent = async {
            while waiting(db).await > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, sent).await.expect("every mail is sent at last");
        mail::Entity::find().all(db).await.unwrap()
    })
    .await;
    post.mode("accept").await;

    let committed: BTreeMap<String, String> =
        rows.iter().map(|row| (format!("<{}@127.0.0.1>", row.id), row.recipient.clone())).collect();
    assert!(rows.iter().all(|row| row.state == mail::State::Sent), "{rows:?}");
    let mut arrived: BTreeMap<String, &Caught> = BTreeMap::new();
    for mail in &post.caught {
        let id = mail.message_id.clone().expect("a Message-ID");
        let first = arrived.entry(id).or_insert(mail);
        assert_eq!((&first.to, &first.subject, &first.text), (&mail.to, &mail.subject, &mail.text), "another mail");
    }
    assert!(post.caught.len() > arrived.len(), "no round came between sending and noting");
    let arrived: BTreeMap<String, String> = arrived.into_iter().map(|(id, mail)| (id, mail.to[0].clone())).collect();
    assert_eq!(arrived, committed);
    let reached: BTreeSet<String> = arrived.into_values().collect();
    let lost: Vec<_> = post.promised.difference(&reached).collect();
    assert!(lost.is_empty(), "promised and never sent: {lost:?}");
    println!("{} mails, {} attempts more", reached.len(), post.caught.len() - committed.len());
}
