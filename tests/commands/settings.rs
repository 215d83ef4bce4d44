//! Every setting with a wrong value keeps the server from starting: it is named, with what would be legal.
use super::fails;
use crate::support::{process::Running, program::Program};
use skillet::config::VARIABLES;
use std::{collections::BTreeSet, ffi::OsStr, fs, os::unix::ffi::OsStrExt};

/// A variable, a value that is wrong, and words that say what is legal.
const WRONG: &[(&str, &str, &str)] = &[
    ("SKILLET_BIND", "localhost:http", "such as 127.0.0.1:3001"),
    ("SKILLET_PUBLIC_URL", "https://example.com/skillet", "without path"),
    ("SKILLET_DATA_DIR", "/dev/null/data", "this user may write to"),
    ("SKILLET_DATABASE_URL", "mysql://localhost/skillet", "postgres:// or sqlite:"),
    ("SKILLET_SECRET", "short", "openssl rand -base64 32"),
    ("SKILLET_SMTP_URL", "mail.example.com", "smtps://host:465"),
    ("SKILLET_SMTP_CA_FILE", "/nowhere/ca.pem", "/nowhere/ca.pem"),
    ("SKILLET_MAIL_FROM", "nobody", "`Skillet <skillet@example.com>`"),
    ("SKILLET_SIGNUP", "everybody", "`invited`, `domains:example.com,…` or `open`"),
    ("SKILLET_WORKSPACE_CREATION", "nobody", "everyone, operators"),
    ("SKILLET_INVITE_MAILS_PER_DAY", "many", "between 0 and 1000000"),
    ("SKILLET_INVITE_ROWS", "0", "between 1 and 1000"),
    ("SKILLET_INVITES_PENDING", "-1", "between 0 and 1000000"),
    ("SKILLET_INVITE_WORKSPACES_PER_HOUR", "0", "between 1 and 1000000"),
    ("SKILLET_SPA_ORIGIN", "app.example.com", "https://"),
    ("SKILLET_ALLOWED_HOSTS", "example.com,https://example.org/", "host name such as skillet.example.com"),
    ("SKILLET_UPLOAD_MAX_COMPRESSED_MIB", "0", "between 1 and 4096"),
    ("SKILLET_UPLOAD_MAX_DECODED_MIB", "many", "between 1 and 65536"),
    ("SKILLET_UPLOAD_CONCURRENCY", "65", "between 1 and 64"),
    ("SKILLET_UPLOAD_SPOOL_MIB", "63", "SKILLET_UPLOAD_MAX_COMPRESSED_MIB: 64"),
    ("SKILLET_WORKSPACE_MAX_MIB", "2 GiB", "between 0 and 16777216"),
    ("SKILLET_WORKSPACE_MAX_MEMORY_MIB", "0", "between 1 and 1048576"),
    ("SKILLET_TRUSTED_PROXIES", "proxy.example.com", "10.0.0.0/8"),
    ("SKILLET_RATE_LIMITS", "yes", "on, off"),
    ("SKILLET_LIMIT_SIGN_IN", "30", "60/10s"),
    ("SKILLET_LIMIT_SIGN_IN_MAILS", "0/1h", "60/10s"),
    ("SKILLET_LIMIT_SIGN_IN_CONFIRM", "60/", "60/10s"),
    ("SKILLET_LIMIT_JOIN_REQUESTS", "many", "60/10s"),
    ("SKILLET_LIMIT_JOIN_REQUESTS_BY_EMAIL", "3", "60/10s"),
    ("SKILLET_LIMIT_JOIN_REQUESTS_BY_WORKSPACE", "0/1h", "60/10s"),
    ("SKILLET_LIMIT_UPLOADS", "1000/1y", "60/10s"),
    ("SKILLET_LIMIT_API", "many/1m", "60/10s"),
    ("SKILLET_DRAIN_SECONDS", "601", "between 0 and 600"),
    ("SKILLET_METRICS_TOKEN", "short", "fewer than 16 characters"),
    ("SKILLET_LOG", "loud=very", "`info,skillet=debug`"),
    ("SKILLET_LOG_FORMAT", "xml", "text, json"),
];

/// Breaks when a new setting takes anything, or says nothing about what it takes.
#[actix_web::test]
async fn every_setting_that_is_wrong_stops_the_start_and_says_what_is_legal() {
    let given: BTreeSet<&str> = WRONG.iter().map(|(name, ..)| *name).collect();
    assert_eq!(given.len(), WRONG.len(), "and one only");
    let known: BTreeSet<&str> = VARIABLES.iter().map(|variable| variable.name).collect();
    assert_eq!(given, known, "each setting has its row");
    for (name, value, legal) in WRONG {
        let mut program = Program::embedded();
        if *name == "SKILLET_SECRET" {
            program = program.with("SKILLET_DATABASE_URL", "postgres://skillet@127.0.0.1:1/skillet");
        }
        if *name == "SKILLET_SMTP_CA_FILE" {
            program = program.with("SKILLET_SMTP_URL", "smtp://mail.example.com");
        }
        let program = program.with(name, value);
        fails(&program, &["serve"], &[name, legal]).await;
        assert_eq!(program.run(&["serve"]).await.status, 1, "{name}");
        let made = fs::read_dir(program.data_dir.path()).unwrap().count();
        assert!(made == 0 || *name == "SKILLET_SMTP_CA_FILE", "{name}={value} is noticed only after the start began");
    }
}

#[actix_web::test]
async fn a_word_that_is_no_level_of_the_log_is_refused() {
    for wrong in ["verbose", "info,everything"] {
        let program = Program::embedded().with("SKILLET_LOG", wrong);
        fails(&program, &["migrate", "up"], &["SKILLET_LOG", "error, warn, info", "`info,skillet=debug`"]).await;
    }
    for legal in ["WARN", "info,skillet=debug", "off"] {
        assert_eq!(Program::embedded().with("SKILLET_LOG", legal).prints(&["migrate", "up"]).await, "", "{legal}");
    }
}

#[actix_web::test]
async fn settings_by_the_names_they_have_elsewhere_are_led_to_ours() {
    for (elsewhere, ours) in [("SKILLET_PORT", "SKILLET_BIND"), ("SKILLET_URL", "SKILLET_PUBLIC_URL")] {
        let words = format!("did you mean {ours}?");
        fails(&Program::embedded().with(elsewhere, "3002"), &["serve"], &[&words]).await;
    }
}

/// Breaks when a misspelt setting is passed over: the server would run with another value than was meant.
#[actix_web::test]
async fn every_setting_that_is_misspelt_stops_the_start_and_the_right_name_is_said() {
    for variable in VARIABLES {
        let name = variable.name;
        let doubled = format!("{}{}", name, &name[name.len() - 1..]);
        let swapped =
            format!("{}{}{}", &name[..name.len() - 2], &name[name.len() - 1..], &name[name.len() - 2..name.len() - 1]);
        for typo in [doubled, swapped] {
            let words = format!("{typo} is no setting of this version; did you mean {name}");
            fails(&Program::embedded().with(&typo, "1"), &["migrate", "status"], &[&words]).await;
        }
    }
}

/// Breaks when a variable that is none of ours ends the program because it is no text, or one of ours is passed over.
#[actix_web::test]
async fn variables_that_are_no_text_are_named_if_they_are_ours() {
    let (program, no_text) = (Program::embedded(), OsStr::from_bytes(b"\xff"));
    let run = async |name: &str| {
        Running::start("skillet", program.command(&["migrate", "up"]).env(name, no_text)).finish().await
    };
    assert_eq!(run("SOMETHING_ELSE").await.status, 0);
    let refused = run("SKILLET_LOG").await;
    assert_eq!(refused.status, 1);
    assert!(refused.stderr.contains("SKILLET_LOG: its value is no UTF-8"), "{}", refused.stderr);
}

/// Breaks when `pa$$word` becomes another password without a word.
#[actix_web::test]
async fn a_dollar_sign_in_the_file_of_settings_is_taken_as_it_is_or_refused() {
    let program = Program::embedded();
    let file = program.data_dir.path().join(".env");
    for value in ["smtp://a:pa$$word@mail.example.com", "\"smtp://a:$HOME@mail.example.com\"", "${HOME}"] {
        fs::write(&file, format!("# prices in $\nSKILLET_SMTP_URL={value}\n")).unwrap();
        fails(&program, &["migrate", "up"], &[".env", "SKILLET_SMTP_URL", "single quotes"]).await;
    }
    // as it is: the `?tls=` behind the dollar sign is still there to be refused
    fs::write(&file, "SKILLET_SMTP_URL='smtp://a:pa$$word@mail.example.com?tls=$maybe'\nOTHER=$HOME\n").unwrap();
    fails(&program, &["migrate", "up"], &["SKILLET_SMTP_URL has a `?tls=`"]).await;
    fs::write(&file, "SKILLET_SMTP_URL=smtp://a:pa\\$word@mail.example.com # for $5\n").unwrap();
    assert_eq!(program.prints(&["migrate", "up"]).await, "");
}

/// Breaks when `.env` is looked for in the folders above, too: there it is another program's.
#[actix_web::test]
async fn the_file_of_settings_is_that_of_the_folder_the_program_is_started_in() {
    let program = Program::embedded();
    let folder = program.data_dir.path().join("below");
    fs::create_dir(&folder).unwrap();
    fs::write(program.data_dir.path().join(".env"), "SKILLET_LOG_FORMAT=xml\n").unwrap();
    fails(&program, &["migrate", "status"], &["SKILLET_LOG_FORMAT"]).await;
    let below = Running::start("skillet", program.command(&["migrate", "up"]).current_dir(&folder)).finish().await;
    assert_eq!(below.status, 0, "{}", below.stderr);
}
