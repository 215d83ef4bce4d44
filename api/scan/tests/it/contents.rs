//! What is kept, written and read again.
use crate::support::*;
use scan::{
    DecodeError, Encoding, Limits,
    record::{Detail, EdgeSummary, Facts, Record, part_hash},
};
use serde_json::json;

fn with_an_edge() -> serde_json::Value {
    let spread = json!({ "type": "Spread" });
    let usages = vec![
        usage(1, vec![("size", text("m")), ("", spread.clone()), ("", spread.clone())]),
        usage(2, vec![("size", text("l")), ("on", text("x"))]),
        usage(3, vec![("", spread)]),
    ];
    let edges = [dependency("b", usages), dependency("c", vec![])];
    with(local("A"), json!({ "dependencies": edges, "updated_at": "2026-04-16T18:57:37Z" }))
}

#[test]
fn a_component_comes_back_from_its_parts() {
    let component = kept_of(with_an_edge());
    let record = Record::of(&component).unwrap();
    assert_eq!(record.component().unwrap(), component);

    let facts = Facts::decode(&record.facts).unwrap();
    assert_eq!((&facts.id, &facts.path), (&component.id, &component.path));
    let detail = Detail::decode(&record.detail).unwrap();
    assert_eq!((detail.span, detail.usages.len()), (component.span, 2));
    assert_eq!(record.dates.updated_at, component.updated_at);
}

#[test]
fn an_edge_is_summed_up_in_instances_props_and_spreads() {
    let record = Record::of(&kept_of(with_an_edge())).unwrap();
    let [b, c] = EdgeSummary::decode(&record.edges).unwrap().try_into().unwrap();
    assert_eq!((b.to.as_str(), b.instances, b.spreads), ("b", 3, 2));
    assert_eq!(b.props, [("on".to_owned(), 1), ("size".to_owned(), 2)]);
    assert_eq!((c.to.as_str(), c.instances, c.spreads, c.props.len()), ("c", 0, 0, 0));
}

#[test]
fn each_part_changes_for_its_own_reason() {
    let component = kept_of(with_an_edge());
    let hashes = |change: fn(&mut scan::model::Component)| {
        let mut changed = component.clone();
        change(&mut changed);
        Record::of(&changed).unwrap().hashes()
    };
    let [facts, edges, detail] = hashes(|_| {});
    assert_eq!(hashes(|c| c.updated_at = None), [facts, edges, detail]);
    let moved = hashes(|c| c.edges[0].usages[2].span.end.line += 1);
    assert!(moved[..2] == [facts, edges] && moved[2] != detail);
    let reworded = hashes(|c| c.edges[0].usages[0].props[2].value = scan::model::PropValue::Null);
    assert!(reworded[..2] == [facts, edges] && reworded[2] != detail);
    let renamed = hashes(|c| c.name.push('x'));
    assert!(renamed[0] != facts && renamed[1..] == [edges, detail]);
    let extended = hashes(|c| c.edges.truncate(1));
    assert!(extended[0] == facts && extended[1] != edges && extended[2] != detail);
    let record = Record::of(&component).unwrap();
    assert_eq!([facts, edges, detail], [&record.facts, &record.edges, &record.detail].map(|part| part_hash(part)));
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let record = Record::of(&kept_of(with_an_edge())).unwrap();
    let other = Record::of(&kept_of(local("B"))).unwrap();
    assert!(Record { edges: other.edges.clone(), ..record.clone() }.component().is_err());
    assert!(Facts::decode(&[&*record.facts, b"x"].concat()).is_err());
    assert!(Detail::decode(&record.detail[..record.detail.len() - 1]).is_err());
}

#[test]
fn content_of_an_unknown_format_is_refused() {
    let mut content = read(&body(vec![local("A")])).unwrap().content.into_vec().unwrap();
    content[0] = 9;
    let error = scan::components(&content).err().unwrap();
    assert!(matches!(error, DecodeError::Version(9)), "{error}");
    assert!(matches!(scan::components(&[]).err(), Some(DecodeError::Corrupt(_))));
}

#[test]
fn content_that_is_cut_off_yields_an_error_wherever_the_cut_is() {
    let content = read(&body(vec![local("A"), with_an_edge()])).unwrap().content.into_vec().unwrap();
    for length in 1..content.len() {
        let read: Result<Vec<_>, _> = scan::components(&content[..length]).and_then(Iterator::collect);
        assert!(matches!(read, Err(DecodeError::Corrupt(_))), "{length}");
    }
}

#[test]
fn large_content_goes_to_the_named_folder_and_leaves_nothing_there() {
    let dir = tempfile::tempdir().unwrap();
    let text = body((0..50).map(|n| local(&format!("C{n}"))).collect()).to_string();
    let read = |memory| {
        let limits = Limits { memory, ..Limits::default() };
        scan::read_analysis(text.as_bytes(), Encoding::Identity, &limits, dir.path()).unwrap()
    };
    let (in_memory, in_file) = (read(1 << 20), read(64));
    assert!(in_memory.content.is_in_memory() && !in_file.content.is_in_memory());
    assert_eq!(dir.path().read_dir().unwrap().count(), 0);
    assert_eq!(in_file.content.len(), in_memory.content.len());
    assert_eq!(in_file.content.into_vec().unwrap(), in_memory.content.into_vec().unwrap());
}

#[test]
fn a_folder_that_cannot_be_written_to_is_a_failure_of_the_server() {
    let limits = Limits { memory: 0, ..Limits::default() };
    let text = body(vec![local("A")]).to_string();
    let dir = std::env::temp_dir().join("there-is-no-such-folder");
    let error = scan::read_analysis(text.as_bytes(), Encoding::Identity, &limits, &dir).unwrap_err();
    assert!(matches!(error, scan::ReadError::Io(_)), "{error:?}");
}
