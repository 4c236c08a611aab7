//! Finding another person by name, to name them as a value. Employees may know so much of each other, unless the company has said otherwise.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{Colleague, Colleagues, ColleaguesQuery, PersonStatus},
    attribute::{Attribute, Kind},
    id::PersonId,
    name::AttributeKey,
    policy,
    rights::Act,
    text,
    value::Value,
};

use super::{
    App, AppError, asker::Asker, catalogue::Catalogue, names::Names, place, reports, scope, standing::Standing,
};
use crate::store::{
    Conn, entry,
    people_list::{self, Listing},
    within::Within,
};

/// People on a page, and the most of them.
const USUAL: u32 = 8;
const MOST: u32 = 20;
/// Managers above somebody are followed so far: no company is deeper, and a circle in the directory has to end somewhere.
const DEEPEST: usize = 30;

impl App {
    /// Active people by part of a name, user name or e-mail address.
    pub(crate) async fn colleagues(&self, asker: &Asker, query: ColleaguesQuery) -> Result<Colleagues, AppError> {
        if !self.finds_colleagues(asker) {
            return Err(AppError::Forbidden);
        }
        let limit = query.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(AppError::BadRequest(format!("`limit` is a number from 1 to {MOST}")));
        }
        let after = place::text_and_number(query.after.as_deref())?.map(|(text, id)| (text, PersonId(id)));
        let search = text::fold_for_search(&query.search);
        if search.contains('\0') || search.chars().count() > 200 {
            return Err(AppError::BadRequest("`search` is a text of at most 200 characters".to_owned()));
        }
        if search.is_empty() {
            return Ok(Colleagues { items: Vec::new(), next: None });
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let mut of = asker.person();
        if let Some(named) = query.of {
            let whose = scope::whose(&mut conn, &catalogue, asker, named).await?;
            of = asker.can(Act::SeePerson, Some(&whose)).then_some(named).or(of);
        }
        let names_only = !searches_mail(&catalogue, asker);
        let within = match self.config().profiles.find_colleagues {
            true => Within::EVERYWHERE,
            false => asker.within(&mut conn, Act::SeePeople).await?,
        };
        let listing = Listing { search: Some(search), names_only, missing: None, status: PersonStatus::Active, within };
        let mut rows = people_list::page(&mut conn, &listing, after, i64::from(limit) + 1).await?;
        let next = place::cut(&mut rows, i64::from(limit), |last| place::of_text_and_number(&last.search, last.id.0));
        rows.retain(|row| Some(row.id) != of);
        let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
        let standings = Standing::load_many(&mut conn, &ids).await?;
        let below = match of {
            Some(of) => below(&mut conn, &ids, of).await?,
            None => BTreeSet::new(),
        };
        let items = rows.into_iter().map(|row| {
            let value = |attribute: Option<&Attribute>| value(&catalogue, standings.get(&row.id)?, attribute?);
            let text = |key: &str| value(seen(&catalogue, key)).map(|value| value.first().to_owned());
            Colleague {
                id: row.id,
                title: text("title"),
                department: text("department"),
                photo: value(photo(&catalogue)),
                below: below.contains(&row.id),
                name: row.display_name,
            }
        });
        Ok(Colleagues { items: items.collect(), next })
    }

    /// Whether the asker may look for people in this way; where the company keeps that to itself, those whom they may see.
    pub(crate) fn finds_colleagues(&self, asker: &Asker) -> bool {
        let is_on = self.config().profiles.find_colleagues || asker.can(Act::SeePeople, None);
        is_on && asker.can(Act::FindColleagues, None)
    }
}

/// Whether the e-mail address is searched as well: what is hidden from somebody must not be found out by searching.
pub(super) fn searches_mail(catalogue: &Catalogue, asker: &Asker) -> bool {
    seen(catalogue, "mail").is_some() || asker.can_everywhere(Act::SeeHidden)
}

/// An attribute, if every employee sees it.
fn seen<'c>(catalogue: &'c Catalogue, key: &str) -> Option<&'c Attribute> {
    let attribute = catalogue.attribute(&AttributeKey::parse(key).ok()?)?;
    policy::is_seen_by_all(attribute, &catalogue.policies.rules).then_some(attribute)
}

/// The picture that colleagues are known by.
pub(super) fn photo(catalogue: &Catalogue) -> Option<&Attribute> {
    seen(catalogue, "photo").filter(|attribute| attribute.kind == Kind::Photo)
}

fn value(catalogue: &Catalogue, standing: &Standing, attribute: &Attribute) -> Option<Value> {
    standing.effective(catalogue, attribute).value
}

/// Those of some people who report to `of`, as the directory says, directly or through others.
async fn below(conn: &mut Conn, people: &[PersonId], of: PersonId) -> Result<BTreeSet<PersonId>, AppError> {
    let mut found = BTreeSet::new();
    // Who is asked about, and whom of their managers is looked at next.
    let mut above: BTreeMap<PersonId, PersonId> = people.iter().map(|person| (*person, *person)).collect();
    for _ in 0..DEEPEST {
        let next: BTreeSet<PersonId> = above.values().copied().collect();
        if next.is_empty() {
            break;
        }
        let entries = entry::of_people(conn, &next.into_iter().collect::<Vec<_>>()).await?;
        let named: BTreeMap<PersonId, String> =
            entries.iter().filter_map(|entry| Some((entry.person, reports::manager_name(entry)?))).collect();
        let names = Names::load(conn, &named.values().cloned().collect()).await?;
        above = above
            .into_iter()
            .filter_map(|(person, at)| Some((person, names.person(named.get(&at)?)?)))
            .filter(|(person, manager)| {
                let is_there = *manager == of;
                if is_there {
                    found.insert(*person);
                }
                !is_there && manager != person
            })
            .collect();
    }
    Ok(found)
}
