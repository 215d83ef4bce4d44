//! The small parts of a body.
use super::{Entries, Scalar, Text, object::object};

object!(RawRepository {
    "scope" => scope: Text<'de>,
    "name" => name: Text<'de>,
    "url" => url: Text<'de>,
    "branch" => branch: Text<'de>,
    "initialCommitHash" => initial_commit_hash: Text<'de>,
});

object!(RawMeta {
    "cli_version" => cli_version: Text<'de>,
    "ci_vendor" => ci_vendor: Text<'de>,
    "node_version" => node_version: Text<'de>,
    "num_of_modules" => num_of_modules: Scalar<'de>,
    "duration_msec" => duration_msec: Scalar<'de>,
});

object!(RawAliasMap {
    "root" => root: RawPackage<'de>,
    "packages" => packages: Entries<'de, Option<RawPackage<'de>>>,
});

object!(RawPackage {
    "name" => name: Text<'de>,
    "version" => version: Text<'de>,
    "path" => path: Text<'de>,
});

object!(RawInvalidDependency {
    "package_name" => package_name: Text<'de>,
    "path" => path: Text<'de>,
    "source_package_name" => source_package_name: Text<'de>,
});

object!(RawParserError {
    "file" => file: Text<'de>,
    "reason" => reason: Vec<Text<'de>>,
});

object!(RawSetupIssue {
    "packageName" => package_name: Text<'de>,
    "entry" => entry: RawSetupEntry<'de>,
    "type" => kind: Text<'de>,
    "level" => level: Text<'de>,
});

object!(RawSetupEntry {
    "name" => name: Text<'de>,
    "type" => kind: Text<'de>,
    "patterns" => patterns: Vec<Text<'de>>,
    "sourcePath" => source_path: Text<'de>,
});
