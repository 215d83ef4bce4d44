//! The mails about somebody's place in a workspace.
use crate::mail::message;

/// Somebody has another role.
pub struct RoleChangedMail {
    /// The address it goes to.
    pub email: String,
    /// The workspace, as far as its name is no lure.
    pub workspace: String,
    /// Who did it.
    pub by: String,
    /// What the reader may do, in words.
    pub role: &'static str,
    /// Where to go.
    pub link: String,
    /// Where this server is.
    pub server: String,
}

message!(
    RoleChangedMail,
    "role-changed",
    "features/members/emails/role_changed/subject.txt",
    "features/members/emails/role_changed/body.txt",
    "features/members/emails/role_changed/body.html"
);

/// Somebody was removed.
pub struct RemovedMail {
    /// The address it goes to.
    pub email: String,
    /// The workspace, as far as its name is no lure.
    pub workspace: String,
    /// Where this server is.
    pub server: String,
}

message!(
    RemovedMail,
    "removed",
    "features/members/emails/removed/subject.txt",
    "features/members/emails/removed/body.txt",
    "features/members/emails/removed/body.html"
);

/// Somebody is offered a workspace.
pub struct OwnershipOfferedMail {
    /// The address it goes to.
    pub email: String,
    /// The workspace, as far as its name is no lure.
    pub workspace: String,
    /// Who did it.
    pub by: String,
    /// Where to go.
    pub link: String,
    /// Good for so many days.
    pub days: i64,
    /// Where this server is.
    pub server: String,
}

message!(
    OwnershipOfferedMail,
    "ownership-offered",
    "features/members/emails/ownership_offered/subject.txt",
    "features/members/emails/ownership_offered/body.txt",
    "features/members/emails/ownership_offered/body.html"
);

/// Somebody accepted a workspace; to who offered it.
pub struct OwnershipTakenMail {
    /// The address it goes to.
    pub email: String,
    /// The workspace, as far as its name is no lure.
    pub workspace: String,
    /// Who came.
    pub person: String,
    /// Where to go.
    pub link: String,
    /// So long it can be taken back.
    pub hours: i64,
    /// Where this server is.
    pub server: String,
}

message!(
    OwnershipTakenMail,
    "ownership-taken",
    "features/members/emails/ownership_taken/subject.txt",
    "features/members/emails/ownership_taken/body.txt",
    "features/members/emails/ownership_taken/body.html"
);
