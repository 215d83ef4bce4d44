//! Somebody who wants to join. One row an address: asking again changes it.
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "join_request")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub note: Option<String>,
    pub user_id: Option<Uuid>,
    pub share_id: Option<Uuid>,
    pub readdressed_from: Option<Uuid>,
    pub state: State,
    pub denials: i32,
    pub told: bool,
    pub asked_at: DateTimeUtc,
    pub answered_by: Option<Uuid>,
    pub answered_at: Option<DateTimeUtc>,
    pub invite_id: Option<Uuid>,
    pub mailed_at: Option<DateTimeUtc>,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "camelCase")]
pub enum State {
    /// Waits for an answer.
    Open,
    /// Never opened: the address is a member or invited already; the row only counts the mails it got.
    Noted,
    /// An invite was sent. When that expires, the request waits again.
    Approved,
    /// Nobody told them.
    Denied,
    /// And they cannot ask again.
    Blocked,
    /// They are in.
    Joined,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
