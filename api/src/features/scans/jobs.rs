//! Deleted scans can be brought back for some time, then they are erased.
use super::retention;
use crate::{auth::member::Scope, entities::scan as scans, error::ApiResult, jobs::Job, state::State};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Erases scans that were deleted long ago, with what nobody else needs of their contents.
#[derive(Serialize, Deserialize)]
pub struct EraseScans {}

impl Job for EraseScans {
    const NAME: &'static str = "scans.erase";

    async fn run(&self, state: &State) -> ApiResult<()> {
        let long_ago = scans::Column::DeletedAt.lte(state.clock.now() - retention::RESTORABLE);
        let workspaces: Vec<Uuid> = scans::Entity::find()
            .select_only()
            .column(scans::Column::WorkspaceId)
            .distinct()
            .filter(long_ago)
            .into_tuple()
            .all(&*state.db)
            .await?;
        let mut failed = None;
        for workspace in workspaces {
            // one that is damaged must not keep all behind it from being erased
            if let Err(cause) = retention::purge_deleted(state, Scope::for_upkeep(workspace)).await {
                tracing::error!("erasing scans of workspace {workspace}: {cause}");
                failed = Some(cause);
            }
        }
        failed.map_or(Ok(()), Err)
    }
}
