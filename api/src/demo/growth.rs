//! From a sample to a code base of usual size: its features come again under other names, and every component has a time
//! at which it came and, some, one at which it went.
use super::{
    code_base::{Adoption, CodeBase, ICONS_MOVED},
    draw::draw,
    sample::{Component, Element, Sample},
};
use anyhow::Context;
use serde_json::json;
use std::collections::BTreeMap;

/// A component and the share of the year in which it is there.
pub struct Grown {
    /// What it is.
    pub component: Component,
    /// When it came; 0 for what was there before the year.
    pub born: f64,
    /// When it went; beyond 1 for what is still there.
    pub gone: f64,
    /// When it began to render each of its children.
    pub uses_since: BTreeMap<String, f64>,
}

/// The design system's package.
const DESIGN_SYSTEM: &str = "@acme/ui:";

/// Components everything else stands on: they were there from the beginning.
const OLDEST: [&str; 26] = [
    "Alert",
    "Badge",
    "Box",
    "Button",
    "Card",
    "Checkbox",
    "Container",
    "Divider",
    "Field",
    "Form",
    "Grid",
    "Heading",
    "Icon",
    "IconButton",
    "Inline",
    "Link",
    "Modal",
    "Popover",
    "Portal",
    "Select",
    "Spinner",
    "Stack",
    "Table",
    "Text",
    "TextField",
    "Tooltip",
];
/// Lines that another element of the same kind stands below the first.
const LINES_APART: u32 = 3;

/// Everything the code base consists of, at whatever time of the year.
pub fn grow(base: &CodeBase, sample: &Sample) -> anyhow::Result<Vec<Grown>> {
    let mut all = Vec::new();
    for component in &sample.components {
        all.push(Grown::of(component.clone(), born(base, component), f64::MAX));
    }
    for (model, others) in base.features {
        for (index, other) in others.iter().enumerate() {
            let since = draw(&[base.repository, other, "since"]);
            let since = if since < 0.5 { 0.0 } else { (since - 0.5) * 1.9 };
            for component in sample.components.iter().filter(|one| is_about(one, model)) {
                let component = another(base, component, model, other, index)?;
                let after = 0.04 * draw(&[base.repository, &component.name, "after"]);
                let born = if since > 0.0 { since + after } else { 0.0 };
                all.push(Grown::of(component, born, f64::MAX));
            }
        }
        lead_to(&mut all, &sample.package_name, model, others);
    }
    for (gone, model, place, name) in base.gone {
        let model = sample.components.iter().find(|one| format!("{}:{}", one.place, one.symbol) == *model);
        let mut component = model.with_context(|| format!("the sample has nothing like {name}"))?.clone();
        component.exports = vec![(*place).to_owned(), place.trim_start_matches("src/").to_owned()];
        (component.place, component.symbol, component.name) = ((*place).into(), (*name).into(), (*name).into());
        all.push(Grown::of(component, 0.0, *gone));
    }
    for one in &mut all {
        let since = |child: &String| (child.clone(), used_since(base, &one.component, child));
        one.uses_since = one.component.children.keys().map(since).collect();
    }
    Ok(all)
}

impl Grown {
    fn of(component: Component, born: f64, gone: f64) -> Self {
        Self { component, born, gone, uses_since: BTreeMap::new() }
    }
}

/// When a component of an app began to use this one of the design system; 0 for whatever is none.
fn used_since(base: &CodeBase, parent: &Component, child: &str) -> f64 {
    let Some(Adoption { before, begins, ends, .. }) = &base.adoption else { return 0.0 };
    let name = child.rsplit(':').next().unwrap_or_default();
    if !child.starts_with(DESIGN_SYSTEM) || name.ends_with("Icon") {
        return 0.0;
    }
    let drawn = draw(&[base.repository, &parent.name, name, "used since"]);
    let moved = if drawn < *before { 0.0 } else { begins + (ends - begins) * (drawn - before) / (1.0 - before) };
    moved.max(born_in_design_system(name))
}

/// When the component of this name came into the design system.
fn born_in_design_system(name: &str) -> f64 {
    let drawn = draw(&["design-system", name, "born"]);
    if OLDEST.contains(&name) || drawn < 0.6 { 0.0 } else { (drawn - 0.6) * 2.45 }
}

fn born(base: &CodeBase, component: &Component) -> f64 {
    let root = component.name.split('.').next().unwrap_or_default();
    if base.adoption.is_none() {
        return if component.place.starts_with("src/icons/") { ICONS_MOVED } else { born_in_design_system(root) };
    }
    let folder = component.place.split('/').nth(1).unwrap_or_default();
    let is_ground = component.place.matches('/').count() < 2 || ["ui", "layout"].contains(&folder);
    let drawn = draw(&[base.repository, &component.name, "born"]);
    if is_ground || drawn > base.late { 0.0 } else { drawn / base.late }
}

/// Whether it lies in the folder of that feature.
fn is_about(component: &Component, model: &str) -> bool {
    let folder = component.place.split('/').nth(1).unwrap_or_default();
    folder.trim_end_matches('s') == model && component.place.matches('/').count() > 1
}

/// The same part of another feature: other words, a little more of this and less of that.
fn another(base: &CodeBase, model: &Component, from: &str, to: &str, index: usize) -> anyhow::Result<Component> {
    let text = serde_json::to_string(model)?.replace(from, to).replace(&capital(from), &capital(to));
    let mut component: Component = serde_json::from_str(&text)?;
    let name = component.name.clone();
    component.children.retain(|child, _| {
        child.contains(&format!("/{to}")) || draw(&[base.repository, &name, child, "left out"]) > 0.15
    });
    for (child, elements) in &mut component.children {
        if draw(&[base.repository, &name, child, "once more"]) < 0.25 {
            let again: Vec<_> = elements.iter().map(|one| below(one, LINES_APART)).collect();
            elements.extend(again);
        }
    }
    let team = base.teams.get(index % base.teams.len().max(1)).copied().unwrap_or_default();
    component.metadata.insert("owner".to_owned(), json!(team));
    let tested = (draw(&[base.repository, &name, "tested"]) * 80.0) as u32;
    component.metadata.insert("testCoverage".to_owned(), json!(tested));
    Ok(component)
}

/// Whoever of the sample's root leads to the page of a feature leads to those of the others, too.
fn lead_to(all: &mut [Grown], package_name: &str, model: &str, others: &[&str]) {
    for one in all.iter_mut().map(|grown| &mut grown.component).filter(|one| one.place.matches('/').count() < 2) {
        let own = format!("{package_name}:src/{model}");
        let pages: BTreeMap<String, Vec<Element>> = one
            .children
            .iter()
            .filter(|(child, _)| child.starts_with(&own))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        for (line, other) in (1..).zip(others) {
            for (page, elements) in &pages {
                let page = page.replace(model, other).replace(&capital(model), &capital(other));
                one.children.insert(page, elements.iter().map(|element| below(element, 20 + line)).collect());
            }
        }
    }
}

fn below(Element([line, column, last, end], props): &Element, lines: u32) -> Element {
    Element([line + lines, *column, last + lines, *end], props.clone())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
