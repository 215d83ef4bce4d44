//! Prints what the examination found, one line each.
use super::print;
use crate::{
    clock::Clock,
    config::Config,
    doctor::{Verdict, examine},
};
use anyhow::bail;

pub async fn doctor(config: &Config, mail_to: Option<&str>) -> anyhow::Result<()> {
    let findings = examine(config, &Clock::default(), mail_to).await;
    for finding in &findings {
        print(&finding.to_string())?;
    }
    match findings.iter().filter(|one| one.verdict == Verdict::Fail).count() {
        0 => Ok(()),
        failures => bail!("{failures} of {} checks failed", findings.len()),
    }
}
