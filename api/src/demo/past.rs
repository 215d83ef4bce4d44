//! A code base at some time of the year: what was not there yet is left out, and where the design system was not yet used
//! stands what it replaced.
use super::{
    code_base::{CodeBase, OwnPart},
    growth::Grown,
    sample::{Component, Element, Literal},
};
use std::collections::{BTreeMap, HashMap};

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

/// When each component is there, by its key.
pub type Lives = HashMap<String, (f64, f64)>;

/// The lives of all.
pub fn lives(package_name: &str, all: &[Grown]) -> Lives {
    all.iter().map(|one| (one.component.key(package_name), (one.born, one.gone))).collect()
}

/// The times at which a component changes, in their order: between two of them it stays the same.
pub fn turns(base: &CodeBase, one: &Grown, lives: &Lives) -> Vec<f64> {
    let of_children = one.component.children.keys().filter_map(|child| lives.get(child));
    let renamed = base.renamed.iter().map(|(until, ..)| *until);
    let mut turns: Vec<f64> = of_children.flat_map(|(born, gone)| [*born, *gone]).collect();
    turns.extend(one.uses_since.values().copied().chain(renamed));
    turns.sort_by(f64::total_cmp);
    turns.dedup();
    turns
}

/// A component as it was at `progress`, a share of the year at which it was there.
pub fn at(base: &CodeBase, package_name: &str, one: &Grown, lives: &Lives, progress: f64) -> Past {
    let mut was = one.component.clone();
    let mut changed = one.born;
    let own = format!("{package_name}:");
    for (child, elements) in std::mem::take(&mut was.children) {
        let name = child.rsplit(':').next().unwrap_or_default().to_owned();
        let is_there = lives.get(&child).is_none_or(|(born, gone)| *born <= progress && progress < *gone);
        if !is_there {
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
