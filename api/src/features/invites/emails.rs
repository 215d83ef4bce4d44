//! The mails around an invite.
use crate::mail::message;

/// Somebody is invited.
pub struct InviteMail {
    /// The address it goes to.
    pub email: String,
    /// The workspace, as far as its name is no lure.
    pub workspace: String,
    /// Who invites.
    pub inviter: String,
    /// What the reader may do, in words.
    pub role: &'static str,
    /// In the inviter's words.
    pub message: Option<String>,
    /// Where to go.
    pub link: String,
    /// Good for so many days.
    pub days: i64,
    /// They asked to join.
    pub has_asked: bool,
    /// The address has an account.
    pub has_account: bool,
    /// Where this server is.
    pub server: String,
    /// Where the reader may stop such mails.
    pub opt_out_page: String,
    /// The same, for mail programs.
    pub opt_out_call: String,
}

message!(
    InviteMail,
    "invite",
    "features/invites/emails/invite/subject.txt",
    "features/invites/emails/invite/body.txt",
    "features/invites/emails/invite/body.html",
    |mail| Some(mail.opt_out_call.clone())
);

/// Somebody has not answered an invite.
pub struct InviteReminderMail {
    /// The address it goes to.
    pub email: String,
    /// The workspace, as far as its name is no lure.
    pub workspace: String,
    /// Who invites.
    pub inviter: String,
    /// What the reader may do, in words.
    pub role: &'static str,
    /// They asked to join.
    pub has_asked: bool,
    /// Where to go.
    pub link: String,
    /// Good for so many days.
    pub days: i64,
    /// Where this server is.
    pub server: String,
    /// Where the reader may stop such mails.
    pub opt_out_page: String,
    /// The same, for mail programs.
    pub opt_out_call: String,
}

message!(
    InviteReminderMail,
    "invite-reminder",
    "features/invites/emails/reminder/subject.txt",
    "features/invites/emails/reminder/body.txt",
    "features/invites/emails/reminder/body.html",
    |mail| Some(mail.opt_out_call.clone())
);

/// Somebody has accepted an invite; to who sent it.
pub struct InviteAcceptedMail {
    /// The address it goes to.
    pub email: String,
    /// Who came.
    pub person: String,
    /// The workspace, as far as its name is no lure.
    pub workspace: String,
    /// Where to go.
    pub link: String,
    /// Where this server is.
    pub server: String,
}

message!(
    InviteAcceptedMail,
    "invite-accepted",
    "features/invites/emails/accepted/subject.txt",
    "features/invites/emails/accepted/body.txt",
    "features/invites/emails/accepted/body.html"
);
