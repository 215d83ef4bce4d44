//! Bodies of three gigabytes whose components are valid: what is kept of them grows until a limit is reached.
use crate::support::bodies::{gzip, gzip_bomb, gzip_of};
use std::io::Write;

/// What they unpack to.
const MEBIBYTES: usize = 3 << 10;

/// A body: what it is, its bytes, and the limit it meets.
pub type Heavy = (&'static str, Vec<u8>, &'static str);

/// Half of them are of valid components, some with different ids and some with one; the others are endless.
pub fn all() -> Vec<Heavy> {
    let components = "its components are more than 100000";
    vec![
        ("different components", of_records(110_000, |n| distinct(n, "")), components),
        ("large ones", of_records(97_000, |n| distinct(n, &"a".repeat(11_500))), "more than 1 GiB"),
        ("of a package each", of_records(20_000, |n| record(n, &n.to_string(), n)), "its local packages are"),
        ("one id, alike", alike(), components),
        ("one id, each time otherwise", of_records(20_000, |n| record(0, "p", n)), "repeat an id"),
        ("each id twice", of_records(50_000, |n| record(n / 2, "p", n)), "repeat an id"),
        (
            "a wide one behind many",
            of_records(110_000, |n| if n == 99_990 { wide() } else { distinct(n, "") }),
            components,
        ),
        ("spaces", gzip_bomb("{", b' ', MEBIBYTES), "more than 1 GiB"),
        ("a long string", gzip_bomb("{\"exports\":\"", b'a', MEBIBYTES), "more than 1 GiB"),
        ("a long number", gzip_bomb("{\"exports\":", b'1', MEBIBYTES), "more than 1 GiB"),
    ]
}

/// So many records, and behind them nothing for gigabytes.
fn of_records(count: usize, record: impl Fn(usize) -> String) -> Vec<u8> {
    let records = gzip_of(|out| {
        out.write_all(b"{\"components\":[").unwrap();
        (0..count).for_each(|n| out.write_all(record(n).as_bytes()).unwrap());
    });
    [records, gzip_bomb("", b' ', MEBIBYTES)].concat()
}

fn alike() -> Vec<u8> {
    let one = record(0, "p", 0);
    let member = gzip(one.repeat((1 << 24) / one.len()).as_bytes());
    [gzip(b"{\"components\":["), member.repeat(MEBIBYTES / 16)].concat()
}

fn record(id: usize, package: &str, path: usize) -> String {
    format!(
        r#"{{"id":"c{id}","name":"C","package_name":"{package}","source":{{"source":{{"path":"src/{path}/a.tsx","mtype":"local"}}}}}},"#
    )
}

/// About as many values as one component may have.
fn wide() -> String {
    let props: Vec<String> = (0..99_000).map(|n| format!(r#"{{"name":"{n}"}}"#)).collect();
    record(1 << 30, "p", 0).replace(r#""name":"C""#, &format!(r#""name":"C","props":[{}]"#, props.join(",")))
}

/// Each of its parts is another one, and nothing is asked of `rest`.
fn distinct(n: usize, rest: &str) -> String {
    format!(
        r#"{{"id":"c{n}","name":"C","package_name":"p","source":{{"source":{{"path":"src/{n}/a.tsx","mtype":"local"}}}},"created_at":"2026-01-05T10:00:00.000Z","dependencies":[{{"to":{{"id":"t{n}"}},"references":[{{"usages":[{{"props":[{{"name":"p","value":{{"type":"String","value":"{n}"}}}}],"start":{{"line":{n},"column":1}},"end":{{"line":{n},"column":2}}}}]}}]}}],"rest":"{rest}"}},"#
    )
}
