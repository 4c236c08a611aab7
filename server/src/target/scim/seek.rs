//! Looking for somebody in a SCIM service, by the names that it may know them by. What a service lists is compared with what it was asked for: one that
//! looks at no filter would have people written over each other.

use domain::value::Value;
use serde_json::Value as Json;

use super::{
    answer::{Said, said},
    order::Whom,
    path::equals,
    session::{Session, Trouble, why},
    user::text,
};
use crate::target::Fate;

/// Whether a service has somebody.
pub(super) enum Found {
    /// By the service's id; without our own id if they were found by the name alone.
    User {
        id: String,
        is_named: bool,
    },
    Nobody,
    /// It cannot be said who it is, or not now.
    Unclear(Fate),
}

impl Session {
    /// The service's id of somebody who is named by a value.
    pub(super) async fn id_of(&mut self, whom: &Whom) -> Result<Result<Option<Value>, Fate>, Trouble> {
        Ok(match self.find(whom).await? {
            Found::User { id, .. } => Ok(Value::one(id)),
            Found::Nobody => Err(Fate::Absent(format!("{} has no user in the service yet; make one there", whom.name))),
            Found::Unclear(fate) => Err(fate),
        })
    }

    /// Looks for somebody by our own id, then by the names that they sign in with.
    pub(super) async fn find(&mut self, whom: &Whom) -> Result<Found, Trouble> {
        let by_id = std::iter::once(("externalId", &whom.external_id)).filter(|(_, id)| !id.is_empty());
        let names = whom.user_names.iter().filter(|name| !name.is_empty()).map(|name| ("userName", name));
        for (attribute, value) in by_id.chain(names) {
            let filter = equals(attribute, &Json::from(value.as_str()));
            let url = self.web.at(&["Users"], &[("filter", &filter), ("count", "3")])?;
            let answer = self.send("GET", &url, None, None).await?;
            match said(&answer) {
                Said::Done => {}
                // Some answer so where nobody is found.
                Said::Nobody => continue,
                // Not every service can look for this.
                Said::Refused(_) if attribute == "externalId" => continue,
                Said::Refused(why) => return Ok(Found::Unclear(Fate::Refused(why))),
                Said::Later(why) => return Ok(Found::Unclear(Fate::Later(why))),
                other => return Err(self.trouble(why(other))),
            }
            let listed = answer.body.get("Resources").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
            // Who has other names was not asked for: then the service does not look at filters, and may have more than it lists.
            let is_meant = |user: &&Json| match (attribute, text(user, attribute)) {
                ("externalId", Some(said)) => said == value,
                (_, Some(said)) => said.eq_ignore_ascii_case(value),
                (_, None) => false,
            };
            let mut meant = listed.iter().filter(is_meant);
            let (first, second) = (meant.next(), meant.next());
            let refused = |why: String| Ok(Found::Unclear(Fate::Refused(why)));
            match (first, second) {
                (None, _) if listed.is_empty() => {}
                (None, _) => {
                    return refused(format!(
                        "asked for a user by {attribute}, the service lists others; ask who administers it"
                    ));
                }
                (Some(_), Some(_)) => {
                    return refused(format!(
                        "the service has several users with the {attribute} “{value}”; leave one of them there"
                    ));
                }
                (Some(user), None) => {
                    let Some(id) = text(user, "id") else {
                        return refused("the service names a user without an id".to_owned());
                    };
                    return match text(user, "externalId") {
                        Some(other) if other != whom.external_id => refused(format!(
                            "the user “{value}” of the service stands for somebody else there (externalId “{other}”); empty \
                             that, or have the template write externalId"
                        )),
                        known => Ok(Found::User { id: id.to_owned(), is_named: known.is_some() }),
                    };
                }
            }
        }
        Ok(Found::Nobody)
    }
}
