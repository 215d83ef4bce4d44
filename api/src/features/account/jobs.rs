//! Sessions that are over are forgotten, and accounts that nobody verified.
use super::unverified;
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

/// Erases accounts whose holders were mailed a way to verify their address, and did not.
#[derive(Serialize, Deserialize)]
pub struct ForgetUnverified {}

impl Job for ForgetUnverified {
    const NAME: &'static str = "account.forget-unverified";

    async fn run(&self, state: &State) -> ApiResult<()> {
        unverified::erase_due(state).await
    }
}
