//! What happens to a workspace by chance: through the calls that people and programs make, and noted in plain lists.
use super::plain::{Repository, Sent, Workspace};
use crate::support::{app::TestApp, bodies::Body, dice::Dice, person::Person};
use chrono::{DateTime, Duration, Utc};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use skillet::{
    auth::member::Scope,
    entities::scan as rows,
    features::scans::{
        ingest::{self, Origin},
        retention,
    },
    store::{
        lines::Lines,
        needed::{self, Place},
        purge,
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;

const WORKSPACE: &str = "/workspaces/acme";

/// The workspace, the one who acts on it, and what is known of it.
pub struct World<'a> {
    app: &'a TestApp,
    ada: Person,
    scope: Scope,
    dice: Dice,
    now: DateTime<Utc>,
    pub workspace: Workspace,
}

impl<'a> World<'a> {
    pub async fn new(app: &'a TestApp, seed: u64) -> Self {
        let now = "2026-03-02T12:00:00Z".parse().unwrap();
        app.set_clock(now);
        let ada = app.person("ada@example.com").await;
        ada.create_workspace("Acme", "acme").await;
        let scope = Scope::for_upkeep(app.workspace("acme").await.id);
        Self { app, ada, scope, dice: Dice::seeded(seed), now, workspace: Workspace::default() }
    }

    /// Something happens, half a day after what happened before; told is what.
    pub async fn step(&mut self, step: i64) -> &'static str {
        self.now += Duration::hours(12);
        self.app.set_clock(self.now);
        match self.dice.below(20) {
            _ if step < 3 => self.upload().await,
            0..=7 => self.upload().await,
            8 | 9 => self.import().await,
            10..=12 => self.hide().await,
            13 => self.restore().await,
            14 => self.track().await,
            15 | 16 => self.merge().await,
            17 => self.separate().await,
            18 => self.purge().await,
            _ => self.thin().await,
        }
    }

    async fn upload(&mut self) -> &'static str {
        let body = self.body();
        self.send(body).await;
        "an upload"
    }

    async fn send(&mut self, body: Value) {
        let answer = self.ada.upload("acme", &body).await.expect(200);
        let id = answer["data"]["id"].as_str().unwrap().parse().unwrap();
        self.note(id, body).await;
    }

    async fn import(&mut self) -> &'static str {
        let body = self.body();
        let at = self.now - Duration::minutes(1 + self.dice.below(20_000) as i64);
        let read = ingest::from_bytes(&self.app.state, body.to_string().as_bytes()).unwrap();
        let via = rows::UploadedVia::Import;
        let origin = Origin { user: None, via, token_name: None, scanned_at: Some(at) };
        let stored = ingest::store(&self.app.state, None, self.scope, vec![read], &origin, false).await.unwrap();
        self.note(stored[0].scan.id, body).await;
        "an older scan imported"
    }

    async fn note(&mut self, id: Uuid, body: Value) {
        let row =
            rows::Entity::find_by_id((self.scope.id(), id)).one(self.app.state.db.writer()).await.unwrap().unwrap();
        if self.workspace.sent.iter().any(|scan| scan.id == id) {
            return; // the same once more
        }
        self.workspace.repositories.entry(row.repository_id).or_default();
        let branch = body["repository"]["branch"].as_str().filter(|branch| !branch.is_empty()).map(str::to_owned);
        self.workspace.sent.push(Sent {
            id,
            repository: row.repository_id,
            branch,
            at: row.created_at,
            seq: row.seq,
            is_visible: true,
            body,
        });
    }

    /// A scan of a design system, an app, or a repository that has a second home for the design system's package.
    fn body(&mut self) -> Value {
        let branch = ["main", "main", "next", ""][self.dice.below(4)];
        let team = ["red", "green", "blue"][self.dice.below(3)];
        let mut is = |of: usize| self.dice.below(of) > 0;
        let body = match (is(3), is(2)) {
            (true, true) => {
                let mut body = Body::of("@acme/ui");
                let mut before = None;
                for name in ["Icon", "Button", "Card"] {
                    if is(4) {
                        let children = before.replace(name).map(|child| (child, 1 + u32::from(is(2))));
                        body = body.defines(name, children.as_slice());
                        body = if is(2) { body.exports(name) } else { body };
                        body = if is(2) { body.describes(name, json!({ "team": team })) } else { body };
                    }
                }
                body
            }
            (true, false) => {
                let button = 1 + u32::from(is(2));
                let mut body = Body::of("web").defines("Home", &[("@acme/ui Button", button), ("motion Fade", 1)]);
                if is(2) {
                    body = body.defines("Nav", &[("@acme/ui Card", 2), ("@acme/ui Icon", 1), ("Home", 0)]);
                }
                if is(2) { body.describes("Home", json!({ "team": team })) } else { body }
            }
            (false, holds_it) => {
                let mut body = Body::of("mono").defines("Tool", &[("motion Fade", 1)]);
                if holds_it {
                    body = body.defines_in("@acme/ui", "Button", &[]).defines("Bench", &[("@acme/ui Button", 3)]);
                }
                if is(3) { body } else { body.defines("Shed", &[("@acme/ui Card", 1), ("Tool", 1)]) }
            }
        };
        body.on_branch(branch).json()
    }

    fn some_scan(&mut self, is_visible: bool) -> Option<Uuid> {
        let all: Vec<Uuid> =
            self.workspace.sent.iter().filter(|scan| scan.is_visible == is_visible).map(|scan| scan.id).collect();
        (!all.is_empty()).then(|| all[self.dice.below(all.len())])
    }

    fn some_repository(&mut self) -> Uuid {
        let all: Vec<Uuid> = self.workspace.repositories.keys().copied().collect();
        all[self.dice.below(all.len())]
    }

    fn show(&mut self, id: Uuid, is_visible: bool) {
        self.workspace.sent.iter_mut().filter(|scan| scan.id == id).for_each(|scan| scan.is_visible = is_visible);
    }

    async fn hide(&mut self) -> &'static str {
        let Some(id) = self.some_scan(true) else { return "nothing" };
        self.ada.delete(&format!("{WORKSPACE}/analyses/{id}")).await.expect(204);
        self.show(id, false);
        let scan =
            |id: Uuid| self.workspace.sent.iter().find(|scan| scan.id == id).map(|scan| (scan.at, scan.repository));
        let hidden = scan(id);
        let is_newest =
            |one: &Sent| hidden.is_some_and(|(at, of)| one.repository != of || one.at <= at || !one.is_visible);
        if self.workspace.sent.iter().all(is_newest) { "the newest scan hidden" } else { "a scan hidden in the middle" }
    }

    async fn restore(&mut self) -> &'static str {
        let Some(id) = self.some_scan(false) else { return "nothing" };
        self.ada.post(&format!("{WORKSPACE}/analyses/{id}/restore"), json!({})).await.expect(200);
        self.show(id, true);
        "a scan restored"
    }

    async fn track(&mut self) -> &'static str {
        let id = self.some_repository();
        let branch = [Some("main"), Some("next"), None][self.dice.below(3)];
        let counts = self.dice.below(2) == 0;
        let patch = json!({ "trackedBranch": branch, "noBranchCounts": counts });
        self.ada.patch(&format!("{WORKSPACE}/repositories/{id}"), patch).await.expect(200);
        let known = self.workspace.repositories.get_mut(&id).unwrap();
        (known.tracked, known.leaves_out_none) = (branch.map(str::to_owned), !counts);
        if branch.is_some() && !counts { "scans of no branch left out" } else { "a branch tracked" }
    }

    async fn merge(&mut self) -> &'static str {
        let (id, into) = (self.some_repository(), self.some_repository());
        let has_parts = self.workspace.repositories.values().any(|one: &Repository| one.into == Some(id));
        let is_part = |id: &Uuid| self.workspace.repositories[id].into.is_some();
        if id == into || has_parts || is_part(&id) || is_part(&into) {
            return "nothing";
        }
        self.ada.post(&format!("{WORKSPACE}/repositories/{id}/merge"), json!({ "into": into })).await.expect(200);
        self.workspace.repositories.get_mut(&id).unwrap().into = Some(into);
        "repositories merged"
    }

    async fn separate(&mut self) -> &'static str {
        let part = self.workspace.repositories.iter().find(|(_, one)| one.into.is_some()).map(|(id, _)| *id);
        let Some(id) = part else { return "nothing" };
        self.ada.delete(&format!("{WORKSPACE}/repositories/{id}/merge")).await.expect(200);
        self.workspace.repositories.get_mut(&id).unwrap().into = None;
        "repositories separated"
    }

    async fn purge(&mut self) -> &'static str {
        let lines = Lines::load(self.app.state.db.writer(), self.scope, None).await.unwrap();
        let hidden: BTreeSet<Uuid> =
            lines.all().iter().filter(|line| line.deleted_at.is_some()).map(|line| line.id).collect();
        let is_built_on = lines.all().iter().any(|line| line.base_id.is_some_and(|base| hidden.contains(&base)));
        let purged = purge::purge(&self.app.state.db, self.scope, self.now + Duration::days(1)).await.unwrap();
        assert_eq!(purged, hidden.len());
        self.workspace.sent.retain(|scan| !hidden.contains(&scan.id));
        assert_eq!(needed::surplus(self.app.state.db.writer(), self.scope).await.unwrap(), Vec::<Place>::new());
        if is_built_on { "a scan purged that others built on" } else { "nothing" }
    }

    async fn thin(&mut self) -> &'static str {
        // Between scans that are alike some can go, whatever happened around them.
        let body = self.body();
        for _ in 0..4 {
            self.now += Duration::hours(12);
            self.app.set_clock(self.now);
            self.send(body.clone()).await;
        }
        assert!(retention::thin(&self.app.state, self.scope, self.now).await.unwrap() > 0);
        let lines = Lines::load(self.app.state.db.writer(), self.scope, None).await.unwrap();
        for scan in &mut self.workspace.sent {
            scan.is_visible = lines.get(scan.id).unwrap().deleted_at.is_none();
        }
        "scans thinned out"
    }
}
