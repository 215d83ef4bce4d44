//! Puts the demo's scans where every scan goes, as a whole or not at all.
use super::{
    body::{History, repository_url},
    calendar,
    code_base::ALL,
};
use crate::{
    auth::{actor::Actor, address, member::Scope},
    entities::{repository, scan::UploadedVia, user, workspace},
    error::plain,
    features::{
        account::{self, queries::NewUser},
        audit::{self, Action, Deed, Subject},
        scans::{
            counts,
            ingest::{self, Origin},
        },
        sign_in, workspaces,
    },
    state::State,
};
use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use scan::ReadScan;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

/// Name of the demo's workspace.
const NAME: &str = "Acme";
/// Its address.
const SLUG: &str = "acme";

/// What there is now.
pub struct Filled {
    /// Signs the owner in.
    pub link: String,
    /// Address of the owner's account.
    pub email: String,
    /// Scans in the workspace.
    pub scans: u64,
    /// All of it was there before.
    pub was_there: bool,
    /// The owner is the first account of this server, and so runs it.
    pub runs_server: bool,
}

/// Makes the workspace with its year of scans, unless it is there already.
pub async fn fill(state: &State, email: &str) -> anyhow::Result<Filled> {
    let email = address::parse(email).with_context(|| format!("`{email}` is no e-mail address"))?;
    let there = workspace::Entity::find().filter(workspace::Column::Slug.eq(SLUG)).one(&*state.db).await?;
    let (scans, runs_server) = match &there {
        Some(there) => (look_over(state, there, &email).await?, false),
        None => make(state, &email).await?,
    };
    let account = account::queries::find_by_email(&*state.db, &email).await.map_err(plain)?;
    let account = account.with_context(|| format!("{email} has no account any more"))?;
    let link = sign_in::links::for_account(state, &account).await.map_err(plain)?;
    Ok(Filled { link, email, scans, was_there: there.is_some(), runs_server })
}

/// The number of scans of a demo that this account has got; an error for any other workspace.
async fn look_over(state: &State, there: &workspace::Model, email: &str) -> anyhow::Result<u64> {
    let of_demo = repository::Entity::find()
        .filter(repository::Column::WorkspaceId.eq(there.id))
        .filter(repository::Column::Url.is_in(ALL.iter().map(|base| repository_url(base.repository))));
    if of_demo.count(&*state.db).await? < ALL.len() as u64 {
        bail!(
            "a workspace with the address `{SLUG}` exists already, and it is not the demo; nothing was changed. \
             Fill the demo into a data folder of its own (SKILLET_DATA_DIR)"
        );
    }
    let own = match account::queries::find_by_email(&*state.db, email).await? {
        Some(user) => workspaces::queries::list_of(&*state.db, user.id).await?,
        None => Vec::new(),
    };
    let Some((_, membership)) = own.into_iter().find(|(row, _)| row.id == there.id) else {
        bail!(
            "the demo is there already, but {email} is no member of it; nothing was changed. \
             Give the address that it was made with: `skillet demo --email …`"
        );
    };
    Ok(workspaces::queries::count_scans(&*state.db, Scope::of_membership(&membership)).await?)
}

/// The number of scans that were made, and whether the owner runs the server from now on.
async fn make(state: &State, email: &str) -> anyhow::Result<(u64, bool)> {
    let now = state.clock.now();
    // Before anything is locked: others go on writing meanwhile.
    let read = read_all(state, now)?;
    let count = read.len() as u64;
    let txn = state.begin().await?;
    let (owner, is_first) = owner(&txn, now, email).await?;
    let (_, membership) = workspaces::create(&txn, now, &Actor::command(), &owner, NAME, SLUG)
        .await
        .map_err(|error| plain(error).context(format!("cannot make the workspace `{SLUG}`")))?;
    let scope = Scope::of_membership(&membership);
    for (at, scan) in read {
        let is_of_person = scan.repository.branch.as_deref() != Some("main");
        let (via, token_name) =
            if is_of_person { (UploadedVia::Cli, None) } else { (UploadedVia::Token, Some("ci".to_owned())) };
        let origin = Origin { user: Some(owner.id), via, token_name, scanned_at: Some(at) };
        ingest::write(&txn, state, scope, scan, &origin).await.map_err(plain)?;
    }
    txn.commit().await?;
    counts::refresh(state, scope).await;
    Ok((count, is_first))
}

/// Every scan of the year, read as an upload is.
fn read_all(state: &State, now: DateTime<Utc>) -> anyhow::Result<Vec<(DateTime<Utc>, ReadScan)>> {
    let histories: Vec<History> =
        ALL.iter().map(|base| History::of(base, calendar::end(now))).collect::<anyhow::Result<_>>()?;
    let mut all = Vec::new();
    for (base, moment) in calendar::scans(now) {
        let history = histories.iter().find(|one| one.base.repository == base.repository);
        let history = history.with_context(|| format!("{} has no history", base.repository))?;
        let read = ingest::from_bytes(state, history.body(&moment).as_bytes());
        all.push((moment.at, read.with_context(|| format!("{} at {}", base.repository, moment.at))?));
    }
    Ok(all)
}

/// The account, and whether it is the first one of the server.
async fn owner(db: &impl ConnectionTrait, now: DateTime<Utc>, email: &str) -> anyhow::Result<(user::Model, bool)> {
    if let Some(user) = account::queries::find_by_email(db, email).await.map_err(plain)? {
        return Ok((user, false));
    }
    let is_first = user::Entity::find().count(db).await? == 0;
    let new = NewUser {
        email: email.to_owned(),
        full_name: Some("Ada Lovelace".to_owned()),
        is_operator: is_first,
        confined_to: None,
    };
    let owner = account::queries::insert(db, now, new).await.map_err(plain)?;
    let deed = Deed::new(Action::AccountCreated, Subject::Account).on(owner.id, &owner.email);
    audit::record(db, now, &Actor::command(), None, deed).await.map_err(plain)?;
    Ok((owner, is_first))
}
