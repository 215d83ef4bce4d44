//! How many components a scan added, removed and changed. Noted when it came; a scan whose predecessor was deleted,
//! restored or imported since is compared anew.
use crate::{
    aside,
    auth::member::Scope,
    db::Db,
    entities::{repository, scan as scans},
    error::{ApiError, ApiResult},
    state::State,
    store::{diff, lines::Lines},
};
use scan::store::Differences;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Numbers that are noted in one transaction.
const AT_ONCE: usize = 100;

/// The scans of a workspace, each with the one before it: what numbers depend on.
pub struct Past {
    lines: Lines,
    previous: HashMap<Uuid, Uuid>,
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
        let lines = Lines::load(db, scope, asked.as_deref()).await?;
        let mut last: HashMap<(Option<&Uuid>, Option<&str>), Uuid> = HashMap::new();
        let mut previous = HashMap::new();
        for line in lines.all() {
            let place = (wholes.get(&line.repository_id), line.branch.as_deref());
            previous.extend(last.get(&place).map(|before| (line.id, *before)));
            if line.deleted_at.is_none() {
                last.insert(place, line.id);
            }
        }
        Ok(Self { lines, previous })
    }

    fn previous(&self, id: Uuid) -> Option<Uuid> {
        self.previous.get(&id).copied()
    }
}

/// The numbers of a scan, whatever came and went since they were noted.
pub async fn of(db: &impl ConnectionTrait, scope: Scope, past: &Past, row: &scans::Model) -> ApiResult<Differences> {
    let previous = past.previous(row.id);
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

/// Notes the numbers of the visible scans that have another predecessor now, to the end even if nobody waits for it any
/// more. What it could not note is counted again when somebody asks: what was done before stays done.
pub async fn refresh(state: &State, scope: Scope) {
    let db = state.db.clone();
    let noted = aside::run(move || async move { note_all(&db, scope).await }).await;
    if let Err(cause) = noted.map_err(ApiError::from).flatten() {
        tracing::error!("counting what scans of workspace {} changed: {cause}", scope.id());
    }
}

async fn note_all(db: &Db, scope: Scope) -> ApiResult<()> {
    let noted: Vec<(Uuid, Option<Uuid>)> = scans::Entity::find()
        .select_only()
        .columns([scans::Column::Id, scans::Column::ComparedWith])
        .filter(scans::Column::WorkspaceId.eq(scope.id()))
        .filter(scans::Column::DeletedAt.is_null())
        .into_tuple()
        .all(&**db)
        .await?;
    let past = Past::load(&**db, scope, None).await?;
    let stale = noted.into_iter().filter(|(id, noted)| past.previous(*id) != *noted).map(|(id, _)| id);
    for some in stale.collect::<Vec<_>>().chunks(AT_ONCE) {
        let mut found = Vec::with_capacity(some.len());
        for id in some {
            let previous = past.previous(*id);
            found.push((*id, previous, diff::count(&**db, scope, &past.lines, previous, *id).await?));
        }
        let txn = db.begin().await?;
        for (id, previous, numbers) in found {
            note(&txn, scope, id, previous, numbers).await?;
        }
        txn.commit().await?;
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
