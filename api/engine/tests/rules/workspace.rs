//! Small workspaces for tests to speak about.
use crate::source::{PackagePresence, Source, timeline};
use engine::components::{ComponentRow, State};
use engine::tags::TagLayer;
use engine::{LinkedBy, Moment, RepositoryKey, Timeline};
use scan::{Component, Edge, PropertyValue, Usage};
use std::hash::{DefaultHasher, Hash, Hasher};

/// An id as the scanner makes it; equal paths have equal hashes.
pub fn id(package: &str, path: &str, name: &str) -> String {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    format!("{package}:{}:{name}", format!("{:016x}", hasher.finish()).repeat(4))
}

/// The id by which a consumer imports `name` from the main entry of `package`.
pub fn main_entry(package: &str, name: &str) -> String {
    id(package, "", name)
}

/// A component defined in `src/<name>.tsx` of `package`.
pub fn local(package: &str, name: &str) -> Component {
    let path = format!("src/{name}");
    Component {
        id: id(package, &path, name),
        name: name.into(),
        package_name: package.into(),
        is_local: true,
        path: format!("{path}.tsx"),
        ..Component::default()
    }
}

/// A component imported from the main entry of `package`.
pub fn external(package: &str, name: &str) -> Component {
    Component { id: main_entry(package, name), name: name.into(), package_name: package.into(), ..Component::default() }
}

/// What a test says about a component.
pub trait Says: Sized {
    fn called(self, name: &str) -> Self;
    fn at(self, path: &str) -> Self;
    fn exported_as(self, id: String) -> Self;
    fn renders(self, child: &Component, instances: usize) -> Self;
    fn with(self, property: &str, value: &str) -> Self;
}

impl Says for Component {
    fn called(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    fn at(mut self, path: &str) -> Self {
        self.path = path.into();
        self
    }

    fn exported_as(mut self, id: String) -> Self {
        self.export_ids.push(id);
        self
    }

    fn renders(mut self, child: &Component, instances: usize) -> Self {
        let usage = |line| {
            let mut span = scan::Span::default();
            span.start.line = line;
            Usage { span, props: Vec::new() }
        };
        self.edges.push(Edge { to: child.id.clone(), usages: (1..).map(usage).take(instances).collect() });
        self
    }

    fn with(mut self, property: &str, value: &str) -> Self {
        self.metadata.insert(property.into(), PropertyValue::Text(value.into()));
        self
    }
}

/// A repository whose counting scan came at `at`.
pub fn repository<const N: usize>(name: &str, at: i64, components: [Component; N]) -> Source {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    Source {
        repository: RepositoryKey(hasher.finish().into()),
        repository_name: name.into(),
        at: Moment { at, seq: at },
        packages: Vec::new(),
        components: components.into(),
    }
}

/// The repository in which `package` appeared at that moment.
pub fn since(mut source: Source, package: &str, at: i64, seq: i64) -> Source {
    source.packages.push(PackagePresence { name: package.into(), appeared: Moment { at, seq } });
    source
}

/// A workspace without tags.
pub struct Workspace {
    pub timeline: Timeline,
    tags: TagLayer,
}

impl Workspace {
    pub fn state(&self) -> State<'_> {
        self.timeline.newest(&self.tags, self.timeline.newest_scan().map_or(0, |scan| scan.at))
    }
}

pub fn build<const N: usize>(sources: [Source; N]) -> Workspace {
    let timeline = timeline(&sources);
    let tags = TagLayer::new(&timeline, &[], chrono_tz::UTC).unwrap();
    Workspace { timeline, tags }
}

pub fn rows(workspace: &Workspace) -> Vec<ComponentRow<'_>> {
    workspace.state().components()
}

/// The only component of that project and name.
pub fn find<'a>(workspace: &'a Workspace, project: &str, name: &str) -> ComponentRow<'a> {
    let mut found = rows(workspace).into_iter().filter(|row| row.project_name == project && row.facts.name == name);
    let row = found.next().unwrap_or_else(|| panic!("no {name} in {project}"));
    assert!(found.next().is_none(), "several {name} in {project}");
    row
}

/// Project and name of every component, sorted.
pub fn names(workspace: &Workspace) -> Vec<(&str, &str)> {
    let mut names: Vec<_> =
        rows(workspace).into_iter().map(|row| (row.project_name, row.facts.name.as_str())).collect();
    names.sort_unstable();
    names
}

/// Names of parent and child and the instances of every edge, sorted.
pub fn edges(workspace: &Workspace) -> Vec<(&str, &str, u32)> {
    let state = workspace.state();
    let name = |key: &str| state.component(key).unwrap().facts.name.as_str();
    let all = state.edges().into_iter();
    let mut edges: Vec<_> = all.map(|edge| (name(edge.parent), name(edge.child), edge.instances)).collect();
    edges.sort_unstable();
    edges
}

/// Names of the components that other ids lead to, each with the strongest rule; sorted.
pub fn linked(workspace: &Workspace) -> Vec<(&str, LinkedBy)> {
    let found = rows(workspace).into_iter().filter_map(|row| Some((row.facts.name.as_str(), row.linked_by?)));
    let mut linked: Vec<_> = found.collect();
    linked.sort_unstable();
    linked
}
