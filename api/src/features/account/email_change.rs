//! Somebody wants to be reached at another address: it is asked for here and confirmed from there.
use super::{
    emails::{EmailChangeMail, EmailChangeNotice},
    model::User,
    queries,
};
use crate::{
    auth::{address, caller::SignedIn, opaque},
    entities::{email_change, sign_in, user},
    error::{ApiResult, Code, OrConflict},
    features::audit::{self, Action, Deed, Subject},
    limits::{Class, Sharer},
    mail::outbox,
    state::State,
};
use chrono::Duration;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::json;

const VALID: Duration = Duration::minutes(30);
/// Between two wishes of one person.
const APART: Duration = Duration::minutes(1);
const PURPOSE: &str = "email change";

/// Mails a link to the new address and a notice to the old one. The answer tells nothing about the new address.
pub async fn request(state: &State, me: &SignedIn, email: &str) -> ApiResult<()> {
    let email = address::normalise(email, "email")?;
    if email == me.user.email {
        return Err(Code::Invalid.of_field("email", "same", "is your address already"));
    }
    let (token, now, public) = (opaque::token()?, state.clock.now(), &state.config.public_url);
    let share = state.limits.take(Class::SignInMails, &Sharer::Address(email.clone()));
    let is_too_often = share.is_some_and(|verdict| verdict.wait.is_some());
    let txn = state.begin().await?;
    lock(&txn, me.user.id).await?;
    if let Some(old) = email_change::Entity::find_by_id(me.user.id).one(&txn).await?
        && old.created_at + APART > now
    {
        return Err(Code::RateLimited.because("A mail is on its way. Wait a minute before you ask for another one."));
    }
    email_change::Entity::delete_by_id(me.user.id).exec(&txn).await?;
    let is_withheld = is_too_often || queries::find_by_email(&txn, &email).await?.is_some();
    // what stands in a mail that does not leave opens nothing
    let secret = if is_withheld { opaque::token()? } else { token.clone() };
    let row = email_change::ActiveModel {
        user_id: Set(me.user.id),
        email: Set(email.clone()),
        token_hash: Set(opaque::hash(PURPOSE, &secret)),
        created_at: Set(now),
        expires_at: Set(now + VALID),
    };
    email_change::Entity::insert(row).exec_without_returning(&txn).await?;
    let mail = EmailChangeMail {
        email: email.clone(),
        old_email: me.user.email.clone(),
        link: public.page(&format!("/email-change#{token}")),
        minutes: VALID.num_minutes(),
        server: public.origin(),
    };
    outbox::enqueue_until(&txn, &state.clock, &email, &mail, is_withheld, Some(now + VALID)).await?;
    notify(state, &txn, &me.user.email, &email, false).await?;
    let deed = Deed::new(Action::EmailChangeRequested, Subject::Account).on(me.user.id, &me.user.email);
    audit::record(&txn, now, &me.actor, None, deed.after(json!({ "email": email }))).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(())
}

/// Changes the address, for whoever asked and has read the mail. All other sessions end.
pub async fn confirm(state: &State, me: SignedIn, token: &str) -> ApiResult<User> {
    let now = state.clock.now();
    let txn = state.begin().await?;
    let user = lock(&txn, me.user.id).await?;
    let wish = email_change::Entity::find_by_id(user.id)
        .filter(email_change::Column::TokenHash.eq(opaque::hash(PURPOSE, token)))
        .filter(email_change::Column::ExpiresAt.gt(now))
        .one(&txn)
        .await?
        .ok_or(Code::LinkNotFound)?;
    let old = user.email.clone();
    let mut row = user.into_active_model();
    row.email = Set(wish.email.clone());
    let taken = Code::Invalid.of_field("email", "taken", "has an account already");
    let changed = row.update(&txn).await.or_conflict(taken)?;
    email_change::Entity::delete_by_id(changed.id).exec(&txn).await?;
    queries::end_other_sessions(&txn, changed.id, me.session_id).await?;
    // a link to the old address must not make an account of it in the new one's place
    sign_in::Entity::delete_many().filter(sign_in::Column::Email.eq(&old)).exec(&txn).await?;
    notify(state, &txn, &old, &changed.email, true).await?;
    let deed = Deed::new(Action::EmailChanged, Subject::Account).on(changed.id, &changed.email);
    let deed = deed.before(json!({ "email": old })).after(json!({ "email": changed.email }));
    audit::record(&txn, now, &me.actor, None, deed).await?;
    txn.commit().await?;
    state.mail_queued.notify_one();
    Ok(changed.into())
}

/// Takes the wish back.
pub async fn cancel(state: &State, me: &SignedIn) -> ApiResult<()> {
    let txn = state.begin().await?;
    email_change::Entity::delete_by_id(me.user.id).exec(&txn).await?;
    let deed = Deed::new(Action::EmailChangeRequested, Subject::Account).on(me.user.id, &me.user.email);
    audit::record(&txn, state.clock.now(), &me.actor, None, deed.after(json!({ "email": null }))).await?;
    txn.commit().await?;
    Ok(())
}

async fn lock(txn: &DatabaseTransaction, id: uuid::Uuid) -> ApiResult<user::Model> {
    let user = user::Entity::find_by_id(id).lock_exclusive().one(txn).await?.ok_or(Code::Unauthorized)?;
    match user.confined_to {
        Some(_) => Err(Code::AddressNotVerified.into()),
        None => Ok(user),
    }
}

async fn notify(state: &State, txn: &DatabaseTransaction, to: &str, new: &str, is_done: bool) -> ApiResult<()> {
    let server = state.config.public_url.origin();
    let mail = EmailChangeNotice { email: to.to_owned(), new_email: new.to_owned(), is_done, server };
    outbox::enqueue(txn, &state.clock, to, &mail, false).await?;
    Ok(())
}
