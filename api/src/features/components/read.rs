//! How the newest state is read: unless the client has the answer, beside the threads that serve requests, and with what
//! people call projects.
use super::named::Named;
use crate::{
    auth::member::{Member, Scope, Viewer},
    db::Db,
    error::ApiResult,
    features::projects::Aliases,
    http::etag::Tag,
    snapshots::Newest,
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;

/// What a question is put to.
pub struct Source<'a> {
    /// For what is not in memory.
    pub db: &'a Db,
    /// Whose.
    pub scope: Scope,
    /// The newest state.
    pub newest: &'a Newest,
}

/// Answers a read of the newest state.
pub async fn read<T, F>(
    state: Data<State>,
    member: &Member<Viewer>,
    req: &HttpRequest,
    question: F,
) -> ApiResult<HttpResponse>
where
    T: Named + Serialize + Send + 'static,
    F: AsyncFnOnce(Source<'_>) -> ApiResult<T> + Send + 'static,
{
    let tag = Tag::of(member, req);
    if let Some(unchanged) = tag.unchanged(req) {
        return Ok(unchanged);
    }
    let scope = member.scope();
    let newest = state.snapshots.newest(&state.db, scope, member.workspace.data_revision).await?;
    let aliases = Aliases::load(&*state.db, scope).await?;
    let asked = state.clone();
    let answer = state.look_up(async move || {
        let mut answer = question(Source { db: &asked.db, scope, newest: &newest }).await?;
        answer.name(&aliases);
        Ok(answer)
    });
    Ok(tag.reply(&answer.await?))
}
