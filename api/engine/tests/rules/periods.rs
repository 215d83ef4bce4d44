use crate::story::{DAY, HOUR, MONDAY, Story, chart, count, layer, series};
use crate::workspace::{Says, local};
use engine::Timeline;
use engine::charts::{ChartError, ChartQuery, Frequency, Metric, OverTime, PeriodError, SubjectKind, Window};

fn growing() -> Timeline {
    let button = local("ui", "Button");
    let page = |name| local("ui", name).renders(&button, 1);
    Story::default()
        .scan("ui", 0, [button.clone(), page("A")])
        .scan("ui", 3, [button.clone(), page("A"), page("B")])
        .scan("ui", 40, [button.clone(), page("A"), page("B"), page("C")])
        .timeline()
}

fn over(over_time: OverTime) -> ChartQuery {
    ChartQuery { over_time: Some(over_time), ..ChartQuery::new(SubjectKind::Projects, Metric::Usages) }
}

fn window(window: Window, frequency: Frequency) -> ChartQuery {
    over(OverTime { window: Some(window), frequency, ..OverTime::default() })
}

#[test]
fn the_last_seven_days_are_seven_points_the_last_of_them_now() {
    let now = MONDAY + 42 * DAY;
    let answer = chart(&growing(), &[], &window(Window::Days7, Frequency::Daily), now);
    assert_eq!(answer.points.len(), 7);
    assert_eq!(answer.points[6].at, now);
    assert!(answer.points[..6].iter().all(|point| (point.at + 1) % DAY == 0));
    // Carried forward until the scan of the fortieth day.
    assert_eq!(series(&answer, "ui"), [2, 2, 2, 2, 3, 3, 3].map(count));
    assert_eq!(answer.points.iter().map(|p| p.scan).collect::<Vec<_>>(), [0, 0, 0, 0, 1, 0, 0].map(|n| n == 1));
}

#[test]
fn a_scan_that_came_ahead_of_the_clock_is_in_the_last_point() {
    let answer = chart(&growing(), &[], &window(Window::Days7, Frequency::Daily), MONDAY + 40 * DAY - HOUR);
    assert_eq!(series(&answer, "ui"), [2, 2, 2, 2, 2, 2, 3].map(count));
    assert_eq!(answer.points[6].at, MONDAY + 40 * DAY);
}

#[test]
fn windows_of_weeks_and_months_have_as_many_points_of_their_unit() {
    let (timeline, now) = (growing(), MONDAY + 400 * DAY);
    let points = |w, f| chart(&timeline, &[], &window(w, f), now).points.len();
    assert_eq!(points(Window::Weeks2, Frequency::Weekly), 2);
    assert_eq!(points(Window::Weeks4, Frequency::Daily), 28);
    assert_eq!(points(Window::Months3, Frequency::Monthly), 3);
    assert_eq!(points(Window::Months12, Frequency::Monthly), 12);
}

#[test]
fn weeks_begin_on_monday_and_there_is_no_point_before_the_first_scan() {
    let timeline = Story::default().scan("ui", 0, [local("ui", "Button")]).timeline();
    let answer = chart(&timeline, &[], &window(Window::All, Frequency::Weekly), MONDAY + 8 * DAY);
    assert_eq!(answer.points.iter().map(|p| (p.start - MONDAY + 12 * HOUR) / DAY).collect::<Vec<_>>(), [0, 7]);
    let long_before =
        over(OverTime { from: Some("2020-01-01".into()), frequency: Frequency::Weekly, ..OverTime::default() });
    assert_eq!(chart(&timeline, &[], &long_before, MONDAY + 8 * DAY).points.len(), 2);
}

#[test]
fn a_day_on_which_the_clock_is_changed_is_one_point() {
    let day = |frequency| {
        over(OverTime {
            from: Some("2026-03-28".into()),
            to: Some("2026-03-31".into()),
            frequency,
            time_zone: Some("Europe/Berlin".into()),
            ..OverTime::default()
        })
    };
    let points = chart(&growing(), &[], &day(Frequency::Daily), MONDAY + 60 * DAY).points;
    let lengths: Vec<i64> = points.iter().map(|point| (point.at + 1 - point.start) / HOUR).collect();
    assert_eq!(lengths, [24, 23, 24]);
}

#[test]
fn to_is_exclusive_and_clamped_to_now() {
    let asked = |to: &str| {
        let to = Some(to.to_owned());
        over(OverTime { from: Some("2026-03-02".into()), to, ..OverTime::default() })
    };
    let timeline = growing();
    assert_eq!(chart(&timeline, &[], &asked("2026-03-05"), MONDAY + 60 * DAY).points.len(), 3);
    let clamped = chart(&timeline, &[], &asked("2999-01-01"), MONDAY + 60 * DAY);
    assert_eq!(clamped.points.last().unwrap().at, MONDAY + 60 * DAY);
    // A component that isn't there any more at the last point has a line all the same.
    let gone = Story::default()
        .scan("ui", 0, [local("ui", "Button"), local("ui", "Page").renders(&local("ui", "Button"), 1)])
        .scan("ui", 1, [local("ui", "Page")])
        .timeline();
    let query = ChartQuery {
        subject: engine::charts::Subject { kind: SubjectKind::Components, property: None, on: None },
        ..window(Window::All, Frequency::Daily)
    };
    assert_eq!(series(&chart(&gone, &[], &query, MONDAY + 2 * DAY), "Button"), [1, 0, 0].map(count));
}

#[test]
fn times_that_mean_nothing_are_refused() {
    let timeline = growing();
    let layer = layer(&timeline, &[]);
    let refuse = |time: OverTime| match timeline.chart(&over(time), &layer, MONDAY + 5_000 * DAY).unwrap_err() {
        ChartError::Period(error) => error,
        other => panic!("{other}"),
    };
    let zone = OverTime { window: Some(Window::All), time_zone: Some("Berlin".into()), ..OverTime::default() };
    assert_eq!(refuse(zone), PeriodError::Zone("Berlin".into()));
    let many = OverTime { window: Some(Window::All), ..OverTime::default() };
    assert_eq!(refuse(many), PeriodError::TooMany("daily"));
    assert_eq!(refuse(OverTime::default()), PeriodError::WindowOrRange);
    let date = OverTime { from: Some("yesterday".into()), ..OverTime::default() };
    assert!(matches!(refuse(date), PeriodError::Date { field: "from", .. }));
    let backwards = OverTime { from: Some("2026-03-05".into()), to: Some("2026-03-05".into()), ..OverTime::default() };
    assert_eq!(refuse(backwards), PeriodError::Backwards);
}
