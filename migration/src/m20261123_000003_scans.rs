//! Repositories, their scans, and what was kept of each.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.create_table(repository()).await?;
        schema.create_table(scan()).await?;
        schema
            .create_index(
                Index::create()
                    .name("scan_order_idx")
                    .table("scan")
                    .col("workspace_id")
                    .col("created_at")
                    .col("seq")
                    .to_owned(),
            )
            .await?;
        schema.create_table(scan_content()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["scan_content", "scan", "repository"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn repository() -> TableCreateStatement {
    Table::create()
        .table("repository")
        .col(uuid("workspace_id"))
        .col(uuid("id"))
        .col(text("identity"))
        .col(text("display_name"))
        .col(text_null("host"))
        .col(text_null("scope"))
        .col(text_null("name"))
        .col(text_null("url"))
        .col(text_null("initial_commit_hash"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("workspace_id").col("id"))
        .index(Index::create().unique().name("repository_identity_key").col("workspace_id").col("identity"))
        .foreign_key(
            ForeignKey::create()
                .from("repository", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// A deleted scan stays, with `deleted_at` set, as if it had never come.
fn scan() -> TableCreateStatement {
    Table::create()
        .table("scan")
        .col(uuid("workspace_id"))
        .col(uuid("id"))
        .col(uuid("repository_id"))
        .col(text_null("branch"))
        .col(timestamp_with_time_zone("created_at"))
        .col(big_integer("seq"))
        .col(timestamp_with_time_zone("received_at"))
        .col(binary("content_hash"))
        .col(json_binary("projects"))
        .col(json_binary("meta"))
        .col(integer("num_of_components"))
        .col(integer("num_of_local_components"))
        .col(integer("num_of_dependencies"))
        .col(integer("num_of_instances"))
        .col(integer("num_of_parser_errors"))
        .col(integer("num_of_setup_issues"))
        .col(integer("num_of_invalid_dependencies"))
        .col(uuid_null("uploaded_by"))
        .col(string("uploaded_via"))
        .col(string_null("token_name"))
        .col(timestamp_with_time_zone_null("deleted_at"))
        .col(uuid_null("deleted_by"))
        .primary_key(Index::create().col("workspace_id").col("id"))
        .foreign_key(
            ForeignKey::create()
                .from("scan", ("workspace_id", "repository_id"))
                .to("repository", ("workspace_id", "id"))
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn scan_content() -> TableCreateStatement {
    Table::create()
        .table("scan_content")
        .col(uuid("workspace_id"))
        .col(uuid("scan_id"))
        .col(binary("content"))
        .col(json_binary("issues"))
        .primary_key(Index::create().col("workspace_id").col("scan_id"))
        .foreign_key(
            ForeignKey::create()
                .from("scan_content", ("workspace_id", "scan_id"))
                .to("scan", ("workspace_id", "id"))
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
