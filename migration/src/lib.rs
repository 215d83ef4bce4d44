//! The schema, step by step: one set of migrations for SQLite and PostgreSQL, made with sea-orm's schema helpers only.
//!
//! Workspace data has `workspace_id` first in its primary, unique and foreign keys, so that it can be distributed by it.
use sea_orm_migration::prelude::*;
pub use sea_orm_migration::{MigratorTrait, SchemaManager};

mod m20261123_000001_accounts;
mod m20261123_000002_workspaces;
mod m20261123_000003_scans;
mod m20261123_000004_mails;
mod m20261126_000005_jobs;
mod m20261126_000006_audit;
mod m20261126_000007_idempotency;
mod m20261126_000020_members;
mod m20261126_000021_invites;
mod m20261126_000022_join_requests;
mod m20261126_000030_mail_expiry;
mod m20261126_000031_project_aliases;
mod m20261126_000040_invite_reminders;
mod m20261126_000041_mail_about;
mod m20261126_000042_sign_in_welcome;
mod m20261126_000050_plain_bytes;
mod m20261126_000051_invite_reminder_links;
mod m20261126_000060_new_edges;

/// All migrations in their order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_accounts::Migration),
            Box::new(m20261123_000002_workspaces::Migration),
            Box::new(m20261123_000003_scans::Migration),
            Box::new(m20261123_000004_mails::Migration),
            Box::new(m20261126_000005_jobs::Migration),
            Box::new(m20261126_000006_audit::Migration),
            Box::new(m20261126_000007_idempotency::Migration),
            Box::new(m20261126_000020_members::Migration),
            Box::new(m20261126_000021_invites::Migration),
            Box::new(m20261126_000022_join_requests::Migration),
            Box::new(m20261126_000030_mail_expiry::Migration),
            Box::new(m20261126_000031_project_aliases::Migration),
            Box::new(m20261126_000040_invite_reminders::Migration),
            Box::new(m20261126_000041_mail_about::Migration),
            Box::new(m20261126_000042_sign_in_welcome::Migration),
            Box::new(m20261126_000050_plain_bytes::Migration),
            Box::new(m20261126_000051_invite_reminder_links::Migration),
            Box::new(m20261126_000060_new_edges::Migration),
        ]
    }
}
