//! A workspace on offer: an owner steps back for somebody who accepts.
use sea_orm::entity::prelude::*;

use super::membership::Role;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ownership_offer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub from_user: Uuid,
    pub to_user: Uuid,
    pub role_before: Role,
    pub state: State,
    pub offered_at: DateTimeUtc,
    pub answered_at: Option<DateTimeUtc>,
}

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "camelCase")]
pub enum State {
    /// Waits for the other one.
    Offered,
    /// They are an owner now, whoever offered it an editor.
    Accepted,
    /// They did not want it.
    Declined,
    /// Taken back before it was answered.
    Cancelled,
    /// Taken back after it was accepted.
    Undone,
    /// Accepted, and not to be taken back any more: one of the two is gone, or has a role by hand since.
    Settled,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
