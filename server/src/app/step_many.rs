//! Many values set by an administrator at once, and many handed over at once: the same steps as [`super::step`] takes for one, with their audit rows,
//! but written with as few statements as there are tables.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    attribute::Authority,
    change::{ChangeEvent, ChangeState},
    id::{ChangeId, PersonId, TargetId},
    moment::Moment,
};

use super::{
    AppError,
    asker::{Actor, Asker},
    catalogue::Catalogue,
    notices::news,
    references,
    standing::Standing,
    step::{self, Why},
};
use crate::store::{
    Conn,
    change::{self, Change},
    change_many::{self, NewItem},
    person,
};

/// Changes whose steps are taken together: what is held in memory at once.
const TOGETHER: usize = 5000;

/// Has those of these changes that are approved be exported: they stand in a file that somebody has, or were written to their directory. Whoever they
/// are about is locked.
pub(super) async fn hand_over(
    conn: &mut Conn,
    changes: &[ChangeId],
    actor: &Actor,
    now: Moment,
) -> Result<(), AppError> {
    for chunk in changes.chunks(TOGETHER) {
        let mut exported = change::by_ids(conn, chunk).await?;
        // Somebody may have decided otherwise while it was on its way.
        exported.retain(|change| change.state == ChangeState::Approved);
        let people: BTreeSet<PersonId> = exported.iter().map(|change| change.person).collect();
        person::touch_many(conn, &people.into_iter().collect::<Vec<_>>()).await?;
        let ids: Vec<ChangeId> = exported.iter().map(|change| change.id).collect();
        let count = change_many::save_exported(conn, &ids, now).await?;
        if usize::try_from(count) != Ok(ids.len()) {
            return Err(AppError::Stale { moved: Vec::new() });
        }
        for change in &mut exported {
            step::advance(change, ChangeEvent::Export, actor, Why::default(), now)?;
            conn.audit(step::audit_row(change, ChangeEvent::Export, actor, now));
            news::of_step(conn, change, ChangeEvent::Export, actor, now);
        }
    }
    Ok(())
}

/// Proposes and approves these pending changes, and applies those that no target writes. `standings` has everybody whom they are about, and has
/// the changes afterwards.
pub(super) async fn enter(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    mut new: Vec<Change>,
    standings: &mut BTreeMap<PersonId, Standing>,
    now: Moment,
) -> Result<(), AppError> {
    let mut writes: Vec<Vec<TargetId>> = Vec::with_capacity(new.len());
    for change in &mut new {
        let targets = written_to(catalogue, change, standings.get(&change.person));
        let is_local =
            catalogue.attribute(&change.attribute).is_some_and(|one| one.policy.authority == Authority::Local);
        change.state = change.state.after(ChangeEvent::Approve, None)?;
        (change.approver_name, change.approved_at) = (Some(asker.name.clone()), Some(now));
        change.version += 1;
        if is_local || targets.is_empty() {
            change.state = change.state.after(ChangeEvent::Apply, None)?;
            change.version += 1;
            writes.push(Vec::new());
        } else {
            writes.push(targets);
        }
    }
    change_many::add(conn, &mut new).await?;
    let mut items = Vec::new();
    for (change, targets) in new.iter().zip(writes) {
        references::note(conn, catalogue, change).await?;
        audit(conn, change, asker, now);
        items.extend(targets.into_iter().map(|target| NewItem {
            target,
            person: change.person,
            attribute: change.attribute.clone(),
            change: change.id,
        }));
    }
    change_many::add_items(conn, &items, now).await?;
    for change in new {
        if let Some(standing) = standings.get_mut(&change.person) {
            standing.changes.push(change);
        }
    }
    Ok(())
}

/// One row for each step that was taken.
fn audit(conn: &mut Conn, change: &Change, asker: &Asker, now: Moment) {
    use domain::change::ChangeState::{Applied, Approved, Pending};
    let mut steps = vec![("change.propose", Pending), (step::action(ChangeEvent::Approve), Approved)];
    if change.state == Applied {
        steps.push((step::action(ChangeEvent::Apply), Applied));
    }
    for (action, state) in steps {
        // Nobody applies anything: it is what follows.
        let actor = if state == Applied { Actor::default() } else { asker.actor() };
        let mut row = actor.audit(now, action);
        row.person = Some(change.person);
        row.attribute = Some(change.attribute.clone());
        row.change = Some(change.id);
        row.detail = serde_json::json!({ "state": state });
        conn.audit(row);
    }
}

/// The targets that a change is written to, as for a single one: those of directories that have its person, or all of somebody whom none ever had.
fn written_to(catalogue: &Catalogue, change: &Change, standing: Option<&Standing>) -> Vec<TargetId> {
    let entries = standing.map(|standing| standing.entries.as_slice()).unwrap_or_default();
    let has =
        |source| entries.is_empty() || entries.iter().any(|one| one.source == source && one.detached_at.is_none());
    catalogue.targets_of(&change.attribute).filter(|target| has(target.source)).map(|target| target.id).collect()
}
