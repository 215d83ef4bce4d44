//! A person with an account. `email` is normalised (`auth::address`); unless it is verified the account is good for one
//! workspace only, `confined_to`.
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: String,
    pub full_name: Option<String>,
    pub profession: Option<Profession>,
    pub is_operator: bool,
    pub created_at: DateTimeUtc,
    pub last_seen_at: Option<DateTimeUtc>,
    pub confined_to: Option<Uuid>,
}

/// What somebody does for a living, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize, ToSchema)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub enum Profession {
    /// Writes code.
    Developer,
    /// Designs.
    Designer,
    /// Manages a product.
    ProductManager,
    /// Leads a team.
    TeamLead,
    /// Runs the company.
    Executive,
    /// Something else.
    Other,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
