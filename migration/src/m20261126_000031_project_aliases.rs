//! What people call projects.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.create_table(project_alias()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.drop_table(Table::drop().table("project_alias").to_owned()).await
    }
}

/// A project may be gone for a while, so it is known by its name alone. `folded` is the alias without regard to case.
fn project_alias() -> TableCreateStatement {
    Table::create()
        .table("project_alias")
        .col(uuid("workspace_id"))
        .col(text("project"))
        .col(string("alias"))
        .col(string("folded"))
        .primary_key(Index::create().col("workspace_id").col("project"))
        .index(Index::create().unique().name("project_alias_folded_key").col("workspace_id").col("folded"))
        .foreign_key(
            ForeignKey::create()
                .from("project_alias", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}
