//! E-mail addresses, parsed once and kept in one form: lower case, NFC, domain as A-label, no folding of dots or plus parts.
use crate::error::{ApiResult, Code};
use lettre::Address;
use unicode_normalization::UnicodeNormalization;

/// Longest address we take (RFC 5321: 64 + 1 + 255).
const LONGEST: usize = 320;

/// The address in the form it is stored and compared in; 422 on `field` for what is none.
pub fn normalise(text: &str, field: &str) -> ApiResult<String> {
    parse(text)
        .ok_or_else(|| Code::Invalid.of_field(field, "email", "is not an e-mail address such as ada@example.com"))
}

/// As `normalise`, without the words.
pub fn parse(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > LONGEST || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return None;
    }
    let (local, domain) = text.rsplit_once('@')?;
    let url::Host::Domain(domain) = url::Host::parse(domain.strip_suffix('.').unwrap_or(domain)).ok()? else {
        return None;
    };
    if local.contains('@') || local.contains('"') {
        return None;
    }
    let local: String = local.to_lowercase().nfc().collect();
    let address = Address::new(local, domain).ok()?;
    Some(address.to_string()).filter(|address| address.len() <= LONGEST)
}

/// The part behind the `@` of a normalised address.
pub fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_form() {
        assert_eq!(parse(" Ada.Byron+x@EXAMPLE.com "), Some("ada.byron+x@example.com".into()));
        assert_eq!(parse("ada@bücher.example."), Some("ada@xn--bcher-kva.example".into()));
        assert_eq!(parse("zoe\u{308}@example.com"), parse("ZOË@example.com"), "composed or not");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(400));
        for text in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "a@corp.com@evil.com",
            "ada@exa mple.com",
            "a\r\nb@x.com",
            "\"a@b\"@x.com",
            "ada@127.0.0.1",
            &long,
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
