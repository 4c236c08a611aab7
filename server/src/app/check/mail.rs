//! The mail server: connected to and signed in to, without sending anything.

use super::{Line, fail, ok};
use crate::{config::MailConfig, mail::Mailer};

/// What it answers.
pub(super) async fn look(mailer: &Mailer, settings: &MailConfig) -> Vec<Line> {
    let who = settings.username.as_ref().map_or_else(String::new, |name| format!(", signed in as {name}"));
    vec![match mailer.greet().await {
        Ok(()) => ok("mail", format!("{} answers{who}", settings.server)),
        Err(words) => fail("mail", words, "look at `mail.server`, its port, `ca_file` and the account's password"),
    }]
}
