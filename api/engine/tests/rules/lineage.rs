use crate::story::{DAY, MONDAY, Story, count, layer, row, series};
use crate::workspace::{Says, external, local, main_entry};
use engine::charts::{ChartQuery, Frequency, Metric, OverTime, SubjectKind, Window};
use engine::{OutOfOrder, RepositoryKey, Step};

fn daily(kind: SubjectKind) -> ChartQuery {
    let over_time = OverTime { window: Some(Window::All), frequency: Frequency::Daily, ..OverTime::default() };
    ChartQuery { over_time: Some(over_time), ..ChartQuery::new(kind, Metric::Usages) }
}

#[test]
fn a_component_moved_within_its_package_keeps_its_line_and_its_old_key_leads_to_it() {
    let old = local("ui", "Button").exported_as(main_entry("ui", "Button"));
    let new = engine_moved(&old);
    let page = |button: &scan::Component| local("ui", "Page").renders(button, 1);
    let story = Story::default().scan("ui", 0, [old.clone(), page(&old)]).scan("ui", 1, [new.clone(), page(&new)]);
    let timeline = story.timeline();
    let layer = layer(&timeline, &[]);
    let before = timeline.at(&layer, MONDAY).components();
    let now = timeline.newest(&layer, MONDAY + DAY).components();
    let (old_key, new_key) = (row(&before, "Button").key, row(&now, "Button").key);
    assert_ne!(old_key, new_key);
    assert_eq!(timeline.newest(&layer, MONDAY + DAY).component(old_key).map(|row| row.key), Some(new_key));
    let chart = timeline.chart(&daily(SubjectKind::Components), &layer, MONDAY + DAY).unwrap();
    assert_eq!(series(&chart, "Button"), [count(1), count(1)]);
    assert_eq!(chart.rows.len(), 2);
    // The parents are the same lineages, so nothing about its use changed.
    assert_eq!(row(&now, "Button").last_usage_changed_at, Some(MONDAY));
}

fn engine_moved(component: &scan::Component) -> scan::Component {
    let mut moved = component.clone();
    moved.id = crate::workspace::id("ui", "src/elsewhere/Button", "Button");
    moved.path = "src/elsewhere/Button.tsx".into();
    moved
}

#[test]
fn components_that_look_alike_are_not_taken_for_moved() {
    let old = [local("ui", "A").called("Same"), local("ui", "B").called("Same")];
    let new = [local("ui", "C").called("Same"), local("ui", "D").called("Same")];
    let timeline = Story::default().scan("ui", 0, old).scan("ui", 1, new).timeline();
    let layer = layer(&timeline, &[]);
    for gone in timeline.at(&layer, MONDAY).components() {
        assert_eq!(timeline.newest(&layer, MONDAY).component(gone.key), None);
    }
}

#[test]
fn an_external_that_is_linked_later_has_one_line_with_what_it_became() {
    let button = external("ui", "Button");
    let story = Story::default().scan("app", 0, [local("app", "Page").renders(&button, 2), button.clone()]).scan(
        "ui",
        2,
        [local("ui", "Button")],
    );
    let timeline = story.timeline();
    let layer = layer(&timeline, &[]);
    let chart = timeline.chart(&daily(SubjectKind::Components), &layer, MONDAY + 2 * DAY).unwrap();
    assert_eq!(series(&chart, "Button"), [count(1), count(1), count(1)]);
    assert_eq!(chart.rows.iter().filter(|row| row.name == "Button").count(), 1);
    let before = timeline.at(&layer, MONDAY).components();
    assert!(!row(&before, "Button").is_internal);
}

#[test]
fn a_link_appears_and_breaks_with_the_second_component_of_the_name() {
    let button = external("ui", "Button");
    let other = local("ui", "Other").called("Button");
    let story = Story::default()
        .scan("ui", 0, [local("ui", "Button")])
        .scan("app", 1, [local("app", "Page").renders(&button, 1), button.clone()])
        .scan("ui", 2, [local("ui", "Button"), other]);
    let timeline = story.timeline();
    let layer = layer(&timeline, &[]);
    let linked = timeline.at(&layer, MONDAY + DAY).components();
    assert_eq!((linked.len(), row(&linked, "Button").usages), (2, 1));
    let broken = timeline.newest(&layer, MONDAY + 2 * DAY).components();
    assert_eq!(broken.iter().filter(|row| !row.is_internal).map(|row| row.usages).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_daily_scan_of_the_old_place_does_not_steal_a_moved_project_back() {
    let story = Story::default().scan("old", 0, [local("web", "Old")]).scan("new", 1, [local("web", "New")]).scan(
        "old",
        2,
        [local("web", "Old"), local("web", "Older")],
    );
    let timeline = story.timeline();
    assert_eq!(timeline.project_owners()["web"], RepositoryKey(1)); // "new" comes before "old"
    let layer = layer(&timeline, &[]);
    let names: Vec<_> = timeline.newest(&layer, MONDAY).components().iter().map(|r| r.facts.name.clone()).collect();
    assert_eq!(names, ["New"]);
}

#[test]
fn a_use_changes_when_a_parent_comes_or_goes_and_not_when_it_has_more_elements() {
    let button = local("ui", "Button");
    let page = |elements| local("ui", "Page").renders(&button, elements);
    let story = Story::default()
        .scan("ui", 0, [button.clone(), page(1)])
        .scan("ui", 1, [button.clone(), page(5)])
        .scan("ui", 2, [button.clone(), page(5), local("ui", "Home").renders(&button, 0)])
        .scan("ui", 3, [button.clone(), page(5)]);
    let timeline = story.timeline();
    let layer = layer(&timeline, &[]);
    let changed = |day| {
        let rows = timeline.at(&layer, MONDAY + day * DAY).components();
        (row(&rows, "Button").last_usage_changed_at.unwrap() - MONDAY) / DAY
    };
    assert_eq!([changed(0), changed(1), changed(2), changed(3)], [0, 0, 2, 3]);
}

#[test]
fn dates_are_the_earliest_and_latest_known_even_when_a_later_scan_has_none() {
    let dated = |created, updated| {
        let mut button = local("ui", "Button");
        (button.created_at, button.updated_at) = (created, updated);
        button
    };
    let story = Story::default()
        .scan("ui", 0, [dated(Some(50), Some(60))])
        .scan("ui", 1, [dated(Some(40), Some(90))])
        .scan("ui", 2, [dated(None, None)]);
    let timeline = story.timeline();
    let layer = layer(&timeline, &[]);
    let dates = |day| {
        let rows = timeline.at(&layer, MONDAY + day * DAY).components();
        (rows[0].created_at.unwrap(), rows[0].updated_at.unwrap())
    };
    assert_eq!([dates(0), dates(1), dates(2)], [(50, 60), (40, 90), (40, 90)]);
}

#[test]
fn only_a_newer_scan_can_be_appended() {
    let mut timeline = Story::default().scan("ui", 1, [local("ui", "Button")]).timeline();
    let newest = timeline.newest_scan().unwrap();
    let older = Step { at: engine::Moment { at: MONDAY, seq: 9 }, ..Step::default() };
    let refusal = timeline.append(RepositoryKey(1), "ui", &older);
    assert_eq!(refusal, Err(OutOfOrder { scan: older.at, newest }));
}

#[test]
fn a_timeline_weighs_what_the_texts_of_its_components_weigh() {
    let weight = |texts: [usize; 2]| {
        let button = |length: usize| local("ui", "Button").with("notes", &"x".repeat(length));
        Story::default().scan("ui", 0, [button(texts[0])]).scan("ui", 1, [button(texts[1])]).timeline().weight()
    };
    // Every version is kept.
    assert_eq!(weight([1_000_000, 1_000_001]) - weight([1, 2]), 2 * 999_999);
}
