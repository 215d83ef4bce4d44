//! The workspaces as the engine sees them: built from the database once per data revision, kept while memory allows.
mod build;
mod counting;
mod histories;

use crate::{aside, auth::member::Scope, db::Db, error::ApiResult, metrics::Metrics, store::lines::Lines};
use build::Trail;
use chrono::{DateTime, Utc};
use engine::{RepositoryKey, Timeline, components::State, tags::TagLayer};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, OnceLock, PoisonError, Weak},
    time::{Duration, Instant},
};
use tokio::sync::{OnceCell, Semaphore};
use uuid::Uuid;

/// Bytes all cached timelines may take together, about: so many times what one workspace is granted for what describes
/// components, …
const CAPACITY: u64 = 2;
/// … and what one timeline may take. What a scan brings is bounded by that grant when it comes; children that come and go
/// turn by turn make a timeline grow without bringing anything.
const MOST: u64 = 4;
/// A timeline nobody asks for is let go.
const IDLE: Duration = Duration::from_secs(30 * 60);
/// Timelines that are built at once: each takes memory beside what it becomes.
const BUILDS_AT_ONCE: usize = 2;

/// The history of a workspace up to a revision, with what its newest scans say beside it.
pub struct Newest {
    /// The data revision it was built from.
    pub revision: i64,
    /// What the engine answers from.
    pub timeline: Arc<Timeline>,
    /// Who carries which tags.
    pub tags: TagLayer,
    /// The newest counting scan of each repository.
    pub scans: Vec<CountingScan>,
    /// Repositories that are perhaps one, with their names: those with the same first commit.
    pub look_alikes: Vec<Vec<(Uuid, String)>>,
    /// How many data issues there are, once somebody asked.
    pub data_issues: OnceLock<u32>,
    /// Declared props that nobody passes, by component, once somebody asked.
    pub unused_props: OnceCell<HashMap<String, Vec<String>>>,
    /// Scans it has beyond the timeline it grew from; nothing if it was built from the beginning.
    pub appended: Option<usize>,
    trails: Vec<Trail>,
}

impl Newest {
    /// The newest state, seen when its newest scan came.
    pub fn state(&self) -> State<'_> {
        self.timeline.newest(&self.tags, self.timeline.newest_scan().map_or(i64::MIN, |scan| scan.at))
    }

    /// The newest state, seen at a time: for filters that speak of now.
    pub fn state_at(&self, now: DateTime<Utc>) -> State<'_> {
        self.timeline.newest(&self.tags, now.timestamp_millis())
    }

    /// The counting scan of a repository.
    pub fn scan_of(&self, key: RepositoryKey) -> Option<&CountingScan> {
        self.scans.iter().find(|scan| scan.repository == key)
    }

    /// What the repository of a counting scan is called.
    pub fn repository_name(&self, key: RepositoryKey) -> &str {
        self.scan_of(key).map_or("", |scan| &scan.repository_name)
    }

    /// Whether a repository is one project.
    pub fn is_one_package(&self, key: RepositoryKey) -> bool {
        self.timeline.projects().iter().filter(|project| project.repository == key).count() == 1
    }

    /// Counting scans on which it hangs who owned what and who is whom: the first of each repository, those with which
    /// a package came or left or a component moved, and the ones before them.
    pub fn turns(&self, lines: &Lines) -> HashSet<Uuid> {
        let turns: HashSet<i64> = self.timeline.turns().map(|turn| turn.seq).collect();
        let is_turn = |id: Uuid| lines.get(id).is_some_and(|line| turns.contains(&line.seq));
        let first = self.trails.iter().flat_map(|trail| trail.scans.first());
        let pairs = self.trails.iter().flat_map(|trail| trail.scans.windows(2)).filter(|pair| is_turn(pair[1]));
        first.chain(pairs.flatten()).copied().collect()
    }

    /// When the newest scan came.
    pub fn as_of(&self) -> Option<DateTime<Utc>> {
        self.scans.iter().map(|scan| scan.created_at).max()
    }
}

/// A scan that makes up the newest state.
pub struct CountingScan {
    /// The repository, as the engine knows it.
    pub repository: RepositoryKey,
    /// What the repository is called.
    pub repository_name: String,
    /// Where it can be looked at.
    pub repository_url: Option<String>,
    /// The scan.
    pub id: Uuid,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// What the scanner could not make sense of.
    pub issues: scan::Issues,
    /// The packages of the scan before it, if it has none of them.
    pub replaced: Vec<String>,
}

/// The newest revision that each workspace was asked for.
type Last = HashMap<Uuid, (i64, Weak<Newest>)>;

/// Timelines by workspace and revision.
#[derive(Clone)]
pub struct Snapshots {
    states: moka::future::Cache<(Uuid, i64), Arc<Newest>>,
    /// What each workspace was asked for last, to let it grow; kept alive by `states` alone.
    last: Arc<Mutex<Last>>,
    builds: Arc<Semaphore>,
    /// Bytes a timeline may take, about.
    most: u64,
    metrics: Metrics,
}

impl Snapshots {
    /// None yet. `granted` are the bytes that what describes the components of one workspace may take.
    pub fn new(metrics: Metrics, granted: u64) -> Self {
        let capacity = CAPACITY * granted;
        let states = moka::future::Cache::builder()
            .weigher(move |_, newest: &Arc<Newest>| weigh(newest, capacity))
            .eviction_policy(moka::policy::EvictionPolicy::lru()); // who was just asked for is asked for again
        Self {
            states: states.max_capacity(capacity).time_to_idle(IDLE).build(),
            last: Arc::default(),
            builds: Arc::new(Semaphore::new(BUILDS_AT_ONCE)),
            most: MOST * granted,
            metrics,
        }
    }

    /// How many timelines are kept, and about how many bytes they take.
    pub async fn size(&self) -> (u64, u64) {
        self.states.run_pending_tasks().await; // else what came and went lately is not counted yet
        (self.states.entry_count(), self.states.weighted_size())
    }

    /// The timeline at `revision` or, if a scan came since the caller read that number, at a later one.
    ///
    /// Of many requests for the same one builds it and the others wait. What was begun is kept though nobody waits for it
    /// any more: whoever gave up asks again.
    pub async fn newest(&self, db: &Db, scope: Scope, revision: i64) -> ApiResult<Arc<Newest>> {
        if let Some(found) = self.states.get(&(scope.id(), revision)).await {
            return Ok(found);
        }
        let (own, db) = (self.clone(), db.clone());
        let found = tokio::spawn(async move { own.find_or_build(&db, scope, revision).await });
        Ok(found.await.map_err(anyhow::Error::from)??)
    }

    async fn find_or_build(&self, db: &Db, scope: Scope, revision: i64) -> anyhow::Result<Arc<Newest>> {
        let build = async {
            let turn = self.builds.clone().acquire_owned().await?;
            let start = Instant::now();
            let before = self.lately(scope).and_then(|(_, before)| before.upgrade());
            let (db, most) = (db.clone(), self.most);
            // one that nobody waits for any more keeps its turn until it is done
            let work = move || async move {
                let built = build::build(&db, scope, before, most).await;
                drop(turn);
                built
            };
            aside::run(work).await?.inspect(|_| self.metrics.built(start.elapsed()))
        };
        let found = self.states.entry((scope.id(), revision)).or_try_insert_with(build).await;
        let found = found.map_err(|cause: Arc<anyhow::Error>| {
            anyhow::anyhow!("building the timeline of workspace {}: {cause:#}", scope.id())
        })?;
        let is_fresh = found.is_fresh();
        let newest = found.into_value();
        if is_fresh && let Some(former) = self.follow(scope, revision, &newest) {
            self.states.invalidate(&(scope.id(), former)).await; // nobody will ask for the one before again
        }
        Ok(newest)
    }

    fn lately(&self, scope: Scope) -> Option<(i64, Weak<Newest>)> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).get(&scope.id()).cloned()
    }

    /// Notes what the next timeline may grow from, and tells the revision that this one takes the place of.
    fn follow(&self, scope: Scope, revision: i64, newest: &Arc<Newest>) -> Option<i64> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|_, (_, newest)| newest.strong_count() > 0);
        match last.get(&scope.id()) {
            Some((later, _)) if *later > revision => None,
            _ => last.insert(scope.id(), (revision, Arc::downgrade(newest))).map(|(former, _)| former),
        }
        .filter(|former| *former != revision)
    }
}

/// One that is larger than all may be together is kept alone.
fn weigh(newest: &Newest, capacity: u64) -> u32 {
    let bytes = 4096 + newest.timeline.weight() as u64;
    u32::try_from(bytes.min(capacity)).unwrap_or(u32::MAX)
}
