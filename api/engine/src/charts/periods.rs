//! Days, weeks and months by the calendar of a zone.
use super::answer::ChartPoint;
use crate::filter::{Zone, day_start, parse_date};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// Points a chart has at most.
const MAX_POINTS: usize = 1_500;

/// Which points in time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OverTime {
    /// A window that ends now.
    #[serde(default)]
    pub window: Option<Window>,
    /// Where the first point's unit lies: an ISO-8601 date or date-time.
    #[serde(default)]
    pub from: Option<String>,
    /// Behind the last point; now without.
    #[serde(default)]
    pub to: Option<String>,
    /// A point per day, week or month.
    pub frequency: Frequency,
    /// IANA name; UTC without.
    #[serde(default)]
    pub time_zone: Option<String>,
}

/// A window that ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Window {
    /// 7 days.
    #[serde(rename = "7d")]
    Days7,
    /// 2 weeks.
    #[serde(rename = "2w")]
    Weeks2,
    /// 4 weeks.
    #[serde(rename = "4w")]
    Weeks4,
    /// 3 months.
    #[serde(rename = "3m")]
    Months3,
    /// 6 months.
    #[serde(rename = "6m")]
    Months6,
    /// 12 months.
    #[serde(rename = "12m")]
    Months12,
    /// From the first scan on.
    #[serde(rename = "all")]
    All,
}

/// How far apart points are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Frequency {
    /// A point per day.
    #[default]
    Daily,
    /// A point per week, which begins on Monday.
    Weekly,
    /// A point per month.
    Monthly,
}

/// Points in time that can't be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// An unknown zone.
    #[error("overTime.timeZone: there is no time zone \"{0}\"; use an IANA name like Europe/Berlin")]
    Zone(String),
    /// Not a date.
    #[error("overTime.{field}: \"{text}\" is no ISO-8601 date or date-time")]
    Date {
        /// `from` or `to`.
        field: &'static str,
        /// What was given.
        text: String,
    },
    /// Both a window and a range, or neither.
    #[error("overTime: give either window or from (and to)")]
    WindowOrRange,
    /// An end before the beginning.
    #[error("overTime: to must be later than from, and from not in the future")]
    Backwards,
    /// Too many points.
    #[error("overTime: more than {MAX_POINTS} points; choose a shorter time or a longer unit than {0}")]
    TooMany(&'static str),
}

/// A point with the end of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bucket {
    pub(crate) point: ChartPoint,
    /// The first millisecond that isn't its any more.
    pub(crate) end: i64,
}

impl Frequency {
    /// The name in the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    /// The first day of the unit that holds a day.
    fn floor(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Daily => day,
            Self::Weekly => day - Days::new(day.weekday().num_days_from_monday().into()),
            Self::Monthly => day.with_day(1).unwrap_or(day),
        }
    }

    fn step(self, day: NaiveDate, units: u32) -> NaiveDate {
        match self {
            Self::Daily => day + Days::new(units.into()),
            Self::Weekly => day + Days::new(u64::from(units) * 7),
            Self::Monthly => day + Months::new(units),
        }
    }
}

impl Window {
    /// The first day, if there is one.
    fn first_day(self, today: NaiveDate, frequency: Frequency) -> Option<NaiveDate> {
        let weeks = |count: u64| match frequency {
            Frequency::Weekly => Frequency::Weekly.floor(today) - Days::new(7 * (count - 1)),
            _ => today - Days::new(7 * count - 1),
        };
        let months = |count: u32| match frequency {
            Frequency::Monthly => Frequency::Monthly.floor(today) - Months::new(count - 1),
            _ => today - Months::new(count) + Days::new(1),
        };
        Some(match self {
            Self::Days7 => today - Days::new(6),
            Self::Weeks2 => weeks(2),
            Self::Weeks4 => weeks(4),
            Self::Months3 => months(3),
            Self::Months6 => months(6),
            Self::Months12 => months(12),
            Self::All => return None,
        })
    }
}

impl OverTime {
    /// The zone it speaks of.
    pub(crate) fn zone(&self) -> Result<Zone, PeriodError> {
        match &self.time_zone {
            None => Ok(Zone::UTC),
            Some(name) => name.parse().map_err(|_| PeriodError::Zone(name.clone())),
        }
    }

    /// The points, given when the scans came (ascending), at least one.
    pub(crate) fn buckets(&self, scans: &[i64], now: i64) -> Result<Vec<Bucket>, PeriodError> {
        let zone = self.zone()?;
        let day_of = |at: i64| {
            let instant = DateTime::from_timestamp_millis(at).unwrap_or_default();
            instant.with_timezone(&zone).date_naive()
        };
        let read = |field, text: &String| {
            let date = parse_date(text, zone);
            date.map(|date| date.from).ok_or_else(|| PeriodError::Date { field, text: text.clone() })
        };
        let (from, to) = match (self.window, &self.from) {
            (Some(window), None) if self.to.is_none() => (window.first_day(day_of(now), self.frequency), now + 1),
            (None, Some(from)) => {
                let from = read("from", from)?;
                let to = self.to.as_ref().map(|to| read("to", to)).transpose()?.unwrap_or(now + 1).min(now + 1);
                if to <= from {
                    return Err(PeriodError::Backwards);
                }
                (Some(day_of(from)), to)
            }
            _ => return Err(PeriodError::WindowOrRange),
        };
        let Some(&first_scan) = scans.first() else {
            return Ok(Vec::new());
        };
        let first_day = from.map_or(day_of(first_scan), |from| from.max(day_of(first_scan)));
        let mut day = self.frequency.floor(first_day);
        let mut buckets = Vec::new();
        while day_start(day, zone) < to {
            let next = self.frequency.step(day, 1);
            let (start, end) = (day_start(day, zone), day_start(next, zone).min(to));
            let before = |at: i64| scans.partition_point(|scan| *scan < at);
            if before(end) > 0 {
                let scan = before(end) > before(start);
                buckets.push(Bucket { point: ChartPoint { start, at: end - 1, scan }, end });
            }
            if buckets.len() > MAX_POINTS {
                return Err(PeriodError::TooMany(self.frequency.as_str()));
            }
            day = next;
        }
        Ok(buckets)
    }
}
