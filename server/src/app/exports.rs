//! Exports: what was approved is written to a file that the directory's owner feeds back. The delta since the last export is the normal case;
//! a file counts as handed over from its first download on.

use std::collections::BTreeSet;

use domain::{
    api::{Export, FileFormat, MakeExport, Page, Target},
    id::{ChangeId, ExportId, PersonId, TargetId},
    moment::Moment,
    rights::Act,
};

use super::{
    App, AppError,
    asker::Asker,
    catalogue::Catalogue,
    column_profiles,
    export_file::{self, Look},
    place, policies, scope,
    standing::Standing,
    step_many, template, together,
};
use crate::store::{
    Conn, column_profile,
    export::{self, NewExport},
    given,
    item::{self, Carries},
    item_waiting, person,
    within::Within,
    writing,
};
use crate::target;

/// Items that are read together.
const CHUNK: i64 = 20_000;

impl App {
    /// The targets, with what waits for each.
    pub(crate) async fn targets(&self, asker: &Asker, now: Moment) -> Result<Vec<Target>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeTargets).await?;
        let mut targets = Vec::new();
        for target in &catalogue.targets {
            let (waiting, people, unconfirmed) = item::tally(&mut conn, target.id, &within).await?;
            let attributes = target.on().filter_map(|mapping| {
                let (attribute, name) = (mapping.attribute()?.clone(), mapping.name.clone());
                Some(domain::api::TargetAttribute { attribute, name })
            });
            let attributes = attributes.collect();
            let computed = target.on().filter(|mapping| !target.follows(mapping)).map(|mapping| mapping.name.clone());
            let computed = computed.collect();
            let writing = writing::state(&mut conn, target.id, &within, now).await?.ok_or(AppError::NotFound)?;
            let name = target.name.clone();
            let overdue = self.overdue_alarm(&mut conn, target.id, &within, now).await?;
            targets.push(Target {
                id: target.id,
                name,
                kind: target.kind,
                waiting,
                people,
                unconfirmed,
                attributes,
                computed,
                writing,
                overdue,
            });
        }
        Ok(targets)
    }

    /// Makes an export of what waits, for everybody or for chosen people, and keeps its file.
    pub(crate) async fn make_export(
        &self,
        asker: &Asker,
        make: MakeExport,
        idempotency_key: Option<String>,
        now: Moment,
    ) -> Result<Export, AppError> {
        if make.people.as_ref().is_some_and(Vec::is_empty) {
            return Err(AppError::BadRequest("`people` names nobody; leave it out to export everybody".to_owned()));
        }
        if !make.format.takes(make.key) {
            return Err(AppError::BadRequest(cannot_name(make.format).to_owned()));
        }
        if make.columns.is_some() && !matches!(make.format, FileFormat::Csv | FileFormat::Xlsx) {
            return Err(AppError::BadRequest(
                "`columns`: this kind of file carries the directory's own names; leave it out, or choose CSV or Excel"
                    .to_owned(),
            ));
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let target = template::target(&catalogue, make.target)?;
        let mut conn = self.store().read().await?;
        let is_written = writing::is_on(&mut conn, target.id).await?;
        let is_known = match &idempotency_key {
            Some(key) => export::by_key(&mut conn, asker.who.account, key).await?.is_some(),
            None => false,
        };
        drop(conn);
        if !is_written && !is_known {
            self.queue_delta(asker, make.target, make.people.clone()).await?;
        }
        let asker = asker.clone();
        self.store()
            .write(move |conn| {
                Box::pin(async move { make_in(conn, &catalogue, &asker, make, idempotency_key.as_deref(), now).await })
            })
            .await
    }

    /// Exports, newest first.
    pub(crate) async fn exports(
        &self,
        asker: &Asker,
        after: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<Export>, AppError> {
        let limit = place::limit(limit)?;
        let before = place::number(after)?.unwrap_or(i64::MAX);
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeExports).await?;
        let mut items = export::list(&mut conn, &within, before, limit + 1).await?;
        let total = export::count(&mut conn, &within).await?;
        let next = place::cut(&mut items, limit, |last| last.id.to_string());
        Ok(Page { items, next, total })
    }

    /// One export.
    pub(crate) async fn export(&self, asker: &Asker, id: ExportId) -> Result<Export, AppError> {
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeExports).await?;
        export::by_id(&mut conn, id, &within).await?.ok_or(AppError::NotFound)
    }

    /// The file of an export: the same bytes each time. The first download marks its changes as exported; every download is audited.
    pub(crate) async fn download(&self, asker: &Asker, id: ExportId, now: Moment) -> Result<ExportFile, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let asker = asker.clone();
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    give(conn, &catalogue, &asker, id, now).await?;
                    let file = file_of(conn, id).await?;
                    let mut row = asker.actor().audit(now, "export.download");
                    row.detail = serde_json::json!({ "export": id, "sha256": file.0.sha256 });
                    conn.audit(row);
                    Ok(file)
                })
            })
            .await
    }
}

/// An export with what kind of file it is and the file's bytes.
pub(crate) type ExportFile = (Export, &'static str, Vec<u8>);

/// Marks what is in an export's file as exported, unless somebody has had the file before.
pub(super) async fn give(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    id: ExportId,
    now: Moment,
) -> Result<(), AppError> {
    // Somebody in it may have moved since: then it is another's to hand over.
    let within = asker.within(conn, Act::DownloadExport).await?;
    let known = export::bare(conn, id, &within).await?.ok_or(AppError::NotFound)?;
    if export::downloaded(conn, id, now).await? {
        let people = export::people(conn, id).await?;
        person::lock(conn, &people).await?;
        let ready = item::ready(conn, id).await?;
        let (receipt, ready) = bring_up_to_date(conn, catalogue, &known, ready, now).await?;
        hand_over(conn, asker, (id, &receipt), &ready, now).await?;
    }
    Ok(())
}

/// The file of an export, whoever is in it.
pub(super) async fn file_of(conn: &mut Conn, id: ExportId) -> Result<ExportFile, AppError> {
    let export = export::bare(conn, id, &Within::EVERYWHERE).await?.ok_or(AppError::NotFound)?;
    let content = export::file(conn, id).await?.ok_or(AppError::NotFound)?;
    Ok((export.clone(), target::media_type(export.format), content))
}

/// Why a file of this kind cannot name people as asked.
fn cannot_name(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Ldif => "`key`: LDIF names entries by their distinguished name; choose `dn`",
        FileFormat::Csv | FileFormat::Xlsx | FileFormat::Powershell => {
            "`key`: the Active Directory module knows people by `dn`, `id` or `username`; choose one of them"
        }
    }
}

/// A file that nobody has had yet leaves out what was taken back, replaced, put to rest or switched off since it was made; gives the checksum that it has then,
/// and what is in it.
async fn bring_up_to_date(
    conn: &mut Conn,
    catalogue: &Catalogue,
    known: &Export,
    ready: Vec<item::Item>,
    now: Moment,
) -> Result<(String, Vec<item::Item>), AppError> {
    let id = known.id;
    let target = catalogue.targets.iter().find(|target| target.id == known.target).ok_or(AppError::NotFound)?;
    let is_whole = count(ready.len()) == known.items && !ready.iter().any(|item| export_file::is_off(target, item));
    if is_whole && held_among(conn, catalogue, &ready).await?.is_empty() {
        return Ok((known.sha256.clone(), ready));
    }
    let columns = column_profile::used_for(conn, id).await?;
    let look = Look {
        format: known.format,
        profile: known.profile,
        key: known.key,
        delimiter: known.delimiter,
        columns: columns.as_ref(),
    };
    let file = export_file::fill(conn, catalogue, target, look, &ready, now).await?.ok_or_else(|| {
        AppError::Conflict("nothing of this export is left to hand over: it was taken back, is held by a lock, waits by a row of the template that is off or is in the directory already; make a new one".to_owned())
    })?;
    item::put_back(conn, id, &file.items, now).await?;
    let figures = (count(file.items.len()), count(file.people));
    export::replace_file(conn, id, &file.sha256, &file.content, figures).await?;
    Ok((file.sha256, item::ready(conn, id).await?))
}

/// Marks everything in a file as handed over.
async fn hand_over(
    conn: &mut Conn,
    asker: &Asker,
    (id, receipt): (ExportId, &str),
    items: &[item::Item],
    now: Moment,
) -> Result<(), AppError> {
    given::note_export(conn, id, now).await?;
    item::deliver(conn, id, receipt, now).await?;
    let ids: Vec<ChangeId> = items.iter().filter_map(item::Item::change).collect();
    step_many::hand_over(conn, &ids, &asker.actor(), now).await
}

async fn make_in(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    make: MakeExport,
    idempotency_key: Option<&str>,
    now: Moment,
) -> Result<Export, AppError> {
    let target = catalogue.targets.iter().find(|target| target.id == make.target).ok_or(AppError::NotFound)?;
    // One export of a target at a time: two never take the same item, and one that is sent twice finds the first.
    item::lock_target(conn, target.id).await?;
    if writing::is_on(conn, target.id).await? {
        return Err(AppError::Conflict(format!(
            "Amend writes what waits for {} by itself; turn that off to make files",
            target.name
        )));
    }
    if let Some(key) = idempotency_key
        && let Some(known) = export::by_key(conn, asker.who.account, key).await?
    {
        return any(conn, known).await;
    }
    let within = asker.within(conn, Act::MakeExport).await?;
    if let Some(people) = &make.people {
        scope::refuse_outside(conn, asker, Act::MakeExport, people).await?;
        refuse_unknown(conn, people).await?;
    }
    let locked = item_waiting::lock_waiting(conn, target.id, (make.people.as_deref(), &within)).await?;
    let mut items = all_waiting(conn, target.id, (make.people.as_deref(), &within)).await?;
    if let Some(locked) = locked {
        // Whoever is new since they were locked comes with the next export.
        items.retain(|item| locked.contains(&item.person));
    }
    if items.is_empty() {
        return Err(AppError::Conflict("nothing waits to be exported for these people".to_owned()));
    }
    let columns = make.columns.map(|id| column_profiles::named(catalogue, target.id, id)).transpose()?;
    let make = match &columns {
        Some(by) => MakeExport { key: by.key, profile: by.profile, delimiter: by.delimiter, ..make },
        None => make,
    };
    let look = Look {
        format: make.format,
        profile: make.profile,
        key: make.key,
        delimiter: make.delimiter,
        columns: columns.as_ref(),
    };
    let file = export_file::fill(conn, catalogue, target, look, &items, now).await?.ok_or_else(|| {
        AppError::Conflict("the directory holds all of it already, and the next sync will confirm it; or its attributes were locked since, and an administrator chooses what becomes of it; or its rows of the template are off".to_owned())
    })?;
    let new = NewExport {
        target: target.id,
        format: make.format,
        profile: make.profile,
        key: make.key,
        delimiter: make.delimiter,
        items: count(file.items.len()),
        people: count(file.people),
        account: asker.who.account,
        made_by: &asker.name,
        idempotency_key,
    };
    let id = export::make(conn, &new, now)
        .await?
        .ok_or_else(|| AppError::Conflict("the same export is being made".to_owned()))?;
    if let Some(columns) = &columns {
        column_profile::use_for(conn, id, columns).await?;
    }
    let day = now.to_rfc3339();
    let day = day.split('T').next().unwrap_or(&day);
    let file_name = format!("{}-{day}-{id}.{}", target.name, make.format.extension());
    export::put_file(conn, id, &file_name, &file.sha256, &file.content).await?;
    let mut moved = 0;
    for chunk in file.items.chunks(5000) {
        export::put_people(conn, id, chunk).await?;
        moved += item::take(conn, chunk, id, now).await?;
    }
    if usize::try_from(moved) != Ok(file.items.len()) {
        return Err(AppError::Conflict("what waits moved while the export was made; make it again".to_owned()));
    }
    let mut row = asker.actor().audit(now, "export.make");
    row.detail = serde_json::json!({ "export": id, "items": file.items.len(), "people": file.people });
    conn.audit(row);
    any(conn, id).await
}

/// An export, whoever is in it.
async fn any(conn: &mut Conn, id: ExportId) -> Result<Export, AppError> {
    export::by_id(conn, id, &Within::EVERYWHERE).await?.ok_or(AppError::NotFound)
}

/// The changes, of the people whom items are about, that a policy which was set since or a conflict in their group holds back.
pub(super) async fn held_among(
    conn: &mut Conn,
    catalogue: &Catalogue,
    items: &[item::Item],
) -> Result<BTreeSet<ChangeId>, AppError> {
    let mut held = BTreeSet::new();
    let may_be = |item: &&item::Item| match &item.carries {
        Carries::Change { attribute, .. } => catalogue.may_be_held(attribute),
        Carries::Value { .. } => false,
    };
    let people: BTreeSet<PersonId> = items.iter().filter(may_be).map(|item| item.person).collect();
    for chunk in people.into_iter().collect::<Vec<_>>().chunks(500) {
        let standings = Standing::load_many(conn, chunk).await?;
        let each = standings.values().flat_map(|one| one.changes.iter().map(|change| (change, one.entries.as_slice())));
        let closed = catalogue.closed(each);
        held.extend(policies::held(conn, &closed).await?);
        held.extend(standings.values().flat_map(|one| together::held_by_conflict(catalogue, one)));
    }
    Ok(held)
}

/// Whom items are about.
pub(super) fn people_of(items: &[item::Item]) -> Vec<PersonId> {
    items.iter().map(|item| item.person).collect::<BTreeSet<_>>().into_iter().collect()
}

/// People whom nobody knows are named, and nobody is exported: a selection is meant as it was sent.
pub(super) async fn refuse_unknown(conn: &mut Conn, people: &[PersonId]) -> Result<(), AppError> {
    let known: BTreeSet<PersonId> = person::by_ids(conn, people).await?.into_iter().map(|one| one.id).collect();
    let unknown: BTreeSet<PersonId> = people.iter().copied().filter(|id| !known.contains(id)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = unknown.iter().take(20).map(PersonId::to_string).collect();
    Err(AppError::BadRequest(format!("`people`: there is no person {}", named.join(", "))))
}

pub(super) fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

async fn all_waiting(
    conn: &mut Conn,
    target: TargetId,
    whose: (Option<&[PersonId]>, &Within),
) -> Result<Vec<item::Item>, AppError> {
    let mut all = Vec::new();
    let mut after = 0;
    loop {
        let page = item_waiting::waiting(conn, target, whose, after, CHUNK).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = last.id.0;
        all.extend(page);
    }
}
