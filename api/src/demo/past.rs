//! A code base at some time of the year: what was not there yet is left out, and where the design system was not yet used
//! stands what it replaced.
use super::{
    code_base::{CodeBase, OwnPart},
    growth::Grown,
    sample::{Component, Element, Literal},
};
use std::collections::{BTreeMap, BTreeSet};

/// What people write by hand as long as they don't use a component.
const BY_HAND: [(&str, &[&str]); 14] = [
    ("a", &["Link", "SideNavItem"]),
    ("button", &["Button", "IconButton", "SplitButton"]),
    ("dialog", &["Modal", "Drawer", "ConfirmDialog"]),
    ("form", &["Form"]),
    ("h2", &["Heading", "Hero"]),
    ("hr", &["Divider"]),
    ("img", &["Avatar"]),
    (
        "input",
        &[
            "TextField",
            "NumberField",
            "SearchField",
            "Checkbox",
            "Radio",
            "Switch",
            "DatePicker",
            "FileUpload",
            "Slider",
        ],
    ),
    ("li", &["ListItem"]),
    ("p", &["Text", "Prose"]),
    ("select", &["Select", "Combobox"]),
    ("table", &["Table", "DataGrid"]),
    ("td", &["TableCell"]),
    ("textarea", &["TextArea"]),
];

/// A component as it was, and when it last changed.
pub struct Past {
    /// What it was.
    pub component: Component,
    /// When it came.
    pub born: f64,
    /// When it last changed before.
    pub changed: f64,
}

/// What was there at `progress`, a share of the year.
pub fn at(base: &CodeBase, package_name: &str, all: &[Grown], progress: f64) -> Vec<Past> {
    let there: Vec<&Grown> = all.iter().filter(|one| one.born <= progress && progress < one.gone).collect();
    let keys: BTreeSet<String> = there.iter().map(|one| one.component.key(package_name)).collect();
    there.into_iter().map(|one| as_it_was(base, package_name, one, &keys, progress)).collect()
}

fn as_it_was(base: &CodeBase, package_name: &str, one: &Grown, there: &BTreeSet<String>, progress: f64) -> Past {
    let mut was = one.component.clone();
    let mut changed = one.born;
    let own = format!("{package_name}:");
    for (child, elements) in std::mem::take(&mut was.children) {
        let name = child.rsplit(':').next().unwrap_or_default().to_owned();
        if child.starts_with(&own) && !there.contains(&child) {
            if name.ends_with("Icon") {
                add(&mut was.children, format!("@acme/icons::{name}"), elements);
            }
            continue;
        }
        let since = one.uses_since.get(&child).copied().unwrap_or_default();
        if since <= progress {
            changed = changed.max(since);
            add(&mut was.children, child, elements);
            continue;
        }
        let instead = base.adoption.iter().flat_map(|adoption| adoption.own).find(|part| part.replaced_by == name);
        match instead {
            Some(part) => add(&mut was.children, format!("{own}{}", part.key), passed_to(part, elements)),
            None => was.html.push(by_hand(&name).to_owned()),
        }
    }
    was.html.sort();
    was.html.dedup();
    Past { component: was, born: one.born, changed }
}

fn add(children: &mut BTreeMap<String, Vec<Element>>, child: String, elements: Vec<Element>) {
    let all = children.entry(child).or_default();
    all.extend(elements);
    all.sort_by_key(|element| element.0);
}

/// The elements, with the props that the app's own component takes.
fn passed_to(part: &OwnPart, elements: Vec<Element>) -> Vec<Element> {
    let primary = Literal::Plain("primary".into());
    let with_own_props = |Element(place, mut props): Element| {
        let is_primary = props.get("variant") == Some(&primary);
        props.retain(|name, _| ["children", "key"].contains(&name.as_str()));
        if let (true, Some((name, value))) = (is_primary, part.primary) {
            props.insert(name.to_owned(), Literal::Plain(value.into()));
        }
        Element(place, props)
    };
    elements.into_iter().map(with_own_props).collect()
}

fn by_hand(name: &str) -> &'static str {
    BY_HAND.iter().find(|(_, components)| components.contains(&name)).map_or("div", |(element, _)| element)
}
