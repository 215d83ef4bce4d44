//! `skillet mail preview` and the operator's page: every mail there is, with made-up values, as a reader gets it.
use crate::{
    entities::membership::Role,
    features::{
        account::emails::{EmailChangeMail, EmailChangeNotice},
        invites::emails::{InviteAcceptedMail, InviteMail, InviteReminderMail},
        join_requests::emails::{AlreadyMemberMail, Asking, JoinRequestMail},
        members::emails::{OwnershipOfferedMail, OwnershipTakenMail, RemovedMail, RoleChangedMail},
        sign_in::SignInMail,
        workspaces::emails::{WelcomeMail, role_words},
    },
    mail::{Message, Rendered},
};

/// Every mail by its name, filled in with made-up values.
pub fn samples() -> Result<Vec<(&'static str, Rendered)>, askama::Error> {
    Ok(vec![
        sample(&sign_in())?,
        sample(&welcome())?,
        sample(&invite())?,
        ("invite-with-account", InviteMail { has_account: true, ..invite() }.render()?),
        ("invite-after-request", InviteMail { has_asked: true, message: None, ..invite() }.render()?),
        sample(&reminder())?,
        sample(&accepted())?,
        sample(&request())?,
        sample(&already_member())?,
        sample(&role_changed())?,
        sample(&removed())?,
        sample(&ownership_offered())?,
        sample(&ownership_taken())?,
        sample(&email_change())?,
        sample(&email_change_notice())?,
        ("email-change-done", EmailChangeNotice { is_done: true, ..email_change_notice() }.render()?),
    ])
}

fn sample<M: Message>(mail: &M) -> Result<(&'static str, Rendered), askama::Error> {
    Ok((M::NAME, mail.render()?))
}

fn server() -> String {
    "https://skillet.example.com".to_owned()
}

fn page(path: &str) -> String {
    server() + path
}

fn sign_in() -> SignInMail {
    SignInMail {
        email: "bob@example.com".into(),
        link: page("/signin#TOKEN"),
        code: Some("123456".into()),
        minutes: 30,
        server: server(),
    }
}

fn welcome() -> WelcomeMail {
    WelcomeMail {
        email: "bob@example.com".into(),
        workspace: "Acme Design".into(),
        link: page("/acme"),
        server: server(),
    }
}

fn invite() -> InviteMail {
    InviteMail {
        email: "bob@example.com".into(),
        workspace: "Acme Design".into(),
        inviter: "Ada Byron (ada@example.com)".into(),
        role: role_words(Role::Editor),
        message: Some("Have a look at <our> charts & tell me.\nAda".into()),
        link: page("/invite#TOKEN"),
        has_asked: false,
        days: 14,
        has_account: false,
        server: server(),
        opt_out_page: page("/unsubscribe#TOKEN"),
        opt_out_call: page("/api/mail-opt-outs/TOKEN"),
    }
}

fn reminder() -> InviteReminderMail {
    InviteReminderMail {
        email: "bob@example.com".into(),
        workspace: "Acme Design".into(),
        inviter: "Ada Byron (ada@example.com)".into(),
        role: role_words(Role::Editor),
        link: page("/invite#TOKEN"),
        has_asked: false,
        days: 14,
        server: server(),
        opt_out_page: page("/unsubscribe#TOKEN"),
        opt_out_call: page("/api/mail-opt-outs/TOKEN"),
    }
}

fn accepted() -> InviteAcceptedMail {
    InviteAcceptedMail {
        email: "ada@example.com".into(),
        person: "Bob Builder (bob@example.com)".into(),
        workspace: "Acme Design".into(),
        link: page("/acme/settings/members"),
        server: server(),
    }
}

fn request() -> JoinRequestMail {
    JoinRequestMail {
        email: "ada@example.com".into(),
        workspace: "Acme Design".into(),
        requests: vec![
            Asking { who: "eve@example.com".into(), note: Some("I work on the <checkout>.".into()) },
            Asking { who: "Zoe (zoe@example.com)".into(), note: None },
        ],
        others: 2,
        is_full: false,
        link: page("/acme#invites"),
        server: server(),
    }
}

fn already_member() -> AlreadyMemberMail {
    AlreadyMemberMail {
        email: "bob@example.com".into(),
        workspace: "Acme Design".into(),
        link: page("/acme"),
        server: server(),
    }
}

fn role_changed() -> RoleChangedMail {
    RoleChangedMail {
        email: "bob@example.com".into(),
        workspace: "Acme Design".into(),
        by: "Ada Byron (ada@example.com)".into(),
        role: role_words(Role::Editor),
        link: page("/acme"),
        server: server(),
    }
}

fn removed() -> RemovedMail {
    RemovedMail { email: "bob@example.com".into(), workspace: "Acme Design".into(), server: server() }
}

fn ownership_offered() -> OwnershipOfferedMail {
    OwnershipOfferedMail {
        email: "bob@example.com".into(),
        workspace: "Acme Design".into(),
        by: "Ada Byron (ada@example.com)".into(),
        link: page("/acme/settings/members"),
        days: 14,
        server: server(),
    }
}

fn ownership_taken() -> OwnershipTakenMail {
    OwnershipTakenMail {
        email: "ada@example.com".into(),
        workspace: "Acme Design".into(),
        person: "Bob Builder (bob@example.com)".into(),
        link: page("/acme/settings/members"),
        hours: 72,
        server: server(),
    }
}

fn email_change() -> EmailChangeMail {
    EmailChangeMail {
        email: "bob@new.example.com".into(),
        old_email: "bob@example.com".into(),
        link: page("/email-change#TOKEN"),
        minutes: 30,
        server: server(),
    }
}

fn email_change_notice() -> EmailChangeNotice {
    EmailChangeNotice {
        email: "bob@example.com".into(),
        new_email: "bob@new.example.com".into(),
        is_done: false,
        server: server(),
    }
}
