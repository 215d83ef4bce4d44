//! What imports of one repository mean in another one.
use crate::workspace::{
    Says, Workspace, build, edges, external, find, id, linked, local, main_entry, names, repository, rows,
};
use engine::LinkedBy;
use scan::Component;

/// A repository `ui` with these components and an app that renders `imported` once.
fn imported<const N: usize>(components: [Component; N], imported: Component) -> Workspace {
    let page = local("app", "Page").renders(&imported, 1);
    build([repository("ui", 1, components), repository("app", 2, [page, imported])])
}

fn is_linked_to(workspace: &Workspace, name: &str, by: LinkedBy) -> bool {
    let row = find(workspace, "ui", name);
    edges(workspace).contains(&("Page", name, 1)) && row.linked_by == Some(by) && row.is_internal
}

#[test]
fn an_import_of_a_local_components_very_id_is_that_component() {
    let mut deep = external("ui", "Button").at("src/Button");
    deep.id = local("ui", "Button").id;
    let workspace = imported([local("ui", "Button")], deep);
    assert!(is_linked_to(&workspace, "Button", LinkedBy::Id));
    assert_eq!(find(&workspace, "ui", "Button").facts.path, "src/Button.tsx");
    assert_eq!(linked(&workspace), [("Button", LinkedBy::Id)]);
}

#[test]
fn an_import_by_an_export_id_is_the_component_that_lists_it() {
    let button = local("ui", "Base").exported_as(main_entry("ui", "Button"));
    let workspace = imported([button, local("ui", "Button")], external("ui", "Button"));
    assert!(is_linked_to(&workspace, "Base", LinkedBy::ExportId));
    assert_eq!(linked(&workspace), [("Base", LinkedBy::ExportId)]);
}

#[test]
fn of_several_with_the_export_id_the_one_of_the_imports_package_is_meant() {
    let export_id = main_entry("ui", "Button");
    let own = local("ui", "Own").exported_as(export_id.clone());
    let foreign = local("lib", "Foreign").exported_as(export_id);
    let workspace = imported([own, foreign], external("ui", "Button"));
    assert!(is_linked_to(&workspace, "Own", LinkedBy::ExportId));
}

#[test]
fn several_with_the_export_id_link_nothing_when_none_or_two_are_of_its_package() {
    for package in ["lib", "ui"] {
        let one = local(package, "One").exported_as(main_entry("ui", "Button"));
        let two = local(package, "Two").exported_as(main_entry("ui", "Button"));
        let workspace = imported([one, two], external("ui", "Button"));
        assert!(!find(&workspace, "ui", "Button").is_internal);
        assert_eq!(linked(&workspace), []);
    }
}

#[test]
fn an_ambiguous_export_id_leaves_the_next_rule_its_chance() {
    let one = local("lib", "One").exported_as(main_entry("ui", "Button"));
    let two = local("lib", "Two").exported_as(main_entry("ui", "Button"));
    let workspace = imported([one, two, local("ui", "Button")], external("ui", "Button"));
    assert!(is_linked_to(&workspace, "Button", LinkedBy::Name));
}

#[test]
fn the_only_component_of_the_package_with_the_export_name_is_meant() {
    let workspace = imported([local("ui", "Button")], external("ui", "Button"));
    assert!(is_linked_to(&workspace, "Button", LinkedBy::Name));
    assert_eq!(linked(&workspace), [("Button", LinkedBy::Name)]);
    assert!(rows(&workspace).iter().all(|row| row.is_internal));
}

#[test]
fn the_name_of_an_export_id_counts_as_a_name() {
    let base = local("ui", "Base").exported_as(id("ui", "dist/button", "Button"));
    let workspace = imported([base], external("ui", "Button"));
    assert!(is_linked_to(&workspace, "Base", LinkedBy::Name));
}

#[test]
fn one_component_with_the_name_twice_over_is_still_the_only_one() {
    let button = local("ui", "Button").exported_as(id("ui", "a", "Button")).exported_as(id("ui", "b", "Button"));
    let workspace = imported([button], external("ui", "Button"));
    assert!(is_linked_to(&workspace, "Button", LinkedBy::Name));
}

#[test]
fn what_counts_is_the_export_name_not_the_display_name_of_the_import() {
    let workspace = imported([local("ui", "Button")], external("ui", "Button").called("Knopf"));
    assert!(is_linked_to(&workspace, "Button", LinkedBy::Name));
    let workspace = imported([local("ui", "Button")], external("ui", "Knopf").called("Button"));
    assert_eq!(linked(&workspace), []);
}

#[test]
fn two_components_of_the_name_link_nothing() {
    let other = local("ui", "Other").called("Button");
    let workspace = imported([local("ui", "Button"), other], external("ui", "Button"));
    assert_eq!(linked(&workspace), []);
    assert_eq!(rows(&workspace).iter().filter(|row| !row.is_internal).count(), 1);
}

#[test]
fn a_component_of_that_name_in_another_package_is_not_meant() {
    let workspace = imported([local("lib", "Button")], external("ui", "Button"));
    assert_eq!(linked(&workspace), []);
}

#[test]
fn default_is_no_name_to_link_by() {
    let workspace = imported([local("ui", "default")], external("ui", "default"));
    assert_eq!(linked(&workspace), []);
}

#[test]
fn a_re_exported_external_component_is_what_the_import_means() {
    // The design system renders it nowhere itself.
    let provider = external("styled", "Provider").exported_as(main_entry("ui", "Provider"));
    let workspace = imported([local("ui", "Button"), provider], external("ui", "Provider"));
    let row = find(&workspace, "styled", "Provider");
    assert_eq!((row.is_internal, row.linked_by), (false, Some(LinkedBy::ReExport)));
    assert_eq!(edges(&workspace), [("Page", "Provider", 1)]);
    assert_eq!(linked(&workspace), [("Provider", LinkedBy::ReExport)]);
}

#[test]
fn several_re_exports_link_only_to_the_one_of_the_imports_package() {
    let one = external("styled", "One").exported_as(main_entry("ui", "Provider"));
    let two = external("emotion", "Two").exported_as(main_entry("ui", "Provider"));
    let workspace = imported([one.clone(), two.clone()], external("ui", "Provider"));
    assert_eq!(names(&workspace), [("app", "Page"), ("ui", "Provider")]);

    let mut own = external("ui", "Own").exported_as(main_entry("ui", "Provider"));
    own.id = id("ui", "lib", "Own");
    let workspace = imported([one, two, own], external("ui", "Provider"));
    assert_eq!(names(&workspace), [("app", "Page"), ("ui", "Own")]);
}

#[test]
fn an_external_component_is_no_re_export_of_itself() {
    let provider = external("ui", "Provider").exported_as(main_entry("ui", "Provider"));
    let workspace = imported([], provider);
    assert_eq!(linked(&workspace), []);
    assert_eq!(edges(&workspace), [("Page", "Provider", 1)]);
}

#[test]
fn linking_takes_one_step() {
    // `lib` re-exports the button of `ui`, which by itself is the local one.
    let button = external("ui", "Button").exported_as(main_entry("lib", "Button"));
    let via_lib = external("lib", "Button");
    let direct = local("lib", "Panel").renders(&button, 1);
    let page = local("app", "Page").renders(&via_lib, 1);
    let workspace = build([
        repository("ui", 1, [local("ui", "Button").called("TheButton").exported_as(main_entry("ui", "Button"))]),
        repository("lib", 2, [direct, button]),
        repository("app", 3, [page, via_lib]),
    ]);
    assert_eq!(edges(&workspace), [("Page", "Button", 1), ("Panel", "TheButton", 1)]);
    assert!(!find(&workspace, "ui", "Button").is_internal);
}

#[test]
fn a_re_export_of_an_id_that_is_local_leads_to_the_local_component() {
    let button = local("ui", "Button");
    let mut imported_by_lib = external("ui", "Button").exported_as(main_entry("lib", "Knopf"));
    imported_by_lib.id = button.id.clone();
    let via_lib = external("lib", "Knopf");
    let page = local("app", "Page").renders(&via_lib, 1);
    let workspace = build([
        repository("ui", 1, [button]),
        repository("lib", 2, [local("lib", "Panel"), imported_by_lib]),
        repository("app", 3, [page, via_lib]),
    ]);
    assert!(is_linked_to(&workspace, "Button", LinkedBy::ReExport));
}

#[test]
fn the_strongest_rule_is_shown_when_several_imports_mean_one_component() {
    let button = local("ui", "Button").exported_as(main_entry("ui", "Knopf"));
    let (by_name, by_export_id) = (external("ui", "Button"), external("ui", "Knopf"));
    let page = local("app", "Page").renders(&by_name, 2).renders(&by_export_id, 3);
    let workspace = build([repository("ui", 1, [button]), repository("app", 2, [page, by_name, by_export_id])]);
    assert_eq!(find(&workspace, "ui", "Button").linked_by, Some(LinkedBy::ExportId));
}

#[test]
fn several_edges_of_a_parent_to_what_is_one_child_are_one_edge() {
    let button = local("ui", "Button").exported_as(main_entry("ui", "Knopf"));
    let (one, two) = (external("ui", "Button"), external("ui", "Knopf"));
    let page = local("app", "Page").renders(&one, 2).renders(&two, 3);
    let workspace = build([repository("ui", 1, [button]), repository("app", 2, [page, one, two])]);
    assert_eq!(edges(&workspace), [("Page", "Button", 5)]);
    assert_eq!(find(&workspace, "ui", "Button").usages, 1);
}

#[test]
fn an_edge_that_linking_turns_on_its_own_parent_counts_in_nothing() {
    let public = external("ui", "Button");
    let button = local("ui", "Button").renders(&public, 4);
    let workspace = build([repository("ui", 1, [button, public])]);
    assert_eq!(edges(&workspace), []);
    let row = find(&workspace, "ui", "Button");
    assert_eq!((row.usages, row.instances, row.children, row.projects), (0, 0, 0, 0));
}

#[test]
fn a_body_links_to_its_own_locals_too() {
    let public = external("ui", "Button");
    let story = local("ui", "Story").renders(&public, 1);
    let workspace = build([repository("ui", 1, [local("ui", "Button"), story, public])]);
    assert_eq!(edges(&workspace), [("Story", "Button", 1)]);
}

#[test]
fn imports_of_a_nameless_package_stay_in_their_repository() {
    let elsewhere = local("root", "App").exported_as(main_entry("root", "App"));
    let app = external("root", "App");
    let page = local("web", "Page").renders(&app, 1);
    let workspace =
        build([repository("one", 1, [elsewhere.clone()]), repository("two", 2, [page.clone(), app.clone()])]);
    assert_eq!(find(&workspace, "root@two", "App").usages, 1);
    assert_eq!(find(&workspace, "root@one", "App").usages, 0);

    let workspace = build([repository("one", 1, [elsewhere, page, app])]);
    assert_eq!(find(&workspace, "root@one", "App").linked_by, Some(LinkedBy::ExportId));
}

#[test]
fn imports_that_should_have_been_found_in_a_project_are_export_issues_of_it() {
    let (gone, react) = (external("ui", "Gone"), external("react", "Fragment"));
    let page = local("app", "Page").renders(&gone, 1).renders(&react, 1);
    let workspace = build([repository("ui", 1, [local("ui", "Button")]), repository("app", 2, [page, gone, react])]);
    let issues = workspace.state().export_issues();
    assert_eq!(issues.len(), 1);
    assert_eq!((issues[0].project, issues[0].components[0].facts.name.as_str()), ("ui", "Gone"));
    assert_eq!(issues[0].components.len(), 1);
    assert_eq!(rows(&workspace).len(), 4);
}
