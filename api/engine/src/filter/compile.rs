//! From filters as written to tests, or to a refusal that says which part of which entry is wrong.
use super::dates::{DateTest, Zone};
use super::eval::{Compiled, CountTest, Counted, Narrowing, StaticTest, TagTest, TimeTest, Timed};
use super::folders::Folders;
use super::model::{Filter, Scalar, Values};
use super::property::{NumberTest, PropertyTest, numbers, texts};
use super::refusal::{FilterError, FilterPart, Refusal, bad_operation, bad_values};
use super::text_test::TextTest;
use crate::text::fold;
use crate::timeline::Timeline;
use memchr::memmem::Finder;

/// What filters may speak of.
pub(crate) struct Scene<'a> {
    pub(crate) timeline: &'a Timeline,
    pub(crate) zone: Zone,
    /// Names of the tags, by bit; none where tags may not be spoken of.
    pub(crate) tags: Option<&'a [String]>,
}

const FIELDS: &str = "name, path, tag, projectDefined, projectUsedIn, usages, instances, children, createdAt, updatedAt, \
lastUsageChangedAt, customProperty.<name>, parent.customProperty.<name>, folder, internal";

/// Regular expressions and values of all filters together: what one question may cost.
const MOST_PATTERNS: usize = 20;
const MOST_VALUES: usize = 1_000;

/// Makes tests of filters and search terms.
pub(crate) fn compile(scene: &Scene<'_>, search: &str, filters: &[Filter]) -> Result<Compiled, FilterError> {
    let mut compiled = Compiled::new(scene.zone, search_terms(search), scene.timeline.spans.versions.len());
    let (mut patterns, mut values) = (0, 0);
    for (index, filter) in filters.iter().enumerate() {
        let count = filter.values.len();
        values += count;
        patterns += if filter.operation == "regex" { count } else { 0 };
        let too_many = |what| {
            let message = format!("at most {what} in all filters together");
            FilterError { index, part: FilterPart::Values, message }
        };
        if values > MOST_VALUES {
            return Err(too_many(format!("{MOST_VALUES} values")));
        }
        if patterns > MOST_PATTERNS {
            return Err(too_many(format!("{MOST_PATTERNS} regular expressions")));
        }
        let added = add(scene, filter, &mut compiled);
        added.map_err(|(part, message)| FilterError { index, part, message })?;
    }
    Ok(compiled)
}

/// Finders of the terms of a search, folded.
pub(crate) fn search_terms(search: &str) -> Vec<Finder<'static>> {
    search.split_whitespace().map(|term| Finder::new(&fold(term)).into_owned()).collect()
}

fn add(scene: &Scene<'_>, filter: &Filter, to: &mut Compiled) -> Result<(), Refusal> {
    let operation = filter.operation.as_str();
    if let Some(name) = property(&filter.field, "parent.customProperty.") {
        let test = PropertyTest::new(operation, &filter.values, scene.zone)?;
        to.expires |= test.expires();
        to.narrowing.get_or_insert_with(Narrowing::default).properties.push((name.to_owned(), test));
        return Ok(());
    }
    if let Some(name) = property(&filter.field, "customProperty.") {
        let test = PropertyTest::new(operation, &filter.values, scene.zone)?;
        to.expires |= test.expires();
        to.statics.push(StaticTest::Property(name.to_owned(), test));
        return Ok(());
    }
    match filter.field.as_str() {
        "name" => to.statics.push(StaticTest::Name(TextTest::new(operation, &text_list(&filter.values)?)?)),
        "path" => to.statics.push(StaticTest::Path(TextTest::new(operation, &text_list(&filter.values)?)?)),
        "tag" => to.tags.push(tag(scene, operation, &text_list(&filter.values)?)?),
        "projectDefined" => {
            let (packages, is_positive) = projects(scene, operation, &filter.values)?;
            to.statics.push(StaticTest::Project(packages, is_positive));
        }
        "projectUsedIn" => {
            let (packages, is_positive) = projects(scene, operation, &filter.values)?;
            let narrowing = to.narrowing.get_or_insert_with(Narrowing::default);
            if is_positive { &mut narrowing.positive } else { &mut narrowing.negative }.push(packages);
        }
        "usages" => to.counted.push(count(Counted::Usages, operation, &filter.values)?),
        "instances" => to.counted.push(count(Counted::Instances, operation, &filter.values)?),
        "children" => to.counted.push(count(Counted::Children, operation, &filter.values)?),
        "createdAt" => to.timed.push(time(scene, Timed::Created, operation, &filter.values)?),
        "updatedAt" => to.timed.push(time(scene, Timed::Updated, operation, &filter.values)?),
        "lastUsageChangedAt" => to.timed.push(time(scene, Timed::LastUsageChanged, operation, &filter.values)?),
        "folder" => match (operation, &filter.values) {
            ("in", Values::Folders(selection)) => to.statics.push(StaticTest::Folder(Folders::new(selection)?)),
            ("in", _) => return bad_values("give {\"selected\": […], \"deselected\": […]}"),
            _ => return bad_operation(operation, &["in"]),
        },
        "internal" => match (operation, list(&filter.values)?.as_slice()) {
            ("equals", [Scalar::Bool(internal)]) => to.statics.push(StaticTest::Internal(*internal)),
            ("equals", _) => return bad_values("give true or false"),
            _ => return bad_operation(operation, &["equals"]),
        },
        other => return Err((FilterPart::Field, format!("there is no field \"{other}\"; use one of {FIELDS}"))),
    }
    to.expires |= to.timed.iter().any(|test| test.test.expires());
    Ok(())
}

fn property<'a>(field: &'a str, prefix: &str) -> Option<&'a str> {
    field.strip_prefix(prefix).filter(|name| !name.is_empty())
}

fn list(values: &Values) -> Result<Vec<Scalar>, Refusal> {
    match values {
        Values::List(list) => Ok(list.clone()),
        Values::One(value) => Ok(vec![value.clone()]),
        Values::Folders(_) => bad_values("folders belong to the field folder"),
    }
}

fn text_list(values: &Values) -> Result<Vec<&str>, Refusal> {
    let found = match values {
        Values::List(list) => texts(list),
        Values::One(value) => texts(std::slice::from_ref(value)),
        Values::Folders(_) => None,
    };
    found.map_or_else(|| bad_values("give a list of texts"), Ok)
}

/// Packages of these project names, as a set by number.
fn projects(scene: &Scene<'_>, operation: &str, values: &Values) -> Result<(Vec<bool>, bool), Refusal> {
    let is_positive = match operation {
        "equals" => true,
        "isNotEqual" => false,
        _ => return bad_operation(operation, &["equals", "isNotEqual"]),
    };
    let names = text_list(values)?;
    if names.is_empty() {
        return bad_values("give at least one project");
    }
    let known = &scene.timeline.derived.projects;
    Ok((known.iter().map(|name| names.contains(&name.as_str())).collect(), is_positive))
}

fn count(what: Counted, operation: &str, values: &Values) -> Result<CountTest, Refusal> {
    match numbers(&list(values)?) {
        Some(numbers) => Ok(CountTest { what, test: NumberTest::new(operation, &numbers)? }),
        None => bad_values("give a number"),
    }
}

fn time(scene: &Scene<'_>, what: Timed, operation: &str, values: &Values) -> Result<TimeTest, Refusal> {
    let values = list(values)?;
    let mut texts: Vec<Option<&str>> = Vec::new();
    for value in &values {
        match value {
            Scalar::Text(text) => texts.push(Some(text)),
            Scalar::Null(()) => texts.push(None),
            _ => return bad_values("give ISO-8601 dates, or a length of time"),
        }
    }
    Ok(TimeTest::new(what, DateTest::new(operation, &texts, scene.zone)?))
}

fn tag(scene: &Scene<'_>, operation: &str, values: &[&str]) -> Result<TagTest, Refusal> {
    let Some(tags) = scene.tags else {
        return Err((FilterPart::Field, "a tag's rule can't use tags".to_owned()));
    };
    if !["hasAny", "hasAll", "hasNone"].contains(&operation) {
        return bad_operation(operation, &["hasAny", "hasAll", "hasNone"]);
    }
    if values.is_empty() {
        return bad_values("give at least one tag");
    }
    if values.len() > 1 && values.contains(&crate::tags::UNTAGGED) {
        return bad_values(format!("{} stands alone", crate::tags::UNTAGGED));
    }
    let mut bits = Vec::new();
    for value in values {
        match tags.iter().position(|tag| tag == value) {
            Some(bit) => bits.push(bit as u32),
            None => return bad_values(format!("there is no tag \"{value}\"; there are {}", tags.join(", "))),
        }
    }
    Ok(match operation {
        "hasAny" => TagTest::Any(bits),
        "hasAll" => TagTest::All(bits),
        _ => TagTest::Nothing(bits),
    })
}
