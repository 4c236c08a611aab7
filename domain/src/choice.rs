//! The options of a pick list. Each has the text that is stored and what people read in its place; one that is retired stays where it stands and
//! is not offered anew, and one may be offered only beside certain values of another attribute.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{text::fold, value::Value};

/// One option. On the wire one that is nothing but its text is a string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Choice {
    /// The text that is stored, exported and compared.
    pub value: String,
    /// What people read, per language; where there is none, the text itself.
    pub labels: BTreeMap<String, String>,
    /// It is kept where it stands and offered to nobody anew.
    pub retired: bool,
    /// Beside which values of the attribute that the list depends on it is offered; none: beside all.
    pub under: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
enum Wire {
    Plain(String),
    Full {
        value: String,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        labels: BTreeMap<String, String>,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        retired: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        under: Vec<String>,
    },
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Choice {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        <Wire as utoipa::PartialSchema>::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Choice {}

impl Choice {
    /// What people read.
    #[must_use]
    pub fn label(&self, language: &str) -> &str {
        self.labels.get(language).or_else(|| self.labels.get("en")).map_or(self.value.as_str(), String::as_str)
    }

    /// Whether it may stand beside this value of the attribute that the list depends on. Beside a blank everything may.
    #[must_use]
    pub fn fits(&self, parent: Option<&Value>) -> bool {
        let Some(parent) = parent.filter(|_| !self.under.is_empty()) else { return true };
        let held: Vec<String> = parent.texts().iter().map(|text| fold(text)).collect();
        self.under.iter().any(|text| held.contains(&fold(text)))
    }
}

impl From<&str> for Choice {
    fn from(value: &str) -> Self {
        Self { value: value.to_owned(), labels: BTreeMap::new(), retired: false, under: Vec::new() }
    }
}

impl From<Wire> for Choice {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Plain(value) => Self::from(value.as_str()),
            Wire::Full { value, labels, retired, under } => Self { value, labels, retired, under },
        }
    }
}

impl From<Choice> for Wire {
    fn from(choice: Choice) -> Self {
        let Choice { value, labels, retired, under } = choice;
        match (labels.is_empty(), retired, under.is_empty()) {
            (true, false, true) => Self::Plain(value),
            _ => Self::Full { value, labels, retired, under },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T2: a list that was stored as plain texts is read as it is, and one without more is written as such again.
    #[test]
    fn a_plain_option_is_a_text() {
        let stored = r#"["Oslo",{"value":"par","labels":{"en":"Paris"},"under":["FR"]}]"#;
        let choices: Vec<Choice> = serde_json::from_str(stored).unwrap();
        assert_eq!((choices[0].label("fr"), choices[1].label("fr")), ("Oslo", "Paris"));
        assert_eq!(serde_json::to_string(&choices).unwrap(), stored);
    }

    #[test]
    fn an_option_fits_beside_its_own_parents() {
        let paris = Choice { under: vec!["FR".to_owned()], ..Choice::from("Paris") };
        assert!(paris.fits(None) && paris.fits(Value::one("fr").as_ref()));
        assert!(!paris.fits(Value::one("NO").as_ref()));
        assert!(Choice::from("Oslo").fits(Value::one("NO").as_ref()));
    }
}
