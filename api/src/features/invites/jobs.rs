//! What time does to invites, as jobs.
use super::reminders;
use crate::{error::ApiResult, jobs::Job, state::State};
use serde::{Deserialize, Serialize};

/// Reminds those who have not answered.
#[derive(Serialize, Deserialize)]
pub struct RemindInvited {}

impl Job for RemindInvited {
    const NAME: &'static str = "invites.remind";

    async fn run(&self, state: &State) -> ApiResult<()> {
        reminders::remind_due(state).await.map(drop)
    }
}

/// Forgets invites that are long over.
#[derive(Serialize, Deserialize)]
pub struct ForgetInvites {}

impl Job for ForgetInvites {
    const NAME: &'static str = "invites.forget";

    async fn run(&self, state: &State) -> ApiResult<()> {
        reminders::erase_old(state).await
    }
}
