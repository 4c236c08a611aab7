//! The export queue as people see it: what is on its way to a target, why something is not, and having it tried once more.

use std::collections::BTreeMap;

use domain::{
    api::{Item, ItemQuery, Page, Retried},
    id::{ChangeId, ItemId, PersonId, TargetId},
    moment::Moment,
    rights::Act,
};

use super::{
    App, AppError, asker::Asker, export_file, exports::held_among, place, scope, show_change::merge_new, template,
};
use crate::store::{
    change::{self, Change},
    entry::{self, Entry},
    item::Carries,
    item_list::{self, Asked, Listed},
    lease,
    mapping::Mapping,
    person,
};

/// For how long the list shows what is done.
const DONE_SHOWN: i64 = 7 * 86_400_000;
/// Items that are asked for once more in one call.
const RETRIED: usize = 1000;

impl App {
    /// What is on its way to a target.
    pub(crate) async fn items(
        &self,
        asker: &Asker,
        target: TargetId,
        query: ItemQuery,
        now: Moment,
    ) -> Result<Page<Item>, AppError> {
        let limit = place::limit(query.limit)?;
        let after = place::number(query.after.as_deref())?.unwrap_or(0);
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let known = template::target(&catalogue, target)?;
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeExports).await?;
        let search = query.search.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let done_since = now.plus(-DONE_SHOWN);
        let (state, reexport) = (query.state, query.reexport);
        let hidden = template::hidden_from(&mut conn, &catalogue, asker, known).await?;
        let asked = Asked { target, state, search, reexport, within: &within, done_since, hidden };
        let mut listed = item_list::page(&mut conn, &asked, after, limit + 1).await?;
        let total = item_list::count(&mut conn, &asked).await?;
        let next = place::cut(&mut listed, limit, |last| last.item.id.to_string());
        let ids: Vec<ChangeId> = listed.iter().filter_map(|one| one.item.change()).collect();
        let changes: BTreeMap<ChangeId, Change> =
            change::by_ids(&mut conn, &ids).await?.into_iter().map(|change| (change.id, change)).collect();
        let people: Vec<PersonId> = listed.iter().map(|one| one.item.person).collect();
        let names: BTreeMap<PersonId, String> =
            person::by_ids(&mut conn, &people).await?.into_iter().map(|one| (one.id, one.display_name)).collect();
        let mut entries: BTreeMap<PersonId, Vec<Entry>> = BTreeMap::new();
        for entry in entry::of_people(&mut conn, &people).await? {
            entries.entry(entry.person).or_default().push(entry);
        }
        let given = template::given(&mut conn, known, &people).await?;
        let open: Vec<_> = listed.iter().map(|one| &one.item).filter(|item| item.state.is_open()).cloned().collect();
        let held = held_among(&mut conn, &catalogue, &open).await?;
        let shown = |one: Listed| {
            let change = one.item.change().and_then(|id| changes.get(&id));
            let is_open = one.item.state.is_open();
            let off = is_open && export_file::is_off(known, &one.item);
            let own = entries.get(&one.item.person);
            let (attribute, mapping, new) = match one.item.carries {
                Carries::Change { attribute, .. } => {
                    let new = merge_new(&catalogue, change?);
                    (Some(attribute.clone()), known.row_of(&attribute), new)
                }
                Carries::Value { mapping, value } => {
                    let mapping = known.row(mapping);
                    (mapping.and_then(Mapping::attribute).cloned(), mapping, value)
                }
            };
            Some(Item {
                id: one.item.id,
                person: one.item.person,
                person_name: names.get(&one.item.person).cloned().unwrap_or_default(),
                needs_rename: is_open
                    && !off
                    && mapping.zip(own).is_some_and(|(mapping, own)| known.needs_rename(mapping, own)),
                attribute,
                name: mapping.map(|mapping| mapping.name.clone()),
                mapping: mapping.map(|mapping| mapping.id),
                change: change.map(|change| change.id),
                change_state: change.map(|change| change.state),
                old: match (change, mapping) {
                    (Some(change), _) => change.base.value().cloned(),
                    (None, Some(mapping)) => {
                        given.get(&(one.item.person, mapping.id)).and_then(|given| given.value.value().cloned())
                    }
                    (None, None) => None,
                },
                new,
                state: one.item.state,
                held: is_open && change.is_some_and(|change| held.contains(&change.id)),
                off,
                moved_at: one.moved_at,
                attempts: one.attempts,
                next_at: one.next_at.filter(|_| !off),
                reason: if off { Some(export_file::OFF.to_owned()) } else { one.reason },
                receipt: one.receipt,
            })
        };
        Ok(Page { items: listed.into_iter().filter_map(shown).collect(), next, total })
    }

    /// Has items be written once more that failed or were parked.
    pub(crate) async fn retry_items(
        &self,
        asker: &Asker,
        items: Vec<ItemId>,
        now: Moment,
    ) -> Result<Retried, AppError> {
        if items.is_empty() || items.len() > RETRIED {
            return Err(AppError::BadRequest(format!("`items`: name one to {RETRIED} of them")));
        }
        let asker = asker.clone();
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    let people = item_list::people(conn, &items).await?;
                    scope::refuse_outside(conn, &asker, Act::MakeExport, &people).await?;
                    let items = lease::again(conn, &items, now).await?;
                    if !items.is_empty() {
                        let mut row = asker.actor().audit(now, "export.retry");
                        row.detail = serde_json::json!({ "items": items });
                        conn.audit(row);
                    }
                    Ok(Retried { items })
                })
            })
            .await
    }
}
