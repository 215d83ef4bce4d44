//! Looks at the mails this server sends, without sending one.
use super::print;
use crate::features::operator::mail_samples;
use anyhow::Context;

/// Prints a mail, or the names of all.
pub fn preview(name: Option<&str>, html: bool) -> anyhow::Result<()> {
    let all = mail_samples()?;
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    let Some(name) = name else { return print(&names.join("\n")) };
    let (_, mail) = all
        .iter()
        .find(|(known, _)| *known == name)
        .with_context(|| format!("there is no mail `{name}`; there are {}", names.join(", ")))?;
    match html {
        true => print(mail.html.trim_end()),
        false => print(&format!("Subject: {}\n\n{}", mail.subject, mail.text.trim_end())),
    }
}
