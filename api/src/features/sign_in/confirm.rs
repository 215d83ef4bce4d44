//! A link or code is used: the account is found or made, a session begins.
use super::{device, model::SignInConfirmation, next, queries, request::may_sign_up, sessions};
use crate::{
    auth::{
        actor::Actor,
        address,
        caller::{SignedIn, Somebody},
        cookies,
    },
    entities::{session::Kind, sign_in, user},
    error::{ApiResult, Code},
    features::{
        account::{self, queries::NewUser},
        audit::{self, Action, Deed, Subject},
        invite_links,
    },
    state::State,
};
use actix_web::{FromRequest, HttpRequest, http::header};
use chrono::{DateTime, Utc};
use sea_orm::DatabaseTransaction;
use serde_json::json;

/// Somebody is in.
pub struct Confirmed {
    /// Who.
    pub user: user::Model,
    /// The token of their new session.
    pub token: String,
    /// Where they wanted to go.
    pub next: Option<String>,
    /// The account was made just now.
    pub is_new: bool,
}

/// Signs in by the token, or by the code in the browser that asked for it.
pub async fn confirm(state: &State, req: &HttpRequest, with: SignInConfirmation) -> ApiResult<Confirmed> {
    let browser = cookies::value(req, cookies::sign_in_name(&state.config));
    let agent = req.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let found = match (&with.token, &with.code) {
        (Some(token), None) => by_token(state, token).await?,
        (None, Some(code)) => by_code(state, code, browser.as_deref()).await?,
        _ => return Err(Code::Invalid.of_field("token", "required", "give either the token or the code")),
    };
    let who = Somebody::extract(req).await?.0;
    let txn = state.begin().await?;
    if let Some(email) = &found.email {
        account::verify::lock(&txn, email).await?;
        queries::lock_live(&txn, state.clock.now(), email).await?;
    }
    // first: of many at once only one goes on to the account; what fails below gives the link back
    if !queries::use_up(&txn, state.clock.now(), &found).await? {
        return Err(Code::LinkNotFound.into());
    }
    let (user, is_new) = match &found.email {
        Some(email) => account_of(state, &txn, req, who, email, found.welcome_by.as_deref()).await?,
        None => (first_account(state, &txn, &with).await?, true),
    };
    let actor = Actor::signing_in(req, &user)?;
    if is_new {
        let deed = Deed::new(Action::AccountCreated, Subject::Account).on(user.id, &user.email);
        let deed = deed.after(json!({ "isOperator": user.is_operator }));
        audit::record(&txn, state.clock.now(), &actor, None, deed).await?;
    }
    let token = sessions::begin(&txn, state, &actor, user.id, Kind::Browser, &device::label(agent)).await?;
    txn.commit().await?;
    let next = match &found.next {
        Some(sealed) => next::unseal(state, sealed).await,
        None => None,
    };
    Ok(Confirmed { user, token, next, is_new })
}

async fn by_token(state: &State, token: &str) -> ApiResult<sign_in::Model> {
    let found = queries::find_by_token(&*state.db, state.clock.now(), token).await?;
    Ok(found.ok_or(Code::LinkNotFound)?)
}

async fn by_code(state: &State, code: &str, browser: Option<&str>) -> ApiResult<sign_in::Model> {
    let browser = browser.ok_or(Code::LinkNotFound)?;
    let now = state.clock.now();
    let row = queries::find_by_browser(&*state.db, now, browser).await?.ok_or(Code::LinkNotFound)?;
    if !queries::take_try(state.db.writer(), row.id).await? {
        return Err(Code::LinkNotFound.into());
    }
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    if !queries::code_matches(&row, &digits) {
        return Err(Code::CodeWrong.with_meta(json!({ "triesLeft": row.tries_left - 1 })));
    }
    Ok(row)
}

/// The account of an address; made if the address may have one. `who` is signed in in this browser so far.
async fn account_of(
    state: &State,
    txn: &DatabaseTransaction,
    req: &HttpRequest,
    who: Option<SignedIn>,
    email: &str,
    welcome_by: Option<&[u8]>,
) -> ApiResult<(user::Model, bool)> {
    if let Some(user) = account::queries::find_by_email(txn, email).await? {
        return match user.confined_to {
            Some(_) => {
                let actor = Actor::signing_in(req, &user)?;
                let by_the_same = who.is_some_and(|me| me.user.id == user.id);
                Ok((account::verify::verify(state, txn, user, &actor, by_the_same).await?, false))
            }
            None => Ok((user, false)),
        };
    }
    if !is_welcome(txn, welcome_by, email, state.clock.now()).await? && !may_sign_up(&state.config.signup, email) {
        return Err(Code::LinkNotFound.into());
    }
    let new = NewUser { email: email.to_owned(), full_name: None, is_operator: false, confined_to: None };
    Ok((account::queries::insert(txn, state.clock.now(), new).await?, true))
}

/// May somebody have an account here whatever the policy? Once more: since the mail was asked for, the link may have been
/// reset, and the invite revoked.
async fn is_welcome(
    txn: &DatabaseTransaction,
    link: Option<&[u8]>,
    email: &str,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let by_link = match link {
        Some(link) => invite_links::lets_in(txn, link, email).await?,
        None => false,
    };
    Ok(by_link || queries::is_invited(txn, email, now).await?)
}

/// Makes the account that runs this server.
async fn first_account(state: &State, txn: &DatabaseTransaction, with: &SignInConfirmation) -> ApiResult<user::Model> {
    if !queries::is_unclaimed(txn).await? {
        return Err(Code::LinkNotFound.into());
    }
    let email = address::normalise(with.email.as_deref().unwrap_or_default(), "email")?;
    let full_name = with.full_name.as_deref().map(str::trim).filter(|name| !name.is_empty()).map(ToOwned::to_owned);
    account::queries::insert(txn, state.clock.now(), NewUser { email, full_name, is_operator: true, confined_to: None })
        .await
}
