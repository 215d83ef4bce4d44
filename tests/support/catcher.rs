//! A real mail server for tests (`tests/cli/smtp-catcher.mjs`): it catches every mail and misbehaves on request.
use super::process::Running;
use serde::Deserialize;
use std::{collections::BTreeMap, path::Path, process::Command};

/// The running mail server.
pub struct Catcher {
    running: Running,
    /// Port on 127.0.0.1.
    pub port: u16,
    /// The authority that signed its certificate, when it speaks TLS.
    pub ca_file: Option<String>,
}

/// Something that happened at the mail server.
#[allow(dead_code, reason = "what a test does not look at shows when it fails")]
#[derive(Debug, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Event {
    Listening {
        port: u16,
        ca_file: Option<String>,
    },
    Mode {
        mode: String,
    },
    /// It took a mail.
    Mail(Caught),
    /// It answered a recipient with a code.
    Refused {
        to: String,
        code: u16,
    },
    /// It keeps a sender waiting.
    Held {
        from: String,
    },
    /// It read a mail and cut the line.
    Dropped(Caught),
}

/// A mail as it arrived.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Caught {
    pub from: String,
    pub to: Vec<String>,
    pub subject: String,
    pub text: String,
    pub html: Option<String>,
    pub message_id: Option<String>,
    pub headers: BTreeMap<String, Vec<String>>,
    /// It came through TLS.
    pub secure: bool,
    /// Who signed in.
    pub user: Option<String>,
}

impl Catcher {
    /// Starts it; the flags are those of the script (`--tls starttls`, `--auth user:password`, `--mode …`).
    pub async fn start(flags: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cli");
        let mut running =
            Running::start("smtp-catcher", Command::new("node").arg(folder.join("smtp-catcher.mjs")).args(flags));
        match event(&running.next_line().await) {
            Event::Listening { port, ca_file } => Self { running, port, ca_file },
            other => panic!("the mail server began with {other:?}"),
        }
    }

    /// Changes how it behaves from now on: `accept`, `refuse 451`, `hang`, …; the script lists them.
    pub async fn set_mode(&mut self, mode: &str) {
        self.mails_until(mode).await;
    }

    /// As `set_mode`; answers the mails it took before.
    pub async fn mails_until(&mut self, mode: &str) -> Vec<Caught> {
        self.running.answer(mode).await;
        let mut mails = Vec::new();
        loop {
            match self.next_event().await {
                Event::Mail(mail) => mails.push(mail),
                Event::Mode { .. } => return mails,
                _ => {}
            }
        }
    }

    pub async fn next_event(&mut self) -> Event {
        event(&self.running.next_line().await)
    }

    /// The next mail it takes; whatever happens before is passed over.
    pub async fn next_mail(&mut self) -> Caught {
        loop {
            if let Event::Mail(mail) = self.next_event().await {
                return mail;
            }
        }
    }
}

fn event(line: &str) -> Event {
    serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}"))
}
