//! One analysis, key by key in whatever order.
use crate::{
    Excess, ReadError, ReadScan,
    component::component,
    content::Writer,
    fingerprint::Fingerprint,
    issues,
    json::{self, Bounds, Keys},
    meta::meta,
    model::{Issues, Meta, Repository},
    packages::AliasMap,
    raw::{self, in_field, required},
    read::Upload,
    record::Record,
    repository::repository,
    roots::Roots,
    tally::Tally,
};
use std::io::Read;

/// What the components of an analysis have come down to.
struct Components {
    writer: Writer,
    fingerprint: Fingerprint,
    tally: Tally,
    roots: Roots,
    /// How many came, those among them that repeat an id.
    records: usize,
}

/// The small parts, as far as they came.
#[derive(Default)]
struct SmallParts {
    alias_map: AliasMap,
    meta: Option<Meta>,
    repository: Option<Repository>,
    issues: Issues,
}

impl<R: Read> Upload<'_, R> {
    /// Reads the analysis at `path`, `depth` levels deep.
    pub(crate) fn analysis(&mut self, depth: usize, path: &str) -> Result<ReadScan, ReadError> {
        let (mut components, mut parts) = (None, SmallParts::default());
        self.window.open(b'{', path)?;
        let mut keys = Keys::default();
        while let Some(key) = keys.next(&mut self.window, path)? {
            let here = json::join(path, &json::member(&key));
            if key == "components" {
                components = Some(self.components(depth + 1, &here)?);
            } else {
                self.small_part(&key, depth + 1, &here, &mut parts)?;
            }
        }
        let within = || in_field(|| path);
        let components = required(components, "components", "a list").map_err(within())?;
        let meta = required(parts.meta, "meta", "an object").map_err(within())?;
        let repository = required(parts.repository, "repository", "an object").map_err(within())?;
        self.conclude(components, parts.alias_map, parts.issues, meta, repository)
    }

    fn components(&mut self, depth: usize, path: &str) -> Result<Components, ReadError> {
        let mut all = Components {
            writer: Writer::new(&self.left, self.limits, self.spool_dir)?,
            fingerprint: Fingerprint::default(),
            tally: Tally::new(&self.left, self.limits),
            roots: Roots::default(),
            records: 0,
        };
        let bounds = Bounds {
            bytes: self.limits.component,
            excess: (Excess::Component, self.limits.component),
            values: self.limits.values,
            depth: self.limits.depth,
        };
        self.window.open(b'[', path)?;
        while self.window.next_element(all.records)? {
            if all.records == self.left.components {
                return Err(ReadError::too_large(Excess::Components, self.limits.components));
            }
            let index = all.records;
            let here = || format!("{path}[{index}]");
            if self.window.token()? != Some(b'{') {
                return Err(self.window.other_than("an object", &here()));
            }
            let text = self.window.take(depth + 1, bounds, here)?;
            let component = component(raw::parse(text, here)?).map_err(in_field(here))?;
            let record = Record::of(&component).map_err(ReadError::unwritable)?;
            let hashes = record.hashes();
            all.fingerprint.add(hashes);
            if all.writer.write(&component, &record, hashes)? {
                all.tally.add(&component)?;
            }
            if component.is_local {
                all.roots.add_file(&component.path);
            }
            all.records += 1;
        }
        let tally = &mut all.tally;
        all.writer.merge(|first, merged| {
            tally.take_back(first);
            tally.add(merged)
        })?;
        Ok(all)
    }

    /// Any key but `components`. What nobody asks for, `exports` above all, is skipped.
    fn small_part(&mut self, key: &str, depth: usize, path: &str, parts: &mut SmallParts) -> Result<(), ReadError> {
        let here = || path.to_owned();
        match key {
            "meta" => {
                let read = |text: &str| meta(raw::parse(text, here)?).map_err(in_field(here));
                parts.meta = self.part(b'{', depth, path, read)?;
            }
            "repository" => {
                let read = |text: &str| repository(raw::parse(text, here)?).map_err(in_field(here));
                parts.repository = self.part(b'{', depth, path, read)?;
            }
            "alias_map" => {
                let read = |text: &str| AliasMap::read(raw::parse(text, here)?).map_err(in_field(here));
                parts.alias_map = self.part(b'{', depth, path, read)?.unwrap_or_default();
            }
            "invalid_dependencies" => {
                let read = |text: &str| Ok(issues::invalid_dependencies(raw::parse(text, here)?));
                let found = self.part(b'[', depth, path, read)?;
                parts.issues.invalid_dependencies = found.unwrap_or_default();
            }
            "parser_errors" => {
                let read = |text: &str| Ok(issues::parser_errors(raw::parse(text, here)?));
                let found = self.part(b'[', depth, path, read)?;
                parts.issues.parser_errors = found.unwrap_or_default();
            }
            "setup_issues" => {
                let read = |text: &str| Ok(issues::setup_issues(raw::parse(text, here)?));
                let found = self.part(b'[', depth, path, read)?;
                parts.issues.setup_issues = found.unwrap_or_default();
            }
            _ => self.window.skip(depth, self.limits.depth, path)?,
        }
        Ok(())
    }

    /// A part that is small enough to be read in one piece; `None` for null.
    fn part<T>(
        &mut self,
        bracket: u8,
        depth: usize,
        path: &str,
        read: impl FnOnce(&str) -> Result<T, ReadError>,
    ) -> Result<Option<T>, ReadError> {
        match self.window.token()? {
            Some(b'n') => {
                self.window.skip(depth, self.limits.depth, path)?;
                return Ok(None);
            }
            Some(found) if found == bracket => {}
            _ => {
                let wanted = if bracket == b'{' { "an object" } else { "a list" };
                return Err(self.window.other_than(wanted, path));
            }
        }
        let bounds = Bounds {
            bytes: self.left.small_parts,
            excess: (Excess::SmallParts, self.limits.small_parts),
            values: self.limits.values,
            depth: self.limits.depth,
        };
        let text = self.window.take(depth, bounds, || path.to_owned())?;
        self.left.small_parts -= text.len();
        read(text).map(Some)
    }

    fn conclude(
        &mut self,
        components: Components,
        alias_map: AliasMap,
        found: Issues,
        meta: Meta,
        repository: Repository,
    ) -> Result<ReadScan, ReadError> {
        let Components { writer, fingerprint, tally, mut roots, records } = components;
        self.left.components -= records;
        let (facts, passed) = writer.held();
        self.left.facts -= facts;
        self.left.passed -= passed;
        let content = writer.finish()?;
        self.left.content -= content.len();
        if content.is_in_memory() {
            self.left.memory = self.left.memory.saturating_sub(content.len() as usize);
        }
        let counts = tally.counts();
        self.left.edges -= counts.edges as usize;
        for folder in alias_map.paths() {
            roots.add_folder(folder);
        }
        let packages = tally.into_packages(&alias_map);
        Ok(ReadScan {
            content,
            hash: fingerprint.finish(),
            repository,
            root_package: alias_map.root_package(packages.iter().map(|local| &*local.name)),
            packages,
            meta,
            issues: issues::finish(found, &roots),
            counts,
        })
    }
}
