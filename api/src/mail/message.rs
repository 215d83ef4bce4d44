//! A message is a struct with three templates: subject, text and HTML. A missing value does not compile.

/// What leaves: all three parts, filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// For readers without HTML; says all the HTML says.
    pub text: String,
    /// A whole page.
    pub html: String,
    /// Where a mail program may say that its owner wants no more of these.
    pub unsubscribe: Option<String>,
}

/// A mail we can write.
pub trait Message {
    /// Its name in the outbox.
    const NAME: &'static str;
    /// Where one may say that one wants no more of these.
    fn unsubscribe(&self) -> Option<String> {
        None
    }
    /// Fills in the templates.
    fn render(&self) -> Result<Rendered, askama::Error>;
}

/// Ties a struct to its three templates, in which it is called `mail`.
macro_rules! message {
    ($type:ty, $name:literal, $subject:literal, $text:literal, $html:literal) => {
        $crate::mail::message!($type, $name, $subject, $text, $html, |_| None);
    };
    ($type:ty, $name:literal, $subject:literal, $text:literal, $html:literal, $unsubscribe:expr) => {
        impl $crate::mail::Message for $type {
            const NAME: &'static str = $name;

            fn unsubscribe(&self) -> Option<String> {
                let of: fn(&$type) -> Option<String> = $unsubscribe;
                of(self)
            }

            fn render(&self) -> Result<$crate::mail::Rendered, askama::Error> {
                use askama::Template;
                #[derive(Template)]
                #[template(path = $subject)]
                struct Subject<'a> {
                    mail: &'a $type,
                }
                #[derive(Template)]
                #[template(path = $text)]
                struct Text<'a> {
                    mail: &'a $type,
                }
                #[derive(Template)]
                #[template(path = $html)]
                struct Html<'a> {
                    mail: &'a $type,
                }
                Ok($crate::mail::Rendered {
                    subject: Subject { mail: self }.render()?.trim().to_owned(),
                    text: Text { mail: self }.render()?,
                    html: Html { mail: self }.render()?,
                    unsubscribe: $crate::mail::Message::unsubscribe(self),
                })
            }
        }
    };
}
pub(crate) use message;
