//! Each reminder of an invite has a link of its own, and none of them ends an earlier one.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("invite_reminder")
            .col(uuid("workspace_id"))
            .col(binary("token_hash"))
            .col(uuid("invite_id"))
            .primary_key(Index::create().col("workspace_id").col("token_hash"))
            .foreign_key(
                ForeignKey::create()
                    .from("invite_reminder", ("workspace_id", "invite_id"))
                    .to("email_invite", ("workspace_id", "id"))
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        schema.create_table(table).await?;
        for (name, column) in [("invite_reminder_token_idx", "token_hash"), ("invite_reminder_invite_idx", "invite_id")]
        {
            let index = Index::create().name(name).table("invite_reminder").col(column).to_owned();
            schema.create_index(index).await?;
        }
        let mut known = Query::select();
        known.columns(["reminder_hash", "workspace_id", "id"]).from("email_invite");
        known.and_where(Expr::col("reminder_hash").is_not_null());
        let mut copy = Query::insert();
        copy.into_table("invite_reminder").columns(["token_hash", "workspace_id", "invite_id"]);
        copy.select_from(known).map_err(|error| DbErr::Migration(error.to_string()))?;
        schema.get_connection().execute(&copy).await?;
        schema.drop_index(Index::drop().name("email_invite_reminder_idx").table("email_invite").to_owned()).await?;
        schema.alter_table(Table::alter().table("email_invite").drop_column("reminder_hash").to_owned()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let hash = binary_null("reminder_hash");
        schema.alter_table(Table::alter().table("email_invite").add_column(hash).to_owned()).await?;
        let index =
            Index::create().name("email_invite_reminder_idx").table("email_invite").col("reminder_hash").to_owned();
        schema.create_index(index).await?;
        schema.drop_table(Table::drop().table("invite_reminder").to_owned()).await
    }
}
