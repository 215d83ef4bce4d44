//! Who got invite mails, and who wants none.
use crate::{auth::opaque, entities::mail_recipient, error::ApiResult};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use std::collections::HashSet;

/// The token by which an address says that it wants no more; made when it gets its first mail.
pub async fn token_of(db: &impl ConnectionTrait, email: &str) -> ApiResult<String> {
    let new = mail_recipient::ActiveModel {
        email: Set(email.to_owned()),
        opt_out_token: Set(opaque::token()?),
        opted_out_at: Set(None),
    };
    mail_recipient::Entity::insert(new)
        .on_conflict_do_nothing_on([mail_recipient::Column::Email])
        .exec_without_returning(db)
        .await?;
    let row = mail_recipient::Entity::find_by_id(email).one(db).await?;
    Ok(row.map(|row| row.opt_out_token).ok_or_else(|| anyhow::anyhow!("the recipient was just written"))?)
}

/// Makes the tokens of many addresses, always in one order: two who invite the same people wait for each other, and not
/// each for what the other holds.
pub async fn insert_all(db: &impl ConnectionTrait, mut emails: Vec<String>) -> ApiResult<()> {
    emails.sort_unstable();
    let mut rows = Vec::with_capacity(emails.len());
    for email in emails {
        let opt_out_token = Set(opaque::token()?);
        rows.push(mail_recipient::ActiveModel { email: Set(email), opt_out_token, opted_out_at: Set(None) });
    }
    if !rows.is_empty() {
        mail_recipient::Entity::insert_many(rows)
            .on_conflict_do_nothing_on([mail_recipient::Column::Email])
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// Those of the addresses that want no invites.
pub async fn find_opted_out(db: &impl ConnectionTrait, emails: Vec<String>) -> ApiResult<HashSet<String>> {
    let rows = mail_recipient::Entity::find()
        .filter(mail_recipient::Column::Email.is_in(emails))
        .filter(mail_recipient::Column::OptedOutAt.is_not_null())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.email).collect())
}

/// Notes the wish behind a token; false if nobody has it.
pub async fn update(db: &impl ConnectionTrait, token: &str, at: Option<DateTime<Utc>>) -> ApiResult<bool> {
    let noted = mail_recipient::Entity::update_many()
        .col_expr(mail_recipient::Column::OptedOutAt, Expr::value(at))
        .filter(mail_recipient::Column::OptOutToken.eq(token))
        .exec(db)
        .await?;
    Ok(noted.rows_affected == 1)
}
