//! Who did what when. Rows are only ever added, and outlive the people and things they speak of: no foreign keys.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let event = Table::create()
            .table("audit_event")
            .col(uuid("workspace_id"))
            .col(uuid("id"))
            .col(timestamp_with_time_zone("at"))
            .col(uuid_null("actor_id"))
            .col(string_null("actor_name"))
            .col(string_null("actor_email"))
            .col(string("via"))
            .col(string_null("token_name"))
            .col(string_null("ip"))
            .col(string_null("user_agent"))
            .col(string("action"))
            .col(string("subject_kind"))
            .col(string_null("subject_id"))
            .col(string_null("subject_label"))
            .col(json_binary_null("before"))
            .col(json_binary_null("after"))
            .primary_key(Index::create().col("workspace_id").col("id"))
            .to_owned();
        schema.create_table(event).await?;
        let by_time =
            Index::create().name("audit_event_at_idx").table("audit_event").col("workspace_id").col("at").to_owned();
        schema.create_index(by_time).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.drop_table(Table::drop().table("audit_event").to_owned()).await
    }
}
