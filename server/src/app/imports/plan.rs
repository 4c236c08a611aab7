//! The preview of a file: every line compared, batch by batch, and in a full list whoever is not in it. It changes nobody.

use std::collections::BTreeMap;

use domain::{
    api::{ImportAct, ImportCounts, ImportKey, ImportMode, ImportRow, ImportState, RowCode, RowProblem},
    brake::BrakeLimits,
    catalogue::{active_directory_mapping, default_mapping},
    id::{ColumnProfileId, PersonId},
    import::{self as file, Known as KnownColumns, Reader},
    rights::{Act, Whose},
    text::fold_for_search,
};

use super::{
    compare::Comparer,
    known::Known,
    table::{self, Line, Lines},
    work::{Work, doer},
};
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue},
    clock,
    store::{
        Conn,
        import::{self, Stored},
        import_row,
    },
};

/// People who are looked through together.
const TOGETHER: i64 = 1000;

/// Makes the preview. It ends ready, with figures or with the reason why there are none.
pub(super) async fn plan(app: &App, work: Work, stored: &Stored) -> Result<(), AppError> {
    let mut stored = stored.clone();
    let catalogue = app.present_catalogue().await?;
    let cleared = app.store().write::<_, AppError, _>(move |conn| {
        Box::pin(async move {
            let stored = work.fence(conn).await?;
            import_row::clear(conn, work.import).await?;
            doer(conn, &stored).await
        })
    });
    let Some(asker) = cleared.await? else {
        return over(app, work, stored, ImportCounts::default(), Some(NO_RIGHT.to_owned())).await;
    };
    stored.import.counts = ImportCounts::default();
    stored.import.brake = None;
    stored.catalogue_version = catalogue.version;
    let mut lines = table::read(app, work.import, &stored.import.settings);
    let (reason, counts) = match read(app, work, &mut stored, &mut lines, &catalogue, &asker).await {
        Ok((counts, note)) => (note, counts),
        Err(Stop::Reason(why)) => {
            let why = Some(why);
            forget_rows(app, work).await?;
            (why, ImportCounts::default())
        }
        Err(Stop::Error(error)) => return Err(error),
    };
    over(app, work, stored, counts, reason).await
}

const NO_RIGHT: &str = "whoever handed it in may not add people any more; let somebody hand it in who may";

/// Why there is no preview: something about the file, or a failure.
enum Stop {
    Reason(String),
    Error(AppError),
}

impl<E: Into<AppError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

async fn forget_rows(app: &App, work: Work) -> Result<(), AppError> {
    app.store()
        .write::<_, AppError, _>(move |conn| {
            Box::pin(async move {
                work.fence(conn).await?;
                Ok(import_row::clear(conn, work.import).await?)
            })
        })
        .await
}

/// Ends with these figures.
async fn over(
    app: &App,
    work: Work,
    planned: Stored,
    counts: ImportCounts,
    reason: Option<String>,
) -> Result<(), AppError> {
    app.store()
        .write::<_, AppError, _>(move |conn| {
            Box::pin(async move {
                let mut stored = work.fence(conn).await?;
                stored.import.state = ImportState::Ready;
                stored.import.version += 1;
                stored.import.settings = planned.import.settings;
                stored.import.brake = planned.import.brake;
                stored.catalogue_version = planned.catalogue_version;
                stored.import.counts = counts;
                stored.import.reason = reason;
                work.end(conn, &stored).await
            })
        })
        .await
}

async fn read(
    app: &App,
    work: Work,
    stored: &mut Stored,
    lines: &mut Lines,
    catalogue: &Catalogue,
    asker: &Asker,
) -> Result<(ImportCounts, Option<String>), Stop> {
    let mut first = match lines.recv().await {
        None => return Err(Stop::Reason(file::NotText::Empty.to_string())),
        Some(batch) => batch.map_err(Stop::Reason)?,
    };
    let header = if first.is_empty() { None } else { Some(first.remove(0)) };
    head(stored, header, catalogue)?;
    let settings = stored.import.settings.clone();
    if let Some(why) = file::trouble(&settings.columns, settings.key) {
        return Err(Stop::Reason(why));
    }
    let known = Known::read(app, settings.key).await?;
    let mut comparer = Comparer {
        catalogue,
        asker,
        settings: &settings,
        reader: Reader::new(&settings, |key| catalogue.attribute(key)),
        known,
        now: clock::now(),
        keys: Default::default(),
        mails: Default::default(),
        usernames: Default::default(),
        again: BTreeMap::new(),
        outside: Vec::new(),
        nameless: 0,
    };
    let mut counts = ImportCounts::default();
    let mut next = Some(first);
    while let Some(batch) = next {
        let rows = comparer.compare(&mut app.store().read().await?, &batch).await?;
        count(&mut counts, &rows, 1);
        keep(app, work, rows, counts.clone()).await?;
        next = lines.recv().await.transpose().map_err(Stop::Reason)?;
    }
    if counts.rows == 0 {
        return Err(Stop::Reason("there is a line of headings, but no other; add a line for each person".to_owned()));
    }
    if !comparer.outside.is_empty() {
        return Err(Stop::Reason(outside(&comparer.outside)));
    }
    let (again, nameless) = (std::mem::take(&mut comparer.again), comparer.nameless);
    drop(comparer);
    refuse_again(app, work, again, &mut counts).await?;
    if settings.mode == ImportMode::Partial {
        return Ok((counts, None));
    }
    if nameless > 0 {
        let why = format!(
            "{nameless} rows do not tell whom they mean, so nobody is blocked for not being in the file; mend them and hand it in again"
        );
        return Ok((counts, Some(why)));
    }
    block(app, work, stored, &mut counts, asker).await?;
    Ok((counts, None))
}

/// The file is refused whole, with its lines.
fn outside(lines: &[i64]) -> String {
    let named: Vec<String> = lines.iter().take(20).map(i64::to_string).collect();
    let more =
        if lines.len() > named.len() { format!(" and {} more", lines.len() - named.len()) } else { String::new() };
    format!(
        "nobody in the part that your role holds for is meant in line {}{more}; take these lines out and hand the file in again",
        named.join(", ")
    )
}

/// What the headings are taken for, unless somebody has said so.
fn head(stored: &mut Stored, header: Option<Line>, catalogue: &Catalogue) -> Result<(), Stop> {
    let header = header.ok_or_else(|| Stop::Reason(file::NotText::Empty.to_string()))?;
    let headings: Vec<String> =
        header.cells.iter().map(|cell| domain::text::clean(cell, false).chars().take(200).collect()).collect();
    let settings = &mut stored.import.settings;
    let is_same = settings.columns.iter().map(|column| &column.heading).eq(headings.iter());
    if is_same {
        return Ok(());
    }
    settings.columns = file::match_columns(&headings, &known_columns(catalogue, None));
    let is_there = |key: &ImportKey| settings.columns.iter().any(|column| column.taken == key.column());
    if !is_there(&settings.key)
        && let Some(key) = ImportKey::ALL.into_iter().find(is_there)
    {
        settings.key = key;
    }
    Ok(())
}

/// The columns that are understood, with every name that an attribute has in a directory or by a column profile, but for one.
pub(in crate::app) fn known_columns(catalogue: &Catalogue, but: Option<ColumnProfileId>) -> KnownColumns<'_> {
    let mapped = catalogue.mappings.values().flatten().map(|(key, name)| (key.clone(), name.clone()));
    let rows = catalogue.targets.iter().flat_map(|target| &target.mappings);
    let written = rows.filter_map(|mapping| Some((mapping.attribute()?.clone(), mapping.name.clone())));
    let usual = default_mapping().into_iter().chain(active_directory_mapping());
    let names = mapped.chain(written).chain(usual.map(|(key, name)| (key, name.to_owned()))).collect();
    let profiles = catalogue.column_profiles.iter().filter(|one| Some(one.id) != but);
    let headings = profiles.flat_map(|one| one.profile.meanings()).collect();
    KnownColumns { attributes: catalogue.attributes.iter().map(|stored| &stored.attribute).collect(), names, headings }
}

fn count(counts: &mut ImportCounts, rows: &[import_row::Stored], by: i64) {
    for one in rows {
        match one.row.act {
            ImportAct::Add => counts.added += by,
            ImportAct::Change => counts.changed += by,
            ImportAct::Same => counts.unchanged += by,
            ImportAct::Refuse => counts.refused += by,
            ImportAct::Block => {
                counts.blocked += by;
                continue;
            }
        }
        counts.rows += by;
    }
}

async fn keep(app: &App, work: Work, rows: Vec<import_row::Stored>, counts: ImportCounts) -> Result<(), AppError> {
    app.store()
        .write::<_, AppError, _>(move |conn| {
            Box::pin(async move {
                let mut stored = work.fence(conn).await?;
                import_row::add_many(conn, work.import, &rows).await?;
                stored.import.counts = counts;
                Ok(import::save(conn, &stored).await?)
            })
        })
        .await
}

/// Refuses earlier lines whose key came again later.
async fn refuse_again(
    app: &App,
    work: Work,
    again: BTreeMap<i64, (RowCode, i64)>,
    counts: &mut ImportCounts,
) -> Result<(), AppError> {
    if again.is_empty() {
        return Ok(());
    }
    let before = counts.clone();
    *counts = app
        .store()
        .write::<_, AppError, _>(move |conn| {
            Box::pin(async move {
                work.fence(conn).await?;
                let mut counts = before;
                let lines: Vec<i64> = again.keys().copied().collect();
                for chunk in lines.chunks(500) {
                    let mut rows = import_row::by_lines(conn, work.import, chunk).await?;
                    rows.retain(|one| one.row.act != ImportAct::Refuse);
                    count(&mut counts, &rows, -1);
                    for one in &mut rows {
                        let Some((code, line)) = again.get(&one.row.line) else { continue };
                        one.row.act = ImportAct::Refuse;
                        one.row.problems = vec![RowProblem::of(*code).detail(line.to_string())];
                    }
                    count(&mut counts, &rows, 1);
                    import_row::put_many(conn, work.import, &rows).await?;
                }
                Ok(counts)
            })
        })
        .await?;
    Ok(())
}

/// Adds whoever would be blocked: people whom no directory ever had and whom the file does not name.
async fn block(
    app: &App,
    work: Work,
    stored: &mut Stored,
    counts: &mut ImportCounts,
    asker: &Asker,
) -> Result<(), AppError> {
    let mut after = PersonId(0);
    loop {
        let found = import_row::not_named(&mut app.store().read().await?, work.import, after, TOGETHER).await?;
        let Some((last, ..)) = found.last() else { break };
        after = *last;
        // They lie in no part, so only whoever administers everybody blocks them.
        let may = |id: PersonId| asker.can(Act::BlockPerson, Some(&Whose::person(id)));
        let rows: Vec<import_row::Stored> =
            found.iter().filter(|(id, ..)| may(*id)).map(|(id, version, name)| blocked(*id, *version, name)).collect();
        count(counts, &rows, 1);
        keep(app, work, rows, counts.clone()).await?;
    }
    let local = count_local(&mut app.store().read().await?).await?;
    let limits = BrakeLimits::default();
    let limit = (local * limits.percent / 100).max(limits.at_least).min(limits.at_most);
    stored.import.brake = (counts.blocked > limit).then_some(limit);
    Ok(())
}

async fn count_local(conn: &mut Conn) -> Result<i64, AppError> {
    Ok(import_row::count_local(conn).await?)
}

fn blocked(id: PersonId, version: i64, name: &str) -> import_row::Stored {
    import_row::Stored {
        row: ImportRow {
            // They stand on no line.
            line: -id.0,
            act: ImportAct::Block,
            person: Some(id),
            name: name.to_owned(),
            values: Vec::new(),
            problems: Vec::new(),
            outcome: None,
        },
        person_version: Some(version),
        username: None,
        search: fold_for_search(name),
        raw: None,
    }
}
