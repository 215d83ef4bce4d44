//! A number of calls in a time, as settings write it: `600/1h`.
use std::{num::NonZeroU32, str::FromStr, time::Duration};

/// So many calls at once, given back evenly over a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// How many.
    pub calls: NonZeroU32,
    /// The time.
    pub window: Duration,
}

/// The quota of each class of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Requests for a sign-in mail.
    pub sign_in: Quota,
    /// Sign-in mails to one address.
    pub sign_in_mails: Quota,
    /// Links and codes tried.
    pub sign_in_confirm: Quota,
    /// Requests to join by one client.
    pub requests: Quota,
    /// Requests to join for one address.
    pub requests_of_address: Quota,
    /// Requests to join one workspace.
    pub requests_to_workspace: Quota,
    /// Scans uploaded to one workspace.
    pub uploads: Quota,
    /// All other calls.
    pub api: Quota,
}

const FORM: &str = "must be a number of calls in a time, such as 60/10s, 600/5m, 1000/1h or 5000/1d";
const LONGEST: Duration = Duration::from_secs(31 * 24 * 60 * 60);

impl FromStr for Quota {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (calls, window) = text.split_once('/').ok_or(FORM)?;
        let window = window.trim();
        let unit = match window.chars().last() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 60 * 60,
            Some('d') => 24 * 60 * 60,
            _ => return Err(FORM),
        };
        let number: u32 = window.get(..window.len() - 1).and_then(|number| number.parse().ok()).ok_or(FORM)?;
        let window = Duration::from_secs(unit * u64::from(number));
        let calls = calls.trim().parse().ok().filter(|calls: &NonZeroU32| calls.get() <= 1_000_000).ok_or(FORM)?;
        if window.is_zero() || window > LONGEST {
            return Err(FORM);
        }
        Ok(Self { calls, window })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_a_number_of_calls_in_a_time() {
        let read = |text: &str| text.parse::<Quota>().map(|quota| (quota.calls.get(), quota.window.as_secs()));
        assert_eq!(read("30/10m"), Ok((30, 600)));
        assert_eq!(read(" 5 / 1h "), Ok((5, 3600)));
        for text in ["", "5", "5/h", "0/1h", "5/0m", "5/1w", "-5/1h", "5/1.5h", "5/1h/2", "2000000/1s", "5/99d", "5/€"]
        {
            assert_eq!(read(text), Err(FORM), "{text}");
        }
    }
}
