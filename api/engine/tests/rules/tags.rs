use crate::story::{DAY, MONDAY, Story, chart, count, found, layer, row, series, tag};
use crate::workspace::{Says, external, local};
use engine::charts::{ChartQuery, Frequency, Metric, OverTime, SubjectKind, Window};
use engine::tags::{Tag, TagLayer};
use engine::{Filter, Timeline};

fn shop() -> Timeline {
    let button = local("ui", "Button");
    let fragment = external("react", "Fragment");
    let page = local("app", "Page").renders(&button, 1).renders(&fragment, 1);
    let home = local("app", "Home").renders(&button, 1);
    Story::default()
        .scan("all", 0, [button.clone(), page.clone(), fragment.clone()])
        .scan("all", 1, [button, page, fragment, home])
        .timeline()
}

fn of(timeline: &Timeline, tags: &[Tag], name: &str) -> Vec<String> {
    let layer = layer(timeline, tags);
    let rows = timeline.newest(&layer, MONDAY + DAY).components();
    row(&rows, name).tags.iter().map(ToString::to_string).collect()
}

#[test]
fn external_and_untagged_are_told_by_themselves() {
    let tags = [tag("core", vec![Filter::texts("projectDefined", "equals", &["ui"])])];
    let timeline = shop();
    assert_eq!(of(&timeline, &tags, "Button"), ["core"]);
    assert_eq!(of(&timeline, &tags, "Page"), ["<untagged>"]);
    assert_eq!(of(&timeline, &tags, "Fragment"), ["<external>"]);
    let any = [Filter::texts("tag", "hasNone", &["<external>", "core"])];
    assert_eq!(found(&timeline, &tags, &any, MONDAY), ["Home", "Page"]);
}

#[test]
fn by_hand_adds_and_excludes_whatever_the_rule_says() {
    let timeline = shop();
    let key = |name| {
        let layer = layer(&timeline, &[]);
        let rows = timeline.newest(&layer, MONDAY).components();
        row(&rows, name).key.to_owned()
    };
    let mut own = tag("own", vec![Filter::texts("projectDefined", "equals", &["app"])]);
    own.added = vec![key("Button"), key("Home")];
    own.excluded = vec![key("Page"), key("Home")];
    let tags = [own];
    assert_eq!(of(&timeline, &tags, "Button"), ["own"]);
    assert_eq!(of(&timeline, &tags, "Page"), ["<untagged>"]);
    assert_eq!(of(&timeline, &tags, "Home"), ["<untagged>"]);
}

#[test]
fn a_rule_holds_in_every_state_alike_so_a_new_tag_has_a_past() {
    let tags = [tag("busy", vec![Filter::number("usages", "greaterThan", 1.0)])];
    let over_time = OverTime { window: Some(Window::All), frequency: Frequency::Daily, ..OverTime::default() };
    let query = ChartQuery { over_time: Some(over_time), ..ChartQuery::new(SubjectKind::Tags, Metric::Usages) };
    let answer = chart(&shop(), &tags, &query, MONDAY + DAY);
    assert_eq!(series(&answer, "busy"), [count(0), count(2)]);
    assert_eq!(series(&answer, "<untagged>"), [count(1), count(0)]);
    assert_eq!(series(&answer, "<external>"), [count(1), count(1)]);
}

#[test]
fn a_rule_may_not_use_tags() {
    let tags = [tag("loop", vec![Filter::texts("tag", "hasAny", &["loop"])])];
    let refusal = TagLayer::new(&shop(), &tags, chrono_tz::UTC).unwrap_err().to_string();
    assert!(refusal.contains("loop") && refusal.contains("can't use tags"), "{refusal}");
}
