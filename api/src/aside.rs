//! Work that keeps a thread busy, carried out beside the threads that answer requests.
use actix_web::web;
use tokio::runtime::Handle;

/// Carries work out that reads from the database and computes in turn. What it waits for is driven by the runtime it was
/// asked from.
pub async fn run<T, F>(work: impl FnOnce() -> F + Send + 'static) -> anyhow::Result<T>
where
    T: Send + 'static,
    F: Future<Output = T>,
{
    let runtime = Handle::current();
    Ok(web::block(move || runtime.block_on(work())).await?)
}
