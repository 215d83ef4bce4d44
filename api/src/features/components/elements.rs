//! The elements that render a component, read from the scans of those who render it: nothing of them is in memory.
use super::read::Source;
use crate::{
    auth::member::Scope,
    error::ApiResult,
    snapshots::Newest,
    store::{lines::Lines, parts},
};
use anyhow::Context;
use engine::{RepositoryKey, components::ComponentRow};
use scan::{
    Component, Edge, Usage,
    record::{EdgeSummary, Part},
    store::{Entry, Key, Manifest, Ref},
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// A component's own record and the elements in it that render another one.
pub struct Rendered<'a> {
    /// The component that renders.
    pub parent: ComponentRow<'a>,
    /// The elements, in their order in the file.
    pub elements: Vec<Usage>,
}

/// The elements of a component, by who renders it.
pub async fn of<'a>(source: &Source<'a>, child: &str, parents: Vec<ComponentRow<'a>>) -> ApiResult<Vec<Rendered<'a>>> {
    let mut all = Vec::with_capacity(parents.len());
    for (repository, parents) in by_repository(source.newest, parents) {
        let ids: Vec<&str> = parents.iter().map(|row| row.facts.id.as_str()).collect();
        let mut found: HashMap<String, Component> = HashMap::new();
        for component in records(source, repository, &ids).await? {
            found.insert(component.id.clone(), component);
        }
        for parent in parents {
            let component = found.remove(&parent.facts.id).context("a component without a record")?;
            let leads_here = |edge: &Edge| source.newest.timeline.leads_to(repository, &edge.to) == Some(child);
            let mut elements: Vec<Usage> =
                component.edges.into_iter().filter(leads_here).flat_map(|edge| edge.usages).collect();
            elements.sort_by_key(|element| element.span);
            all.push(Rendered { parent, elements });
        }
    }
    Ok(all)
}

/// A component as its scan has it.
pub async fn record(
    source: &Source<'_>,
    component: &ComponentRow<'_>,
) -> ApiResult<Option<(RepositoryKey, Component)>> {
    let Some(owner) = source.newest.timeline.project_owners().get(component.project_name).copied() else {
        return Ok(None);
    };
    let id = component.facts.id.as_str();
    let found = records(source, owner, &[id]).await?.pop();
    Ok(found.map(|found| (owner, found)))
}

/// What the elements of a component pass, all of them together.
#[derive(Default)]
pub struct Passed {
    /// Names of props.
    pub names: HashSet<String>,
    /// Elements with a spread attribute.
    pub spreads: u64,
}

/// What is passed to every component, by key.
pub async fn passed(source: &Source<'_>, all: Vec<ComponentRow<'_>>) -> ApiResult<HashMap<String, Passed>> {
    let Source { db, scope, newest } = *source;
    let mut by_child: HashMap<String, Passed> = HashMap::new();
    for (repository, parents) in by_repository(newest, all) {
        let txn = db.begin_read().await?;
        let manifest = manifest(&txn, scope, newest, repository).await?;
        let mut parents_of: BTreeMap<Ref, Vec<&str>> = BTreeMap::new();
        for parent in &parents {
            let entry = manifest.get(Key::of(&parent.facts.id)).context("a component its scan does not have")?;
            parents_of.entry(entry.at(Part::Edges)).or_default().push(parent.key);
        }
        parts::read(&txn, scope, Part::Edges, parents_of.keys().copied(), |at, bytes| {
            for edge in EdgeSummary::decode(bytes)? {
                let Some(child) = newest.timeline.leads_to(repository, &edge.to) else { continue };
                if parents_of[&at].iter().any(|parent| *parent != child) {
                    let passed = by_child.entry(child.to_owned()).or_default();
                    passed.names.extend(edge.props.into_iter().map(|(name, _)| name));
                    passed.spreads += u64::from(edge.spreads);
                }
            }
            Ok(())
        })
        .await?;
        txn.commit().await?;
    }
    Ok(by_child)
}

/// Only what a project defines renders anything, and its repository's scan tells what.
fn by_repository<'a>(
    newest: &Newest,
    components: Vec<ComponentRow<'a>>,
) -> BTreeMap<RepositoryKey, Vec<ComponentRow<'a>>> {
    let owners = newest.timeline.project_owners();
    let mut all: BTreeMap<RepositoryKey, Vec<ComponentRow<'a>>> = BTreeMap::new();
    for component in components.into_iter().filter(|component| component.is_internal) {
        if let Some(owner) = owners.get(component.project_name) {
            all.entry(*owner).or_default().push(component);
        }
    }
    all
}

async fn records(source: &Source<'_>, repository: RepositoryKey, ids: &[&str]) -> ApiResult<Vec<Component>> {
    let Source { db, scope, newest } = *source;
    let txn = db.begin_read().await?;
    let manifest = manifest(&txn, scope, newest, repository).await?;
    let entry = |id: &&str| manifest.get(Key::of(id)).map(|entry| (Key::of(id), *entry));
    let entries: Vec<(Key, Entry)> = ids.iter().filter_map(entry).collect();
    let found = parts::components(&txn, scope, &entries).await?;
    txn.commit().await?;
    Ok(found)
}

async fn manifest(
    db: &impl sea_orm::ConnectionTrait,
    scope: Scope,
    newest: &Newest,
    repository: RepositoryKey,
) -> anyhow::Result<Manifest> {
    let scan = newest.scan_of(repository).context("a project without a scan")?;
    Lines::load(db, scope, None).await?.manifest(db, scope, scan.id).await
}
