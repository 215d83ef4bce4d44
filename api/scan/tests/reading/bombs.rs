//! Bodies that are made to hurt: small on the wire, large behind it.
use crate::support::*;
use scan::{Encoding, Excess, Limits, ReadError};

/// `head`, then `count` mebibytes of `filling`, then `tail`, as gzip members of which the filling is compressed once.
fn bomb(head: &str, filling: &str, count: usize, tail: &str) -> Vec<u8> {
    let mebibyte = gzip(filling.repeat((1 << 20) / filling.len()).as_bytes());
    [gzip(head.as_bytes()), mebibyte.repeat(count), gzip(tail.as_bytes())].concat()
}

fn refused(bomb: &[u8], limits: &Limits) -> ReadError {
    scan::read_analysis(bomb, Encoding::Gzip, limits, &std::env::temp_dir()).unwrap_err()
}

#[test]
fn a_gigabyte_of_zeros_is_refused() {
    let zeros = bomb("", "\0", 1025, "");
    assert!(zeros.len() < 2 << 20);
    let mut sink = std::io::sink();
    let mut plain = scan::inflate(&*zeros, Encoding::Gzip, 1 << 30).unwrap();
    let error = ReadError::from(std::io::copy(&mut plain, &mut sink).unwrap_err());
    assert!(matches!(error, ReadError::TooLarge { what: Excess::Body, .. }), "{error:?}");
    // As a body they don't even get that far: no JSON starts like this.
    assert!(matches!(refused(&zeros, &Limits::default()), ReadError::Malformed { .. }));
}

#[test]
fn a_gigabyte_is_refused_wherever_it_hides() {
    for (head, filling) in [
        ("", " "),
        (r#"{"exports":""#, "a"),
        (r#"{"exports":["#, "[],"),
        (r#"{"unknown":{"#, r#""k":0,"#),
        (r#"{"unknown":"#, "7"),
    ] {
        let error = refused(&bomb(head, filling, 1025, ""), &Limits::default());
        assert!(matches!(error, ReadError::TooLarge { what: Excess::Body, .. }), "{head}: {error:?}");
    }
}

#[test]
fn a_giant_component_or_small_part_is_refused_before_it_is_in_memory() {
    for (head, filling, excess) in [
        (r#"{"components":[{"id":""#, "a", Excess::Component),
        (r#"{"components":[{"export_ids":["#, "0,", Excess::Values),
        (r#"{"components":[{"metadata":{"#, r#""k":0,"#, Excess::Values),
        (r#"{"repository":{"url":""#, "a", Excess::SmallParts),
        (r#"{"parser_errors":["#, "{},", Excess::Values),
    ] {
        let error = refused(&bomb(head, filling, 100, ""), &Limits::default());
        assert!(matches!(error, ReadError::TooLarge { what, .. } if what == excess), "{head}: {error:?}");
    }
}

#[test]
fn deep_nesting_is_refused_at_once() {
    for (head, filling) in [
        ("", "["),
        (r#"{"exports":"#, "["),
        (r#"{"exports":"#, r#"{"a":"#),
        (r#"{"components":["#, r#"{"a":"#),
        (r#"{"components":[{"id":"#, "["),
        (r#"{"meta":{"a":"#, "["),
    ] {
        let error = refused(&bomb(head, filling, 10, ""), &Limits::default());
        match error {
            ReadError::TooDeep { limit: 64, .. } => assert!(!head.is_empty()),
            ReadError::Invalid { .. } => assert!(head.is_empty()),
            error => panic!("{head}: {error:?}"),
        }
    }
}

#[test]
fn a_wide_body_is_refused() {
    let keys: String = (0..2000).map(|n| format!(r#""k{n}":0,"#)).collect();
    let error = read_text(&format!("{{{keys}")).unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { what: Excess::Keys, .. }), "{error:?}");
    let error = read_text(&format!(r#"{{"{}":0"#, "k".repeat(5000))).unwrap_err();
    assert!(matches!(error, ReadError::Invalid { .. }), "{error:?}");
}

#[test]
fn too_many_packages_are_refused() {
    let components = (0..20).map(|n| {
        let package = format!("p{n}");
        with(local("A"), serde_json::json!({ "id": id(&package, "A"), "package_name": package }))
    });
    let body = body(components.collect()).to_string();
    let read = |packages| read_bytes(body.as_bytes(), &Limits { packages, ..Limits::default() });
    assert_eq!(read(20).unwrap().packages.len(), 20);
    assert!(matches!(read(19), Err(ReadError::TooLarge { what: Excess::Packages, limit: 19 })));
}

#[test]
fn a_large_body_below_the_limit_is_read() {
    let text = body(vec![local("A")]).to_string();
    let padded = bomb("", " \n", 100, &text);
    let spool_dir = std::env::temp_dir();
    let scan = scan::read_analysis(&*padded, Encoding::Gzip, &Limits::default(), &spool_dir);
    assert_eq!(scan.unwrap().counts.components, 1);
}
