//! The server, composed: what wraps every request, and every feature's routes.
use crate::{
    config::Config,
    features, health,
    http::{
        assets, compress, etag, hardening, head, idempotency, measure, methods::Methods, rate_limit, request_id,
        same_origin, unread, valid,
    },
    jobs::Registry,
    mail, monitoring, openapi,
    state::State,
};
use actix_cors::Cors;
use actix_web::{
    App, HttpServer,
    dev::Server,
    http::header,
    middleware::{Condition, from_fn},
    web::{self, Data},
};
use chrono::Duration;
use std::net::TcpListener;
use utoipa_actix_web::{AppExt, scope, service_config::ServiceConfig};

/// Requests in flight may take so long to end when the server is told to stop.
pub const SHUTDOWN_SECONDS: u64 = 30;
/// An idle connection is kept longer than proxies keep theirs (60 seconds is usual), or a request that a proxy sends at the
/// very moment of our closing is lost.
const IDLE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(75);
/// A client that does not finish its request's head within this is cut off.
const HEAD_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

/// Every call under `/api`: registered here once, and thereby in the OpenAPI document.
pub fn api(api: &mut ServiceConfig) {
    features::sign_in::routes(api);
    features::cli_login::routes(api);
    features::account::routes(api);
    features::workspaces::routes(api);
    features::members::routes(api);
    features::invites::routes(api);
    features::invite_links::routes(api);
    features::join_requests::routes(api);
    features::mail_opt_outs::routes(api);
    features::tokens::routes(api);
    features::audit::routes(api);
    features::scans::routes(api);
    features::repositories::routes(api);
    features::projects::routes(api);
    features::components::routes(api);
    features::charts::routes(api);
    features::data_issues::routes(api);
    features::operator::routes(api);
}

/// Every job, in the same way.
pub fn jobs() -> Registry {
    Registry::default()
        .every(Duration::hours(1), &features::account::jobs::ForgetSessions {})
        .every(Duration::hours(1), &features::account::jobs::ForgetUnverified {})
        .every(Duration::hours(1), &features::sign_in::jobs::ForgetSignIns {})
        .every(Duration::hours(6), &features::scans::jobs::EraseScans {})
        .every(Duration::minutes(15), &features::invites::jobs::RemindInvited {})
        .every(Duration::hours(1), &features::invites::jobs::ForgetInvites {})
        .with::<features::join_requests::jobs::TakeRequest>()
        .every(Duration::minutes(5), &features::join_requests::jobs::TellOfRequests {})
        .every(Duration::hours(6), &features::join_requests::jobs::ForgetRequests {})
        .every(Duration::hours(1), &idempotency::ForgetCalls {})
        .every(Duration::minutes(30), &mail::jobs::ForgetMails {})
}

/// A server on `listener`. It minds no signals: whoever starts it stops it by its handle.
pub fn server(state: Data<State>, listener: TcpListener, workers: usize) -> anyhow::Result<Server> {
    let server = HttpServer::new(move || {
        let (app, document) = App::new()
            .service(openapi::serve) // before the scope, which takes all of /api
            .service(web::redirect("/api/docs", "/api/docs/"))
            .service(openapi::docs())
            .into_utoipa_app()
            .service(scope::scope("/api").configure(api))
            .split_for_parts();
        app.app_data(state.clone())
            .app_data(Data::new(Methods::of(&document)))
            .app_data(valid::payload_config())
            .app_data(valid::path_config())
            .service(health::healthz)
            .service(health::readyz)
            .service(monitoring::metrics)
            .default_service(web::to(assets::serve))
            // the last one is the outermost
            .wrap(from_fn(same_origin::require))
            .wrap(from_fn(rate_limit::limit))
            .wrap(Condition::new(state.config.spa_origin.is_some(), cors(&state.config)))
            .wrap(from_fn(etag::tag))
            .wrap(from_fn(compress::compress))
            .wrap(from_fn(unread::hold))
            .wrap(from_fn(hardening::harden))
            .wrap(from_fn(head::as_get))
            .wrap(from_fn(measure::measure))
            .wrap(from_fn(request_id::trace))
    });
    let server = server
        .workers(workers)
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .keep_alive(IDLE_TIMEOUT)
        .client_request_timeout(HEAD_TIMEOUT)
        .client_disconnect_timeout(unread::LINGER)
        .disable_signals()
        .listen(listener)?
        .run();
    Ok(server)
}

/// Lets a web app that is hosted apart, on the same site, call us with its cookies.
fn cors(config: &Config) -> Cors {
    let origin = config.spa_origin.clone().unwrap_or_default();
    Cors::default()
        .allowed_origin(&origin)
        .allowed_methods(["GET", "HEAD", "POST", "PATCH", "DELETE"])
        .allowed_headers([header::CONTENT_TYPE, header::ACCEPT, header::HeaderName::from_static(idempotency::HEADER)])
        .expose_headers([
            header::CONTENT_DISPOSITION.as_str(),
            header::RETRY_AFTER.as_str(),
            idempotency::REPLAYED,
            rate_limit::LEFT,
            rate_limit::POLICY,
        ])
        .supports_credentials()
        .max_age(3600)
}
