//! Values that a file sets, of many people in one transaction. They go the way of an administrator's edit: the same proposal, what it replaces is
//! told so, what no directory has to write is applied, and the rest waits for export.

use std::collections::BTreeMap;

use domain::{
    id::{ImportId, PersonId},
    merge,
    moment::Moment,
    name::AttributeKey,
    value::Value,
};

use crate::{
    app::{AppError, asker::Asker, block, catalogue::Catalogue, standing::Standing, step, step_many},
    store::{Conn, change::Change, person, request},
};

/// What all values of one import have in common.
pub(super) struct Setting<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) asker: &'a Asker,
    pub(super) import: ImportId,
    pub(super) file: &'a str,
    pub(super) now: Moment,
}

/// The values that somebody is to have.
pub(super) type Wanted = Vec<(PersonId, Vec<(AttributeKey, Option<Value>)>)>;

/// Sets values; `standings` has everybody whom they are about, and is as it is afterwards.
pub(super) async fn set(
    conn: &mut Conn,
    setting: &Setting<'_>,
    wanted: Wanted,
    standings: &mut BTreeMap<PersonId, Standing>,
) -> Result<(), AppError> {
    let people: Vec<PersonId> = wanted.iter().map(|(person, _)| *person).collect();
    if people.is_empty() {
        return Ok(());
    }
    let file = (setting.import, setting.file);
    let requests = request::open_many(conn, &people, setting.asker.who.account, file, setting.now).await?;
    let who = &setting.asker.who;
    let mut new = Vec::new();
    for (id, values) in wanted {
        let (Some(standing), Some(request)) = (standings.get_mut(&id), requests.get(&id)) else { continue };
        for (key, value) in values {
            let Some(attribute) = setting.catalogue.attribute(&key) else { continue };
            let theirs = standing.theirs(setting.catalogue, &key).clone();
            let own = standing.own(setting.catalogue, attribute).into_owned();
            let proposal = merge::propose(&own, &theirs, &standing.open_changes(&key), value.as_ref());
            let by = (&setting.asker.actor(), setting.now);
            let Some((edit, base)) = step::give_way(conn, setting.catalogue, standing, proposal, by).await? else {
                continue;
            };
            let author = (who.account, who.person, setting.asker.name.clone());
            let mut change = Change::pending(*request, id, key, (base, edit), author, setting.now);
            change.imported = Some(setting.file.to_owned());
            new.push(change);
        }
    }
    step_many::enter(conn, setting.catalogue, setting.asker, new, standings, setting.now).await?;
    let mut resting = Vec::new();
    for id in &people {
        let Some(standing) = standings.get_mut(id) else { continue };
        let shown = standing.shown(setting.catalogue);
        if !standing.person.shows(&shown) {
            person::set_shown(conn, *id, &shown).await?;
        }
        if standing.person.blocked().is_some() {
            resting.push(*id);
        }
    }
    if !resting.is_empty() {
        // What is set of somebody who is blocked rests with the rest until they return.
        block::suspend(conn, &resting, Some(setting.now)).await?;
    }
    Ok(())
}
