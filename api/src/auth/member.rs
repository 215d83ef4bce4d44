//! Permission as a value: a handler that has no `Member` has no `Scope`, and without a `Scope` no query of a workspace compiles.
use crate::{
    auth::{
        actor::Actor,
        caller::{self, Caller, Place, Via},
    },
    entities::{
        email_invite, invite_link,
        membership::{self, Role},
        share, user, workspace,
    },
    error::{ApiError, ApiResult, Code},
    http::rate_limit,
    limits::{Class, Sharer},
    state::State,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::{future::Future, marker::PhantomData, pin::Pin};
use uuid::Uuid;

/// The workspace a query may touch. Only this file can make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope(Uuid);

impl Scope {
    /// The workspace's id.
    pub fn id(self) -> Uuid {
        self.0
    }

    /// Of a membership row: whoever read it knows that its user belongs there.
    pub fn of_membership(membership: &membership::Model) -> Self {
        Self(membership.workspace_id)
    }

    /// Of an invite: whoever holds it may come in, or decline.
    pub fn of_invite(invite: &email_invite::Model) -> Self {
        Self(invite.workspace_id)
    }

    /// Of an invite link: as with an invite.
    pub fn of_link(link: &invite_link::Model) -> Self {
        Self(link.workspace_id)
    }

    /// Of a public page: only to leave a request to join.
    pub fn of_share(share: &share::Model) -> Self {
        Self(share.workspace_id)
    }

    /// Of the workspace the guard query found the caller's place in.
    pub(super) fn of_judged(workspace: &workspace::Model) -> Self {
        Self(workspace.id)
    }

    /// For what the server does on its own with all that is stored: looking through backups, purging, jobs.
    pub fn for_upkeep(workspace: Uuid) -> Self {
        Self(workspace)
    }

    /// For whoever runs the server's own commands: they hold the database anyway.
    pub async fn for_command(state: &State, slug: &str) -> anyhow::Result<(Self, workspace::Model)> {
        let found = workspace::Entity::find().filter(workspace::Column::Slug.eq(slug)).one(&*state.db).await?;
        let workspace = found.ok_or_else(|| anyhow::anyhow!("there is no workspace `{slug}`"))?;
        Ok((Self(workspace.id), workspace))
    }
}

/// A right somebody can have in a workspace.
pub trait Right: 'static {
    /// The least role of a person.
    const ROLE: Role;
    /// The command line may have it.
    const CLI: bool = false;
    /// An API token with one of these scopes may have it.
    const TOKEN: &'static [caller::Scope] = &[];
    /// Whoever uses it takes from the workspace's share of these calls.
    const CLASS: Option<Class> = None;
}

/// To read what is in the workspace.
pub struct Viewer;
impl Right for Viewer {
    const ROLE: Role = Role::Viewer;
    const TOKEN: &'static [caller::Scope] = &[caller::Scope::Read];
}

/// To decide about one's own place in it: no token's business.
pub struct Insider;
impl Right for Insider {
    const ROLE: Role = Role::Viewer;
}

/// To work with it.
pub struct Editor;
impl Right for Editor {
    const ROLE: Role = Role::Editor;
}

/// To decide about it.
pub struct Owner;
impl Right for Owner {
    const ROLE: Role = Role::Owner;
}

/// To learn its name and projects, as the command line must before it scans.
pub struct Visitor;
impl Right for Visitor {
    const ROLE: Role = Role::Viewer;
    const CLI: bool = true;
    const TOKEN: &'static [caller::Scope] = &caller::Scope::ALL;
}

/// To upload scans.
pub struct Uploader;
impl Right for Uploader {
    const ROLE: Role = Role::Editor;
    const CLI: bool = true;
    const TOKEN: &'static [caller::Scope] = &[caller::Scope::ScansWrite];
    const CLASS: Option<Class> = Some(Class::Uploads);
}

/// Proof that the caller has right `R` in the workspace the path names.
pub struct Member<R> {
    /// The person; of a token: its maker.
    pub user: user::Model,
    /// What they hold.
    pub via: Via,
    /// The workspace, as it was when the request was judged.
    pub workspace: workspace::Model,
    /// Their role.
    pub role: Role,
    /// They, for the record.
    pub actor: Actor,
    scope: Scope,
    right: PhantomData<R>,
}

impl<R: Right> Member<R> {
    /// The workspace this proof is for.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    async fn prove(req: HttpRequest) -> ApiResult<Self> {
        let Caller { user, via, place } = Caller::prove(&req, R::CLI).await?;
        let Place { workspace, role, scope } = place.ok_or(Code::WorkspaceNotFound)?; // a stranger and a wrong address look alike
        let allowed = match &via {
            Via::Token { scopes, .. } => R::TOKEN.iter().any(|scope| scopes.contains(scope)),
            Via::Cli(_) => R::CLI && role >= R::ROLE,
            Via::Browser(_) => role >= R::ROLE,
        };
        if !allowed {
            return Err(refusal(&via, R::ROLE));
        }
        if let Some(class) = R::CLASS {
            rate_limit::take(&req, class, &Sharer::Workspace(workspace.id))?;
        }
        let actor = Actor::of(&req, &user, &via)?;
        Ok(Self { user, via, workspace, role, actor, scope, right: PhantomData })
    }
}

fn refusal(via: &Via, least: Role) -> ApiError {
    Code::NotAllowed.because(match (via, least) {
        (Via::Token { name, .. }, _) => format!("The scopes of the API token `{name}` do not permit this."),
        (_, Role::Owner) => "Only an owner of the workspace may do this.".to_owned(),
        (_, Role::Editor) => {
            "You are a viewer here; this takes an editor. Ask an owner to change your role.".to_owned()
        }
        (_, Role::Viewer) => "You may not see this.".to_owned(),
    })
}

impl<R: Right> FromRequest for Member<R> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = ApiResult<Self>>>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(Self::prove(req.clone()))
    }
}
