//! Somebody asks for a link. Whoever asks, the same work is done and the same answer given.
use super::{
    emails::SignInMail,
    links::VALID,
    model::SignInRequest,
    next::{own_path, seal},
    queries,
};
use crate::{
    auth::{address, opaque},
    config::Signup,
    error::ApiResult,
    features::{account, invite_links},
    limits::{Class, Sharer},
    mail::outbox,
    state::State,
};
use sea_orm::DatabaseTransaction;

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
    let welcome_by = match &asked.invite_link {
        Some(link) => invite_links::find_for(&txn, &link.workspace, &link.code, &email).await?,
        None => None,
    };
    // whoever is invited and has lost the mail finds the invite once they are in
    let is_welcome = queries::is_invited(&txn, &email, now).await? || welcome_by.is_some();
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
        next: asked
            .next
            .as_deref()
            .and_then(|next| own_path(public, next))
            .map(|next| seal(state, &next))
            .transpose()?,
        valid: VALID,
        welcome_by,
    };
    queries::insert(&txn, now, new).await?;
    outbox::enqueue_until(&txn, &state.clock, &email, &mail, is_withheld, Some(now + VALID)).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(browser)
}

/// Mails somebody whose account is made in this transaction a link, by which they also show that the address is theirs.
/// Without a code: it would be good for the browser that asked, and none did.
pub async fn mail_link(state: &State, txn: &DatabaseTransaction, email: &str) -> ApiResult<()> {
    let (token, now, public) = (opaque::token()?, state.clock.now(), &state.config.public_url);
    let share = state.limits.take(Class::SignInMails, &Sharer::Address(email.to_owned()));
    if share.is_some_and(|verdict| verdict.wait.is_some()) {
        return Ok(()); // they were mailed one a moment ago, or ask for it on the sign-in page
    }
    queries::make_room(txn, now, email).await?;
    let new = queries::NewSignIn {
        email: Some(email),
        token: &token,
        code: None,
        next: None,
        valid: VALID,
        welcome_by: None,
    };
    queries::insert(txn, now, new).await?;
    let mail = SignInMail {
        email: email.to_owned(),
        link: public.page(&format!("/signin#{token}")),
        code: None,
        minutes: VALID.num_minutes(),
        server: public.origin(),
    };
    outbox::enqueue_until(txn, &state.clock, email, &mail, false, Some(now + VALID)).await?;
    Ok(())
}

/// Locks the links that are out to an address that is to get an account: whoever signs in by one of them locks it before
/// the account is made, too.
pub async fn lock_links(state: &State, txn: &DatabaseTransaction, email: &str) -> ApiResult<()> {
    queries::lock_live(txn, state.clock.now(), email).await.map(drop)
}

/// May this address have an account without being invited?
pub fn may_sign_up(policy: &Signup, email: &str) -> bool {
    match policy {
        Signup::Invited => false,
        Signup::Domains(domains) => domains.iter().any(|domain| domain == address::domain(email)),
        Signup::Open => true,
    }
}
