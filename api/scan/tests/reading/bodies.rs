//! What a body has to look like, and what is said when it doesn't.
use crate::support::*;
use scan::{Limits, ReadError};
use serde_json::{Value, json};

#[test]
fn the_smallest_body_is_an_empty_scan() {
    let scan = read_text(r#"{"components":[],"meta":{},"repository":{}}"#).unwrap();
    assert_eq!(scan.counts, scan::Counts::default());
    assert_eq!(scan.root_package, "root");
    assert!(kept(scan).is_empty());
}

#[test]
fn keys_come_in_any_order_and_unknown_ones_are_skipped() {
    let parts = body(vec![local("Button")]);
    let mut text = String::from(r#"{"later": [{"x": [1, 2.5e-3, true]}], "components": "#);
    text += &parts["components"].to_string();
    text += &format!(r#", "repository": {}, "": null, "meta": {{}} }}"#, parts["repository"]);
    let scan = read_text(&text).unwrap();
    assert_eq!((scan.counts.components, scan.repository.name.as_deref()), (1, Some("shop")));
}

#[test]
fn a_key_may_be_written_with_escapes() {
    let scan = read_text(r#"{"compo\u006eents":[],"meta":{},"repository":{}}"#).unwrap();
    assert_eq!(scan.counts.components, 0);
}

#[test]
fn what_must_be_there_is_named_when_it_is_missing() {
    for (key, kind) in [("components", "a list"), ("meta", "an object"), ("repository", "an object")] {
        let (path, detail) = refusal(&with(body(vec![]), json!({ key: null })));
        assert_eq!((path.as_str(), detail), (key, format!("must be {kind}, but is missing or null")));
    }
}

#[test]
fn null_counts_as_missing_but_not_for_the_components() {
    let mut nulls = body(vec![]);
    for key in ["exports", "alias_map", "setup_issues", "invalid_dependencies", "parser_errors"] {
        nulls[key] = Value::Null;
    }
    assert!(read(&nulls).is_ok());
    for key in ["components", "meta", "repository"] {
        let mut null = body(vec![]);
        null[key] = Value::Null;
        assert_eq!(refusal(&null).0, key);
    }
    let mut lists = with(local("A"), json!({}));
    for key in ["export_ids", "props", "html_elements", "dependencies", "metadata", "span"] {
        lists[key] = Value::Null;
    }
    assert!(kept_of(lists).edges.is_empty());
}

#[test]
fn a_wrong_type_is_refused_with_its_path() {
    let usages = vec![usage(1, vec![]), usage(2, vec![("size", text("s")), ("on", text("t"))])];
    let component = || {
        let edge = dependency(&id("shop", "B"), usages.clone());
        with(local("A"), json!({ "dependencies": [edge], "props": [{ "name": "p" }] }))
    };
    let edge = "/dependencies/0";
    let usage = "/dependencies/0/references/0/usages/1";
    for (pointer, value, path, detail) in [
        ("/id", json!(7), "id", "must be a string, but is a number"),
        ("/id", json!(""), "id", "must be a string, but is empty"),
        ("/id", json!(null), "id", "must be a string, but is missing or null"),
        ("/id", json!("x".repeat(3000)), "id", "must be at most 2048 bytes long, but is 3000 bytes long"),
        ("/name", json!([]), "name", "must be a string, but is a list"),
        ("/source", json!("x"), "source", "must be an object, but is a string"),
        ("/source/source", json!(null), "source.source", "must be an object, but is missing or null"),
        ("/source/source/path", json!({}), "source.source.path", "must be a string, but is an object"),
        (
            "/source/source/mtype",
            json!("remote"),
            "source.source.mtype",
            "must be `local` or `package`, but is something else",
        ),
        ("/export_ids", json!({}), "export_ids", "must be a list, but is an object"),
        ("/export_ids", json!(["a", true]), "export_ids[1]", "must be a string, but is a boolean"),
        (
            "/span/end/line",
            json!(-1),
            "span.end.line",
            "must be a whole number from 0 to 4294967295, but is a number out of range",
        ),
        (
            "/span/end/column",
            json!(1.5),
            "span.end.column",
            "must be a whole number from 0 to 4294967295, but is a number",
        ),
        ("/span/start", json!(null), "span.start", "must be an object, but is missing or null"),
        ("/props/0/name", json!(null), "props[0].name", "must be a string, but is missing or null"),
        ("/props/0", json!(["p"]), "props[0]", "must be an object, but is a list"),
        (edge, json!(null), "dependencies[0]", "must be an object, but is null"),
        (&format!("{edge}/to"), json!(null), "dependencies[0].to", "must be an object, but is missing or null"),
        (&format!("{edge}/to/id"), json!(1), "dependencies[0].to.id", "must be a string, but is a number"),
        (&format!("{edge}/to/id"), json!(""), "dependencies[0].to.id", "must be a string, but is empty"),
        (
            &format!("{usage}/start"),
            json!([]),
            "dependencies[0].references[0].usages[1].start",
            "must be an object, but is a list",
        ),
        (
            &format!("{usage}/start/line"),
            json!(null),
            "dependencies[0].references[0].usages[1].start.line",
            "must be a number, but is missing or null",
        ),
        (
            &format!("{usage}/props/1/value"),
            json!(null),
            "dependencies[0].references[0].usages[1].props[1].value",
            "must be an object, but is missing or null",
        ),
        (
            &format!("{usage}/props/1/value/value"),
            json!(false),
            "dependencies[0].references[0].usages[1].props[1].value.value",
            "must be a string, but is a boolean",
        ),
    ] {
        let mut wrong = component();
        *wrong.pointer_mut(pointer).unwrap() = value;
        let (found, said) = refusal(&body(vec![local("First"), wrong]));
        assert_eq!((found, said.as_str()), (format!("components[1].{path}"), detail));
    }
}

#[test]
fn a_wrong_type_outside_of_the_components_is_refused_with_its_path() {
    for (pointer, value, path) in [
        ("/components", json!({}), "components"),
        ("/components", json!([1]), "components[0]"),
        ("/components", json!([null]), "components[0]"),
        ("/meta", json!([]), "meta"),
        ("/meta/cli_version", json!(2), "meta.cli_version"),
        ("/meta/num_of_modules", json!("7"), "meta.num_of_modules"),
        ("/meta/duration_msec", json!(-5), "meta.duration_msec"),
        ("/repository", json!("github"), "repository"),
        ("/repository/url", json!(["x"]), "repository.url"),
        ("/repository/branch", json!("b".repeat(4000)), "repository.branch"),
        ("/alias_map", json!(1), "alias_map"),
        ("/alias_map/packages", json!({ "@acme/ui": { "name": 3 } }), "alias_map.packages[\"@acme/ui\"].name"),
        ("/setup_issues", json!("none"), "setup_issues"),
        ("/invalid_dependencies", json!([{}, { "path": 1 }]), "invalid_dependencies[1].path"),
        ("/parser_errors", json!([{ "reason": "all" }]), "parser_errors[0].reason"),
    ] {
        let mut wrong = body(vec![]);
        *wrong.pointer_mut(pointer).unwrap() = value;
        assert_eq!(refusal(&wrong).0, path);
    }
    for (text, found) in [("[]", "a list"), ("null", "null"), ("\"x\"", "a string"), (" 12", "a number")] {
        let error = read_text(text).unwrap_err();
        let ReadError::Invalid { path, detail } = &error else { panic!("{error:?}") };
        assert_eq!((path.as_str(), detail), ("", &format!("must be an object, but is {found}")));
        assert!(error.to_string().contains("the body must be an object"), "{error}");
    }
}

#[test]
fn a_top_level_key_may_be_there_once() {
    for key in ["components", "repository", "exports", "something"] {
        let doubled = format!(r#"{{"{key}":{0},"{key}":{0}}}"#, if key == "repository" { "{}" } else { "[]" });
        let error = read_text(&doubled).unwrap_err();
        assert!(matches!(&error, ReadError::Invalid { path, .. } if path == key), "{error:?}");
    }
}

#[test]
fn broken_json_is_malformed_wherever_it_is() {
    let good = body(vec![local("Button")]).to_string();
    for (whole, broken) in [
        ("{\"alias_map\"", "{,\"alias_map\""),
        ("\"meta\":{", "\"meta\":{,"),
        ("\"exports\":[]", "\"exports\":[}"),
        ("\"exports\":[]", "\"exports\":[1,]"),
        ("\"exports\":[]", "\"exports\":{\"a\" 1}"),
        ("\"exports\":[]", "\"exports\":[01]"),
        ("\"exports\":[]", "\"exports\":[1.]"),
        ("\"exports\":[]", "\"exports\":[-]"),
        ("\"exports\":[]", "\"exports\":[nul]"),
        ("\"exports\":[]", "\"exports\":[\"\\x\"]"),
        ("\"exports\":[]", "\"exports\":[\"\\u12g4\"]"),
        ("\"exports\":[]", "\"exports\":[\"\n\"]"),
        ("\"exports\":[]", "\"exports\" []"),
        ("\"exports\":[]", "\"exports\":"),
        ("\"exports\":[]", "exports:[]"),
        ("\"html_elements\":[]", "\"html_elements\":[}"),
        ("\"html_elements\":[]", "\"html_elements\":[\"\t\"]"),
        ("\"html_elements\":[]", "\"html_elements\":[\"\\ud800\"]"),
        ("\"symbol\":", "\"symbol\":-,\"x\":"),
        ("\"components\":[", "\"components\":[,"),
        ("\"components\":[", "\"components\":[{},"),
    ] {
        assert!(good.contains(whole), "{whole}");
        let error = read_text(&good.replacen(whole, broken, 1)).unwrap_err();
        let empty_component = broken.ends_with("[{},");
        assert_eq!(matches!(error, ReadError::Malformed { .. }), !empty_component, "{broken}: {error:?}");
    }
    for rest in ["x", "{}", ",", "\0"] {
        let error = read_text(&format!("{good} \n{rest}")).unwrap_err();
        assert!(matches!(error, ReadError::Malformed { .. }), "{rest}: {error:?}");
    }
    assert!(read_text(&format!("{good} \n\t\r ")).is_ok());
}

#[test]
fn a_body_that_is_cut_off_is_malformed_wherever_the_cut_is() {
    let good = body(vec![local("Button"), external("react", "Suspense")]).to_string();
    for length in 0..good.len() {
        let error = read_text(&good[..length]).unwrap_err();
        assert!(matches!(error, ReadError::Malformed { .. }), "{length}: {error:?}");
    }
}

#[test]
fn bytes_that_are_no_utf8_are_malformed_in_read_and_in_skipped_parts() {
    let text = with(body(vec![local("Bütton")]), json!({ "exports": ["ü"] })).to_string();
    for damaged in [0xffu8, 0xc0, 0x80, 0xe4] {
        for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| *byte == 0xc3) {
            let mut bytes = text.clone().into_bytes();
            assert_eq!(bytes[at], byte);
            bytes[at] = damaged;
            let error = read_bytes(&bytes, &Limits::default()).unwrap_err();
            assert!(matches!(error, ReadError::Malformed { .. }), "{error:?}");
        }
    }
}
