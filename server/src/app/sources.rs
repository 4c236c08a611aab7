//! Sources as administrators see them, and how to reach each one.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use domain::{
    api::{Page, ReportKind, ReportLine, ReportQuery, Run, RunState, SetSource, Source},
    brake::BrakeLimits,
    id::{PersonId, RunId, SourceId},
    moment::Moment,
    name::AttributeKey,
    rights::Act,
};

use super::{App, AppError, asker::Asker, place, sync::reason_of};
use crate::{
    calendar,
    config::{Config, Incremental, SourceConfig},
    source::{Account, Address, Fingerprint, IdAttribute, LdapSettings, Limits, ReadRequest, Tls, Trust},
    store::{Conn, person, run, source},
};

/// How to reach a source and what to ask of it.
pub(crate) struct Connection {
    pub(super) ldap: LdapSettings,
    pub(super) base: String,
    pub(super) request: ReadRequest,
    pub(super) username_attribute: String,
    pub(super) disabled_attribute: Option<String>,
    pub(super) disabled_values: Vec<String>,
    pub(super) mapping: Vec<(AttributeKey, String)>,
    pub(super) limits: BrakeLimits,
    pub(super) interval_minutes: u32,
    /// How changes are found between full runs.
    pub(super) incremental: Incremental,
    /// After so many milliseconds everything is read and compared again.
    pub(super) full_after: i64,
    /// After so many milliseconds the ids of everybody are compared again, where the directory does not tell who is gone.
    pub(super) compare_ids_after: i64,
    /// What pages may show.
    pub(super) shown: Shown,
}

/// What pages may show of a source's settings.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Shown {
    pub(super) url: String,
    pub(super) base: String,
    pub(super) filter: String,
}

/// The connections of all sources in the settings, by name.
pub(super) fn connections(config: &Config) -> Result<BTreeMap<String, Connection>, AppError> {
    config.sources.iter().map(|source| Ok((source.name.clone(), connection(source)?))).collect()
}

fn connection(config: &SourceConfig) -> Result<Connection, AppError> {
    let wrong = |reason: String| AppError::BadRequest(format!("setting `source.{}`: {reason}", config.name));
    let tls = match (config.url.starts_with("ldaps:"), config.start_tls) {
        (true, _) => Tls::Ldaps,
        (false, true) => Tls::StartTls,
        (false, false) => Tls::Plain,
    };
    let address = Address::parse(&config.url, tls, config.allow_plain).map_err(|problem| wrong(problem.to_string()))?;
    let trust = match (&config.ca_file, &config.pin_sha256) {
        (Some(file), _) => Trust::CaPem(
            std::fs::read(file)
                .map_err(|error| wrong(format!("ca_file {} cannot be read: {error}", file.display())))?,
        ),
        (None, Some(pin)) => {
            Trust::PinnedSha256(Fingerprint::parse(pin).map_err(|problem| wrong(problem.to_string()))?)
        }
        (None, None) => Trust::System,
    };
    let password = config.bind_password().map_err(|error| AppError::BadRequest(error.to_string()))?;
    let account = Account::new(&config.bind_dn, password).map_err(|problem| wrong(problem.to_string()))?;
    let operation_timeout = Duration::from_secs_f64(config.operation_seconds);
    let limits = Limits {
        connect_timeout: Duration::from_secs_f64(config.connect_seconds),
        operation_timeout,
        // A server may have to sort everything before it answers for the first time.
        first_page_timeout: operation_timeout * 4,
        page_size: u16::try_from(config.page_size).unwrap_or(u16::MAX),
        ..Limits::default()
    };
    let mapping = config.mapping();
    let id = IdAttribute::new(&config.id_attribute).map_err(|problem| wrong(problem.to_string()))?;
    let mut attributes: Vec<&str> = mapping.iter().map(|(_, name)| name.as_str()).collect();
    attributes.push(&config.username_attribute);
    attributes.extend(config.disabled_attribute.as_deref());
    let request = ReadRequest::new(&config.base, &config.filter, &attributes, id)
        .map_err(|problem| wrong(problem.to_string()))?;
    Ok(Connection {
        ldap: LdapSettings::new(address, &trust, account, limits).map_err(|problem| wrong(problem.to_string()))?,
        base: config.base.clone(),
        request,
        username_attribute: config.username_attribute.clone(),
        disabled_attribute: config.disabled_attribute.clone(),
        disabled_values: config.disabled_values.clone(),
        mapping,
        limits: BrakeLimits {
            at_least: config.removals_at_least,
            percent: config.removals_percent,
            at_most: config.removals_at_most,
            ..BrakeLimits::default()
        },
        interval_minutes: config.interval_minutes,
        incremental: config.incremental,
        full_after: i64::from(config.full_hours) * 3_600_000,
        compare_ids_after: i64::from(config.compare_ids_minutes) * 60_000,
        shown: Shown { url: config.url.clone(), base: config.base.clone(), filter: config.filter.clone() },
    })
}

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
            let (active, blocked) = source::people(&mut conn, stored.id).await?;
            sources.push(Source {
                id: stored.id,
                name: stored.name,
                url: shown.url,
                base: shown.base,
                filter: shown.filter,
                mapping: catalogue.mappings.get(&stored.id).cloned().unwrap_or_default(),
                schedule: stored.schedule,
                selection: stored.selection,
                version: stored.version,
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

    /// Sets when a source is read by itself, and who of it is taken.
    pub(crate) async fn set_source(
        &self,
        asker: &Asker,
        id: SourceId,
        version: i64,
        set: SetSource,
        now: Moment,
    ) -> Result<Source, AppError> {
        let stored = self.source(asker, id).await?;
        if stored.version != version {
            return Err(AppError::VersionMoved { version: stored.version, moved: Vec::new() });
        }
        if let Some(selection) = &set.selection {
            selection.judge().map_err(|why| AppError::BadRequest(format!("`selection`: {why}")))?;
        }
        let next = match &set.schedule {
            Some(schedule) => calendar::next(schedule, None, now)
                .map_err(|reason| AppError::BadRequest(format!("`schedule`: {reason}")))?,
            None => None,
        };
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let schedule = set.schedule.as_ref().map(|schedule| (schedule, next));
                    if !source::set(conn, (id, version), schedule, set.selection.as_ref()).await? {
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
        if list == "c" && shows_created {
            let mut created = run::created(&mut conn, id, PersonId(after), limit + 1).await?;
            let next = place::cut(&mut created, limit, |(person, _)| format!("c-{person}"));
            if next.is_some() || !created.is_empty() {
                let next = next.or_else(|| (of_lines > 0).then(|| "l-0".to_owned()));
                let mut items =
                    created.into_iter().map(|(person, name)| created_line(person, name)).collect::<Vec<_>>();
                complete(&mut conn, &mut items).await?;
                return Ok(Page { items, next, total });
            }
        }
        let after = if list == "l" { after } else { 0 };
        let mut lines = run::lines(&mut conn, id, query.kind, after, limit + 1).await?;
        let next = place::cut(&mut lines, limit, |(number, _)| format!("l-{number}"));
        let mut items: Vec<ReportLine> = lines.into_iter().map(|(_, line)| line).collect();
        complete(&mut conn, &mut items).await?;
        if !asker.can(Act::SeeHidden, None) {
            let catalogue = self.catalogue(asker.catalogue_version).await?;
            let visible = catalogue.visible();
            items.iter_mut().for_each(|line| line.values.retain(|value| visible.contains(&value.attribute)));
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
