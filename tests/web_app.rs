//! web_app
