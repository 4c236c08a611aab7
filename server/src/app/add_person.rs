//! Adding somebody by hand whom no directory has. They are in no run's way: a run blocks nobody whom it never saw, and a directory that has them
//! later is given them by their e-mail address (`sync::adopt`).

use domain::{
    api::{Profile, Propose},
    id::PersonId,
    moment::Moment,
    name::AttributeKey,
    policy::Editor,
    problem::{Problem, ProblemCode, Problems},
    text::{clean, fold_for_search},
};

use super::{
    App, AppError,
    asker::Asker,
    submit::{self, Save},
    words,
};
use crate::store::{
    people_list,
    person::{self, Person},
    request,
};

/// Without these nobody can be told apart, or be recognised later.
pub(super) const NEEDED: [&str; 2] = ["display_name", "mail"];

impl App {
    /// Adds somebody with these values; all of them are taken, or nobody is added.
    pub(crate) async fn add_person(
        &self,
        asker: &Asker,
        propose: Propose,
        idempotency_key: Option<String>,
        now: Moment,
    ) -> Result<Profile, AppError> {
        let comment = words::said("comment", propose.comment.as_deref(), 1000)?;
        let propose = Propose { comment, ..propose };
        let missing = missing(&propose);
        if !missing.is_empty() {
            return Err(AppError::Invalid(missing));
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let author = asker.clone();
        let added = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if let Some(key) = &idempotency_key
                        && let Some(person) = request::person_of(conn, author.who.account, key).await?
                    {
                        // Whoever was added by hand was made by no run. The same came before and its answer was lost.
                        let known = person::by_id(conn, person).await?;
                        if known.is_some_and(|known| known.created_run.is_none()) {
                            return Ok(person);
                        }
                        return Err(AppError::BadRequest(
                            "this `Idempotency-Key` came with a save of somebody else; use a new one".to_owned(),
                        ));
                    }
                    let mail = propose.values.get("mail").and_then(Option::as_ref);
                    let mail = mail.map(|mail| fold_for_search(&clean(mail.first(), false))).unwrap_or_default();
                    if let Some((id, name)) = people_list::with_mail(conn, &mail).await? {
                        return Err(AppError::Conflict(format!(
                            "`mail`: {name} (person {id}) has this e-mail address already; open their profile in place of adding them again"
                        )));
                    }
                    let id = PersonId(person::take_ids(conn, 1).await?);
                    person::add_many(conn, &[nobody_yet(id, now)]).await?;
                    let mut row = author.actor().audit(now, "person.add");
                    row.person = Some(id);
                    conn.audit(row);
                    let save = Save { person: id, version: 1, propose, idempotency_key };
                    submit::store(conn, &catalogue, &author, Editor::Admin, save, now).await?;
                    Ok(id)
                })
            })
            .await?;
        self.profile(asker, added, now).await
    }
}

fn missing(propose: &Propose) -> Problems {
    let is_given = |key: &str| {
        let value = propose.values.get(key).and_then(Option::as_ref);
        value.is_some_and(|value| !value.first().trim().is_empty())
    };
    let problem = |key: &str| Some((AttributeKey::parse(key).ok()?, vec![Problem::new(ProblemCode::Mandatory)]));
    NEEDED.into_iter().filter(|key| !is_given(key)).filter_map(problem).collect()
}

pub(super) fn nobody_yet(id: PersonId, now: Moment) -> Person {
    Person {
        id,
        username: None,
        wanted_username: None,
        display_name: String::new(),
        search: String::new(),
        filled: String::new(),
        blocked_by_directory: None,
        blocked_by_admin: None,
        pinned_at: None,
        version: 1,
        created_at: now,
        created_run: None,
    }
}
