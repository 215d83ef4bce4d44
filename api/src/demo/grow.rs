//! The body of a code base's scan at some time of the year. Everything is drawn from names, never from chance: the same
//! week has the same body whenever it is made.
use super::code_base::CodeBase;
use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Git dates reach back so far, as the scanner reads them.
const DATES_REACH: Duration = Duration::days(365);

/// The body of a scan.
///
/// `at` is its time, `progress` how much of the year has passed by then (0 to 1), `year` its length.
pub fn body(base: &CodeBase, at: DateTime<Utc>, progress: f64, year: Duration) -> anyhow::Result<Value> {
    let mut body: Value = serde_json::from_str(&base.body.replace("@sample/", "@acme/"))?;
    let package = body["alias_map"]["root"]["name"].as_str().context("the sample has no name")?.to_owned();
    let samples = body["components"].as_array().context("the sample has no components")?.clone();
    let date = |born: f64| {
        let age = Duration::seconds(((progress - born) * year.num_seconds() as f64) as i64);
        (born > 0.0 && age < DATES_REACH).then(|| (at - age).to_rfc3339())
    };
    let mut components = Vec::new();
    for sample in &samples {
        components.push(dated(sample.clone(), date(0.0)));
    }
    for screen in screens(base).filter(|screen| screen.born <= progress) {
        components.push(dated(screen.grow(base, &package, &samples, progress)?, date(screen.born)));
    }
    let used: BTreeSet<&str> = components.iter().flat_map(children).filter_map(|to| to["id"].as_str()).collect();
    let is_kept = |one: &Value| is_local(one) || one["id"].as_str().is_some_and(|id| used.contains(id));
    let kept: Vec<Value> = components.iter().filter(|one| is_kept(one)).cloned().collect();
    body["components"] = kept.into();
    body["alias_map"]["root"]["version"] = json!(format!("2.{}.0", (progress * 12.0) as u32));
    body["meta"]["ci_vendor"] = json!("GitHub Actions");
    body["repository"] = json!({
        "scope": "acme", "name": base.repository, "branch": "main",
        "url": format!("https://git.acme.example/acme/{}.git", base.repository),
        "initialCommitHash": hex(base.repository).get(..40),
    });
    Ok(body)
}

/// A component that the sample does not have, made after one that it has.
struct Screen {
    name: String,
    path: String,
    /// Share of the year after which it appears; 0 for what is there at first.
    born: f64,
}

fn screens(base: &CodeBase) -> impl Iterator<Item = Screen> + '_ {
    base.parts.iter().flat_map(move |part| {
        base.kinds.iter().map(move |kind| {
            let name = format!("{part}{kind}");
            let folder = part.to_lowercase();
            let late = draw(&[base.repository, &name, "born"]);
            let born = if late < base.there_at_first {
                0.0
            } else {
                (late - base.there_at_first) / (1.0 - base.there_at_first)
            };
            let path = if kind.is_empty() {
                format!("src/{folder}")
            } else {
                format!("src/{folder}/{folder}-{}", kind.to_lowercase())
            };
            Screen { name, path, born }
        })
    })
}

impl Screen {
    fn grow(&self, base: &CodeBase, package: &str, samples: &[Value], progress: f64) -> anyhow::Result<Value> {
        let models: Vec<&Value> =
            samples.iter().filter(|one| is_local(one) && children(one).count() >= least(base)).collect();
        let chosen = (draw(&[base.repository, &self.name, "model"]) * models.len() as f64) as usize;
        let mut screen = (*models.get(chosen).context("the sample has nothing to grow from")?).clone();
        let id = format!("{package}:{}:{}", hex(&self.path), self.name);
        let entry = format!("{package}:{}:{}", hex(""), self.name);
        screen["id"] = json!(id);
        screen["name"] = json!(self.name);
        screen["export_ids"] = if base.legacy.is_none() { json!([id, entry]) } else { json!([id]) };
        screen["source"]["symbol"] = json!(format!("{}#0", self.name));
        screen["source"]["source"]["path"] = json!(format!("{}.tsx", self.path));
        if let Some(legacy) = base.legacy {
            self.dress(&mut screen, samples, legacy, self.has_moved(base, progress));
        }
        Ok(screen)
    }

    /// Screens move one after the other, around the time when half of them have.
    fn has_moved(&self, base: &CodeBase, progress: f64) -> bool {
        let spread = 0.9 * (draw(&[base.repository, &self.name, "moved"]) - 0.5);
        progress > base.half_moved_at + spread
    }

    /// Makes the screen use the design system's button, or the one that was there before.
    fn dress(&self, screen: &mut Value, samples: &[Value], legacy: &str, has_moved: bool) {
        let id_of = |name: &str, local: bool| {
            samples.iter().find(|one| one["name"] == name && is_local(one) == local).map(|one| one["id"].clone())
        };
        let (Some(old), Some(new)) = (id_of(legacy, true), id_of("Button", false)) else { return };
        let wanted = if has_moved { &new } else { &old };
        let Some(list) = screen["dependencies"].as_array_mut() else { return };
        list.retain(|one| one["to"]["id"] != old && one["to"]["id"] != new);
        let line = 7 + list.len() * 3;
        let element = json!({ "start": { "line": line, "column": 7 }, "end": { "line": line, "column": 40 },
            "props": [{ "name": "kind", "value": { "type": "String", "value": "primary" } }] });
        list.push(json!({ "to": { "id": wanted }, "references": [{ "usages": [element], "trace": [] }] }));
    }
}

/// Components of the design system are small, screens of an app are put together from others.
fn least(base: &CodeBase) -> usize {
    if base.legacy.is_none() { 1 } else { 2 }
}

fn is_local(component: &Value) -> bool {
    component["source"]["source"]["mtype"] == "local"
}

fn children(component: &Value) -> impl Iterator<Item = &Value> {
    component["dependencies"].as_array().into_iter().flatten().map(|dependency| &dependency["to"])
}

fn dated(mut component: Value, date: Option<String>) -> Value {
    if let (Some(date), true) = (date, is_local(&component)) {
        component["created_at"] = json!(date);
        component["updated_at"] = json!(date);
    }
    component
}

fn hex(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A number from 0 to 1 that depends on nothing but the words.
fn draw(words: &[&str]) -> f64 {
    let hash = Sha256::digest(words.join("/"));
    let first: [u8; 4] = hash.as_slice().first_chunk().copied().unwrap_or_default();
    f64::from(u32::from_le_bytes(first)) / f64::from(u32::MAX)
}
