//! A requested sign-in: one mailed link and, in the browser that asked, a code. Without `email` it makes the first account;
//! `welcome_by` is the hash of the invite link by which it may make an account on a server that is closed to others.
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: Option<String>,
    pub token_hash: Vec<u8>,
    pub code_hash: Option<Vec<u8>>,
    pub browser_hash: Option<Vec<u8>>,
    pub tries_left: i32,
    pub next: Option<String>,
    pub created_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
    pub welcome_by: Option<Vec<u8>>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
