//! Two processes on one database: neither knows of the other, and both are right.
use super::{set_up, sign_in};
use crate::support::{
    bodies::Body,
    integrity::{all_is_whole, look},
    person::Person,
    program::Program,
};
use futures_util::future::join_all;
use serde_json::Value;
use std::{collections::BTreeSet, fs};

/// Breaks when the schema, the keys or the journal of a fresh folder are made by whoever looks first, without minding
/// the other.
#[actix_web::test]
async fn two_servers_started_at_once_on_a_fresh_folder_both_serve() {
    for _ in 0..3 {
        let one = Program::new().await;
        let two = one.beside();
        let (mut first, mut second) = (one.start(), two.start());
        tokio::join!(one.answers(&mut first), two.answers(&mut second));
        one.prints(&["migrate", "up"]).await;
        one.prints(&["user", "create", "--email", "ada@example.com"]).await;
        let ada = sign_in(&one, "ada@example.com").await;
        let there = Person::new(&two.url());
        there.set_cookie("skillet", &ada.cookie("skillet").expect("a session"));
        assert_eq!(there.get("/users/me").await.expect(200)["email"], "ada@example.com", "they share their keys");
        for program in [&one, &two] {
            assert_eq!(reqwest::get(format!("{}/readyz", program.url())).await.unwrap().status(), 200);
        }
        let left: Vec<_> = fs::read_dir(one.data_dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".draft"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

async fn names(person: &Person) -> BTreeSet<String> {
    let page = person.get("/workspaces/acme/components?limit=200").await.expect(200);
    page["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

/// Breaks when an answer is kept by anything else than the revision that is read with every request.
#[actix_web::test]
async fn what_one_server_stored_the_other_one_answers_with_at_once() {
    let one = Program::new().await;
    let token = set_up(&one).await;
    let two = one.beside();
    let _servers = [one.serve().await, two.serve().await];
    let people = [&one, &two].map(|program| Person::with_bearer(&program.url(), &token));
    for number in 0..6 {
        let (here, there) = (&people[number % 2], &people[1 - number % 2]);
        let before = there.get("/workspaces/acme/components").await;
        let tag = before.header("etag").to_owned();
        here.upload("acme", &Body::of(&format!("app-{number}")).defines(&format!("Part{number}"), &[]).json())
            .await
            .expect(200);
        let again = there.request(reqwest::Method::GET, "/workspaces/acme/components").header("if-none-match", tag);
        assert_eq!(there.send(again).await.status, 200, "an answer of the past");
        assert!(names(there).await.contains(&format!("Part{number}")));
        assert_eq!(names(here).await, names(there).await);
    }
}

/// Breaks when the workspace is not locked in the database, but in the process.
#[actix_web::test]
async fn uploads_through_both_servers_at_once_are_all_stored_and_the_same_one_once() {
    let one = Program::new().await;
    let token = set_up(&one).await;
    let two = one.beside();
    let _servers = [one.serve().await, two.serve().await];
    let people = [&one, &two].map(|program| Person::with_bearer(&program.url(), &token));
    let different: Vec<Value> =
        (0..8).map(|n| Body::of("shop").defines(&format!("Part{n}"), &[]).on_branch(&format!("b{n}")).json()).collect();
    let sent = different.iter().enumerate().map(|(n, body)| people[n % 2].upload("acme", body));
    let ids: BTreeSet<String> =
        join_all(sent).await.into_iter().map(|answer| answer.expect(200)["data"]["id"].to_string()).collect();
    assert_eq!(ids.len(), 8);

    let same = Body::of("docs").defines("Page", &[]).json();
    let answers: Vec<Value> = join_all((0..8).map(|n| people[n % 2].upload("acme", &same)))
        .await
        .into_iter()
        .map(|answer| answer.expect(200))
        .collect();
    assert_eq!(answers.iter().map(|answer| answer["data"]["id"].to_string()).collect::<BTreeSet<_>>().len(), 1);
    assert_eq!(answers.iter().filter(|answer| answer["meta"]["repeated"] == false).count(), 1);
    assert_eq!(look(&one.database_url, async |db| all_is_whole(db).await).await, 9);
}
