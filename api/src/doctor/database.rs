//! The database: there, whole, ours, and willing to be written to.
use super::Finding;
use crate::{
    config::Config,
    db::{
        Db,
        embedded::{self, Depth},
    },
    entities::signing_key,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use secrecy::ExposeSecret;

const OF: &str = "database";
const RESTORE: &str = "Stop the server, keep a copy of the data folder, and restore the last backup.";

/// Opens it, but does not make one that is not there.
pub async fn open(config: &Config) -> Result<Db, Finding> {
    let url = config.database_url.expose_secret();
    let missing = |file: &std::path::PathBuf| !file.exists();
    match embedded::file(url) {
        Ok(Some(file)) if missing(&file) => {
            return Err(Finding::fail(
                OF,
                format!(
                    "{} is not there. Start the server once, which makes it, or check SKILLET_DATA_DIR and SKILLET_DATABASE_URL.",
                    file.display()
                ),
            ));
        }
        Ok(Some(_)) => return opened(Db::connect(url).await.map_err(broken)?).await,
        Ok(None) => Db::knock(url).await.map_err(|error| closed(format!("{error:#}")))?,
        Err(error) => return Err(Finding::fail(OF, format!("SKILLET_DATABASE_URL names no database: {error}"))),
    }
    opened(Db::connect(url).await.map_err(closed)?).await
}

async fn opened(db: Db) -> Result<Db, Finding> {
    match db.steps().await {
        Ok(steps) if steps.is_empty() => Err(Finding::fail(
            OF,
            "nothing of Skillet is in it yet. Start the server once, which makes its tables, or check SKILLET_DATABASE_URL.",
        )),
        _ => Ok(db),
    }
}

fn closed(error: impl std::fmt::Display) -> Finding {
    Finding::fail(OF, format!("cannot be opened: {error}. Check SKILLET_DATABASE_URL, and that it runs."))
}

/// Of a file that is there, but cannot be opened.
fn broken(error: DbErr) -> Finding {
    let advice = match embedded::is_damaged(&error) {
        true => RESTORE,
        false => "Check that it belongs to the user that runs Skillet, and its folder too.",
    };
    Finding::fail(OF, format!("cannot be opened: {error}. {advice}"))
}

pub async fn examine(db: &Db) -> Vec<Finding> {
    let mut findings = vec![schema(db).await];
    findings.push(match write(db).await {
        Ok(()) => Finding::ok(OF, "takes writes"),
        Err(error) => Finding::fail(
            OF,
            format!(
                "takes no writes: {error}. Check the rights of its user or its file, and whether the disk is full."
            ),
        ),
    });
    if db.is_sqlite() {
        findings.push(match db.damages(Depth::Quick).await {
            Ok(damages) if damages.is_empty() => Finding::ok(OF, "no damage found (quick_check)"),
            Ok(damages) => Finding::fail(OF, format!("is damaged: {}. {RESTORE}", damages.join("; "))),
            Err(error) => Finding::fail(OF, format!("cannot be looked through: {error}. {RESTORE}")),
        });
    }
    findings
}

async fn schema(db: &Db) -> Finding {
    if let Err(error) = db.refuse_newer_schema().await {
        return Finding::fail(OF, format!("{error:#}"));
    }
    match db.missing_steps().await {
        Ok(missing) if missing.is_empty() => Finding::ok(OF, "its schema is that of this version"),
        Ok(missing) => Finding::warn(
            OF,
            format!(
                "{} step(s) of the schema are missing: start the server, or run `skillet migrate up`.",
                missing.len()
            ),
        ),
        Err(error) => Finding::fail(OF, format!("its schema cannot be read: {error}")),
    }
}

/// A deletion of nothing: refused where writing is, and nothing stays of it.
async fn write(db: &Db) -> Result<(), DbErr> {
    let txn = db.begin().await?;
    signing_key::Entity::delete_many().filter(signing_key::Column::Kid.eq("")).exec(&txn).await?;
    txn.rollback().await
}
