//! One uploaded scan. `created_at` and `seq` order the scans of a workspace; `received_at` is the wall clock.
use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "scan")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workspace_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub repository_id: Uuid,
    pub branch: Option<String>,
    pub created_at: DateTimeUtc,
    pub seq: i64,
    pub received_at: DateTimeUtc,
    pub content_hash: Vec<u8>,
    pub report_hash: Vec<u8>,
    #[sea_orm(column_type = "JsonBinary")]
    pub meta: Meta,
    pub base_id: Option<Uuid>,
    pub keyframe_id: Uuid,
    pub since_keyframe: i32,
    pub num_of_components: i32,
    pub num_of_local_components: i32,
    pub num_of_dependencies: i32,
    pub num_of_new_dependencies: i32,
    pub num_of_instances: i32,
    pub num_of_parser_errors: i32,
    pub num_of_setup_issues: i32,
    pub num_of_invalid_dependencies: i32,
    /// The scan before it, `None` for the first one; itself as long as its numbers have to be counted again.
    pub compared_with: Option<Uuid>,
    pub num_of_added: i32,
    pub num_of_removed: i32,
    pub num_of_changed: i32,
    pub uploaded_by: Option<Uuid>,
    pub uploaded_via: UploadedVia,
    pub token_name: Option<String>,
    pub deleted_at: Option<DateTimeUtc>,
    pub deleted_by: Option<Uuid>,
}

/// How the scan was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Meta(pub scan::Meta);

/// What brought a scan in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum UploadedVia {
    /// A signed-in browser.
    Browser,
    /// The command line of a person's computer.
    Cli,
    /// An API token.
    Token,
    /// The server's own `skillet scan import`.
    Import,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
