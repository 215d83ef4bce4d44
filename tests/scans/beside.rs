//! Uploads while somebody else deletes, restores, merges and purges.
use super::{
    SCANS, ada,
    store::{id, read, scope, state, stored},
    upload,
};
use crate::support::{app::TestApp, bodies::Body};
use chrono::Duration;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};
use skillet::store::{
    lines::Lines,
    needed::{self, Place},
    purge,
};
use std::collections::BTreeMap;
use uuid::Uuid;

const REPOSITORIES: &str = "/workspaces/acme/repositories";

#[actix_web::test]
async fn uploads_beside_purges_restorations_and_merges_leave_every_scan_as_it_was_sent() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let scope = scope(&app).await;
    let mut sent: BTreeMap<Uuid, Value> = BTreeMap::new();
    upload(&ada, &Body::of("web").defines("Home", &[])).await;
    for seed in 0..12 {
        let body = state(seed);
        sent.insert(id(&upload(&ada, &body).await["data"]), body.json());
    }
    let former: Vec<Uuid> = sent.keys().copied().collect();
    let rows = ada.get(REPOSITORIES).await.expect(200)["items"].as_array().unwrap().clone();
    let [shop, web] = ["acme/shop", "acme/web"].map(|name| {
        let row = rows.iter().find(|row| row["displayName"] == name).unwrap_or_else(|| panic!("no {name} in {rows:?}"));
        row["id"].as_str().unwrap().to_owned()
    });

    let uploads = join_all((0..4_u64).map(async |person| {
        let mut done = Vec::new();
        for turn in 0..4 {
            let body = state(100 + 10 * person + turn);
            done.push((id(&upload(&ada, &body).await["data"]), body.json()));
        }
        done
    }));
    let upkeep = async {
        let mut purged = 0;
        for pair in former.chunks_exact(2) {
            for one in pair {
                ada.delete(&format!("{SCANS}/{one}")).await.expect(204);
            }
            ada.post(&format!("{REPOSITORIES}/{web}/merge"), json!({ "into": shop })).await.expect(200);
            ada.post(&format!("{SCANS}/{}/restore", pair[0]), json!({})).await.expect(200);
            purged += purge::purge(&app.state.db, scope, app.state.clock.now() + Duration::days(1)).await.unwrap();
            ada.delete(&format!("{REPOSITORIES}/{web}/merge")).await.expect(200);
        }
        purged
    };
    let (uploaded, purged) = join(uploads, upkeep).await;
    assert_eq!(purged, former.len() / 2, "of each pair one was restored");
    sent.extend(uploaded.into_iter().flatten());
    let lines = Lines::load(app.state.db.writer(), scope, None).await.unwrap();
    assert_eq!(sent.keys().filter(|one| lines.get(**one).is_none()).count(), purged);
    for (one, body) in sent.iter().filter(|(one, _)| lines.get(**one).is_some()) {
        assert_eq!(stored(&app, scope, *one).await, read(body), "scan {one}");
    }
    assert_eq!(needed::surplus(app.state.db.writer(), scope).await.unwrap(), Vec::<Place>::new());
}
