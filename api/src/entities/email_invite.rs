//! An invite to one address. Only a hash of its link is kept; `disclosed` says that others than the mail saw the link.
use super::membership::Role;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "email_invite")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub role: Role,
    pub message: Option<String>,
    pub state: State,
    pub token_hash: Vec<u8>,
    pub disclosed: bool,
    pub invited_by: Uuid,
    pub from_request: Option<Uuid>,
    pub mail_id: Option<Uuid>,
    pub reminders: i32,
    pub created_at: DateTimeUtc,
    pub renewed_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub opened_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub accepted_by: Option<Uuid>,
}

/// Where an invite stands. An expired one is pending still: it can be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "camelCase")]
pub enum State {
    /// Waits for the invited.
    Pending,
    /// They are in.
    Accepted,
    /// They did not want to.
    Declined,
    /// Taken back.
    Revoked,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
