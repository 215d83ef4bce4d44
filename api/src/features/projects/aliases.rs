//! The aliases of a workspace's projects.
use super::queries;
use crate::{auth::member::Scope, error::ApiResult};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// What projects are called, where it isn't by their own name.
#[derive(Debug, Default)]
pub struct Aliases(HashMap<String, String>);

impl Aliases {
    /// All of a workspace.
    pub async fn load(db: &impl ConnectionTrait, scope: Scope) -> ApiResult<Self> {
        let rows = queries::list(db, scope).await?;
        Ok(Self(rows.into_iter().map(|row| (row.project, row.alias)).collect()))
    }

    /// What a project is called.
    pub fn of<'a>(&'a self, project: &'a str) -> &'a str {
        self.alias_of(project).unwrap_or(project)
    }

    /// Its alias, if it has one.
    pub fn alias_of(&self, project: &str) -> Option<&str> {
        self.0.get(project).map(String::as_str)
    }
}
