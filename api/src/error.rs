//! Every failure a client may act on. Status numbers, wire names and words live here and nowhere else.
mod contention;

use crate::http::request_id;
use actix_web::{HttpResponse, ResponseError, http::StatusCode, http::header};
use sea_orm::{DbErr, SqlErr};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::{PartialSchema, ToSchema, openapi};

/// Names, among the facts of a refusal, the seconds to wait; they are told in a header, too.
pub const RETRY_AFTER: &str = "retryAfterSeconds";

/// What most of our functions answer.
pub type ApiResult<T> = Result<T, ApiError>;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $wire:literal $title:literal $detail:literal;)*) => {
        /// The stable name of a failure. The scanner knows some of them and prints title and detail of all.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// HTTP status, name on the wire, title, and the detail for when there is nothing more exact to say.
            fn parts(self) -> (u16, &'static str, &'static str, &'static str) {
                match self { $(Self::$name => ($status, $wire, $title, $detail),)* }
            }
        }
    };
}

codes! {
    /// The request cannot be read at all.
    BadRequest = 400 "bad-request" "The request could not be read" "Check that the body is complete, valid JSON.";
    /// No live session or token.
    Unauthorized = 401 "unauthorized" "Sign in to continue" "The session or token is missing, expired or revoked. Sign in again, or make a new API token in the workspace settings.";
    /// An invite to an address that has an account: it must be signed in.
    SignInFirst = 401 "sign-in-first" "Sign in to accept" "The invited address has an account here. Sign in with it, then accept.";
    /// The role or token scope is too small.
    NotAllowed = 403 "not-allowed" "You may not do this" "Your role or token does not permit this. Ask an owner of the workspace.";
    /// The call came from another site.
    CrossSite = 403 "cross-site" "This call came from another site" "Open Skillet at its own address and try again. A script sends an API token (`Authorization: Bearer …`).";
    /// The account's address is not verified yet.
    AddressNotVerified = 403 "address-not-verified" "Verify your address first" "Open a sign-in link that is mailed to your address in this browser; until then your account is good for one workspace only.";
    /// The invite link takes in only some domains.
    DomainNotAllowed = 403 "domain-not-allowed" "This link is not for your address" "The workspace lets people with addresses of certain domains in. Sign in with such an address, or ask for an e-mail invite.";
    /// No such thing, or the caller may not know that it exists.
    NotFound = 404 "not-found" "Nothing here" "What you asked for does not exist, or you may not see it.";
    /// A link or code that is used, expired, replaced or was never made.
    LinkNotFound = 404 "link-not-found" "This link no longer works" "It was used already, has expired, or a newer one took its place. Ask for a new one.";
    /// An invite link that was never made, was reset, or is switched off.
    InviteLinkDead = 404 "invite-link-dead" "This invite link leads nowhere any more" "Ask somebody of the workspace for a new one.";
    /// No such workspace for the caller.
    WorkspaceNotFound = 404 "workspace-not-found" "Workspace not found" "There is no workspace with this address among yours. Check its spelling, or ask to be invited.";
    /// The caller belongs to no workspace.
    UserNotHaveWorkspace = 404 "user-not-have-workspace" "You do not have a workspace" "Create a workspace in the browser first, then try again.";
    /// The method does not exist for this address.
    MethodNotAllowed = 405 "method-not-allowed" "This method is not possible here" "See /api/docs for what this address accepts.";
    /// The workspace address is taken or reserved.
    WorkspaceSlugNotAvailable = 409 "workspace-slug-not-available" "This address is not available" "Another workspace has it, or it is reserved. Choose another one.";
    /// A workspace must have an owner.
    LastOwner = 409 "last-owner" "You are the only owner" "A workspace needs an owner. Make somebody else an owner first, or delete the workspace.";
    /// The invite is for somebody else than who is signed in.
    InviteForAnother = 409 "invite-for-another" "This invite is for another address" "Sign in with the invited address, or ask for the invite to be sent to yours.";
    /// The invite is not open any more; nothing can be done with it.
    InviteNotPending = 409 "invite-not-pending" "This invite is not open any more" "It was answered or revoked. Send a new one if it is needed.";
    /// Somebody was faster with an answer.
    RequestAnswered = 409 "request-answered" "This request has been answered" "Somebody else answered it first.";
    /// One offer at a time.
    OwnershipOfferOpen = 409 "ownership-offer-open" "There is an offer already" "Take the open offer back before you make another one.";
    /// More command lines of one person than may be.
    TooManyCommandLines = 409 "too-many-command-lines" "Too many command lines are signed in" "Sign out one that you don't use any more, in the account settings, and try again.";
    /// More tokens of one workspace than may be.
    TooManyTokens = 409 "too-many-tokens" "The workspace has too many API tokens" "Revoke one that is not used any more, and try again.";
    /// An invite whose time is over.
    InviteOver = 410 "invite-over" "This invite is over" "Ask whoever invited you for a new one.";
    /// A call with this key is being carried out.
    IdempotencyKeyInProgress = 409 "idempotency-key-in-progress" "This call is being carried out" "An earlier one with the same Idempotency-Key is not done yet. Send it again in a moment: it will get the answer of the first.";
    /// More than the limits of this server.
    RequestTooLong = 413 "request-too-long" "The upload is too large" "It exceeds the limits of this server.";
    /// The workspace has as much as it may have.
    WorkspaceFull = 413 "workspace-full" "The workspace is full" "Its scans take all the room it has on this server. Nothing was stored.";
    /// Content type or encoding we do not take.
    UnsupportedMediaType = 415 "unsupported-media-type" "This kind of body is not accepted" "Send JSON (`Content-Type: application/json`); only scans may be compressed, with gzip or zstd.";
    /// Asked for a host name that is not ours.
    Misdirected = 421 "misdirected-request" "This server does not answer for that host" "Use the address this server is published at.";
    /// Parses, but some fields are wrong.
    Invalid = 422 "invalid" "Some fields need attention" "See `fields` for what is wrong.";
    /// A key that was used for another body.
    IdempotencyKeyReused = 422 "idempotency-key-reused" "This Idempotency-Key was used for something else" "The same key came with another body before. Use a new key for each thing to be made.";
    /// The six-digit code is not the one we sent.
    CodeWrong = 422 "code-wrong" "That is not the code" "Look at the newest mail and type its six digits.";
    /// The address the command line asked us to hand its token to is not acceptable.
    RedirectNotAllowed = 422 "redirect-not-allowed" "This is no address of the command line" "A token is handed only to a command line on this computer. Run `omlet login` again.";
    /// `init` where there is something already.
    WorkspaceAlreadySetup = 422 "workspace-already-setup" "This workspace is already set up" "It has scans. Use the `analyze` command to add another one.";
    /// More calls than allowed in a time.
    RateLimited = 429 "rate-limited" "Too many requests" "Wait as many seconds as `Retry-After` says, then try again.";
    /// More invites than allowed.
    InviteLimit = 429 "invite-limit" "Too many invites" "Wait before you send more, or ask whoever runs the server to raise the limit.";
    /// Our fault.
    Internal = 500 "internal" "Something went wrong on our side" "Try again; if it stays, give your administrator the request id.";
    /// Stopping or overloaded.
    Unavailable = 503 "unavailable" "Not available right now" "Try again in a moment.";
    /// The disk is full.
    NoRoom = 507 "no-room" "The server has no room left" "Its disk is full, and nothing was stored. Ask whoever runs it to make room, then send it again.";
}

impl Code {
    /// HTTP status.
    pub fn status(self) -> u16 {
        self.parts().0
    }
    /// Name on the wire.
    pub fn wire(self) -> &'static str {
        self.parts().1
    }
    /// A refusal with a more exact detail than the code's own.
    pub fn because(self, detail: impl Into<String>) -> ApiError {
        ApiError::Refused(Box::new(Refusal {
            code: self,
            detail: Some(detail.into()),
            meta: None,
            fields: Fields::new(),
        }))
    }
    /// A refusal that carries facts for programs.
    pub fn with_meta(self, meta: Value) -> ApiError {
        ApiError::Refused(Box::new(Refusal { code: self, detail: None, meta: Some(meta), fields: Fields::new() }))
    }
    /// A refusal with both.
    pub fn because_of(self, detail: impl Into<String>, meta: Value) -> ApiError {
        ApiError::Refused(Box::new(Refusal {
            code: self,
            detail: Some(detail.into()),
            meta: Some(meta),
            fields: Fields::new(),
        }))
    }
    /// A refusal of one field of the request.
    pub fn of_field(self, field: &str, code: &str, message: impl Into<String>) -> ApiError {
        let message = message.into();
        let detail = Some(format!("{field}: {message}"));
        let fields = Fields::from([(field.to_owned(), vec![FieldError { code: code.to_owned(), message }])]);
        ApiError::Refused(Box::new(Refusal { code: self, detail, meta: None, fields }))
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.wire())
    }
}

impl PartialSchema for Code {
    fn schema() -> openapi::RefOr<openapi::schema::Schema> {
        openapi::ObjectBuilder::new()
            .schema_type(openapi::schema::Type::String)
            .enum_values(Some(Self::ALL.iter().map(|code| code.wire())))
            .description(Some("Stable name of a failure; programs switch on it"))
            .into()
    }
}
impl ToSchema for Code {}

/// What is wrong, by field path (`name`, `scopes[0]`, `components[3].id`).
pub type Fields = BTreeMap<String, Vec<FieldError>>;

/// One complaint about one field.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    /// Stable name of the complaint, such as `required` or `length`.
    pub code: String,
    /// In words, with what is legal.
    pub message: String,
}

/// A refusal on its way out.
#[derive(Debug)]
pub struct Refusal {
    code: Code,
    detail: Option<String>,
    meta: Option<Value>,
    fields: Fields,
}

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The caller can do something about it.
    #[error("{}", .0.code.wire())]
    Refused(Box<Refusal>),
    /// Fields that parse but break a rule.
    #[error(transparent)]
    Invalid(#[from] validator::ValidationErrors),
    /// Ours to mend: logged once in `error_response`, never shown.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        Self::Refused(Box::new(Refusal { code, detail: None, meta: None, fields: Fields::new() }))
    }
}

impl From<DbErr> for ApiError {
    fn from(error: DbErr) -> Self {
        contention::refusal(&error).unwrap_or_else(|| Self::Internal(anyhow::Error::new(error).context("database")))
    }
}

impl ApiError {
    /// The code of this failure.
    pub fn code(&self) -> Code {
        match self {
            Self::Refused(refusal) => refusal.code,
            Self::Invalid(_) => Code::Invalid,
            Self::Internal(_) => Code::Internal,
        }
    }

    /// The body of the reply.
    pub fn problem(&self) -> Problem {
        let (status, wire, title, general) = self.code().parts();
        let (detail, meta, fields) = match self {
            Self::Refused(refusal) => (refusal.detail.clone(), refusal.meta.clone(), refusal.fields.clone()),
            Self::Invalid(errors) => {
                let fields = fields_of(errors);
                let first =
                    fields.iter().next().and_then(|(name, list)| Some(format!("{name}: {}", list.first()?.message)));
                (first, None, fields)
            }
            Self::Internal(_) => (None, None, Fields::new()),
        };
        Problem {
            kind: format!("urn:skillet:problem:{wire}"),
            title: title.to_owned(),
            status,
            detail: detail.unwrap_or_else(|| general.to_owned()),
            code: self.code(),
            meta,
            fields: (!fields.is_empty()).then_some(fields),
            request_id: request_id::current(),
        }
    }
}

/// A failure in the words a client would get, for who sits at the server's own command line.
pub fn plain(error: ApiError) -> anyhow::Error {
    let problem = error.problem();
    match error {
        ApiError::Internal(cause) => cause,
        _ => anyhow::anyhow!("{}: {}", problem.title, problem.detail),
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if let Self::Internal(cause) = self {
            tracing::error!(request_id = request_id::current(), "request failed: {cause:#}");
        }
        let problem = self.problem();
        let mut answer = HttpResponse::build(self.status_code());
        answer
            .insert_header((header::CONTENT_TYPE, "application/problem+json"))
            .insert_header((header::CACHE_CONTROL, "no-store"));
        if let Some(wait) = problem.meta.as_ref().and_then(|meta| meta[RETRY_AFTER].as_u64()) {
            answer.insert_header((header::RETRY_AFTER, wait));
        }
        answer.json(problem)
    }
}

fn fields_of(errors: &validator::ValidationErrors) -> Fields {
    let one = |error: &validator::ValidationError| FieldError {
        code: error.code.to_string(),
        message: error.message.as_ref().map_or_else(|| "is not acceptable".to_owned(), ToString::to_string),
    };
    errors.field_errors().into_iter().map(|(name, list)| (camel(&name), list.iter().map(one).collect())).collect()
}

/// A field's name on the wire: validator knows only its name in Rust.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| {
        let (head, tail) = part.split_at(part.len().min(1));
        whole + &head.to_uppercase() + tail
    })
}

/// The body of every failure (RFC 9457), with the fields the scanner prints.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// `urn:skillet:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// One sentence for people.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What happened here and what to do.
    pub detail: String,
    /// Stable name.
    pub code: Code,
    /// Facts for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, value_type = Option<std::collections::BTreeMap<String, serde_json::Value>>)]
    pub meta: Option<Value>,
    /// Complaints by field path.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline)]
    pub fields: Option<Fields>,
    /// Id of the request in the server's log.
    pub request_id: Option<String>,
}

/// Names the refusal for a broken unique rule, where the write is made.
pub trait OrConflict<T> {
    /// A unique violation becomes `refusal`, everything else stays an internal failure.
    fn or_conflict(self, refusal: impl Into<ApiError>) -> ApiResult<T>;
    /// So does what refers to a row that is gone.
    fn or_gone(self, refusal: impl Into<ApiError>) -> ApiResult<T>;
}

impl<T> OrConflict<T> for Result<T, DbErr> {
    fn or_conflict(self, refusal: impl Into<ApiError>) -> ApiResult<T> {
        self.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => refusal.into(),
            _ => error.into(),
        })
    }

    fn or_gone(self, refusal: impl Into<ApiError>) -> ApiResult<T> {
        self.map_err(|error| match error.sql_err() {
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => refusal.into(),
            _ => error.into(),
        })
    }
}
