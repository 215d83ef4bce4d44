//! What was kept of a scan: its components, in the form crate `scan` writes and reads, and what it could not make sense of.
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "scan_content")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub scan_id: Uuid,
    pub content: Vec<u8>,
    #[sea_orm(column_type = "JsonBinary")]
    pub issues: Issues,
}

/// What the scanner could not make sense of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Issues(pub scan::Issues);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
