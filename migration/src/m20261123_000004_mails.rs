//! The outbox: mails are rows, written in the transaction that causes them and sent afterwards.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mail = Table::create()
            .table("mail")
            .col(uuid("id").primary_key())
            .col(string("template"))
            .col(string("recipient"))
            .col(text("subject"))
            .col(text("text_body"))
            .col(text("html_body"))
            .col(string("state"))
            .col(integer("attempts"))
            .col(text_null("last_error"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("next_attempt_at"))
            .col(timestamp_with_time_zone_null("settled_at"))
            .to_owned();
        schema.create_table(mail).await?;
        let due = Index::create().name("mail_due_idx").table("mail").col("state").col("next_attempt_at").to_owned();
        schema.create_index(due).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.drop_table(Table::drop().table("mail").to_owned()).await
    }
}
