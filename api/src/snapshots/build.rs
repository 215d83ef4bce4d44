//! From the database to a timeline: scan by scan from the beginning or, if nothing but newer scans came, from the
//! timeline before.
use super::{
    CountingScan, Newest,
    counting::{self, Counting, Reports, moment},
    histories,
};
use crate::{
    auth::member::Scope,
    db::Db,
    entities::{repository, workspace},
    error::Code,
    store::lines::{Line, Lines},
};
use anyhow::Context;
use engine::{Growing, RepositoryKey, Timeline, tags::TagLayer};
use sea_orm::{ConnectionTrait, EntityTrait};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// The scans of a repository that a timeline was built from, oldest first.
pub struct Trail {
    repository: RepositoryKey,
    name: String,
    pub(super) scans: Vec<Uuid>,
}

/// Scans of a repository that a timeline lacks, and the one before them.
pub(super) struct News<'a> {
    pub(super) of: &'a Counting<'a>,
    pub(super) before: Option<Uuid>,
    pub(super) scans: &'a [&'a Line],
}

/// The timeline as it is now. `before` is an earlier one of the workspace. One that would take more than `most` bytes, about,
/// is given up: the others go on.
pub async fn build(db: &Db, scope: Scope, before: Option<Arc<Newest>>, most: u64) -> anyhow::Result<Arc<Newest>> {
    let txn = db.begin_read().await?;
    let row = workspace::Entity::find_by_id(scope.id()).one(&txn).await?;
    let revision = row.with_context(|| Code::WorkspaceNotFound.wire())?.data_revision;
    let rows = counting::repositories(&txn, scope).await?;
    let lines = Lines::load(&txn, scope, None).await?;
    let counting = counting::counting(&rows, &lines);
    let news = before.as_deref().and_then(|before| Some((before, news(before, &counting)?)));
    let appended = news.as_ref().map(|(_, news)| news.iter().map(|one| one.scans.len()).sum());
    let (grown, news) = match news {
        Some((before, news)) => (before.timeline.clone(), news),
        None => (Arc::default(), counting.iter().map(News::whole).collect()),
    };
    let reports = reports(&txn, scope, &counting, &news).await?;
    let timeline = match appended {
        Some(0) => grown, // the scan is of a branch that does not count
        _ => {
            let mut growing = Growing::from(Timeline::clone(&grown));
            histories::add(&txn, scope, &lines, &reports, &news, (&mut growing, most)).await?;
            Arc::new(growing.finish())
        }
    };
    txn.commit().await?;
    let scans = counting.iter().filter_map(|one| newest_scan(one, &reports).transpose());
    let scans = scans.collect::<anyhow::Result<_>>()?;
    let trails = counting.iter().map(Trail::of).collect();
    let tags = TagLayer::new(&timeline, &[], chrono_tz::UTC)?;
    let look_alikes = look_alikes(&rows);
    let (data_issues, unused_props) = Default::default();
    Ok(Arc::new(Newest { revision, timeline, tags, scans, look_alikes, data_issues, unused_props, appended, trails }))
}

/// What is asked of reports: the packages of the scans that are read and of the last two of each repository, and the
/// issues of the newest.
async fn reports(
    db: &impl ConnectionTrait,
    scope: Scope,
    counting: &[Counting<'_>],
    news: &[News<'_>],
) -> anyhow::Result<Reports> {
    let read = news.iter().flat_map(|one| one.scans).copied();
    let last = counting.iter().flat_map(|one| one.scans.iter().rev().take(2)).copied();
    let newest: Vec<&Line> = counting.iter().filter_map(|one| one.scans.last()).copied().collect();
    Reports::load(db, scope, &read.chain(last).collect::<Vec<_>>(), &newest).await
}

/// What came since, if nothing else happened: every scan that counted counts, and those that came are newer than all.
fn news<'a>(before: &Newest, counting: &'a [Counting<'a>]) -> Option<Vec<News<'a>>> {
    let mut known: HashMap<RepositoryKey, &Trail> = before.trails.iter().map(|one| (one.repository, one)).collect();
    let mut all = Vec::new();
    for of in counting {
        let trail = known.remove(&of.key());
        let old = trail.map_or(&[][..], |trail| &trail.scans);
        let is_same = old.len() <= of.scans.len() && old.iter().zip(&of.scans).all(|(old, now)| *old == now.id);
        if !is_same || trail.is_some_and(|trail| trail.name != of.repository.display_name) {
            return None;
        }
        let scans = &of.scans[old.len()..];
        if !scans.is_empty() {
            all.push(News { of, before: old.last().copied(), scans });
        }
    }
    let newest = before.timeline.newest_scan();
    let fresh = || all.iter().flat_map(|one| one.scans);
    let is_newer = fresh().all(|line| newest.is_none_or(|newest| moment(line) > newest));
    (known.is_empty() && is_newer).then_some(all)
}

impl<'a> News<'a> {
    /// All scans of a repository.
    fn whole(of: &'a Counting<'a>) -> Self {
        Self { of, before: None, scans: &of.scans }
    }
}

impl Trail {
    fn of(counting: &Counting<'_>) -> Self {
        Self {
            repository: counting.key(),
            name: counting.repository.display_name.clone(),
            scans: counting.scans.iter().map(|line| line.id).collect(),
        }
    }
}

fn newest_scan(one: &Counting<'_>, reports: &Reports) -> anyhow::Result<Option<CountingScan>> {
    let [.., newest] = one.scans[..] else { return Ok(None) };
    let before = one.scans.iter().rev().nth(1).map(|line| reports.packages(line)).transpose()?;
    let packages = reports.packages(newest)?;
    Ok(Some(CountingScan {
        repository: one.key(),
        repository_name: one.repository.display_name.clone(),
        repository_url: one.repository.url.clone(),
        id: newest.id,
        created_at: newest.created_at,
        issues: reports.issues(newest)?.clone(),
        replaced: before.map(|before| replaced(before, packages)).unwrap_or_default(),
    }))
}

/// The packages of a scan, if the next one has none of them.
fn replaced(before: &[scan::Package], after: &[scan::Package]) -> Vec<String> {
    let names = |packages: &[scan::Package]| -> BTreeSet<String> {
        packages.iter().map(|package| package.name.clone()).collect()
    };
    let (before, after) = (names(before), names(after));
    if after.is_empty() || !before.is_disjoint(&after) { Vec::new() } else { before.into_iter().collect() }
}

/// Repositories with one first commit that nobody has merged: those that others are part of stand for them.
fn look_alikes(rows: &[repository::Model]) -> Vec<Vec<(Uuid, String)>> {
    let names: HashMap<Uuid, &str> = rows.iter().map(|row| (row.id, row.display_name.as_str())).collect();
    let mut by_commit: BTreeMap<&str, BTreeSet<Uuid>> = BTreeMap::new();
    for row in rows.iter().filter(|row| rows.iter().any(|other| row.is_alike(other))) {
        by_commit.entry(row.initial_commit_hash.as_deref().unwrap_or_default()).or_default().insert(row.whole());
    }
    let named = |id: Uuid| (id, names.get(&id).copied().unwrap_or_default().to_owned());
    by_commit.into_values().map(|wholes| wholes.into_iter().map(named).collect()).collect()
}
