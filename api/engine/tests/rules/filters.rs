use crate::story::{DAY, MONDAY, Story, found, layer};
use crate::workspace::{Says, external, local};
use engine::components::BrowseQuery;
use engine::{Filter, FilterPart, FolderSelection, Scalar, Timeline, Values};
use scan::PropertyValue;

fn shop() -> Timeline {
    let button = local("ui", "Button").at("src/base/Button.tsx").with("team", "Team-2");
    let mut card = local("ui", "Card").at("src/card.tsx").renders(&button, 3);
    card.metadata.insert("weight".into(), PropertyValue::Number(2.5));
    card.metadata.insert("done".into(), PropertyValue::Bool(true));
    card.metadata.insert("due".into(), PropertyValue::Text("2026-03-28".into()));
    let fragment = external("react", "Fragment");
    let ui = [button, card];
    let (button, card) = (external("ui", "Button"), external("ui", "Card"));
    let page = local("app", "Page").renders(&button, 2).renders(&fragment, 1).with("area", "shop");
    let home = local("app", "Home").renders(&card, 1);
    Story::default().scan("ui", 0, ui).scan("app", 1, [page, home, button, card, fragment]).timeline()
}

fn find(field: &str, operation: &str, values: &[&str]) -> Vec<String> {
    found(&shop(), &[], &[Filter::texts(field, operation, values)], MONDAY + DAY)
}

fn with(field: &str, operation: &str, values: Vec<Scalar>) -> Vec<String> {
    let filter = Filter { field: field.into(), operation: operation.into(), values: Values::List(values) };
    found(&shop(), &[], &[filter], MONDAY + DAY)
}

#[test]
fn texts_compare_without_regard_to_case() {
    assert_eq!(find("name", "equals", &["BUTTON", "card"]), ["Button", "Card"]);
    assert_eq!(find("name", "isNotEqual", &["button"]), ["Card", "Fragment", "Home", "Page"]);
    assert_eq!(find("name", "contains", &["AR"]), ["Card"]);
    assert_eq!(find("name", "doesNotContain", &["a", "b"]), ["Home"]);
    assert_eq!(find("path", "startsWith", &["SRC/base"]), ["Button"]);
    assert_eq!(find("path", "doesNotStartWith", &["src/"]), ["Fragment"]);
    assert_eq!(find("path", "endsWith", &["card.TSX"]), ["Card"]);
    assert_eq!(find("name", "doesNotEndWith", &["d", "n", "t"]), ["Home", "Page"]);
    assert_eq!(find("name", "regex", &["^b.tt", "^h"]), ["Button", "Home"]);
}

#[test]
fn patterns_that_people_write_are_not_too_large() {
    let patterns =
        [r"^(src|lib)/\w+/[A-Z]\w*\.tsx?$", r"(icon|logo)s?-[a-z0-9]{1,20}$", r"^\p{Lu}\p{L}+(Button|Link)\b"];
    assert_eq!(find("path", "regex", &patterns), ["Button"]);
}

#[test]
fn what_all_filters_together_ask_for_is_limited() {
    let timeline = shop();
    let layer = layer(&timeline, &[]);
    let total = |filters: &[Filter]| {
        let query = BrowseQuery { filters, limit: 1, ..BrowseQuery::default() };
        timeline.newest(&layer, MONDAY).browse(&query).map(|page| page.total)
    };
    let mut filters = vec![Filter::texts("name", "regex", &["."]); 20];
    assert_eq!(total(&filters), Ok(5));
    filters.push(Filter::texts("path", "regex", &["."]));
    let refusal = total(&filters).unwrap_err().to_string();
    assert_eq!(refusal, "filters[20].values: at most 20 regular expressions in all filters together");
}

#[test]
fn projects_narrow_the_parents_before_anything_is_counted() {
    assert_eq!(find("projectDefined", "equals", &["ui"]), ["Button", "Card"]);
    assert_eq!(find("projectDefined", "isNotEqual", &["ui", "react"]), ["Home", "Page"]);
    assert_eq!(find("projectUsedIn", "equals", &["app"]), ["Button", "Card", "Fragment"]);
    let timeline = shop();
    let layer = layer(&timeline, &[]);
    let filters = [Filter::texts("projectUsedIn", "equals", &["app"]), Filter::number("usages", "equals", 1.0)];
    let query = BrowseQuery { filters: &filters, limit: 9, ..BrowseQuery::default() };
    let page = timeline.newest(&layer, MONDAY).browse(&query).unwrap();
    let button = page.rows.iter().find(|row| row.facts.name == "Button").unwrap();
    assert_eq!((button.usages, button.instances, button.projects), (1, 2, 1));
    // Each positive entry needs a use of its own.
    let both = [Filter::texts("projectUsedIn", "equals", &["app"]), Filter::texts("projectUsedIn", "equals", &["ui"])];
    assert_eq!(found(&timeline, &[], &both, MONDAY), ["Button"]);
    // A negative one only narrows: who isn't used at all stays.
    let negative = [Filter::texts("projectUsedIn", "isNotEqual", &["app"])];
    assert_eq!(found(&timeline, &[], &negative, MONDAY).len(), 5);
    let unused = [negative[0].clone(), Filter::number("usages", "lessThan", 1.0)];
    assert_eq!(found(&timeline, &[], &unused, MONDAY), ["Card", "Fragment", "Home", "Page"]);
}

#[test]
fn counts_compare_as_numbers() {
    let by = |field: &str, operation: &str, number: f64| {
        found(&shop(), &[], &[Filter::number(field, operation, number)], MONDAY + DAY)
    };
    assert_eq!(by("usages", "greaterThan", 1.0), ["Button"]);
    assert_eq!(by("instances", "equals", 5.0), ["Button"]);
    assert_eq!(by("children", "greaterThanOrEqual", 2.0), ["Page"]);
    assert_eq!(by("usages", "lessThanOrEqual", 0.0), ["Home", "Page"]);
    assert_eq!(by("children", "isNotEqual", 0.0), ["Card", "Home", "Page"]);
}

#[test]
fn custom_properties_keep_their_types() {
    assert_eq!(find("customProperty.team", "equals", &["team-2"]), ["Button"]);
    assert_eq!(with("customProperty.weight", "greaterThan", vec![Scalar::Number(2.4)]), ["Card"]);
    assert_eq!(with("customProperty.team", "equals", vec![Scalar::Number(2.0)]), [""; 0]);
    // A missing boolean is false, of internal components only.
    assert_eq!(with("customProperty.done", "equals", vec![Scalar::Bool(false)]), ["Button", "Home", "Page"]);
    assert_eq!(with("customProperty.done", "equals", vec![Scalar::Bool(true)]), ["Card"]);
    let date = |from: &str| vec![Scalar::Text(from.into()), Scalar::Null(())];
    assert_eq!(with("customProperty.due", "between", date("2026-03-28")), ["Card"]);
    assert_eq!(with("customProperty.due", "between", date("2026-03-29")), [""; 0]);
    // "Team-2" is never a date.
    assert_eq!(with("customProperty.team", "between", date("1900-01-01")), [""; 0]);
    assert_eq!(with("customProperty.team", "exists", vec![]), ["Button"]);
    assert_eq!(with("customProperty.team", "missing", vec![]).len(), 4);
    assert_eq!(find("parent.customProperty.area", "equals", &["shop"]), ["Button", "Fragment"]);
}

#[test]
fn the_longest_folder_decides() {
    let folders = |selected: &[&str], deselected: &[&str]| {
        let own = |folders: &[&str]| folders.iter().map(ToString::to_string).collect();
        let selection = FolderSelection { selected: own(selected), deselected: own(deselected) };
        let values = Values::Folders(selection);
        let filter = Filter { field: "folder".into(), operation: "in".into(), values };
        found(&shop(), &[], &[filter], MONDAY + DAY)
    };
    assert_eq!(folders(&["ui:"], &[]), ["Button", "Card"]);
    assert_eq!(folders(&["ui:"], &["ui:src/base/"]), ["Card"]);
    assert_eq!(folders(&["ui:src/base/"], &["ui:"]), ["Button"]);
    assert_eq!(folders(&["ui:src/ba"], &[]), [""; 0]);
}

#[test]
fn within_last_is_asked_at_the_time_of_the_question() {
    let filter = [Filter::texts("lastUsageChangedAt", "withinLast", &["3d"])];
    // Button and Fragment got a use on the second day; so did Card.
    let at = |day| found(&shop(), &[], &filter, MONDAY + day * DAY);
    assert_eq!(at(1).len(), 5);
    assert_eq!(at(4).len(), 5);
    assert_eq!(at(5), [""; 0]);
    // A date that isn't known never matches.
    assert_eq!(with("createdAt", "between", vec![Scalar::Null(()), Scalar::Text("2999-01-01".into())]), [""; 0]);
}

#[test]
fn a_filter_that_means_nothing_is_refused_by_name() {
    let timeline = shop();
    let layer = layer(&timeline, &[]);
    let refuse = |filter: Filter| {
        let filters = [Filter::texts("name", "equals", &["x"]), filter];
        let query = BrowseQuery { filters: &filters, limit: 1, ..BrowseQuery::default() };
        let engine::components::BrowseError::Filter(error) =
            timeline.newest(&layer, MONDAY).browse(&query).unwrap_err()
        else {
            panic!("another refusal")
        };
        assert_eq!(error.index, 1);
        (error.part, error.message)
    };
    for (filter, part, word) in [
        (Filter::texts("colour", "equals", &["x"]), FilterPart::Field, "lastUsageChangedAt"),
        (Filter::texts("name", "hasAny", &["x"]), FilterPart::Operation, "doesNotEndWith"),
        (Filter::texts("name", "regex", &["("]), FilterPart::Values, "regular expression"),
        (Filter::texts("name", "regex", &["(a{9999}){9999}"]), FilterPart::Values, "too large"),
        (Filter::texts("name", "regex", &["\\w{60}"]), FilterPart::Values, "too large"),
        (Filter::texts("name", "regex", &["a".repeat(501).as_str()]), FilterPart::Values, "500 bytes"),
        (Filter::texts("name", "regex", &["a"; 21]), FilterPart::Values, "20 regular expressions"),
        (Filter::texts("name", "equals", &["a"; 1_000]), FilterPart::Values, "1000 values"),
        (Filter::texts("name", "equals", &[]), FilterPart::Values, "at least one"),
        (Filter::texts("usages", "equals", &["many"]), FilterPart::Values, "number"),
        (Filter::texts("createdAt", "withinLast", &["30 days"]), FilterPart::Values, "30d"),
        (Filter::texts("createdAt", "between", &["team-2", "2026-01-01"]), FilterPart::Values, "ISO-8601"),
        (Filter::texts("tag", "hasAny", &["nobody"]), FilterPart::Values, "<external>"),
        (Filter::texts("tag", "hasAny", &["<untagged>", "<external>"]), FilterPart::Values, "alone"),
        (Filter::texts("folder", "in", &["ui:"]), FilterPart::Values, "selected"),
        (Filter::texts("internal", "equals", &["yes"]), FilterPart::Values, "true or false"),
    ] {
        let (found, message) = refuse(filter.clone());
        assert_eq!(found, part, "{filter:?}");
        assert!(message.contains(word), "{message}");
    }
}
