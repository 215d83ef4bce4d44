//! Links that were used or are over are forgotten.
use crate::{entities::sign_in, error::ApiResult, jobs::Job, state::State};
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

/// For looking into what somebody reports.
const KEEP: Duration = Duration::days(7);

/// Deletes requested sign-ins some time after they are over. Used ones are over with the others of their time.
#[derive(Serialize, Deserialize)]
pub struct ForgetSignIns {}

impl Job for ForgetSignIns {
    const NAME: &'static str = "sign-in.forget";

    async fn run(&self, state: &State) -> ApiResult<()> {
        let over = sign_in::Entity::delete_many().filter(sign_in::Column::ExpiresAt.lte(state.clock.now() - KEEP));
        over.exec(state.db.writer()).await?;
        Ok(())
    }
}
