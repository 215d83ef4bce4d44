//! The link by which whoever has it joins a workspace. Its code is sealed: members copy it, the table tells it nobody.
use super::membership::Role;
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invite_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    pub code_hash: Vec<u8>,
    pub code_sealed: Vec<u8>,
    pub enabled: bool,
    pub domains: String,
    pub role: Role,
    pub uses: i64,
    pub last_used_at: Option<DateTimeUtc>,
    pub reset_by: Uuid,
    pub reset_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
