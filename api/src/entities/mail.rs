//! A mail of the outbox. Its text is erased once it is settled: it may hold a sign-in link.
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub template: String,
    pub recipient: String,
    pub subject: String,
    pub text_body: String,
    pub html_body: String,
    pub state: State,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub created_at: DateTimeUtc,
    pub next_attempt_at: DateTimeUtc,
    pub settled_at: Option<DateTimeUtc>,
    pub unsubscribe_url: Option<String>,
    /// What it is for is over by then: it does not leave any more.
    pub expires_at: Option<DateTimeUtc>,
    /// The workspace it is news of, where later news take its place.
    pub about: Option<Uuid>,
}

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "String(StringLen::None)", rename_all = "camelCase")]
pub enum State {
    /// Waits for `next_attempt_at`; while one is sending it, that time lies behind its lease.
    Queued,
    /// The mail server took it.
    Sent,
    /// Written to a file, where no mail server is configured: nobody got it yet.
    Filed,
    /// Given up; `last_error` says why.
    Failed,
    /// Never meant to leave: written so that asking looks alike whoever asks.
    Withheld,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
