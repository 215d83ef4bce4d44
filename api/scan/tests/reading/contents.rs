//! What is kept, written and read again.
use crate::support::*;
use scan::{
    Encoding, Limits,
    record::{EdgeSummary, Facts, Places, Record},
    store::Hash,
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
    let places = Places::decode(&record.places).unwrap();
    assert_eq!((places.span, places.usages.len()), (component.span, 2));
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
    let unchanged = hashes(|_| {});
    let differs = |change| {
        let changed = hashes(change);
        std::array::from_fn::<bool, 4, _>(|part| changed[part] != unchanged[part])
    };
    assert_eq!(differs(|c| c.updated_at = None), [false; 4]);
    assert_eq!(differs(|c| c.edges[0].usages[2].span.end.line += 1), [false, false, false, true]);
    assert_eq!(
        differs(|c| c.edges[0].usages[0].props[2].value = scan::model::PropValue::Null),
        [false, false, true, false]
    );
    assert_eq!(differs(|c| c.name.push('x')), [true, false, false, false]);
    assert_eq!(differs(|c| c.edges.truncate(1)), [false, true, true, true]);
    let record = Record::of(&component).unwrap();
    assert_eq!(unchanged, [&record.facts, &record.edges, &record.values, &record.places].map(|part| Hash::of(part)));
}

#[test]
fn elements_that_change_places_change_nothing_but_places() {
    let component = kept_of(with_an_edge());
    let mut turned = component.clone();
    let [first, .., last] = &mut turned.edges[0].usages[..] else { panic!() };
    std::mem::swap(&mut first.span, &mut last.span);
    turned.edges[0].usages.reverse();
    let [one, other] = [&component, &turned].map(|c| Record::of(c).unwrap());
    assert_eq!([&one.facts, &one.edges, &one.values], [&other.facts, &other.edges, &other.values]);
    assert_ne!(one.places, other.places);
    assert_eq!(other.component().unwrap(), turned);
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let record = Record::of(&kept_of(with_an_edge())).unwrap();
    let other = Record::of(&kept_of(local("B"))).unwrap();
    assert!(Record { edges: other.edges.clone(), ..record.clone() }.component().is_err());
    assert!(Facts::decode(&[&*record.facts, b"x"].concat()).is_err());
    assert!(Record { places: other.places.clone(), ..record.clone() }.component().is_err());
    assert!(Places::decode(&record.places[..record.places.len() - 1]).is_err());
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
    assert_eq!(kept(in_file), kept(in_memory));
}

#[test]
fn a_folder_that_cannot_be_written_to_is_a_failure_of_the_server() {
    let limits = Limits { memory: 0, ..Limits::default() };
    let text = body(vec![local("A")]).to_string();
    let dir = std::env::temp_dir().join("there-is-no-such-folder");
    let error = scan::read_analysis(text.as_bytes(), Encoding::Identity, &limits, &dir).unwrap_err();
    assert!(matches!(error, scan::ReadError::Io(_)), "{error:?}");
}
