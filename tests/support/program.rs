//! The program itself, as a process of its own with its own data folder: what the people who run it use.
use super::{
    app::new_database,
    process::{Finished, PATIENCE, Running},
};
use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;

/// An installation: the binary, its settings, its data.
pub struct Program {
    pub data_dir: Arc<TempDir>,
    pub database_url: String,
    settings: BTreeMap<String, String>,
    address: String,
}

impl Program {
    /// On the database the tests run on.
    pub async fn new() -> Self {
        let data_dir = TempDir::with_prefix("skillet-data-").unwrap();
        let database_url = new_database(&data_dir).await;
        Self::installed(Arc::new(data_dir), database_url)
    }

    /// With the embedded database, as it is without any settings.
    pub fn embedded() -> Self {
        let data_dir = TempDir::with_prefix("skillet-data-").unwrap();
        let database_url = format!("sqlite:{}", data_dir.path().join("skillet.sqlite3").display());
        Self::installed(Arc::new(data_dir), database_url)
    }

    /// One more process of this installation: the same settings, database and data folder at another address.
    pub fn beside(&self) -> Self {
        let beside = Self::installed(self.data_dir.clone(), self.database_url.clone());
        let mut settings = self.settings.clone();
        settings.insert("SKILLET_BIND".to_owned(), beside.address.clone());
        Self { settings, ..beside }
    }

    fn installed(data_dir: Arc<TempDir>, database_url: String) -> Self {
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).unwrap();
        let address = free.to_string();
        let settings = [
            ("SKILLET_BIND", address.as_str()),
            ("SKILLET_PUBLIC_URL", &format!("http://{address}")),
            ("SKILLET_DATA_DIR", data_dir.path().to_str().unwrap()),
            ("SKILLET_DATABASE_URL", &database_url),
            ("SKILLET_SECRET", "mXc0Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6Ga"),
            ("SKILLET_DRAIN_SECONDS", "0"),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        Self { data_dir, database_url, settings, address }
    }

    /// With another setting.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Where it serves.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The command; no setting is inherited.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = bare(args);
        command.envs(&self.settings).current_dir(self.data_dir.path());
        command
    }

    /// Runs a command to its end.
    pub async fn run(&self, args: &[&str]) -> Finished {
        Running::start("skillet", &mut self.command(args)).finish().await
    }

    /// Runs a command that has to succeed, and returns what it printed, without the line's end.
    #[track_caller]
    pub fn prints(&self, args: &[&str]) -> impl Future<Output = String> {
        let run = self.run(args);
        let args = args.join(" ");
        async move {
            let done = run.await;
            assert_eq!(done.status, 0, "skillet {args}: {}", done.stderr);
            done.stdout.trim_end().to_owned()
        }
    }

    /// Starts the server, and waits until it answers.
    pub async fn serve(&self) -> Running {
        let mut running = self.start();
        self.answers(&mut running).await;
        running
    }

    /// Starts the server.
    pub fn start(&self) -> Running {
        Running::start("skillet serve", &mut self.command(&["serve"]))
    }

    /// Kills the server as a power cut would, and starts it anew.
    pub async fn restart(&self, running: &mut Running) {
        running.kill();
        *running = self.serve().await;
    }

    /// Waits until the server that was started answers.
    pub async fn answers(&self, running: &mut Running) {
        running.says("Skillet").await;
        let answers = async {
            while reqwest::get(format!("{}/healthz", self.url())).await.is_err() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, answers).await.expect("the server answers");
    }
}

/// The most memory a process has ever had, in MiB, as Linux tells it.
pub fn peak_memory(running: &Running) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// The command without any setting.
pub fn bare(args: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(args).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

/// Cargo tells the name of a binary only to the tests of its own package; but it lies beside them.
pub fn binary() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let folder = here.parent().and_then(Path::parent).unwrap();
    let binary = folder.join(format!("skillet{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.is_file(), "{} is missing: `cargo build --workspace --all-targets` makes it", binary.display());
    binary
}
