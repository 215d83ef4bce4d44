//! How a workspace treats its members: who may invite, former addresses, ownership on offer; accounts that nobody verified.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in columns() {
            schema.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        schema.create_table(former_slug()).await?;
        schema.create_table(ownership_offer()).await?;
        schema
            .create_index(
                Index::create()
                    .unique()
                    .name("ownership_offer_open_key")
                    .table("ownership_offer")
                    .col("workspace_id")
                    .cond_where(Expr::col("state").eq("offered"))
                    .to_owned(),
            )
            .await?;
        schema.create_table(email_change()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["email_change", "ownership_offer", "former_slug"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        for (table, column) in columns().into_iter().rev() {
            let name = column.get_column_name();
            schema.alter_table(Table::alter().table(table).drop_column(name).to_owned()).await?;
        }
        Ok(())
    }
}

/// `confined_to` is the one workspace an account with an unverified address is good for.
fn columns() -> Vec<(&'static str, ColumnDef)> {
    vec![
        ("user", uuid_null("confined_to")),
        ("sign_in", boolean("is_welcome").default(false).take()),
        ("workspace", string("who_invites").default("editors").take()),
        ("workspace", integer("invite_days").default(14).take()),
        ("workspace", string("told_of_requests").default("ownersAndSharer").take()),
        ("workspace", timestamp_with_time_zone_null("requests_told_at")),
    ]
}

/// Addresses a workspace had before. They lead to it, and nobody else gets them. Looked up by the address alone, so
/// this is no table of workspace data.
fn former_slug() -> TableCreateStatement {
    Table::create()
        .table("former_slug")
        .col(string("slug").primary_key())
        .col(uuid("leads_to"))
        .foreign_key(
            ForeignKey::create()
                .from("former_slug", "leads_to")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

fn ownership_offer() -> TableCreateStatement {
    Table::create()
        .table("ownership_offer")
        .col(uuid("workspace_id"))
        .col(uuid("id"))
        .col(uuid("from_user"))
        .col(uuid("to_user"))
        .col(string("role_before"))
        .col(string("state"))
        .col(timestamp_with_time_zone("offered_at"))
        .col(timestamp_with_time_zone_null("answered_at"))
        .primary_key(Index::create().col("workspace_id").col("id"))
        .foreign_key(
            ForeignKey::create()
                .from("ownership_offer", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// One wish of a person to be reached elsewhere; a newer one takes its place.
fn email_change() -> TableCreateStatement {
    Table::create()
        .table("email_change")
        .col(uuid("user_id").primary_key())
        .col(string("email"))
        .col(binary("token_hash"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .foreign_key(
            ForeignKey::create().from("email_change", "user_id").to("user", "id").on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
