//! Sessions that are over are forgotten.
use crate::{entities::session, error::ApiResult, jobs::Job, state::State};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};

/// Deletes sessions that have expired: they open nothing any more.
#[derive(Serialize, Deserialize)]
pub struct ForgetSessions {}

impl Job for ForgetSessions {
    const NAME: &'static str = "account.forget-sessions";

    async fn run(&self, state: &State) -> ApiResult<()> {
        let over = session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(state.clock.now()));
        over.exec(state.db.writer()).await?;
        Ok(())
    }
}
