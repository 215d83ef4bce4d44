//! The rules of linking, each by looking at everything.
use crate::naive::{Coverage, Facts, Who, who_external};
use crate::source::Source;
use engine::{LinkedBy, RepositoryKey};
use std::collections::BTreeMap;

fn export_name(id: &str) -> &str {
    id.rsplit(':').next().unwrap()
}

/// Whether `id`, said by that repository, means `external`.
fn means(sources: &[Source], repository: RepositoryKey, id: &str, external: &Who) -> bool {
    let source = sources.iter().find(|s| s.repository == repository).unwrap();
    who_external(source, id) == *external
}

pub fn link(
    external: &Who,
    all: &BTreeMap<Who, Facts>,
    sources: &[Source],
    coverage: &mut Coverage,
) -> Option<(Who, LinkedBy)> {
    let own = &all[external];
    let locals = || all.iter().filter(|(who, _)| matches!(who, Who::Local(..)));
    let lists_it = |facts: &Facts| facts.export_ids.iter().any(|(by, id)| means(sources, *by, id, external));
    let is_nameless = own.package == "root";

    // 0. A local component has the very id (of the same project: a nameless one is only itself).
    let same_id = locals().find(|(_, facts)| facts.id == own.id && (!is_nameless || facts.project == own.project));
    if let Some((who, _)) = same_id {
        coverage.hit("linked by id");
        return Some((who.clone(), LinkedBy::Id));
    }

    // 1. A local component lists it; of several the one of its own package.
    let listing: Vec<(&Who, &Facts)> = locals().filter(|(_, facts)| lists_it(facts)).collect();
    let of_package: Vec<_> = listing.iter().filter(|(_, facts)| facts.project == own.project).collect();
    match (listing.as_slice(), of_package.as_slice()) {
        ([], _) => {}
        ([(who, _)], _) => {
            coverage.hit("linked by export id");
            return Some(((*who).clone(), LinkedBy::ExportId));
        }
        (_, [(who, _)]) => {
            coverage.hit("export id of several, one of the package");
            return Some(((*who).clone(), LinkedBy::ExportId));
        }
        _ => coverage.hit("export id of several, none"),
    }

    // 2. The only local component of its package with its export name.
    let name = export_name(&own.id);
    let named: Vec<(&Who, &Facts)> = locals()
        .filter(|(_, facts)| facts.project == own.project)
        .filter(|(_, facts)| facts.name == name || facts.export_ids.iter().any(|(_, id)| export_name(id) == name))
        .collect();
    match named.as_slice() {
        [_] if name == "default" => coverage.hit("default is no name"),
        [(who, facts)] => {
            coverage.hit("linked by name");
            coverage.hit_if(facts.name != name, "linked by the name of an export id");
            return Some(((*who).clone(), LinkedBy::Name));
        }
        [] => {}
        _ => coverage.hit("name of several"),
    }

    // 3. Another external component lists it; of several the one of its own package.
    let listing: Vec<(&Who, &Facts)> = all
        .iter()
        .filter(|(who, facts)| matches!(who, Who::External(..)) && *who != external && lists_it(facts))
        .collect();
    let of_package: Vec<_> = listing.iter().filter(|(_, facts)| facts.project == own.project).collect();
    let found = match (listing.as_slice(), of_package.as_slice()) {
        ([], _) => return None,
        ([found], _) => {
            coverage.hit("linked by re-export");
            found
        }
        (_, [found]) => {
            coverage.hit("re-export of several, one of the package");
            found
        }
        _ => {
            coverage.hit("re-export of several, none");
            return None;
        }
    };
    let newest = sources
        .iter()
        .filter(|s| s.components.iter().any(|c| who_external(s, &c.id) == *found.0))
        .max_by_key(|s| (s.at, s.repository))
        .unwrap();
    let by_newest =
        found.1.export_ids.iter().any(|(by, id)| *by == newest.repository && means(sources, *by, id, external));
    coverage.hit_if(!by_newest, "export id known only from an older body");
    // An id that a local component has is that component's.
    let same_id = locals().find(|(_, facts)| (&facts.id, &facts.project) == (&found.1.id, &found.1.project));
    coverage.hit_if(same_id.is_some(), "re-export of a local component's id");
    Some((same_id.unwrap_or(*found).0.clone(), LinkedBy::ReExport))
}
