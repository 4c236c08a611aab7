//! Taking an import back: each value that nobody has gone on from becomes what it was, people who were added go unless they are in use, and those
//! who were blocked come back. What is left alone is told, with the reason.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{ImportAct, ImportOutcome, ImportState, RowCode, RowProblem},
    change::ChangeState,
    equality::identical,
    id::PersonId,
};

use super::{
    carry_out::note,
    set_values::{self, Setting, Wanted},
    work::{Work, doer},
};
use crate::{
    app::{App, AppError, block, catalogue::Catalogue, show_change::merge_new, standing::Standing},
    clock,
    store::{
        Conn, erase, identity, import,
        import_row::{self, Stored as Row},
        person, request,
    },
};

/// Rows that are taken back with one transaction.
const TOGETHER: i64 = 250;

/// Takes back what is left to take back.
pub(super) async fn take_back(app: &App, work: Work) -> Result<(), AppError> {
    let catalogue = app.present_catalogue().await?;
    loop {
        let catalogue = catalogue.clone();
        let is_over = app
            .store()
            .write::<_, AppError, _>(move |conn| Box::pin(async move { chunk(conn, work, &catalogue).await }))
            .await?;
        if is_over {
            return Ok(());
        }
    }
}

async fn chunk(conn: &mut Conn, work: Work, catalogue: &Catalogue) -> Result<bool, AppError> {
    let mut stored = work.fence(conn).await?;
    let now = clock::now();
    let asker = doer(conn, &stored).await?;
    let mut rows = match &asker {
        Some(_) => import_row::to_undo(conn, work.import, stored.reached.unwrap_or(i64::MIN), TOGETHER).await?,
        None => Vec::new(),
    };
    let (Some(asker), Some(last)) = (asker, rows.last().map(|row| row.row.line)) else {
        let is_whole = import_row::to_undo(conn, work.import, i64::MIN, 1).await?.is_empty();
        stored.import.state = if is_whole { ImportState::Undone } else { ImportState::Failed };
        if !is_whole {
            let why = "whoever had it taken back may not change people any more; let somebody do it who may";
            stored.import.reason = Some(why.to_owned());
        }
        stored.import.ended_at = Some(now);
        stored.import.version += 1;
        let actor = crate::app::asker::Actor::default();
        let mut row = actor.audit(now, "import.end");
        let counts = &stored.import.counts;
        row.detail = serde_json::json!({
            "import": work.import, "state": stored.import.state, "undone": counts.undone, "kept": counts.kept,
        });
        conn.audit(row);
        work.end(conn, &stored).await?;
        return Ok(true);
    };
    let file = stored.import.file_name.clone();
    let setting = Setting { catalogue, asker: &asker, import: work.import, file: &file, now };
    let people: Vec<PersonId> = rows.iter().filter_map(|one| one.row.person).collect();
    person::lock(conn, &people).await?;
    let mut standings = Standing::load_many(conn, &people).await?;
    remove(conn, &setting, &mut rows, &standings).await?;
    restore(conn, &setting, &mut rows, &mut standings).await?;
    let_in(conn, &setting, &mut rows, &standings).await?;
    let kept = rows.iter().filter(|one| one.row.outcome == Some(ImportOutcome::Kept)).count();
    import_row::put_many(conn, work.import, &rows).await?;
    let kept = i64::try_from(kept).unwrap_or(i64::MAX);
    stored.import.counts.kept += kept;
    stored.import.counts.undone += i64::try_from(rows.len()).unwrap_or(i64::MAX) - kept;
    stored.reached = Some(last);
    import::save(conn, &stored).await?;
    Ok(false)
}

fn of(rows: &mut [Row], act: ImportAct) -> impl Iterator<Item = &mut Row> {
    rows.iter_mut().filter(move |one| one.row.act == act)
}

fn kept(row: &mut Row, problems: Vec<RowProblem>) {
    row.row.outcome = Some(ImportOutcome::Kept);
    row.row.problems = problems;
}

/// The attributes of a row that are not as the import has set them, by name.
fn moved(setting: &Setting<'_>, row: &Row, standing: &Standing) -> BTreeSet<String> {
    let is_moved = |value: &&domain::api::ImportValue| {
        let Some(attribute) = setting.catalogue.attribute(&value.attribute) else { return true };
        // Where the directory's word counts, what the import proposed is on its way beside it.
        let open = standing.changes.iter().filter(|change| change.attribute == attribute.key && change.state.is_open());
        let now = match open.max_by_key(|change| change.id) {
            Some(change) => merge_new(setting.catalogue, change),
            None => standing.effective(setting.catalogue, attribute).value,
        };
        !identical(now.as_ref(), value.new.as_ref())
    };
    row.row.values.iter().filter(is_moved).map(|value| value.attribute.to_string()).collect()
}

/// Takes away people who were added and whom nobody has done anything with.
async fn remove(
    conn: &mut Conn,
    setting: &Setting<'_>,
    rows: &mut [Row],
    standings: &BTreeMap<PersonId, Standing>,
) -> Result<(), AppError> {
    let ids: Vec<PersonId> = of(rows, ImportAct::Add).filter_map(|one| one.row.person).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let others = request::of_others(conn, &ids, setting.import).await?;
    let mut gone = Vec::new();
    for one in of(rows, ImportAct::Add) {
        let Some(id) = one.row.person else { continue };
        let Some(standing) = standings.get(&id) else {
            // Somebody else has taken them away.
            one.row.outcome = Some(ImportOutcome::Undone);
            continue;
        };
        let was_handed_over = standing.changes.iter().any(|change| {
            change.exported_at.is_some() || matches!(change.state, ChangeState::Confirmed | ChangeState::Conflict)
        });
        let is_in_use = was_handed_over
            || !standing.entries.is_empty()
            || others.contains(&id)
            || standing.person.blocked().is_some()
            || identity::account(conn, id).await?.is_some();
        if is_in_use {
            kept(one, vec![RowProblem::of(RowCode::InUse)]);
            continue;
        }
        one.row.outcome = Some(ImportOutcome::Undone);
        one.row.person = None;
        gone.push(id);
        let mut row = setting.asker.actor().audit(setting.now, "person.remove");
        row.person = Some(id);
        row.detail = serde_json::json!({ "import": setting.import });
        conn.audit(row);
    }
    Ok(erase::newcomers(conn, &gone).await?)
}

/// Puts values back that are still as the import has set them.
async fn restore(
    conn: &mut Conn,
    setting: &Setting<'_>,
    rows: &mut [Row],
    standings: &mut BTreeMap<PersonId, Standing>,
) -> Result<(), AppError> {
    let mut wanted = Wanted::new();
    for one in of(rows, ImportAct::Change) {
        let standing = one.row.person.and_then(|id| standings.get(&id));
        let Some(standing) = standing else {
            kept(one, vec![RowProblem::of(RowCode::Moved)]);
            continue;
        };
        let moved = moved(setting, one, standing);
        let back = one.row.values.iter().filter(|value| !moved.contains(value.attribute.as_str()));
        let back: Vec<_> = back.map(|value| (value.attribute.clone(), value.old.clone())).collect();
        if !back.is_empty() {
            wanted.push((standing.person.id, back));
        }
        if moved.is_empty() {
            one.row.outcome = Some(ImportOutcome::Undone);
        } else {
            let told = |attribute: &String| RowProblem::of(RowCode::ChangedSince).detail(attribute.clone());
            kept(one, moved.iter().map(told).collect());
        }
    }
    let touched: Vec<PersonId> = wanted.iter().map(|(id, _)| *id).collect();
    if touched.is_empty() {
        return Ok(());
    }
    person::touch_many(conn, &touched).await?;
    set_values::set(conn, setting, wanted, standings).await
}

/// Lets people in again whom the import blocked and nobody else has.
async fn let_in(
    conn: &mut Conn,
    setting: &Setting<'_>,
    rows: &mut [Row],
    standings: &BTreeMap<PersonId, Standing>,
) -> Result<(), AppError> {
    let ours = note(setting.file, setting.import);
    for one in of(rows, ImportAct::Block) {
        let standing = one.row.person.and_then(|id| standings.get(&id));
        let standing = standing
            .filter(|standing| standing.person.blocked_by_admin.as_ref().is_some_and(|(_, note)| *note == ours));
        let Some(standing) = standing else {
            kept(one, vec![RowProblem::of(RowCode::Moved)]);
            continue;
        };
        let mut person = standing.person.clone();
        person.blocked_by_admin = None;
        person.version += 1;
        block::settle(conn, &mut person, true, setting.now).await?;
        person::put_many(conn, std::slice::from_ref(&person)).await?;
        let mut row = setting.asker.actor().audit(setting.now, "person.unblock");
        row.person = Some(person.id);
        row.detail = serde_json::json!({ "import": setting.import });
        conn.audit(row);
        one.row.outcome = Some(ImportOutcome::Undone);
    }
    Ok(())
}
