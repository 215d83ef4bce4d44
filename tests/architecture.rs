//! The rules of the house that a compiler does not know, read from the sources.
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Lines of a file at most: one idea each.
const LONGEST: usize = 350;

/// Features that answer from the engine's snapshots.
const ANALYTICS: [&str; 3] = ["components", "projects", "charts"];

/// A source file: its path from the project's root, and its text without comments.
struct Source {
    path: String,
    code: String,
    lines: usize,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(below: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(below)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !["node_modules", "target", "fixtures"].contains(&name) {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = fs::read_to_string(&path).unwrap();
                let path = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
                found.push(Source { path, lines: text.lines().count(), code: without_comments(&text) });
            }
        }
    }
    assert!(!found.is_empty(), "nothing below {below}");
    found
}

fn without_comments(text: &str) -> String {
    text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line }).collect::<Vec<_>>().join("\n")
}

impl Source {
    /// The room of the server this file is in: `features`, `config`, `http` …
    fn room(&self) -> &str {
        let inside = self.path.strip_prefix("api/src/").unwrap();
        inside.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// The feature this file belongs to.
    fn feature(&self) -> Option<&str> {
        self.path.strip_prefix("api/src/features/")?.split_once('/').map(|(feature, _)| feature)
    }

    /// Every path that begins with `crate::`, with the braces of `use` written out.
    fn of_crate(&self) -> BTreeSet<String> {
        let mut paths = BTreeSet::new();
        for (at, _) in self.code.match_indices("crate::") {
            let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            if self.code[..at].chars().next_back().is_none_or(|before| !is_word(before)) {
                expand("", &self.code[at + "crate::".len()..], &mut paths);
            }
        }
        paths
    }

    fn uses_crate(&self, name: &str) -> bool {
        let mentions = [format!("use {name}::"), format!("use {name};"), format!("{name}::")];
        let code = &self.code;
        mentions.iter().any(|mention| {
            code.match_indices(mention.as_str()).any(|(at, _)| {
                let before = code[..at].chars().next_back();
                // in braces it is a module of another crate, as in `base64::{Engine, engine::…}`
                before.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == ':'))
                    && !code[..at].ends_with("{Engine, ")
            })
        })
    }
}

/// Reads one path, or a tree of them in braces, and returns what is behind it.
fn expand<'a>(head: &str, text: &'a str, paths: &mut BTreeSet<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = expand(head, rest, paths).trim_start();
            match rest.strip_prefix(',') {
                Some(more) if more.trim_start().starts_with('}') => return &more.trim_start()[1..],
                Some(more) => rest = more,
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let path = if head.is_empty() { word.to_owned() } else { format!("{head}::{word}") };
    match rest.strip_prefix("::") {
        Some(more) if more.starts_with(|c: char| c == '{' || c.is_alphabetic() || c == '_') => {
            expand(&path, more, paths)
        }
        _ => {
            paths.insert(path);
            rest
        }
    }
}

fn is_below(path: &str, room: &str) -> bool {
    path == room || path.starts_with(&format!("{room}::"))
}

#[test]
fn the_reader_of_imports_sees_through_braces() {
    let code = "use crate::{app, db::Db, features::{tags::{self, queries}, workspaces::model::*}};\nlet x = crate::error::Code::NotFound;";
    let source = Source { path: "api/src/x.rs".into(), code: code.into(), lines: 2 };
    let expected = [
        "app",
        "db::Db",
        "error::Code::NotFound",
        "features::tags::queries",
        "features::tags::self",
        "features::workspaces::model",
    ];
    assert_eq!(source.of_crate().iter().map(String::as_str).collect::<Vec<_>>(), expected);
    assert!(!source.uses_crate("engine"));
    let engine = Source {
        path: "x".into(),
        code: "let s = engine::Sort::default(); use base64::engine::general;".into(),
        lines: 1,
    };
    assert!(engine.uses_crate("engine") && !engine.uses_crate("general"));
}

#[test]
fn lower_rooms_know_nothing_of_higher_ones() {
    // room → rooms it must not look into
    let rules: BTreeMap<&str, &[&str]> = [
        (
            "clock",
            &[
                "app",
                "commands",
                "features",
                "http",
                "auth",
                "state",
                "snapshots",
                "mail",
                "db",
                "entities",
                "config",
                "error",
            ][..],
        ),
        ("config", &["app", "commands", "features", "http", "auth", "state", "snapshots", "mail", "db", "entities"]),
        ("error", &["app", "commands", "features", "auth", "state", "snapshots", "mail", "db", "entities", "config"]),
        ("entities", &["app", "commands", "features", "http", "auth", "state", "snapshots", "mail", "db", "config"]),
        ("db", &["app", "commands", "features", "http", "auth", "state", "snapshots", "mail", "entities", "config"]),
        ("mail", &["app", "commands", "features", "http", "snapshots"]),
        ("store", &["app", "commands", "features", "http", "state", "mail", "snapshots"]),
        ("snapshots", &["app", "commands", "features", "http", "state", "mail"]),
        ("state", &["app", "commands", "features"]),
        ("auth", &["app", "commands", "features", "snapshots", "mail"]),
        ("http", &["app", "commands", "features", "snapshots", "mail"]),
        ("features", &["app", "commands", "openapi", "health"]),
        ("health", &["app", "commands", "features"]),
        ("jobs", &["app", "commands", "features", "http", "snapshots", "mail"]),
        ("limits", &["app", "commands", "features", "http", "state", "snapshots", "mail", "db", "entities", "config"]),
        ("metrics", &["app", "commands", "features"]),
        ("monitoring", &["app", "commands", "features"]),
        ("backup", &["app", "features", "http"]),
        ("doctor", &["app", "features", "http"]),
        ("demo", &["app", "commands", "http"]),
        ("app", &["commands"]),
    ]
    .into();
    let mut seen = BTreeSet::new();
    for source in sources("api/src") {
        let Some((room, forbidden)) = rules.get_key_value(source.room()) else { continue };
        seen.insert(*room);
        for path in source.of_crate() {
            let wrong = forbidden.iter().find(|room| is_below(&path, room));
            assert_eq!(wrong, None, "{} imports crate::{path}", source.path);
        }
    }
    assert_eq!(seen.len(), rules.len(), "a rule for a room that is gone");
}

#[test]
fn every_room_of_the_server_has_its_rules() {
    let known = "app aside auth backup clock commands config db demo doctor durable entities error features health http jobs lib limits mail main metrics monitoring openapi snapshots state store";
    let known: Vec<&str> = known.split(' ').collect();
    let rooms: BTreeSet<String> = sources("api/src").iter().map(|source| source.room().to_owned()).collect();
    assert_eq!(rooms.iter().map(String::as_str).collect::<Vec<_>>(), known);
}

#[test]
fn features_use_no_routes_of_each_other_and_do_not_go_round_in_circles() {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources("api/src/features") {
        let Some(own) = source.feature() else { continue };
        for path in source.of_crate() {
            let Some(rest) = path.strip_prefix("features::") else { continue };
            let mut parts = rest.split("::");
            let (other, inside) = (parts.next().unwrap(), parts.next().unwrap_or_default());
            assert!(other == own || inside != "routes", "{} imports crate::{path}", source.path);
            if other != own {
                uses.entry(own.to_owned()).or_default().insert(other.to_owned());
            }
        }
    }
    fn reach<'a>(from: &'a str, uses: &'a BTreeMap<String, BTreeSet<String>>, way: &mut Vec<&'a str>) {
        assert!(!way.contains(&from), "features in a circle: {way:?} and {from} again");
        way.push(from);
        uses.get(from).into_iter().flatten().for_each(|next| reach(next, uses, way));
        way.pop();
    }
    uses.keys().for_each(|feature| reach(feature, &uses, &mut Vec::new()));
}

#[test]
fn only_snapshots_and_the_features_of_analytics_see_the_engine() {
    let mut seen = BTreeSet::new();
    for source in sources("api/src").iter().filter(|source| source.uses_crate("engine")) {
        let is_allowed =
            source.room() == "snapshots" || source.feature().is_some_and(|feature| ANALYTICS.contains(&feature));
        assert!(is_allowed, "{} sees the engine", source.path);
        seen.insert(source.feature().unwrap_or("snapshots").to_owned());
    }
    assert_eq!(seen.len(), 1 + ANALYTICS.len(), "{seen:?}");
}

#[test]
fn the_lower_crates_know_only_what_they_may() {
    let ours = ["skillet", "engine", "scan", "migration"];
    for (folder, allowed) in [("api/scan/src", &[][..]), ("api/engine/src", &["scan"]), ("migration/src", &[])] {
        let own = folder.trim_end_matches("/src").rsplit('/').next().unwrap();
        for source in sources(folder) {
            for other in ours.iter().filter(|other| **other != own && !allowed.contains(*other)) {
                assert!(!source.uses_crate(other), "{} uses {other}", source.path);
            }
        }
        let manifest = fs::read_to_string(root().join(folder).join("../Cargo.toml")).unwrap();
        let (_, after) = manifest.split_once("[dependencies]").unwrap();
        let dependencies = after.split("\n[").next().unwrap();
        let named = |name: &str| dependencies.lines().any(|line| line.split(['.', ' ', '=']).next() == Some(name));
        for other in ours.iter().filter(|other| **other != own && !allowed.contains(*other)) {
            assert!(!named(other), "{folder} depends on {other}");
        }
        for world in ["actix-web", "tokio", "reqwest"] {
            assert!(!named(world), "{folder} depends on {world}");
        }
    }
}

/// What a client may act on is a `Code`. The two exceptions: readiness is no call of the API, and the gathering of a
/// body tells its failure only by a number.
#[test]
fn status_numbers_of_errors_stand_in_one_place() {
    let names = "BadRequest Unauthorized Forbidden NotFound MethodNotAllowed Conflict \
        Gone PayloadTooLarge UnsupportedMediaType UnprocessableEntity TooManyRequests InternalServerError ServiceUnavailable";
    let names: Vec<&str> = names.split(' ').collect();
    let exceptions = [("api/src/health.rs", "HttpResponse::ServiceUnavailable")];
    let mut used: BTreeSet<&(&str, &str)> = BTreeSet::new();
    for source in sources("api/src").iter().filter(|source| source.path != "api/src/error.rs") {
        let mut found: Vec<String> = names
            .iter()
            .map(|name| format!("HttpResponse::{name}"))
            .filter(|one| source.code.contains(one.as_str()))
            .collect();
        found.extend(source.code.split("StatusCode::").skip(1).filter_map(|rest| {
            let name = rest.split(|c: char| !(c.is_ascii_uppercase() || c == '_')).next().unwrap_or_default();
            (!["", "OK", "CREATED", "ACCEPTED", "NO_CONTENT", "NOT_MODIFIED"].contains(&name))
                .then(|| format!("StatusCode::{name}"))
        }));
        for one in found {
            let known = exceptions.iter().find(|(path, what)| *path == source.path && *what == one);
            assert!(known.is_some(), "{} has {one}: make it a Code", source.path);
            used.extend(known);
        }
    }
    assert_eq!(used.len(), exceptions.len(), "an exception that is none any more");
}

#[test]
fn the_record_is_only_ever_added_to_and_in_one_place() {
    let all: String = sources("api/src").into_iter().map(|source| source.code).collect();
    for verb in ["update", "update_many", "delete", "delete_many", "delete_by_id"] {
        assert!(!all.contains(&format!("audit_event::Entity::{verb}(")), "{verb}");
    }
    assert_eq!(all.matches("audit_event::ActiveModel {").count(), 1);
}

#[test]
fn the_environment_is_read_in_one_place() {
    for source in
        ["api/src", "api/engine/src", "api/scan/src", "migration/src"].iter().flat_map(|folder| sources(folder))
    {
        let reads = ["std::env", "env::var", "env::vars", "dotenvy", "option_env!"]
            .iter()
            .any(|word| source.code.contains(word));
        // the doctor looks whether the `.env` that was read may be read by others
        let may = ["api/src/config.rs", "api/src/config/dotenv.rs", "api/src/doctor/storage.rs"]
            .contains(&source.path.as_str());
        assert!(may || !reads, "{} reads the environment", source.path);
    }
}

#[test]
fn a_file_is_of_a_length_that_can_be_read() {
    for folder in ["api", "migration", "tests"] {
        for source in sources(folder) {
            assert!(source.lines <= LONGEST, "{} has {} lines", source.path, source.lines);
        }
    }
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    for folder in ["api", "migration", "tests"] {
        for source in sources(folder) {
            let name = Path::new(&source.path).file_stem().unwrap().to_str().unwrap();
            let wrong = ["util", "utils", "common", "helper", "helpers", "manager", "misc"].contains(&name);
            assert!(!wrong, "{}", source.path);
        }
    }
}

#[test]
fn a_mod_file_only_lists() {
    for source in
        sources("api/src").iter().filter(|source| source.path.ends_with("/mod.rs") && source.room() == "features")
    {
        for word in ["fn ", "struct ", "enum ", "impl "] {
            assert!(
                !source.code.lines().any(|line| line.trim_start().trim_start_matches("pub ").starts_with(word)),
                "{} has a {word}",
                source.path
            );
        }
    }
}
