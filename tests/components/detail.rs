//! One component: facts, who renders it, what it renders, its parts.
use super::{COMPONENTS, design_system_and_users, items, names, with_exports, workspace_of};
use crate::support::{
    app::TestApp,
    bodies::{Body, import_id, local_id},
    person::Person,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// What stands for an id in addresses.
pub fn key(id: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(id))[..22].to_owned()
}

pub fn at(id: &str) -> String {
    format!("{COMPONENTS}/{}", key(id))
}

/// Name and a number of each item.
fn told<'a>(page: &'a Value, number: &str) -> Vec<(&'a str, u64)> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|one| (one["component"]["name"].as_str().unwrap(), one[number].as_u64().unwrap())).collect()
}

#[actix_web::test]
async fn a_component_is_told_with_its_facts_and_where_it_is_defined() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let button = ada.get(&at(&local_id("@acme/ui", "Button"))).await.expect(200);
    let mut expected = items(&ada, "search=@acme/ui%20button").await[0].clone();
    expected["exportIds"] = json!([import_id("@acme/ui", "Button")]);
    expected["declaredProps"] = json!([{ "name": "size", "defaultValue": { "kind": "string", "text": "\"m\"" } }]);
    expected["htmlElements"] = json!(["div"]);
    expected["familyUsages"] = json!(6);
    expected["revision"] = json!(3);
    expected["definition"] = button["definition"].clone();
    assert_eq!(button, expected);
    let repositories = ada.get("/workspaces/acme/repositories").await.expect(200);
    let ui = repositories["items"].as_array().unwrap().iter().find(|one| one["name"] == "ui").unwrap();
    let definition = json!({
        "repositoryId": ui["id"],
        "repositoryName": "acme/ui",
        "repositoryUrl": ui["url"],
        "file": "src/Button.tsx",
        "lines": { "startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2 },
    });
    assert_eq!(button["definition"], definition);

    let external = ada.get(&at(&import_id("react", "Fragment"))).await.expect(200);
    assert_eq!((&external["tags"], &external["definition"]), (&json!(["<external>"]), &Value::Null));
}

#[actix_web::test]
async fn a_key_of_a_former_id_leads_to_what_came_of_it() {
    let app = TestApp::spawn().await;
    let ui = Body::of("@acme/ui").defines("Old", &[]).exports("Old").defines("Page", &[("Old", 2)]);
    let ada = workspace_of(&app, &[ui]).await;
    let moved = Body::of("@acme/ui").defines("New", &[]).defines("Page", &[("New", 2)]);
    let moved = with_exports(moved, &local_id("@acme/ui", "New"), &import_id("@acme/ui", "Old"));
    ada.upload("acme", &moved.json()).await.expect(200);
    let (old, new) = (at(&local_id("@acme/ui", "Old")), at(&local_id("@acme/ui", "New")));
    let found = ada.get(&old).await.expect(200);
    assert_eq!((&found["name"], &found["key"]), (&json!("New"), &json!(key(&local_id("@acme/ui", "New")))));
    for rest in ["", "/usages", "/props", "/dependencies?direction=parents", "/subcomponents"] {
        let (former, present) = (ada.get(&format!("{old}{rest}")).await, ada.get(&format!("{new}{rest}")).await);
        assert_eq!(former.expect(200), present.expect(200), "{rest}");
    }
    assert_eq!(ada.get(&format!("{old}/usages")).await.expect(200)["instances"], 2);
}

#[actix_web::test]
async fn a_key_that_stands_for_nothing_is_not_found() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &[Body::of("web").defines("Home", &[]).defines("Gone", &[])]).await;
    ada.upload("acme", &Body::of("web").defines("Home", &[("react Fragment", 1)]).json()).await.expect(200);
    for key in [key(&local_id("web", "Gone")), key("nobody"), "x".into(), "%00".into(), "a".repeat(4000)] {
        for rest in ["", "/usages", "/props", "/dependencies", "/subcomponents"] {
            ada.get(&format!("{COMPONENTS}/{key}{rest}")).await.refuses(404, "not-found");
        }
    }
}

#[actix_web::test]
async fn usages_are_told_by_parent_with_each_element() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let usages = format!("{}/usages", at(&local_id("@acme/ui", "Button")));
    let all = ada.get(&usages).await.expect(200);
    let expected = [("Admin", 3), ("Card", 2), ("Home", 2), ("Nav", 1), ("Page", 1), ("StyledButton", 0)];
    assert_eq!(told(&all, "instances"), expected);
    assert_eq!((&all["total"], &all["instances"], &all["nextCursor"]), (&json!(6), &json!(9), &Value::Null));
    let home = &all["items"][2];
    let element = |line: u32| {
        json!({
            "lines": { "startLine": line, "startColumn": 3, "endLine": line, "endColumn": 9 },
            "props": [{ "name": "size", "value": { "kind": "string", "text": "\"s\"" } }],
        })
    };
    assert_eq!(home["elements"], json!([element(1), element(2)]), "the first two elements of its file");
    assert_eq!(home["component"], items(&ada, "search=web%20home").await[0]);
    assert_eq!(all["items"][5]["elements"], json!([]), "styled(Button) has none");

    let in_web = ada.get(&format!("{usages}?project=web")).await.expect(200);
    assert_eq!(told(&in_web, "instances"), [("Home", 2), ("Nav", 1), ("StyledButton", 0)]);
    assert_eq!(in_web["instances"], 3);
    let searched = ada.get(&format!("{usages}?search=ADM")).await.expect(200);
    assert_eq!(told(&searched, "instances"), [("Admin", 3)]);

    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ada.get(&format!("{usages}?limit=2{cursor}")).await.expect(200);
        assert_eq!((&page["total"], &page["instances"]), (&json!(6), &json!(9)));
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(json!(seen), all["items"]);
    ada.get(&format!("{usages}?cursor=abc")).await.refuses(422, "invalid");
    ada.get(&format!("{usages}?limit=0")).await.refuses(422, "invalid");
}

#[actix_web::test]
async fn what_is_linked_by_any_rule_has_the_elements_of_all_names_it_goes_by() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let usages = async |id: &str| ada.get(&format!("{}/usages", at(id))).await.expect(200);
    let by_id = usages(&local_id("@acme/ui", "Icon")).await;
    assert_eq!(told(&by_id, "instances"), [("Card", 3), ("Button", 1), ("Shelf", 1)]);
    assert_eq!(by_id["items"][2]["elements"][0]["lines"]["startLine"], 900);
    let by_name = usages(&local_id("@acme/ui", "Card")).await;
    assert_eq!(told(&by_name, "instances"), [("Table", 7), ("Home", 1), ("Shelf", 1)]);
    let re_exported = usages(&import_id("motion", "Fade")).await;
    assert_eq!(told(&re_exported, "instances"), [("Nav", 2), ("Page", 1)]);
    let elements = re_exported["items"].as_array().unwrap().iter().map(|one| one["elements"].as_array().unwrap().len());
    assert!(elements.eq([2, 1]));
    assert_eq!(usages(&local_id("@acme/ui", "Themed")).await["total"], 0, "it renders itself by its public name");
}

#[actix_web::test]
async fn dependencies_are_told_level_by_level_and_as_a_whole() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let ask = async |id: &str, query: &str| ada.get(&format!("{}/dependencies?{query}", at(id))).await.expect(200);
    let home = local_id("web", "Home");
    let first = [("Button", 2), ("Card", 1), ("Nav", 1), ("default", 1)];
    let next = ask(&home, "").await;
    assert_eq!(told(&next, "instances"), first);
    assert!(next["items"].as_array().unwrap().iter().all(|one| one["level"] == 1));
    let whole = ask(&home, "levels=100").await;
    let second = [("Icon", 4), ("Fade", 2), ("Gone", 1)];
    assert_eq!(told(&whole, "instances"), [&first[..], &second].concat());
    assert_eq!(told(&whole, "level")[4..], [("Icon", 2), ("Fade", 2), ("Gone", 2)]);
    assert_eq!(ask(&home, "levels=2").await, whole, "there is no third level");
    let narrowed = ask(&home, "levels=100&project=@acme/ui&search=ic").await;
    assert_eq!(told(&narrowed, "level"), [("Icon", 2)]);

    let parents = ask(&local_id("@acme/ui", "Icon"), "direction=parents").await;
    assert_eq!(told(&parents, "instances"), [("Card", 3), ("Button", 1), ("Shelf", 1)]);
    let all = ask(&local_id("@acme/ui", "Icon"), "direction=parents&levels=100").await;
    let levels = [
        ("Card", 1),
        ("Button", 1),
        ("Shelf", 1),
        ("Table", 2),
        ("Admin", 2),
        ("Home", 2),
        ("Nav", 2),
        ("Page", 2),
        ("StyledButton", 2),
    ];
    assert_eq!(told(&all, "level"), levels);

    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = ask(&home, &format!("levels=100&limit=3{cursor}")).await;
        assert_eq!(page["total"], 7);
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["nextCursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(json!(seen), whole["items"]);
    for query in ["levels=0", "levels=101", "direction=up", "limit=201"] {
        ada.get(&format!("{}/dependencies?{query}", at(&home))).await.refuses(422, "invalid");
    }
}

#[actix_web::test]
async fn parts_of_a_component_are_its_subcomponents() {
    let app = TestApp::spawn().await;
    let ui = Body::of("@acme/ui")
        .defines("Menu", &[])
        .defines("Menu.Item", &[("Menu", 1)])
        .defines("Menu.Group", &[("Menu.Item", 2)])
        .defines("MenuBar", &[("Menu", 1), ("Menu.Item", 3)])
        .defines("Page", &[("Menu.Group", 1)])
        .defines_in("other", "Menu.Other", &[]);
    let ada = workspace_of(&app, &[ui]).await;
    let menu = at(&local_id("@acme/ui", "Menu"));
    let parts = ada.get(&format!("{menu}/subcomponents")).await.expect(200);
    assert_eq!(super::names(parts["items"].as_array().unwrap()), ["Menu.Group", "Menu.Item"]);
    assert_eq!(parts["familyUsages"], 2, "MenuBar and Page");
    assert_eq!(ada.get(&menu).await.expect(200)["usages"], 2, "Menu.Item and MenuBar");
    let none = ada.get(&format!("{}/subcomponents", at(&local_id("@acme/ui", "Page")))).await.expect(200);
    assert_eq!(none["items"], json!([]));
}

/// Every read of this feature.
fn reads() -> Vec<String> {
    let component = at(&local_id("@acme/ui", "Button"));
    let of_one = ["", "/usages", "/props", "/dependencies", "/subcomponents"].map(|rest| format!("{component}{rest}"));
    let of_all = ["folders", "custom-properties", "unused-props", "html-elements"];
    let of_all = of_all.map(|rest| format!("/workspaces/acme/{rest}"));
    of_one.into_iter().chain(of_all).collect()
}

async fn again(person: &Person, path: &str, tag: &str) -> u16 {
    person.send(person.request(Method::GET, path).header("if-none-match", tag)).await.status.as_u16()
}

#[actix_web::test]
async fn an_answer_is_sent_again_only_when_a_scan_came() {
    let app = TestApp::spawn().await;
    let ada = workspace_of(&app, &design_system_and_users()).await;
    let mut tags = Vec::new();
    for path in reads() {
        let reply = ada.get(&path).await;
        let tag = reply.header("etag").to_owned();
        assert_eq!(reply.expect(200)["revision"], 3, "{path}");
        assert_eq!(again(&ada, &path, &tag).await, 304, "{path}");
        tags.push(tag);
    }
    ada.upload("acme", &Body::of("more").defines("More", &[]).json()).await.expect(200);
    for (path, tag) in reads().iter().zip(&tags) {
        assert_eq!(again(&ada, path, tag).await, 200, "{path}");
    }
}

#[actix_web::test]
async fn the_key_of_an_import_leads_to_what_it_was_recognised_as_from_its_first_scan_on() {
    let app = TestApp::spawn().await;
    let ui = Body::of("@acme/ui").defines("Button", &[]);
    let ada = workspace_of(&app, &[ui, Body::of("web").defines("Home", &[("@acme/ui Button", 3)])]).await;
    let imported = ada.get(&at(&import_id("@acme/ui", "Button"))).await.expect(200);
    assert_eq!(imported, ada.get(&at(&local_id("@acme/ui", "Button"))).await.expect(200));
    assert_eq!((&imported["linkedBy"], &imported["usages"]), (&json!("name"), &json!(1)));
    ada.get(&at(&import_id("@acme/ui", "Nothing"))).await.refuses(404, "not-found");
}

/// A sigma has another form at the end of a word, and what is searched for ends where a name may go on.
#[actix_web::test]
async fn a_search_finds_among_usages_what_it_finds_in_the_catalogue() {
    let app = TestApp::spawn().await;
    let body = Body::of("shop").defines("Icon", &[]).defines("\u{39f}\u{394}\u{39f}\u{3a3}\u{391}", &[("Icon", 1)]);
    let ada = workspace_of(&app, &[body]).await;
    let searched = "search=%CE%BF%CE%B4%CE%BF%CE%A3";
    let found = items(&ada, searched).await;
    let usages = ada.get(&format!("{}/usages?{searched}", at(&local_id("shop", "Icon")))).await.expect(200);
    assert_eq!(names(&found), ["\u{39f}\u{394}\u{39f}\u{3a3}\u{391}"]);
    assert_eq!(told(&usages, "instances"), [(names(&found)[0], 1)]);
}
