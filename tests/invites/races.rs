//! S28: an invite is accepted while it is taken back, sent anew, declined, or its sender loses the right to invite.
use crate::support::{
    app::TestApp,
    dice::rounds,
    invites::{acme, secret_in},
    person::Person,
};
use futures_util::{future::join_all, join};
use serde_json::json;

/// So many try to accept at once.
const CALLERS: usize = 16;

/// Everybody who has the link accepts; answers how many came in.
async fn accept(strangers: &[Person], token: &str) -> usize {
    let replies = join_all(strangers.iter().map(|one| one.post("/invites/accept", json!({ "token": token })))).await;
    for reply in &replies {
        assert!([200, 401, 404, 410].contains(&reply.status.as_u16()), "{reply:?}");
    }
    replies.iter().filter(|reply| reply.status == 200).count()
}

async fn is_inside(ada: &Person) -> bool {
    ada.members().await.iter().any(|(email, _)| email == "dave@example.com")
}

/// Breaks when `accept` or `revoke` reads the invite before it has the workspace's lock and not again behind it.
#[actix_web::test]
async fn s28_an_invite_is_accepted_or_revoked_and_never_both() {
    for round in 0..rounds(6) {
        let app = TestApp::spawn().await;
        let ada = acme(&app).await;
        let shown = ada.invite(json!({ "text": "dave@example.com", "delivery": "link" })).await;
        let token = secret_in(shown["link"].as_str().unwrap(), "/invite#");
        let path = format!("/workspaces/acme/invites/{}", shown["inviteId"].as_str().unwrap());
        let strangers: Vec<_> = (0..CALLERS).map(|_| app.anonymous()).collect();
        let revoke = async {
            let reply = ada.delete(&path).await;
            (reply, is_inside(&ada).await)
        };
        let (came, (revoked, was_inside)) = join!(accept(&strangers, &token), revoke);
        match revoked.status.as_u16() {
            204 => assert!(came == 0 && !was_inside && !is_inside(&ada).await, "round {round}: {came} came"),
            _ => {
                revoked.refuses(409, "invite-not-pending");
                assert!(came == 1 && is_inside(&ada).await, "round {round}: {came} came");
            }
        }
    }
}

/// Breaks when `accept` does not compare the secret again under the lock.
#[actix_web::test]
async fn s28_a_link_lets_nobody_in_once_its_successor_is_shown() {
    for round in 0..rounds(6) {
        let app = TestApp::spawn().await;
        let ada = acme(&app).await;
        let shown = ada.invite(json!({ "text": "dave@example.com", "delivery": "link" })).await;
        let token = secret_in(shown["link"].as_str().unwrap(), "/invite#");
        let path = format!("/workspaces/acme/invites/{}/resend", shown["inviteId"].as_str().unwrap());
        let strangers: Vec<_> = (0..CALLERS).map(|_| app.anonymous()).collect();
        let resend = async {
            let reply = ada.post(&path, json!({ "delivery": "link" })).await;
            (reply, is_inside(&ada).await)
        };
        let (came, (renewed, was_inside)) = join!(accept(&strangers, &token), resend);
        match renewed.status.as_u16() {
            200 => {
                assert!(came == 0 && !was_inside && !is_inside(&ada).await, "round {round}: {came} came");
                let link = renewed.expect(200)["link"].as_str().unwrap().to_owned();
                assert_eq!(accept(&strangers, &secret_in(&link, "/invite#")).await, 1, "round {round}");
            }
            _ => {
                renewed.refuses(409, "invite-not-pending");
                assert!(came == 1 && is_inside(&ada).await, "round {round}: {came} came");
            }
        }
    }
}

/// Breaks when the sender's role is looked at before the lock is held, or `decline` does not read the invite again under it.
#[actix_web::test]
async fn s28_nobody_comes_by_an_invite_that_was_declined_or_whose_sender_was_demoted() {
    for round in 0..rounds(6) {
        let app = TestApp::spawn().await;
        let ada = acme(&app).await;
        let bob = app.editor("bob@example.com").await;
        let token = bob.shows_invite("dave@example.com").await;
        let of_bob = format!("/workspaces/acme/members/{}", bob.my_id().await);
        let strangers: Vec<_> = (0..CALLERS).map(|_| app.anonymous()).collect();
        let other = app.anonymous();
        let end = async {
            let ended = match round % 2 {
                0 => ada.patch(&of_bob, json!({ "role": "viewer" })).await,
                _ => other.post("/invites/decline", json!({ "token": token })).await,
            };
            (ended, is_inside(&ada).await)
        };
        let (came, (ended, was_inside)) = join!(accept(&strangers, &token), end);
        match round % 2 {
            0 => drop(ended.expect(200)),
            _ if was_inside => drop(ended.refuses(410, "invite-over")),
            _ => drop(ended.expect(204)),
        }
        assert_eq!(came, usize::from(was_inside), "round {round}");
        assert_eq!(is_inside(&ada).await, was_inside, "round {round}");
    }
}
