//! Deleted scans can be brought back for some time, then they are erased.
use crate::{entities::scan as scans, error::ApiResult, jobs::Job, state::State};
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A deleted scan can be brought back for so long.
pub const RESTORABLE: Duration = Duration::days(30);
/// Scans erased in one statement: with SQLite nobody else writes meanwhile, and a scan's content may be large.
const AT_ONCE: u64 = 20;

/// Erases scans with their contents that were deleted long ago.
#[derive(Serialize, Deserialize)]
pub struct EraseScans {}

impl Job for EraseScans {
    const NAME: &'static str = "analyses.erase";

    async fn run(&self, state: &State) -> ApiResult<()> {
        let long_ago = scans::Column::DeletedAt.lte(state.clock.now() - RESTORABLE);
        loop {
            let found: Vec<Uuid> = scans::Entity::find()
                .select_only()
                .column(scans::Column::Id)
                .filter(long_ago.clone())
                .order_by_asc(scans::Column::DeletedAt)
                .limit(AT_ONCE)
                .into_tuple()
                .all(&*state.db)
                .await?;
            if found.is_empty() {
                return Ok(());
            }
            // asked again: one may have been brought back just now
            let gone = scans::Entity::delete_many().filter(scans::Column::Id.is_in(found)).filter(long_ago.clone());
            gone.exec(state.db.writer()).await?;
        }
    }
}
