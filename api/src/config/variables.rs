//! Every variable there is, in the order people read them.

/// A variable of the environment.
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What holds without it; `""` where that is nothing.
    pub default: &'static str,
    /// What it is for.
    pub help: &'static str,
    /// May be given as a file: `<NAME>_FILE` names it.
    pub is_secret: bool,
}

const fn plain(name: &'static str, default: &'static str, help: &'static str) -> Variable {
    Variable { name, default, help, is_secret: false }
}

const fn secret(name: &'static str, help: &'static str) -> Variable {
    Variable { name, default: "", help, is_secret: true }
}

/// Every variable there is.
pub const VARIABLES: &[Variable] = &[
    plain("SKILLET_BIND", "127.0.0.1:3001", "Address and port to listen on."),
    plain(
        "SKILLET_PUBLIC_URL",
        "http://localhost:3001",
        "Address people and the scanner reach this server at; an origin without a path. Links in mails begin with it. Empty: localhost with the port of SKILLET_BIND.",
    ),
    plain(
        "SKILLET_DATA_DIR",
        "./data",
        "Folder of the embedded database, the keys, mails without SMTP, and uploads in progress.",
    ),
    secret(
        "SKILLET_DATABASE_URL",
        "postgres://user:password@host/database, or sqlite:path. Without it: SQLite in the data folder.",
    ),
    secret(
        "SKILLET_SECRET",
        "Seals the signing keys in PostgreSQL, which requires it: at least 32 random characters (`openssl rand -base64 32`). Unused with SQLite.",
    ),
    secret(
        "SKILLET_SMTP_URL",
        "smtp://user:password@host:587 (STARTTLS required), smtps://user:password@host:465 (TLS), or smtp://host:25?tls=none. Without it mails are written to <data>/mail.",
    ),
    plain(
        "SKILLET_SMTP_CA_FILE",
        "",
        "PEM file of a certificate authority to trust for the mail server, beside the public ones.",
    ),
    plain("SKILLET_MAIL_FROM", "Skillet <skillet@localhost>", "Sender of all mails."),
    plain(
        "SKILLET_SIGNUP",
        "invited",
        "Who may have an account: `invited`, `domains:example.com,example.org`, or `open`.",
    ),
    plain(
        "SKILLET_WORKSPACE_CREATION",
        "everyone",
        "Who may create workspaces: `everyone` with an account, or `operators`.",
    ),
    plain(
        "SKILLET_INVITE_MAILS_PER_DAY",
        "",
        "Invite mails of one workspace in 24 hours. Empty: 500; with SKILLET_SIGNUP=open 50 in its first 30 days.",
    ),
    plain("SKILLET_INVITE_ROWS", "", "Addresses that are invited at once. Empty: 200; with SKILLET_SIGNUP=open 50."),
    plain(
        "SKILLET_INVITES_PENDING",
        "",
        "Invites of one workspace that wait for an answer. Empty: 1000; with SKILLET_SIGNUP=open 100.",
    ),
    plain(
        "SKILLET_INVITE_WORKSPACES_PER_HOUR",
        "",
        "Workspaces that may mail an invite to the same address within an hour. Empty: 100; with SKILLET_SIGNUP=open 3.",
    ),
    plain(
        "SKILLET_SPA_ORIGIN",
        "",
        "Origin of a separately hosted web app on the same site, such as https://app.example.com.",
    ),
    plain("SKILLET_ALLOWED_HOSTS", "", "Comma-separated host names to answer for; others get 421. Empty: any."),
    plain("SKILLET_UPLOAD_MAX_COMPRESSED_MIB", "64", "Largest scan as sent, in MiB."),
    plain("SKILLET_UPLOAD_MAX_DECODED_MIB", "1024", "Largest scan when unpacked, in MiB."),
    plain("SKILLET_UPLOAD_CONCURRENCY", "2", "Scans that are read at the same time; more wait for their turn."),
    plain(
        "SKILLET_UPLOAD_SPOOL_MIB",
        "",
        "What all uploads under way may have on the disk together, in MiB; who comes then is asked to come again. Empty: 16 of the largest scans.",
    ),
    plain(
        "SKILLET_WORKSPACE_MAX_MIB",
        "",
        "What the scans of one workspace may take in the database, in MiB; 0 for no limit. Empty: no limit; with SKILLET_SIGNUP=open 2048.",
    ),
    plain(
        "SKILLET_WORKSPACE_MAX_MEMORY_MIB",
        "256",
        "What describes the components of one workspace (names, files, props, custom properties, who renders whom) in all their versions, in MiB: it is in memory while anybody asks about them.",
    ),
    plain(
        "SKILLET_TRUSTED_PROXIES",
        "",
        "Comma-separated addresses or networks of reverse proxies, such as 127.0.0.1,10.0.0.0/8: their X-Forwarded-For says who the client is. Empty: nobody's is believed.",
    ),
    plain("SKILLET_RATE_LIMITS", "on", "`on`, or `off` for load tests."),
    plain("SKILLET_LIMIT_SIGN_IN", "30/10m", "Requests for a sign-in mail by one client address."),
    plain(
        "SKILLET_LIMIT_SIGN_IN_MAILS",
        "5/1h",
        "Sign-in mails to one e-mail address; more are not sent, without saying so.",
    ),
    plain("SKILLET_LIMIT_SIGN_IN_CONFIRM", "60/10m", "Sign-in links and codes tried by one client address."),
    plain("SKILLET_LIMIT_JOIN_REQUESTS", "30/10m", "Requests to join from public pages by one client address."),
    plain(
        "SKILLET_LIMIT_JOIN_REQUESTS_BY_EMAIL",
        "3/1d",
        "The same for one e-mail address; more are dropped, without saying so.",
    ),
    plain(
        "SKILLET_LIMIT_JOIN_REQUESTS_BY_WORKSPACE",
        "50/1h",
        "The same to one workspace; more are dropped, without saying so.",
    ),
    plain("SKILLET_LIMIT_UPLOADS", "1000/1h", "Scans uploaded to one workspace."),
    plain(
        "SKILLET_LIMIT_API",
        "1200/1m",
        "All other calls of one person, of the API tokens of one workspace or, without either, of one client address.",
    ),
    plain(
        "SKILLET_DRAIN_SECONDS",
        "5",
        "On SIGTERM, seconds between telling load balancers (/readyz) and refusing connections.",
    ),
    secret(
        "SKILLET_METRICS_TOKEN",
        "Opens /metrics for Prometheus to whoever sends it as `Authorization: Bearer …`; at least 16 characters. Without it there is no such page.",
    ),
    plain(
        "SKILLET_LOG",
        "info,sea_orm_migration=warn,sqlx=warn,actix_server=warn,actix_http=off",
        "What to log: error, warn, info, debug, or a filter such as `info,skillet=debug`.",
    ),
    plain("SKILLET_LOG_FORMAT", "text", "`text` or `json`."),
];
