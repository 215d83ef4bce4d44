use crate::story::{DAY, MONDAY, Story, layer};
use crate::workspace::{Says, external, local};
use engine::components::{BrowseError, BrowseQuery, Direction, Order, PassedValue, Receiver, prop_summary};
use engine::tags::TagLayer;
use engine::{Filter, FolderSelection, Timeline, Values};
use scan::{DeclaredProp, Edge, PassedProp, PropValue, Span, Usage};

fn shop() -> Timeline {
    let part = local("ui", "Menu.Item").called("Menu.Item");
    let mut menu = local("ui", "Menu").renders(&part, 2).with("team", "a");
    menu.updated_at = Some(5);
    let fragment = external("react", "Fragment");
    let page = local("app", "Page").renders(&menu, 1).renders(&part, 3).renders(&fragment, 1);
    let app = local("app", "App").renders(&page, 1).renders(&menu, 1);
    Story::default().scan("all", 0, [part, menu, page, app, fragment]).timeline()
}

fn key(timeline: &Timeline, tags: &TagLayer, name: &str) -> String {
    let rows = timeline.newest(tags, MONDAY).components();
    crate::story::row(&rows, name).key.to_owned()
}

#[test]
fn pages_follow_each_other_in_every_order_and_what_has_no_value_comes_last() {
    let timeline = shop();
    let tags = layer(&timeline, &[]);
    let state = timeline.newest(&tags, MONDAY);
    let names = |order: &str| {
        let order: Order = order.parse().unwrap();
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            let query = BrowseQuery { order: order.clone(), after: after.as_ref(), limit: 2, ..BrowseQuery::default() };
            let page = state.browse(&query).unwrap();
            assert_eq!(page.total, 5);
            names.extend(page.rows.iter().map(|row| row.facts.name.clone()));
            // A cursor is sent as JSON.
            let Some(next) = page.next else { return names };
            after = Some(serde_json::from_str(&serde_json::to_string(&next).unwrap()).unwrap());
        }
    };
    assert_eq!(names("name"), ["App", "Fragment", "Menu", "Menu.Item", "Page"]);
    assert_eq!(names("-instances"), ["Menu.Item", "Menu", "Fragment", "Page", "App"]);
    for order in ["updatedAt", "-updatedAt", "customProperty.team", "-customProperty.team"] {
        assert_eq!(names(order)[..2], ["Menu", "App"], "{order}");
    }
    assert!("-colour".parse::<Order>().unwrap_err().to_string().contains("lastUsageChangedAt"));
}

#[test]
fn a_cursor_of_another_order_is_refused_and_terms_are_anded() {
    let timeline = shop();
    let tags = layer(&timeline, &[]);
    let state = timeline.newest(&tags, MONDAY);
    let page = state.browse(&BrowseQuery { limit: 1, ..BrowseQuery::default() }).unwrap();
    let query =
        BrowseQuery { after: page.next.as_ref(), order: "name".parse().unwrap(), limit: 1, ..BrowseQuery::default() };
    assert!(matches!(state.browse(&query), Err(BrowseError::OtherOrder { .. })));
    let total = |search| state.browse(&BrowseQuery { search, ..BrowseQuery::default() }).unwrap().total;
    assert_eq!((total("ITEM ui src/"), total("item app")), (1, 0));
}

#[test]
fn parents_and_children_are_reached_level_by_level() {
    let timeline = shop();
    let tags = layer(&timeline, &[]);
    let state = timeline.newest(&tags, MONDAY);
    let reached = |name: &str, direction, levels| {
        let relations = state.reached(&key(&timeline, &tags, name), direction, levels).unwrap();
        relations.iter().map(|r| (r.component.facts.name.clone(), r.level, r.instances)).collect::<Vec<_>>()
    };
    let told = |all: &[(&str, u32, u64)]| all.iter().map(|(n, l, i)| (n.to_string(), *l, *i)).collect::<Vec<_>>();
    assert_eq!(reached("App", Direction::Children, 1), told(&[("Menu", 1, 1), ("Page", 1, 1)]));
    let all = told(&[("Menu", 1, 1), ("Page", 1, 1), ("Menu.Item", 2, 5), ("Fragment", 2, 1)]);
    assert_eq!(reached("App", Direction::Children, 9), all);
    assert_eq!(reached("Fragment", Direction::Parents, 9), told(&[("Page", 1, 1), ("App", 2, 1)]));
    assert!(state.neighbours("nobody", Direction::Parents).is_none());
}

#[test]
fn a_family_counts_whoever_is_outside() {
    let timeline = shop();
    let tags = layer(&timeline, &[]);
    let state = timeline.newest(&tags, MONDAY);
    let menu = key(&timeline, &tags, "Menu");
    let parts = state.subcomponents(&menu).unwrap();
    assert_eq!(parts.iter().map(|row| row.facts.name.as_str()).collect::<Vec<_>>(), ["Menu.Item"]);
    assert_eq!(state.family_usages(&menu), Some(2));
}

#[test]
fn folders_and_custom_properties_are_counted() {
    let timeline = shop();
    let tags = layer(&timeline, &[]);
    let state = timeline.newest(&tags, MONDAY + DAY);
    let folders = state.folders();
    assert_eq!(folders.iter().map(|f| (f.key.as_str(), f.components)).collect::<Vec<_>>(), [("app:", 2), ("ui:", 2)]);
    assert_eq!(folders[1].folders[0].key, "ui:src/");
    let properties = state.custom_properties(10);
    assert_eq!((properties[0].name.as_str(), properties[0].texts, properties[0].dates), ("team", 1, 0));
    assert_eq!(properties[0].values, [("a".to_owned(), 1)]);
}

#[test]
fn a_path_of_a_thousand_folders_is_shown_twenty_deep_and_found_by_each_of_them() {
    let deep = local("ui", "Deep").at(&format!("{}Deep.tsx", "d/".repeat(2_000)));
    let deeper = local("ui", "Deeper").at(&format!("{}e/Deeper.tsx", "d/".repeat(30)));
    let flat = local("ui", "Flat").at("/d//Flat.tsx");
    let nameless = local("ui", "Nameless").at("d/");
    let long = local("ui", "Long").at(&format!("{}Long.tsx", format!("{}/", "e".repeat(200)).repeat(20)));
    let timeline = Story::default().scan("all", 0, [deep, deeper, flat, nameless, long]).timeline();
    let tags = layer(&timeline, &[]);
    let within = |key: &str| {
        let selection = FolderSelection { selected: vec![key.to_owned()], deselected: Vec::new() };
        let values = Values::Folders(selection);
        let filter = Filter { field: "folder".into(), operation: "in".into(), values };
        crate::story::found(&timeline, &[], &[filter], MONDAY).len() as u32
    };
    let mut shown = Vec::new();
    let mut folders = timeline.newest(&tags, MONDAY).folders();
    while let Some(folder) = folders.pop() {
        assert_eq!(folder.components, within(&folder.key), "{}", folder.key);
        assert!(folder.key.len() < 510);
        shown.push(folder.components);
        folders.extend(folder.folders);
    }
    assert_eq!(shown, [[5].as_slice(), &[1; 2], &[4], &[2; 19]].concat());
}

fn usage(line: u32, props: &[(&str, PropValue)]) -> Usage {
    let mut span = Span::default();
    span.start.line = line;
    let props = props.iter().map(|(name, value)| PassedProp { name: (*name).into(), value: value.clone() });
    Usage { span, props: props.collect() }
}

#[test]
fn a_spread_may_set_any_prop() {
    let declared = |name: &str| DeclaredProp { name: name.into(), default_value: None };
    let declared = [declared("size"), declared("tone"), declared("idle")];
    let text = |value: &str| PropValue::Text(value.into());
    let plain = Edge {
        to: "x".into(),
        usages: vec![usage(1, &[("size", text("s"))]), usage(2, &[("size", text("s")), ("extra", PropValue::Null)])],
    };
    let receiver = Receiver { declared: &declared, edges: &[&plain] };
    let size = &prop_summary(&receiver)[2];
    assert_eq!((size.name.as_str(), size.passed, size.instances), ("size", 2, 2));
    assert_eq!(size.values, [(PassedValue::Value(text("s")), 2)]);
    let spread = Edge { to: "x".into(), usages: vec![usage(1, &[("", PropValue::Spread)])] };
    let receiver = Receiver { declared: &declared, edges: &[&plain, &spread] };
    let tone = &prop_summary(&receiver)[3];
    assert_eq!((tone.passed, tone.perhaps), (0, 1));
    assert_eq!(tone.values, [(PassedValue::NotSet, 2), (PassedValue::BySpread, 1)]);
}
