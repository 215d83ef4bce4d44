//! What stays of the past when older scans thin out.
use super::{ada, noon, upload};
use crate::support::{
    app::TestApp,
    bodies::{Body, import_id},
};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use skillet::{auth::member::Scope, features::scans::retention};

/// Thins out everything that came before that day.
async fn thin(app: &TestApp, before: DateTime<Utc>) -> u64 {
    app.set_clock(before);
    let scope = Scope::for_upkeep(app.workspace("acme").await.id);
    retention::thin(&app.state, scope, before).await.unwrap()
}

#[actix_web::test]
async fn a_package_of_two_repositories_belongs_to_whom_it_belonged_to_before_scans_thinned_out() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let kit = |day: i64| Body::of("kit").defines_in("ui", "Button", &[]).defines(&format!("Kit{day}"), &[]);
    let web = |day: i64| Body::of("web").defines_in("ui", "Button", &[]).defines(&format!("Web{day}"), &[]);
    // From Monday on in one, from Wednesday on in the other, whose scan of a day comes first.
    for day in 1..=21 {
        app.set_clock(noon() + Duration::days(day));
        if day >= 3 {
            upload(&ada, &web(day)).await;
        }
        app.set_clock(noon() + Duration::days(day) + Duration::hours(1));
        upload(&ada, &kit(day)).await;
    }
    let owner = async |person: &crate::support::person::Person| {
        let found = person.get("/workspaces/acme/projects?name=ui").await.expect(200);
        found["items"][0]["repository"].clone()
    };
    assert_eq!(owner(&ada).await, "acme/web");
    // The last of three weeks each, and the first ones.
    assert_eq!(thin(&app, noon() + Duration::days(25)).await, 21 + 19 - 2 * (3 + 1));
    assert_eq!(owner(&app.person("ada@example.com").await).await, "acme/web");
}

#[actix_web::test]
async fn a_component_that_moved_is_still_the_same_one_after_scans_thinned_out() {
    let app = TestApp::spawn().await;
    let ada = ada(&app).await;
    let public = json!([import_id("shop", "Button")]);
    let exported = |name: &str| Body::of("shop").defines(name, &[]).with("/components/0/export_ids", public.clone());
    let key = |page: Value| page["items"][0]["key"].as_str().unwrap().to_owned();
    let mut old = String::new();
    for day in 0..=14 {
        app.set_clock(noon() + Duration::days(day));
        // Moved on Tuesday; on Thursday there is another one that goes by the same export id.
        let body = match day {
            0 | 1 => exported("Old"),
            2 | 3 => exported("New"),
            _ => exported("New").defines("Alike", &[]).with("/components/1/export_ids", public.clone()),
        };
        upload(&ada, &body.describes(if day < 2 { "Old" } else { "New" }, json!({ "day": day }))).await;
        if day == 1 {
            old = key(ada.get("/workspaces/acme/components?search=Old").await.expect(200));
        }
    }
    let of_old = format!("/workspaces/acme/components/{old}");
    assert_eq!(ada.get(&of_old).await.expect(200)["name"], "New");
    // Three Sundays, and the scans of Monday and Tuesday.
    assert_eq!(thin(&app, noon() + Duration::days(25)).await, 15 - 3 - 2);
    let ada = app.person("ada@example.com").await;
    assert_eq!(ada.get(&of_old).await.expect(200)["name"], "New");
}
