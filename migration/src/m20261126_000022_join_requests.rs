//! Public links to a chart or dashboard, and who asked to join from there.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.create_table(share()).await?;
        schema.create_index(Index::create().name("share_code_idx").table("share").col("code").to_owned()).await?;
        schema.create_table(join_request()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["join_request", "share"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn share() -> TableCreateStatement {
    Table::create()
        .table("share")
        .col(uuid("workspace_id"))
        .col(uuid("id"))
        .col(string("code"))
        .col(uuid("created_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .primary_key(Index::create().col("workspace_id").col("id"))
        .foreign_key(
            ForeignKey::create()
                .from("share", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// One row an address: asking again changes it. `denials` count for the wait until it may ask again.
fn join_request() -> TableCreateStatement {
    Table::create()
        .table("join_request")
        .col(uuid("workspace_id"))
        .col(uuid("id"))
        .col(string("email"))
        .col(text_null("note"))
        .col(uuid_null("user_id"))
        .col(uuid_null("share_id"))
        .col(uuid_null("readdressed_from"))
        .col(string("state"))
        .col(integer("denials"))
        .col(boolean("told"))
        .col(timestamp_with_time_zone("asked_at"))
        .col(uuid_null("answered_by"))
        .col(timestamp_with_time_zone_null("answered_at"))
        .col(uuid_null("invite_id"))
        .col(timestamp_with_time_zone_null("mailed_at"))
        .primary_key(Index::create().col("workspace_id").col("id"))
        .index(Index::create().unique().name("join_request_email_key").col("workspace_id").col("email"))
        .foreign_key(
            ForeignKey::create()
                .from("join_request", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
