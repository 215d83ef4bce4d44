//! How many edges came with each scan, for each stays in memory; and the sizes of parts apart from the parts, so that
//! adding them up reads none of these.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let edges = integer("num_of_new_dependencies").default(0).to_owned();
        schema.alter_table(Table::alter().table("scan").add_column(edges).to_owned()).await?;
        let sizes = Index::create()
            .name("scan_chunk_size_idx")
            .table("scan_chunk")
            .col("workspace_id")
            .col("part")
            .col("plain_bytes")
            .to_owned();
        schema.create_index(sizes).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.drop_index(Index::drop().name("scan_chunk_size_idx").table("scan_chunk").to_owned()).await?;
        schema.alter_table(Table::alter().table("scan").drop_column("num_of_new_dependencies").to_owned()).await
    }
}
