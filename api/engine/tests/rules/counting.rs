//! What the counts of a component are.
use crate::workspace::{Says, build, edges, external, find, id, local, main_entry, names, repository, rows};
use engine::LinkedBy;
use scan::PropertyValue;
use std::collections::BTreeMap;

#[test]
fn the_state_has_the_components_of_the_projects_and_the_externals_they_use() {
    let (used, unused) = (external("react", "Used"), external("react", "Unused"));
    let page = local("app", "Page").renders(&used, 1);
    let workspace = build([repository("app", 1, [page, used, unused])]);
    assert_eq!(names(&workspace), [("app", "Page"), ("react", "Used")]);
    assert_eq!(rows(&workspace).iter().filter(|row| row.is_internal).count(), 1);
    assert_eq!(edges(&workspace), [("Page", "Used", 1)]);
}

#[test]
fn usages_are_parents_and_instances_are_elements() {
    let button = local("ui", "Button");
    let card = local("ui", "Card").renders(&button, 2);
    let dialog = local("ui", "Dialog").renders(&button, 3).renders(&card, 1);
    let button_api = external("ui", "Button");
    let page = local("app", "Page").renders(&button_api, 5);
    let workspace = build([repository("ui", 1, [button, card, dialog]), repository("app", 2, [page, button_api])]);
    let button = find(&workspace, "ui", "Button");
    assert_eq!((button.usages, button.instances), (3, 10));
    assert_eq!((button.projects, button.children), (2, 0));
    assert_eq!(find(&workspace, "ui", "Dialog").children, 2);
    let expected = [("Card", "Button", 2), ("Dialog", "Button", 3), ("Dialog", "Card", 1), ("Page", "Button", 5)];
    assert_eq!(edges(&workspace), expected);
}

#[test]
fn an_edge_without_elements_is_a_usage_without_instances() {
    let button = local("ui", "Button");
    let styled = local("ui", "Styled").renders(&button, 0);
    let workspace = build([repository("ui", 1, [button, styled])]);
    let button = find(&workspace, "ui", "Button");
    assert_eq!((button.usages, button.instances, button.projects), (1, 0, 1));
}

#[test]
fn a_component_that_renders_itself_has_no_usage_by_that() {
    let tree = local("ui", "Tree");
    let tree = tree.clone().renders(&tree, 2);
    let workspace = build([repository("ui", 1, [tree])]);
    let row = find(&workspace, "ui", "Tree");
    assert_eq!((row.usages, row.instances, row.children), (0, 0, 0));
    assert_eq!(edges(&workspace), []);
}

#[test]
fn an_edge_to_an_id_nobody_defines_counts_in_nothing() {
    let page = local("app", "Page").renders(&local("app", "Ghost"), 2);
    let workspace = build([repository("app", 1, [page])]);
    assert_eq!((names(&workspace), edges(&workspace)), (vec![("app", "Page")], vec![]));
}

#[test]
fn entries_of_one_id_in_a_body_are_one_component() {
    let icon = external("icons", "Icon").with("team", "b");
    let again = external("icons", "Icon").called("Zicon").with("team", "a").with("kind", "svg");
    let page = local("app", "Page").renders(&icon, 1);
    let more = local("app", "Page").renders(&icon, 2);
    for turned in [false, true] {
        let mut components = [page.clone(), icon.clone(), again.clone(), more.clone()];
        if turned {
            components.reverse();
        }
        let workspace = build([repository("app", 1, components)]);
        assert_eq!(names(&workspace), [("app", "Page"), ("icons", "Icon")]);
        // What is at one place is one element.
        assert_eq!(edges(&workspace), [("Page", "Icon", 2)]);
        let text = |text: &str| PropertyValue::Text(text.into());
        let merged = BTreeMap::from([("kind".into(), text("svg")), ("team".into(), text("a"))]);
        assert_eq!(find(&workspace, "icons", "Icon").facts.metadata, merged);
    }
}

#[test]
fn export_ids_of_doubled_entries_are_united() {
    let one = local("ui", "Base").exported_as(main_entry("ui", "A"));
    let two = local("ui", "Base").exported_as(main_entry("ui", "B"));
    let (a, b) = (external("ui", "A"), external("ui", "B"));
    let page = local("app", "Page").renders(&a, 1).renders(&b, 1);
    let workspace = build([repository("ui", 1, [one, two, page, a, b])]);
    assert_eq!(edges(&workspace), [("Page", "Base", 2)]);
}

#[test]
fn an_external_of_several_bodies_has_the_facts_of_the_newest() {
    let old = external("icons", "Icon").called("OldIcon").with("kind", "svg");
    let new = external("icons", "Icon").called("NewIcon");
    let one = local("one", "One").renders(&old, 1);
    let two = local("two", "Two").renders(&new, 1);
    let workspace = build([repository("two", 9, [two, new]), repository("one", 1, [one, old])]);
    let icon = find(&workspace, "icons", "NewIcon");
    assert_eq!((icon.usages, icon.projects), (2, 2));
    assert!(icon.facts.metadata.is_empty());
}

#[test]
fn an_external_of_several_bodies_has_the_export_ids_of_all() {
    let icon = external("icons", "Icon");
    let re_exported = icon.clone().exported_as(main_entry("ui", "Icon"));
    let via_ui = external("ui", "Icon");
    let page = local("app", "Page").renders(&icon, 1).renders(&via_ui, 1);
    let workspace =
        build([repository("ui", 1, [local("ui", "Button"), re_exported]), repository("app", 2, [page, icon, via_ui])]);
    assert_eq!(edges(&workspace), [("Page", "Icon", 2)]);
    let icon = find(&workspace, "icons", "Icon");
    assert_eq!(icon.linked_by, Some(LinkedBy::ReExport));
}

#[test]
fn a_linked_component_has_the_facts_of_the_local_one() {
    let button = local("ui", "Button").with("team", "core");
    let mut imported = external("ui", "Button").called("Other").with("team", "app");
    imported.id = id("ui", "lib", "Button");
    let page = local("app", "Page").renders(&imported, 1);
    let workspace = build([repository("ui", 1, [button]), repository("app", 2, [page, imported])]);
    let row = find(&workspace, "ui", "Button");
    assert_eq!(row.facts.path, "src/Button.tsx");
    assert_eq!(row.facts.metadata["team"], PropertyValue::Text("core".into()));
}
