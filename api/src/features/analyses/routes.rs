//! The calls for scans: the scanner's two uploads, the list, deletion.
use super::{
    ingest::{self, Origin, Stored},
    meter::meter,
    model::{AnalysisUpload, InitUpload, Scan, UploadMeta, Uploaded},
    queries, receive,
};
use crate::{
    auth::member::{Editor, Member, Uploader, Viewer},
    error::{ApiResult, Code},
    features::{
        audit::{self, Action, Deed, Subject},
        data_issues, workspaces,
    },
    http::{
        idempotency::{IdempotencyKey, RepeatableStream},
        page::{self, Page, PageQuery},
        then::Then,
    },
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    middleware::from_fn,
    post,
    web::{Data, Json, Path, Query},
};
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(upload_analysis)
        .service(init_workspace)
        .service(list_analyses)
        .service(get_analysis)
        .service(delete_analysis);
}

/// Upload a scan: what `omlet analyze` sends, as it is or compressed with gzip or zstd.
///
/// Answered when the scan is stored and counts. The same scan again within ten minutes answers the first result.
#[utoipa::path(tag = "scans", params(("workspace" = String, Path, description = "Slug"), IdempotencyKey),
    request_body = AnalysisUpload,
    responses((status = 200, body = Uploaded)))]
#[post("/workspaces/{workspace}/analyses", wrap = "from_fn(meter)")]
async fn upload_analysis(
    state: Data<State>,
    req: HttpRequest,
    Then(member, RepeatableStream(mut once, body)): Then<Member<Uploader>, RepeatableStream>,
) -> ApiResult<HttpResponse> {
    let scope = member.scope();
    let read = receive::one(&state, &req, &mut once, body).await?;
    if let Some(first) = once.first_answer().await? {
        return Ok(first);
    }
    let stored = ingest::store_once(&state, &once, scope, vec![read], &Origin::of(&member), false).await?.pop();
    let Stored { scan, repository, is_repeat } = stored.ok_or_else(|| anyhow::anyhow!("nothing was stored"))?;
    let revision = workspaces::queries::find(&*state.db, scope).await?.data_revision;
    let newest = state.snapshots.newest(&state.db, scope, revision).await?;
    let uploader = scan.uploaded_by.filter(|id| *id == member.user.id).map(|_| member.user);
    let meta = UploadMeta { data_issue_count: data_issues::count(&newest), repeated: is_repeat };
    let answer = Uploaded { data: Scan::of(repository, scan, uploader), meta };
    once.answer(state.db.writer(), StatusCode::OK, &answer).await
}

/// Set up an empty workspace with one or several scans: what `omlet init` sends.
#[utoipa::path(tag = "scans", params(("workspace" = String, Path, description = "Slug"), IdempotencyKey), request_body = InitUpload,
    responses((status = 200, body = workspaces::model::Workspace)))]
#[post("/workspaces/{workspace}/init", wrap = "from_fn(meter)")]
async fn init_workspace(
    state: Data<State>,
    req: HttpRequest,
    Then(member, RepeatableStream(mut once, body)): Then<Member<Uploader>, RepeatableStream>,
) -> ApiResult<HttpResponse> {
    let scope = member.scope();
    if !once.is_repeat() && queries::has_visible(&*state.db, scope).await? {
        return Err(Code::WorkspaceAlreadySetup.into()); // said again below, when nobody else can come between
    }
    let read = receive::several(&state, &req, &mut once, body).await?;
    if let Some(first) = once.first_answer().await? {
        return Ok(first);
    }
    ingest::store_once(&state, &once, scope, read, &Origin::of(&member), true).await?;
    let workspace = workspaces::queries::find(&*state.db, scope).await?;
    let workspace = workspaces::present(&state, scope, workspace).await?;
    once.answer(state.db.writer(), StatusCode::OK, &workspace).await
}

/// List the scans, newest first.
#[utoipa::path(tag = "scans", params(("workspace" = String, Path, description = "Slug"), PageQuery), responses((status = 200, body = Page<Scan>)))]
#[get("/workspaces/{workspace}/analyses")]
async fn list_analyses(
    state: Data<State>,
    member: Member<Viewer>,
    query: Query<PageQuery>,
) -> ApiResult<Json<Page<Scan>>> {
    let limit = page::limit(query.limit)?;
    Ok(Json(queries::list(&*state.db, member.scope(), limit, query.cursor.as_deref()).await?))
}

/// Look at one scan.
#[utoipa::path(tag = "scans", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Scan")), responses((status = 200, body = Scan)))]
#[get("/workspaces/{workspace}/analyses/{id}")]
async fn get_analysis(state: Data<State>, member: Member<Viewer>, path: Path<(String, Uuid)>) -> ApiResult<Json<Scan>> {
    Ok(Json(queries::find(&*state.db, member.scope(), path.1).await?))
}

/// Delete a scan: everything is as if it had never come.
#[utoipa::path(tag = "scans", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Scan")), responses((status = 204)))]
#[delete("/workspaces/{workspace}/analyses/{id}")]
async fn delete_analysis(
    state: Data<State>,
    member: Member<Editor>,
    path: Path<(String, Uuid)>,
) -> ApiResult<HttpResponse> {
    let scope = member.scope();
    let txn = state.begin().await?;
    let workspace = queries::lock_workspace(&txn, scope).await?;
    let (was, now) = (queries::find(&txn, scope, path.1).await?, state.clock.now());
    if !queries::delete(&txn, scope, path.1, member.user.id, now).await? {
        return Err(Code::NotFound.into());
    }
    let deed = Deed::new(Action::ScanDeleted, Subject::Scan).on(was.id, was.repository.display_name);
    let deed = deed.before(json!({ "branch": was.branch, "createdAt": was.created_at }));
    audit::record(&txn, now, &member.actor, Some(scope), deed).await?;
    queries::advance(&txn, scope, &workspace).await?;
    txn.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
