//! How many components a scan added, removed and changed. Noted when it came; a scan whose predecessor was deleted,
//! restored or imported since is compared anew.
use crate::{
    auth::member::Scope,
    entities::scan as scans,
    error::ApiResult,
    state::State,
    store::{diff, lines::Lines},
};
use scan::store::Differences;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

/// The numbers of a scan, whatever came and went since they were noted.
pub async fn of(db: &impl ConnectionTrait, scope: Scope, lines: &Lines, row: &scans::Model) -> ApiResult<Differences> {
    let previous = previous(lines, row);
    let noted = |number: i32| number.unsigned_abs();
    if previous == row.compared_with {
        return Ok(Differences {
            added: noted(row.num_of_added),
            removed: noted(row.num_of_removed),
            changed: noted(row.num_of_changed),
        });
    }
    Ok(diff::count(db, scope, lines, previous, row.id).await?)
}

/// Notes the numbers of the visible scans that have another predecessor now.
pub async fn refresh(state: &State, scope: Scope) -> ApiResult<()> {
    let rows = scans::Entity::find()
        .filter(scans::Column::WorkspaceId.eq(scope.id()))
        .filter(scans::Column::DeletedAt.is_null())
        .all(&*state.db)
        .await?;
    let lines = Lines::load(&*state.db, scope, None).await?;
    for row in rows {
        let previous = previous(&lines, &row);
        if previous == row.compared_with {
            continue;
        }
        let found = of(&*state.db, scope, &lines, &row).await?;
        note(state.db.writer(), scope, row.id, previous, found).await?;
    }
    Ok(())
}

fn previous(lines: &Lines, row: &scans::Model) -> Option<Uuid> {
    lines.previous(row.repository_id, row.branch.as_deref(), (row.created_at, row.seq)).map(|line| line.id)
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
