//! The link of an invite's newest reminder works beside that of the first mail.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let hash = binary_null("reminder_hash");
        schema.alter_table(Table::alter().table("email_invite").add_column(hash).to_owned()).await?;
        let index =
            Index::create().name("email_invite_reminder_idx").table("email_invite").col("reminder_hash").to_owned();
        schema.create_index(index).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name("email_invite_reminder_idx").table("email_invite").to_owned();
        schema.drop_index(index).await?;
        schema.alter_table(Table::alter().table("email_invite").drop_column("reminder_hash").to_owned()).await
    }
}
