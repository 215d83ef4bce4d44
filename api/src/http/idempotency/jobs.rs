//! Old calls are forgotten, and with them their answers.
use super::rows;
use crate::{error::ApiResult, jobs::Job, state::State};
use serde::{Deserialize, Serialize};

/// Deletes calls that nobody may send again.
#[derive(Serialize, Deserialize)]
pub struct ForgetCalls {}

impl Job for ForgetCalls {
    const NAME: &'static str = "idempotency.forget";

    async fn run(&self, state: &State) -> ApiResult<()> {
        rows::delete_old(state.db.writer(), state.clock.now()).await
    }
}
