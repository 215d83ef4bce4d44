//! The server's life: migrate, greet, serve, drain, stop.
use super::{log_to_stderr, open, print};
use crate::{
    app, auth::keys::FOLLOW_EVERY, clock::Clock, config::Config, durable, features::sign_in, jobs, mail::outbox,
    state::State,
};
use actix_web::web::Data;
use anyhow::Context;
use std::{net::TcpListener, sync::atomic::Ordering, time::Duration};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

/// Uploads that wait for their turn when the port closes may get it within this time; those left are told to come again
/// before their connections are cut.
const QUEUED_FOR: Duration = Duration::from_secs(app::SHUTDOWN_SECONDS - 5);

pub async fn serve(config: Config) -> anyhow::Result<()> {
    log_to_stderr(&config)?;
    let db = open(&config).await?;
    db.migrate().await.context("migrating the database")?;
    let listener = TcpListener::bind(config.bind)
        .with_context(|| format!("cannot listen on {} (SKILLET_BIND); is another server running?", config.bind))?;
    durable::sweep(&config.data_dir, |name| name.ends_with(".draft"))?;
    durable::sweep(&config.data_dir.join("uploads"), |_| true)?;
    let state = Data::new(State::open(config, db, Clock::default()).await?);
    greet(&state).await?;
    // before anybody can see that it serves: who told it to stop in between would kill it in the middle of its work
    let terminate = signal(SignalKind::terminate())?;
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let server = app::server(state.clone(), listener, workers)?;
    let handle = server.handle();
    let mails = actix_web::rt::spawn(outbox::run(state.clone()));
    let (stop_jobs, told) = watch::channel(false);
    let jobs = actix_web::rt::spawn(jobs::run(state.clone(), app::jobs(), told));
    let house = actix_web::rt::spawn(keep_house(state.clone()));
    let stopping = state.clone();
    let stopper = actix_web::rt::spawn(async move {
        let waited = wait_for_signal(&stopping, terminate).await;
        stopping.closed.store(true, Ordering::SeqCst); // no further mail is begun
        let stopped = handle.stop(true);
        tokio::time::sleep(QUEUED_FOR).await;
        stopping.uploads.close(); // what has not had its turn by now will not be answered in time
        stopped.await;
        waited
    });
    server.await?;
    stop_jobs.send_replace(true); // what is being done is given back, for another server or the next start
    jobs.await.context("stopping the jobs")?;
    state.mail_queued.notify_one();
    mails.await.context("the outbox")?; // the mail it is sending has its own patience
    house.abort();
    stopper.abort();
    Ok(())
}

/// Takes over signing keys that another process made or forgot, folds what was counted and forgets
/// clients that were quiet, until the task is dropped.
async fn keep_house(state: Data<State>) {
    loop {
        tokio::time::sleep(FOLLOW_EVERY).await;
        state.keys.follow().await;
        state.metrics.fold();
        state.limits.forget_whole();
    }
}

/// Until Ctrl-C, or SIGTERM and the time load balancers need to notice.
async fn wait_for_signal(state: &State, mut terminate: Signal) -> anyhow::Result<()> {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => state.stopping.store(true, Ordering::Relaxed),
        _ = terminate.recv() => {
            state.stopping.store(true, Ordering::Relaxed);
            tracing::info!("stopping: no longer ready, new connections are taken for {:?} more", state.config.drain);
            tokio::time::sleep(state.config.drain).await;
        }
    }
    Ok(())
}

/// Says where the server is, and to whom it belongs as long as it belongs to nobody.
async fn greet(state: &State) -> anyhow::Result<()> {
    let origin = state.config.public_url.origin();
    print(&format!("Skillet {} serves {origin} (listening on {})", env!("CARGO_PKG_VERSION"), state.config.bind))?;
    if let Some(link) = sign_in::links::first_account(state).await? {
        print(&format!("\nOpen this link to make the first account, which runs this server:\n\n  {link}\n"))?;
    }
    if !state.mailer.has_server() {
        let folder = &state.config.mail.folder;
        print(&format!("Mail is not configured (SKILLET_SMTP_URL): mails are written to {}.", folder.display()))?;
        print("Sign-in links also come from `skillet user sign-in-link --email …`.\n")?;
    }
    print("Scan a React repository, from its folder:\n")?;
    print(&format!("  OMLET_BASE_URL={origin} npx @omlet/cli@2.0.0 init\n"))
}
