//! The components of a state: found, sorted, and looked at one by one.
mod browse;
mod family;
mod folders;
mod html;
mod order;
mod properties;
mod props;
mod relations;
mod row;
mod shelf;

pub use browse::{BrowseError, BrowsePage, BrowseQuery};
pub use folders::Folder;
pub use html::HtmlElement;
pub use order::{Order, OrderBy, Place, PlaceValue, UnknownOrder};
pub use properties::{CustomProperty, PropertyValues};
pub use props::{PassedValue, PropSummary, Receiver, prop_summary};
pub use relations::{Direction, Relation};
pub use row::{ComponentRow, EdgeRow, State};
pub(crate) use shelf::Shelf;
