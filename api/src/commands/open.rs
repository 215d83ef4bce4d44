//! The database a command works on: made by what starts an installation, and only found by what administers one.
use crate::{
    config::Config,
    db::{Db, embedded},
    durable,
};
use anyhow::{Context, bail};
use secrecy::ExposeSecret;
use std::path::{Path, absolute};

const CLOSED: &str = "cannot open the database (SKILLET_DATABASE_URL)";

/// The database, made if it is absent, and the data folder it may be in.
pub async fn open(config: &Config) -> anyhow::Result<Db> {
    make_folders(config)?;
    let url = knocked(config).await?;
    Db::connect_to_serve(url).await.context(CLOSED)
}

/// The database of an installation that is there. Whoever administers from the wrong folder must not get a new, empty one.
pub async fn open_existing(config: &Config) -> anyhow::Result<Db> {
    let file = embedded::file(config.database_url.expose_secret()).context("SKILLET_DATABASE_URL names no database")?;
    if let Some(file) = file.filter(|file| !file.exists()) {
        bail!("{}", nothing_here(config, &format!("{} does not exist", shown(&file))));
    }
    let db = Db::connect(knocked(config).await?).await.context(CLOSED)?;
    if !db.has_tables().await.context("looking into the database")? {
        bail!("{}", nothing_here(config, "nothing of Skillet is in its database (SKILLET_DATABASE_URL)"));
    }
    make_folders(config)?;
    Ok(db)
}

fn make_folders(config: &Config) -> anyhow::Result<()> {
    let uploads = config.data_dir.join("uploads");
    durable::private_folder(&uploads).with_context(|| {
        format!("cannot make the data folder {}: set SKILLET_DATA_DIR to one this user may write to", uploads.display())
    })
}

/// Where the database is, once it has answered.
async fn knocked(config: &Config) -> anyhow::Result<&str> {
    let url = config.database_url.expose_secret();
    Db::knock(url).await.context(CLOSED)?;
    Ok(url)
}

fn nothing_here(config: &Config, why: &str) -> String {
    format!(
        "there is no installation of Skillet here: {why}. The data folder is {} (SKILLET_DATA_DIR). Run this in the folder, \
         as the user and with the settings of the server; `skillet serve` begins a new installation.",
        shown(&config.data_dir)
    )
}

/// In full, as the folder a command is started in is what is easily mistaken.
fn shown(path: &Path) -> String {
    absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}
