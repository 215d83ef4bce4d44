//! Who acts, as the record will keep it: names as they are now, and where the call came from.
use super::caller::Via;
use crate::{
    entities::{audit_event, user},
    error::ApiResult,
    http::client,
};
use actix_web::{HttpRequest, http::header};
use uuid::Uuid;

/// Longest name of a program we keep.
const AGENT: usize = 300;

/// Who acts.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The person; of a token: its maker. Nobody for the server's own commands.
    pub user: Option<(Uuid, Option<String>, String)>,
    /// What they hold.
    pub via: audit_event::Via,
    /// The API token's name.
    pub token_name: Option<String>,
    /// Where the call came from.
    pub ip: Option<String>,
    /// What it says to be sent by.
    pub user_agent: Option<String>,
}

impl Actor {
    /// Somebody whose call this is.
    pub fn of(req: &HttpRequest, user: &user::Model, via: &Via) -> ApiResult<Self> {
        let (via, token_name) = match via {
            Via::Browser(_) => (audit_event::Via::Session, None),
            Via::Cli(_) => (audit_event::Via::Cli, None),
            Via::Token { name, .. } => (audit_event::Via::Token, Some(name.clone())),
        };
        let agent = req.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self {
            user: Some((user.id, user.full_name.clone(), user.email.clone())),
            via,
            token_name,
            ip: Some(client::address(req)?.to_string()),
            user_agent: agent.map(|agent| agent.chars().take(AGENT).collect()),
        })
    }

    /// Somebody who is just getting a session.
    pub fn signing_in(req: &HttpRequest, user: &user::Model) -> ApiResult<Self> {
        Self::of(req, user, &Via::Browser(Uuid::nil()))
    }

    /// Whoever runs the server, at its own command line.
    pub fn command() -> Self {
        Self { user: None, via: audit_event::Via::Command, token_name: None, ip: None, user_agent: None }
    }

    /// Whoever holds a link, and is not signed in.
    pub fn by_link() -> Self {
        Self { via: audit_event::Via::Link, ..Self::command() }
    }

    /// The same, without where they are: for the record of a workspace they do not belong to.
    #[must_use]
    pub fn from_nowhere(self) -> Self {
        Self { ip: None, user_agent: None, ..self }
    }

    /// The server, of its own accord.
    pub fn server() -> Self {
        Self { via: audit_event::Via::Server, ..Self::command() }
    }
}
