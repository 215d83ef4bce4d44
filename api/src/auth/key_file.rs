//! The keys as a file. Whoever changes it holds a lock, and puts a new file in the place of the old one.
use super::key_store::{FIRST, KEY_BYTES, Key, Keys};
use crate::durable;
use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, io, path::Path};
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyFile {
    active: String,
    keys: BTreeMap<String, String>,
    #[serde(default)]
    created_at: BTreeMap<String, DateTime<Utc>>,
}

/// Writes the first file; one that appeared meanwhile stays as it is.
pub fn begin(path: &Path, now: DateTime<Utc>) -> anyhow::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let first = Keys { active: FIRST.into(), by_id: [(FIRST.into(), Key::new(now)?)].into() };
    write_once(path, &encode(&first)?).with_context(|| format!("writing {}", path.display()))
}

pub fn read(path: &Path) -> anyhow::Result<Keys> {
    let text = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    decode(&text).with_context(|| {
        let path = path.display();
        format!("{path} is damaged. Put the one of your last backup in its place; if there is none, delete it: everybody has to sign in again, and API tokens have to be made anew")
    })
}

/// Reads, changes and writes. Of two processes that do so at once the second one waits.
pub fn change(path: &Path, how: impl FnOnce(Keys) -> anyhow::Result<Keys>) -> anyhow::Result<Keys> {
    let folder = path.parent().context("the key file has no folder")?;
    let lock = fs::File::open(folder).with_context(|| format!("opening {}", folder.display()))?;
    lock.lock().with_context(|| format!("locking {}", folder.display()))?; // until it is dropped
    let changed = how(read(path)?)?;
    durable::replace(path, &encode(&changed)?).with_context(|| format!("writing {}", path.display()))?;
    Ok(changed)
}

fn decode(text: &[u8]) -> anyhow::Result<Keys> {
    let file: KeyFile = serde_json::from_slice(text)?;
    let mut by_id = BTreeMap::new();
    for (kid, text) in file.keys {
        let secret = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        let secret = secret.with_context(|| format!("key {kid} is not {KEY_BYTES} bytes in base64"))?;
        let created_at = file.created_at.get(&kid).copied();
        by_id.insert(kid, Key { secret, created_at });
    }
    Keys::checked(file.active, by_id)
}

fn encode(keys: &Keys) -> anyhow::Result<Vec<u8>> {
    let file = KeyFile {
        active: keys.active.clone(),
        keys: keys.by_id.iter().map(|(kid, key)| (kid.clone(), STANDARD.encode(key.secret))).collect(),
        created_at: keys.by_id.iter().filter_map(|(kid, key)| Some((kid.clone(), key.created_at?))).collect(),
    };
    Ok(serde_json::to_vec_pretty(&file)?)
}

fn write_once(path: &Path, text: &[u8]) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.draft", Uuid::now_v7()));
    durable::write_new(&draft, text)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}
