//! Issues from the newest scans and the state they make up.
use super::{
    built::{Built, Defined, built},
    model::{DataIssue, DataIssueKind},
    snippet,
};
use crate::{
    error::ApiResult,
    snapshots::{CountingScan, Newest},
};
use actix_web::web;
use std::{collections::BTreeMap, sync::Arc};

/// How many there are: the number beside the link to their page, and the one the scanner prints. Counted once a revision.
pub async fn count(newest: &Arc<Newest>) -> ApiResult<u32> {
    if let Some(known) = newest.data_issues.get() {
        return Ok(*known);
    }
    let asked = newest.clone();
    let found = web::block(move || collect(&asked).len()).await.map_err(anyhow::Error::from)?;
    Ok(*newest.data_issues.get_or_init(|| u32::try_from(found).unwrap_or(u32::MAX)))
}

/// Every issue, those that move numbers first.
pub fn collect(newest: &Newest) -> Vec<DataIssue> {
    let exports = newest.state().export_issues().into_iter().map(|issue| DataIssue {
        kind: DataIssueKind::Export,
        project_name: Some(issue.project.to_owned()),
        project_alias: None,
        repositories: Vec::new(),
        repository: newest.repository_name(issue.repository).to_owned(),
        summary: format!(
            "{} of {} used by other packages could not be found in it.",
            counted(issue.components.len(), "component", "components"),
            issue.project
        ),
        details: issue
            .components
            .iter()
            .map(|component| &component.facts)
            .map(|facts| import_of(&facts.name, &facts.package_name, &facts.path))
            .collect(),
        snippet: Some(snippet::of_exports(
            issue.project,
            newest.is_one_package(issue.repository),
            issue.components.iter().map(|component| component.facts.path.as_str()),
        )),
    });
    let of_scans = newest.scans.iter().flat_map(|scan| parser_errors(scan).into_iter().chain(setup_issues(scan)));
    let of_repositories = claimants(newest).chain(same_repositories(newest)).chain(disjoint_roots(newest));
    alias_issues(newest).chain(exports).chain(built_files(newest)).chain(of_repositories).chain(of_scans).collect()
}

fn built_files(newest: &Newest) -> Vec<DataIssue> {
    let state = newest.state();
    let rows = state.components();
    let defined = rows.iter().filter(|row| row.is_internal);
    let found =
        built(defined.map(|row| Defined { project: row.project_name, name: &row.facts.name, path: &row.facts.path }));
    let owners = newest.timeline.project_owners();
    let issue = |one: Built<'_>| {
        let owner = owners.get(one.project);
        let folders: Vec<&str> = one.folders.into_iter().collect();
        DataIssue {
            kind: DataIssueKind::BuiltFiles,
            project_name: Some(one.project.to_owned()),
            project_alias: None,
            repositories: Vec::new(),
            repository: owner.map_or("", |owner| newest.repository_name(*owner)).to_owned(),
            summary: format!(
                "{} of {} counted twice: in the source, and in the built files of {}.",
                counted(one.twins.len(), "component", "components"),
                one.project,
                folders.join(", ")
            ),
            details: one.twins.iter().map(|twin| format!("{}: {}", twin.name, twin.path)).collect(),
            snippet: Some(snippet::of_built(&folders)),
        }
    };
    found.into_iter().map(issue).collect()
}

fn claimants(newest: &Newest) -> impl Iterator<Item = DataIssue> + '_ {
    newest.timeline.conflicts().into_iter().map(|conflict| {
        let names: Vec<String> = conflict.claims.iter().map(|claim| claim.repository_name.clone()).collect();
        let owner = names.first().cloned().unwrap_or_default();
        DataIssue {
            kind: DataIssueKind::Claimants,
            project_name: Some(conflict.project.clone()),
            project_alias: None,
            repositories: Vec::new(),
            summary: format!(
                "{} is defined in {}; it counts as part of {owner}, where it appeared last.",
                conflict.project,
                counted(names.len(), "repository", "repositories")
            ),
            repository: owner,
            details: names,
            snippet: None,
        }
    })
}

fn same_repositories(newest: &Newest) -> impl Iterator<Item = DataIssue> + '_ {
    newest.look_alikes.iter().map(|alike| {
        let names: Vec<String> = alike.iter().map(|one| one.1.clone()).collect();
        DataIssue {
            kind: DataIssueKind::SameRepository,
            project_name: None,
            project_alias: None,
            repositories: alike.iter().map(|one| one.0).collect(),
            repository: names.first().cloned().unwrap_or_default(),
            summary: format!("{} begin with the same commit. Merge them if they are the same.", names.join(" and ")),
            details: names,
            snippet: None,
        }
    })
}

fn disjoint_roots(newest: &Newest) -> impl Iterator<Item = DataIssue> + '_ {
    newest.scans.iter().filter(|scan| !scan.replaced.is_empty()).map(|scan| DataIssue {
        kind: DataIssueKind::DisjointRoots,
        project_name: None,
        project_alias: None,
        repositories: Vec::new(),
        repository: scan.repository_name.clone(),
        summary: format!(
            "The newest scan of {} has none of the {} of the one before. Scan all of them together.",
            scan.repository_name,
            counted(scan.replaced.len(), "package", "packages")
        ),
        details: scan.replaced.clone(),
        snippet: None,
    })
}

fn import_of(name: &str, package: &str, path: &str) -> String {
    if path.is_empty() { format!("{name} from {package}") } else { format!("{name} from {package}/{path}") }
}

fn alias_issues(newest: &Newest) -> impl Iterator<Item = DataIssue> + '_ {
    newest.scans.iter().flat_map(move |scan| {
        let mut by_project: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for import in &scan.issues.invalid_dependencies {
            let whole = if import.path.is_empty() {
                import.package_name.clone()
            } else {
                format!("{}/{}", import.package_name, import.path)
            };
            if !whole.ends_with(".svg") {
                by_project.entry(&import.source_package_name).or_default().push(whole);
            }
        }
        by_project.into_iter().map(move |(project, details)| DataIssue {
            kind: DataIssueKind::Alias,
            project_name: Some(project.to_owned()),
            project_alias: None,
            repositories: Vec::new(),
            repository: scan.repository_name.clone(),
            summary: format!(
                "{} in {project} found neither as a file nor as a declared dependency.",
                counted(details.len(), "import", "imports")
            ),
            snippet: Some(snippet::of_aliases(
                project,
                newest.is_one_package(scan.repository),
                details.iter().map(String::as_str),
            )),
            details,
        })
    })
}

fn parser_errors(scan: &CountingScan) -> Option<DataIssue> {
    let errors = &scan.issues.parser_errors;
    (!errors.is_empty()).then(|| DataIssue {
        kind: DataIssueKind::ParserError,
        project_name: None,
        project_alias: None,
        repositories: Vec::new(),
        repository: scan.repository_name.clone(),
        summary: format!(
            "The scanner could not parse {}; the components in it are missing.",
            counted(errors.len(), "file", "files")
        ),
        details: errors.iter().map(|error| format!("{}: {}", error.file, error.reason.join("; "))).collect(),
        snippet: None,
    })
}

fn setup_issues(scan: &CountingScan) -> Vec<DataIssue> {
    let mut by_project: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for issue in &scan.issues.setup_issues {
        let what = match issue.kind.as_str() {
            "TARGET_NOT_INCLUDED" => "points to files that are not scanned",
            _ => "points to files that do not exist",
        };
        let line = format!("{} \"{}\" {what}: {}", issue.entry_type, issue.entry_name, issue.patterns.join(", "));
        by_project.entry(&issue.package_name).or_default().push(line);
    }
    let one = |(project, details): (&str, Vec<String>)| DataIssue {
        kind: DataIssueKind::Setup,
        project_name: Some(project.to_owned()),
        project_alias: None,
        repositories: Vec::new(),
        repository: scan.repository_name.clone(),
        summary: format!(
            "{} of {project} without a target.",
            counted(details.len(), "alias or export", "aliases or exports")
        ),
        details,
        snippet: None,
    };
    by_project.into_iter().map(one).collect()
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
