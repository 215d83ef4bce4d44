//! Where a token may go: the command line on the person's own computer, or our own page that shows it.
use crate::config::PublicUrl;

/// A place that may have a token.
#[derive(Debug, PartialEq, Eq)]
pub enum Redirect {
    /// The command line listens there; the exact text it gave.
    Loopback(String),
    /// Our page shows the token to copy.
    Page,
}

/// Any port of 127.0.0.1, but only the one path; or our own success page. Compared as text, so that nothing is left to a parser.
pub fn parse(public: &PublicUrl, text: &str) -> Option<Redirect> {
    let is_page = own_addresses(public).iter().any(|own| format!("{own}/login/cli-success") == text);
    if is_page { Some(Redirect::Page) } else { loopback(text) }
}

fn loopback(text: &str) -> Option<Redirect> {
    let port = text.strip_prefix("http://127.0.0.1:")?.strip_suffix("/omlet-callback")?;
    let port = port.parse::<u16>().ok().filter(|port| *port > 0)?;
    let exact = format!("http://127.0.0.1:{port}/omlet-callback");
    (exact == text).then_some(Redirect::Loopback(exact))
}

/// Our origin; on a loopback host also under its other name, which the person may have typed instead.
fn own_addresses(public: &PublicUrl) -> Vec<String> {
    let own = public.origin();
    let twin = match public.host() {
        "localhost" => Some(own.replacen("localhost", "127.0.0.1", 1)),
        "127.0.0.1" => Some(own.replacen("127.0.0.1", "localhost", 1)),
        _ => None,
    };
    std::iter::once(own).chain(twin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Breaks when the host is compared by its beginning, or the port is not written out again and compared as text.
    #[test]
    fn s15_a_token_goes_only_to_the_own_computer_or_our_own_page() {
        let public: PublicUrl = "https://skillet.example".parse().expect("an origin");
        for port in ["8989", "80", "65535"] {
            let text = format!("http://127.0.0.1:{port}/omlet-callback");
            assert_eq!(parse(&public, &text), Some(Redirect::Loopback(text.clone())));
        }
        assert_eq!(parse(&public, "https://skillet.example/login/cli-success"), Some(Redirect::Page));
        for text in [
            "http://127.0.0.1/omlet-callback",
            "http://127.0.0.1:0/omlet-callback",
            "http://127.0.0.1:99999/omlet-callback",
            "http://127.0.0.1:08989/omlet-callback",
            "http://127.0.0.1:+8989/omlet-callback",
            "http://127.0.0.1:8989/omlet-callback/",
            "http://127.0.0.1:8989/omlet-callback?x=1",
            "http://127.0.0.1:8989/omlet-callback#x",
            "http://127.0.0.1:8989/other",
            "http://127.0.0.1:8989@evil.example/omlet-callback",
            "http://localhost:8989/omlet-callback",
            "http://127.0.0.1.evil.example:8989/omlet-callback",
            "http://2130706433:8989/omlet-callback",
            "HTTP://127.0.0.1:8989/omlet-callback",
            "https://127.0.0.1:8989/omlet-callback",
            "//evil.example/omlet-callback",
            "/\\evil.example",
            "javascript:alert(1)",
            "https://evil.example/login/cli-success",
            "https://skillet.example@evil.example/login/cli-success",
            "https://skillet.example/login/cli-success?next=//evil.example",
            "http://127.0.0.1:8989/\tomlet-callback",
            "",
        ] {
            assert_eq!(parse(&public, text), None, "{text}");
        }
    }

    #[test]
    fn a_local_server_goes_by_both_its_names() {
        let public: PublicUrl = "http://localhost:3001".parse().expect("an origin");
        for name in ["localhost", "127.0.0.1"] {
            assert_eq!(parse(&public, &format!("http://{name}:3001/login/cli-success")), Some(Redirect::Page));
        }
        assert_eq!(parse(&public, "http://localhost:3002/login/cli-success"), None);
    }
}
