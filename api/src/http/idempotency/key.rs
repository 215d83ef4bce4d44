//! The key of a call, and whose turn it is: of calls with the same key one is worked on at a time.
use crate::{
    auth::caller::CallerId,
    error::{ApiResult, Code},
    state::State,
};
use actix_web::{HttpMessage, HttpRequest, web::Data};
use std::{
    sync::PoisonError,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// The header.
pub const HEADER: &str = "idempotency-key";
const LONGEST: usize = 255;
/// How long a call waits for an earlier one with its key.
const PATIENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(10);

/// For the description of calls that make something.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only its description is used")]
pub struct IdempotencyKey {
    /// A text of your choice, 1 to 255 visible ASCII characters, new for each thing to be made. The call may then be sent
    /// again: within 24 hours the same caller gets the first answer to the same body, with `Idempotent-Replayed: true`,
    /// and nothing is made again. Only success is remembered: after a refusal or failure the call is carried out. Another
    /// body with the same key is refused (422 `idempotency-key-reused`), and so is a call while an earlier one is being
    /// worked on for more than a few seconds (409 `idempotency-key-in-progress`).
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    key: Option<String>,
}

/// The name of a call: who sent it where with which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallName {
    /// The person, or the API token.
    pub caller: Uuid,
    /// Method and path.
    pub route: String,
    /// What the client chose.
    pub key: String,
}

impl CallName {
    /// The name of a call that has a key. Its sender must be proven by now.
    pub fn of(req: &HttpRequest) -> ApiResult<Option<Self>> {
        let mut given = req.headers().get_all(HEADER);
        let Some(value) = given.next() else { return Ok(None) };
        let key = value.to_str().ok().filter(|key| (1..=LONGEST).contains(&key.len()) && given.next().is_none());
        let key = key.filter(|key| key.bytes().all(|byte| byte.is_ascii_graphic()));
        let key = key.ok_or_else(|| {
            Code::Invalid.of_field("Idempotency-Key", "form", "must be one text of 1 to 255 visible ASCII characters")
        })?;
        let caller = req.extensions().get::<CallerId>().map(|id| id.0);
        let caller = caller.ok_or_else(|| anyhow::anyhow!("a call is named before its sender is proven"))?;
        let route = format!("{} {}", req.method(), req.path());
        Ok(Some(Self { caller, route, key: key.to_owned() }))
    }

    /// What its answer is sealed for: for no other call it opens.
    pub fn about(&self) -> Vec<u8> {
        format!("{}\n{}\n{}", self.caller, self.route, self.key).into_bytes()
    }
}

/// The right to work on a call; given on when it is dropped, also if the client has left.
pub struct Turn {
    state: Data<State>,
    name: (Uuid, String),
}

impl Turn {
    /// Waits a little for the earlier call, which is likely to leave an answer; then refuses.
    pub async fn take(state: &Data<State>, name: &CallName) -> ApiResult<Self> {
        let (start, name) = (Instant::now(), (name.caller, format!("{}\n{}", name.route, name.key)));
        loop {
            if state.in_progress.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone()) {
                return Ok(Self { state: state.clone(), name });
            }
            if start.elapsed() > PATIENCE {
                return Err(Code::IdempotencyKeyInProgress.into());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.state.in_progress.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}
