//! Scans in the database. What is written stays as it is: a scan is what differs from an earlier one, and parts of
//! components that no scan before it had. The rules are those of `scan::store`; here are the rows.
pub mod diff;
pub mod edges;
pub mod lines;
pub mod moves;
pub mod needed;
pub mod parts;
pub mod purge;
pub mod write;
