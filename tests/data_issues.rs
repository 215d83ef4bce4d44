//! data_issues
