//! A transaction that the database ended so that another one could go on: tried again, it succeeds.
use super::{ApiError, Code, RETRY_AFTER};
use sea_orm::{DbErr, RuntimeErr};
use serde_json::json;

/// PostgreSQL's names for a deadlock, and for what could not be put in an order.
const CODES: [&str; 2] = ["40P01", "40001"];

/// What to answer to whoever asked for it; `None` for any other failure.
pub(super) fn refusal(error: &DbErr) -> Option<ApiError> {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error else {
        return None;
    };
    let code = cause.as_database_error()?.code()?;
    if !CODES.contains(&code.as_ref()) {
        return None;
    }
    tracing::warn!("of two transactions that waited for each other one was given up: {error}");
    Some(Code::Unavailable.with_meta(json!({ RETRY_AFTER: 1 })))
}
