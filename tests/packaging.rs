//! What an operator copies: settings, ports, limits and commands in the packaged files and the documents are real ones.
use crate::support::program::{Program, bare};
use skillet::config::{Config, VARIABLES};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
}

/// Everything an operator reads or installs, by name.
fn files() -> BTreeMap<String, String> {
    let mut names = vec!["Dockerfile".to_owned(), "compose.yaml".into(), "README.md".into()];
    for folder in ["packaging", "docs"] {
        let entries = fs::read_dir(root().join(folder)).unwrap();
        let files = entries.map(Result::unwrap).filter(|entry| entry.path().is_file());
        names.extend(files.map(|entry| format!("{folder}/{}", entry.file_name().to_str().unwrap())));
    }
    names.into_iter().map(|name| (name.clone(), text(&name))).collect()
}

/// The words in `text` that begin with `start`.
fn words<'a>(text: &'a str, start: &str) -> BTreeSet<&'a str> {
    let all = text.split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
    all.filter(|word| word.starts_with(start) && word.len() > start.len()).collect()
}

/// The number behind `name`, whatever stands between.
#[track_caller]
fn number(text: &str, name: &str) -> u64 {
    let (_, rest) = text.split_once(name).unwrap_or_else(|| panic!("no {name}"));
    let digits = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
    digits.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

#[test]
fn every_setting_that_is_named_to_operators_exists() {
    let mut named = BTreeSet::new();
    for (file, text) in files() {
        for word in words(&text, "SKILLET_") {
            let known = VARIABLES
                .iter()
                .any(|one| word == one.name || one.is_secret && word.strip_suffix("_FILE") == Some(one.name));
            let is_ours = ["SKILLET_TOKEN"].contains(&word); // what the documents call a secret of somebody's CI
            assert!(known || is_ours, "{file} names {word}, which is no setting");
            named.insert(word.to_owned());
        }
    }
    assert!(named.len() > 15, "{named:?}");
}

#[test]
fn the_packaged_files_agree_on_the_port() {
    let port = Config::read(BTreeMap::new()).unwrap().bind.port();
    assert_eq!(number(&text("Dockerfile"), "EXPOSE"), u64::from(port));
    for (file, line) in [
        ("Dockerfile", format!("SKILLET_BIND=0.0.0.0:{port}")),
        ("compose.yaml", format!("SKILLET_BIND: 0.0.0.0:{port}")),
        ("compose.yaml", format!("- 127.0.0.1:{port}:{port}")),
        ("packaging/nginx.conf", format!("proxy_pass http://127.0.0.1:{port};")),
        ("packaging/Caddyfile", format!("reverse_proxy 127.0.0.1:{port} {{")),
        ("docs/SELF-HOSTING.md", format!("127.0.0.1:{port}:{port}")),
    ] {
        assert!(text(file).contains(&line), "{file} has no {line:?}");
    }
}

/// Breaks when a proxy refuses in its own words what Skillet would have explained, or gives up before the scanner does.
#[test]
fn the_packaged_proxies_let_pass_what_the_server_takes() {
    let config = Config::read(BTreeMap::new()).unwrap();
    let (nginx, caddy) = (text("packaging/nginx.conf"), text("packaging/Caddyfile"));
    assert!(number(&nginx, "client_max_body_size") << 20 > config.upload.max_compressed);
    assert!(number(&caddy, "max_size") * 1_000_000 > config.upload.max_compressed);
    let patience = 150; // the scanner's
    assert!(config.upload.time.num_seconds() < patience as i64, "an answer that nobody hears");
    for name in ["client_body_timeout", "proxy_read_timeout", "proxy_send_timeout"] {
        assert!(number(&nginx, name) > patience, "{name}");
    }
    for name in ["read_timeout", "write_timeout"] {
        assert!(number(&caddy, name) > patience, "{name}");
    }
}

#[test]
fn whoever_stops_the_server_waits_for_what_is_under_way() {
    let drain = Config::read(BTreeMap::new()).unwrap().drain.as_secs();
    let mail = Config::read(BTreeMap::new()).unwrap().mail.patience.as_secs();
    let needed = drain + skillet::app::SHUTDOWN_SECONDS + mail;
    for (file, name) in [
        ("compose.yaml", "stop_grace_period:"),
        ("packaging/skillet.service", "TimeoutStopSec="),
        ("Dockerfile", "docker stop --time"),
        ("docs/SELF-HOSTING.md", "--stop-timeout"),
        ("docs/SELF-HOSTING.md", "docker stop --time"),
        ("docs/SELF-HOSTING.md", "being sent 30. Give it"),
    ] {
        let granted = number(&text(file), name);
        assert!(granted >= needed, "{file}: {name} grants {granted} seconds, and {needed} are needed");
    }
}

#[test]
fn the_image_and_the_services_are_nobody_and_hold_no_secret() {
    let image = text("Dockerfile");
    let last = image.rsplit_once("\nFROM ").unwrap().1;
    assert!(last.contains("\nUSER 10001\n") && last.contains("\nVOLUME /data\n"), "{last}");
    assert!(last.contains(r#"CMD ["skillet", "healthcheck"]"#), "{last}");
    let secrets: Vec<&str> = VARIABLES.iter().filter(|one| one.is_secret).map(|one| one.name).collect();
    for name in &secrets {
        assert!(!image.contains(&format!("{name}=")), "{name} is in the image");
        assert!(!text("compose.yaml").contains(&format!("{name}:")), "{name} is in the environment of a container");
    }
    let ignored = text(".dockerignore");
    for line in [".*", "backups", "data", "secrets", "**/*.dump"] {
        assert!(ignored.lines().any(|one| one == line), ".dockerignore has no {line}");
    }
    let ignored = text(".gitignore");
    for line in [".env", "/backups/", "/data/", "/secrets/", "*.dump"] {
        assert!(
            ignored.lines().any(|one| one == line),
            ".gitignore has no {line}, where docs/SELF-HOSTING.md puts secrets"
        );
    }
    for service in ["skillet", "skillet-backup"] {
        let unit = text(&format!("packaging/{service}.service"));
        for line in ["User=skillet", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="] {
            assert!(unit.lines().any(|one| one == line), "{service} has no {line}");
        }
    }
}

/// The commands of the program in a text: behind `skillet ` at the beginning of a line or of a code span.
fn commands(text: &str) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for line in text.lines() {
        for part in
            line.split('`').enumerate().filter(|(at, _)| at % 2 == 1 || !line.contains('`')).map(|(_, part)| part)
        {
            let Some(rest) = part.trim_start().strip_prefix("skillet ") else { continue };
            let rest = rest.split(['#', '|', '<', '>']).next().unwrap();
            found.insert(rest.split_whitespace().map(str::to_owned).collect());
        }
    }
    found
}

#[test]
fn every_command_that_is_named_to_operators_exists_with_its_flags() {
    let mut tried = BTreeSet::new();
    for (file, text) in files().into_iter().filter(|(name, _)| name.ends_with(".md")) {
        for command in commands(&text) {
            let is_name =
                |word: &&String| word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-');
            let name: Vec<&str> = command.iter().take_while(is_name).map(String::as_str).collect();
            if name.is_empty() || name == ["is"] {
                continue;
            }
            let asked = bare(&[name.as_slice(), &["--help"]].concat()).output().unwrap();
            let help = String::from_utf8_lossy(&asked.stdout).into_owned();
            assert!(asked.status.success(), "{file} names `skillet {}`", command.join(" "));
            for flag in command.iter().filter(|word| word.starts_with("--")) {
                assert!(help.contains(flag.as_str()), "{file}: `skillet {}` has no {flag}", name.join(" "));
            }
            tried.insert(name.join(" "));
        }
    }
    for known in ["serve", "doctor", "backup", "keys rotate", "migrate status", "user sign-in-link"] {
        assert!(tried.contains(known), "{known} is documented nowhere: {tried:?}");
    }
}

/// What `.env.example` says in a comment is what `skillet serve --help` says.
#[actix_web::test]
async fn the_help_of_serve_names_every_setting() {
    let help = Program::embedded().prints(&["serve", "--help"]).await;
    for variable in VARIABLES {
        assert!(help.contains(variable.name) && help.contains(variable.help), "{}", variable.name);
    }
}
