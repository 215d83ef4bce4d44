//! Everything that is recorded. The names are stable: they stand in rows for ever, and programs filter by them.
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! names {
    ($(#[$doc:meta])* $type:ident as $schema:ident { $($(#[$one:meta])* $name:ident = $wire:tt;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[schema(as = $schema)]
        pub enum $type { $($(#[$one])* #[serde(rename = $wire)] $name,)* }

        impl $type {
            /// Every one there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name in rows and on the wire.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }
        }
    };
}

names! {
    /// What somebody did.
    Action as AuditAction {
        /// Made an account.
        AccountCreated = "account.created";
        /// Changed a profile.
        AccountUpdated = "account.updated";
        /// Asked to be reached at another address, or took that back.
        EmailChangeRequested = "account.email-change-requested";
        /// Is reached at another address.
        EmailChanged = "account.email-changed";
        /// Deleted the account.
        AccountDeleted = "account.deleted";
        /// Printed a link that signs an account in.
        SignInLinkCreated = "account.sign-in-link-created";
        /// Signed in with a browser, or let a command line in.
        SessionStarted = "session.started";
        /// Signed out a browser or command line.
        SessionEnded = "session.ended";
        /// Signed out everywhere else.
        OtherSessionsEnded = "session.others-ended";
        /// Made a workspace.
        WorkspaceCreated = "workspace.created";
        /// Renamed a workspace.
        WorkspaceRenamed = "workspace.renamed";
        /// Changed a workspace's address or settings.
        WorkspaceUpdated = "workspace.updated";
        /// Deleted a workspace.
        WorkspaceDeleted = "workspace.deleted";
        /// Made somebody a member, or became one.
        MemberAdded = "member.added";
        /// Gave a member another role.
        MemberRoleChanged = "member.role-changed";
        /// Removed a member; what ended with it stands beside.
        MemberRemoved = "member.removed";
        /// Left the workspace.
        MemberLeft = "member.left";
        /// Showed that their address is theirs; the place they had then may have become an invite.
        MemberVerified = "member.verified";
        /// Offered the workspace to a member.
        OwnershipOffered = "ownership.offered";
        /// Became the owner of a workspace that was offered.
        OwnershipAccepted = "ownership.accepted";
        /// Declined the offer, or took it back.
        OwnershipOfferEnded = "ownership.offer-ended";
        /// Undid the transfer.
        OwnershipUndone = "ownership.undone";
        /// Invited somebody by their address, or sent the invite anew.
        InviteSent = "invite.sent";
        /// Took an invite back.
        InviteRevoked = "invite.revoked";
        /// Declined an invite.
        InviteDeclined = "invite.declined";
        /// Switched, restricted or changed the invite link.
        InviteLinkUpdated = "invite-link.updated";
        /// Made a new invite link.
        InviteLinkReset = "invite-link.reset";
        /// Answered a request to join.
        JoinRequestAnswered = "join-request.answered";
        /// Made an API token.
        TokenCreated = "token.created";
        /// Revoked an API token.
        TokenRevoked = "token.revoked";
        /// Brought in an older scan by the server's own command.
        ScanImported = "scan.imported";
        /// Deleted a scan.
        ScanDeleted = "scan.deleted";
        /// Brought a deleted scan back.
        ScanRestored = "scan.restored";
        /// Let older scans thin out by the server's own command.
        ScansThinned = "scan.thinned";
        /// Removed for good what was deleted long ago.
        ScansPurged = "scan.purged";
        /// Said which branch of a repository counts.
        RepositoryUpdated = "repository.updated";
        /// Made a repository part of another one.
        RepositoryMerged = "repository.merged";
        /// Took them apart again.
        RepositorySeparated = "repository.separated";
        /// Gave a project an alias, or took it away.
        ProjectRenamed = "project.renamed";
        /// Made a new key that signs sessions and tokens.
        KeyRotated = "key.rotated";
        /// Forgot such a key, and with it what it signed.
        KeyRetired = "key.retired";
    }
}

names! {
    /// What it was done to.
    Subject as AuditSubject {
        /// An account.
        Account = "account";
        /// A signed-in browser or command line.
        Session = "session";
        /// A workspace.
        Workspace = "workspace";
        /// A person in a workspace.
        Member = "member";
        /// An invite to an address.
        Invite = "invite";
        /// The invite link of a workspace.
        InviteLink = "invite-link";
        /// A request to join.
        JoinRequest = "join-request";
        /// An API token.
        Token = "token";
        /// A scan.
        Scan = "scan";
        /// A repository.
        Repository = "repository";
        /// A project.
        Project = "project";
        /// A key that signs.
        Key = "key";
    }
}
