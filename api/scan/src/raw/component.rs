//! `components[]`.
use super::{Entries, Scalar, Text, object::object};

object!(RawComponent {
    "id" => id: Text<'de>,
    "name" => name: Text<'de>,
    "package_name" => package_name: Text<'de>,
    "export_ids" => export_ids: Vec<Text<'de>>,
    "source" => source: RawOrigin<'de>,
    "created_at" => created_at: Text<'de>,
    "updated_at" => updated_at: Text<'de>,
    "span" => span: RawSpan<'de>,
    "props" => props: Vec<RawProp<'de>>,
    "html_elements" => html_elements: Vec<Text<'de>>,
    "dependencies" => dependencies: Vec<RawDependency<'de>>,
    "metadata" => metadata: Entries<'de, Scalar<'de>>,
});

object!(RawOrigin {
    "source" => source: RawSource<'de>,
});

object!(RawSource {
    "path" => path: Text<'de>,
    "mtype" => mtype: Text<'de>,
});

object!(RawDependency {
    "to" => to: RawTarget<'de>,
    "references" => references: Vec<RawReference<'de>>,
});

object!(
    /// The child of a dependency, of which the id is all we need.
    RawTarget {
        "id" => id: Text<'de>,
    }
);

object!(RawReference {
    "usages" => usages: Vec<RawUsage<'de>>,
});

object!(RawUsage {
    "start" => start: RawPoint<'de>,
    "end" => end: RawPoint<'de>,
    "props" => props: Vec<RawProp<'de>>,
});

object!(
    /// A prop, declared (with a default) or passed (with a value).
    RawProp {
        "name" => name: Text<'de>,
        "value" => value: RawValue<'de>,
        "default_value" => default_value: RawValue<'de>,
    }
);

object!(RawValue {
    "type" => kind: Text<'de>,
    "value" => value: Scalar<'de>,
    "flags" => flags: Scalar<'de>,
});

object!(RawSpan {
    "start" => start: RawPoint<'de>,
    "end" => end: RawPoint<'de>,
});

object!(RawPoint {
    "line" => line: u32,
    "column" => column: u32,
});
