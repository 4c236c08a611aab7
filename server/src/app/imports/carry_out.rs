//! Carrying an import out, a few rows in each transaction. A row is done as it was shown; where somebody was faster it is left alone and told.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use domain::{
    api::{ImportAct, ImportOutcome, ImportRows, ImportState, RowCode, RowProblem},
    equality::identical,
    id::PersonId,
    moment::Moment,
    name::AttributeKey,
    policy::Editor,
    text::fold,
};

use super::{
    known::{self, Known},
    set_values::{self, Setting, Wanted},
    work::{Work, doer},
};
use crate::{
    app::{
        App, AppError, add_person, block,
        catalogue::Catalogue,
        standing::{self, Standing},
        submit,
    },
    clock,
    store::{
        Conn, attribute,
        import::{self, Stored},
        import_keys,
        import_row::{self, Stored as Row},
        person::{self, Person},
        username,
    },
};

/// Rows that are done with one transaction.
const TOGETHER: i64 = 250;

/// Does what is left to do.
pub(super) async fn carry_out(app: &App, work: Work) -> Result<(), AppError> {
    // E-mail addresses as they are now; whoever comes later is looked at in each transaction.
    let known = Arc::new(Known::read(app, domain::api::ImportKey::Mail).await?);
    let mut late = Late::default();
    loop {
        let catalogue = app.present_catalogue().await?;
        let (known, before) = (known.clone(), std::mem::take(&mut late));
        let (state, after) = app
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { chunk(conn, work, &catalogue, &known, before).await })
            })
            .await?;
        if state != ImportState::Running {
            return Ok(());
        }
        late = after;
    }
}

/// People who came after the e-mail addresses were read.
#[derive(Default)]
struct Late {
    after: Option<PersonId>,
    mails: HashSet<String>,
}

async fn chunk(
    conn: &mut Conn,
    work: Work,
    catalogue: &Catalogue,
    known: &Known,
    mut late: Late,
) -> Result<(ImportState, Late), AppError> {
    let mut stored = work.fence(conn).await?;
    let now = clock::now();
    if stored.import.state != ImportState::Running {
        return Ok((stored.import.state, late));
    }
    if attribute::catalogue_version(conn).await? != catalogue.version {
        // What attributes mean has just moved: this is done in the new sense, or not at all.
        return Ok((stored.import.state, late));
    }
    let stop = match doer(conn, &stored).await? {
        _ if stored.cancel_at.is_some() => Err((ImportState::Cancelled, None)),
        None => Err((
            ImportState::Failed,
            Some("whoever had it carried out may not change people any more; what was done stands"),
        )),
        Some(asker) => Ok(asker),
    };
    let asker = match stop {
        Ok(asker) => asker,
        Err((state, why)) => {
            let state = stopped(&stored, state);
            end(conn, work, stored, state, why, now).await?;
            return Ok((state, late));
        }
    };
    let mut rows = import_row::to_do(conn, work.import, stored.reached.unwrap_or(i64::MIN), TOGETHER).await?;
    let Some(last) = rows.last().map(|row| row.row.line) else {
        end(conn, work, stored, ImportState::Done, None, now).await?;
        return Ok((ImportState::Done, late));
    };
    let file = stored.import.file_name.clone();
    let setting = Setting { catalogue, asker: &asker, import: work.import, file: &file, now };
    add(conn, &setting, &mut rows, known, &mut late).await?;
    change(conn, &setting, &mut rows).await?;
    block_people(conn, &setting, &mut rows).await?;
    let moved = rows.iter().filter(|one| one.row.outcome == Some(ImportOutcome::Moved)).count();
    import_row::put_many(conn, work.import, &rows).await?;
    let moved = i64::try_from(moved).unwrap_or(i64::MAX);
    stored.import.counts.moved += moved;
    stored.import.counts.done += i64::try_from(rows.len()).unwrap_or(i64::MAX) - moved;
    stored.reached = Some(last);
    if moved > 0 && stored.rows == ImportRows::All {
        let why = "a row could not be carried out as it was shown, so all was taken back; look at the rows that were left alone";
        end(conn, work, stored, ImportState::Undoing, Some(why), now).await?;
        return Ok((ImportState::Undoing, late));
    }
    import::save(conn, &stored).await?;
    Ok((ImportState::Running, late))
}

/// Where all or nothing was asked for, what was done is taken back.
fn stopped(stored: &Stored, state: ImportState) -> ImportState {
    if stored.rows == ImportRows::All && state == ImportState::Failed { ImportState::Undoing } else { state }
}

async fn end(
    conn: &mut Conn,
    work: Work,
    mut stored: Stored,
    state: ImportState,
    why: Option<&str>,
    now: Moment,
) -> Result<(), AppError> {
    stored.import.state = state;
    stored.import.reason = why.map(str::to_owned);
    stored.reached = None;
    import::drop_file(conn, work.import).await?;
    let actor = crate::app::asker::Actor::default();
    let mut row = actor.audit(now, "import.end");
    row.detail = serde_json::json!({
        "import": work.import, "state": state, "done": stored.import.counts.done, "moved": stored.import.counts.moved,
    });
    conn.audit(row);
    if state == ImportState::Undoing {
        return Ok(import::save(conn, &stored).await?);
    }
    stored.import.ended_at = Some(now);
    stored.import.version += 1;
    work.end(conn, &stored).await
}

fn of(rows: &mut [Row], act: ImportAct) -> impl Iterator<Item = &mut Row> {
    rows.iter_mut().filter(move |one| one.row.act == act)
}

fn left_alone(row: &mut Row, problem: RowProblem) {
    row.row.outcome = Some(ImportOutcome::Moved);
    row.row.problems = vec![problem];
}

/// Adds people.
async fn add(
    conn: &mut Conn,
    setting: &Setting<'_>,
    rows: &mut [Row],
    known: &Known,
    late: &mut Late,
) -> Result<(), AppError> {
    if !rows.iter().any(|one| one.row.act == ImportAct::Add) {
        return Ok(());
    }
    learn(conn, known, late).await?;
    let names: Vec<String> = of(rows, ImportAct::Add).filter_map(|one| one.username.as_deref().map(fold)).collect();
    let held: HashSet<String> = username::holders(conn, &names).await?.into_iter().map(|(name, _)| name).collect();
    let person = add_person::nobody_yet(PersonId(0), setting.now);
    let nobody = Standing::bare(person);
    for one in of(rows, ImportAct::Add) {
        let problems = problems(setting, one, &nobody);
        if !problems.is_empty() {
            one.row.outcome = Some(ImportOutcome::Moved);
            one.row.problems = problems;
            continue;
        }
        let mail = one.row.values.iter().find(|value| value.attribute.as_str() == "mail");
        let mail = mail.and_then(|value| value.new.as_ref()).map(|value| value.first().to_owned()).unwrap_or_default();
        if !known.by_mail(&mail).is_empty() || late.mails.contains(&known::mail(&mail)) {
            left_alone(one, RowProblem::of(RowCode::MailTaken));
        } else if one.username.as_deref().is_some_and(|name| held.contains(&fold(name))) {
            left_alone(one, RowProblem::of(RowCode::UsernameTaken));
        }
    }
    let count = of(rows, ImportAct::Add).filter(|one| one.row.outcome.is_none()).count();
    let mut next = person::take_ids(conn, i64::try_from(count).unwrap_or(i64::MAX)).await?;
    let (mut people, mut wanted, mut standings) = (Vec::new(), Wanted::new(), BTreeMap::new());
    for one in of(rows, ImportAct::Add).filter(|one| one.row.outcome.is_none()) {
        let id = PersonId(next);
        next += 1;
        let person = newcomer(setting, id, one);
        one.row.person = Some(id);
        one.row.outcome = Some(ImportOutcome::Done);
        let mut row = setting.asker.actor().audit(setting.now, "person.add");
        row.person = Some(id);
        row.detail = serde_json::json!({ "import": setting.import });
        conn.audit(row);
        wanted.push((id, values(one)));
        people.push(person.clone());
        standings.insert(id, Standing::bare(person));
    }
    person::add_many(conn, &people).await?;
    set_values::set(conn, setting, wanted, &mut standings).await
}

/// Looks at who came since the e-mail addresses were read.
async fn learn(conn: &mut Conn, known: &Known, late: &mut Late) -> Result<(), AppError> {
    let mut after = late.after.unwrap_or_else(|| known.last());
    loop {
        let page = import_keys::own(conn, after, 5000).await?;
        let Some(last) = page.last() else { break };
        after = PersonId(last.id);
        late.mails.extend(page.iter().map(|one| one.mail().to_owned()));
    }
    late.after = Some(after);
    Ok(())
}

fn values(row: &Row) -> Vec<(AttributeKey, Option<domain::value::Value>)> {
    row.row.values.iter().map(|value| (value.attribute.clone(), value.new.clone())).collect()
}

/// What is wrong with the values of a row by the rules of today: they may have moved since the preview.
fn problems(setting: &Setting<'_>, row: &Row, standing: &Standing) -> Vec<RowProblem> {
    let check = |value: &domain::api::ImportValue| {
        let key = value.attribute.as_str();
        let checked = submit::check_one(
            setting.catalogue,
            standing,
            (Editor::Admin, false),
            key,
            value.new.as_ref(),
            setting.now,
        );
        let found = checked.err().unwrap_or_default();
        found.into_iter().map(|problem| RowProblem::of_value(key, problem)).collect::<Vec<_>>()
    };
    row.row.values.iter().flat_map(check).collect()
}

/// The row of somebody new, as lists show them once the values are there.
fn newcomer(setting: &Setting<'_>, id: PersonId, row: &Row) -> Person {
    let person = add_person::nobody_yet(id, setting.now);
    let value = |attribute: &domain::attribute::Attribute| {
        let found = row.row.values.iter().find(|value| value.attribute == attribute.key)?;
        found.new.as_ref().map(std::borrow::Cow::Borrowed)
    };
    let shown = standing::shown(setting.catalogue, row.username.as_deref(), None, value);
    Person {
        username: row.username.clone(),
        wanted_username: row.username.clone(),
        display_name: shown.display_name,
        search: shown.search,
        filled: shown.filled,
        ..person
    }
}

/// Changes people who are as they were shown.
async fn change(conn: &mut Conn, setting: &Setting<'_>, rows: &mut [Row]) -> Result<(), AppError> {
    let people: Vec<PersonId> = of(rows, ImportAct::Change).filter_map(|one| one.row.person).collect();
    if people.is_empty() {
        return Ok(());
    }
    person::lock(conn, &people).await?;
    let mut standings = Standing::load_many(conn, &people).await?;
    let mut wanted = Wanted::new();
    for one in of(rows, ImportAct::Change) {
        let standing = one.row.person.and_then(|id| standings.get(&id));
        let is_as_shown = standing.is_some_and(|standing| {
            one.row.values.iter().all(|value| {
                let now = setting.catalogue.attribute(&value.attribute);
                let now = now.map(|attribute| standing.effective(setting.catalogue, attribute).value);
                now.is_some_and(|now| identical(now.as_ref(), value.old.as_ref()))
            })
        });
        let problems = standing.map(|standing| problems(setting, one, standing)).unwrap_or_default();
        match standing {
            Some(_) if is_as_shown && !problems.is_empty() => {
                one.row.outcome = Some(ImportOutcome::Moved);
                one.row.problems = problems;
            }
            Some(standing) if is_as_shown => {
                wanted.push((standing.person.id, values(one)));
                one.row.outcome = Some(ImportOutcome::Done);
            }
            _ => left_alone(one, RowProblem::of(RowCode::Moved)),
        }
    }
    let touched: Vec<PersonId> = wanted.iter().map(|(id, _)| *id).collect();
    person::touch_many(conn, &touched).await?;
    set_values::set(conn, setting, wanted, &mut standings).await
}

/// What stands as the reason with whoever is blocked.
pub(super) fn note(file: &str, import: domain::id::ImportId) -> String {
    format!("not in the file {file} (import {import})")
}

/// Blocks people who are not in the file and whom no directory has got meanwhile.
async fn block_people(conn: &mut Conn, setting: &Setting<'_>, rows: &mut [Row]) -> Result<(), AppError> {
    let ids: Vec<PersonId> = of(rows, ImportAct::Block).filter_map(|one| one.row.person).collect();
    if ids.is_empty() {
        return Ok(());
    }
    person::lock(conn, &ids).await?;
    let standings = Standing::load_many(conn, &ids).await?;
    for one in of(rows, ImportAct::Block) {
        let standing = one.row.person.and_then(|id| standings.get(&id));
        let as_shown = standing.filter(|standing| {
            let person = &standing.person;
            standing.entries.is_empty() && person.blocked().is_none() && Some(person.version) == one.person_version
        });
        let Some(standing) = as_shown else {
            left_alone(one, RowProblem::of(RowCode::Moved));
            continue;
        };
        let mut person = standing.person.clone();
        person.blocked_by_admin = Some((setting.now, note(setting.file, setting.import)));
        person.pinned_at = None;
        person.version += 1;
        block::settle(conn, &mut person, false, setting.now).await?;
        person::put_many(conn, std::slice::from_ref(&person)).await?;
        let mut row = setting.asker.actor().audit(setting.now, "person.block");
        row.person = Some(person.id);
        row.detail = serde_json::json!({ "import": setting.import });
        conn.audit(row);
        one.row.outcome = Some(ImportOutcome::Done);
    }
    Ok(())
}
