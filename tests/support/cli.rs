//! The real `@omlet/cli` as a person or a CI job runs it: a home folder of its own, and no way out of this machine.
use super::{
    process::{Finished, PATIENCE, Running},
    repo::Repo,
};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;
use tokio::{
    net::TcpStream,
    time::{Duration, sleep, timeout},
};
use url::Url;

/// The CLI contacts it on every run, whatever the environment says. The guard refuses; anything else is a failure.
const ERROR_TRACKER: &str = "o36333.ingest.us.sentry.io:443";

/// What `init` asks after it has scanned a repository with a single project.
pub const ONE_MORE: &str = "Scan another repository?";

/// One computer with the CLI on it.
pub struct Cli {
    server: String,
    home: TempDir,
    is_ci: bool,
    token: Option<String>,
    workspace: Option<String>,
}

impl Cli {
    /// On a person's own computer: questions are asked, and the token lives in the home folder.
    pub fn at_desk(server: &str) -> Self {
        Self {
            server: server.to_owned(),
            home: TempDir::with_prefix("skillet-home-").unwrap(),
            is_ci: false,
            token: None,
            workspace: None,
        }
    }

    /// In a CI job: no questions, the token comes from the environment.
    pub fn in_ci(server: &str, token: &str) -> Self {
        Self { is_ci: true, ..Self::at_desk(server).with_token(token) }
    }

    /// Sets `OMLET_TOKEN`.
    pub fn with_token(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }

    /// Sets `OMLET_WORKSPACE_SLUG`.
    pub fn with_workspace(self, slug: &str) -> Self {
        Self { workspace: Some(slug.to_owned()), ..self }
    }

    /// Runs a command to its end.
    pub async fn run(&self, repo: &Repo, args: &[&str]) -> Finished {
        self.finish(self.start(repo, args)).await
    }

    /// Runs a command that asks questions, each with its answer. (What is typed ahead of a question is lost.)
    pub async fn run_with_answers(&self, repo: &Repo, args: &[&str], answers: &[(&str, &str)]) -> Finished {
        let mut running = self.start(repo, args);
        for (question, answer) in answers {
            running.says(question).await;
            running.answer(answer).await;
        }
        self.finish(running).await
    }

    /// `omlet init` of this one repository.
    pub async fn init(&self, repo: &Repo) -> Finished {
        self.run_with_answers(repo, &["init"], &[(ONE_MORE, "n")]).await
    }

    /// Starts a command; `finish` ends it.
    pub fn start(&self, repo: &Repo, args: &[&str]) -> Running {
        let tools = tools();
        let mut command = Command::new(tools.join("node_modules/.bin/omlet"));
        // Nothing is inherited but the way to node and git: no proxies, no other CI's variables, no tokens.
        command
            .args(args)
            .current_dir(repo.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home.path())
            .env("OMLET_BASE_URL", &self.server)
            .env("NO_UPDATE_NOTIFIER", "1")
            .env("GUARD_LOG", self.guard_log());
        let mut preload = require(&tools.join("guard.cjs"));
        if self.is_ci {
            command.env("CI", "true");
        } else {
            preload += &require(&tools.join("desk.cjs"));
        }
        command.env("NODE_OPTIONS", preload);
        if let Some(token) = &self.token {
            command.env("OMLET_TOKEN", token);
        }
        if let Some(slug) = &self.workspace {
            command.env("OMLET_WORKSPACE_SLUG", slug);
        }
        Running::start(&format!("omlet {}", args.join(" ")), &mut command)
    }

    /// Waits for the end of a command, and makes sure that it stayed on this machine.
    pub async fn finish(&self, running: Running) -> Finished {
        let finished = running.finish().await;
        let strayed = fs::read_to_string(self.guard_log()).unwrap_or_default();
        let others: Vec<_> = strayed.lines().filter(|line| *line != ERROR_TRACKER).collect();
        assert!(others.is_empty(), "the CLI wanted to reach {others:?}");
        finished
    }

    /// Starts `omlet login` up to the point where it waits for the browser.
    pub async fn start_login(&self, repo: &Repo) -> PendingLogin {
        let port = free_port();
        let pending = self.pending(self.start(repo, &["login", "--local-port", &port.to_string()])).await;
        // it names its address a moment before it listens there
        let listens = async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, listens).await.expect("the CLI listens for its token");
        pending
    }

    /// Starts `omlet login --remote` up to the point where it asks for the token.
    pub async fn start_remote_login(&self, repo: &Repo) -> PendingLogin {
        self.pending(self.start(repo, &["login", "--remote"])).await
    }

    async fn pending(&self, mut running: Running) -> PendingLogin {
        let said = running.says("cli=true").await;
        let link = said.split_whitespace().find(|word| word.contains("/login?")).expect("a link to open");
        PendingLogin { link: Url::parse(link).unwrap(), running }
    }

    /// The token that a login has left for this server, if there is one.
    pub fn stored_token(&self) -> Option<String> {
        let text = fs::read_to_string(self.home.path().join(".omletrc")).ok()?;
        let tokens: serde_json::Value = serde_json::from_str(&text).unwrap();
        Some(tokens.get(&self.server)?.as_str()?.to_owned())
    }

    fn guard_log(&self) -> PathBuf {
        self.home.path().join("guard.log")
    }
}

/// A login that waits for a person.
pub struct PendingLogin {
    /// What the person is told to open.
    pub link: Url,
    /// The waiting command.
    pub running: Running,
}

impl PendingLogin {
    /// Where the CLI wants its token sent.
    pub fn redirect(&self) -> String {
        let (_, redirect) = self.link.query_pairs().find(|(name, _)| name == "redirect").expect("a redirect");
        redirect.into_owned()
    }
}

fn tools() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cli")
}

fn require(file: &Path) -> String {
    format!("--require \"{}\" ", file.display())
}

/// Free a moment ago, which has to do: the CLI takes only a number.
fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).unwrap().port()
}
