//! How long the parts of components are when they are decompressed: so long are those that stay in memory.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let plain = big_integer("plain_bytes").default(0).to_owned();
        schema.alter_table(Table::alter().table("scan_chunk").add_column(plain).to_owned()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.alter_table(Table::alter().table("scan_chunk").drop_column("plain_bytes").to_owned()).await
    }
}
