//! From a request's headers to the person and the session or token behind it.
use crate::{
    auth::{
        actor::Actor,
        cookies,
        guard::{self, Found},
        keys::{Audience, Claims},
        member,
    },
    entities::{api_token, membership::Role, session, user, workspace},
    error::{ApiError, ApiResult, Code},
    http::rate_limit,
    limits::Sharer,
    state::State,
};
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, http::header};
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use std::{future::Future, pin::Pin};
use uuid::Uuid;

/// A browser session ends after so long without use.
pub const BROWSER_SESSION: Duration = Duration::days(30);
/// A session of the command line ends so long after it was made.
pub const CLI_SESSION: Duration = Duration::days(365);
/// `lastUsedAt` is exact to this.
const TOUCH_AFTER: Duration = Duration::seconds(60);

/// What an API token may do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
pub enum Scope {
    /// Upload scans.
    #[serde(rename = "scans:write")]
    #[schema(rename = "scans:write")]
    ScansWrite,
    /// Read everything in the workspace.
    #[serde(rename = "read")]
    Read,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::ScansWrite, Self::Read];

    /// Name on the wire and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::ScansWrite => "scans:write",
            Self::Read => "read",
        }
    }

    /// The scopes of a stored list; names no longer known grant nothing.
    pub fn parse_list(list: &str) -> Vec<Self> {
        Self::ALL.into_iter().filter(|scope| list.split(',').any(|name| name == scope.name())).collect()
    }
}

/// What the caller holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// A browser's cookie.
    Browser(Uuid),
    /// A command line's session.
    Cli(Uuid),
    /// An API token.
    Token {
        /// Its id.
        id: Uuid,
        /// Its name, for the record.
        name: String,
        /// What it may do.
        scopes: Vec<Scope>,
    },
}

/// How the credential came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Carrier {
    SessionCookie,
    CliCookie,
    Bearer,
}

/// Noted on a request once its caller is proven: the person, or the API token.
#[derive(Clone, Copy)]
pub struct CallerId(pub Uuid);

/// Somebody with a live session or token, and the workspace of the path if they may know it.
pub struct Caller {
    /// The person; of a token: its maker.
    pub user: user::Model,
    /// What they hold.
    pub via: Via,
    /// The workspace of the path, or a token's own; only with a role in it.
    pub place: Option<Place>,
}

/// A workspace somebody has a role in.
pub struct Place {
    /// The workspace, as it was when the request was judged.
    pub workspace: workspace::Model,
    /// The role.
    pub role: Role,
    /// Lets queries touch it.
    pub scope: member::Scope,
}

impl Caller {
    /// Who calls, on a route where the command line and API tokens are welcome too if `machines`.
    pub async fn prove(req: &HttpRequest, machines: bool) -> ApiResult<Self> {
        let state = State::of(req)?;
        let (token, carrier) = credential(req, &state, machines).ok_or(Code::Unauthorized)?;
        state.keys.learn(&token).await;
        let claims = state.keys.verify(&token, state.clock.now().timestamp()).ok_or(Code::Unauthorized)?;
        // PostgreSQL refuses U+0000 in a question; no address holds it, and none is a lone hyphen
        let slug = req.match_info().get("workspace").map(|slug| if slug.contains('\0') { "-" } else { slug });
        let caller = match claims.aud {
            Audience::Api if carrier != Carrier::SessionCookie => by_token(&state, &claims, slug).await,
            Audience::Browser if carrier == Carrier::SessionCookie => by_session(&state, &claims, slug).await,
            Audience::Cli if machines && carrier != Carrier::SessionCookie => by_session(&state, &claims, slug).await,
            // good elsewhere, so signing in again is not what helps
            Audience::Cli if carrier == Carrier::Bearer => {
                by_session(&state, &claims, slug).await?;
                Err(Code::NotAllowed.because(
                    "The command line's token uploads scans and nothing else. Use an API token with the scope `read`, or a browser.",
                ))
            }
            _ => Err(Code::Unauthorized.into()),
        }?;
        let (id, sharer) = match (&caller.via, claims.ws) {
            (Via::Token { id, .. }, Some(workspace)) => (*id, Sharer::Workspace(workspace)),
            (Via::Token { id, .. }, None) => (*id, Sharer::Session(*id)),
            (Via::Browser(_) | Via::Cli(_), _) => (caller.user.id, Sharer::User(caller.user.id)),
        };
        rate_limit::take_proven(req, &sharer)?;
        req.extensions_mut().insert(CallerId(id));
        Ok(caller)
    }
}

/// The session or token a call claims to come from, if we signed it. It may have ended since: good for counting, not for trust.
pub fn presented(req: &HttpRequest) -> ApiResult<Option<Uuid>> {
    let state = State::of(req)?;
    let signed =
        credential(req, &state, true).and_then(|(token, _)| state.keys.verify(&token, state.clock.now().timestamp()));
    Ok(signed.map(|claims| claims.sid))
}

/// The token of `Authorization: Bearer`; programs write that word in any case (RFC 9110 §11.1).
pub fn bearer(req: &HttpRequest) -> Option<&str> {
    let (scheme, token) = req.headers().get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}

/// The one credential that counts: a Bearer token, the command line's cookie where it is welcome, or the browser's.
fn credential(req: &HttpRequest, state: &State, machines: bool) -> Option<(String, Carrier)> {
    if req.headers().contains_key(header::AUTHORIZATION) {
        return bearer(req).map(|token| (token.to_owned(), Carrier::Bearer));
    }
    let name = cookies::session_name(&state.config);
    let browser = || cookies::value(req, name).map(|token| (token, Carrier::SessionCookie));
    let from_browser = req.headers().contains_key("sec-fetch-site") || req.headers().contains_key(header::ORIGIN);
    if machines && !from_browser {
        return cookies::value(req, cookies::CLI).map(|token| (token, Carrier::CliCookie)).or_else(browser);
    }
    browser()
}

async fn by_session(state: &State, claims: &Claims, slug: Option<&str>) -> ApiResult<Caller> {
    let now = state.clock.now();
    let found = guard::by_session(&state.db, claims.sid, slug).await?.ok_or(Code::Unauthorized)?;
    let Found { credential, user, workspace, role } = found;
    let (kind, via) = match claims.aud {
        Audience::Cli => (session::Kind::Cli, Via::Cli(credential.id)),
        _ => (session::Kind::Browser, Via::Browser(credential.id)),
    };
    if credential.kind != kind || credential.expires_at <= now {
        return Err(Code::Unauthorized.into());
    }
    if now - credential.last_used_at > TOUCH_AFTER {
        let noted = touch_session(state, &credential).await;
        noted.unwrap_or_else(|error| tracing::warn!("the use of a session was not noted: {error}"));
    }
    let workspace = workspace.filter(|one| user.confined_to.is_none_or(|only| only == one.id));
    Ok(Caller { user, via, place: place(workspace, role) })
}

/// Notes the use, and lets a browser session roll on.
async fn touch_session(state: &State, used: &session::Model) -> ApiResult<()> {
    let now = state.clock.now();
    let mut update = session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(now))
        .filter(session::Column::Id.eq(used.id));
    if used.kind == session::Kind::Browser {
        update = update.col_expr(session::Column::ExpiresAt, Expr::value(now + BROWSER_SESSION));
    }
    update.exec(state.db.writer()).await?;
    user::Entity::update_many()
        .col_expr(user::Column::LastSeenAt, Expr::value(now))
        .filter(user::Column::Id.eq(used.user_id))
        .exec(state.db.writer())
        .await?;
    Ok(())
}

async fn by_token(state: &State, claims: &Claims, slug: Option<&str>) -> ApiResult<Caller> {
    let now = state.clock.now();
    let workspace_id = claims.ws.ok_or(Code::Unauthorized)?;
    let found = guard::by_token(&state.db, workspace_id, claims.sid).await?.ok_or(Code::Unauthorized)?;
    let token = found.credential;
    if token.expires_at.is_some_and(|at| at <= now) {
        return Err(Code::Unauthorized.into());
    }
    if token.last_used_at.is_none_or(|at| now - at > TOUCH_AFTER) {
        let noted = api_token::Entity::update_many()
            .col_expr(api_token::Column::LastUsedAt, Expr::value(now))
            .filter(api_token::Column::WorkspaceId.eq(workspace_id))
            .filter(api_token::Column::Id.eq(token.id))
            .exec(state.db.writer())
            .await;
        if let Err(error) = noted {
            tracing::warn!("the use of an API token was not noted: {error}");
        }
    }
    let scopes = Scope::parse_list(&token.scopes);
    let role = if scopes.contains(&Scope::ScansWrite) { Role::Editor } else { Role::Viewer };
    let asked = match (found.workspace, slug) {
        (Some(own), Some(slug)) if !guard::is_named(&state.db, &own, slug).await? => None,
        (own, _) => own,
    };
    Ok(Caller {
        user: found.user,
        via: Via::Token { id: token.id, name: token.name, scopes },
        place: place(asked, Some(role)),
    })
}

fn place(workspace: Option<workspace::Model>, role: Option<Role>) -> Option<Place> {
    let (workspace, role) = workspace.zip(role)?;
    Some(Place { scope: member::Scope::of_judged(&workspace), workspace, role })
}

/// A person in a browser: for everything about their own account.
pub struct SignedIn {
    /// The person.
    pub user: user::Model,
    /// The browser's session.
    pub session_id: Uuid,
    /// The person, for the record.
    pub actor: Actor,
}

impl FromRequest for SignedIn {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let caller = Caller::prove(&req, false).await?;
            match caller.via {
                Via::Browser(session_id) => {
                    let actor = Actor::of(&req, &caller.user, &caller.via)?;
                    Ok(Self { user: caller.user, session_id, actor })
                }
                _ => Err(Code::NotAllowed.because("Only a person signed in with a browser may do this.")),
            }
        })
    }
}

/// A visitor of a page that is open to everybody: signed in or not.
pub struct Somebody(pub Option<SignedIn>);

impl FromRequest for Somebody {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            match SignedIn::extract(&req).await {
                Ok(me) => Ok(Self(Some(me))),
                Err(error) if matches!(error.code(), Code::Internal | Code::RateLimited) => Err(error),
                Err(_) => Ok(Self(None)),
            }
        })
    }
}

impl SignedIn {
    /// Refuses somebody whose address nobody has verified.
    pub fn verified(self) -> ApiResult<Self> {
        if self.user.confined_to.is_some() { Err(Code::AddressNotVerified.into()) } else { Ok(self) }
    }
}

/// A person in a browser, the command line, or a token: for the few routes that all of them call.
pub struct Anyone(pub Caller);

impl FromRequest for Anyone {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Ok(Self(Caller::prove(&req, true).await?)) })
    }
}
