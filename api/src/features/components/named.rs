//! What people call the projects of the components in an answer.
use super::{
    model::{CataloguePage, Component},
    model_detail::{ComponentDetail, ComponentProps, DependencyPage, Subcomponents, UsagePage},
    model_overview::{CustomProperties, Folder, Folders, HtmlElements, UnusedPropsPage},
};
use crate::features::projects::Aliases;

/// An answer that speaks of projects.
pub trait Named {
    /// Notes the aliases of those that have one.
    fn name(&mut self, aliases: &Aliases);
}

impl Named for Component {
    fn name(&mut self, aliases: &Aliases) {
        self.project_alias = aliases.alias_of(&self.project_name).map(str::to_owned);
    }
}

impl Named for CataloguePage {
    fn name(&mut self, aliases: &Aliases) {
        self.items.iter_mut().for_each(|one| one.name(aliases));
    }
}

impl Named for ComponentDetail {
    fn name(&mut self, aliases: &Aliases) {
        self.component.name(aliases);
    }
}

impl Named for UsagePage {
    fn name(&mut self, aliases: &Aliases) {
        self.items.iter_mut().for_each(|one| one.component.name(aliases));
    }
}

impl Named for ComponentProps {
    fn name(&mut self, _: &Aliases) {}
}

impl Named for DependencyPage {
    fn name(&mut self, aliases: &Aliases) {
        self.items.iter_mut().for_each(|one| one.component.name(aliases));
    }
}

impl Named for Subcomponents {
    fn name(&mut self, aliases: &Aliases) {
        self.items.iter_mut().for_each(|one| one.name(aliases));
    }
}

impl Named for UnusedPropsPage {
    fn name(&mut self, aliases: &Aliases) {
        self.items.iter_mut().for_each(|one| one.component.name(aliases));
    }
}

impl Named for HtmlElements {
    fn name(&mut self, aliases: &Aliases) {
        self.items.iter_mut().flat_map(|one| &mut one.rendered_by).for_each(|one| one.name(aliases));
    }
}

impl Named for CustomProperties {
    fn name(&mut self, _: &Aliases) {}
}

/// A folder's key is what filters write and stays; the topmost ones are called as people call the project.
impl Named for Folders {
    fn name(&mut self, aliases: &Aliases) {
        let called = |one: &mut Folder| one.name = aliases.of(&one.name).to_owned();
        self.items.iter_mut().for_each(called);
    }
}
