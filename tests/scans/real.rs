//! Scans that the scanner really made, stored one after the other and put together again.
use super::ada;
use crate::support::{app::TestApp, scans};
use sea_orm::EntityTrait;
use skillet::{
    auth::member::Scope,
    entities::{
        scan::{self as rows, UploadedVia},
        scan_chunk, scan_delta, scan_pack,
    },
    features::scans::ingest::{self, Origin},
    store::{lines::Lines, parts},
};
use std::{collections::BTreeMap, fs, path::PathBuf};
use uuid::Uuid;

/// Where they are, if they are at hand.
fn files() -> Vec<PathBuf> {
    let Some(folder) = scans::folder() else { return Vec::new() };
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "gz"));
    files.sort();
    files
}

#[actix_web::test]
async fn every_real_scan_comes_back_whole_and_months_share_what_they_have_in_common() {
    let files = files();
    if files.is_empty() {
        return;
    }
    let app = TestApp::spawn().await;
    ada(&app).await;
    let scope = Scope::for_upkeep(app.workspace("acme").await.id);
    let (mut ids, mut alone): (BTreeMap<PathBuf, Uuid>, u64) = Default::default();
    for file in &files {
        let read = ingest::from_file(&app.state, file).unwrap();
        alone += read.content.len();
        let origin = Origin { user: None, via: UploadedVia::Import, token_name: None, scanned_at: None };
        let stored = ingest::store(&app.state, None, scope, vec![read], &origin, false).await.unwrap();
        ids.insert(file.clone(), stored[0].scan.id);
    }
    let db = app.state.db.writer();
    let lines = Lines::load(db, scope, None).await.unwrap();
    for (file, id) in ids {
        let mut sent = ingest::from_file(&app.state, &file).unwrap().content.into_components().unwrap();
        sent.sort_by(|a, b| a.id.cmp(&b.id));
        let manifest = lines.manifest(db, scope, id).await.unwrap();
        let mut kept = parts::components(db, scope, &manifest.0).await.unwrap();
        kept.sort_by(|a, b| a.id.cmp(&b.id));
        assert!(kept == sent, "{}", file.display());
        let row = rows::Entity::find_by_id((scope.id(), id)).one(db).await.unwrap().unwrap();
        assert_eq!(row.num_of_components as usize, kept.len());
    }
    let chunks = scan_chunk::Entity::find().all(db).await.unwrap();
    let parts: usize = chunks.iter().map(|chunk| chunk.bytes.len()).sum();
    let deltas = scan_delta::Entity::find().all(db).await.unwrap();
    let deltas = deltas.iter().flat_map(|row| [&row.changes, &row.manifest]).flatten().map(Vec::len).sum::<usize>();
    let packs = scan_pack::Entity::find().all(db).await.unwrap();
    let directories: usize = packs.iter().map(|pack| pack.directory.len()).sum();
    println!("parts {parts}, changes {deltas}, directories {directories}; alone the scans have {alone} bytes");
    assert!(parts as u64 * 3 < alone * 2, "{parts} of {alone}");
    assert!(deltas + directories < parts, "{deltas} + {directories} of {parts}");
}
