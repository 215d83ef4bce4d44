//! The time, as a value a test can set.
use chrono::{DateTime, SubsecRound, Utc};
use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Tells the time in whole milliseconds, as it is stored.
#[derive(Clone, Default)]
pub struct Clock {
    /// Unix milliseconds; the system's clock rules while it is 0.
    set_to: Arc<AtomicI64>,
}

impl Clock {
    /// Now, in UTC.
    pub fn now(&self) -> DateTime<Utc> {
        match self.set_to.load(Ordering::Relaxed) {
            0 => Utc::now().trunc_subsecs(3),
            millis => DateTime::from_timestamp_millis(millis).unwrap_or_default(),
        }
    }

    /// Time since some moment in the past, for measuring waits: it goes on evenly when the system's clock is put right.
    pub fn ticks(&self) -> Duration {
        match self.set_to.load(Ordering::Relaxed) {
            0 => START.elapsed(),
            millis => Duration::from_millis(millis.unsigned_abs()),
        }
    }

    /// Stops the clock at a time. Every copy of this clock follows.
    pub fn set(&self, to: DateTime<Utc>) {
        self.set_to.store(to.timestamp_millis(), Ordering::Relaxed);
    }
}
