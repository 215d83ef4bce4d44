//! The record as a file, read in pieces while it is sent.
use super::{
    model::{AuditEvent, AuditFilter, Format},
    queries::{self, Place},
};
use crate::{auth::member::Scope, entities::audit_event, error::ApiResult, http::spreadsheet::safe, state::State};
use actix_web::web::{Bytes, Data};
use futures_util::{Stream, stream};

/// Events read at once.
const PIECE: u64 = 500;

const COLUMNS: [&str; 14] = [
    "at",
    "action",
    "actorId",
    "actorName",
    "actorEmail",
    "via",
    "tokenName",
    "ip",
    "userAgent",
    "subjectKind",
    "subjectId",
    "subjectLabel",
    "before",
    "after",
];

enum Next {
    Head,
    After(Option<Place>),
    Nothing,
}

/// The whole record, newest first.
pub fn stream(
    state: Data<State>,
    scope: Scope,
    filter: AuditFilter,
    format: Format,
) -> impl Stream<Item = ApiResult<Bytes>> {
    let begin = if format == Format::Csv { Next::Head } else { Next::After(None) };
    stream::try_unfold(begin, move |next| {
        let state = state.clone();
        async move {
            let after = match next {
                Next::Head => {
                    return Ok(Some((csv(std::iter::once(COLUMNS.map(ToOwned::to_owned)))?, Next::After(None))));
                }
                Next::After(place) => place,
                Next::Nothing => return Ok(None),
            };
            let (rows, last) = queries::list_after(&*state.db, scope, filter, PIECE, after).await?;
            let next = if last.is_some() { Next::After(last) } else { Next::Nothing };
            let piece = match format {
                Format::Csv => csv(rows.into_iter().map(cells))?,
                Format::Jsonl => lines(rows)?,
            };
            Ok(Some((piece, next)))
        }
    })
}

fn csv(rows: impl Iterator<Item = [String; COLUMNS.len()]>) -> ApiResult<Bytes> {
    let mut out = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        out.write_record(row).map_err(anyhow::Error::from)?;
    }
    Ok(out.into_inner().map_err(|e| anyhow::anyhow!("writing CSV: {e}"))?.into())
}

fn cells(row: audit_event::Model) -> [String; COLUMNS.len()] {
    let text = |value: Option<String>| safe(&value.unwrap_or_default());
    let via = serde_json::to_value(row.via).ok().and_then(|via| via.as_str().map(ToOwned::to_owned));
    [
        row.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        row.action,
        text(row.actor_id.map(|id| id.to_string())),
        text(row.actor_name),
        text(row.actor_email),
        text(via),
        text(row.token_name),
        text(row.ip),
        text(row.user_agent),
        row.subject_kind,
        text(row.subject_id),
        text(row.subject_label),
        text(row.before.map(|value| value.to_string())),
        text(row.after.map(|value| value.to_string())),
    ]
}

fn lines(rows: Vec<audit_event::Model>) -> ApiResult<Bytes> {
    let mut out = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut out, &AuditEvent::from(row)).map_err(anyhow::Error::from)?;
        out.push(b'\n');
    }
    Ok(out.into())
}
