//! The calls of the sign-in pages.
use super::{confirm, model::*, queries, request};
use crate::{
    auth::{caller::SignedIn, cookies},
    config::Signup,
    error::{ApiResult, Code},
    features::account,
    http::valid::Valid,
    state::State,
};
use actix_web::{
    FromRequest, HttpRequest, HttpResponse, get, post,
    web::{Data, Json},
};
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers these calls.
pub fn routes(api: &mut ServiceConfig) {
    api.service(list_providers)
        .service(request_sign_in)
        .service(preview_sign_in)
        .service(confirm_sign_in)
        .service(sign_out);
}

/// How one can sign in here.
#[utoipa::path(tag = "sign-in", security(()), responses((status = 200, body = Providers)))]
#[get("/auth/providers")]
async fn list_providers(state: Data<State>) -> ApiResult<Json<Providers>> {
    let config = &state.config;
    Ok(Json(Providers {
        email: true,
        mail_configured: state.mailer.has_server(),
        has_accounts: !queries::is_unclaimed(&*state.db).await?,
        signup: match config.signup {
            Signup::Invited => SignupPolicy::Invited,
            Signup::Domains(_) => SignupPolicy::Domains,
            Signup::Open => SignupPolicy::Open,
        },
        workspace_creation: match config.only_operators_create_workspaces {
            true => WorkspaceCreation::Operators,
            false => WorkspaceCreation::Everyone,
        },
    }))
}

/// Ask for a sign-in link and code by mail.
///
/// The answer is the same whether the address has an account or not.
#[utoipa::path(tag = "sign-in", security(()), request_body = SignInRequest, responses((status = 202, body = SignInRequested)))]
#[post("/auth/sign-in")]
async fn request_sign_in(state: Data<State>, Valid(asked): Valid<SignInRequest>) -> ApiResult<HttpResponse> {
    let browser = request::request(&state, &asked).await?;
    let answer = SignInRequested { valid_for_minutes: super::links::VALID.num_minutes() };
    Ok(HttpResponse::Accepted().cookie(cookies::sign_in(&state.config, browser)).json(answer))
}

/// See what a link would do, without using it.
#[utoipa::path(tag = "sign-in", security(()), request_body = LinkToken, responses((status = 200, body = LinkPreview)))]
#[post("/auth/sign-in/preview")]
async fn preview_sign_in(state: Data<State>, Valid(link): Valid<LinkToken>) -> ApiResult<Json<LinkPreview>> {
    let found = queries::find_by_token(&*state.db, state.clock.now(), &link.token).await?.ok_or(Code::LinkNotFound)?;
    let kind = if found.email.is_some() { LinkKind::SignIn } else { LinkKind::FirstAccount };
    if kind == LinkKind::FirstAccount && !queries::is_unclaimed(&*state.db).await? {
        return Err(Code::LinkNotFound.into());
    }
    Ok(Json(LinkPreview { kind, email: found.email }))
}

/// Sign in with a link or a code.
#[utoipa::path(tag = "sign-in", security(()), request_body = SignInConfirmation, responses((status = 200, body = SignInDone)))]
#[post("/auth/sign-in/confirm")]
async fn confirm_sign_in(
    state: Data<State>,
    req: HttpRequest,
    Valid(with): Valid<SignInConfirmation>,
) -> ApiResult<HttpResponse> {
    let done = confirm::confirm(&state, &req, with).await?;
    let answer = SignInDone { user: done.user.into(), next: done.next, is_new: done.is_new };
    Ok(HttpResponse::Ok()
        .cookie(cookies::session(&state.config, done.token))
        .cookie(cookies::removal(&state.config, cookies::sign_in_name(&state.config)))
        .json(answer))
}

/// End this browser's session.
#[utoipa::path(tag = "sign-in", security(()), responses((status = 204)))]
#[post("/auth/sign-out")]
async fn sign_out(state: Data<State>, req: HttpRequest) -> ApiResult<HttpResponse> {
    match SignedIn::extract(&req).await {
        Ok(SignedIn { user, session_id, actor }) => {
            account::changes::end_session(&state, &actor, user.id, session_id).await?;
        }
        // nothing is known of the session then: it may well go on
        Err(error) if error.code() == Code::Internal => return Err(error),
        Err(_) => {}
    }
    Ok(HttpResponse::NoContent().cookie(cookies::removal(&state.config, cookies::session_name(&state.config))).finish())
}
