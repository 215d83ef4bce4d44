//! The calls for charts.
use super::{
    csv,
    model::{Chart, ChartQuery, ChartRow},
};
use crate::{
    auth::member::{Member, Viewer},
    error::{ApiResult, Code},
    http::{then::Then, valid::Valid},
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, http::header, post, web::Data};
use engine::charts::{ChartQuery as ChartQuestion, Value};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(query_chart);
}

/// Count something over the newest state; as CSV with `Accept: text/csv`.
#[utoipa::path(tag = "charts", params(("workspace" = String, Path, description = "Slug")), request_body = ChartQuery,
    responses((status = 200, description = "The chart", content((Chart = "application/json"), (String = "text/csv")))))]
#[post("/workspaces/{workspace}/charts/query")]
async fn query_chart(
    state: Data<State>,
    req: HttpRequest,
    Then(member, Valid(query)): Then<Member<Viewer>, Valid<ChartQuery>>,
) -> ApiResult<HttpResponse> {
    let newest = state.snapshots.newest(&state.db, member.scope(), member.workspace.data_revision).await?;
    let mut asked = ChartQuestion::new(query.subject.kind.into(), query.metric.into());
    asked.limit = query.limit.map(usize::from);
    let found = newest.timeline.chart(&asked, &newest.tags, state.clock.now().timestamp_millis());
    let found = found.map_err(|e| Code::Invalid.of_field("metric", "combination", e.to_string()))?;
    let row = |row: engine::charts::ChartRow| ChartRow {
        key: row.key,
        name: row.name,
        project_name: row.project_name,
        total: count(row.total),
    };
    let chart = Chart {
        rows: found.rows.into_iter().map(row).collect(),
        total: count(found.total),
        revision: newest.revision,
        as_of: newest.as_of(),
    };
    if !wants_csv(&req) {
        return Ok(HttpResponse::Ok().json(chart));
    }
    let name = format!("attachment; filename=\"{}-chart.csv\"", member.workspace.slug);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(csv::write(&query, &chart)?))
}

fn wants_csv(req: &HttpRequest) -> bool {
    let accept = req.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|one| one.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/csv")))
}

fn count(value: Value) -> u64 {
    match value {
        Value::Count(count) => count,
        Value::Nothing | Value::Percent(_) => 0,
    }
}
