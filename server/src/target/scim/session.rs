//! A SCIM service to which people are written, one after the other: each is looked for, looked at, and changed under the version that was looked at.

use serde_json::{Value as Json, json};

use super::{
    answer::{Answer, Said, said},
    order::{New, Order, Whom},
    path::ScimPath,
    plan::{Seen, Step, fresh, operations, seen},
    schema::{Abilities, Schemas, abilities},
    seek::Found,
    user::{Held, held, json as written},
    web::{Address, NotReached, Web},
};
use crate::target::Fate;

/// How often a user is looked at who is another version each time.
const LOOKS: usize = 3;

/// What becomes of people whom the service does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// They are made there.
    Make,
    /// Their values wait until somebody makes them.
    Wait,
}

/// A service, and what is done there.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) address: Address,
    pub(crate) missing: Missing,
}

/// A service that nothing can be written to now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub(crate) struct Trouble {
    pub(crate) why: String,
    /// For how many seconds it asks to be left alone.
    pub(crate) rest: Option<i64>,
}

impl From<NotReached> for Trouble {
    fn from(error: NotReached) -> Self {
        Self { why: error.0, rest: None }
    }
}

/// A service that has let us in.
pub(crate) struct Session {
    pub(super) web: Web,
    missing: Missing,
    pub(super) abilities: Abilities,
    pub(super) schemas: Schemas,
    rest: Option<i64>,
}

/// What an attempt to write several wishes at once came to.
enum Attempt {
    /// Each with its fate, in their order.
    Settled(Vec<Fate>),
    /// All are as before, because of at least one of them.
    Refused(String),
}

impl Session {
    /// Asks the service what it can do, and whether it lets us in.
    pub(crate) async fn open(place: Place) -> Result<Self, Trouble> {
        let web = Web::new(&place.address)?;
        let users = web.send("GET", &web.at(&["Users"], &[("count", "1")])?, None, None).await?;
        match said(&users) {
            Said::Done if users.body.is_object() => {}
            Said::Nobody | Said::Done => {
                let why = "there is no SCIM service at this address; correct it".to_owned();
                return Err(Trouble { why, rest: None });
            }
            other => return Err(Trouble { why: why(other), rest: users.rest }),
        }
        // Not every service tells; then it is asked as if it could.
        let told = |answer: Answer| if answer.status == 200 { answer.body } else { Json::Null };
        let config = told(web.send("GET", &web.at(&["ServiceProviderConfig"], &[])?, None, None).await?);
        let schemas = told(web.send("GET", &web.at(&["Schemas"], &[])?, None, None).await?);
        let (abilities, schemas) = (abilities(&config), Schemas::read(&schemas));
        Ok(Self { web, missing: place.missing, abilities, schemas, rest: None })
    }

    /// For how many seconds the service has asked to be left alone.
    pub(crate) fn rest(&self) -> Option<i64> {
        self.rest
    }

    /// Writes what one person is to have; what became of each wish, in their order. Where the service refuses one of them the others are written
    /// without it. After an error nobody knows what was written.
    pub(crate) async fn deliver(&mut self, order: &Order) -> Result<Vec<Fate>, Trouble> {
        self.rest = None;
        if !self.abilities.patch {
            let why = "the service says that it cannot change users by PATCH; ask who administers it".to_owned();
            return Err(Trouble { why, rest: None });
        }
        let (mut steps, mut fates): (Vec<(usize, Step<'_>)>, Vec<Option<Fate>>) = (Vec::new(), Vec::new());
        for (place, wish) in order.wishes.iter().enumerate() {
            let wish = match wish {
                Ok(wish) => wish,
                Err(why) => {
                    fates.push(Some(Fate::Refused(why.clone())));
                    continue;
                }
            };
            let new = match &wish.new {
                New::Value(new) => Ok(new.clone()),
                New::Person(whom) => self.id_of(whom).await?,
            };
            fates.push(new.as_ref().err().cloned());
            steps.extend(new.ok().map(|new| (place, Step { wish, new })));
        }
        if steps.is_empty() {
            return Ok(fates.into_iter().flatten().collect());
        }
        let steps_alone: Vec<Step<'_>> = steps.iter().map(|(_, step)| step.clone()).collect();
        let settled = match self.find(&order.whom).await? {
            Found::User { id, is_named } => {
                // Where the template writes it, it is written by the template.
                let is_written = steps_alone.iter().any(|step| step.wish.path.is("externalId"));
                let is_nameless = is_named || is_written || order.whom.external_id.is_empty();
                self.write(&id, (!is_nameless).then_some(&order.whom), &steps_alone).await?
            }
            Found::Nobody if self.missing == Missing::Make => self.make(&order.whom, &steps_alone).await?,
            Found::Nobody => {
                let why = "this person has no user in the service; make one there, or have Amend make who is missing";
                vec![Fate::Absent(why.to_owned()); steps.len()]
            }
            Found::Unclear(fate) => vec![fate; steps.len()],
        };
        for ((place, _), fate) in steps.iter().zip(settled) {
            if let Some(open) = fates.get_mut(*place) {
                *open = Some(fate);
            }
        }
        Ok(fates.into_iter().map(|fate| fate.unwrap_or(Fate::Stale)).collect())
    }

    /// Writes to somebody whom the service has. `to_name` is who is to be found by our id from now on.
    async fn write(&mut self, id: &str, to_name: Option<&Whom>, steps: &[Step<'_>]) -> Result<Vec<Fate>, Trouble> {
        let why = match self.attempt(id, to_name, steps).await? {
            Attempt::Settled(fates) => return Ok(fates),
            Attempt::Refused(why) => why,
        };
        if to_name.is_none() && steps.len() == 1 {
            return Ok(vec![Fate::Refused(why)]);
        }
        let mut fates = Vec::new();
        for step in steps {
            // It may have been our id that was refused, which no wish is to suffer from.
            match self.attempt(id, None, std::slice::from_ref(step)).await? {
                Attempt::Settled(settled) => fates.extend(settled),
                Attempt::Refused(why) => fates.push(Fate::Refused(why)),
            }
        }
        Ok(fates)
    }

    async fn attempt(&mut self, id: &str, to_name: Option<&Whom>, steps: &[Step<'_>]) -> Result<Attempt, Trouble> {
        let url = self.web.at(&["Users", id], &[])?;
        let each = |fate: Fate| Ok(Attempt::Settled(vec![fate; steps.len()]));
        let mut first: Vec<Option<Held>> = vec![None; steps.len()];
        for _ in 0..LOOKS {
            let user = self.send("GET", &url, None, None).await?;
            match said(&user) {
                Said::Done => {}
                Said::Nobody => return each(Fate::Gone),
                Said::Refused(why) => return each(Fate::Refused(why)),
                Said::Later(why) => return each(Fate::Later(why)),
                other => return Err(self.trouble(why(other))),
            }
            let all: Vec<Seen> = steps
                .iter()
                .zip(&first)
                .map(|(step, first)| seen(step, &user.body, &self.schemas, first.as_ref()))
                .collect();
            let settled = |write: Fate| {
                let fates = all.iter().map(|seen| match seen {
                    Seen::There => Fate::There,
                    Seen::Else(now) => Fate::Else(now.clone()),
                    Seen::Refused(why) => Fate::Refused(why.clone()),
                    Seen::Write(..) => write.clone(),
                });
                Ok(Attempt::Settled(fates.collect()))
            };
            let mut writes: Vec<(&ScimPath, Held, Option<Json>)> = Vec::new();
            for ((step, seen), first) in steps.iter().zip(&all).zip(&mut first) {
                *first = held(&user.body, &step.wish.path).ok();
                if let Seen::Write(now, new) = seen {
                    writes.push((&step.wish.path, now.clone(), new.clone()));
                }
            }
            if writes.is_empty() {
                return settled(Fate::There);
            }
            let mut operations = operations(&writes);
            if let Some(whom) = to_name {
                operations.push(json!({ "op": "add", "path": "externalId", "value": whom.external_id }));
            }
            let body =
                json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations });
            let answer = self.send("PATCH", &url, user.version.as_deref(), Some(&body)).await?;
            match said(&answer) {
                Said::Done => return settled(Fate::Written),
                Said::Look => {}
                Said::Nobody => return settled(Fate::Gone),
                Said::Refused(why) => return Ok(Attempt::Refused(why)),
                Said::Later(why) => return settled(Fate::Later(why)),
                other => return Err(self.trouble(why(other))),
            }
        }
        each(Fate::Stale)
    }

    /// Makes somebody whom the service does not have.
    async fn make(&mut self, whom: &Whom, steps: &[Step<'_>]) -> Result<Vec<Fate>, Trouble> {
        let (mut values, mut fates) = (Vec::new(), Vec::new());
        if whom.user_names.iter().all(|name| name.is_empty()) {
            let why =
                "this person has no name to sign in with, and the service wants one; have the template write userName";
            return Ok(vec![Fate::Refused(why.to_owned()); steps.len()]);
        }
        for step in steps {
            let path = &step.wish.path;
            let is_many = self.schemas.find(path).is_some_and(|found| found.is_many) && path.which.is_none();
            let new = step.new.as_ref().map(|new| written(new, self.schemas.written(path), is_many, path)).transpose();
            fates.push(match new {
                Ok(Some(new)) => {
                    values.push((path, new));
                    Fate::Made
                }
                Ok(None) => Fate::Made,
                Err(why) => Fate::Refused(why),
            });
        }
        let url = self.web.at(&["Users"], &[])?;
        let answer = self.send("POST", &url, None, Some(&fresh(whom, &values))).await?;
        let all = |fate: Fate| {
            fates
                .iter()
                .map(|known| if matches!(known, Fate::Refused(_)) { known.clone() } else { fate.clone() })
                .collect()
        };
        match said(&answer) {
            Said::Done => Ok(fates),
            Said::Refused(why) => Ok(all(Fate::Refused(format!("no user could be made: {why}")))),
            Said::Look => Ok(all(Fate::Stale)),
            Said::Later(why) => Ok(all(Fate::Later(why))),
            other => Err(self.trouble(why(other))),
        }
    }

    pub(super) async fn send(
        &mut self,
        method: &'static str,
        url: &url::Url,
        version: Option<&str>,
        body: Option<&Json>,
    ) -> Result<Answer, Trouble> {
        let answer = self.web.send(method, url, version, body).await?;
        self.rest = answer.rest.or(self.rest);
        Ok(answer)
    }

    pub(super) fn trouble(&self, why: String) -> Trouble {
        Trouble { why, rest: self.rest }
    }
}

/// Why nothing more can be done.
pub(super) fn why(said: Said) -> String {
    match said {
        Said::Refused(why) | Said::Later(why) | Said::Closed(why) => why,
        Said::Nobody => "there is no SCIM service at this address any more; correct it".to_owned(),
        Said::Done | Said::Look => "the service answered something that makes no sense".to_owned(),
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
