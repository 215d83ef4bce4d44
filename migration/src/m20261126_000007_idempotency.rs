//! Calls that may be sent again: which were carried out, and what they were answered (sealed: an answer may hold a secret).
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let call = Table::create()
            .table("idempotent_call")
            .col(uuid("caller_id"))
            .col(string("route"))
            .col(string("key"))
            .col(binary("body_hash"))
            .col(json_binary_null("made"))
            .col(integer_null("status"))
            .col(binary_null("answer"))
            .col(timestamp_with_time_zone("created_at"))
            .primary_key(Index::create().col("caller_id").col("route").col("key"))
            .to_owned();
        schema.create_table(call).await?;
        let by_age =
            Index::create().name("idempotent_call_age_idx").table("idempotent_call").col("created_at").to_owned();
        schema.create_index(by_age).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.drop_table(Table::drop().table("idempotent_call").to_owned()).await
    }
}
