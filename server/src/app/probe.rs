//! Asking each source whether it can be read, for `amend check`.

use super::App;
use crate::source;

impl App {
    /// What each source answers, in a sentence, by name.
    pub(crate) async fn probe_sources(&self) -> Vec<(String, Result<String, String>)> {
        let mut answers = Vec::new();
        for (name, connection) in &self.0.connections {
            let answer = match source::probe(&connection.ldap, &connection.request).await {
                Ok(facts) => Ok(format!("{} answers, {} people match", facts.kind, facts.count)),
                Err(error) => Err(error.to_string()),
            };
            answers.push((name.clone(), answer));
        }
        answers
    }
}
