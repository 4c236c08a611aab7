//! What was approved and has not come back from the directory for days: a list that says where each value is stuck (X3), and telling those who
//! export, once for each change.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{Overdue, OverdueAlarm, OverdueQuery, Page, SetOverdue, Stuck},
    id::{ChangeId, PersonId, TargetId},
    moment::Moment,
    news::NewsAbout,
    rights::{Act, Whose, authorize},
};

use super::{
    App, AppError, asker::Asker, catalogue::Catalogue, deciders, export_file, exports::held_among, place, scope,
    show_change::merge_new, standing::Standing,
};
use crate::store::{
    Conn,
    change::{self, Change},
    entry::{self, Entry},
    item,
    news::NewNews,
    overdue::{self, Asked, Late},
    within::Within,
};

/// The longest time that can be set.
const MOST_DAYS: i64 = 365;
/// Changes that are told of together.
const TOGETHER: i64 = 500;

impl App {
    /// What is overdue, of those whom the asker may see.
    pub(crate) async fn overdue(
        &self,
        asker: &Asker,
        query: OverdueQuery,
        now: Moment,
    ) -> Result<Page<Overdue>, AppError> {
        let limit = place::limit(query.limit)?;
        let after = place::number(query.after.as_deref())?.unwrap_or(0);
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeExports).await?;
        let search = query.search.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let hidden = scope::hidden_from_asker(&mut conn, &catalogue, asker).await?;
        let hidden = asker.person().map(|person| (person, hidden));
        let asked = Asked { target: query.target, stuck: query.stuck, search, within: &within, now, hidden };
        let mut rows = overdue::page(&mut conn, &asked, after, limit + 1).await?;
        let total = overdue::count(&mut conn, &asked).await?;
        let next = place::cut(&mut rows, limit, |last| last.item.to_string());
        Ok(Page { items: shown(&mut conn, &catalogue, rows).await?, next, total })
    }

    /// When a target's values are overdue, and how many are.
    pub(super) async fn overdue_alarm(
        &self,
        conn: &mut Conn,
        target: TargetId,
        within: &Within,
        now: Moment,
    ) -> Result<OverdueAlarm, AppError> {
        let (days, version) = overdue::days(conn, target).await?;
        let asked = Asked { target: Some(target), stuck: None, search: None, within, now, hidden: None };
        Ok(OverdueAlarm { days, version, values: overdue::count(conn, &asked).await? })
    }

    /// Sets after how many days a target's values are overdue.
    pub(crate) async fn set_overdue(
        &self,
        asker: &Asker,
        (id, version): (TargetId, i64),
        set: SetOverdue,
        now: Moment,
    ) -> Result<OverdueAlarm, AppError> {
        if !(0..=MOST_DAYS).contains(&set.days) {
            return Err(AppError::BadRequest(format!("`days`: 0 for never, or 1 to {MOST_DAYS}")));
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let target = catalogue.targets.iter().find(|target| target.id == id).ok_or(AppError::NotFound)?;
        let (actor, name) = (asker.actor(), target.name.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let (before, known) = overdue::days(conn, id).await?;
                    if !overdue::set_days(conn, (id, version), set.days).await? {
                        return Err(AppError::VersionMoved { version: known, moved: Vec::new() });
                    }
                    let mut row = actor.audit(now, "target.overdue");
                    row.detail =
                        serde_json::json!({ "target_id": id, "target": name, "days": set.days, "before": before });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        let mut conn = self.store().read().await?;
        self.overdue_alarm(&mut conn, id, &Within::EVERYWHERE, now).await
    }

    /// Tells those who export what has become overdue, each change once.
    pub(crate) async fn tell_of_overdue(&self, now: Moment) -> Result<(), AppError> {
        let found = overdue::untold(&mut self.store().read().await?, now, TOGETHER).await?;
        if found.is_empty() {
            return Ok(());
        }
        let catalogue = self.present_catalogue().await?;
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let ours = overdue::note_told(conn, &found, now).await?;
                    tell(conn, &catalogue, &ours, now).await
                })
            })
            .await
    }
}

async fn tell(conn: &mut Conn, catalogue: &Catalogue, changes: &[ChangeId], now: Moment) -> Result<(), AppError> {
    let staff = deciders::administrators(conn).await?;
    let changes = change::by_ids(conn, changes).await?;
    let people: BTreeSet<PersonId> = changes.iter().map(|change| change.person).collect();
    let mut entries: BTreeMap<PersonId, Vec<Entry>> = BTreeMap::new();
    for entry in entry::of_people(conn, &people.into_iter().collect::<Vec<_>>()).await? {
        entries.entry(entry.person).or_default().push(entry);
    }
    for one in &changes {
        let own = entries.get(&one.person).map_or(&[][..], Vec::as_slice);
        let whose = Whose::person(one.person).at(catalogue.policies.facts(one.person, own));
        let exporters = staff.iter().filter(|who| authorize(who, Act::MakeExport, Some(&whose)));
        for to in exporters.filter_map(|who| who.person) {
            let (about, change) = (NewsAbout::Overdue, Some(one.id));
            conn.tell(NewNews { to, about, subject: None, by: None, change, at: now });
        }
    }
    Ok(())
}

async fn shown(conn: &mut Conn, catalogue: &Catalogue, rows: Vec<Late>) -> Result<Vec<Overdue>, AppError> {
    let ids: Vec<ChangeId> = rows.iter().map(|one| one.change).collect();
    let changes: BTreeMap<ChangeId, Change> =
        change::by_ids(conn, &ids).await?.into_iter().map(|change| (change.id, change)).collect();
    let people: BTreeSet<PersonId> = rows.iter().map(|one| one.person).collect();
    let standings = Standing::load_many(conn, &people.into_iter().collect::<Vec<_>>()).await?;
    let open: Vec<item::Item> = item::by_ids(conn, &rows.iter().map(|one| one.item).collect::<Vec<_>>()).await?;
    let open: Vec<item::Item> = open.into_iter().filter(|item| item.state.is_open()).collect();
    let held = held_among(conn, catalogue, &open).await?;
    let mut all = Vec::with_capacity(rows.len());
    for one in rows {
        let (Some(change), Some(standing)) = (changes.get(&one.change), standings.get(&one.person)) else { continue };
        let target = catalogue.targets.iter().find(|target| target.id == one.target);
        let (export, file_name, made_at) = one.export.map_or((None, None, None), |(id, name, at)| {
            (Some(id), Some(name), Some(at).filter(|_| one.stuck == Stuck::NotDownloaded))
        });
        all.push(Overdue {
            item: one.item,
            target: one.target,
            target_name: target.map(|target| target.name.clone()).unwrap_or_default(),
            person: one.person,
            person_name: standing.person.display_name.clone(),
            attribute: change.attribute.clone(),
            change: one.change,
            change_state: change.state,
            new: merge_new(catalogue, change),
            says: standing.theirs(catalogue, &change.attribute).value().cloned(),
            approved_at: one.approved_at,
            stuck: one.stuck,
            held: held.contains(&one.change),
            off: open
                .iter()
                .any(|item| item.id == one.item && target.is_some_and(|target| export_file::is_off(target, item))),
            needs_rename: target.is_some_and(|target| {
                let mapping = target.mapping_of(&change.attribute);
                mapping.is_some_and(|mapping| target.needs_rename(mapping, &standing.entries))
            }),
            export,
            file_name,
            made_at,
            handed_over_at: one.handed_over_at,
            next_at: one.next_at,
            reason: one.reason.filter(|_| matches!(one.stuck, Stuck::Stopped | Stuck::NotWritten | Stuck::NoFile)),
        });
    }
    Ok(all)
}
