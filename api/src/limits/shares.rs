//! Who has used up how much.
use super::{Class, Quota, Quotas};
use crate::clock::Clock;
use governor::{
    RateLimiter, clock,
    middleware::{NoOpMiddleware, StateInformationMiddleware},
    state::keyed::HashMapStateStore,
};
use std::{net::IpAddr, time::Duration};
use uuid::Uuid;

/// Whose share is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sharer {
    /// A client without a session. Of IPv6 the network: one customer has all of its addresses.
    Client(IpAddr),
    /// A browser's or command line's session, or an API token.
    Session(Uuid),
    /// A person, by whatever session.
    User(Uuid),
    /// A workspace, by whatever token.
    Workspace(Uuid),
    /// An e-mail address.
    Address(String),
}

impl Sharer {
    /// The client with this address.
    pub fn client(address: IpAddr) -> Self {
        Self::Client(match address.to_canonical() {
            IpAddr::V6(ip) => IpAddr::V6((ip.to_bits() & (u128::MAX << 64)).into()),
            v4 => v4,
        })
    }
}

/// What came of asking for a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Of which class.
    pub class: Class,
    /// The whole quota.
    pub quota: Quota,
    /// Calls left.
    pub left: u32,
    /// Refused: time to wait until one is left.
    pub wait: Option<Duration>,
}

impl Verdict {
    /// Time until all of the quota is there again, if nothing more is asked for.
    pub fn whole_in(&self) -> Duration {
        let used = self.quota.calls.get().saturating_sub(self.left);
        self.quota.window * used / self.quota.calls.get()
    }
}

type Counter = RateLimiter<Sharer, HashMapStateStore<Sharer>, Ticks, StateInformationMiddleware>;

/// The counters of all classes; none at all when limits are off.
pub struct Limits(Vec<(Class, Quota, Counter)>);

impl Limits {
    /// Everybody's share is whole.
    pub fn new(quotas: Option<&Quotas>, clock: &Clock) -> Self {
        let counter = |class: Class| {
            let quota = class.quota(quotas?);
            let even = governor::Quota::with_period(quota.window / quota.calls.get())?.allow_burst(quota.calls);
            let empty: RateLimiter<_, _, _, NoOpMiddleware<Duration>> =
                RateLimiter::new(even, HashMapStateStore::default(), Ticks(clock.clone()));
            Some((class, quota, empty.with_middleware()))
        };
        Self(Class::ALL.into_iter().filter_map(counter).collect())
    }

    /// Takes one call from somebody's share; `None` when limits are off.
    pub fn take(&self, class: Class, sharer: &Sharer) -> Option<Verdict> {
        let (class, quota, counter) = self.0.iter().find(|(known, ..)| *known == class)?;
        let (left, wait) = match counter.check_key(sharer) {
            Ok(after) => (after.remaining_burst_capacity(), None),
            Err(not_until) => (0, Some(not_until.wait_time_from(clock::Clock::now(counter.clock())))),
        };
        Some(Verdict { class: *class, quota: *quota, left, wait })
    }

    /// Forgets everybody whose share is whole again, so that strangers cannot fill the memory.
    pub fn forget_whole(&self) {
        for (_, _, counter) in &self.0 {
            counter.retain_recent();
            counter.shrink_to_fit();
        }
    }

    /// How many shares are remembered.
    pub fn remembered(&self) -> usize {
        self.0.iter().map(|(_, _, counter)| counter.len()).sum()
    }
}

/// Our clock as the counters want it: one that is never put back.
struct Ticks(Clock);

impl clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.ticks()
    }
}
