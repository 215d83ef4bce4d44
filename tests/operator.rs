//! The calls of whoever runs the server.
use crate::support::{app::TestApp, person::Person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};
use serde_json::json;
use skillet::{
    entities::{membership::Role, user},
    features::operator::mail_samples,
};
use uuid::Uuid;

/// Somebody signed in who runs the server.
async fn operator(app: &TestApp, email: &str) -> Person {
    let person = app.person(email).await;
    let id: Uuid = person.my_id().await.parse().unwrap();
    let row = user::Entity::find_by_id(id).one(&*app.state.db).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.is_operator = Set(true);
    row.update(app.state.db.writer()).await.unwrap();
    person
}

#[actix_web::test]
async fn an_operator_sees_every_mail_as_the_command_prints_it() {
    let app = TestApp::spawn().await;
    let ada = operator(&app, "ada@example.com").await;
    let samples = mail_samples().unwrap();
    let list = ada.get("/operator/mails").await.expect(200);
    let expected: Vec<_> =
        samples.iter().map(|(name, mail)| json!({ "name": name, "subject": mail.subject })).collect();
    assert_eq!(list, json!({ "items": expected }));
    for (name, mail) in samples {
        let shown = ada.get(&format!("/operator/mails/{name}")).await.expect(200);
        let expected = json!({ "name": name, "subject": mail.subject, "text": mail.text, "html": mail.html });
        assert_eq!(shown, expected);
    }
    ada.get("/operator/mails/love-letter").await.refuses(404, "not-found");
}

#[actix_web::test]
async fn nobody_else_gets_to_the_operators_calls_not_even_with_their_token() {
    let app = TestApp::spawn().await;
    let ada = operator(&app, "ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let owner = app.member("acme", "bob@example.com", Role::Owner).await;
    let token = Person::with_bearer(app.url(), &ada.api_token("acme", &["read", "scans:write"]).await);
    for path in ["/operator/mails", "/operator/mails/invite", "/operator/mails/love-letter"] {
        app.anonymous().get(path).await.refuses(401, "unauthorized");
        owner.get(path).await.refuses(403, "not-allowed");
        token.get(path).await.refuses(403, "not-allowed");
    }
}
