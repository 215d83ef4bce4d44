//! One call, carried out once: its row is written in the transaction of the deed, and its answer is kept, sealed.
use super::{
    key::{CallName, Turn},
    rows,
};
use crate::{
    entities::idempotent_call,
    error::{ApiResult, Code},
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

const PURPOSE: &str = "idempotency";
/// Says that nothing was done this time.
pub const REPLAYED: &str = "idempotent-replayed";

/// A call; without a key it is carried out each time it is sent.
pub struct Once {
    state: Data<State>,
    named: Option<Named>,
}

struct Named {
    name: CallName,
    body: Sha256,
    found: Option<idempotent_call::Model>,
    /// Until the answer is written.
    _turn: Turn,
}

impl Once {
    /// Reads the key, waits for its turn, and looks whether the call was carried out.
    pub(super) async fn of(req: &HttpRequest) -> ApiResult<Self> {
        let state = State::of(req)?;
        let Some(name) = CallName::of(req)? else { return Ok(Self { state, named: None }) };
        let turn = Turn::take(&state, &name).await?;
        let found = rows::find(&*state.db, &name, state.clock.now()).await?;
        Ok(Self { state, named: Some(Named { name, body: Sha256::new(), found, _turn: turn }) })
    }

    /// Takes in a part of the body, by which a call that is sent again is known to be the same.
    pub fn feed(&mut self, part: &[u8]) {
        if let Some(named) = &mut self.named {
            named.body.update(part);
        }
    }

    /// The call was carried out before, as far as its key tells.
    pub fn is_repeat(&self) -> bool {
        self.named.as_ref().is_some_and(|named| named.found.is_some())
    }

    /// The first answer, once the whole body was fed. Another body is refused.
    pub async fn first_answer(&self) -> ApiResult<Option<HttpResponse>> {
        let Some((named, found)) = self.named.as_ref().and_then(|named| Some((named, named.found.as_ref()?))) else {
            return Ok(None);
        };
        if found.body_hash != named.body.clone().finalize().to_vec() {
            return Err(Code::IdempotencyKeyReused.into());
        }
        let (Some(status), Some(sealed)) = (found.status, &found.answer) else { return Ok(None) };
        let answer = self.state.keys.unseal(PURPOSE, &named.name.about(), sealed).await;
        let answer = answer.ok_or_else(|| {
            Code::IdempotencyKeyReused.because(
                "The call with this key was carried out, but the key its answer was sealed with is retired. Look at what \
                 was made, and send a new call with a new key if it is not what you need.",
            )
        })?;
        let status =
            u16::try_from(status).ok().and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or_default();
        let mut response = HttpResponse::build(status);
        Ok(Some(response.content_type("application/json").insert_header((REPLAYED, "true")).body(answer)))
    }

    /// What the call made when it was carried out, if its answer was not kept: the server ended before.
    pub fn made(&self) -> Option<Vec<Uuid>> {
        let made = self.named.as_ref()?.found.as_ref()?.made.clone()?;
        serde_json::from_value(made).ok()
    }

    /// Begins the deed. Of several servers that get the same call one goes on.
    pub async fn begin(&self) -> ApiResult<DatabaseTransaction> {
        let txn = self.state.begin().await?;
        if let Some(Named { name, body, .. }) = &self.named
            && !rows::insert(&txn, name, body.clone().finalize().to_vec(), self.state.clock.now()).await?
        {
            return Err(Code::IdempotencyKeyInProgress.into());
        }
        Ok(txn)
    }

    /// Notes in the deed's transaction what it makes: where the answer is known only behind it.
    pub async fn note(&self, txn: &DatabaseTransaction, made: &[Uuid]) -> ApiResult<()> {
        match &self.named {
            Some(named) => rows::set_made(txn, &named.name, serde_json::json!(made)).await,
            None => Ok(()),
        }
    }

    /// The answer, kept for those who ask again: in the deed's transaction, or behind it if what it made was noted.
    pub async fn answer(
        &self,
        db: &impl ConnectionTrait,
        status: StatusCode,
        body: &impl Serialize,
    ) -> ApiResult<HttpResponse> {
        let text = serde_json::to_vec(body).map_err(anyhow::Error::from)?;
        if let Some(Named { name, .. }) = &self.named {
            let sealed = self.state.keys.seal(PURPOSE, &name.about(), &text)?;
            rows::set_answer(db, name, status.as_u16(), sealed).await?;
        }
        Ok(HttpResponse::build(status).content_type("application/json").body(text))
    }
}
