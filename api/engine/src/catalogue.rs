//! The catalogue: components searched, sorted and read page by page.
use crate::snapshot::{Row, Snapshot};
use crate::sort::{Sort, SortBy};
use crate::text::{Place, fold};
use serde::{Deserialize, Serialize};

/// What to read of the catalogue.
#[derive(Clone, Copy, Debug, Default)]
pub struct CatalogueQuery<'a> {
    /// Terms apart by white space; each must occur in name, path or project name, whatever its case.
    pub search: &'a str,
    /// The order.
    pub sort: Sort,
    /// Go on behind this place.
    pub after: Option<&'a Cursor>,
    /// Rows per page.
    pub limit: usize,
}

/// A page of the catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<'a> {
    /// The components in order.
    pub rows: Vec<Row<'a>>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// How many components the search finds on all pages.
    pub total: usize,
}

/// The place behind a row, told by the values that place it. Rows that came, went or changed meanwhile
/// don't matter: the next page holds what now comes behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The order the place is in.
    pub sort: Sort,
    /// The row's value in the column sorted by.
    pub value: SortValue,
    /// The row's name, the first tie-break.
    pub name: String,
    /// The row's key, the second.
    pub key: String,
}

/// A value of the column sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SortValue {
    /// A count.
    Number(u64),
    /// A name or a path.
    Text(String),
}

/// A cursor that was made for another order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cursor belongs to sort={made_for}, not to sort={asked}; start again without a cursor")]
pub struct CursorOfAnotherSort {
    /// The order it was made for.
    pub made_for: Sort,
    /// The order of the query.
    pub asked: Sort,
}

/// The place of a row in an order, smallest first.
type SortKey = (u64, Place);

impl Snapshot {
    /// A page of the catalogue.
    pub fn catalogue(&self, query: &CatalogueQuery<'_>) -> Result<Page<'_>, CursorOfAnotherSort> {
        let start = query.after.map(|cursor| self.start(cursor, query.sort)).transpose()?;
        let terms: Vec<String> = query.search.split_whitespace().map(fold).collect();
        let mut total = 0;
        let mut found: Vec<(SortKey, u32)> = Vec::new();
        for component in (0..self.len()).filter(|&component| self.is_found(component, &terms)) {
            total += 1;
            let place = self.sort_key(component, query.sort);
            if start.is_none_or(|start| place > start) {
                found.push((place, component));
            }
        }
        let has_more = found.len() > query.limit;
        if has_more {
            found.select_nth_unstable(query.limit);
            found.truncate(query.limit);
        }
        found.sort_unstable();
        let last = found.last().filter(|_| has_more);
        Ok(Page {
            next: last.map(|&(_, component)| self.cursor(component, query.sort)),
            rows: found.into_iter().map(|(_, component)| self.row(component)).collect(),
            total,
        })
    }

    fn is_found(&self, component: u32, terms: &[String]) -> bool {
        let text = self.searched.get(component);
        terms.iter().all(|term| text.contains(term.as_str()))
    }

    fn sort_key(&self, component: u32, sort: Sort) -> SortKey {
        let at = component as usize;
        let value = match sort.by {
            SortBy::Name => Place::on(self.name[at]).value(),
            SortBy::ProjectName => Place::on(self.package[at]).value(),
            SortBy::Path => Place::on(self.path[at]).value(),
            SortBy::Children => u64::from(self.children.degree(component)),
            SortBy::Usages => u64::from(self.parents.degree(component)),
            SortBy::Instances => self.instances[at],
            SortBy::Projects => u64::from(self.projects[at]),
        };
        directed(value, sort, Place::on(component))
    }

    fn cursor(&self, component: u32, sort: Sort) -> Cursor {
        let row = self.row(component);
        let text = |value: &str| SortValue::Text(value.to_owned());
        Cursor {
            sort,
            value: match sort.by {
                SortBy::Name => text(row.name),
                SortBy::ProjectName => text(row.project_name),
                SortBy::Path => text(row.path),
                SortBy::Children => SortValue::Number(u64::from(row.children)),
                SortBy::Usages => SortValue::Number(u64::from(row.usages)),
                SortBy::Instances => SortValue::Number(row.instances),
                SortBy::Projects => SortValue::Number(u64::from(row.projects)),
            },
            name: row.name.to_owned(),
            key: row.key.to_owned(),
        }
    }

    /// Where a cursor stands in this state.
    fn start(&self, cursor: &Cursor, sort: Sort) -> Result<SortKey, CursorOfAnotherSort> {
        let value = match (&cursor.value, sort.by) {
            _ if cursor.sort != sort => None,
            (SortValue::Text(name), SortBy::Name) => Some(self.names.place(name).value()),
            (SortValue::Text(name), SortBy::ProjectName) => Some(self.project_names.place(name).value()),
            (SortValue::Text(path), SortBy::Path) => Some(self.paths.place(path).value()),
            (SortValue::Number(count), SortBy::Children | SortBy::Usages | SortBy::Instances | SortBy::Projects) => {
                Some(*count)
            }
            _ => None,
        };
        let value = value.ok_or(CursorOfAnotherSort { made_for: cursor.sort, asked: sort })?;
        let name = self.names.place(&cursor.name);
        let tie = Place::find(self.len(), |component| {
            let other = Place::on(self.name[component as usize]);
            (other, self.keys.get(component)).cmp(&(name, cursor.key.as_str()))
        });
        Ok(directed(value, sort, tie))
    }
}

fn directed(value: u64, sort: Sort, tie: Place) -> SortKey {
    (if sort.descending { u64::MAX - value } else { value }, tie)
}
