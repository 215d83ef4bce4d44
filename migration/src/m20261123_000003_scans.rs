//! Repositories, their scans, and what was kept of each: what differs from an earlier scan, and the parts it brought.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in [repository(), scan_report(), scan()] {
            schema.create_table(table).await?;
        }
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
        for table in [scan_delta(), scan_pack(), scan_chunk()] {
            schema.create_table(table).await?;
        }
        Ok(())
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["scan_chunk", "scan_pack", "scan_delta", "scan", "scan_report", "repository"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

/// Without a tracked branch the scans of all branches count. A scan of no branch counts as one of the tracked branch,
/// unless that is turned off.
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
        .col(text_null("tracked_branch"))
        .col(boolean("no_branch_counts"))
        .col(uuid_null("merged_into"))
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

/// What a scan says beside its components. Scans that say the same share it.
fn scan_report() -> TableCreateStatement {
    Table::create()
        .table("scan_report")
        .col(uuid("workspace_id"))
        .col(binary("hash"))
        .col(json_binary("packages"))
        .col(json_binary("issues"))
        .primary_key(Index::create().col("workspace_id").col("hash"))
        .foreign_key(
            ForeignKey::create()
                .from("scan_report", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// A deleted scan stays, with `deleted_at` set, as if it had never come, until it is purged. `base_id` is the scan whose
/// difference `scan_delta` holds, `keyframe_id` the nearest scan on that way that is there as a whole, `since_keyframe`
/// how many components changed since. The three numbers compare with `compared_with`.
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
        .col(binary("report_hash"))
        .col(json_binary("meta"))
        .col(uuid_null("base_id"))
        .col(uuid("keyframe_id"))
        .col(integer("since_keyframe"))
        .col(integer("num_of_components"))
        .col(integer("num_of_local_components"))
        .col(integer("num_of_dependencies"))
        .col(integer("num_of_instances"))
        .col(integer("num_of_parser_errors"))
        .col(integer("num_of_setup_issues"))
        .col(integer("num_of_invalid_dependencies"))
        .col(uuid_null("compared_with"))
        .col(integer("num_of_added"))
        .col(integer("num_of_removed"))
        .col(integer("num_of_changed"))
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
        .foreign_key(
            ForeignKey::create()
                .from("scan", ("workspace_id", "report_hash"))
                .to("scan_report", ("workspace_id", "hash"))
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// What differs from the base, or the whole scan, or both; no row for a scan that differs in nothing.
fn scan_delta() -> TableCreateStatement {
    Table::create()
        .table("scan_delta")
        .col(uuid("workspace_id"))
        .col(uuid("scan_id"))
        .col(binary_null("changes"))
        .col(binary_null("manifest"))
        .primary_key(Index::create().col("workspace_id").col("scan_id"))
        .foreign_key(
            ForeignKey::create()
                .from("scan_delta", ("workspace_id", "scan_id"))
                .to("scan", ("workspace_id", "id"))
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// The parts that came with a scan, by its `seq`. They stay when the scan is purged and others still have them.
fn scan_pack() -> TableCreateStatement {
    Table::create()
        .table("scan_pack")
        .col(uuid("workspace_id"))
        .col(big_integer("number"))
        .col(binary("directory"))
        .primary_key(Index::create().col("workspace_id").col("number"))
        .foreign_key(
            ForeignKey::create()
                .from("scan_pack", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn scan_chunk() -> TableCreateStatement {
    Table::create()
        .table("scan_chunk")
        .col(uuid("workspace_id"))
        .col(big_integer("pack"))
        .col(small_integer("part"))
        .col(integer("number"))
        .col(binary("bytes"))
        .primary_key(Index::create().col("workspace_id").col("pack").col("part").col("number"))
        .foreign_key(
            ForeignKey::create()
                .from("scan_chunk", ("workspace_id", "pack"))
                .to("scan_pack", ("workspace_id", "number"))
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
