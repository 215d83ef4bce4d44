//! One component: what it is, who renders it and with what, what it renders.
use super::{
    element_test::ElementTest,
    elements::{self, Rendered},
    model_detail::{
        ComponentDetail, ComponentProps, ComponentUsage, DeclaredProp, Definition, Dependency, DependencyPage,
        DependencyQuery, Direction, ElementQuery, JsxElement, Lines, PassedProp, PropSummary, Subcomponents, UsagePage,
        UsageQuery, ValueCount,
    },
    narrow::Narrowing,
    rank::{Rank, page},
    read::Source,
};
use crate::{
    error::{ApiResult, Code},
    snapshots::Newest,
};
use engine::components::{self as engine_components, ComponentRow, Receiver, Relation, State, prop_summary};
use scan::{Edge, Span, Usage};
use uuid::Uuid;

/// Values of a prop that are listed.
const MOST_VALUES: usize = 200;
/// As deep as a tree of components is followed.
const MOST_LEVELS: u32 = 100;

fn find<'a>(state: &State<'a>, key: &str) -> ApiResult<ComponentRow<'a>> {
    Ok(state.component(key).ok_or(Code::NotFound)?)
}

/// All that is known of a component.
pub async fn facts(of: &Source<'_>, key: &str) -> ApiResult<ComponentDetail> {
    let newest = of.newest;
    let state = newest.state();
    let row = find(&state, key)?;
    let record = if row.is_internal { elements::record(of, &row).await? } else { None };
    let definition = record.and_then(|(repository, component)| {
        let scan = newest.scan_of(repository)?;
        Some(Definition {
            repository_id: Uuid::from_u128(repository.0),
            repository_name: scan.repository_name.clone(),
            repository_url: scan.repository_url.clone(),
            file: component.path,
            lines: component.span.map(Into::into),
        })
    });
    let declared = row.facts.props.iter().map(|prop| DeclaredProp {
        name: prop.name.clone(),
        default_value: prop.default_value.as_ref().map(Into::into),
    });
    Ok(ComponentDetail {
        export_ids: row.facts.export_ids.clone(),
        declared_props: declared.collect(),
        html_elements: row.facts.html_elements.clone(),
        family_usages: state.family_usages(key).unwrap_or_default(),
        definition,
        revision: newest.revision,
        component: row.into(),
    })
}

/// Who renders a component, and each element.
pub async fn usages(of: &Source<'_>, key: &str, query: UsageQuery) -> ApiResult<UsagePage> {
    let test = ElementTest::new(ElementQuery { prop: query.prop, kind: query.kind, value: query.value })?;
    let narrowing = Narrowing::new(query.project.as_deref(), query.search.as_deref())?;
    let newest = of.newest;
    let state = newest.state();
    let component = find(&state, key)?;
    let mut parents = state.neighbours(key, engine_components::Direction::Parents).unwrap_or_default();
    parents.retain(|parent| narrowing.passes(&parent.component));
    let (limit, cursor) = (query.limit, query.cursor.as_deref());
    let rendered = async |parents| elements::of(of, component.key, parents).await;
    if test.is_open() {
        // Only of the page itself elements have to be read.
        let instances = parents.iter().map(|parent| parent.instances).sum();
        let found = page(parents, |one| Rank::of(1, one.instances, &one.component), limit, cursor)?;
        let mut rendered = rendered(found.items.into_iter().map(|parent| parent.component).collect()).await?;
        rendered.sort_by_cached_key(rank);
        let items = rendered.into_iter().map(Into::into).collect();
        let (next_cursor, total) = (found.next_cursor, found.total);
        return Ok(UsagePage { items, next_cursor, total, instances, revision: newest.revision });
    }
    let mut rendered = rendered(parents.into_iter().map(|parent| parent.component).collect()).await?;
    rendered.iter_mut().for_each(|one| one.elements.retain(|element| test.passes(element)));
    rendered.retain(|one| !one.elements.is_empty());
    let instances = rendered.iter().map(|one| one.elements.len() as u64).sum();
    let found = page(rendered, rank, limit, cursor)?;
    Ok(UsagePage {
        items: found.items.into_iter().map(Into::into).collect(),
        next_cursor: found.next_cursor,
        total: found.total,
        instances,
        revision: newest.revision,
    })
}

fn rank(one: &Rendered<'_>) -> Rank {
    Rank::of(1, one.elements.len() as u64, &one.parent)
}

/// What is passed to a component.
pub async fn props(of: &Source<'_>, key: &str, test: &ElementTest) -> ApiResult<ComponentProps> {
    let newest = of.newest;
    let state = newest.state();
    let component = find(&state, key)?;
    let parents = state.neighbours(key, engine_components::Direction::Parents).unwrap_or_default();
    let parents = parents.into_iter().map(|parent| parent.component).collect();
    let rendered = elements::of(of, component.key, parents).await?;
    let passing = rendered.into_iter().flat_map(|one| one.elements).filter(|element| test.passes(element));
    let all = Edge { to: component.facts.id.clone(), usages: passing.collect() };
    let summaries = prop_summary(&Receiver { declared: &component.facts.props, edges: &[&all] });
    let has_spread = |element: &&Usage| element.props.iter().any(|prop| prop.name.is_empty());
    Ok(ComponentProps {
        items: summaries.into_iter().map(Into::into).collect(),
        instances: all.usages.len(),
        spreads: all.usages.iter().filter(has_spread).count(),
        revision: newest.revision,
    })
}

/// What a component renders, or what renders it.
pub fn dependencies(newest: &Newest, key: &str, query: &DependencyQuery) -> ApiResult<DependencyPage> {
    let levels = match query.levels.unwrap_or(1) {
        levels @ 1..=MOST_LEVELS => levels,
        levels => {
            let message = format!("must be between 1 and {MOST_LEVELS}, not {levels}");
            return Err(Code::Invalid.of_field("levels", "range", message));
        }
    };
    let narrowing = Narrowing::new(query.project.as_deref(), query.search.as_deref())?;
    let direction = match query.direction {
        Some(Direction::Parents) => engine_components::Direction::Parents,
        Some(Direction::Children) | None => engine_components::Direction::Children,
    };
    let mut found = newest.state().reached(key, direction, levels).ok_or(Code::NotFound)?;
    found.retain(|relation| narrowing.passes(&relation.component));
    let rank = |one: &Relation<'_>| Rank::of(one.level, one.instances, &one.component);
    let found = page(found, rank, query.limit, query.cursor.as_deref())?;
    Ok(DependencyPage {
        items: found.items.into_iter().map(Into::into).collect(),
        next_cursor: found.next_cursor,
        total: found.total,
        revision: newest.revision,
    })
}

/// The parts of a component.
pub fn subcomponents(newest: &Newest, key: &str) -> ApiResult<Subcomponents> {
    let state = newest.state();
    let items = state.subcomponents(key).ok_or(Code::NotFound)?;
    Ok(Subcomponents {
        items: items.into_iter().map(Into::into).collect(),
        family_usages: state.family_usages(key).unwrap_or_default(),
        revision: newest.revision,
    })
}

impl From<Relation<'_>> for Dependency {
    fn from(relation: Relation<'_>) -> Self {
        Self { level: relation.level, instances: relation.instances, component: relation.component.into() }
    }
}

impl From<Rendered<'_>> for ComponentUsage {
    fn from(one: Rendered<'_>) -> Self {
        Self {
            instances: one.elements.len(),
            elements: one.elements.iter().map(Into::into).collect(),
            component: one.parent.into(),
        }
    }
}

impl From<&Usage> for JsxElement {
    fn from(element: &Usage) -> Self {
        let props = element.props.iter();
        let props = props.map(|prop| PassedProp { name: prop.name.clone(), value: (&prop.value).into() });
        Self { lines: element.span.into(), props: props.collect() }
    }
}

impl From<Span> for Lines {
    fn from(span: Span) -> Self {
        Self {
            start_line: span.start.line,
            start_column: span.start.column,
            end_line: span.end.line,
            end_column: span.end.column,
        }
    }
}

impl From<engine_components::PropSummary> for PropSummary {
    fn from(prop: engine_components::PropSummary) -> Self {
        let values = prop.values.iter().take(MOST_VALUES);
        Self {
            name: prop.name,
            is_declared: prop.is_declared,
            default_value: prop.default_value.as_ref().map(Into::into),
            passed: prop.passed,
            perhaps: prop.perhaps,
            instances: prop.instances,
            values: values.map(|(value, count)| ValueCount { value: value.into(), count: *count }).collect(),
            num_of_values: prop.values.len(),
        }
    }
}
