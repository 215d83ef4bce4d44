//! The link of the first start: it makes the account that runs the server.
use super::{ask, confirm, preview};
use crate::support::{app::TestApp, person::Person};
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use skillet::{
    config::Signup,
    entities::{session, user},
    features::sign_in::links,
};

/// What a start prints, as the token behind the `#`.
async fn first_link(app: &TestApp) -> Option<String> {
    let link = links::first_account(&app.state).await.unwrap()?;
    let (page, token) = link.split_once('#').unwrap();
    assert_eq!(page, format!("{}/signin", app.url()));
    Some(token.to_owned())
}

async fn claim(person: &Person, token: &str, email: &str) -> crate::support::person::Reply {
    person.post("/auth/sign-in/confirm", json!({ "token": token, "email": email, "fullName": " Ada " })).await
}

#[actix_web::test]
async fn the_first_link_makes_an_operator_on_a_closed_server() {
    let app = TestApp::spawn_with(|config| config.signup = Signup::Invited).await;
    let (ada, token) = (app.anonymous(), first_link(&app).await.unwrap());
    assert_eq!(preview(&ada, &token).await.expect(200), json!({ "kind": "firstAccount", "email": null }));

    let done = claim(&ada, &token, "Ada@Example.com").await.expect(200);
    assert_eq!(done["isNew"], true);
    let me = ada.get("/users/me").await.expect(200);
    assert_eq!(
        (&me["email"], &me["fullName"], &me["isOperator"]),
        (&json!("ada@example.com"), &json!("Ada"), &json!(true))
    );

    preview(&ada, &token).await.refuses(404, "link-not-found");
    claim(&app.anonymous(), &token, "eve@example.com").await.refuses(404, "link-not-found");
    assert_eq!(first_link(&app).await, None, "the next start prints none");
    // from now on she signs in like everybody else
    let again = app.person("ada@example.com").await;
    assert_eq!(again.get("/users/me").await.expect(200)["isOperator"], true);
}

#[actix_web::test]
async fn a_mistake_in_the_form_does_not_spend_the_first_link() {
    let app = TestApp::spawn().await;
    let (ada, token) = (app.anonymous(), first_link(&app).await.unwrap());
    for email in ["", "ada", "ada@127.0.0.1"] {
        let problem = claim(&ada, &token, email).await.refuses(422, "invalid");
        assert!(problem["fields"]["email"].is_array(), "{problem}");
    }
    let problem = confirm(&ada, "token", &token).await.refuses(422, "invalid");
    assert!(problem["fields"]["email"].is_array(), "{problem}");
    let long = json!({ "token": token, "email": "ada@example.com", "fullName": "a".repeat(101) });
    ada.post("/auth/sign-in/confirm", long).await.refuses(422, "invalid");
    claim(&ada, &token, "ada@example.com").await.expect(200);
}

#[actix_web::test]
async fn the_first_link_is_dead_once_anybody_has_an_account() {
    let app = TestApp::spawn().await;
    let token = first_link(&app).await.unwrap();
    let bob = app.person("bob@example.com").await;
    assert_eq!(bob.get("/users/me").await.expect(200)["isOperator"], false);

    preview(&app.anonymous(), &token).await.refuses(404, "link-not-found");
    claim(&app.anonymous(), &token, "eve@example.com").await.refuses(404, "link-not-found");
    claim(&app.anonymous(), &token, "bob@example.com").await.refuses(404, "link-not-found");
    assert_eq!(first_link(&app).await, None);
}

#[actix_web::test]
async fn each_start_ends_the_link_of_the_one_before() {
    let app = TestApp::spawn().await;
    let first = first_link(&app).await.unwrap();
    let second = first_link(&app.another(|_| ()).await).await.unwrap();
    claim(&app.anonymous(), &first, "eve@example.com").await.refuses(404, "link-not-found");
    assert_eq!(preview(&app.anonymous(), &second).await.expect(200)["email"], Value::Null);
    claim(&app.anonymous(), &second, "ada@example.com").await.expect(200);
}

#[actix_web::test]
async fn an_address_in_the_form_means_nothing_for_an_ordinary_link() {
    let app = TestApp::spawn().await;
    let (token, _) = ask(&app, &app.anonymous(), "bob@example.com").await;
    let done = claim(&app.anonymous(), &token, "eve@example.com").await.expect(200);
    assert_eq!((&done["user"]["email"], &done["user"]["isOperator"]), (&json!("bob@example.com"), &json!(false)));
}

/// Breaks when the account is made without looking whether the link was still there to be used up.
#[actix_web::test]
async fn s07_the_first_link_used_many_times_at_once_makes_one_operator() {
    let app = TestApp::spawn().await;
    let token = first_link(&app).await.unwrap();
    let people: Vec<_> = (0..32).map(|n| (app.anonymous(), format!("person{n}@example.com"))).collect();
    let replies = join_all(people.iter().map(|(person, email)| claim(person, &token, email))).await;

    assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
    for reply in replies.into_iter().filter(|reply| reply.status != 200) {
        reply.refuses(404, "link-not-found");
    }
    assert_eq!(user::Entity::find().all(&*app.state.db).await.unwrap().len(), 1);
    assert_eq!(session::Entity::find().all(&*app.state.db).await.unwrap().len(), 1);
}
