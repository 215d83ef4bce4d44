//! Whose a project is.
use crate::workspace::{Says, build, edges, external, find, local, names, repository, rows, since};
use engine::RepositoryKey;
use engine::projects::Conflict;
use std::collections::HashSet;

fn claimants(conflict: &Conflict) -> Vec<&str> {
    let claims = conflict.claims.iter();
    claims.map(|claim| claim.repository_name.as_str()).collect()
}

#[test]
fn an_empty_workspace_has_an_empty_state() {
    let workspace = build([]);
    assert_eq!(workspace.timeline.projects(), []);
    assert_eq!(names(&workspace), []);
}

#[test]
fn a_project_belongs_to_the_repository_in_which_it_appeared_last() {
    // The old place is scanned again every day and still doesn't get it back.
    let old = since(repository("old", 9, [local("web", "Old")]), "web", 1, 1);
    let new = since(repository("new", 5, [local("web", "New")]), "web", 4, 4);
    let workspace = build([old, new]);
    assert_eq!(names(&workspace), [("web", "New")]);
    let conflicts = workspace.timeline.conflicts();
    assert_eq!((conflicts.len(), conflicts[0].project.as_str()), (1, "web"));
    assert_eq!(claimants(&conflicts[0]), ["new", "old"]);
}

#[test]
fn of_two_appearances_in_one_millisecond_the_later_number_wins() {
    for (one, other, winner) in [(1, 2, "Two"), (2, 1, "One")] {
        let one = since(repository("a", 7, [local("web", "One")]), "web", 7, one);
        let two = since(repository("b", 7, [local("web", "Two")]), "web", 7, other);
        assert_eq!(names(&build([one, two])), [("web", winner)]);
    }
}

#[test]
fn a_repository_keeps_the_packages_that_only_it_has() {
    let old = repository("old", 1, [local("web", "Old"), local("docs", "Page")]);
    let new = repository("new", 2, [local("web", "New")]);
    let workspace = build([old, new]);
    assert_eq!(names(&workspace), [("docs", "Page"), ("web", "New")]);
    let projects = workspace.timeline.projects();
    let owned: Vec<_> = projects.iter().map(|p| (p.name, p.components)).collect();
    assert_eq!(owned, [("docs", 1), ("web", 1)]);
    assert_ne!(projects[0].repository, projects[1].repository);
}

#[test]
fn an_undisputed_project_is_no_conflict() {
    let ui = repository("ui", 1, [local("ui", "Button")]);
    let web = repository("web", 2, [local("web", "Page"), external("ui", "Button")]);
    assert_eq!(build([ui, web]).timeline.conflicts(), []);
}

#[test]
fn a_package_without_components_is_a_project_with_none() {
    let empty = since(repository("ui", 1, []), "ui", 1, 1);
    let projects = build([empty]);
    let projects = projects.timeline.projects();
    assert_eq!((projects[0].name, projects[0].components), ("ui", 0));
}

#[test]
fn a_nameless_package_is_named_after_its_repository() {
    let workspace = build([repository("web", 1, [local("root", "App")])]);
    let app = find(&workspace, "root@web", "App");
    assert_eq!(app.facts.package_name, "root");
    assert_eq!(workspace.timeline.projects()[0].name, "root@web");
}

#[test]
fn nameless_packages_of_two_repositories_are_two_projects() {
    let button = local("root", "Button");
    let page = local("root", "Page").renders(&button, 3);
    let web = repository("web", 1, [local("root", "Button"), page]);
    let docs = repository("docs", 2, [button]);
    let workspace = build([web, docs]);
    assert_eq!(workspace.timeline.conflicts(), []);
    assert_eq!(find(&workspace, "root@web", "Button").usages, 1);
    assert_eq!(find(&workspace, "root@docs", "Button").usages, 0);
    let keys: HashSet<_> = rows(&workspace).iter().map(|row| row.key).collect();
    let ids: HashSet<_> = rows(&workspace).iter().map(|row| row.facts.id.as_str()).collect();
    assert_eq!((keys.len(), ids.len()), (3, 2));
}

#[test]
fn nameless_packages_of_repositories_with_one_name_are_two_projects_still() {
    let mut first = repository("web", 1, [local("root", "One")]);
    let mut second = repository("web", 2, [local("root", "Two")]);
    (first.repository, second.repository) = (RepositoryKey(8), RepositoryKey(5));
    let named = repository("other", 3, [local("root@web#2", "Three")]);
    assert_eq!(
        names(&build([first, second, named])),
        [("root@web", "Two"), ("root@web#2", "Three"), ("root@web#3", "One")]
    );
}

#[test]
fn a_component_of_somebody_elses_project_is_the_owners_component_of_that_id() {
    let stale = local("web", "Button").called("StaleButton");
    let page = local("docs", "Page").renders(&stale, 2);
    let old = repository("old", 1, [stale, page]);
    let new = repository("new", 2, [local("web", "Button")]);
    assert_eq!(edges(&build([old, new])), [("Page", "Button", 2)]);
}

#[test]
fn a_component_the_owner_does_not_have_is_external() {
    let gone = local("web", "Gone").exported_as(external("web", "Alias").id);
    let page = local("docs", "Page").renders(&gone, 1);
    let old = repository("old", 1, [gone, page]);
    let alias = external("web", "Alias");
    let new = repository("new", 2, [local("web", "New").renders(&alias, 1), alias]);
    let workspace = build([old, new]);
    assert!(!find(&workspace, "web", "Gone").is_internal);
    // Nor does it re-export anything: its package is what the owner says.
    assert_eq!(edges(&workspace), [("New", "Alias", 1), ("Page", "Gone", 1)]);
}
