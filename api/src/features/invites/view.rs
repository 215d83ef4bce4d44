//! An invite as members see it.
use super::{
    model::{EmailInvite, MailDelivery, MailDeliveryState},
    rights::may_resend,
};
use crate::entities::{email_invite, mail, membership::Role, user};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// A row with who sent it and where its mail is, for a member with a role.
pub fn present(
    now: DateTime<Utc>,
    (viewer, role): (Uuid, Role),
    people: &HashMap<Uuid, user::Model>,
    mail: Option<&mail::Model>,
    is_alive: bool,
    row: email_invite::Model,
) -> EmailInvite {
    EmailInvite {
        delivery: delivery(&row, mail),
        can_revoke: row.invited_by == viewer || role >= Role::Owner,
        can_resend: may_resend(&row, viewer, role, is_alive, now),
        is_dead: !is_alive,
        is_expired: row.expires_at <= now,
        invited_by: people.get(&row.invited_by).cloned().map(Into::into),
        id: row.id,
        email: row.email,
        role: row.role,
        message: row.message,
        created_at: row.created_at,
        renewed_at: row.renewed_at,
        expires_at: row.expires_at,
        disclosed: row.disclosed,
    }
}

fn delivery(row: &email_invite::Model, mail: Option<&mail::Model>) -> MailDelivery {
    let state = match (row.opened_at, row.mail_id, mail) {
        (Some(_), ..) => MailDeliveryState::Opened,
        (_, None, _) => MailDeliveryState::None,
        (_, Some(_), None) => MailDeliveryState::Queued, // just written, by this call
        (_, Some(_), Some(mail)) => match mail.state {
            mail::State::Queued if mail.last_error.is_some() => MailDeliveryState::Deferred,
            mail::State::Queued | mail::State::Withheld => MailDeliveryState::Queued,
            mail::State::Sent => MailDeliveryState::HandedOver,
            mail::State::Filed => MailDeliveryState::Filed,
            mail::State::Failed => MailDeliveryState::Bounced,
        },
    };
    let is_trouble = matches!(state, MailDeliveryState::Deferred | MailDeliveryState::Bounced);
    MailDelivery { reason: mail.and_then(|mail| mail.last_error.clone()).filter(|_| is_trouble), state }
}
