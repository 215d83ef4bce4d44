//! A history that is small enough for the plain maps of the tests.
use crate::world::{Counting, HOUR, START, id};
use crate::year::Dice;
use engine::{LocalPackage, Moment, RepositoryKey};
use scan::{Component, Edge, Span, Usage};

const COMPONENTS: usize = 200;
const EDGES: usize = 5;

/// So many daily scans of one repository, of which each changes one component in a hundred.
pub fn scans(days: i64) -> Vec<Counting> {
    let mut dice = Dice(88_172_645_463_325_252);
    let name = |number: usize| id("ui", &format!("{number:02x}"), &format!("Component{number}"));
    let mut components: Vec<Component> = (0..COMPONENTS)
        .map(|number| Component {
            id: name(number),
            name: format!("Component{number}"),
            package_name: "ui".into(),
            is_local: true,
            path: format!("src/{number}.tsx"),
            ..Component::default()
        })
        .collect();
    let edges = |dice: &mut Dice| -> Vec<Edge> {
        let usage = Usage { span: Span::default(), props: Vec::new() };
        (0..EDGES).map(|_| Edge { to: name(dice.roll(COMPONENTS)), usages: vec![usage.clone()] }).collect()
    };
    components.iter_mut().for_each(|component| component.edges = edges(&mut dice));
    let scan = |day: i64| {
        for _ in 0..COMPONENTS / 100 {
            let at = dice.roll(COMPONENTS);
            components[at].edges = edges(&mut dice);
        }
        Counting {
            repository: RepositoryKey(1),
            at: Moment { at: START + day * 24 * HOUR, seq: day },
            packages: vec![LocalPackage { name: "ui".into(), version: None }],
            components: components.clone(),
        }
    };
    (0..days).map(scan).collect()
}
