//! Workspace addresses: `[a-z0-9-]`, because the scanner puts them into paths as they are.
use crate::error::{ApiResult, Code};

/// First segments of our own addresses, and words that may become one.
pub const RESERVED: &[&str] = &[
    "about",
    "account",
    "admin",
    "api",
    "app",
    "assets",
    "auth",
    "billing",
    "blog",
    "charts",
    "components",
    "contact",
    "dashboards",
    "data-issues",
    "default",
    "demo",
    "docs",
    "embed",
    "favicon",
    "healthz",
    "help",
    "home",
    "index",
    "init",
    "invite",
    "invites",
    "join",
    "legal",
    "login",
    "logout",
    "me",
    "metrics",
    "new",
    "null",
    "oauth",
    "oidc",
    "openapi",
    "operator",
    "pricing",
    "privacy",
    "public",
    "readyz",
    "repositories",
    "robots",
    "scans",
    "security",
    "settings",
    "share",
    "shares",
    "sign-in",
    "sign-out",
    "signin",
    "signout",
    "signup",
    "skillet",
    "slug",
    "slug-suggestion",
    "static",
    "status",
    "support",
    "tags",
    "terms",
    "tokens",
    "undefined",
    "user",
    "users",
    "welcome",
    "well-known",
    "workspace",
    "workspaces",
    "www",
];

const SHORTEST: usize = 2;
const LONGEST: usize = 40;

/// A legal slug, not looking at whether it is taken.
pub fn check(slug: &str) -> ApiResult<()> {
    let letters = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let shape = letters && !slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--");
    if !shape || !(SHORTEST..=LONGEST).contains(&slug.len()) {
        let rule = format!("must have {SHORTEST} to {LONGEST} of a-z, 0-9 and single hyphens inside");
        return Err(Code::Invalid.of_field("slug", "slug", rule));
    }
    if is_reserved(slug) {
        return Err(Code::WorkspaceSlugNotAvailable.of_field("slug", "reserved", "is reserved; choose another one"));
    }
    Ok(())
}

/// One of our own words.
pub fn is_reserved(slug: &str) -> bool {
    RESERVED.contains(&slug)
}

/// Slugs for a name, best first, without end: `acme`, `acme-2`, `acme-3`, …
pub fn candidates(name: &str) -> impl Iterator<Item = String> {
    let mut base: String = ::slug::slugify(name).chars().take(LONGEST - 6).collect();
    base.truncate(base.trim_end_matches('-').len());
    if base.len() < SHORTEST {
        base = format!("team-{base}").trim_end_matches('-').to_owned();
    }
    let first = base.clone();
    std::iter::once(first).chain((2..).map(move |n| format!("{base}-{n}"))).filter(|slug| !is_reserved(slug))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_legal_slugs() {
        let first = |name: &str| candidates(name).next().unwrap_or_default();
        assert_eq!(first("Acme Design System"), "acme-design-system");
        assert_eq!(first("Größe & Söhne"), "grosse-sohne");
        assert_eq!(first("按钮"), "an-niu");
        assert_eq!(first("!"), "team");
        assert_eq!(first("Settings"), "settings-2");
        for name in ["Acme", "按钮", "", "-", "🎨", "a", &"long name ".repeat(20)] {
            assert!(candidates(name).take(12).all(|slug| check(&slug).is_ok()), "{name}");
        }
    }

    #[test]
    fn what_would_break_a_path_is_refused() {
        for slug in ["a", "A", "a b", "a/b", "-ab", "ab-", "a--b", "ä", "a_b", &"x".repeat(41)] {
            assert!(check(slug).is_err(), "{slug}");
        }
    }
}
