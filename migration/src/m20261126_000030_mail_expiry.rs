//! A mail whose link is dead need not be sent any more.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let expires_at = timestamp_with_time_zone_null("expires_at");
        schema.alter_table(Table::alter().table("mail").add_column(expires_at).to_owned()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.alter_table(Table::alter().table("mail").drop_column("expires_at").to_owned()).await
    }
}
