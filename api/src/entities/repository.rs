//! A scanned repository. `identity` is what its scans are recognised by (`scan::identity_key`).
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "repository")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub identity: String,
    pub display_name: String,
    pub host: Option<String>,
    pub scope: Option<String>,
    pub name: Option<String>,
    pub url: Option<String>,
    pub initial_commit_hash: Option<String>,
    pub created_at: DateTimeUtc,
    pub tracked_branch: Option<String>,
    pub no_branch_counts: bool,
    pub merged_into: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The repository it is part of, itself if of none.
    pub fn whole(&self) -> Uuid {
        self.merged_into.unwrap_or(self.id)
    }

    /// Whether another one begins with the same commit, and nobody has said that they are one.
    pub fn is_alike(&self, other: &Self) -> bool {
        let commit = self.initial_commit_hash.as_ref();
        commit.is_some() && commit == other.initial_commit_hash.as_ref() && self.whole() != other.whole()
    }

    /// Whether scans of a branch count; of none, usual in CI, they may count as those of the tracked one.
    pub fn counts(&self, branch: Option<&str>) -> bool {
        match (&self.tracked_branch, branch) {
            (None, _) => true,
            (Some(_), None) => self.no_branch_counts,
            (Some(tracked), Some(branch)) => tracked == branch,
        }
    }
}
