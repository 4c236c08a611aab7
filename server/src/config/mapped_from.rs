//! Where the settings say that an attribute comes from: `title = "title"`, or `display_name = { expression = "{{ givenName }} {{ sn }}" }`.

use domain::{api::MappingRow, name::AttributeKey};
use serde::Deserialize;

use crate::expression::Expression;

/// Where an attribute comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum MappedFrom {
    /// The name of a source attribute.
    Attribute(String),
    /// What several make together.
    Expression {
        /// The expression.
        expression: String,
    },
}

impl MappedFrom {
    /// Refuses what cannot be read and what is never read, in a sentence.
    pub(super) fn check(&self) -> Result<(), String> {
        let read = match self {
            Self::Attribute(_) => None,
            Self::Expression { expression } => Some(Expression::parse(expression).map_err(|why| why.to_string())?),
        };
        let mut names: Vec<&str> = read.iter().flat_map(Expression::attributes).collect();
        if let Self::Attribute(name) = self {
            names.push(name);
        }
        match names.into_iter().find(|name| domain::catalogue::is_denied(name)) {
            Some(denied) => Err(format!("{denied} holds a password or a key; Amend never reads it")),
            None => Ok(()),
        }
    }

    /// The row of the mapping for an attribute.
    pub(super) fn row(&self, attribute: &AttributeKey) -> MappingRow {
        match self {
            Self::Attribute(name) => MappingRow::plain(attribute.clone(), name),
            Self::Expression { expression } => {
                MappingRow { expression: true, ..MappingRow::plain(attribute.clone(), expression.trim()) }
            }
        }
    }
}
