//! Pairs against the rule as it is said: everybody beside everybody.
use super::*;
use scan::store::OWN;

fn mover(number: u32, [package, name, html, renders, first, second]: [u32; 6]) -> Mover {
    let facts = Facts {
        id: number.to_string(),
        name: format!("Name{name}"),
        package_name: format!("package{package}"),
        is_local: true,
        path: format!("src/{number}.tsx"),
        export_ids: [first, second].iter().filter(|id| **id < 4).map(|id| format!("export{id}")).collect(),
        props: Vec::new(),
        html_elements: vec![format!("html{html}")],
        metadata: Default::default(),
    };
    let entry = Entry { refs: [Ref { pack: OWN, index: number }; 4], is_local: true, dates: Default::default() };
    let renders = BTreeSet::from([("react".to_owned(), format!("Child{renders}"))]);
    Mover::of(Key::of(&facts.id), entry, facts, &renders).unwrap()
}

/// Numbers of those who are one.
fn slowly(went: &[Mover], came: &[Mover]) -> BTreeSet<(u32, u32)> {
    let number = |one: &Mover| one.entry.refs[0].index;
    let has = |one: &Mover, package: &str, id: &str| {
        one.facts.package_name == package && one.facts.export_ids.iter().any(|own| own == id)
    };
    let is_only = |all: &[Mover], package: &str, id: &str| all.iter().filter(|one| has(one, package, id)).count() == 1;
    let share = |old: &Mover, new: &Mover| {
        let package = &old.facts.package_name;
        old.facts
            .export_ids
            .iter()
            .any(|id| has(new, package, id) && is_only(went, package, id) && is_only(came, package, id))
    };
    let mut found = BTreeSet::new();
    for old in went {
        let partners: Vec<&Mover> = came.iter().filter(|new| share(old, new)).collect();
        if let [new] = partners[..]
            && went.iter().filter(|other| share(other, new)).count() == 1
        {
            found.insert((number(old), number(new)));
        }
    }
    let by_export = found.clone();
    let is_free = |one: &&Mover| by_export.iter().all(|(old, new)| ![*old, *new].contains(&number(one)));
    let alike = |all: &[Mover], one: &Mover| -> Vec<u32> {
        all.iter().filter(is_free).filter(|other| other.content == one.content).map(number).collect()
    };
    for old in went.iter().filter(is_free) {
        if let ([old], [new]) = (&alike(went, old)[..], &alike(came, old)[..]) {
            found.insert((*old, *new));
        }
    }
    found
}

#[test]
fn pairs_are_those_of_the_rule_whoever_went_and_came() {
    let mut state = 7_u64;
    let mut draw = |many: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % many) as u32
    };
    let mut paired = 0;
    for _ in 0..2000 {
        let mut number = 0;
        let mut some = |many: u64| -> Vec<Mover> {
            (0..many)
                .map(|_| {
                    number += 1;
                    mover(number, [draw(2), draw(3), draw(2), draw(2), draw(8), draw(8)])
                })
                .collect()
        };
        let (went, came) = (some(5), some(6));
        let found: BTreeSet<(u32, u32)> =
            pairs(&went, &came).iter().map(|(old, new)| (old.entry.refs[0].index, new.entry.refs[0].index)).collect();
        assert_eq!(found, slowly(&went, &came));
        paired += found.len();
    }
    assert!(paired > 2000, "{paired}");
}

/// Compared with each other they would take hours.
#[test]
fn a_hundred_thousand_of_one_name_are_told_apart() {
    let icon = |first: u32| -> Vec<Mover> { (0..100_000).map(|n| mover(first + n, [0, 0, n, 0, 9, 9])).collect() };
    assert_eq!(pairs(&icon(0), &icon(100_000)).len(), 100_000);
}
