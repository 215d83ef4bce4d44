//! A real server for one test: its own port, its own database, a clock the test may set.
use super::person::Person;
use actix_web::{dev::ServerHandle, web::Data};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, EntityTrait,
    QueryFilter, QueryOrder, Statement,
};
use skillet::{
    app,
    clock::Clock,
    config::{Config, Signup},
    db::Db,
    entities::{
        api_token, audit_event, email_change, email_invite, former_slug, idempotent_call, invite_link, invite_reminder,
        invite_send, job, join_request, mail, mail_recipient,
        membership::{self, JoinedVia, Role},
        ownership_offer, project_alias, repository, scan, scan_chunk, scan_delta, scan_pack, scan_report, session,
        share, sign_in, signing_key, user, workspace,
    },
    state::State,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::TcpListener,
    sync::Arc,
};
use tempfile::TempDir;
use uuid::Uuid;

/// A running server; it ends with the test.
pub struct TestApp {
    pub state: Data<State>,
    pub clock: Clock,
    pub data_dir: Arc<TempDir>,
    database_url: String,
    url: String,
    handle: ServerHandle,
}

impl TestApp {
    pub async fn spawn() -> Self {
        Self::spawn_with(|_| ()).await
    }

    /// As `spawn`, with other settings. Signing up is open unless they say otherwise.
    pub async fn spawn_with(change: impl FnOnce(&mut Config)) -> Self {
        let data_dir = TempDir::with_prefix("skillet-data-").unwrap();
        let database_url = new_database(&data_dir).await;
        Self::start(Arc::new(data_dir), database_url, Clock::default(), change).await
    }

    /// With SQLite, whatever the other tests use: its data folder holds the signing keys as a file.
    pub async fn spawn_embedded() -> Self {
        let data_dir = TempDir::with_prefix("skillet-data-").unwrap();
        let database_url = embedded_database(&data_dir);
        Self::start(Arc::new(data_dir), database_url, Clock::default(), |_| ()).await
    }

    /// One more server on the same database, data folder and clock: a second one beside it, or the next start.
    pub async fn another(&self, change: impl FnOnce(&mut Config)) -> Self {
        Self::start(self.data_dir.clone(), self.database_url.clone(), self.clock.clone(), change).await
    }

    async fn start(
        data_dir: Arc<TempDir>,
        database_url: String,
        clock: Clock,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::fs::create_dir_all(data_dir.path().join("uploads")).unwrap();
        let mut config = config(&url, &data_dir);
        config.signup = Signup::Open;
        config.quotas = None;
        change(&mut config);
        let db = Db::connect(&database_url).await.unwrap();
        db.migrate().await.unwrap();
        let state = Data::new(State::open(config, db, clock.clone()).await.unwrap());
        let server = app::server(state.clone(), listener, 1).unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { state, clock, data_dir, database_url, url, handle }
    }

    /// The address of its database.
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A visitor nobody knows.
    pub fn anonymous(&self) -> Person {
        Person::new(&self.url).with_origin(&self.state.config.public_url.origin())
    }

    /// Somebody who has signed in with a mailed link.
    pub async fn person(&self, email: &str) -> Person {
        let person = self.anonymous();
        person.sign_in(self, email).await;
        person
    }

    /// A signed-in member of a workspace.
    pub async fn member(&self, workspace: &str, email: &str, role: Role) -> Person {
        let person = self.person(email).await;
        self.give_place(workspace, email, role).await;
        person
    }

    /// Makes somebody who has an account a member, unless they are one.
    pub async fn give_place(&self, workspace: &str, email: &str, role: Role) {
        let found = user::Entity::find().filter(user::Column::Email.eq(email)).one(&*self.state.db).await.unwrap();
        let row = membership::ActiveModel {
            workspace_id: Set(self.workspace(workspace).await.id),
            user_id: Set(found.unwrap().id),
            role: Set(role),
            joined_via: Set(JoinedVia::Creator),
            joined_at: Set(self.state.clock.now()),
        };
        let key = [membership::Column::WorkspaceId, membership::Column::UserId];
        let inserted = membership::Entity::insert(row).on_conflict_do_nothing_on(key);
        inserted.exec_without_returning(self.state.db.writer()).await.unwrap();
    }

    /// A workspace's row.
    pub async fn workspace(&self, slug: &str) -> workspace::Model {
        let found = workspace::Entity::find().filter(workspace::Column::Slug.eq(slug)).one(&*self.state.db).await;
        found.unwrap().unwrap()
    }

    /// The outbox, oldest first. Nothing is sent unless the test does it.
    pub async fn mails(&self) -> Vec<mail::Model> {
        mail::Entity::find().order_by_asc(mail::Column::Id).all(&*self.state.db).await.unwrap()
    }

    /// The newest mail to an address that is meant to leave.
    pub async fn newest_mail(&self, email: &str) -> Option<mail::Model> {
        let queued = mail::Entity::find().filter(mail::Column::Recipient.eq(email));
        let queued = queued.filter(mail::Column::State.eq(mail::State::Queued));
        queued.order_by_desc(mail::Column::Id).one(&*self.state.db).await.unwrap()
    }

    /// Every row there is, to see whether a call changes one.
    pub async fn rows(&self) -> BTreeSet<String> {
        let (mut rows, mut read) = (BTreeSet::new(), BTreeSet::from(["seaql_migrations".to_owned()]));
        macro_rules! add {
            ($($table:ident),*) => {
                $(read.insert(stringify!($table).to_owned());
                for row in $table::Entity::find().all(self.state.db.writer()).await.unwrap() {
                    rows.insert(format!("{} {row:?}", stringify!($table)));
                })*
            };
        }
        add!(
            audit_event,
            idempotent_call,
            user,
            session,
            sign_in,
            mail,
            workspace,
            membership,
            api_token,
            repository,
            scan,
            email_invite,
            invite_reminder,
            invite_send,
            invite_link,
            join_request,
            share,
            mail_recipient,
            ownership_offer,
            former_slug,
            email_change,
            job,
            project_alias,
            signing_key,
            scan_chunk,
            scan_delta,
            scan_pack,
            scan_report
        );
        assert_eq!(tables(self.state.db.writer()).await, read, "a table that no test of changes looks at");
        rows
    }

    /// Those of some tables.
    pub async fn rows_of(&self, tables: &[&str]) -> BTreeSet<String> {
        let mut rows = self.rows().await;
        rows.retain(|row| tables.iter().any(|table| row.strip_prefix(table).is_some_and(|rest| rest.starts_with(' '))));
        rows
    }

    /// The time stands still from now on.
    pub fn set_clock(&self, at: DateTime<Utc>) {
        self.clock.set(at);
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

/// Settings of a server at `url`, with everything else as it is by default.
pub fn config(url: &str, data_dir: &TempDir) -> Config {
    let given = [
        ("SKILLET_PUBLIC_URL", url),
        ("SKILLET_DATA_DIR", data_dir.path().to_str().unwrap()),
        ("SKILLET_SECRET", "mXc0Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6Ga"),
    ];
    Config::read(given.map(|(name, value)| (name.to_owned(), value.to_owned())).into()).unwrap()
}

/// A database of its own: a file, or one of the PostgreSQL server that `TEST_DATABASE_URL` names.
pub async fn new_database(data_dir: &TempDir) -> String {
    let Ok(server) = std::env::var("TEST_DATABASE_URL") else { return embedded_database(data_dir) };
    let name = format!("skillet_{}", Uuid::new_v4().simple());
    let admin = Database::connect(&server).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

fn embedded_database(data_dir: &TempDir) -> String {
    format!("sqlite:{}", data_dir.path().join("skillet.sqlite3").display())
}

/// The names of all tables.
async fn tables(db: &DatabaseConnection) -> BTreeSet<String> {
    let question = match db.get_database_backend() {
        DatabaseBackend::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        _ => "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'",
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), question)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

/// Variables for a server that runs as a process of its own.
pub fn environment(given: &[(&str, &str)]) -> BTreeMap<String, String> {
    given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
