//! What a mail is news of, so that later news take its place; and mails are found by whom they go to.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let about = uuid_null("about");
        schema.alter_table(Table::alter().table("mail").add_column(about).to_owned()).await?;
        let index = Index::create().name("mail_recipient_idx").table("mail").col("recipient").to_owned();
        schema.create_index(index).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.drop_index(Index::drop().name("mail_recipient_idx").table("mail").to_owned()).await?;
        schema.alter_table(Table::alter().table("mail").drop_column("about").to_owned()).await
    }
}
