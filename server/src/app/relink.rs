//! Giving a person another entry of a directory: an account that was made anew, or one more directory. The person who was there keeps everything;
//! whoever was made of the entry meanwhile is merged into them, edits and all (S2.8, S2.22, P12).

use std::collections::BTreeSet;

use domain::{
    approval::Approver,
    change::{ChangeEvent, ChangeState},
    id::{PersonId, RunId, SourceId},
    merge::Notice,
    moment::Moment,
    rights::{Act, Whose},
};

use super::{
    AppError,
    asker::{Actor, Asker},
    block,
    catalogue::Catalogue,
    names,
    standing::Standing,
    step::{self, Why},
};
use crate::store::{
    Conn, attribute, draft,
    entry::{self, Entry, ReadBy},
    federated, finding, grant, identity, news, person, pinned, policy_group, run, session, stand_in,
};

/// The entry that a person is to have.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) source: SourceId,
    pub(super) external_id: String,
    pub(super) dn: String,
}

impl Wanted {
    /// The entry before it is read: what the one before it said last stands until then.
    pub(super) fn unread(&self, person: PersonId, before: Option<&Entry>, now: Moment) -> Entry {
        Entry {
            source: self.source,
            external_id: self.external_id.clone(),
            person,
            dn: self.dn.clone(),
            dn_key: names::dn_key(&self.dn),
            hash: 0,
            theirs: before.map(|before| before.theirs.clone()).unwrap_or_default(),
            since: before.map(|before| before.since.clone()).unwrap_or_default(),
            manager_key: before.and_then(|before| before.manager_key),
            first_run: before.map_or(ReadBy { run: RunId(0), at: now.0 }, |before| before.first_run),
            absent_at: None,
            detached_at: None,
        }
    }
}

/// Goes on only if the asker may say which entry this person has.
pub(super) fn may_relink(asker: &Asker, person: PersonId) -> Result<(), AppError> {
    // Which entry somebody has decides where they are, so nobody decides on it within a part alone.

    let whose = Whose::person(person);
    if !asker.can(Act::SeePerson, Some(&whose)) {
        return Err(AppError::NotFound);
    }
    asker.may(Act::SetIdentity, Some(&whose))
}

/// Gives `keeper` the entry, and merges whoever was made of it into them. Where nobody was made of it yet, it is to be read anew afterwards.
pub(super) async fn relink(
    conn: &mut Conn,
    catalogue: &Catalogue,
    actor: &Actor,
    keeper: PersonId,
    wanted: &Wanted,
    now: Moment,
) -> Result<(), AppError> {
    refuse_while_running(conn, wanted.source).await?;
    relink_now(conn, catalogue, actor, keeper, wanted, now).await
}

/// The same for the run itself.
pub(super) async fn relink_now(
    conn: &mut Conn,
    catalogue: &Catalogue,
    actor: &Actor,
    keeper: PersonId,
    wanted: &Wanted,
    now: Moment,
) -> Result<(), AppError> {
    let ids = [wanted.external_id.as_str()];
    let known = entry::by_external_ids(conn, wanted.source, &ids).await?.pop();
    let made = known.as_ref().map(|entry| entry.person).filter(|made| *made != keeper);
    let both: Vec<PersonId> = made.into_iter().chain([keeper]).collect();
    person::lock(conn, &both).await?;
    let before = Standing::load(conn, keeper).await?.ok_or(AppError::NotFound)?;
    let old: Vec<&Entry> = before.entries.iter().filter(|entry| entry.source == wanted.source).collect();
    if let Some(present) = old.iter().find(|entry| entry.is_present()) {
        return Err(AppError::Conflict(format!(
            "{} has the entry {} of this source; take them off the directory first",
            before.person.display_name, present.dn
        )));
    }
    let was: Vec<String> = old.iter().map(|entry| entry.external_id.clone()).collect();
    if !was.contains(&wanted.external_id) {
        identity::forget_entries(conn, wanted.source, keeper).await?;
    }
    // Who is there in another source keeps the user name that they have.
    let is_elsewhere = before.entries.iter().any(|entry| entry.source != wanted.source && entry.is_present());
    let mut username = None;
    match (made, known) {
        (Some(made), _) => username = merge(conn, catalogue, actor, made, keeper, now).await?,
        (None, Some(_)) => {}
        (None, None) if hex::decode(&wanted.external_id).is_err() => {
            return Err(AppError::Conflict(
                "the entry's id could not be read, so nobody can be linked to it".to_owned(),
            ));
        }
        (None, None) => entry::add_many(conn, &[wanted.unread(keeper, old.first().copied(), now)]).await?,
    }
    identity::give_entry(conn, (wanted.source, &wanted.external_id), keeper).await?;
    federated::forget_unproved(conn, keeper).await?;
    identity::forget_removal(conn, keeper).await?;
    take_in(conn, catalogue, keeper, username.filter(|_| !is_elsewhere), now).await?;
    let mut row = actor.audit(now, "person.relink");
    row.person = Some(keeper);
    row.detail = serde_json::json!({
        "source": catalogue.sources.get(&wanted.source), "from": was, "to": wanted.external_id, "merged": made,
    });
    conn.audit(row);
    Ok(())
}

/// A run that is reading this source has seen people as they were.
pub(super) async fn refuse_while_running(conn: &mut Conn, source: SourceId) -> Result<(), AppError> {
    let is_running =
        |stored: &run::Stored| stored.run.source == source && stored.run.state == domain::api::RunState::Running;
    if run::unfinished(conn).await?.iter().any(is_running) {
        return Err(AppError::Conflict("a run of this source is going; try again when it has ended".to_owned()));
    }
    Ok(())
}

/// Merges somebody who was made too much into the one who stays; gives the user name that they held.
async fn merge(
    conn: &mut Conn,
    catalogue: &Catalogue,
    actor: &Actor,
    made: PersonId,
    keeper: PersonId,
    now: Moment,
) -> Result<Option<String>, AppError> {
    let (newer, older) = (
        Standing::load(conn, made).await?.ok_or(AppError::NotFound)?,
        Standing::load(conn, keeper).await?.ok_or(AppError::NotFound)?,
    );
    let has: BTreeSet<SourceId> = older.entries.iter().filter(|one| one.is_present()).map(|one| one.source).collect();
    if let Some(twice) = newer.entries.iter().find(|one| one.is_present() && has.contains(&one.source)) {
        return Err(AppError::Conflict(format!(
            "{} and {} both have an entry of one source, the second one {}; take one of them off first",
            older.person.display_name, newer.person.display_name, twice.dn
        )));
    }
    give_way(conn, catalogue, actor, &older, &newer, now).await?;
    identity::give_changes(conn, made, keeper).await?;
    draft::give(conn, made, keeper).await?;
    news::give(conn, made, keeper).await?;
    pinned::give(conn, made, keeper).await?;
    for entry in &newer.entries {
        if !has.contains(&entry.source) {
            identity::forget_entries(conn, entry.source, keeper).await?;
            identity::give_entry(conn, (entry.source, &entry.external_id), keeper).await?;
        }
    }
    merge_accounts(conn, made, keeper).await?;
    finding::remove_of_person(conn, made).await?;
    policy_group::give(conn, made, keeper).await?;
    stand_in::give(conn, made, keeper).await?;
    name_in_levels(conn, made, keeper).await?;
    identity::remove_person(conn, made).await?;
    let mut row = actor.audit(now, "person.merge");
    row.person = Some(keeper);
    row.detail = serde_json::json!({ "merged": made });
    conn.audit(row);
    Ok(newer.person.wanted_username)
}

/// Whom levels of approval name is the one who stays.
async fn name_in_levels(conn: &mut Conn, made: PersonId, keeper: PersonId) -> Result<(), AppError> {
    // As they are now: a run that merges several has read them before it began.
    for stored in attribute::all(conn).await? {
        let mut attribute = stored.attribute.clone();
        let approvers = attribute.levels.iter_mut().flat_map(|level| &mut level.approvers);
        for approver in approvers {
            if let Approver::People(people) = approver {
                people.iter_mut().filter(|one| **one == made).for_each(|one| *one = keeper);
            }
        }
        if attribute != stored.attribute && !attribute::set(conn, &attribute, stored.version).await? {
            return Err(AppError::Conflict("the attributes were changed meanwhile; try again".to_owned()));
        }
    }
    Ok(())
}

/// Where both have a change of one attribute that was not exported yet, the newer one stands and the older one is told so.
async fn give_way(
    conn: &mut Conn,
    catalogue: &Catalogue,
    actor: &Actor,
    older: &Standing,
    newer: &Standing,
    now: Moment,
) -> Result<(), AppError> {
    let waits =
        |state: ChangeState| matches!(state, ChangeState::Pending | ChangeState::Approved | ChangeState::Conflict);
    for old in older.changes.iter().filter(|change| waits(change.state)) {
        let new = newer.changes.iter().find(|change| change.attribute == old.attribute && waits(change.state));
        let Some(new) = new else { continue };
        let mut gives_way = if old.id < new.id { old.clone() } else { new.clone() };
        // What has ended does not rest.
        gives_way.suspended_at = None;
        let why = Why::seen(Notice::ReplacedByNewer, None);
        step::step(conn, catalogue, &mut gives_way, ChangeEvent::Supersede, actor, why, now).await?;
    }
    Ok(())
}

/// The account of the one who stays is kept, with the roles of both.
async fn merge_accounts(conn: &mut Conn, made: PersonId, keeper: PersonId) -> Result<(), AppError> {
    session::close_of_people(conn, &[made, keeper]).await?;
    match (identity::account(conn, made).await?, identity::account(conn, keeper).await?) {
        (None, _) => {}
        (Some(account), None) => identity::give_account(conn, account, Some(keeper)).await?,
        (Some(ended), Some(kept)) => {
            grant::give(conn, ended, kept).await?;
            identity::give_deeds(conn, ended, kept).await?;
            federated::give(conn, ended, kept).await?;
            identity::give_account(conn, ended, None).await?;
        }
    }
    Ok(())
}

/// The directory has the person again: its block ends, and the user name is that of the entry.
async fn take_in(
    conn: &mut Conn,
    catalogue: &Catalogue,
    keeper: PersonId,
    username: Option<String>,
    now: Moment,
) -> Result<(), AppError> {
    let mut kept = person::by_id(conn, keeper).await?.ok_or(AppError::NotFound)?;
    let was_blocked = kept.blocked().is_some();
    kept.blocked_by_directory = None;
    kept.version += 1;
    if username.is_some() {
        kept.wanted_username = username;
    }
    block::settle(conn, &mut kept, was_blocked, now).await?;
    if kept.blocked().is_none() && kept.username.is_none() {
        // Who was never in a directory had none.
        block::take_username(conn, &mut kept).await?;
    }
    person::put_many(conn, std::slice::from_ref(&kept)).await?;
    entry::forget_hashes(conn, &[keeper]).await?;
    let standing = Standing::load(conn, keeper).await?.ok_or(AppError::NotFound)?;
    person::set_shown(conn, keeper, &standing.shown(catalogue)).await?;
    // What the other one had open goes on with them, or rests with them.
    let rests_since = kept.blocked().map(|blocked| blocked.at);
    if standing.changes.iter().any(|change| change.suspended_at.is_some() != rests_since.is_some()) {
        block::suspend(conn, &[keeper], rests_since).await?;
    }
    Ok(())
}
