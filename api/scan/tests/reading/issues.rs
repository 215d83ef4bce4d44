//! What the scanner could not make sense of.
use crate::support::*;
use serde_json::{Value, json};

fn errors_in(files: &[&str], components: Vec<Value>, packages: Value) -> Vec<String> {
    let mut body = body(components);
    body["alias_map"]["packages"] = packages;
    body["parser_errors"] = files.iter().map(|file| json!({ "file": file, "reason": ["no"] })).collect();
    let errors = read(&body).unwrap().issues.parser_errors;
    errors.into_iter().map(|error| error.file).collect()
}

fn at(path: &str) -> Value {
    with(local("A"), json!({ "source": { "source": { "path": path, "mtype": "local" } } }))
}

#[test]
fn paths_are_given_from_the_scanned_root() {
    let components = vec![at("src/app/page.tsx"), at("src/lib/ui/Button.tsx")];
    let files = ["/home/ci/shop/src/lib/x.ts", "/home/ci/shop/next.config.ts", "/home/ci/shop/src/lib/y.ts"];
    assert_eq!(errors_in(&files, components.clone(), json!({})), ["next.config.ts", "src/lib/x.ts", "src/lib/y.ts"]);
    // One file is enough, and so is a folder that only its package is known to have.
    assert_eq!(errors_in(&files[..1], components, json!({})), ["src/lib/x.ts"]);
    let packages = json!({ "@acme/ui": { "path": "packages/ui" } });
    assert_eq!(errors_in(&["/w/r/packages/ui/a/b/c/d.ts"], vec![], packages), ["packages/ui/a/b/c/d.ts"]);
}

#[test]
fn folders_with_the_name_of_the_root_do_not_mislead() {
    let components = vec![at("app/src/page.tsx"), at("app/src/deep/x.tsx")];
    let files = ["/home/app/app/src/deep/broken.tsx", "/home/app/app/src/other.tsx"];
    assert_eq!(errors_in(&files, components, json!({})), ["app/src/deep/broken.tsx", "app/src/other.tsx"]);
    // Where two roots would do, the deeper one tells less of the machine, every time.
    for _ in 0..20 {
        assert_eq!(errors_in(&["/home/app/app/x.ts"], vec![at("app/page.tsx")], json!({})), ["app/x.ts"]);
    }
}

#[test]
fn a_path_that_tells_no_root_is_cut_to_its_end() {
    let files =
        ["/home/ci/elsewhere/one/two/three.ts", "/x.ts", "relative/a/b/c/d.ts", "C:\\Users\\ann\\repo\\a\\b.ts"];
    assert_eq!(
        errors_in(&files, vec![], json!({})),
        ["one/two/three.ts", "relative/a/b/c/d.ts", "repo/a/b.ts", "x.ts"]
    );
    let mixed = ["/home/ci/shop/src/x.ts", "/opt/secret/place/outside.ts"];
    assert_eq!(errors_in(&mixed, vec![at("src/a.tsx")], json!({})), ["secret/place/outside.ts", "src/x.ts"]);
}

#[test]
fn windows_paths_are_understood() {
    let files = ["C:\\Users\\ann\\shop\\src\\lib\\x.ts"];
    assert_eq!(errors_in(&files, vec![at("src/lib/a.tsx")], json!({})), ["src/lib/x.ts"]);
}

#[test]
fn setup_issues_keep_what_helps_and_no_absolute_path() {
    let issue = |name: &str| {
        json!({
            "packageName": "@acme/ui", "type": "TARGET_NOT_EXIST", "level": "ERROR",
            "entry": {
                "name": name, "type": "export", "patterns": ["dist/index.js", "/home/ci/shop/src/lib/index.js"],
                "sourcePath": "/home/ci/shop/packages/ui/package.json",
            },
        })
    };
    let mut body = body(vec![at("src/lib/a.tsx")]);
    body["alias_map"]["packages"] = json!({ "@acme/ui": { "path": "packages/ui" } });
    body["setup_issues"] = json!([issue("b"), issue("a"), issue("b")]);
    let issues = read(&body).unwrap().issues.setup_issues;
    assert_eq!(issues.iter().map(|issue| issue.entry_name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let first = &issues[0];
    assert_eq!((first.package_name.as_str(), first.entry_type.as_str()), ("@acme/ui", "export"));
    assert_eq!((first.kind.as_str(), first.level.as_str()), ("TARGET_NOT_EXIST", "ERROR"));
    assert_eq!(first.patterns, ["dist/index.js", "src/lib/index.js"]);
    assert_eq!(first.source_path, "packages/ui/package.json");
}

#[test]
fn pictures_are_no_invalid_dependencies() {
    let import =
        |package: &str, path: &str| json!({ "package_name": package, "path": path, "source_package_name": "shop" });
    let mut body = body(vec![]);
    body["invalid_dependencies"] = json!([
        import("@/icons", "close.svg"),
        import("@/icons", "OPEN.SVG"),
        import("~/logo.svg", ""),
        import("@/styles", "svg"),
        import("@/a", "b"),
        import("@/a", "b"),
        import("@/ü", ""),
    ]);
    let left = read(&body).unwrap().issues.invalid_dependencies;
    let left: Vec<_> = left.iter().map(|left| (left.package_name.as_str(), left.path.as_str())).collect();
    assert_eq!(left, [("@/a", "b"), ("@/styles", "svg"), ("@/ü", "")]);
}

#[test]
fn lists_are_cut_at_ten_thousand_after_sorting() {
    let mut body = body(vec![]);
    body["parser_errors"] = (0..10_500).rev().map(|n| json!({ "file": format!("{n:05}.ts"), "reason": [] })).collect();
    let errors = read(&body).unwrap().issues.parser_errors;
    assert_eq!((errors.len(), errors[0].file.as_str(), errors[9_999].file.as_str()), (10_000, "00000.ts", "09999.ts"));
}

#[test]
fn no_zero_character_leaves_in_issues() {
    let mut body = body(vec![]);
    body["parser_errors"] = json!([{ "file": "a\0b.ts", "reason": ["c\0"] }]);
    let issues = read(&body).unwrap().issues;
    assert_eq!(issues.parser_errors[0].file, "a\u{fffd}b.ts");
    assert_eq!(issues.parser_errors[0].reason, ["c\u{fffd}"]);
}
