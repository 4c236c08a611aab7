//! Sources as administrators see them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{Page, ReportKind, ReportLine, ReportQuery, Run, RunState, SetSource, Source, SourceState},
    contacts,
    id::{PersonId, RunId, SourceId},
    moment::Moment,
    rights::Act,
};

use super::{App, AppError, asker::Asker, connection::Shown, place, rekey, sync::reason_of};
use crate::{
    calendar,
    store::{Conn, attribute, notice, person, run, set_up, source},
};

impl App {
    /// All sources.
    pub(crate) async fn sources(&self, asker: &Asker) -> Result<Vec<Source>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let mut sources = Vec::new();
        for stored in source::all(&mut conn).await? {
            let shown: Shown = serde_json::from_str(&stored.settings).map_err(|_| {
                AppError::Internal(format!("the stored settings of source {} cannot be read", stored.name))
            })?;
            let last_run =
                run::list(&mut conn, Some(stored.id), i64::MAX, 1).await?.pop().map(|last| self.live(last.run));
            let notices = self.notices_of(&mut conn, stored.id).await?;
            let (active, blocked) = source::people(&mut conn, stored.id).await?;
            let connection = catalogue.connection(stored.id).ok();
            let rekey_due = connection.and_then(|connection| rekey::due(&stored, connection));
            sources.push(Source {
                id: stored.id,
                name: stored.name,
                origin: stored.origin,
                via: stored.via,
                state: stored.state,
                url: shown.url,
                base: shown.base,
                filter: shown.filter,
                mapping: catalogue.mappings.get(&stored.id).cloned().unwrap_or_default(),
                schedule: stored.schedule,
                selection: stored.selection,
                leaving: stored.leaving,
                contacts: stored.contacts,
                notices,
                version: stored.version,
                rekey_due,
                next_run_at: stored.next_run_at,
                last_run,
                active,
                blocked,
                retired_at: stored.retired_at,
            });
        }
        Ok(sources)
    }

    /// One source.
    pub(crate) async fn source(&self, asker: &Asker, id: SourceId) -> Result<Source, AppError> {
        self.sources(asker).await?.into_iter().find(|source| source.id == id).ok_or(AppError::NotFound)
    }

    /// Sets when a source is read by itself, who of it is taken, what becomes of who leaves, and who is told when something goes wrong.
    pub(crate) async fn set_source(
        &self,
        asker: &Asker,
        id: SourceId,
        version: i64,
        mut set: SetSource,
        now: Moment,
    ) -> Result<Source, AppError> {
        let stored = self.source(asker, id).await?;
        if stored.version != version {
            return Err(AppError::VersionMoved { version: stored.version, moved: Vec::new() });
        }
        if let Some(selection) = &set.selection {
            selection.judge().map_err(|why| AppError::BadRequest(format!("`selection`: {why}")))?;
        }
        if let Some(typed) = &set.contacts {
            let kept = contacts::check(typed).map_err(|why| AppError::BadRequest(format!("`contacts`: {why}")))?;
            set.contacts = Some(kept);
        }
        let state = match set.paused {
            Some(_) if stored.state == SourceState::Draft => {
                return Err(AppError::Conflict("its set-up is not finished, so there is nothing to pause".to_owned()));
            }
            Some(true) => SourceState::Paused,
            Some(false) => SourceState::Active,
            None => stored.state,
        };
        let schedule = set.schedule.clone().unwrap_or_else(|| stored.schedule.clone());
        let next = calendar::next(&schedule, None, now)
            .map_err(|reason| AppError::BadRequest(format!("`schedule`: {reason}")))?;
        // Only what is active is ever due.
        let next = next.filter(|_| state == SourceState::Active);
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let schedule = set.schedule.as_ref().map(|schedule| (schedule, next));
                    let mut done =
                        source::set(conn, (id, version), schedule, set.selection.as_ref(), set.leaving).await?;
                    if let Some(contacts) = set.contacts.as_ref().filter(|_| done) {
                        notice::set_contacts(conn, id, contacts).await?;
                    }
                    if done && state != stored.state {
                        done = set_up::set_state(conn, (id, version + 1), state, next).await?;
                        attribute::move_catalogue(conn).await?;
                    }
                    if !done {
                        return Err(AppError::VersionMoved { version: stored.version, moved: Vec::new() });
                    }
                    let mut row = actor.audit(now, "source.set");
                    row.detail = serde_json::json!({ "source": stored.name, "set": set });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.source(asker, id).await
    }

    /// Runs of a source, newest first.
    pub(crate) async fn runs(
        &self,
        id: SourceId,
        after: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<Run>, AppError> {
        let limit = place::limit(limit)?;
        let before = place::number(after)?.unwrap_or(i64::MAX);
        let mut conn = self.store().read().await?;
        let mut runs = run::list(&mut conn, Some(id), before, limit + 1).await?;
        let total = run::count(&mut conn, id).await?;
        let next = place::cut(&mut runs, limit, |last| last.run.id.to_string());
        Ok(Page { items: runs.into_iter().map(|stored| self.live(stored.run)).collect(), next, total })
    }

    /// One run, with live figures if it is being read here.
    pub(crate) async fn run(&self, id: RunId) -> Result<Run, AppError> {
        let mut conn = self.store().read().await?;
        let stored = run::by_id(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        Ok(self.live(stored.run))
    }

    fn live(&self, mut run: Run) -> Run {
        if run.state == RunState::Running
            && let Some(progress) = self.reading(run.id)
        {
            run.counts.seen = run.counts.seen.max(i64::try_from(progress.seen()).unwrap_or(i64::MAX));
        }
        run
    }

    /// A page of a run's report. People whom the run created come first, then everything else in the order in which it happened.
    /// Values of hidden attributes are left out for those who may not see them.
    pub(crate) async fn report(
        &self,
        asker: &Asker,
        id: RunId,
        query: ReportQuery,
    ) -> Result<Page<ReportLine>, AppError> {
        let limit = place::limit(query.limit)?;
        let mut conn = self.store().read().await?;
        let stored = run::by_id(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        let of_lines = run::count_lines(&mut conn, id, query.kind).await?;
        let shows_created = query.kind.is_none_or(|kind| kind == ReportKind::Created);
        // Of a dry run nobody is there yet: whom it would make is among the lines.
        let is_told = stored.run.dry && matches!(stored.run.state, RunState::Held | RunState::Discarded);
        let shows_created = shows_created && !is_told;
        let total = of_lines + if shows_created { stored.run.counts.created } else { 0 };
        let (list, after) = match query.after.as_deref().map(|place| place.split_once('-')) {
            None => ("c", 0),
            Some(Some((list @ ("c" | "l"), number))) => (list, place::number(Some(number))?.unwrap_or(0)),
            Some(_) => return Err(AppError::BadRequest("`after` is not a place that this list has given".to_owned())),
        };
        let (mut items, mut next) = (Vec::new(), None);
        if list == "c" && shows_created {
            let mut created = run::created(&mut conn, id, PersonId(after), limit + 1).await?;
            next = place::cut(&mut created, limit, |(person, _)| format!("c-{person}"));
            items.extend(created.into_iter().map(|(person, name)| created_line(person, name)));
        }
        // What is left of the page is for the others.
        let room = limit - i64::try_from(items.len()).unwrap_or(limit);
        if next.is_none() && room > 0 {
            let after = if list == "l" { after } else { 0 };
            let mut lines = run::lines(&mut conn, id, query.kind, after, room + 1).await?;
            next = place::cut(&mut lines, room, |(number, _)| format!("l-{number}"));
            items.extend(lines.into_iter().map(|(_, line)| line));
        } else if next.is_none() && of_lines > 0 {
            next = Some("l-0".to_owned());
        }
        complete(&mut conn, &mut items).await?;
        let sees_hidden = asker.can_everywhere(Act::SeeHidden);
        let is_masked = |line: &ReportLine| !sees_hidden || (line.person.is_some() && line.person == asker.person());
        if items.iter().any(is_masked) {
            let catalogue = self.catalogue(asker.catalogue_version).await?;
            let visible = catalogue.seen_by_all();
            // Nobody is told what is hidden of themselves either.
            let masked = items.iter_mut().filter(|line| is_masked(line));
            masked.for_each(|line| line.values.retain(|value| visible.contains(&value.attribute)));
        }
        Ok(Page { items, next, total })
    }
}

fn created_line(person: PersonId, name: String) -> ReportLine {
    ReportLine {
        kind: ReportKind::Created,
        person: Some(person),
        name,
        username: None,
        values: Vec::new(),
        blocked: None,
        reason: None,
    }
}

/// Says of each line by which user name its person goes, or would if they were not blocked, and why they are.
async fn complete(conn: &mut Conn, lines: &mut [ReportLine]) -> Result<(), AppError> {
    let ids: BTreeSet<PersonId> = lines.iter().filter_map(|line| line.person).collect();
    let people = person::by_ids(conn, &ids.into_iter().collect::<Vec<_>>()).await?;
    let names: BTreeMap<PersonId, String> = people
        .into_iter()
        .filter_map(|person| Some((person.id, person.username.or(person.wanted_username)?)))
        .collect();
    for line in lines {
        if line.kind == ReportKind::Blocked {
            line.blocked = line.reason.as_deref().and_then(reason_of);
        }
        line.username = line.person.and_then(|person| names.get(&person).cloned());
    }
    Ok(())
}
