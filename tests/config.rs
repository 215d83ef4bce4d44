//! The settings: what is documented, what is refused, and in which words.
use crate::support::{process::Running, program::bare};
use skillet::config::{Config, ConfigError, Security, Signup, SmtpAddress, VARIABLES};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};
use tempfile::TempDir;

fn example() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.env.example")).unwrap()
}

fn read(given: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::read(
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>(),
    )
}

/// Everything that is wrong, as one text.
fn refusal(given: &[(&str, &str)]) -> String {
    read(given).err().unwrap_or_else(|| panic!("{given:?} is taken")).to_string()
}

/// The assignments of the example, without the mark of a comment.
fn assignments(example: &str) -> Vec<&str> {
    example.lines().map(|line| line.trim_start_matches('#')).filter(|line| line.starts_with("SKILLET_")).collect()
}

#[test]
fn the_example_has_every_variable_with_its_help_and_its_default_and_no_other() {
    let example = example();
    let mut expected = Vec::new();
    for variable in VARIABLES {
        let default = match variable.default {
            spaced if spaced.contains(' ') => format!("\"{spaced}\""),
            plain => plain.to_owned(),
        };
        let line = format!("{}={default}", variable.name);
        let block = format!("\n# {}\n#{line}\n", variable.help);
        assert!(example.contains(&block), ".env.example should have:\n{block}");
        expected.push(line);
        if variable.is_secret {
            let file = format!("{}_FILE=", variable.name);
            assert!(
                example.contains(&format!(
                    "#{}={default}\n# Or the name of a file that holds it.\n#{file}\n",
                    variable.name
                )),
                "{file}"
            );
            expected.push(file);
        }
    }
    assert_eq!(assignments(&example), expected);
    assert!(example.lines().all(|line| line.is_empty() || line.starts_with('#')), "a copy of it changes nothing");
}

/// Uncommented as a whole, it is what holds without it.
#[actix_web::test]
async fn the_example_is_a_legal_file_of_settings() {
    let folder = TempDir::with_prefix("skillet-data-").unwrap();
    let example = example();
    fs::write(folder.path().join(".env"), assignments(&example).join("\n")).unwrap();
    let done = Running::start("skillet", bare(&["migrate", "up"]).current_dir(folder.path())).finish().await;
    assert_eq!(done.status, 0, "{}", done.stderr);
    assert!(folder.path().join("data/skillet.sqlite3").is_file());
}

#[test]
fn without_any_setting_the_server_is_closed_and_embedded() {
    let config = read(&[]).unwrap();
    assert_eq!(config.bind.to_string(), "127.0.0.1:3001");
    assert_eq!(config.public_url.origin(), "http://localhost:3001");
    assert_eq!(read(&[("SKILLET_BIND", "127.0.0.1:3901")]).unwrap().public_url.origin(), "http://localhost:3901");
    assert_eq!(config.signup, Signup::Invited);
    assert_eq!((config.upload.max_compressed, config.upload.max_decoded), (64 << 20, 1 << 30));
    assert_eq!(config.upload.concurrency, 2);
    assert!(config.mail.smtp_url.is_none() && config.secret.is_none() && config.allowed_hosts.is_empty());
    assert!(read(&[("SKILLET_BIND", ""), ("SKILLET_SMTP_URL", " ")]).is_ok(), "empty is as not given");
}

#[test]
fn a_name_that_is_no_setting_is_refused_with_the_nearest_one() {
    for (name, near) in [
        ("SKILLET_PUBLIC_ULR", "SKILLET_PUBLIC_URL"),
        ("SKILLET_DATABASE", "SKILLET_DATABASE_URL"),
        ("SKILLET_SMTP", "SKILLET_SMTP_URL"),
        ("SKILLET_SIGN_UP", "SKILLET_SIGNUP"),
        ("SKILLET_BIND_FILE", "SKILLET_BIND"),
        ("SKILLET_UPLOAD_MAX", "SKILLET_UPLOAD_MAX_DECODED_MIB"),
    ] {
        let words = refusal(&[(name, "x")]);
        assert!(words.contains(&format!("{name} is no setting of this version; did you mean {near}?")), "{words}");
    }
}

#[test]
fn every_value_that_is_wrong_is_named_with_what_is_legal() {
    for (name, value, legal) in [
        ("SKILLET_BIND", "localhost", "such as 127.0.0.1:3001"),
        ("SKILLET_BIND", "127.0.0.1", "such as 127.0.0.1:3001"),
        ("SKILLET_PUBLIC_URL", "skillet.example.com", "no address"),
        ("SKILLET_PUBLIC_URL", "ftp://skillet.example.com", "http:// or https://"),
        ("SKILLET_PUBLIC_URL", "https://example.com/skillet", "without path"),
        ("SKILLET_PUBLIC_URL", "https://user@example.com", "without path or user"),
        ("SKILLET_DATABASE_URL", "mysql://localhost/skillet", "postgres:// or sqlite:"),
        ("SKILLET_MAIL_FROM", "nobody", "nobody"),
        ("SKILLET_SIGNUP", "everybody", "`invited`, `domains:example.com,…` or `open`"),
        ("SKILLET_SIGNUP", "domains:", "names no domain"),
        ("SKILLET_SIGNUP", "domains: , ", "names no domain"),
        ("SKILLET_SIGNUP", "domains:example.com,@example.org", "names what is no domain"),
        ("SKILLET_SIGNUP", "domains:https://example.com", "names what is no domain"),
        ("SKILLET_SIGNUP", "domains:192.0.2.1", "names what is no domain"),
        ("SKILLET_WORKSPACE_CREATION", "nobody", "everyone, operators"),
        ("SKILLET_SPA_ORIGIN", "https://app.example.com/x", "without path"),
        ("SKILLET_UPLOAD_MAX_COMPRESSED_MIB", "0", "between 1 and 4096"),
        ("SKILLET_UPLOAD_MAX_COMPRESSED_MIB", "64MiB", "invalid digit"),
        ("SKILLET_UPLOAD_MAX_DECODED_MIB", "99999999", "between 1 and 65536"),
        ("SKILLET_UPLOAD_CONCURRENCY", "-1", "invalid digit"),
        ("SKILLET_UPLOAD_CONCURRENCY", "65", "between 1 and 64"),
        ("SKILLET_DRAIN_SECONDS", "601", "between 0 and 600"),
        ("SKILLET_LOG_FORMAT", "xml", "text, json"),
        ("SKILLET_LOG", "loud=very", "SKILLET_LOG"),
        ("SKILLET_SMTP_URL", "http://mail.example.com", "smtp://"),
        ("SKILLET_SMTP_URL", "mail.example.com", "smtp://"),
    ] {
        let words = refusal(&[(name, value)]);
        assert!(words.contains(name) && words.contains(legal), "{name}={value}: {words}");
        assert_eq!(words.lines().count(), 2, "one complaint below the heading: {words}");
    }
}

/// Breaks when one of two values wins in silence.
#[test]
fn a_secret_is_given_as_a_value_or_as_a_file() {
    let given = [("SKILLET_SMTP_URL", "smtp://mail.example.com"), ("SKILLET_SMTP_URL_FILE", "/nowhere")];
    let words = refusal(&given);
    assert!(words.contains("SKILLET_SMTP_URL and SKILLET_SMTP_URL_FILE are both given"), "{words}");
    assert!(read(&[given[0], ("SKILLET_SMTP_URL_FILE", " ")]).is_ok(), "empty is as not given");
}

/// Breaks when a mail server is found wrong only after the schema was moved, or a password is repeated.
#[test]
fn addresses_of_mail_servers_are_read_before_anything_begins() {
    for (address, words) in [
        ("smtp://mail.example.com?tls=maybe", "`?tls=`"),
        ("smtps://mail.example.com?tls=none", "TLS from the first byte"),
        ("smtp://", "no host"),
        ("smtp://ada:hunter2@", "must be smtp://host:587"),
        ("smtp://ada@mail.example.com", "no password"),
        ("smtp://ada:%ff@mail.example.com", "no UTF-8"),
        ("smtp://mail.example.com:port", "must be smtp://host:587"),
    ] {
        let said = refusal(&[("SKILLET_SMTP_URL", address)]);
        assert!(said.contains("SKILLET_SMTP_URL") && said.contains(words), "{address}: {said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
    let read = |text: &str| text.parse::<SmtpAddress>().unwrap();
    for (text, port, security) in [
        ("smtp://mail.example.com", 587, Security::StartTls),
        ("smtp://mail.example.com:25?tls=opportunistic", 25, Security::IfOffered),
        ("smtp://mail.example.com?tls=none", 25, Security::None),
        ("smtps://mail.example.com", 465, Security::Tls),
    ] {
        let address = read(text);
        assert_eq!((address.host.as_str(), address.port, address.security), ("mail.example.com", port, security));
    }
    let (user, password) = read("smtp://a%40b:c%2Fd%20e@mail.example.com/our.name").credentials.unwrap();
    assert_eq!((user.as_str(), secrecy::ExposeSecret::expose_secret(&password)), ("a@b", "c/d e"));
    assert_eq!(read("smtp://mail.example.com/our.name").name.as_deref(), Some("our.name"));
}

#[test]
fn the_host_that_people_use_is_among_those_that_are_answered_for() {
    let given = [("SKILLET_PUBLIC_URL", "https://skillet.example.com"), ("SKILLET_ALLOWED_HOSTS", "example.com")];
    let words = refusal(&given);
    assert!(words.contains("SKILLET_ALLOWED_HOSTS") && words.contains("`skillet.example.com`"), "{words}");
    assert!(read(&[given[0], ("SKILLET_ALLOWED_HOSTS", "example.com, Skillet.Example.com")]).is_ok());
}

#[test]
fn what_kubernetes_sets_for_a_service_of_our_name_is_told_from_a_typo() {
    for (name, value) in [
        ("SKILLET_PORT", "tcp://10.0.0.7:80"),
        ("SKILLET_SERVICE_HOST", "10.0.0.7"),
        ("SKILLET_SERVICE_PORT_HTTP", "80"),
        ("SKILLET_PORT_80_TCP_ADDR", "10.0.0.7"),
        ("SKILLET_DB_PORT", "tcp://10.0.0.8:5432"),
    ] {
        let words = refusal(&[(name, value)]);
        assert!(words.contains(name) && words.contains("enableServiceLinks: false"), "{words}");
    }
}

/// What may be stored is limited where strangers may have a workspace, and where it is asked for.
#[test]
fn a_workspace_is_limited_where_everybody_may_have_one() {
    let stored = |given: &[(&str, &str)]| read(given).unwrap().upload.stored.map(|bytes| bytes >> 20);
    assert_eq!(stored(&[]), None);
    assert_eq!(stored(&[("SKILLET_SIGNUP", "domains:example.com")]), None);
    assert_eq!(stored(&[("SKILLET_SIGNUP", "open")]), Some(2048));
    assert_eq!(stored(&[("SKILLET_SIGNUP", "open"), ("SKILLET_WORKSPACE_MAX_MIB", "0")]), None);
    assert_eq!(stored(&[("SKILLET_WORKSPACE_MAX_MIB", "100")]), Some(100));
    let spooled = |given: &[(&str, &str)]| read(given).unwrap().upload.spooled >> 20;
    assert_eq!(spooled(&[]), 16 * 64);
    assert_eq!(spooled(&[("SKILLET_UPLOAD_MAX_COMPRESSED_MIB", "100"), ("SKILLET_UPLOAD_SPOOL_MIB", "100")]), 100);
}

/// Addresses are compared in the form they are stored in.
#[test]
fn domains_that_may_sign_up_are_read_in_the_form_of_addresses() {
    let config = read(&[("SKILLET_SIGNUP", "domains: Example.COM , bücher.example,example.org.")]).unwrap();
    let domains = ["example.com", "xn--bcher-kva.example", "example.org"];
    assert_eq!(config.signup, Signup::Domains(domains.map(ToOwned::to_owned).to_vec()));
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let wrong = [
        ("SKILLET_BIND", "x"),
        ("SKILLET_PUBLIC_URL", "x"),
        ("SKILLET_DATABASE_URL", "x"),
        ("SKILLET_MAIL_FROM", "x"),
        ("SKILLET_SIGNUP", "x"),
        ("SKILLET_WORKSPACE_CREATION", "x"),
        ("SKILLET_SPA_ORIGIN", "x"),
        ("SKILLET_UPLOAD_MAX_COMPRESSED_MIB", "x"),
        ("SKILLET_UPLOAD_MAX_DECODED_MIB", "x"),
        ("SKILLET_UPLOAD_CONCURRENCY", "x"),
        ("SKILLET_DRAIN_SECONDS", "x"),
        ("SKILLET_LOG_FORMAT", "x"),
        ("SKILLET_TYPO", "x"),
    ];
    let words = refusal(&wrong);
    let named: BTreeSet<&str> =
        words.lines().skip(1).map(|line| line.trim_start().split([' ', ':']).next().unwrap()).collect();
    assert_eq!(named, wrong.iter().map(|(name, _)| *name).collect());
    assert_eq!(words.lines().count(), 1 + wrong.len(), "{words}");
}

#[test]
fn secrets_may_come_from_files() {
    let folder = TempDir::with_prefix("skillet-data-").unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    use secrecy::ExposeSecret;
    let database = file("database", "postgres://skillet@db/skillet\n");
    let secret = file("secret", "  mXc0Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6Ga\n");
    let smtp = file("smtp", "smtp://mail.example.com");
    let given = [
        ("SKILLET_DATABASE_URL_FILE", database.as_str()),
        ("SKILLET_SECRET_FILE", &secret),
        ("SKILLET_SMTP_URL_FILE", &smtp),
    ];
    let config = read(&given).unwrap();
    assert_eq!(config.database_url.expose_secret(), "postgres://skillet@db/skillet");
    assert_eq!(config.secret.unwrap().expose_secret(), "mXc0Zr8Yq1T5uJw9LkPd3Fh7Bn2Vs6Ga");
    assert_eq!(config.mail.smtp_url.unwrap().expose_secret(), "smtp://mail.example.com");

    let words = refusal(&[("SKILLET_SMTP_URL_FILE", "/nowhere/smtp")]);
    assert!(words.contains("SKILLET_SMTP_URL_FILE: cannot read `/nowhere/smtp`"), "{words}");
    let empty = file("empty", "\n");
    let words = refusal(&[("SKILLET_DATABASE_URL_FILE", database.as_str()), ("SKILLET_SECRET_FILE", &empty)]);
    assert!(words.contains("SKILLET_SECRET is required with PostgreSQL"), "{words}");
}
