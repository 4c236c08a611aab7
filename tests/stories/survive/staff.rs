//! Employees who keep correcting their profiles while the server dies under them, and their own record of what they were promised.

use amend_tests::client::Client;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use crate::company::{Company, field};

/// What employees correct here; administrators decide on it.
pub(super) const ATTRIBUTES: [&str; 4] = ["room", "street", "city", "title"];

/// One employee.
pub(super) struct Employee {
    pub(super) client: Client,
    pub(super) username: String,
    /// Saves so far, which also makes every value one of a kind.
    saves: usize,
    /// A save whose answer never came.
    unsure: Option<Save>,
    /// What was answered with success: attribute and value by change.
    pub(super) promised: BTreeMap<i64, (String, String)>,
}

struct Save {
    key: String,
    tag: String,
    body: Value,
}

impl Employee {
    pub(super) fn new(client: Client, username: String) -> Self {
        Self { client, username, saves: 0, unsure: None, promised: BTreeMap::new() }
    }

    /// Saves a few new values; `false` once the server is gone.
    pub(super) fn saves(&mut self) -> bool {
        self.saves += 1;
        let mut values = Map::new();
        for attribute in ATTRIBUTES.iter().take(1 + self.saves % ATTRIBUTES.len()) {
            values.insert((*attribute).to_owned(), json!(format!("{} {} {attribute}", self.username, self.saves)));
        }
        let Ok(profile) = self.client.send("GET", "/api/v1/me", &[], None) else { return false };
        let save = Save {
            key: format!("{}-{}", self.username, self.saves),
            tag: format!("\"{}\"", profile.expect_status(200).json["version"]),
            body: json!({ "values": values }),
        };
        self.sends(save)
    }

    fn sends(&mut self, save: Save) -> bool {
        let headers = [("if-match", save.tag.as_str()), ("idempotency-key", save.key.as_str())];
        match self.client.send("PATCH", "/api/v1/me", &headers, Some(&save.body)) {
            Err(_) => {
                self.unsure = Some(save);
                false
            }
            Ok(answer) => {
                // A run may have moved the profile between looking and saving; then nothing was promised.
                if answer.status != 412 {
                    self.is_promised(&save, &answer.expect_status(200).json);
                }
                true
            }
        }
    }

    fn is_promised(&mut self, save: &Save, profile: &Value) {
        for (attribute, value) in save.body["values"].as_object().unwrap() {
            let change = &field(profile, attribute)["change"];
            assert_eq!(change["new"], *value, "{} was answered with another change of {attribute}", save.key);
            let promise = (attribute.clone(), value.as_str().unwrap().to_owned());
            self.promised.insert(change["id"].as_i64().unwrap(), promise);
        }
    }

    /// Sends the save again whose answer never came: it is done once, whether it had come through or not.
    pub(super) fn asks_again(&mut self, company: &Company) {
        let Some(save) = self.unsure.take() else { return };
        let key = save.key.clone();
        let wished = save.body["values"].as_object().unwrap().len();
        assert!(self.sends(save), "the server runs again");
        let text = format!(
            "select count(distinct q.id), count(c.id) from request q left join change c on c.request_id = q.id where q.idempotency_key = '{key}'"
        );
        let found = company.sql(&text);
        assert!([format!("1|{wished}"), "0|0".to_owned()].contains(&found.trim().to_owned()), "{key}: {found}");
    }
}
