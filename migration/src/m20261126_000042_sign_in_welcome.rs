//! A sign-in that may make an account says by which invite link, so that it may no more once that is reset. Those under way
//! are as they were without a link.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let welcome_by = binary_null("welcome_by");
        schema.alter_table(Table::alter().table("sign_in").add_column(welcome_by).to_owned()).await?;
        schema.alter_table(Table::alter().table("sign_in").drop_column("is_welcome").to_owned()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let is_welcome = boolean("is_welcome").default(false).take();
        schema.alter_table(Table::alter().table("sign_in").add_column(is_welcome).to_owned()).await?;
        schema.alter_table(Table::alter().table("sign_in").drop_column("welcome_by").to_owned()).await
    }
}
