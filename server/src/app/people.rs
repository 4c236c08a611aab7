//! Lists of people, and how complete their profiles are.

use std::collections::BTreeMap;

use domain::{
    api::{Fill, Neighbours, Page, PeopleQuery, PersonRow, PersonStatus},
    attribute::{Attribute, Authority},
    id::PersonId,
    name::AttributeKey,
    policy,
    rights::Act,
    text,
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, place, scope, standing::Standing};
use crate::store::{
    Conn,
    people_list::{self, Listing},
    person::{self, Person},
    seat,
};

/// The key of the attribute that lists show beside the name.
const MAIL: &str = "mail";

impl App {
    /// A page of people.
    pub(crate) async fn people(&self, asker: &Asker, query: PeopleQuery) -> Result<Page<PersonRow>, AppError> {
        let limit = place::limit(query.limit)?;
        let after = place::text_and_number(query.after.as_deref())?.map(|(text, id)| (text, PersonId(id)));
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let listing = listing(&mut conn, &catalogue, asker, &query, Act::SeePeople).await?;
        let mut rows = people_list::page(&mut conn, &listing, after, limit + 1).await?;
        let total = people_list::count(&mut conn, &listing).await?;
        let next = place::cut(&mut rows, limit, |last| place::of_text_and_number(&last.search, last.id.0));
        let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
        let pending: BTreeMap<PersonId, i64> = people_list::pending(&mut conn, &ids).await?.into_iter().collect();
        let standings = Standing::load_many(&mut conn, &ids).await?;
        let mail = AttributeKey::parse(MAIL).ok().and_then(|key| catalogue.attribute(&key));
        let shown = |standing: &Standing, mail: &Attribute| {
            let whose = catalogue.whose(asker, standing.person.id, &standing.entries);
            let is_seen = asker.sees_hidden(&whose) || standing.own(&catalogue, mail).policy.visible;
            standing.effective(&catalogue, mail).value.filter(|_| is_seen)
        };
        let items = rows
            .iter()
            .map(|row| {
                let standing = standings.get(&row.id);
                PersonRow {
                    id: row.id,
                    username: row.username.clone(),
                    display_name: row.display_name.clone(),
                    mail: mail.and_then(|mail| Some(shown(standing?, mail)?.first().to_owned())),
                    blocked: row.blocked(),
                    in_directory: standing.is_some_and(|standing| standing.followed().next().is_some()),
                    missing: standing.map(|standing| missing(&catalogue, standing, row)).unwrap_or_default(),
                    pending: pending.get(&row.id).copied().unwrap_or(0),
                }
            })
            .collect();
        Ok(Page { items, next, total })
    }

    /// The people next to a person in a list, so that *previous* and *next* walk the same list in the same order.
    pub(crate) async fn neighbours(
        &self,
        asker: &Asker,
        id: PersonId,
        query: PeopleQuery,
    ) -> Result<Neighbours, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        scope::may_about(&mut conn, &catalogue, asker, Act::SeePerson, id).await?;
        // Said of the page that led here, and just as wrong here if it is.
        place::limit(query.limit)?;
        let listing = listing(&mut conn, &catalogue, asker, &query, Act::SeePeople).await?;
        let person = person::by_id(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        let (previous, next) = people_list::neighbours(&mut conn, &listing, &person.search, id).await?;
        Ok(Neighbours { previous, next })
    }

    /// How complete the active people's profiles are. Attributes that are hidden, or that nothing fills, are not counted.
    pub(crate) async fn fill(&self, asker: &Asker) -> Result<Fill, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeePeople).await?;
        let is_everywhere = within.is_everywhere();
        let sets = people_list::filled_sets(&mut conn, &within).await?;
        let active: i64 = sets.iter().map(|(_, people)| people).sum();
        let blocked = Listing { status: PersonStatus::Blocked, within, ..Listing::default() };
        let blocked = people_list::count(&mut conn, &blocked).await?;
        let filled = countable(&catalogue)
            .map(|attribute| {
                let word = format!(",{},", attribute.key);
                let people = sets.iter().filter(|(set, _)| set.contains(&word)).map(|(_, people)| people).sum();
                (attribute.key.clone(), people)
            })
            .collect();
        // How many there are elsewhere is not for whoever sees a part.
        let seats = self.seat_limit().filter(|_| is_everywhere);
        let waiting = if is_everywhere { seat::waiting(&mut conn).await? } else { 0 };
        Ok(Fill { active, blocked, seats, waiting, filled })
    }
}

/// Attributes that can be missing: employees see them, and a directory is expected to hold them.
fn countable(catalogue: &Catalogue) -> impl Iterator<Item = &Attribute> {
    let all = catalogue.attributes.iter().map(|stored| &stored.attribute);
    all.filter(|attribute| counts(catalogue, attribute))
}

fn counts(catalogue: &Catalogue, attribute: &Attribute) -> bool {
    let policy = attribute.policy;
    policy.visible && policy.authority != Authority::Local && catalogue.is_mapped(&attribute.key)
}

/// Whether every employee is shown an attribute. If not, a list tells nobody what it holds who may not see what is hidden.
fn is_seen_by_all(catalogue: &Catalogue, attribute: &Attribute) -> bool {
    policy::is_seen_by_all(attribute, &catalogue.policies.rules)
}

/// What is missing of what the person can see.
fn missing(catalogue: &Catalogue, standing: &Standing, person: &Person) -> Vec<AttributeKey> {
    let all = catalogue.attributes.iter().map(|stored| &stored.attribute);
    let is_missing = |attribute: &&Attribute| {
        !person.filled.contains(&format!(",{},", attribute.key))
            && counts(catalogue, &catalogue.own(person.id, &standing.entries, attribute))
    };
    all.filter(is_missing).map(|attribute| attribute.key.clone()).collect()
}

/// A query as the store takes it. A filter on a hidden attribute would tell what it holds, so it is refused like an unknown one.
/// Whom it lists is those of whom the asker may do `act`.
pub(super) async fn listing(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    query: &PeopleQuery,
    act: Act,
) -> Result<Listing, AppError> {
    let sees_hidden = asker.who.reach(Act::SeeHidden).includes(&asker.who.reach(act));
    if let Some(key) = &query.missing {
        let is_known =
            catalogue.attribute(key).is_some_and(|attribute| is_seen_by_all(catalogue, attribute) || sees_hidden);
        if !is_known {
            return Err(AppError::BadRequest(format!("`missing`: there is no attribute {key}")));
        }
    }
    let search = query.search.as_deref().map(text::fold_for_search).filter(|search| !search.is_empty());
    if search.as_ref().is_some_and(|search| search.contains('\0') || search.chars().count() > 200) {
        return Err(AppError::BadRequest("`search` is a text of at most 200 characters".to_owned()));
    }
    let mail = AttributeKey::parse(MAIL).ok().and_then(|key| catalogue.attribute(&key));
    let mail_is_seen = mail.is_none_or(|mail| is_seen_by_all(catalogue, mail));
    Ok(Listing {
        search,
        names_only: !sees_hidden && !mail_is_seen,
        missing: query.missing.as_ref().map(AttributeKey::to_string),
        status: query.status.unwrap_or_default(),
        within: asker.within(conn, act).await?,
    })
}
