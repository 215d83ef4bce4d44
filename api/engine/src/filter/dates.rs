//! Dates: full ISO-8601 ones and nothing else, in the zone of whoever asks.
use super::refusal::{Refusal, bad_operation, bad_values};
use chrono::{DateTime, Days, Months, NaiveDate, NaiveDateTime, TimeZone};

/// The zone a query speaks of.
pub(crate) type Zone = chrono_tz::Tz;

const DAY: i64 = 24 * 60 * 60 * 1_000;

pub(crate) const DATE_OPERATIONS: [&str; 2] = ["between", "withinLast"];

/// A date or an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    /// Its first millisecond.
    pub(crate) from: i64,
    /// The millisecond behind it.
    pub(crate) to: i64,
}

/// The first instant of a local day.
pub(crate) fn day_start(day: NaiveDate, zone: Zone) -> i64 {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    local(midnight, zone)
}

/// The instant of a local time; where the clock jumps over it, the first one after the jump.
fn local(time: NaiveDateTime, zone: Zone) -> i64 {
    // No zone jumps by more than a day.
    (0..=96)
        .find_map(|quarter| zone.from_local_datetime(&(time + chrono::TimeDelta::minutes(quarter * 15))).earliest())
        .map_or_else(|| time.and_utc().timestamp_millis(), |instant| instant.timestamp_millis())
}

/// Reads a full date or date-time. A time without an offset is local; anything else is no date.
pub(crate) fn parse_date(text: &str, zone: Zone) -> Option<Date> {
    let is_day = |day: &[u8]| {
        day.iter().enumerate().all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() })
    };
    if !text.as_bytes().get(..10).is_some_and(is_day) {
        return None;
    }
    if text.len() == 10 {
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        return Some(Date { from: day_start(day, zone), to: day_start(day.succ_opt()?, zone) });
    }
    if !matches!(text.as_bytes().get(10), Some(b'T' | b't')) {
        return None;
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(Date { from: instant.timestamp_millis(), to: instant.timestamp_millis() });
    }
    let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M%#z", "%Y-%m-%dT%H:%M:%S%.f%#z"];
    formats.iter().find_map(|format| {
        let instant = if format.ends_with('z') {
            DateTime::parse_from_str(text, format).ok()?.timestamp_millis()
        } else {
            local(NaiveDateTime::parse_from_str(text, format).ok()?, zone)
        };
        Some(Date { from: instant, to: instant })
    })
}

/// A test of a date.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DateTest {
    /// From the first instant to the last one, both included.
    Between(i64, i64),
    /// Not longer before the point than that.
    WithinLast(Span),
}

/// A length of time by the calendar.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Span {
    /// Days.
    Days(u32),
    /// Months.
    Months(u32),
}

impl DateTest {
    /// From an operation and its values; `None` is `null`.
    pub(crate) fn new(operation: &str, values: &[Option<&str>], zone: Zone) -> Result<Self, Refusal> {
        match operation {
            "between" => {
                let ([from, to], true) = (values, values.iter().any(Option::is_some)) else {
                    return bad_values("give [from, to] as ISO-8601 dates; one of them may be null");
                };
                let read = |text: &str| match parse_date(text, zone) {
                    Some(date) => Ok(date),
                    None => bad_values(format!("\"{text}\" is no ISO-8601 date or date-time")),
                };
                let from = from.map(read).transpose()?.map_or(i64::MIN, |date| date.from);
                let to = to.map(read).transpose()?.map_or(i64::MAX, |date| date.to.max(date.from + 1) - 1);
                Ok(Self::Between(from, to))
            }
            "withinLast" => {
                let [Some(text)] = values else {
                    return bad_values("give one length of time: \"30d\", \"6w\" or \"3m\"");
                };
                let number = text.get(..text.len().saturating_sub(1)).and_then(|number| number.parse::<u32>().ok());
                let span = match (number.filter(|number| (1..=10_000).contains(number)), text.chars().last()) {
                    (Some(days), Some('d')) => Span::Days(days),
                    (Some(weeks), Some('w')) => Span::Days(7 * weeks),
                    (Some(months), Some('m')) => Span::Months(months),
                    _ => {
                        return bad_values(format!("\"{text}\" is no length of time; write \"30d\", \"6w\" or \"3m\""));
                    }
                };
                Ok(Self::WithinLast(span))
            }
            _ => bad_operation(operation, &DATE_OPERATIONS),
        }
    }

    /// Whether the answer may change without a scan.
    pub(crate) fn expires(self) -> bool {
        matches!(self, Self::WithinLast(_))
    }

    /// The range that holds at a point in time.
    pub(crate) fn range(self, now: i64, zone: Zone) -> (i64, i64) {
        match self {
            Self::Between(from, to) => (from, to),
            Self::WithinLast(span) => (span.before(now, zone), now),
        }
    }
}

impl Span {
    /// The same local time that long before.
    pub(crate) fn before(self, now: i64, zone: Zone) -> i64 {
        let instant = DateTime::from_timestamp_millis(now).unwrap_or_default();
        let time = instant.with_timezone(&zone).naive_local();
        let earlier = match self {
            Self::Days(days) => time.checked_sub_days(Days::new(days.into())),
            Self::Months(months) => time.checked_sub_months(Months::new(months)),
        };
        match earlier {
            Some(earlier) => local(earlier, zone),
            None => now - 30 * DAY * 12 * 1_000,
        }
    }
}
