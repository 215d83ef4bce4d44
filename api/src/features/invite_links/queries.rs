//! Invite links in the database.
use super::model::{InviteLink, InviteLinkPatch};
use crate::{
    auth::{member::Scope, opaque},
    entities::{former_slug, invite_link, membership::Role, workspace},
    error::{ApiResult, Code},
    state::State,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveEnum,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

const PURPOSE: &str = "invite link";

/// The hash a link's secret is compared by.
pub fn hash(code: &str) -> Vec<u8> {
    opaque::hash(PURPOSE, code)
}

/// The workspace's link, if it was ever asked for.
pub async fn find(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Option<invite_link::Model>> {
    Ok(invite_link::Entity::find_by_id(scope.id()).one(db).await?)
}

/// The live link with this secret at a workspace's address, former ones included.
pub async fn find_live(
    db: &impl ConnectionTrait,
    slug: &str,
    code: &str,
) -> ApiResult<Option<(invite_link::Model, workspace::Model)>> {
    if slug.contains('\0') {
        return Ok(None);
    }
    let by_slug = workspace::Entity::find().filter(workspace::Column::Slug.eq(slug)).one(db).await?;
    let found = match by_slug {
        Some(found) => Some(found),
        None => match former_slug::Entity::find_by_id(slug).one(db).await? {
            Some(former) => workspace::Entity::find_by_id(former.leads_to).one(db).await?,
            None => None,
        },
    };
    let Some(workspace) = found else { return Ok(None) };
    let link = invite_link::Entity::find_by_id(workspace.id)
        .filter(invite_link::Column::CodeHash.eq(hash(code)))
        .filter(invite_link::Column::Enabled.eq(true))
        .one(db)
        .await?;
    Ok(link.map(|link| (link, workspace)))
}

/// The live link with this hash.
pub async fn find_by_hash(db: &impl ConnectionTrait, hash: &[u8]) -> ApiResult<Option<invite_link::Model>> {
    let found = invite_link::Entity::find().filter(invite_link::Column::CodeHash.eq(hash));
    Ok(found.filter(invite_link::Column::Enabled.eq(true)).one(db).await?)
}

/// The link, made if there is none yet. Needs the workspace's lock.
pub async fn find_or_insert(
    state: &State,
    txn: &DatabaseTransaction,
    scope: Scope,
    by: Uuid,
) -> ApiResult<invite_link::Model> {
    if let Some(found) = find(txn, scope).await? {
        return Ok(found);
    }
    let code = opaque::token()?;
    let row = invite_link::ActiveModel {
        workspace_id: Set(scope.id()),
        code_hash: Set(hash(&code)),
        code_sealed: Set(state.keys.seal(PURPOSE, scope.id().as_bytes(), code.as_bytes())?),
        enabled: Set(true),
        domains: Set(String::new()),
        role: Set(Role::Editor),
        uses: Set(0),
        last_used_at: Set(None),
        reset_by: Set(by),
        reset_at: Set(state.clock.now()),
    };
    invite_link::Entity::insert(row).exec_without_returning(txn).await?;
    find(txn, scope).await?.ok_or_else(|| Code::NotFound.into())
}

/// Makes a new secret; the old one is worth nothing once this is committed. Needs the workspace's lock.
pub async fn reset(state: &State, txn: &DatabaseTransaction, scope: Scope, by: Uuid) -> ApiResult<()> {
    find_or_insert(state, txn, scope, by).await?;
    let code = opaque::token()?;
    let sealed = state.keys.seal(PURPOSE, scope.id().as_bytes(), code.as_bytes())?;
    invite_link::Entity::update_many()
        .col_expr(invite_link::Column::CodeHash, Expr::value(hash(&code)))
        .col_expr(invite_link::Column::CodeSealed, Expr::value(sealed))
        .col_expr(invite_link::Column::Uses, Expr::value(0_i64))
        .col_expr(invite_link::Column::LastUsedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(invite_link::Column::ResetBy, Expr::value(by))
        .col_expr(invite_link::Column::ResetAt, Expr::value(state.clock.now()))
        .filter(invite_link::Column::WorkspaceId.eq(scope.id()))
        .exec(txn)
        .await?;
    Ok(())
}

/// Changes what the patch names. Its domains are checked already.
pub async fn update(
    txn: &DatabaseTransaction,
    scope: Scope,
    patch: &InviteLinkPatch,
    domains: Option<Vec<String>>,
) -> ApiResult<()> {
    if patch.enabled.is_none() && patch.role.is_none() && domains.is_none() {
        return Ok(());
    }
    let mut update = invite_link::Entity::update_many().filter(invite_link::Column::WorkspaceId.eq(scope.id()));
    if let Some(enabled) = patch.enabled {
        update = update.col_expr(invite_link::Column::Enabled, Expr::value(enabled));
    }
    if let Some(role) = patch.role {
        update = update.col_expr(invite_link::Column::Role, Expr::value(role.to_value()));
    }
    if let Some(domains) = domains {
        update = update.col_expr(invite_link::Column::Domains, Expr::value(domains.join(",")));
    }
    update.exec(txn).await?;
    Ok(())
}

/// Counts somebody who came.
pub async fn update_used(txn: &DatabaseTransaction, scope: Scope, now: DateTime<Utc>) -> ApiResult<()> {
    invite_link::Entity::update_many()
        .col_expr(invite_link::Column::Uses, Expr::col(invite_link::Column::Uses).add(1))
        .col_expr(invite_link::Column::LastUsedAt, Expr::value(now))
        .filter(invite_link::Column::WorkspaceId.eq(scope.id()))
        .exec(txn)
        .await?;
    Ok(())
}

/// The domains a link lets in; empty: any.
pub fn domains(row: &invite_link::Model) -> Vec<String> {
    row.domains.split(',').filter(|one| !one.is_empty()).map(ToOwned::to_owned).collect()
}

/// A row as those see it who may pass it on.
pub async fn present(state: &State, workspace: &workspace::Model, row: invite_link::Model) -> InviteLink {
    let code = state.keys.unseal(PURPOSE, row.workspace_id.as_bytes(), &row.code_sealed).await;
    let code = code.and_then(|bytes| String::from_utf8(bytes).ok());
    let page = |code: String| state.config.public_url.page(&format!("/join/{}/{code}", workspace.slug));
    InviteLink {
        link: code.map(page),
        domains: domains(&row),
        enabled: row.enabled,
        role: row.role,
        uses: row.uses,
        last_used_at: row.last_used_at,
        reset_at: Some(row.reset_at),
    }
}
