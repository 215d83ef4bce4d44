//! The examination, from what everything stands on to what is nice to have.
use super::{Finding, address, backups, clocks, database, owners, post, storage, work};
use crate::{clock::Clock, config::Config};

/// Looks at everything. Writes nothing that stays, but for the mail to `mail_to`.
pub async fn examine(config: &Config, clock: &Clock, mail_to: Option<&str>) -> Vec<Finding> {
    let mut findings = vec![address::public_url(config).await];
    findings.extend(address::spa_origin(config));
    findings.extend([storage::disk(config), storage::uploads(config)]);
    findings.extend(storage::secrets(config));
    match database::open(config).await {
        Ok(db) => {
            findings.extend(database::examine(&db).await);
            findings.extend(clocks::examine(&db, clock).await);
            findings.extend(work::examine(&db, clock).await);
            findings.extend(owners::examine(&db).await);
        }
        Err(finding) => findings.push(finding),
    }
    findings.push(post::server(config).await);
    findings.extend(post::sender(config));
    if let Some(recipient) = mail_to {
        findings.push(post::test_mail(config, recipient).await);
    }
    findings.push(backups::age(config, clock.now()));
    findings
}
