//! The classes of calls: one table.
use super::quota::{Quota, Quotas};

/// A kind of call that has its own quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Asking for a sign-in mail, by client address.
    SignIn,
    /// The mails that follow, by e-mail address. Clients never learn of it: it would tell them what others asked for.
    SignInMails,
    /// Trying a link or code, by client address.
    SignInConfirm,
    /// Asking to join from a public page, by client address.
    Requests,
    /// Requests to join by e-mail address, and …
    RequestsOfAddress,
    /// … by workspace. Clients never learn of either: what is too much is dropped behind the answer.
    RequestsToWorkspace,
    /// Uploading a scan, by workspace, once it is proven that the caller may: a stranger must not use up its share.
    Uploads,
    /// Everything else: by person, the API tokens of a workspace together, else by client address.
    Api,
}

/// What stands behind a class.
struct Row {
    class: Class,
    /// Its name in `RateLimit-Policy`.
    name: &'static str,
    /// Its setting.
    setting: &'static str,
    quota: fn(&Quotas) -> Quota,
    /// The calls that count by their address alone.
    calls: &'static [&'static str],
}

const TABLE: [Row; 8] = [
    Row {
        class: Class::SignIn,
        name: "sign-in",
        setting: "SKILLET_LIMIT_SIGN_IN",
        quota: |quotas| quotas.sign_in,
        calls: &["POST /api/auth/sign-in"],
    },
    Row {
        class: Class::SignInMails,
        name: "sign-in-mails",
        setting: "SKILLET_LIMIT_SIGN_IN_MAILS",
        quota: |quotas| quotas.sign_in_mails,
        calls: &[],
    },
    Row {
        class: Class::SignInConfirm,
        name: "sign-in-confirm",
        setting: "SKILLET_LIMIT_SIGN_IN_CONFIRM",
        quota: |quotas| quotas.sign_in_confirm,
        calls: &["POST /api/auth/sign-in/confirm", "POST /api/auth/sign-in/preview"],
    },
    Row {
        class: Class::Requests,
        name: "join-requests",
        setting: "SKILLET_LIMIT_JOIN_REQUESTS",
        quota: |quotas| quotas.requests,
        calls: &[],
    },
    Row {
        class: Class::RequestsOfAddress,
        name: "join-requests-by-email",
        setting: "SKILLET_LIMIT_JOIN_REQUESTS_BY_EMAIL",
        quota: |quotas| quotas.requests_of_address,
        calls: &[],
    },
    Row {
        class: Class::RequestsToWorkspace,
        name: "join-requests-by-workspace",
        setting: "SKILLET_LIMIT_JOIN_REQUESTS_BY_WORKSPACE",
        quota: |quotas| quotas.requests_to_workspace,
        calls: &[],
    },
    Row {
        class: Class::Uploads,
        name: "uploads",
        setting: "SKILLET_LIMIT_UPLOADS",
        quota: |quotas| quotas.uploads,
        calls: &[],
    },
    Row { class: Class::Api, name: "api", setting: "SKILLET_LIMIT_API", quota: |quotas| quotas.api, calls: &[] },
];

/// Never refused: the scanner takes any refusal here for a dead token, and deletes it.
const FREE: [&str; 2] = ["GET /api/users/me", "HEAD /api/users/me"];

impl Class {
    /// Every class there is.
    pub const ALL: [Self; TABLE.len()] = [
        Self::SignIn,
        Self::SignInMails,
        Self::SignInConfirm,
        Self::Requests,
        Self::RequestsOfAddress,
        Self::RequestsToWorkspace,
        Self::Uploads,
        Self::Api,
    ];

    /// The class of a call, as far as its address tells; `None` for one that is free: the web app's files, health, metrics.
    pub fn of(method: &str, path: &str) -> Option<Self> {
        let call = format!("{method} {path}");
        let is_api = path == "/api" || path.starts_with("/api/");
        if !is_api || FREE.contains(&call.as_str()) {
            return None;
        }
        let listed = TABLE.iter().find(|row| row.calls.contains(&call.as_str()));
        Some(listed.map_or(Self::Api, |row| row.class))
    }

    /// Its name in `RateLimit-Policy`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The setting that says how much it grants.
    pub fn setting(self) -> &'static str {
        self.row().setting
    }

    pub(super) fn quota(self, quotas: &Quotas) -> Quota {
        (self.row().quota)(quotas)
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_stands_in_the_row_of_its_number() {
        for (class, row) in Class::ALL.into_iter().zip(&TABLE) {
            assert_eq!((class, class.row().name), (row.class, row.name));
        }
    }

    #[test]
    fn a_call_is_counted_by_its_address() {
        assert_eq!(Class::of("POST", "/api/auth/sign-in"), Some(Class::SignIn));
        assert_eq!(Class::of("POST", "/api/auth/sign-in/preview"), Some(Class::SignInConfirm));
        assert_eq!(Class::of("GET", "/api/workspaces"), Some(Class::Api));
        assert_eq!(Class::of("PATCH", "/api/users/me"), Some(Class::Api));
        for free in
            ["/api/users/me", "/", "/acme/components", "/assets/index.js", "/apis", "/healthz", "/readyz", "/metrics"]
        {
            assert_eq!(Class::of("GET", free), None, "{free}");
        }
    }
}
