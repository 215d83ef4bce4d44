//! real_scans
