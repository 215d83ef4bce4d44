//! Administration on the same database while the server runs. Each answers the values to print.
use super::cli::{Command, JobCommand, NewInvite, NewToken, ScanCommand, TokenCommand, UserCommand, WorkspaceCommand};
use crate::{
    auth::{actor::Actor, address, caller, member::Scope},
    entities::{
        job,
        membership::{self, Role},
        scan::UploadedVia,
        user,
    },
    error::plain,
    features::{
        account::{self, model::UserPatch, queries::NewUser},
        audit::{self, Action, Deed, Subject},
        invites::{self, Delivery, Sender},
        scans::{
            ingest::{self, Origin},
            retention,
        },
        sign_in, tokens, workspaces,
    },
    jobs,
    state::State,
};
use anyhow::{Context, bail};
use chrono::{DateTime, Duration, SecondsFormat, SubsecRound, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use std::path::PathBuf;
use uuid::Uuid;
use validator::Validate;

pub async fn run(state: &State, command: Command) -> anyhow::Result<Vec<String>> {
    match command {
        Command::User(UserCommand::Create { email, name, operator }) => {
            one(create_user(state, &email, name, operator).await)
        }
        Command::User(UserCommand::List) => list_users(state).await,
        Command::User(UserCommand::SignInLink { email }) => one(sign_in_link(state, &email).await),
        Command::Workspace(WorkspaceCommand::Create { name, slug, owner }) => {
            one(create_workspace(state, &name, &slug, &owner).await)
        }
        Command::Token(TokenCommand::Create(new)) => one(create_token(state, new).await),
        Command::Scan(ScanCommand::Import { workspace, scanned_at, files }) => {
            import_scans(state, &workspace, scanned_at, files).await
        }
        Command::Scan(ScanCommand::Thin { workspace, older_than }) => thin_scans(state, &workspace, older_than).await,
        Command::Scan(ScanCommand::Purge { workspace }) => purge_scans(state, &workspace).await,
        Command::Job(JobCommand::List) => list_dead_jobs(state).await,
        Command::Job(JobCommand::Retry { id }) => retry_jobs(state, id).await,
        Command::Invite(new) => one(invite(state, new).await),
        Command::Serve
        | Command::Demo { .. }
        | Command::Migrate { .. }
        | Command::Openapi
        | Command::Healthcheck
        | Command::Backup { .. }
        | Command::Restore { .. }
        | Command::Keys(_)
        | Command::Mail(_)
        | Command::Doctor { .. } => bail!("not an administration command"),
    }
}

fn one(value: anyhow::Result<String>) -> anyhow::Result<Vec<String>> {
    value.map(|value| vec![value])
}

async fn create_user(state: &State, email: &str, name: Option<String>, operator: bool) -> anyhow::Result<String> {
    UserPatch { full_name: name.clone(), profession: None }.validate().map_err(|e| plain(e.into()))?;
    let email = address::parse(email).with_context(|| format!("`{email}` is no e-mail address"))?;
    let new = NewUser { email: email.clone(), full_name: name, is_operator: operator, confined_to: None };
    let txn = state.begin().await?;
    let made = account::queries::insert(&txn, state.clock.now(), new).await;
    let made = made.map_err(|e| plain(e).context(format!("cannot make the account {email}")))?;
    let deed = Deed::new(Action::AccountCreated, Subject::Account).on(made.id, &made.email);
    let deed = deed.after(json!({ "isOperator": made.is_operator }));
    audit::record(&txn, state.clock.now(), &Actor::command(), None, deed).await?;
    txn.commit().await?;
    Ok(made.id.to_string())
}

async fn list_users(state: &State) -> anyhow::Result<Vec<String>> {
    let users = user::Entity::find().order_by_asc(user::Column::Email).all(&*state.db).await?;
    let line = |user: user::Model| {
        let may = if user.is_operator { "operator" } else { "user" };
        let seen = user.last_seen_at.map_or_else(|| "never".to_owned(), |at| at.format("%Y-%m-%d").to_string());
        format!("{} {may} {seen} {}", user.email, user.full_name.unwrap_or_default()).trim_end().to_owned()
    };
    Ok(users.into_iter().map(line).collect())
}

async fn sign_in_link(state: &State, email: &str) -> anyhow::Result<String> {
    let user = find_user(state, email).await?;
    sign_in::links::for_account(state, &user).await.map_err(plain)
}

async fn create_workspace(state: &State, name: &str, slug: &str, owner: &str) -> anyhow::Result<String> {
    let owner = find_user(state, owner).await?;
    let txn = state.begin().await?;
    let made =
        workspaces::create(&txn, state.clock.now(), &Actor::command(), &owner, name, slug).await.map_err(plain)?;
    txn.commit().await?;
    Ok(made.0.id.to_string())
}

async fn create_token(state: &State, new: NewToken) -> anyhow::Result<String> {
    let (scope, workspace) = Scope::for_command(state, &new.workspace).await?;
    let maker = membership::Entity::find()
        .filter(membership::Column::WorkspaceId.eq(scope.id()))
        .filter(membership::Column::Role.eq(membership::Role::Owner))
        .order_by_asc(membership::Column::JoinedAt)
        .one(&*state.db)
        .await?
        .with_context(|| format!("the workspace `{}` has no owner", workspace.slug))?;
    let asked = tokens::NewApiToken {
        name: new.name,
        scopes: caller::Scope::parse_list(&new.scope.join(",")),
        expires_in_days: new.expires,
        revoke_with_creator: false,
    };
    asked.validate().map_err(|e| plain(e.into()))?;
    let txn = state.begin().await?;
    let issued = tokens::issue(&txn, state, scope, &Actor::command(), maker.user_id, asked).await.map_err(plain)?;
    txn.commit().await?;
    Ok(issued.0)
}

async fn thin_scans(state: &State, slug: &str, days: i64) -> anyhow::Result<Vec<String>> {
    let (scope, _) = Scope::for_command(state, slug).await?;
    let before = state.clock.now() - Duration::days(days);
    Ok(vec![retention::thin(state, scope, before).await.map_err(plain)?.to_string()])
}

async fn purge_scans(state: &State, slug: &str) -> anyhow::Result<Vec<String>> {
    let (scope, _) = Scope::for_command(state, slug).await?;
    Ok(vec![retention::purge_deleted(state, scope).await.map_err(plain)?.to_string()])
}

async fn list_dead_jobs(state: &State) -> anyhow::Result<Vec<String>> {
    let dead = jobs::list_dead(&state.db).await.map_err(plain)?;
    let line = |job: job::Model| {
        let died = job.died_at.map_or_else(String::new, |at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
        let error = job.last_error.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{} {} {died} {error}", job.id, job.kind).trim_end().to_owned()
    };
    Ok(dead.into_iter().map(line).collect())
}

async fn retry_jobs(state: &State, id: Option<Uuid>) -> anyhow::Result<Vec<String>> {
    let revived = jobs::revive(&state.db, id, state.clock.now()).await.map_err(plain)?;
    if let Some(id) = id.filter(|_| revived == 0) {
        bail!("no job that was given up has the id {id}; `skillet job list` names them");
    }
    Ok(vec![revived.to_string()])
}

async fn invite(state: &State, new: NewInvite) -> anyhow::Result<String> {
    let email = address::parse(&new.email).with_context(|| format!("`{}` is no e-mail address", new.email))?;
    let role = match new.role.as_str() {
        "viewer" => Role::Viewer,
        "owner" => Role::Owner,
        _ => Role::Editor,
    };
    if new.print_link && role == Role::Owner {
        bail!("an owner's invite goes by mail only: leave out --print-link");
    }
    let (scope, _) = Scope::for_command(state, &new.workspace).await?;
    let txn = state.begin().await?;
    let workspace = workspaces::membership::lock(&txn, scope).await.map_err(plain)?;
    let owner = workspaces::membership::first_owner(&txn, scope).await?;
    let owner = owner.with_context(|| format!("the workspace `{}` has no owner", workspace.slug))?;
    let user = account::queries::find_many(&txn, vec![owner.user_id]).await?.remove(&owner.user_id);
    let user = user.context("its owner has no account")?;
    let from = Sender { workspace: &workspace, scope, user: &user, actor: &Actor::command() };
    let delivery = if new.print_link { Delivery::Link } else { Delivery::Mail };
    let asked = invites::NewInvite { email: &email, role, message: None, delivery, from_request: None };
    let sent = invites::invite_one(state, &txn, &from, asked).await.map_err(plain)?;
    txn.commit().await?;
    Ok(if new.print_link { sent.link } else { sent.row.id.to_string() })
}

async fn import_scans(
    state: &State,
    slug: &str,
    scanned_at: Option<DateTime<Utc>>,
    files: Vec<PathBuf>,
) -> anyhow::Result<Vec<String>> {
    let (scope, _) = Scope::for_command(state, slug).await?;
    if let Some(at) = scanned_at.filter(|at| *at > state.clock.now()) {
        bail!("--scanned-at {at} lies in the future");
    }
    // Scans are in order by milliseconds, and by their running number within one.
    let scanned_at = scanned_at.map(|at| at.trunc_subsecs(3));
    let mut read = Vec::with_capacity(files.len());
    for file in &files {
        anyhow::ensure!(file.is_file(), "there is no file {}", file.display());
        read.push(ingest::from_file(state, file).with_context(|| file.display().to_string())?);
    }
    let origin = Origin { user: None, via: UploadedVia::Import, token_name: None, scanned_at };
    let stored = ingest::store(state, None, scope, read, &origin, false).await.map_err(plain)?;
    Ok(stored.into_iter().map(|one| one.scan.id.to_string()).collect())
}

async fn find_user(state: &State, email: &str) -> anyhow::Result<user::Model> {
    let email = address::parse(email).with_context(|| format!("`{email}` is no e-mail address"))?;
    let found = account::queries::find_by_email(&*state.db, &email).await?;
    found.with_context(|| {
        format!("nobody has an account with {email}; make one with `skillet user create --email {email}`")
    })
}
