//! Signing in by a mailed link, or by the code beside it.
mod at_once;
mod exposure;
mod first_account;
mod mail;

use crate::support::{
    app::TestApp,
    person::{Person, Reply, code_in, token_in},
};
use chrono::{Duration, Utc};
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use skillet::{
    config::Signup,
    entities::{mail::State as Delivery, session, user},
};

/// Asks for a link and answers the secrets of the mail: token and code.
async fn ask(app: &TestApp, person: &Person, email: &str) -> (String, String) {
    person.post("/auth/sign-in", json!({ "email": email })).await.expect(202);
    let mail = app.newest_mail(&email.to_lowercase()).await.expect("a mail");
    (token_in(&mail.text_body), code_in(&mail.text_body))
}

async fn confirm(person: &Person, with: &str, secret: &str) -> Reply {
    person.post("/auth/sign-in/confirm", json!({ with: secret })).await
}

async fn preview(person: &Person, token: &str) -> Reply {
    person.post("/auth/sign-in/preview", json!({ "token": token })).await
}

fn another_code(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// All of an answer that could tell one address from another; what is random in it is reduced to its form.
fn visible(reply: &Reply) -> (u16, Vec<u8>, Vec<(String, String)>) {
    let header = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        let text = value.to_str().unwrap();
        let shown = match name.as_str() {
            "date" | "x-request-id" => text.len().to_string(),
            "set-cookie" => {
                let (cookie, attributes) = text.split_once(';').unwrap();
                let (name, secret) = cookie.split_once('=').unwrap();
                format!("{name}={};{attributes}", secret.len())
            }
            _ => text.to_owned(),
        };
        (name.to_string(), shown)
    };
    (reply.status.as_u16(), reply.bytes.clone(), reply.headers.iter().map(header).collect())
}

/// Breaks when `request` answers, writes or queues anything less for an address that may not sign up.
#[actix_web::test]
async fn s13_the_answer_does_not_tell_who_has_an_account() {
    let app = TestApp::spawn_with(|config| config.signup = Signup::Domains(vec!["example.com".into()])).await;
    app.person("known@example.com").await;

    let mut answers = Vec::new();
    for email in ["known@example.com", "new@example.com", "stranger@elsewhere.test", "KNOWN@EXAMPLE.COM"] {
        let before = app.rows().await;
        answers.push(visible(&app.anonymous().post("/auth/sign-in", json!({ "email": email })).await));
        let after = app.rows().await;
        let mut made: Vec<_> = after.difference(&before).map(|row| row.split(' ').next().unwrap()).collect();
        made.sort_unstable();
        assert_eq!(made, ["mail", "sign_in"], "{email}");
        assert!(before.is_subset(&after), "{email}");
    }
    assert_eq!(answers[0].0, 202);
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
}

/// Breaks when a link that was never made is answered differently from one that is over.
#[actix_web::test]
async fn s13_every_dead_link_is_answered_alike() {
    let app = TestApp::spawn_with(|config| config.signup = Signup::Domains(vec!["example.com".into()])).await;
    let (now, visitor) = (Utc::now(), app.anonymous());
    app.set_clock(now);
    let (used, _) = ask(&app, &visitor, "ada@example.com").await;
    confirm(&visitor, "token", &used).await.expect(200);
    let (expired, _) = ask(&app, &visitor, "bob@example.com").await;
    app.set_clock(now + Duration::minutes(31));

    let mut answers = Vec::new();
    for token in [used.as_str(), &expired, "never-made", ""] {
        for reply in [preview(&visitor, token).await, confirm(&visitor, "token", token).await] {
            let mut problem = reply.refuses(404, "link-not-found");
            problem["requestId"] = Value::Null;
            answers.push(problem);
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
}

#[actix_web::test]
async fn only_what_is_no_address_is_refused() {
    let app = TestApp::spawn().await;
    let visitor = app.anonymous();
    let long = format!("{}@example.com", "a".repeat(400));
    for email in ["", "ada", "ada@", "@example.com", "a@b@example.com", "ada@example.com\r\nBcc: eve@evil.test", &long]
    {
        let problem = visitor.post("/auth/sign-in", json!({ "email": email })).await.refuses(422, "invalid");
        assert_eq!(problem["fields"]["email"][0]["code"], "email", "{email}");
    }
    assert_eq!(app.mails().await.len(), 0);
    visitor.post("/auth/sign-in", json!({})).await.refuses(422, "invalid");
    visitor.post("/auth/sign-in", json!({ "email": "ada@example.com", "password": "x" })).await.refuses(422, "invalid");
}

#[actix_web::test]
async fn an_invited_only_server_mails_nobody_it_does_not_know() {
    let app = TestApp::spawn().await;
    app.person("known@example.com").await;
    let closed = app.another(|config| config.signup = Signup::Invited).await;
    closed.person("known@example.com").await;

    closed.anonymous().post("/auth/sign-in", json!({ "email": "new@example.com" })).await.expect(202);
    let last = closed.mails().await.pop().unwrap();
    assert_eq!((last.recipient.as_str(), last.state), ("new@example.com", Delivery::Withheld));
}

/// Breaks when `may_sign_up` compares the end of the domain, or the address before it is normalised.
#[actix_web::test]
async fn s27_a_server_of_some_domains_mails_exactly_these() {
    let domains = vec!["example.com".into(), "xn--bcher-kva.example".into()];
    let app = TestApp::spawn_with(|config| config.signup = Signup::Domains(domains)).await;
    for (email, may) in [
        ("ada@example.com", true),
        ("ada@EXAMPLE.com", true),
        ("ada@bücher.example", true),
        ("ada@example.com.", true),
        ("ada@sub.example.com", false),
        ("ada@evilexample.com", false),
        ("ada@example.com.evil.test", false),
        ("example.com@evil.test", false),
    ] {
        app.anonymous().post("/auth/sign-in", json!({ "email": email })).await.expect(202);
        let state = app.mails().await.pop().unwrap().state;
        assert_eq!(state == Delivery::Queued, may, "{email}");
    }
}

#[actix_web::test]
async fn a_link_of_a_policy_that_has_changed_makes_no_account() {
    let app = TestApp::spawn().await;
    let (token, code) = ask(&app, &app.anonymous(), "new@example.com").await;
    let closed = app.another(|config| config.signup = Signup::Invited).await;

    confirm(&closed.anonymous(), "token", &token).await.refuses(404, "link-not-found");
    confirm(&closed.anonymous(), "code", &code).await.refuses(404, "link-not-found");
    assert_eq!(user::Entity::find().all(&*app.state.db).await.unwrap(), []);
}

#[actix_web::test]
async fn a_link_signs_in_once() {
    let app = TestApp::spawn().await;
    let ada = app.anonymous();
    let (token, _) = ask(&app, &ada, "Ada@Example.com").await;
    let shown = preview(&ada, &token).await.expect(200);
    assert_eq!(shown, json!({ "kind": "signIn", "email": "ada@example.com" }));

    let done = confirm(&ada, "token", &token).await.expect(200);
    assert_eq!((&done["isNew"], &done["next"]), (&json!(true), &Value::Null));
    assert_eq!(done["user"]["email"], "ada@example.com");
    assert_eq!(done["user"]["isOperator"], false);
    assert_eq!(ada.get("/users/me").await.expect(200)["id"], done["user"]["id"]);

    for visitor in [&ada, &app.anonymous()] {
        preview(visitor, &token).await.refuses(404, "link-not-found");
        confirm(visitor, "token", &token).await.refuses(404, "link-not-found");
    }
    let (again, _) = ask(&app, &app.anonymous(), "ada@example.com").await;
    let done = confirm(&app.anonymous(), "token", &again).await.expect(200);
    assert_eq!(done["isNew"], false);
}

#[actix_web::test]
async fn a_link_is_good_for_half_an_hour() {
    let app = TestApp::spawn().await;
    let start = Utc::now();
    for (age, is_good) in [
        (Duration::minutes(30) - Duration::seconds(1), true),
        (Duration::minutes(30), false),
        (Duration::seconds(1801), false),
    ] {
        app.set_clock(start);
        let (browser, email) = (app.anonymous(), format!("a{}@example.com", age.num_seconds()));
        let (token, code) = ask(&app, &browser, &email).await;
        app.set_clock(start + age);
        assert_eq!(preview(&browser, &token).await.status == 200, is_good, "{age}");
        if is_good {
            confirm(&browser, "code", &code).await.expect(200);
        } else {
            confirm(&browser, "token", &token).await.refuses(404, "link-not-found");
            confirm(&browser, "code", &code).await.refuses(404, "link-not-found");
        }
    }
}

#[actix_web::test]
async fn an_address_has_at_most_three_live_links() {
    let app = TestApp::spawn().await;
    let mut browsers = Vec::new();
    for _ in 0..5 {
        let browser = app.anonymous();
        let secrets = ask(&app, &browser, "ada@example.com").await;
        browsers.push((browser, secrets));
    }
    ask(&app, &app.anonymous(), "bob@example.com").await;
    for (browser, (token, code)) in &browsers[..2] {
        preview(browser, token).await.refuses(404, "link-not-found");
        confirm(browser, "code", code).await.refuses(404, "link-not-found");
    }
    for (browser, (token, _)) in &browsers[2..] {
        preview(browser, token).await.expect(200);
    }
    // one that is used ends the others, so that an old mail opens nothing
    confirm(&browsers[3].0, "token", &browsers[3].1.0).await.expect(200);
    for (browser, (token, _)) in &browsers {
        preview(browser, token).await.refuses(404, "link-not-found");
    }
}

#[actix_web::test]
async fn a_code_works_only_in_the_browser_that_asked() {
    let app = TestApp::spawn().await;
    let ada = app.anonymous();
    let (_, code) = ask(&app, &ada, "ada@example.com").await;

    confirm(&app.anonymous(), "code", &code).await.refuses(404, "link-not-found");
    let eve = app.anonymous();
    ask(&app, &eve, "eve@example.com").await;
    confirm(&eve, "code", &code).await.refuses(422, "code-wrong");

    let typed = format!(" {} {} ", &code[..3], &code[3..]);
    let done = confirm(&ada, "code", &typed).await.expect(200);
    assert_eq!(done["user"]["email"], "ada@example.com");
    assert_eq!(ada.cookie("skillet-sign-in"), None, "it has done its work");
}

#[actix_web::test]
async fn a_code_may_be_mistyped_four_times() {
    let app = TestApp::spawn().await;
    let (ada, bob) = (app.anonymous(), app.anonymous());
    let (token, code) = ask(&app, &ada, "ada@example.com").await;
    let wrong = another_code(&code);
    for left in (0..5).rev() {
        let problem = confirm(&ada, "code", &wrong).await.refuses(422, "code-wrong");
        assert_eq!(problem["meta"]["triesLeft"], left);
    }
    confirm(&ada, "code", &code).await.refuses(404, "link-not-found");
    confirm(&ada, "token", &token).await.expect(200);

    let (_, code) = ask(&app, &bob, "bob@example.com").await;
    for _ in 0..4 {
        confirm(&bob, "code", &another_code(&code)).await.refuses(422, "code-wrong");
    }
    confirm(&bob, "code", &code).await.expect(200);
}

#[actix_web::test]
async fn a_code_is_dead_once_its_link_was_used() {
    let app = TestApp::spawn().await;
    let (desk, phone) = (app.anonymous(), app.anonymous());
    let (token, code) = ask(&app, &desk, "ada@example.com").await;
    confirm(&phone, "token", &token).await.expect(200);
    confirm(&desk, "code", &code).await.refuses(404, "link-not-found");
}

#[actix_web::test]
async fn a_confirmation_needs_either_a_token_or_a_code() {
    let app = TestApp::spawn().await;
    let ada = app.anonymous();
    let (token, code) = ask(&app, &ada, "ada@example.com").await;
    for body in
        [json!({}), json!({ "token": token, "code": code }), json!({ "token": null }), json!({ "code": 123_456 })]
    {
        ada.post("/auth/sign-in/confirm", body).await.refuses(422, "invalid");
    }
    confirm(&ada, "token", &token).await.expect(200);
}

/// Breaks when `use_up` no longer asks for `used_at IS NULL`, or its answer is not looked at.
#[actix_web::test]
async fn s07_a_link_used_many_times_at_once_begins_one_session() {
    let app = TestApp::spawn().await;
    let (token, _) = ask(&app, &app.anonymous(), "ada@example.com").await;
    let browsers: Vec<_> = (0..64).map(|_| app.anonymous()).collect();
    let replies = join_all(browsers.iter().map(|browser| confirm(browser, "token", &token))).await;

    let (won, lost): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status == 200);
    assert_eq!((won.len(), lost.len()), (1, 63));
    for reply in lost {
        assert_eq!(reply.header("set-cookie"), "");
        reply.refuses(404, "link-not-found");
    }
    assert_eq!(session::Entity::find().all(&*app.state.db).await.unwrap().len(), 1);
    assert_eq!(user::Entity::find().all(&*app.state.db).await.unwrap().len(), 1);
}

/// Breaks when `take_try` counts what it read before instead of what is in the row.
#[actix_web::test]
async fn s07_a_code_guessed_many_times_at_once_has_five_tries() {
    let app = TestApp::spawn().await;
    let ada = app.anonymous();
    let (_, code) = ask(&app, &ada, "ada@example.com").await;
    let wrong = another_code(&code);
    let replies = join_all((0..64).map(|_| confirm(&ada, "code", &wrong))).await;
    let tried = replies.iter().filter(|reply| reply.status == 422).count();
    let ended = replies.iter().filter(|reply| reply.status == 404).count();
    assert_eq!((tried, ended), (5, 59));
}
