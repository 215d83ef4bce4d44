//! Component ids as the scanner writes them, `<package>:<sha-256 of the module path>:<export name>`,
//! and the keys under which they stand in addresses.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What the scanner calls a package whose `package.json` has no name.
pub(crate) const NAMELESS: &str = "root";

const KEY_LENGTH: usize = 22;
const HASH_LENGTH: usize = 64;

/// The export name of an id: all that follows its last `:<64 hex digits>:`. Export names may hold colons.
pub(crate) fn export_name(id: &str) -> Option<&str> {
    id.rmatch_indices(':').find_map(|(end, _)| {
        let start = end.checked_sub(HASH_LENGTH + 1)?;
        let hash = &id.as_bytes()[start..end];
        let is_hash = hash[0] == b':' && hash[1..].iter().all(u8::is_ascii_hexdigit);
        is_hash.then(|| &id[end + 1..])
    })
}

/// The key of a component: the first 22 characters of base64url(SHA-256(id)).
///
/// An id of the nameless package `root` is not unique in a workspace, so it is salted with its
/// repository: the `root` in front is replaced by the project's name, `root@<repository>`, before hashing.
pub(crate) fn key(id: &str, package_name: &str, project_name: &str) -> String {
    let mut hash = Sha256::new();
    match id.strip_prefix(NAMELESS) {
        Some(rest) if package_name == NAMELESS => {
            hash.update(project_name);
            hash.update(rest);
        }
        _ => hash.update(id),
    }
    let mut key = URL_SAFE_NO_PAD.encode(hash.finalize());
    key.truncate(KEY_LENGTH);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(package: &str, name: &str) -> String {
        format!("{package}:{}:{name}", "0a".repeat(32))
    }

    #[test]
    fn an_export_name_is_what_follows_the_last_hash() {
        assert_eq!(export_name(&id("@acme/ui", "Button")), Some("Button"));
        assert_eq!(export_name(&id("ui", "a:b")), Some("a:b"));
        assert_eq!(export_name(&id("ui", "按钮")), Some("按钮"));
        assert_eq!(export_name(&id(&id("ui", "x"), "y")), Some("y"));
        assert_eq!(export_name("ui:abc:Button"), None);
        assert_eq!(export_name("ü:Button"), None);
    }

    #[test]
    fn a_key_is_the_head_of_the_hash_of_the_id() {
        // printf 'abc' | sha256sum | xxd -r -p | base64 | tr '+/' '-_' | cut -c1-22
        assert_eq!(key("abc", "x", "x"), "ungWv48Bz-pBQUDeXa4iI7");
    }

    #[test]
    fn equal_ids_of_two_nameless_packages_have_different_keys() {
        let app = id("root", "App");
        let in_web = key(&app, "root", "root@web");
        assert_ne!(in_web, key(&app, "root", "root@docs"));
        assert_eq!(in_web, key(&id("root@web", "App"), "x", "x"));
    }
}
