//! Links of one address that are used at once, beside whatever else changes its account.
use super::{ask, confirm};
use crate::support::{
    app::TestApp,
    invites::{acme, secret_in},
};
use futures_util::join;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, UpdateResult, sea_query::Expr};
use serde_json::json;
use skillet::{
    config::Signup,
    entities::user,
    error::{ApiError, Code},
};

/// Breaks when `sign_in::confirm` takes the links before the account, or each of two the link of its own first.
#[actix_web::test]
async fn two_links_and_a_change_of_address_at_once_end_in_no_failure_of_ours() {
    let app = TestApp::spawn().await;
    for round in 0..8 {
        let (old, new) = (format!("bob{round}@example.com"), format!("bob{round}@example.org"));
        let bob = app.person(&old).await;
        bob.post("/users/me/email-change", json!({ "email": new })).await.expect(204);
        let change = secret_in(&app.newest_mail(&new).await.unwrap().text_body, "/email-change#");
        let (here, there) = (app.anonymous(), app.anonymous());
        let ((first, _), (second, _)) = (ask(&app, &here, &old).await, ask(&app, &there, &old).await);
        let changed = bob.post("/users/me/email-change/confirm", json!({ "token": change }));
        let replies = join!(confirm(&here, "token", &first), changed, confirm(&there, "token", &second));
        for reply in [replies.0, replies.1, replies.2] {
            assert!(reply.status.as_u16() < 500, "{reply:?}");
        }
    }
}

/// Breaks when an account is made before the links to its address are locked.
#[actix_web::test]
async fn an_account_that_is_made_in_two_ways_at_once_is_made_once() {
    let app = TestApp::spawn_with(|config| config.signup = Signup::Open).await;
    let ada = acme(&app).await;
    for round in 0..8 {
        let email = format!("carol{round}@example.com");
        let shown = ada.shows_invite(&email).await;
        let (here, there) = (app.anonymous(), app.anonymous());
        let mut links = Vec::new();
        for _ in 0..3 {
            links.push(ask(&app, &here, &email).await.0);
        }
        let accepted = there.post("/invites/accept", json!({ "token": shown }));
        let (accepted, confirmed) = join!(accepted, confirm(&here, "token", &links[0]));
        for reply in [accepted, confirmed] {
            assert!(reply.status.as_u16() < 500, "{reply:?}");
        }
        let made = user::Entity::find().filter(user::Column::Email.eq(&email)).all(&*app.state.db).await.unwrap();
        assert_eq!(made.len(), 1);
    }
}

async fn touch(txn: &DatabaseTransaction, email: &str) -> Result<UpdateResult, DbErr> {
    let name = user::Entity::update_many().col_expr(user::Column::FullName, Expr::value("Somebody"));
    name.filter(user::Column::Email.eq(email)).exec(txn).await
}

/// Breaks when a deadlock is a failure like any other. SQLite has none: one transaction writes at a time.
#[actix_web::test]
async fn of_two_transactions_that_wait_for_each_other_one_is_told_to_try_again() {
    let app = TestApp::spawn().await;
    if app.state.db.is_sqlite() {
        return;
    }
    for email in ["ada@example.com", "bob@example.com"] {
        app.person(email).await;
    }
    let (one, other) = (app.state.begin().await.unwrap(), app.state.begin().await.unwrap());
    touch(&one, "ada@example.com").await.unwrap();
    touch(&other, "bob@example.com").await.unwrap();
    let done = join!(touch(&one, "bob@example.com"), touch(&other, "ada@example.com"));
    let refusals: Vec<_> = [done.0, done.1].into_iter().filter_map(Result::err).map(ApiError::from).collect();
    assert_eq!(refusals.iter().map(ApiError::code).collect::<Vec<_>>(), [Code::Unavailable]);
}
