//! Taking a person off a directory and linking them to an entry again, of the same directory or another: for renames in which the key itself
//! moves, and for whoever is to be local for a while (S2.8). Whoever is taken off keeps everything, and no run touches them.

use domain::{
    api::{Attach, AttachPreview, AttachedValue, Candidate, Detach, LinkState, PersonLink, Profile, Run, SaidValue},
    change::{ChangeEvent, ChangeState},
    id::{PersonId, SourceId},
    moment::Moment,
    name::AttributeKey,
    plan::Found,
    text::fold,
    value::Theirs,
};

use super::{
    App, AppError,
    asker::{Actor, Asker},
    catalogue::Catalogue,
    relink::{Wanted, may_relink, refuse_while_running, relink},
    standing::Standing,
    step::{self, Why},
};
use crate::store::{
    Conn, change,
    entry::{self, Entry},
    federated, identity, item, person,
};

impl App {
    /// The entries that a person is, or was, followed by.
    pub(crate) async fn links(&self, asker: &Asker, id: PersonId) -> Result<Vec<PersonLink>, AppError> {
        may_relink(asker, id)?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        person::by_id(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        let link = |entry: Entry| {
            let (state, since) = match (entry.detached_at, entry.absent_at) {
                (Some(at), _) => (LinkState::Detached, Some(at)),
                (None, Some(at)) => (LinkState::Away, Some(at)),
                (None, None) => (LinkState::Followed, None),
            };
            let source_name = catalogue.sources.get(&entry.source).cloned().unwrap_or_default();
            let mapping = catalogue.mappings.get(&entry.source);
            let said = |(key, theirs): (&AttributeKey, &Theirs)| {
                let read = entry.read_by(key);
                let from = mapping.and_then(|mapping| mapping.get(key).cloned());
                SaidValue { attribute: key.clone(), from, said: theirs.clone(), run: read.run, at: Moment(read.at) }
            };
            let values = entry.theirs.iter().map(said).collect();
            PersonLink { source: entry.source, source_name, id: entry.external_id, dn: entry.dn, state, since, values }
        };
        Ok(entry::of_person(&mut conn, id).await?.into_iter().map(link).collect())
    }

    /// Takes a person off a source. What the directory said last stays what they have; what was approved and not yet exported is in force.
    pub(crate) async fn detach(
        &self,
        asker: &Asker,
        id: PersonId,
        detach: Detach,
        now: Moment,
    ) -> Result<Profile, AppError> {
        may_relink(asker, id)?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let doer = asker.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { take_off(conn, &catalogue, &doer.actor(), id, detach.source, now).await })
            })
            .await?;
        self.profile(asker, id, now).await
    }

    /// What linking a person to an entry would come to. The directory is asked, nothing is changed.
    pub(crate) async fn try_attach(
        &self,
        asker: &Asker,
        id: PersonId,
        attach: Attach,
    ) -> Result<AttachPreview, AppError> {
        may_relink(asker, id)?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let found = self.read_entry(asker, attach.source, &attach.entry).await?;
        let mut conn = self.store().read().await?;
        let before = Standing::load(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        let old = may_have(&mut conn, &before, attach.source, &found).await?;
        let after = attached(&before, attach.source, &found);
        let values = catalogue.attributes.iter().filter_map(|stored| {
            let attribute = &stored.attribute;
            let (now, then) =
                (before.effective(&catalogue, attribute).value, after.effective(&catalogue, attribute).value);
            (now != then).then(|| AttachedValue { attribute: attribute.key.clone(), now, then })
        });
        let values = values.collect();
        let holder = match found.username.as_deref().map(fold) {
            Some(folded) => person::by_username(&mut conn, &folded).await?.filter(|holder| holder.id != id),
            None => None,
        };
        Ok(AttachPreview {
            changes: change::count_of_person(&mut conn, id, (None, None)).await?,
            replaces: old.filter(|old| old.external_id != found.id).map(|old| old.dn.clone()),
            username_held_by: holder.map(|holder| Candidate {
                id: holder.id,
                blocked: holder.blocked(),
                display_name: holder.display_name,
                username: holder.username,
                changes: 0,
            }),
            values,
            id: found.id,
            dn: found.dn,
            username: found.username,
            disabled: found.disabled,
        })
    }

    /// Links a person to an entry, and reads it.
    pub(crate) async fn attach(
        &self,
        asker: &Asker,
        id: PersonId,
        attach: Attach,
        now: Moment,
    ) -> Result<Run, AppError> {
        may_relink(asker, id)?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let source = attach.source;
        let found = self.read_entry(asker, source, &attach.entry).await?;
        if attach.id.as_ref().is_some_and(|seen| *seen != found.id) {
            return Err(AppError::Conflict(
                "another entry has this name by now; look at what would happen once more".to_owned(),
            ));
        }
        let (doer, external_id) = (asker.clone(), found.id.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let before = Standing::load(conn, id).await?.ok_or(AppError::NotFound)?;
                    may_have(conn, &before, source, &found).await?;
                    let wanted = Wanted { source, external_id: found.id, dn: found.dn };
                    relink(conn, &catalogue, &doer.actor(), id, &wanted, now).await
                })
            })
            .await?;
        self.ask_anew_after_run(now).await?;
        self.start_entries_run(source, vec![external_id], asker.actor(), now).await
    }
}

/// The entry that the person has of this source, if the wanted one is free and theirs is not followed.
async fn may_have<'s>(
    conn: &mut Conn,
    standing: &'s Standing,
    source: SourceId,
    found: &Found,
) -> Result<Option<&'s Entry>, AppError> {
    let name = &standing.person.display_name;
    if let Some(linked) = entry::by_external_ids(conn, source, &[found.id.as_str()]).await?.pop()
        && linked.person != standing.person.id
    {
        let holder = person::by_id(conn, linked.person).await?.map(|holder| holder.display_name).unwrap_or_default();
        return Err(AppError::Conflict(format!(
            "this entry is linked to {holder} (person {}); take {holder} off it first, or say on the list of findings that the two are one",
            linked.person
        )));
    }
    let old = standing.entries.iter().find(|entry| entry.source == source);
    match old {
        Some(old) if old.is_present() => Err(AppError::Conflict(format!(
            "{name} is followed by the entry {}; take {name} off the directory first",
            old.dn
        ))),
        old => Ok(old),
    }
}

/// The person as they would be with the entry.
fn attached(before: &Standing, source: SourceId, found: &Found) -> Standing {
    let mut after = before.clone();
    let said = |mut entry: Entry| {
        entry.dn.clone_from(&found.dn);
        entry.detached_at = None;
        entry.absent_at = None;
        let read = found.values.iter().filter(|(_, said)| **said != Theirs::NotRead);
        entry.theirs.extend(read.map(|(key, said)| (key.clone(), said.clone())));
        entry
    };
    match after.entries.iter().position(|entry| entry.source == source) {
        Some(place) => {
            let entry = after.entries.remove(place);
            after.entries.insert(place, said(entry));
        }
        None => {
            let wanted = Wanted { source, external_id: found.id.clone(), dn: found.dn.clone() };
            after.entries.push(said(wanted.unread(before.person.id, None, Moment(0))));
        }
    }
    after
}

async fn take_off(
    conn: &mut Conn,
    catalogue: &Catalogue,
    actor: &Actor,
    id: PersonId,
    source: SourceId,
    now: Moment,
) -> Result<(), AppError> {
    refuse_while_running(conn, source).await?;
    person::touch(conn, id).await?.ok_or(AppError::NotFound)?;
    let standing = Standing::load(conn, id).await?.ok_or(AppError::NotFound)?;
    let mine = standing.entries.iter().find(|entry| entry.source == source && entry.detached_at.is_none());
    let Some(mine) = mine else {
        return Err(AppError::Conflict("this person is not followed by an entry of this source".to_owned()));
    };
    identity::detach(conn, (source, &mine.external_id), now).await?;
    federated::forget_unproved(conn, id).await?;
    identity::forget_removal(conn, id).await?;
    // The directory's word about them counts no more.
    let mut person = standing.person.clone();
    let was_blocked = person.blocked().is_some();
    person.blocked_by_directory = None;
    super::block::settle(conn, &mut person, was_blocked, now).await?;
    person::put_many(conn, std::slice::from_ref(&person)).await?;
    // There is nothing any more that these could be written to.
    for change in change::living(conn, &[id]).await? {
        let is_theirs = standing.entry_of(catalogue, &change.attribute).is_none_or(|entry| entry.source == source);
        if change.state == ChangeState::Approved && is_theirs {
            let mut change = change;
            step::step(conn, catalogue, &mut change, ChangeEvent::Apply, actor, Why::default(), now).await?;
            item::cancel_of_change(conn, change.id, now).await?;
        }
    }
    let standing = Standing::load(conn, id).await?.ok_or(AppError::NotFound)?;
    person::set_shown(conn, id, &standing.shown(catalogue)).await?;
    let mut row = actor.audit(now, "person.detach");
    row.person = Some(id);
    row.detail = serde_json::json!({ "source": catalogue.sources.get(&source), "entry": mine.external_id });
    conn.audit(row);
    Ok(())
}
