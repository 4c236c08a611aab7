//! Asking each source whether it can be read, for `amend check`.

use std::collections::BTreeMap;

use super::{App, AppError, connection::Reached};
use crate::source::{self, Facts, ReadRequest};

/// Simple paged results (RFC 2696).
const PAGING: &str = "1.2.840.113556.1.4.319";

impl App {
    /// What each source answers, in a sentence, by name.
    pub(crate) async fn probe_sources(&self) -> Result<Vec<(String, Result<String, String>)>, AppError> {
        let mut answers = Vec::new();
        let catalogue = self.present_catalogue().await?;
        // What stands in the settings file is looked at before the first start too, when the database does not know it yet.
        let mut sources: BTreeMap<&str, Reached> =
            self.0.settings.iter().map(|(name, connection)| (name.as_str(), Ok(connection.clone()))).collect();
        sources.extend(catalogue.reached().map(|(name, reached)| (name, reached.clone())));
        for (name, reached) in sources {
            let answer = match reached {
                Ok(connection) => match source::probe(&connection.ldap, &connection.request).await {
                    Ok(facts) => Ok(sentence(&facts, &connection.request)),
                    Err(error) => Err(error.to_string()),
                },
                Err(why) => Err(why),
            };
            answers.push((name.to_owned(), answer));
        }
        Ok(answers)
    }
}

/// What was found, with what an administrator should look at.
fn sentence(facts: &Facts, request: &ReadRequest) -> String {
    let vendor = facts.vendor.as_deref().map(|vendor| format!(" ({vendor})")).unwrap_or_default();
    let mut text = format!("{}{vendor} answers, {} people match", facts.kind.name(), facts.count);
    if let Some(first) = facts.sample.first() {
        text.push_str(&format!(", such as {} with {} attributes", first.dn, first.attributes.len()));
    } else {
        text.push_str(&format!("; look at base and filter (the server has {})", facts.naming_contexts.join(", ")));
    }
    if let Some((name, why)) = facts.undecodable.first() {
        text.push_str(&format!("; {} cannot be read: {name}: {why}", facts.undecodable.len()));
    }
    let pages = facts.controls.iter().any(|control| control == PAGING);
    if !pages {
        text.push_str("; it does not say that it can send pages, so a large directory may be cut short");
    }
    if !request.id_is(facts.kind.usual_id()) {
        text.push_str(&format!("; the usual id attribute of this server is {}", facts.kind.usual_id()));
    }
    text
}
