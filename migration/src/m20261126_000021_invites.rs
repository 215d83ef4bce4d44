//! E-mail invites, the invite link, and who wants no such mail.
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut unsubscribe = text_null("unsubscribe_url");
        schema.alter_table(Table::alter().table("mail").add_column(unsubscribe.take()).to_owned()).await?;
        schema.create_table(email_invite()).await?;
        for index in invite_indexes() {
            schema.create_index(index).await?;
        }
        schema.create_table(invite_send()).await?;
        let by_email = Index::create().name("invite_send_email_idx").table("invite_send").col("email").to_owned();
        schema.create_index(by_email).await?;
        schema.create_table(invite_link()).await?;
        schema.create_table(mail_recipient()).await
    }

    async fn down(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for table in ["mail_recipient", "invite_link", "invite_send", "email_invite"] {
            schema.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        schema.alter_table(Table::alter().table("mail").drop_column("unsubscribe_url").to_owned()).await
    }
}

/// `mail_id` is the newest mail of the invite. `invited_by` and `accepted_by` have no foreign key: the row outlives them.
fn email_invite() -> TableCreateStatement {
    Table::create()
        .table("email_invite")
        .col(uuid("workspace_id"))
        .col(uuid("id"))
        .col(string("email"))
        .col(string("role"))
        .col(text_null("message"))
        .col(string("state"))
        .col(binary("token_hash"))
        .col(boolean("disclosed"))
        .col(uuid("invited_by"))
        .col(uuid_null("from_request"))
        .col(uuid_null("mail_id"))
        .col(integer("reminders"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("renewed_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("opened_at"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .col(uuid_null("accepted_by"))
        .primary_key(Index::create().col("workspace_id").col("id"))
        .foreign_key(
            ForeignKey::create()
                .from("email_invite", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// One pending invite of an address; what is over never stands in the way of a new one.
fn invite_indexes() -> [IndexCreateStatement; 3] {
    [
        Index::create()
            .unique()
            .name("email_invite_pending_key")
            .table("email_invite")
            .col("workspace_id")
            .col("email")
            .cond_where(Expr::col("state").eq("pending"))
            .to_owned(),
        Index::create().name("email_invite_token_idx").table("email_invite").col("token_hash").to_owned(),
        Index::create().name("email_invite_email_idx").table("email_invite").col("email").to_owned(),
    ]
}

/// Every invite mail there was, for the limits.
fn invite_send() -> TableCreateStatement {
    Table::create()
        .table("invite_send")
        .col(uuid("workspace_id"))
        .col(uuid("id"))
        .col(string("email"))
        .col(timestamp_with_time_zone("sent_at"))
        .primary_key(Index::create().col("workspace_id").col("id"))
        .foreign_key(
            ForeignKey::create()
                .from("invite_send", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// `domains` is a comma-separated list; empty: any.
fn invite_link() -> TableCreateStatement {
    Table::create()
        .table("invite_link")
        .col(uuid("workspace_id").primary_key())
        .col(binary("code_hash"))
        .col(binary("code_sealed"))
        .col(boolean("enabled"))
        .col(text("domains"))
        .col(string("role"))
        .col(big_integer("uses"))
        .col(timestamp_with_time_zone_null("last_used_at"))
        .col(uuid("reset_by"))
        .col(timestamp_with_time_zone("reset_at"))
        .foreign_key(
            ForeignKey::create()
                .from("invite_link", "workspace_id")
                .to("workspace", "id")
                .on_delete(ForeignKeyAction::Cascade),
        )
        .to_owned()
}

/// Whoever ever got an invite mail, and whether they want no more of them. The token only silences mails.
fn mail_recipient() -> TableCreateStatement {
    Table::create()
        .table("mail_recipient")
        .col(string("email").primary_key())
        .col(string("opt_out_token"))
        .col(timestamp_with_time_zone_null("opted_out_at"))
        .index(Index::create().unique().name("mail_recipient_token_key").col("opt_out_token"))
        .to_owned()
}
