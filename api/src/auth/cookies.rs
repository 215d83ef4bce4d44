//! Our cookies.
use crate::config::Config;
use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

/// The cookie the command line sends its token in, whichever kind it is.
pub const CLI: &str = "omlet-auth-token";

/// Browsers keep no cookie longer; the session's row ends it sooner.
const LONGEST: Duration = Duration::days(400);

/// Name of the browser session's cookie; the prefix makes browsers insist on https, our host and the root path.
pub fn session_name(config: &Config) -> &'static str {
    if config.public_url.is_https() { "__Host-skillet" } else { "skillet" }
}

/// Name of the cookie that binds a mailed code to the browser that asked.
pub fn sign_in_name(config: &Config) -> &'static str {
    if config.public_url.is_https() { "__Host-skillet-sign-in" } else { "skillet-sign-in" }
}

/// A cookie for a browser session's token.
pub fn session(config: &Config, token: String) -> Cookie<'static> {
    make(config, session_name(config), token, LONGEST)
}

/// A cookie for a requested sign-in.
pub fn sign_in(config: &Config, secret: String) -> Cookie<'static> {
    make(config, sign_in_name(config), secret, Duration::minutes(30))
}

/// Removes a cookie.
pub fn removal(config: &Config, name: &'static str) -> Cookie<'static> {
    make(config, name, String::new(), Duration::ZERO)
}

/// A cookie's value, if it is there and not empty.
pub fn value(req: &HttpRequest, name: &str) -> Option<String> {
    req.cookie(name).map(|cookie| cookie.value().to_owned()).filter(|value| !value.is_empty())
}

fn make(config: &Config, name: &'static str, value: String, age: Duration) -> Cookie<'static> {
    Cookie::build(name, value)
        .path("/")
        .http_only(true)
        .secure(config.public_url.is_https())
        .same_site(SameSite::Lax)
        .max_age(age)
        .finish()
}
