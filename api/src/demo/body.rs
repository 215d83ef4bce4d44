//! The body of a scan, as the scanner sends it.
use super::{
    calendar,
    code_base::CodeBase,
    draw::hex,
    growth::{self, Grown},
    past::{self, Lives, Past},
    sample::{Element, Literal, Sample},
};
use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::{Value, json};
use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

/// A code base, ready to be looked at at any time of the year.
pub struct History {
    /// Which.
    pub base: &'static CodeBase,
    /// What the scanner said of its sample.
    pub sample: Sample,
    /// The end of the year.
    end: DateTime<Utc>,
    all: Vec<Grown>,
    lives: Lives,
    /// When each of `all` changes.
    turns: Vec<Vec<f64>>,
    /// Components in words, by their place in `all` and how often they had changed: most scans repeat most of them.
    written: RefCell<HashMap<(usize, usize), Rc<Written>>>,
    /// Hashes of paths: there are few paths, and each stands in many ids.
    hashes: RefCell<HashMap<String, String>>,
}

/// A component as the scanner sends it, and whatever it renders of other packages.
struct Written {
    json: String,
    others: Vec<Name>,
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
    pub fn of(base: &'static CodeBase, end: DateTime<Utc>) -> anyhow::Result<Self> {
        let sample: Sample = serde_json::from_str(base.sample)?;
        let all = growth::grow(base, &sample)?;
        let lives = past::lives(&sample.package_name, &all);
        let turns = all.iter().map(|one| past::turns(base, one, &lives)).collect();
        let (written, hashes) = (RefCell::default(), RefCell::default());
        Ok(Self { base, sample, end, all, lives, turns, written, hashes })
    }

    /// The body of a scan.
    pub fn body(&self, moment: &Moment) -> String {
        let Self { base, sample, .. } = self;
        let Moment { progress, branch, .. } = *moment;
        let there = |one: &Grown| one.born <= progress && progress < one.gone;
        let there = self.all.iter().enumerate().filter(|(_, one)| there(one));
        let written: Vec<Rc<Written>> = there.map(|(index, one)| self.written(index, one, progress)).collect();
        let others: BTreeSet<&Name> = written.iter().flat_map(|one| &one.others).collect();
        let mut components: Vec<String> = others.iter().map(|name| external(name, self.id(name)).to_string()).collect();
        components.extend(written.iter().map(|one| one.json.clone()));
        let complaints = |all: &[Value]| if progress < base.troubled_since { Vec::new() } else { all.to_vec() };
        let root = json!({ "name": self.package_name(progress), "path": "", "version": self.version(progress) });
        let rest = json!({
            "alias_map": { "root": root, "packages": {} },
            "setup_issues": complaints(&sample.setup_issues),
            "invalid_dependencies": complaints(&sample.invalid_dependencies),
            "parser_errors": complaints(&sample.parser_errors),
            "meta": {
                "cli_version": sample.cli_version,
                "ci_vendor": "GitLab CI",
                "num_of_modules": sample.modules as usize + written.len(),
            },
            "repository": {
                "scope": "acme", "name": base.repository, "branch": branch,
                "url": repository_url(base.repository),
                "initialCommitHash": hex(base.repository).get(..40),
            },
        });
        // The components are in words already, and the rest is an object: they become its first member.
        format!("{{\"components\":[{}],{}", components.join(","), rest.to_string().trim_start_matches('{'))
    }

    fn written(&self, index: usize, one: &Grown, progress: f64) -> Rc<Written> {
        let turn = self.turns[index].partition_point(|turn| *turn <= progress);
        if let Some(known) = self.written.borrow().get(&(index, turn)) {
            return known.clone();
        }
        let past = past::at(self.base, &self.sample.package_name, one, &self.lives, progress);
        let own = self.package_name(progress);
        let names = past.component.children.keys().map(|key| self.name(key, progress));
        let others = names.filter(|name| name.package != own).collect();
        let new = Rc::new(Written { json: self.local(&past, progress).to_string(), others });
        self.written.borrow_mut().insert((index, turn), new.clone());
        new
    }

    fn local(&self, past: &Past, progress: f64) -> Value {
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
        for (field, date) in [("created_at", self.date(past.born)), ("updated_at", self.date(past.changed))] {
            if let Some(date) = date {
                body[field] = json!(date);
            }
        }
        body
    }

    /// What happened before the year is beyond what the scanner asks git for.
    fn date(&self, then: f64) -> Option<String> {
        let ago = Duration::seconds(((1.0 - then) * calendar::year().num_seconds() as f64) as i64);
        (then > 0.0).then(|| (self.end - ago).to_rfc3339_opts(SecondsFormat::Millis, true))
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
