//! Somebody asks for a link. Whoever asks, the same work is done and the same answer given.
use super::{emails::SignInMail, links::VALID, model::SignInRequest, next::own_path, queries};
use crate::{
    auth::{address, opaque},
    config::Signup,
    error::ApiResult,
    features::{account, invite_links},
    limits::{Class, Sharer},
    mail::outbox,
    state::State,
};

/// Queues the mail. Answers the secret of the browser that asked, for its cookie.
pub async fn request(state: &State, asked: &SignInRequest) -> ApiResult<String> {
    let email = address::normalise(&asked.email, "email")?;
    let (token, code, browser) = (opaque::token()?, opaque::code()?, opaque::token()?);
    let now = state.clock.now();
    let public = &state.config.public_url;
    let mail = SignInMail {
        email: email.clone(),
        link: public.page(&format!("/signin#{token}")),
        code: Some(code.clone()),
        minutes: VALID.num_minutes(),
        server: public.origin(),
    };
    let share = state.limits.take(Class::SignInMails, &Sharer::Address(email.clone()));
    let is_too_often = share.is_some_and(|verdict| verdict.wait.is_some());
    let txn = state.begin().await?;
    let has_account = account::queries::find_by_email(&txn, &email).await?.is_some();
    let is_welcome = match &asked.invite_link {
        Some(link) => invite_links::lets_in(&txn, &link.workspace, &link.code, &email).await?,
        None => false,
    };
    let is_withheld = is_too_often || (!has_account && !is_welcome && !may_sign_up(&state.config.signup, &email));
    if !is_too_often {
        // else whoever asks again and again would end the links that were mailed, and none would follow
        queries::make_room(&txn, now, &email).await?;
    }
    // of a mail that does not leave, link and code open nothing: they would be there to be guessed, or read in the database
    let (token, code) = if is_withheld { (opaque::token()?, opaque::token()?) } else { (token, code) };
    let new = queries::NewSignIn {
        email: Some(&email),
        token: &token,
        code: Some((&code, &browser)),
        next: asked.next.as_deref().and_then(|next| own_path(public, next)),
        valid: VALID,
        is_welcome,
    };
    queries::insert(&txn, now, new).await?;
    outbox::enqueue_until(&txn, &state.clock, &email, &mail, is_withheld, Some(now + VALID)).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(browser)
}

/// Mails somebody who has an account a link, by which they also show that the address is theirs.
pub async fn mail_link(state: &State, email: &str) -> ApiResult<()> {
    request(state, &SignInRequest { email: email.to_owned(), next: None, invite_link: None }).await?;
    Ok(())
}

/// May this address have an account without being invited?
pub fn may_sign_up(policy: &Signup, email: &str) -> bool {
    match policy {
        Signup::Invited => false,
        Signup::Domains(domains) => domains.iter().any(|domain| domain == address::domain(email)),
        Signup::Open => true,
    }
}
