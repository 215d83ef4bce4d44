//! The call for charts.
use super::{
    answer::{Chart, Stand},
    csv,
    model::ChartQuery,
    names::Names,
    question,
};
use crate::{
    auth::member::{Member, Viewer},
    error::ApiResult,
    features::projects::Aliases,
    http::{then::Then, valid::Valid},
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ContentType},
    post,
    web::Data,
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers this call.
pub fn routes(api: &mut ServiceConfig) {
    api.service(query_chart);
}

/// Count something, now or over time; as CSV with `Accept: text/csv`.
///
/// What cannot be combined or means nothing is refused with the field it is about and what would be possible.
#[utoipa::path(tag = "charts", params(("workspace" = String, Path, description = "Slug")), request_body = ChartQuery,
    responses((status = 200, description = "The chart", content((Chart = "application/json"), (String = "text/csv")))))]
#[post("/workspaces/{workspace}/charts/query")]
async fn query_chart(
    state: Data<State>,
    req: HttpRequest,
    Then(member, Valid(query)): Then<Member<Viewer>, Valid<ChartQuery>>,
) -> ApiResult<HttpResponse> {
    let is_csv = wants_csv(&req);
    let name = format!("attachment; filename=\"{}-chart.csv\"", member.workspace.slug);
    let body = answer(&state, &member, query, is_csv).await?;
    if !is_csv {
        return Ok(HttpResponse::Ok().content_type(ContentType::json()).body(body));
    }
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(body))
}

async fn answer(state: &State, member: &Member<Viewer>, query: ChartQuery, is_csv: bool) -> ApiResult<Vec<u8>> {
    let asked = question::read(&query)?;
    let newest = state.snapshots.newest(&state.db, member.scope(), member.workspace.data_revision).await?;
    let aliases = Aliases::load(&*state.db, member.scope()).await?;
    let stand = Stand {
        revision: newest.revision,
        as_of: newest.as_of(),
        has_columns: query.breakdown.is_some(),
        has_points: query.over_time.is_some(),
    };
    let now = state.clock.now().timestamp_millis();
    let written = state.work_out(move || {
        question::check_names(&newest.timeline, &asked)?;
        let found = newest.timeline.chart(&asked, &newest.tags, now).map_err(question::refusal)?;
        let chart = Chart::of(found, &Names::of(&query, &aliases), &stand);
        if is_csv { csv::write(&query, &chart) } else { Ok(serde_json::to_vec(&chart).map_err(anyhow::Error::from)?) }
    });
    written.await?
}

fn wants_csv(req: &HttpRequest) -> bool {
    let accept = req.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').any(|one| one.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/csv")))
}
