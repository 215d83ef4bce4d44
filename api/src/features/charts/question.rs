//! From a question as it came to one that the engine answers, and from the engine's refusal to one that names the field.
use super::model::{BreakdownKind, ChartQuery, Frequency, Metric, On, Other, OverTime, SubjectKind, Window};
use crate::{
    error::{ApiError, ApiResult, Code},
    features::components::filter,
};
use engine::{
    Timeline,
    charts::{self, ChartError, PeriodError},
};

/// The question as the engine takes it.
pub fn read(query: &ChartQuery) -> ApiResult<charts::ChartQuery> {
    refuse_idle(query)?;
    let breakdown = query.breakdown.as_ref().map(|breakdown| charts::Breakdown {
        kind: breakdown.kind.into(),
        property: breakdown.property.clone(),
        on: breakdown.on.map(Into::into),
    });
    Ok(charts::ChartQuery {
        subject: charts::Subject {
            kind: query.subject.kind.into(),
            property: query.subject.property.clone(),
            on: query.subject.on.map(Into::into),
        },
        metric: query.metric.into(),
        other: query.other.as_ref().map(other).transpose()?,
        include_core_parents: query.include_core_parents,
        breakdown,
        filters: filter::read(query.filters.clone())?,
        limit: query.limit.map(|limit| usize::try_from(limit).unwrap_or_default()),
        over_time: query.over_time.as_ref().map(over_time),
    })
}

/// 422 for custom properties and projects that never were.
pub fn check_names(timeline: &Timeline, asked: &charts::ChartQuery) -> ApiResult<()> {
    let breakdown = asked.breakdown.as_ref().and_then(|breakdown| breakdown.property.as_deref());
    for (of, property) in [("subject", asked.subject.property.as_deref()), ("breakdown", breakdown)] {
        if let Some(name) = property {
            filter::check_property(timeline, name, &format!("{of}.property"))?;
        }
    }
    filter::check_names(timeline, &asked.filters)
}

/// 422 for what would change nothing: whoever says it means something else.
fn refuse_idle(query: &ChartQuery) -> ApiResult<()> {
    let idle = |field: String, of: &str| Err(Code::Invalid.of_field(&field, "combination", format!("belongs to {of}")));
    let subject = (query.subject.kind == SubjectKind::CustomProperty, &query.subject.property, query.subject.on);
    let breakdown = query.breakdown.as_ref();
    let breakdown = breakdown.map(|one| (one.kind == BreakdownKind::CustomProperty, &one.property, one.on));
    for (of, (is_property, property, on)) in
        [("subject", Some(subject)), ("breakdown", breakdown)].into_iter().filter_map(|(of, one)| Some((of, one?)))
    {
        if !is_property && property.is_some() {
            return idle(format!("{of}.property"), "the kind customProperty");
        }
        if !is_property && on.is_some() {
            return idle(format!("{of}.on"), "the kind customProperty");
        }
    }
    if query.include_core_parents && query.metric != Metric::Adoption {
        return idle("includeCoreParents".to_owned(), "the metric adoption");
    }
    Ok(())
}

/// What is wrong with a question.
pub fn refusal(error: ChartError) -> ApiError {
    let (field, code) = match &error {
        ChartError::Metric { .. } => ("metric".to_owned(), "combination"),
        ChartError::Breakdown { .. } => ("breakdown.kind".to_owned(), "combination"),
        ChartError::PropertyMissing(of) => (format!("{of}.property"), "required"),
        ChartError::Other(_) => ("other".to_owned(), "combination"),
        ChartError::Limit { .. } => ("limit".to_owned(), "range"),
        ChartError::Filter(error) => (format!("filters[{}].{}", error.index, error.part), "filter"),
        ChartError::Period(error) => period(error),
        // tags are checked when they are saved
        ChartError::Tag(error) => return anyhow::anyhow!("{error}").into(),
    };
    let message = error.to_string();
    let prefix = format!("{field}: ");
    let message = message.strip_prefix(&prefix).or_else(|| message.strip_prefix("overTime: ")).unwrap_or(&message);
    Code::Invalid.of_field(&field, code, message)
}

fn period(error: &PeriodError) -> (String, &'static str) {
    match error {
        PeriodError::Zone(_) => ("overTime.timeZone".to_owned(), "unknown"),
        PeriodError::Date { field, .. } => (format!("overTime.{field}"), "date"),
        PeriodError::WindowOrRange => ("overTime.window".to_owned(), "combination"),
        PeriodError::Backwards => ("overTime.to".to_owned(), "range"),
        PeriodError::TooMany(_) => ("overTime.frequency".to_owned(), "range"),
    }
}

fn other(other: &Other) -> ApiResult<charts::Other> {
    match (&other.tag, other.internal, other.all) {
        (Some(tag), None, None) => Ok(charts::Other::Tag { tag: tag.clone() }),
        (None, Some(internal), None) => Ok(charts::Other::Internal { internal }),
        (None, None, Some(all)) => Ok(charts::Other::All { all }),
        _ => Err(Code::Invalid.of_field("other", "combination", "give one of tag, internal and all")),
    }
}

fn over_time(time: &OverTime) -> charts::OverTime {
    charts::OverTime {
        window: time.window.map(Into::into),
        from: time.from.clone(),
        to: time.to.clone(),
        frequency: match time.frequency {
            Frequency::Daily => charts::Frequency::Daily,
            Frequency::Weekly => charts::Frequency::Weekly,
            Frequency::Monthly => charts::Frequency::Monthly,
        },
        time_zone: time.time_zone.clone(),
    }
}

impl From<SubjectKind> for charts::SubjectKind {
    fn from(kind: SubjectKind) -> Self {
        match kind {
            SubjectKind::Components => Self::Components,
            SubjectKind::Projects => Self::Projects,
            SubjectKind::Tags => Self::Tags,
            SubjectKind::CustomProperty => Self::CustomProperty,
            SubjectKind::Html => Self::Html,
            SubjectKind::Versions => Self::Versions,
        }
    }
}

impl From<On> for charts::On {
    fn from(end: On) -> Self {
        match end {
            On::Parent => Self::Parent,
            On::Child => Self::Child,
        }
    }
}

impl From<Metric> for charts::Metric {
    fn from(metric: Metric) -> Self {
        match metric {
            Metric::Usages => Self::Usages,
            Metric::Instances => Self::Instances,
            Metric::Components => Self::Components,
            Metric::Projects => Self::Projects,
            Metric::Adoption => Self::Adoption,
        }
    }
}

impl From<BreakdownKind> for charts::BreakdownKind {
    fn from(kind: BreakdownKind) -> Self {
        match kind {
            BreakdownKind::ProjectDefined => Self::ProjectDefined,
            BreakdownKind::ProjectUsedIn => Self::ProjectUsedIn,
            BreakdownKind::Tag => Self::Tag,
            BreakdownKind::CustomProperty => Self::CustomProperty,
        }
    }
}

impl From<Window> for charts::Window {
    fn from(window: Window) -> Self {
        match window {
            Window::Days7 => Self::Days7,
            Window::Weeks2 => Self::Weeks2,
            Window::Weeks4 => Self::Weeks4,
            Window::Months3 => Self::Months3,
            Window::Months6 => Self::Months6,
            Window::Months12 => Self::Months12,
            Window::All => Self::All,
        }
    }
}
