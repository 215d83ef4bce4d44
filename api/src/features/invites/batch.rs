//! Many addresses at once: each is judged, and those that may are invited.
use super::{
    limits::{self, Room, Rules},
    model::*,
    paste::{self, Entry},
    queries,
    rights::{self, judge},
    send::{Delivery, NewInvite, Sender, Sent, send},
    view,
};
use crate::{
    auth::member::{Editor, Member, Scope},
    entities::{
        email_invite,
        membership::{self, Role},
        user, workspace,
    },
    error::{ApiResult, Code},
    features::{mail_opt_outs, workspaces::membership as places},
    state::State,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};

/// What is known about the addresses of a call before any is invited.
struct Known {
    members: HashSet<String>,
    /// Those whose invite is counted among those that wait.
    pending: HashSet<String>,
    /// Those whose invite lets them in.
    good: HashMap<String, uuid::Uuid>,
    opted_out: HashSet<String>,
}

/// Invites all that were asked for; one that cannot be does not keep the others. A dry run writes nothing, takes no lock,
/// and tells what would become of each now.
pub async fn invite(
    state: &State,
    txn: &DatabaseTransaction,
    member: &Member<Editor>,
    asked: NewInvites,
) -> ApiResult<InviteResults> {
    let entries = paste::read(asked.text.as_deref().unwrap_or_default(), &asked.addresses);
    let scope = member.scope();
    let now = state.clock.now();
    let workspace = if asked.dry_run { member.workspace.clone() } else { places::lock(txn, scope).await? };
    let place = judge(txn, scope, &workspace, &member.user, asked.role, asked.delivery).await?;
    let rules = Rules::of(&state.config, &workspace, now);
    check(&rules, &entries, &asked)?;
    let known = look_up(txn, scope, &workspace, &entries, now).await?;
    let mut room = Room::of(txn, &rules, scope, now).await?;
    if asked.delivery == Delivery::Mail && !asked.dry_run {
        mail_opt_outs::queries::insert_all(txn, entries.iter().filter_map(|entry| entry.email.clone()).collect())
            .await?;
    }
    let from = Sender { workspace: &workspace, scope, user: &member.user, actor: &member.actor };
    let case = Case { txn, rules: &rules, scope, known: &known, delivery: asked.delivery, now };
    let mut results = Vec::with_capacity(entries.len());
    for entry in entries {
        let verdict = case.judge(&mut room, &entry).await?;
        results.push(match (verdict, &entry.email) {
            (Verdict::Invite, Some(email)) if !asked.dry_run => {
                let message = asked.message.as_deref().map(str::trim).filter(|text| !text.is_empty());
                let new = NewInvite {
                    email,
                    role: asked.role,
                    message: message.map(ToOwned::to_owned),
                    delivery: asked.delivery,
                    from_request: None,
                };
                done(now, &member.user, place.role, &entry, asked.delivery, send(state, txn, &from, new).await?)
            }
            (verdict, _) => InviteResult::not_sent(&entry.input, entry.email.clone(), verdict),
        });
    }
    let left = InviteLimits {
        rows: rules.rows,
        may_add_message: rules.may_add_message,
        sends: room.sends,
        pending: room.pending,
    };
    Ok(InviteResults { items: results, limits: left })
}

/// Invites one address in a transaction that holds the lock; refuses in words where `invite` would only tell.
pub async fn invite_one(
    state: &State,
    txn: &DatabaseTransaction,
    from: &Sender<'_>,
    new: NewInvite<'_>,
) -> ApiResult<Sent> {
    let now = state.clock.now();
    let rules = Rules::of(&state.config, from.workspace, now);
    let entry = Entry { input: new.email.to_owned(), email: Some(new.email.to_owned()) };
    let mut known = look_up(txn, from.scope, from.workspace, std::slice::from_ref(&entry), now).await?;
    known.good.remove(new.email); // it is renewed
    let mut room = Room::of(txn, &rules, from.scope, now).await?;
    let case = Case { txn, rules: &rules, scope: from.scope, known: &known, delivery: new.delivery, now };
    match case.judge(&mut room, &entry).await? {
        Verdict::Invite => send(state, txn, from, new).await,
        Verdict::Member => Err(Code::Invalid.of_field("email", "member", "belongs to the workspace already")),
        Verdict::OptedOut => Err(Code::Invalid.of_field(
            "email",
            "opted-out",
            "wants no invite mails from this server; show the link instead",
        )),
        Verdict::OverLimit { detail, wait } => {
            let wait = wait.map(|wait| wait.num_seconds().max(1));
            Err(Code::InviteLimit.because_of(detail, serde_json::json!({ "retryAfterSeconds": wait })))
        }
        Verdict::Invited(_) | Verdict::Invalid => {
            Err(Code::Invalid.of_field("email", "email", "is not an e-mail address such as ada@example.com"))
        }
    }
}

fn check(rules: &Rules, entries: &[Entry], asked: &NewInvites) -> ApiResult<()> {
    if entries.is_empty() {
        return Err(Code::Invalid.of_field("text", "required", "must name at least one address"));
    }
    if entries.len() > rules.rows {
        let rule = format!("names {} addresses; at most {} go at once", entries.len(), rules.rows);
        return Err(Code::Invalid.of_field("text", "rows", rule));
    }
    let has_message = asked.message.as_deref().is_some_and(|text| !text.trim().is_empty());
    if has_message && !rules.may_add_message {
        let rule = "cannot be added while the workspace is younger than 30 days";
        return Err(Code::Invalid.of_field("message", "new-workspace", rule));
    }
    Ok(())
}

async fn look_up(
    txn: &DatabaseTransaction,
    scope: Scope,
    workspace: &workspace::Model,
    entries: &[Entry],
    now: DateTime<Utc>,
) -> ApiResult<Known> {
    let emails: Vec<String> = entries.iter().filter_map(|entry| entry.email.clone()).collect();
    let people = user::Entity::find().filter(user::Column::Email.is_in(emails.clone())).all(txn).await?;
    let places = membership::Entity::find()
        .filter(membership::Column::WorkspaceId.eq(scope.id()))
        .filter(membership::Column::UserId.is_in(people.iter().map(|person| person.id)))
        .all(txn)
        .await?;
    let pending = queries::find_pending_of(txn, scope, emails.clone()).await?;
    let good = rights::alive(txn, [workspace], &pending).await?;
    let is_good = |row: &email_invite::Model| row.expires_at > now && good.contains(&row.id);
    let inside: HashSet<uuid::Uuid> = places.into_iter().map(|place| place.user_id).collect();
    Ok(Known {
        members: people.into_iter().filter(|one| inside.contains(&one.id)).map(|one| one.email).collect(),
        pending: pending.iter().filter(|row| row.expires_at > now).map(|row| row.email.clone()).collect(),
        good: pending.into_iter().filter(is_good).map(|row| (row.email, row.id)).collect(),
        opted_out: mail_opt_outs::queries::find_opted_out(txn, emails).await?,
    })
}

/// What a verdict depends on beside the address, and what is left for it.
struct Case<'a> {
    txn: &'a DatabaseTransaction,
    rules: &'a Rules,
    scope: Scope,
    known: &'a Known,
    delivery: Delivery,
    now: DateTime<Utc>,
}

impl Case<'_> {
    /// Judges one address, and takes its share of what is left.
    async fn judge(&self, room: &mut Room, entry: &Entry) -> ApiResult<Verdict> {
        let known = self.known;
        let Some(email) = &entry.email else { return Ok(Verdict::Invalid) };
        let over = |detail: &str| Verdict::OverLimit { detail: detail.to_owned(), wait: None };
        if known.members.contains(email) {
            return Ok(Verdict::Member);
        }
        if let Some(id) = known.good.get(email) {
            return Ok(Verdict::Invited(*id));
        }
        let is_counted = known.pending.contains(email);
        if room.pending == 0 && !is_counted {
            return Ok(over("Too many invites wait for an answer; revoke some first."));
        }
        if self.delivery == Delivery::Mail {
            if known.opted_out.contains(email) {
                return Ok(Verdict::OptedOut);
            }
            if room.sends == 0 {
                return Ok(over("The workspace has sent all the invite mails it may send within 24 hours."));
            }
            let may = limits::check_address(self.txn, self.rules, self.scope, email, self.now).await?;
            if let Err(limits::TooMany { detail, wait }) = may {
                return Ok(Verdict::OverLimit { detail, wait });
            }
            room.sends -= 1;
        }
        room.pending -= u64::from(!is_counted);
        Ok(Verdict::Invite)
    }
}

fn done(
    now: DateTime<Utc>,
    me: &user::Model,
    role: Role,
    entry: &Entry,
    delivery: Delivery,
    sent: Sent,
) -> InviteResult {
    let people = HashMap::from([(me.id, me.clone())]);
    InviteResult {
        input: entry.input.clone(),
        email: entry.email.clone(),
        status: InviteStatus::Invited,
        detail: None,
        link: (delivery == Delivery::Link).then_some(sent.link),
        invite_id: Some(sent.row.id),
        invite: Some(view::present(now, (me.id, role), &people, None, true, sent.row)),
    }
}
