//! Mails of the past are forgotten.
use crate::{entities::mail, error::ApiResult, jobs::Job, state::State};
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

/// Settled mails are kept for so long, without their text, for whoever asks where one went.
const KEEP: Duration = Duration::days(90);
/// Withheld ones are kept until nobody can tell any more that they did not leave.
const KEEP_WITHHELD: Duration = Duration::hours(1);

/// Deletes mails that were settled long ago, and those that were never meant to leave.
#[derive(Serialize, Deserialize)]
pub struct ForgetMails {}

impl Job for ForgetMails {
    const NAME: &'static str = "mail.forget";

    async fn run(&self, state: &State) -> ApiResult<()> {
        let now = state.clock.now();
        mail::Entity::delete_many()
            .filter(mail::Column::State.eq(mail::State::Withheld))
            .filter(mail::Column::CreatedAt.lt(now - KEEP_WITHHELD))
            .exec(state.db.writer())
            .await?;
        mail::Entity::delete_many().filter(mail::Column::SettledAt.lt(now - KEEP)).exec(state.db.writer()).await?;
        Ok(())
    }
}
