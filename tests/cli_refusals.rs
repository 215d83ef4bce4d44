//! What the real CLI prints when this server refuses. It has words of its own for some cases, and shows ours in others.
use crate::support::{
    app::TestApp,
    cli::{Cli, ONE_MORE},
    person::Person,
    process::Finished,
    repo::Repo,
};
use serde_json::json;

async fn ada_with_a_workspace(app: &TestApp) -> Person {
    let ada = app.person("ada@example.com").await;
    ada.create_workspace("Acme", "acme").await;
    ada
}

#[track_caller]
fn assert_refused(done: &Finished, words: &[&str]) {
    assert_eq!(done.status, 1, "{done:?}");
    for one in words {
        assert!(done.stderr.contains(one), "{one:?} is missing:\n{}", done.stderr);
    }
}

#[actix_web::test]
async fn a_ci_job_with_a_wrong_token_is_told_to_get_another() {
    let app = TestApp::spawn().await;
    let done = Cli::in_ci(app.url(), "not.our.token").run(&Repo::kit(), &["analyze"]).await;
    assert_refused(&done, &["Authentication failed!", "working Omlet token set as the OMLET_TOKEN variable"]);
}

#[actix_web::test]
async fn at_a_desk_a_revoked_login_leads_to_a_new_one() {
    let app = TestApp::spawn().await;
    let ada = ada_with_a_workspace(&app).await;
    let (repo, cli) = (Repo::kit(), Cli::at_desk(app.url()));
    let mut login = cli.start_remote_login(&repo).await;
    let grant = ada.post("/auth/cli-grant", json!({ "redirect": login.redirect() })).await.expect(200);
    login.running.answer(grant["token"].as_str().unwrap()).await;
    assert_eq!(cli.finish(login.running).await.status, 0);

    ada.delete("/users/me/sessions").await.expect(204);
    let done = cli.run_with_answers(&repo, &["analyze"], &[("Do you want to continue?", "n")]).await;
    assert_eq!(done.status, 0, "{done:?}");
    assert!(done.stdout.contains("Looks like you need to login first"), "{done:?}");
    assert_eq!(cli.stored_token(), None, "the CLI forgets a token that is refused");
    let me = cli.run(&repo, &["me"]).await;
    assert_refused(&me, &["Command failed with an unexpected error", "Login required"]);
}

#[actix_web::test]
async fn without_a_workspace_there_is_nothing_to_set_up() {
    let app = TestApp::spawn().await;
    let ada = app.person("ada@example.com").await;
    let cli = Cli::at_desk(app.url()).with_token(&ada.cli_token().await);
    let done = cli.run(&Repo::kit(), &["init"]).await;
    assert_refused(&done, &["You don't have a workspace to set up."]);
}

#[actix_web::test]
async fn a_workspace_that_is_not_ones_own_is_not_found() {
    let app = TestApp::spawn().await;
    let ada = ada_with_a_workspace(&app).await;
    let bob = app.person("bob@example.com").await;
    bob.create_workspace("Beta", "beta").await;
    let (repo, token) = (Repo::kit(), ada.cli_token().await);

    for slug in ["beta", "nowhere"] {
        let done = Cli::in_ci(app.url(), &token).with_workspace(slug).run(&repo, &["analyze"]).await;
        assert_refused(&done, &["Workspace not found", "remove `OMLET_WORKSPACE_SLUG` variable"]);
    }
    let api_token = bob.api_token("beta", &["scans:write"]).await;
    let done = Cli::in_ci(app.url(), &api_token).with_workspace("acme").run(&repo, &["analyze"]).await;
    assert_refused(&done, &["Workspace not found"]);
}

#[actix_web::test]
async fn analyze_comes_after_init() {
    let app = TestApp::spawn().await;
    let ada = ada_with_a_workspace(&app).await;
    let done = Cli::in_ci(app.url(), &ada.cli_token().await).run(&Repo::kit(), &["analyze"]).await;
    assert_refused(&done, &["You have not completed setup for this workspace.", "Run the init command"]);
}

#[actix_web::test]
async fn init_is_done_once() {
    let app = TestApp::spawn().await;
    let ada = ada_with_a_workspace(&app).await;
    let (repo, cli) = (Repo::kit(), Cli::at_desk(app.url()).with_token(&ada.cli_token().await));

    // The second one begins while the workspace is empty, and uploads when it no longer is.
    let mut late = cli.start(&repo, &["init"]);
    late.says(ONE_MORE).await;
    assert_eq!(cli.init(&repo).await.status, 0);
    late.answer("n").await;
    let done = cli.finish(late).await;
    assert_refused(&done, &["This workspace is already set up", "`analyze`", "(code: workspace-already-setup)"]);

    let third = cli.run(&repo, &["init"]).await;
    assert_refused(&third, &["Setup has already been completed for this workspace"]);
    assert_eq!(ada.get("/workspaces/acme/analyses").await.expect(200)["total"], 1);
}

#[actix_web::test]
async fn a_scan_beyond_the_limit_is_refused_with_the_limit() {
    let app = TestApp::spawn_with(|config| config.upload.max_decoded = 20_000).await;
    let ada = ada_with_a_workspace(&app).await;
    let cli = Cli::at_desk(app.url()).with_token(&ada.cli_token().await);
    let done = cli.init(&Repo::shop()).await;
    assert_refused(&done, &["The upload is too large", "(code: request-too-long)"]);
    assert_eq!(ada.get("/workspaces/acme/analyses").await.expect(200)["total"], 0);
}

#[actix_web::test]
async fn a_login_that_is_revoked_during_a_scan_is_refused_in_our_words() {
    let app = TestApp::spawn().await;
    let ada = ada_with_a_workspace(&app).await;
    let (repo, cli) = (Repo::kit(), Cli::at_desk(app.url()).with_token(&ada.cli_token().await));
    let mut running = cli.start(&repo, &["init"]);
    running.says(ONE_MORE).await;
    ada.delete("/users/me/sessions").await.expect(204);
    running.answer("n").await;
    let done = cli.finish(running).await;
    assert_refused(&done, &["Sign in to continue", "(code: unauthorized)"]);
}

#[actix_web::test]
async fn a_token_that_may_only_read_uploads_nothing() {
    let app = TestApp::spawn().await;
    let ada = ada_with_a_workspace(&app).await;
    let repo = Repo::kit();
    let cli = Cli::at_desk(app.url()).with_token(&ada.cli_token().await);
    assert_eq!(cli.init(&repo).await.status, 0);

    let job = Cli::in_ci(app.url(), &ada.api_token("acme", &["read"]).await);
    let done = job.run(&repo, &["analyze"]).await;
    assert_refused(&done, &["You may not do this", "(code: not-allowed)"]);
    assert_eq!(ada.get("/workspaces/acme/analyses").await.expect(200)["total"], 1);
}
