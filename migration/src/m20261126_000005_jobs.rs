//! Work that is done later: rows, written in the transaction that causes it. A periodic job is one row that stays.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let job = Table::create()
            .table("job")
            .col(uuid("id").primary_key())
            .col(string("kind"))
            .col(string_null("schedule"))
            .col(json_binary("payload"))
            .col(integer("attempts"))
            .col(text_null("last_error"))
            .col(uuid_null("lease"))
            .col(timestamp_with_time_zone("run_at"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone_null("died_at"))
            .index(Index::create().unique().name("job_schedule_key").col("schedule"))
            .to_owned();
        schema.create_table(job).await?;
        let due = Index::create().name("job_due_idx").table("job").col("died_at").col("run_at").to_owned();
        schema.create_index(due).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.drop_table(Table::drop().table("job").to_owned()).await
    }
}
