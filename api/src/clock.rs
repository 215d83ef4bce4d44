//! The time, as a value a test can set.
use chrono::{DateTime, SubsecRound, Utc};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

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

    /// Stops the clock at a time. Every copy of this clock follows.
    pub fn set(&self, to: DateTime<Utc>) {
        self.set_to.store(to.timestamp_millis(), Ordering::Relaxed);
    }
}
