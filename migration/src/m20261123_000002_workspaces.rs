//! Workspaces, who belongs to them, and their API tokens.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.create_table(workspace()).await?;
        schema.create_table(membership()).await?;
        schema
            .create_index(Index::create().name("membership_user_idx").table("membership").col("user_id").to_owned())
            .await?;
        schema.create_table(api_token()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["api_token", "membership", "workspace"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// `last_scan_at` and `last_seq` order the scans: a new one is later than every one before it.
fn workspace() -> TableCreateStatement {
    Table::create()
        .table("workspace")
        .col(uuid("id").primary_key())
        .col(string("name"))
        .col(string("slug"))
        .col(timestamp_with_time_zone("created_at"))
        .col(big_integer("data_revision"))
        .col(big_integer("config_revision"))
        .col(timestamp_with_time_zone_null("last_scan_at"))
        .col(big_integer("last_seq"))
        .index(Index::create().unique().name("workspace_slug_key").col("slug"))
        .to_owned()
}

fn membership() -> TableCreateStatement {
    Table::create()
        .table("membership")
        .col(uuid("workspace_id"))
        .col(uuid("user_id"))
        .col(string("role"))
        .col(string("joined_via"))
        .col(timestamp_with_time_zone("joined_at"))
        .primary_key(Index::create().col("workspace_id").col("user_id"))
        .foreign_key(
            ForeignKey::create()
                .from("membership", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(
            ForeignKey::create().from("membership", "user_id").to("user", "id").on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// `created_by` is kept without a foreign key: a token belongs to the workspace and may outlive its maker's membership.
fn api_token() -> TableCreateStatement {
    Table::create()
        .table("api_token")
        .col(uuid("workspace_id"))
        .col(uuid("id"))
        .col(string("name"))
        .col(string("scopes"))
        .col(uuid("created_by"))
        .col(boolean("revoke_with_creator"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("expires_at"))
        .col(timestamp_with_time_zone_null("last_used_at"))
        .primary_key(Index::create().col("workspace_id").col("id"))
        .foreign_key(
            ForeignKey::create()
                .from("api_token", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
