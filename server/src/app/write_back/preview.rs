//! What would be written now, value by value, for whoever wants to see it before they have it done. It comes of what is stored alone: nothing is sent to
//! the directory and nothing is kept.

use std::collections::BTreeMap;

use domain::{
    api::{Page, WouldWrite},
    delta::Waiting,
    id::{ItemId, PersonId, TargetId},
    moment::Moment,
    value::{Theirs, Value},
};

use super::{
    super::{
        App, AppError, asker::Asker, catalogue::Catalogue, export_file, exports::people_of, place, standing::Standing,
        template,
    },
    take::{self, Left},
};
use crate::{
    store::{
        item::{Carries, Item},
        lease,
        mapping::Mapping,
    },
    target::needs_rename,
};

impl App {
    /// What would be written to a target now, in its order, whether writing is on or off.
    pub(crate) async fn preview_writing(
        &self,
        asker: &Asker,
        id: TargetId,
        after: Option<&str>,
        limit: Option<u32>,
        now: Moment,
    ) -> Result<Page<WouldWrite>, AppError> {
        let limit = place::limit(limit)?;
        let after = place::number(after)?.unwrap_or(0);
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let target = template::target(&catalogue, id)?;
        let mut conn = self.store().read().await?;
        let total = lease::count_candidates(&mut conn, id, now).await?;
        let mut due = lease::candidates(&mut conn, id, now, (after, limit + 1)).await?;
        let next = place::cut(&mut due, limit, |last| last.item.id.to_string());
        let items: Vec<&Item> = due.iter().map(|one| &one.item).collect();
        let people: Vec<PersonId> = people_of(&items.iter().copied().cloned().collect::<Vec<_>>());
        let known = export_file::look_at(&mut conn, &catalogue, target, &people, &items).await?;
        let of_item: BTreeMap<ItemId, &Waiting> = known.waiting.iter().map(|one| (one.item, one)).collect();
        let columns = export_file::columns(&catalogue, target);
        let shown = |item: &Item| {
            let standing = known.standings.get(&item.person)?;
            let entry = take::entry_in(standing, target);
            let mapping = match &item.carries {
                Carries::Change { attribute, .. } => target.row_of(attribute),
                Carries::Value { mapping, .. } => target.row(*mapping),
            };
            let visible = template::told_of(&catalogue, asker, standing);
            if mapping.is_some_and(|mapping| !template::is_told(&catalogue, mapping, visible.as_deref())) {
                return None;
            }
            let of_mapping = columns.iter().filter(|column| mapping.is_some_and(|one| one.id == column.mapping));
            let names: Vec<String> = of_mapping.map(|column| column.heading.clone()).collect();
            let waiting = of_item.get(&item.id);
            let is_stranger = item.change().is_some_and(|change| known.strangers.contains(&change));
            let waits = match (waiting, entry) {
                (None, _) if export_file::is_off(target, item) => Some(Left::Off.reason().to_owned()),
                (None, _) if known.outdated.contains(&item.id) => Some(export_file::OUTDATED.to_owned()),
                (None, _) if is_stranger => Some(Left::Unnamed.reason().to_owned()),
                (None, _) => Some(Left::Held.reason().to_owned()),
                (Some(_), None) => Some(Left::Absent.reason().to_owned()),
                (Some(_), Some(entry)) => needs_rename(&entry.dn, names.iter().map(String::as_str)),
            };
            let (holds, new) = match waiting {
                Some(waiting) => (waiting.known.clone(), waiting.new.clone()),
                None => would_be(&catalogue, standing, item)?,
            };
            let attribute = match &item.carries {
                Carries::Change { attribute, .. } => Some(attribute.clone()),
                Carries::Value { .. } => mapping.and_then(Mapping::attribute).cloned(),
            };
            Some(WouldWrite {
                item: item.id,
                person: item.person,
                person_name: standing.person.display_name.clone(),
                dn: entry.map(|entry| entry.dn.clone()),
                attribute,
                names,
                holds,
                new,
                waits,
            })
        };
        Ok(Page { items: items.into_iter().filter_map(shown).collect(), next, total })
    }
}

/// What an item that is held would come to, by itself.
fn would_be(catalogue: &Catalogue, standing: &Standing, item: &Item) -> Option<(Theirs, Option<Value>)> {
    match &item.carries {
        Carries::Change { change, attribute } => {
            let change = standing.changes.iter().find(|one| one.id == *change)?;
            let new = domain::merge::apply(catalogue.attribute(attribute)?, &change.edit, change.base.value());
            Some((change.base.clone(), new))
        }
        Carries::Value { value, .. } => Some((Theirs::NotRead, value.clone())),
    }
}
