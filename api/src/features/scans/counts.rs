//! How many components a scan added, removed and changed. Noted when it came; a scan whose predecessor was deleted,
//! restored or imported since is compared anew.
use crate::{
    auth::member::Scope,
    entities::{repository, scan as scans},
    error::ApiResult,
    state::State,
    store::{diff, lines::Lines},
};
use scan::store::Differences;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The scans of a workspace, and which repositories are one: what numbers depend on.
pub struct Past {
    lines: Lines,
    wholes: HashMap<Uuid, Uuid>,
}

impl Past {
    /// Of these repositories, and of those that are one with them; of the whole workspace without.
    pub async fn load(db: &impl ConnectionTrait, scope: Scope, some: Option<&HashSet<Uuid>>) -> ApiResult<Self> {
        let rows = repository::Entity::find().filter(repository::Column::WorkspaceId.eq(scope.id())).all(db).await?;
        let wholes: HashMap<Uuid, Uuid> = rows.iter().map(|row| (row.id, row.whole())).collect();
        let asked: Option<Vec<Uuid>> = some.map(|some| {
            let asked: HashSet<Uuid> = some.iter().filter_map(|id| wholes.get(id)).copied().collect();
            wholes.iter().filter(|(_, whole)| asked.contains(whole)).map(|(id, _)| *id).collect()
        });
        Ok(Self { lines: Lines::load(db, scope, asked.as_deref()).await?, wholes })
    }

    fn previous(&self, row: &scans::Model) -> Option<Uuid> {
        let whole = self.wholes.get(&row.repository_id);
        let is_own = |id: Uuid| self.wholes.get(&id) == whole;
        self.lines.previous(is_own, row.branch.as_deref(), (row.created_at, row.seq)).map(|line| line.id)
    }
}

/// The numbers of a scan, whatever came and went since they were noted.
pub async fn of(db: &impl ConnectionTrait, scope: Scope, past: &Past, row: &scans::Model) -> ApiResult<Differences> {
    let previous = past.previous(row);
    let noted = |number: i32| number.unsigned_abs();
    if previous == row.compared_with {
        return Ok(Differences {
            added: noted(row.num_of_added),
            removed: noted(row.num_of_removed),
            changed: noted(row.num_of_changed),
        });
    }
    Ok(diff::count(db, scope, &past.lines, previous, row.id).await?)
}

/// Notes the numbers of the visible scans that have another predecessor now. What it could not note is counted again
/// when somebody asks: what was done before stays done.
pub async fn refresh(state: &State, scope: Scope) {
    if let Err(cause) = note_all(state, scope).await {
        tracing::error!("counting what scans of workspace {} changed: {cause}", scope.id());
    }
}

async fn note_all(state: &State, scope: Scope) -> ApiResult<()> {
    let rows = scans::Entity::find()
        .filter(scans::Column::WorkspaceId.eq(scope.id()))
        .filter(scans::Column::DeletedAt.is_null())
        .all(&*state.db)
        .await?;
    let past = Past::load(&*state.db, scope, None).await?;
    for row in rows {
        let previous = past.previous(&row);
        if previous == row.compared_with {
            continue;
        }
        let found = of(&*state.db, scope, &past, &row).await?;
        note(state.db.writer(), scope, row.id, previous, found).await?;
    }
    Ok(())
}

async fn note(
    db: &impl ConnectionTrait,
    scope: Scope,
    id: Uuid,
    previous: Option<Uuid>,
    found: Differences,
) -> ApiResult<()> {
    let number = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    scans::Entity::update_many()
        .col_expr(scans::Column::ComparedWith, Expr::value(previous))
        .col_expr(scans::Column::NumOfAdded, Expr::value(number(found.added)))
        .col_expr(scans::Column::NumOfRemoved, Expr::value(number(found.removed)))
        .col_expr(scans::Column::NumOfChanged, Expr::value(number(found.changed)))
        .filter(scans::Column::WorkspaceId.eq(scope.id()))
        .filter(scans::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}
