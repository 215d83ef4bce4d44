//! The calls for scans: the scanner's two uploads, the list, deletion.
use super::{
    compare, hide,
    ingest::{self, Origin},
    meter::meter,
    model::{
        AnalysisUpload, Comparison, ComparisonQuery, DeletedScans, InitUpload, Scan, ScanQuery, ScanSelection,
        UploadMeta, Uploaded,
    },
    queries, receive,
};
use crate::{
    auth::member::{Editor, Member, Uploader, Viewer},
    error::{ApiResult, Code},
    features::{data_issues, workspaces},
    http::{
        idempotency::{IdempotencyKey, RepeatableStream},
        page::{self, Page},
        query::Query,
        then::Then,
        valid::Valid,
    },
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    middleware::from_fn,
    post,
    web::{Data, Json, Path},
};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(upload_analysis)
        .service(init_workspace)
        .service(list_analyses)
        .service(compare_analyses)
        .service(delete_analyses)
        .service(get_analysis)
        .service(delete_analysis)
        .service(restore_analysis);
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
    let (read, turn) = receive::one(&state, &req, &mut once, body).await?;
    if let Some(first) = once.first_answer().await? {
        return Ok(first);
    }
    let stored = ingest::store(&state, Some(&once), scope, vec![read], &Origin::of(&member), false).await?.pop();
    drop(turn);
    let stored = stored.ok_or_else(|| anyhow::anyhow!("nothing was stored"))?;
    let revision = workspaces::queries::find(&*state.db, scope).await?.data_revision;
    let newest = state.snapshots.newest(&state.db, scope, revision).await?;
    let meta = UploadMeta { data_issue_count: data_issues::count(&newest).await?, repeated: stored.is_repeat };
    let answer = Uploaded { data: queries::find(&*state.db, scope, stored.scan.id).await?, meta };
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
    let (read, turn) = receive::several(&state, &req, &mut once, body).await?;
    if let Some(first) = once.first_answer().await? {
        return Ok(first);
    }
    ingest::store(&state, Some(&once), scope, read, &Origin::of(&member), true).await?;
    drop(turn);
    let workspace = workspaces::queries::find(&*state.db, scope).await?;
    let workspace = workspaces::present(&state, scope, workspace).await?;
    once.answer(state.db.writer(), StatusCode::OK, &workspace).await
}

/// List the scans, newest first.
#[utoipa::path(tag = "scans", params(("workspace" = String, Path, description = "Slug"), ScanQuery), responses((status = 200, body = Page<Scan>)))]
#[get("/workspaces/{workspace}/analyses")]
async fn list_analyses(
    state: Data<State>,
    member: Member<Viewer>,
    query: Query<ScanQuery>,
) -> ApiResult<Json<Page<Scan>>> {
    let limit = page::limit(query.limit)?;
    Ok(Json(queries::list(&*state.db, member.scope(), limit, query.cursor.as_deref(), query.deleted).await?))
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
    match hide::hide(&state, &member, &[path.1]).await? {
        0 => Err(Code::NotFound.into()),
        _ => Ok(HttpResponse::NoContent().finish()),
    }
}

/// Delete several scans at once. What is not there, or was deleted before, is passed over.
#[utoipa::path(tag = "scans", params(("workspace" = String, Path, description = "Slug")), request_body = ScanSelection, responses((status = 200, body = DeletedScans)))]
#[post("/workspaces/{workspace}/analyses/delete")]
async fn delete_analyses(
    state: Data<State>,
    Then(member, Valid(selection)): Then<Member<Editor>, Valid<ScanSelection>>,
) -> ApiResult<Json<DeletedScans>> {
    Ok(Json(DeletedScans { deleted: hide::hide(&state, &member, &selection.ids).await? }))
}

/// Restore a deleted scan: it counts again from its own time on. One that was deleted long ago is gone.
#[utoipa::path(tag = "scans", params(("workspace" = String, Path, description = "Slug"), ("id" = Uuid, Path, description = "Scan")), responses((status = 200, body = Scan)))]
#[post("/workspaces/{workspace}/analyses/{id}/restore")]
async fn restore_analysis(
    state: Data<State>,
    member: Member<Editor>,
    path: Path<(String, Uuid)>,
) -> ApiResult<Json<Scan>> {
    hide::show(&state, &member, path.1).await?;
    Ok(Json(queries::find(&*state.db, member.scope(), path.1).await?))
}

/// Compare two scans: which components of the scanned code were added, removed or changed.
#[utoipa::path(tag = "scans", params(("workspace" = String, Path, description = "Slug"), ComparisonQuery), responses((status = 200, body = Comparison)))]
#[get("/workspaces/{workspace}/analyses/compare")]
async fn compare_analyses(
    state: Data<State>,
    member: Member<Viewer>,
    query: Query<ComparisonQuery>,
) -> ApiResult<Json<Comparison>> {
    let limit = usize::try_from(page::limit(query.limit)?).unwrap_or(usize::MAX);
    let (scope, query) = (member.scope(), query.into_inner());
    let asked = state.clone();
    let compared = state.look_up(async move || {
        let scans = (query.from, query.to);
        compare::compare(&asked.db, scope, scans, limit, query.cursor.as_deref()).await
    });
    Ok(Json(compared.await?))
}
