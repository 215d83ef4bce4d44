//! Charts over time of real scans: every point equals an independent count over the bodies that counted then.
use super::{CHARTS, import};
use crate::support::{
    app::TestApp,
    counter::state_of,
    scans::{folder, read},
};
use flate2::read::GzDecoder;
use serde_json::{Value, json};
use std::path::Path;

fn body(folder: &Path, name: &str) -> Value {
    serde_json::from_reader(std::io::BufReader::new(GzDecoder::new(&read(folder, name)[..]))).unwrap()
}

/// A design system and the app that uses it, month by month; the app is rewritten in between.
#[actix_web::test]
async fn every_month_of_two_real_repositories_equals_an_independent_count() {
    let Some(folder) = folder() else { return };
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    let months = ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05"];
    let mut expected = Vec::new();
    for month in months {
        let bodies = ["react-zen", "umami"].map(|name| body(&folder, &format!("{name}-{month}")));
        import(&app, &bodies[0], &format!("{month}-10T08:00:00Z")).await;
        import(&app, &bodies[1], &format!("{month}-20T08:00:00Z")).await;
        let state = state_of(&bodies);
        let usages: usize = state.values().map(|one| one.usages).sum();
        let instances: u64 = state.values().map(|one| one.instances).sum();
        let column = state.values().find(|one| one.name == "Column" && one.is_internal);
        expected.push((usages, instances, column.map(|one| (one.usages, one.instances))));
    }
    assert!(expected.first() != expected.last() && expected.iter().any(|(.., column)| column.is_some()));

    for (metric, total) in [("usages", 0), ("instances", 1)] {
        let time = json!({ "from": "2025-09-01", "to": "2026-06-01", "frequency": "monthly" });
        let filters = json!([{ "field": "name", "operation": "equals", "values": ["Column"] },
            { "field": "internal", "operation": "equals", "values": true }]);
        let all = json!({ "subject": { "kind": "components" }, "metric": metric, "overTime": time });
        let chart = ada.post(CHARTS, all.clone()).await.expect(200);
        let counted: Vec<Value> = expected
            .iter()
            .map(|(usages, instances, _)| if total == 0 { json!(usages) } else { json!(instances) })
            .collect();
        assert_eq!(chart["totals"], json!(counted), "{metric}");

        let mut one = all;
        one["filters"] = filters;
        let chart = ada.post(CHARTS, one).await.expect(200);
        let counted: Vec<Value> = expected
            .iter()
            .map(|(.., column)| column.unwrap_or_default())
            .map(|(usages, instances)| if total == 0 { json!(usages) } else { json!(instances) })
            .collect();
        assert_eq!(chart["totals"], json!(counted), "{metric} of Column");
    }
}
