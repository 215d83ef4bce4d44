//! Giving a project an alias: no two projects may be called alike.
use super::queries::{self, folded};
use crate::{
    auth::member::{Editor, Member},
    error::{ApiResult, Code},
    features::audit::{self, Action, Deed, Subject},
    state::State,
};
use serde_json::json;

/// Calls a project so, or by its own name again.
pub async fn rename(state: &State, member: &Member<Editor>, name: &str, alias: Option<&str>) -> ApiResult<()> {
    let scope = member.scope();
    let newest = state.snapshots.newest(&state.db, scope, member.workspace.data_revision).await?;
    let projects = newest.timeline.projects();
    let project = projects.iter().find(|project| project.name == name).ok_or(Code::NotFound)?;
    let alias = alias.map(str::trim).filter(|alias| !alias.is_empty() && *alias != name);
    let alias = alias.filter(|alias| *alias != project.package_name);
    if let Some(alias) = alias
        && projects.iter().any(|other| other.name != name && folded(other.name) == folded(alias))
    {
        return Err(Code::Invalid.of_field("alias", "taken", "is another project's name"));
    }
    if name.contains('\0') {
        return Err(Code::Invalid.of_field("name", "text", "has letters that no alias can stand for"));
    }

    let txn = state.begin().await?;
    queries::lock(&txn, scope).await?;
    let rows = queries::list(&txn, scope).await?;
    let former = rows.iter().find(|row| row.project == name).map(|row| row.alias.as_str());
    if former == alias {
        return Ok(());
    }
    queries::delete(&txn, scope, name).await?;
    if let Some(alias) = alias {
        queries::insert(&txn, scope, name, alias).await?;
    }
    let deed = Deed::new(Action::ProjectRenamed, Subject::Project).on(name, name);
    let deed = deed.before(json!({ "alias": former })).after(json!({ "alias": alias }));
    audit::record(&txn, state.clock.now(), &member.actor, Some(scope), deed).await?;
    queries::touch_settings(&txn, scope).await?;
    txn.commit().await?;
    Ok(())
}
