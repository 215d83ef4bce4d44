//! A whole body at once, as the bench reads it that shows what reading costs without any care for memory.
use super::{RawAliasMap, RawComponent, RawMeta, RawRepository, object::object};

object!(RawBody {
    "components" => components: Vec<RawComponent<'de>>,
    "alias_map" => alias_map: RawAliasMap<'de>,
    "meta" => meta: RawMeta<'de>,
    "repository" => repository: RawRepository<'de>,
});

/// Parses a body from one slice into the very structs that reading uses; says how many components it has.
#[doc(hidden)]
pub fn parse_whole(body: &[u8]) -> serde_json::Result<usize> {
    let body: RawBody<'_> = serde_json::from_slice(body)?;
    let small = (body.alias_map.is_some(), body.meta.is_some(), body.repository.is_some());
    std::hint::black_box(small);
    Ok(std::hint::black_box(body.components.unwrap_or_default()).len())
}
