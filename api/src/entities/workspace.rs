//! A workspace. The revisions are the cache keys of everything computed from its data and its settings.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "workspace")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub slug: String,
    pub created_at: DateTimeUtc,
    pub data_revision: i64,
    pub config_revision: i64,
    pub last_scan_at: Option<DateTimeUtc>,
    pub last_seq: i64,
    pub who_invites: WhoInvites,
    pub invite_days: i32,
    pub told_of_requests: ToldOfRequests,
    pub requests_told_at: Option<DateTimeUtc>,
}

/// Who may bring others in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum WhoInvites {
    /// All editors, and the owners.
    Editors,
    /// Only owners.
    Owners,
}

/// Who gets a mail when somebody asks to join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum ToldOfRequests {
    /// Nobody.
    Nobody,
    /// The owners.
    Owners,
    /// The owners, and whoever shared the page.
    OwnersAndSharer,
    /// Everybody who may answer.
    Members,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
