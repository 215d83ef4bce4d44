//! What is done behind the answer to whoever asks to join, and later.
use super::{ask, queries, tell};
use crate::{error::ApiResult, jobs::Job, state::State};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Takes a request in.
#[derive(Serialize, Deserialize)]
pub struct TakeRequest {
    /// Where to.
    pub workspace: Uuid,
    /// The public page it was left at …
    pub share: Option<Uuid>,
    /// … or the invite to another address that was in hand.
    pub invite: Option<Uuid>,
    /// Who was signed in.
    pub user: Option<Uuid>,
    /// Whom to answer, normalised.
    pub email: String,
    /// In their words.
    pub note: Option<String>,
    /// There were too many of late. It is asked once, however often the job is begun.
    #[serde(default)]
    pub is_too_much: bool,
}

impl Job for TakeRequest {
    const NAME: &'static str = "join-requests.take";

    async fn run(&self, state: &State) -> ApiResult<()> {
        ask::take(state, self).await
    }
}

/// Tells of requests that waited for the hour to pass.
#[derive(Serialize, Deserialize)]
pub struct TellOfRequests {}

impl Job for TellOfRequests {
    const NAME: &'static str = "join-requests.tell";

    async fn run(&self, state: &State) -> ApiResult<()> {
        tell::tell_due(state).await
    }
}

/// Forgets requests that are long over.
#[derive(Serialize, Deserialize)]
pub struct ForgetRequests {}

impl Job for ForgetRequests {
    const NAME: &'static str = "join-requests.forget";

    async fn run(&self, state: &State) -> ApiResult<()> {
        queries::delete_old(state.db.writer(), state.clock.now()).await
    }
}
