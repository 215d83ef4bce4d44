//! All components together: their folders, custom properties, unused props and raw HTML elements.
use super::{
    elements,
    model_overview::{
        CustomProperties, Folder, Folders, HtmlElement, HtmlElements, HtmlQuery, PropertyCount, PropertySummary,
        UnusedProps, UnusedPropsPage, UnusedQuery,
    },
    narrow::Narrowing,
    rank::{Rank, page},
    read::Source,
};
use crate::{
    error::{ApiResult, Code},
    http::page as lists,
    snapshots::Newest,
};
use engine::components as state;
use std::collections::{HashMap, HashSet};

/// Values of a custom property that are listed.
const MOST_VALUES: usize = 100;

/// The folders of all projects.
pub fn folders(newest: &Newest) -> Folders {
    Folders { items: newest.state().folders().into_iter().map(Into::into).collect(), revision: newest.revision }
}

/// The custom properties of all components.
pub fn custom_properties(newest: &Newest) -> CustomProperties {
    let found = newest.state().custom_properties(MOST_VALUES);
    CustomProperties { items: found.into_iter().map(Into::into).collect(), revision: newest.revision }
}

/// Declared props that nobody passes.
pub async fn unused_props(of: &Source<'_>, query: &UnusedQuery) -> ApiResult<UnusedPropsPage> {
    let narrowing = Narrowing::new(query.project.as_deref(), query.search.as_deref())?;
    let newest = of.newest;
    let known = newest.unused_props.get_or_try_init(|| find_unused(of)).await?;
    let narrowed = newest.state().components().into_iter().filter(|component| narrowing.passes(component));
    let unused = narrowed.filter_map(|component| {
        let props = known.get(component.key)?.clone();
        Some((component, props))
    });
    let rank = |(component, _): &(state::ComponentRow<'_>, Vec<String>)| Rank::of(0, component.instances, component);
    let found = page(unused.collect(), rank, query.limit, query.cursor.as_deref())?;
    let item = |(component, props): (state::ComponentRow<'_>, _)| UnusedProps { component: component.into(), props };
    Ok(UnusedPropsPage {
        items: found.items.into_iter().map(item).collect(),
        next_cursor: found.next_cursor,
        total: found.total,
        revision: newest.revision,
    })
}

/// The elements of all scans are read for it: once a revision.
async fn find_unused(of: &Source<'_>) -> ApiResult<HashMap<String, Vec<String>>> {
    let all = of.newest.state().components();
    let passed = elements::passed(of, all.clone()).await?;
    let nothing = HashSet::new();
    let unused = all.into_iter().filter(|component| component.is_internal).filter_map(|component| {
        let passed = match passed.get(component.key) {
            Some(passed) if passed.spreads > 0 => return None, // each may be passed by it
            Some(passed) => &passed.names,
            None => &nothing,
        };
        let names = component.facts.props.iter().map(|prop| prop.name.as_str());
        let props: Vec<String> = names.filter(|name| !passed.contains(*name)).map(str::to_owned).collect();
        (!props.is_empty()).then(|| (component.key.to_owned(), props))
    });
    Ok(unused.collect())
}

/// Raw HTML elements, and who renders them.
pub fn html_elements(newest: &Newest, query: &HtmlQuery) -> ApiResult<HtmlElements> {
    if query.element.is_none() && query.cursor.is_some() {
        return Err(Code::Invalid.of_field("element", "required", "must name the element that `cursor` is about"));
    }
    let limit = usize::try_from(lists::limit(query.limit)?).unwrap_or(usize::MAX);
    let after: Option<(String, String, String)> = lists::decode(query.cursor.as_deref())?;
    let mut next_cursor = None;
    let mut items = Vec::new();
    for element in newest.state().html_elements() {
        if query.element.as_deref().is_some_and(|name| name != element.name) {
            continue;
        }
        let total = element.components.len();
        let behind = |one: &state::ComponentRow<'_>| after.as_ref().is_none_or(|after| place(one) > *after);
        let mut shown: Vec<_> = element.components.into_iter().filter(behind).collect();
        let has_more = shown.len() > limit;
        shown.truncate(limit);
        if let Some(last) = shown.last().filter(|_| has_more && query.element.is_some()) {
            next_cursor = Some(lists::encode(&place(last))?);
        }
        let rendered_by = shown.into_iter().map(Into::into).collect();
        items.push(HtmlElement { name: element.name.to_owned(), components: total, rendered_by });
    }
    Ok(HtmlElements { items, next_cursor, revision: newest.revision })
}

/// A place in a list by name.
fn place(component: &state::ComponentRow<'_>) -> (String, String, String) {
    let name = &component.facts.name;
    let folded = name.chars().flat_map(char::to_lowercase).collect();
    (folded, name.clone(), component.key.to_owned())
}

impl From<state::Folder> for Folder {
    fn from(folder: state::Folder) -> Self {
        let folders = folder.folders.into_iter().map(Into::into).collect();
        Self { name: folder.name, key: folder.key, components: folder.components, folders }
    }
}

impl From<state::CustomProperty> for PropertySummary {
    fn from(property: state::CustomProperty) -> Self {
        let values = property.values.into_iter().map(|(value, components)| PropertyCount { value, components });
        Self {
            name: property.name,
            components: property.components,
            texts: property.texts,
            dates: property.dates,
            numbers: property.numbers,
            booleans: property.booleans,
            values: values.collect(),
        }
    }
}
