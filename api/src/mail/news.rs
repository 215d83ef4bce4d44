//! News of which only the latest counts: one mail about it, and not one after the other.
use super::{Message, outbox};
use crate::{
    clock::Clock,
    entities::mail::{self, State as Delivery},
    error::ApiResult,
};
use chrono::Duration;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

/// Between two mails of a kind to one person about one workspace: who decides to and fro is not to flood them.
const APART: Duration = Duration::minutes(10);

/// What was to be told to somebody about a workspace and has not left leaves no more, since it holds no more: one kind of
/// news, or all of them.
pub async fn withdraw(
    db: &impl ConnectionTrait,
    workspace: Uuid,
    recipient: &str,
    template: Option<&str>,
) -> ApiResult<()> {
    let mut about = mail::Entity::find()
        .filter(mail::Column::Recipient.eq(recipient))
        .filter(mail::Column::About.eq(workspace))
        .filter(mail::Column::State.eq(Delivery::Queued));
    if let Some(template) = template {
        about = about.filter(mail::Column::Template.eq(template));
    }
    let waiting: Vec<Uuid> = about.all(db).await?.into_iter().map(|row| row.id).collect();
    outbox::withdraw(db, &waiting).await
}

/// Queues it. What of its kind has not left for this person leaves no more, and it leaves some time after the one that did.
pub async fn enqueue<M: Message>(
    db: &impl ConnectionTrait,
    clock: &Clock,
    workspace: Uuid,
    recipient: &str,
    message: &M,
) -> ApiResult<()> {
    let of_kind = mail::Entity::find()
        .filter(mail::Column::Recipient.eq(recipient))
        .filter(mail::Column::Template.eq(M::NAME))
        .filter(mail::Column::About.eq(workspace));
    let earlier = of_kind.all(db).await?;
    let waiting: Vec<Uuid> = earlier.iter().filter(|row| row.state == Delivery::Queued).map(|row| row.id).collect();
    outbox::withdraw(db, &waiting).await?;
    let has_left = |row: &&mail::Model| matches!(row.state, Delivery::Sent | Delivery::Filed);
    let last = earlier.iter().filter(has_left).filter_map(|row| row.settled_at).max();
    let id = outbox::enqueue(db, clock, recipient, message, false).await?;
    let now = clock.now();
    mail::Entity::update_many()
        .col_expr(mail::Column::About, Expr::value(workspace))
        .col_expr(mail::Column::NextAttemptAt, Expr::value(last.map_or(now, |at| now.max(at + APART))))
        .filter(mail::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
