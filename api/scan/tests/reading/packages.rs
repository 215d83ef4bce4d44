//! Packages, their root, and how a scan was made.
use crate::support::*;
use scan::model::{Meta, Package};
use serde_json::{Value, json};

fn of(package: &str, name: &str) -> Value {
    with(local(name), json!({ "id": id(package, name), "package_name": package }))
}

#[test]
fn packages_are_those_with_local_components() {
    let mut body =
        body(vec![of("shop", "A"), of("@acme/ui", "B"), of("@acme/ui", "C"), of("ghost", "D"), external("react", "E")]);
    body["alias_map"]["packages"] = json!({
        "@acme/ui": { "name": "@acme/ui", "path": "packages/ui", "version": "0.0.0", "aliases": {} },
        "@acme/empty": { "path": "packages/empty", "version": "3.0.0" },
        "later": null,
    });
    let scan = read(&body).unwrap();
    let package = |name: &str, version: Option<&str>, path: Option<&str>, components| Package {
        name: name.into(),
        version: version.map(Into::into),
        path: path.map(Into::into),
        components,
    };
    assert_eq!(
        scan.packages,
        [
            package("@acme/ui", Some("0.0.0"), Some("packages/ui"), 2),
            package("ghost", None, None, 1),
            package("shop", Some("1.2.3"), Some(""), 1),
        ]
    );
    assert_eq!(scan.root_package, "shop");
}

#[test]
fn a_root_without_a_name_is_called_root() {
    for alias_map in [json!({ "root": { "version": "1.0.0", "path": "" } }), json!({ "root": { "name": "" } })] {
        let scan = read(&with(body(vec![of("root", "A")]), json!({ "alias_map": alias_map }))).unwrap();
        assert_eq!(
            (scan.root_package.as_str(), scan.packages[0].path.is_some()),
            ("root", alias_map["root"]["path"].is_string())
        );
    }
}

#[test]
fn without_an_alias_map_the_root_is_the_first_local_package() {
    let without = |components| with(body(components), json!({ "alias_map": null }));
    assert_eq!(read(&without(vec![of("b", "A"), of("a", "B")])).unwrap().root_package, "a");
    assert_eq!(read(&without(vec![])).unwrap().root_package, "root");
}

#[test]
fn meta_says_how_a_scan_was_made() {
    let mut body = body(vec![]);
    body["meta"] = json!({
        "cli_version": "2.0.0", "node_version": "v20.20.2\0", "ci_vendor": "GitHub Actions", "num_of_modules": 836,
        "duration_msec": 6459.4, "argv": 7,
    });
    let expected = Meta {
        cli_version: Some("2.0.0".into()),
        ci_vendor: Some("GitHub Actions".into()),
        node_version: Some("v20.20.2\u{fffd}".into()),
        num_of_modules: Some(836),
        duration_msec: Some(6459),
    };
    assert_eq!(read(&body).unwrap().meta, expected);
    body["meta"] = json!({ "num_of_modules": null });
    assert_eq!(read(&body).unwrap().meta, Meta::default());
}
