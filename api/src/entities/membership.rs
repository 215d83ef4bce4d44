//! A person's place in a workspace.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub role: Role,
    pub joined_via: JoinedVia,
    pub joined_at: DateTimeUtc,
}

/// What a member may do; each role may do all that the ones before it may.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema,
)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Reads everything.
    Viewer,
    /// Works with everything: scans, tokens, invites.
    Editor,
    /// Also decides about the workspace itself.
    Owner,
}

/// How somebody became a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum JoinedVia {
    /// Made the workspace.
    Creator,
    /// Was invited by mail.
    Invite,
    /// Came by the invite link.
    Link,
    /// Asked to join.
    Request,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
