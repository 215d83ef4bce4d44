//! People, how they sign in, and the keys that sign their sessions.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.create_table(user()).await?;
        schema.create_table(sign_in()).await?;
        schema.create_index(Index::create().name("sign_in_email_idx").table("sign_in").col("email").to_owned()).await?;
        schema.create_table(session()).await?;
        schema
            .create_index(Index::create().name("session_user_idx").table("session").col("user_id").to_owned())
            .await?;
        schema.create_table(signing_key()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["signing_key", "session", "sign_in", "user"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}

fn user() -> TableCreateStatement {
    Table::create()
        .table("user")
        .col(uuid("id").primary_key())
        .col(string("email"))
        .col(string_null("full_name"))
        .col(string_null("profession"))
        .col(boolean("is_operator"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("last_seen_at"))
        .index(Index::create().unique().name("user_email_key").col("email"))
        .to_owned()
}

/// Requested sign-ins. `email` is empty for the link that makes the first account.
fn sign_in() -> TableCreateStatement {
    Table::create()
        .table("sign_in")
        .col(uuid("id").primary_key())
        .col(string_null("email"))
        .col(binary("token_hash"))
        .col(binary_null("code_hash"))
        .col(binary_null("browser_hash"))
        .col(integer("tries_left"))
        .col(string_null("next"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .index(Index::create().unique().name("sign_in_token_key").col("token_hash"))
        .to_owned()
}

fn session() -> TableCreateStatement {
    Table::create()
        .table("session")
        .col(uuid("id").primary_key())
        .col(uuid("user_id"))
        .col(string("kind"))
        .col(string("device"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("last_used_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .foreign_key(
            ForeignKey::create().from("session", "user_id").to("user", "id").on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// Used with PostgreSQL only: with SQLite the key ring is a file beside the database.
fn signing_key() -> TableCreateStatement {
    Table::create()
        .table("signing_key")
        .col(string("kid").primary_key())
        .col(binary("sealed"))
        .col(timestamp_with_time_zone("created_at"))
        .to_owned()
}
