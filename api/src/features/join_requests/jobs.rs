//! Who may answer is told of requests that came within the hour, as a job.
use super::tell;
use crate::{error::ApiResult, jobs::Job, state::State};
use serde::{Deserialize, Serialize};

/// Tells of requests that waited for the hour to pass.
#[derive(Serialize, Deserialize)]
pub struct TellOfRequests {}

impl Job for TellOfRequests {
    const NAME: &'static str = "join-requests.tell";

    async fn run(&self, state: &State) -> ApiResult<()> {
        tell::tell_due(state).await
    }
}
