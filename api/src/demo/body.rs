//! The body of a scan, as the scanner sends it.
use super::{
    code_base::CodeBase,
    draw::hex,
    growth::Grown,
    past::{self, Past},
    sample::{Element, Literal, Sample},
};
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Value, json};
use std::{cell::RefCell, collections::HashMap};

/// The scanner tells git's dates for so long.
const DATES_REACH: Duration = Duration::days(365);

/// A code base, ready to be looked at at any time of the year.
pub struct History {
    /// Which.
    pub base: &'static CodeBase,
    /// What the scanner said of its sample.
    pub sample: Sample,
    /// Everything it consists of during the year.
    pub all: Vec<Grown>,
    /// Hashes of paths: there are few paths, and each stands in many ids.
    hashes: RefCell<HashMap<String, String>>,
}

/// A scan of it.
pub struct Moment {
    /// When.
    pub at: DateTime<Utc>,
    /// Which share of the year had passed by then.
    pub progress: f64,
    /// The branch.
    pub branch: &'static str,
}

impl History {
    /// From the sample.
    pub fn of(base: &'static CodeBase) -> anyhow::Result<Self> {
        let sample: Sample = serde_json::from_str(base.sample)?;
        let all = super::growth::grow(base, &sample)?;
        Ok(Self { base, sample, all, hashes: RefCell::default() })
    }

    /// The body of a scan; `year` is the length of the year.
    pub fn body(&self, moment: &Moment, year: Duration) -> Value {
        let Self { base, sample, .. } = self;
        let Moment { at, progress, branch } = *moment;
        let date = |then: f64| {
            let age = Duration::seconds(((progress - then) * year.num_seconds() as f64) as i64);
            (then > 0.0 && age < DATES_REACH).then(|| (at - age).to_rfc3339_opts(SecondsFormat::Millis, true))
        };
        let there = past::at(base, &sample.package_name, &self.all, progress);
        let mut components: Vec<Value> = there.iter().map(|one| self.local(one, progress, &date)).collect();
        let mut others: Vec<Name> = there
            .iter()
            .flat_map(|one| one.component.children.keys())
            .map(|key| self.name(key, progress))
            .filter(|name| name.package != self.package_name(progress))
            .collect();
        others.sort();
        others.dedup();
        components.extend(others.iter().map(|name| external(name, self.id(name))));
        let complaints = |all: &[Value]| if progress < base.troubled_since { Vec::new() } else { all.to_vec() };
        let root = json!({ "name": self.package_name(progress), "path": "", "version": self.version(progress) });
        json!({
            "components": components,
            "alias_map": { "root": root, "packages": {} },
            "setup_issues": complaints(&sample.setup_issues),
            "invalid_dependencies": complaints(&sample.invalid_dependencies),
            "parser_errors": complaints(&sample.parser_errors),
            "meta": {
                "cli_version": sample.cli_version,
                "ci_vendor": "GitLab CI",
                "num_of_modules": sample.modules as usize + there.len() - sample.components.len().min(there.len()),
            },
            "repository": {
                "scope": "acme", "name": base.repository, "branch": branch,
                "url": repository_url(base.repository),
                "initialCommitHash": hex(base.repository).get(..40),
            },
        })
    }

    fn local(&self, past: &Past, progress: f64, date: &impl Fn(f64) -> Option<String>) -> Value {
        let one = &past.component;
        let name = self.name(&one.key(&self.sample.package_name), progress);
        let export = |place: &String| {
            let place = if *place == one.place { &name.place } else { place };
            self.id(&Name { place: place.clone(), ..name.clone() })
        };
        let declared = |(name, default): (&String, &Option<Literal>)| match default {
            Some(value) => json!({ "name": name, "default_value": literal(value) }),
            None => json!({ "name": name }),
        };
        let dependency = |(key, elements): (&String, &Vec<Element>)| {
            let usages: Vec<Value> = elements.iter().map(usage).collect();
            json!({ "to": { "id": self.id(&self.name(key, progress)) }, "references": [{ "usages": usages }] })
        };
        let [line, column, last, end] = one.span;
        let mut body = json!({
            "id": self.id(&name),
            "name": one.name,
            "package_name": name.package,
            "source": { "source": { "path": format!("{}.tsx", name.place), "mtype": "local" } },
            "export_ids": one.exports.iter().map(export).collect::<Vec<_>>(),
            "props": one.props.iter().map(declared).collect::<Vec<_>>(),
            "html_elements": one.html,
            "dependencies": one.children.iter().map(dependency).collect::<Vec<_>>(),
            "metadata": one.metadata,
            "span": { "start": { "line": line, "column": column }, "end": { "line": last, "column": end } },
        });
        for (field, date) in [("created_at", date(past.born)), ("updated_at", date(past.changed))] {
            if let Some(date) = date {
                body[field] = json!(date);
            }
        }
        body
    }

    /// What a key of the sample was called at that time.
    fn name(&self, key: &str, progress: f64) -> Name {
        let renamed = self.base.renamed.iter().filter(|(until, ..)| progress < *until);
        let key = renamed.fold(key.to_owned(), |key, (_, now, then)| match key.strip_prefix(now) {
            Some(rest) => format!("{then}{rest}"),
            None => key,
        });
        let mut parts = key.splitn(3, ':').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Name { package: next(), place: next(), symbol: next() }
    }

    fn id(&self, Name { package, place, symbol }: &Name) -> String {
        let mut hashes = self.hashes.borrow_mut();
        let hash = hashes.entry(place.clone()).or_insert_with(|| hex(place));
        format!("{package}:{hash}:{symbol}")
    }

    fn package_name(&self, progress: f64) -> String {
        self.name(&format!("{}::", self.sample.package_name), progress).package
    }

    /// A release every fortnight.
    fn version(&self, progress: f64) -> String {
        let major = self.sample.version.split('.').next().unwrap_or_default();
        format!("{major}.{}.0", (progress * 26.0) as u32)
    }
}

/// Address of a repository.
pub fn repository_url(repository: &str) -> String {
    format!("https://git.acme.example/acme/{repository}.git")
}

/// The three parts of an id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    package: String,
    place: String,
    symbol: String,
}

fn external(name: &Name, id: String) -> Value {
    json!({
        "id": id,
        "name": if name.symbol == "default" { &name.place } else { &name.symbol },
        "package_name": name.package,
        "source": { "source": { "path": name.place, "mtype": "package" } },
        "export_ids": [],
        "dependencies": [],
    })
}

fn usage(Element([line, column, last, end], props): &Element) -> Value {
    let passed = |(name, value): (&String, &Literal)| json!({ "name": name, "value": literal(value) });
    json!({
        "start": { "line": line, "column": column },
        "end": { "line": last, "column": end },
        "props": props.iter().map(passed).collect::<Vec<_>>(),
    })
}

fn literal(value: &Literal) -> Value {
    match value {
        Literal::Plain(Value::String(text)) => json!({ "type": "String", "value": text }),
        Literal::Plain(Value::Bool(value)) => json!({ "type": "Bool", "value": value }),
        Literal::Plain(number) => json!({ "type": "Number", "value": number }),
        Literal::Kind(parts) => match parts.as_slice() {
            [kind, name] => json!({ "type": kind, "value": name }),
            [kind, ..] => json!({ "type": kind }),
            [] => json!({ "type": "Null" }),
        },
    }
}
