//! Moving a change: the one place where the state machine's answer is stored, with its audit row and what follows for the export queue, in the
//! caller's transaction.

use domain::{
    attribute::Authority,
    change::{ChangeEvent, ChangeState},
    id::ChangeId,
    merge::{Notice, Proposal},
    moment::Moment,
    value::{Edit, Theirs},
};

use super::{
    AppError,
    approval::{self, Staged},
    asker::Actor,
    catalogue::Catalogue,
    notices::news,
    standing::Standing,
};
use crate::store::{
    Conn, approval as stored,
    change::{self, Change},
    entry::{self, Entry},
    item,
    mapping::Target,
};

/// Why a change moves.
#[derive(Clone, Debug, Default)]
pub(crate) struct Why {
    /// A person's words.
    pub(crate) reason: Option<String>,
    /// What Amend saw or did by itself.
    pub(crate) notice: Option<Notice>,
    /// What the directory says now, where that is the cause.
    pub(crate) theirs: Option<Theirs>,
}

impl Why {
    /// For a reason that somebody gave.
    pub(crate) fn said(reason: Option<String>) -> Self {
        Self { reason, ..Self::default() }
    }

    /// For something that Amend saw.
    pub(crate) fn seen(notice: Notice, theirs: Option<Theirs>) -> Self {
        Self { reason: None, notice: Some(notice), theirs }
    }
}

/// Ends the changes whose place a newer value takes; gives the edit to store and its base, unless nothing is left to store.
pub(crate) async fn give_way(
    conn: &mut Conn,
    catalogue: &Catalogue,
    standing: &mut Standing,
    proposal: Proposal,
    (actor, now): (&Actor, Moment),
) -> Result<Option<(Edit, Theirs)>, AppError> {
    let (withdraws, supersedes, stored) = match proposal {
        Proposal::Nothing => return Ok(None),
        Proposal::Cancels { withdraws, supersedes } => (withdraws, supersedes, None),
        Proposal::Store { edit, base, supersedes } => (Vec::new(), supersedes, Some((edit, base))),
    };
    for change in &mut standing.changes {
        let event = match () {
            () if withdraws.contains(&change.id) => ChangeEvent::Withdraw,
            () if supersedes.contains(&change.id) => ChangeEvent::Supersede,
            () => continue,
        };
        step(conn, catalogue, change, event, actor, Why::seen(Notice::ReplacedByNewer, None), now).await?;
    }
    Ok(stored)
}

/// Refuses what a person wants with changes that are being written to a directory at this moment: nobody knows yet whether they are in it.
pub(super) async fn refuse_while_sending(conn: &mut Conn, changes: &[ChangeId]) -> Result<(), AppError> {
    if !item::is_sending(conn, changes).await? {
        return Ok(());
    }
    Err(AppError::Conflict(
        "this is being written to the directory at this moment; try again in a few seconds".to_owned(),
    ))
}

/// The same of what would take the place of such a change.
pub(super) async fn refuse_to_overtake(conn: &mut Conn, proposal: &Proposal) -> Result<(), AppError> {
    match proposal {
        Proposal::Nothing => Ok(()),
        Proposal::Cancels { withdraws, supersedes } => {
            refuse_while_sending(conn, withdraws).await?;
            refuse_while_sending(conn, supersedes).await
        }
        Proposal::Store { supersedes, .. } => refuse_while_sending(conn, supersedes).await,
    }
}

/// Does one step. The state machine refuses what has no meaning now; a change that somebody else moved meanwhile is [`AppError::Stale`].
pub(crate) async fn step(
    conn: &mut Conn,
    catalogue: &Catalogue,
    change: &mut Change,
    event: ChangeEvent,
    actor: &Actor,
    why: Why,
    now: Moment,
) -> Result<(), AppError> {
    let from = change.state;
    advance(change, event, actor, why, now)?;
    if !change::save(conn, change).await? {
        return Err(AppError::Stale { moved: Vec::new() });
    }
    conn.audit(audit_row(change, event, actor, now));
    news::of_step(conn, change, event, actor, now);
    follow(conn, catalogue, change, event, now).await?;
    let waits = |state| matches!(state, ChangeState::Pending | ChangeState::Conflict);
    match (waits(from), waits(change.state)) {
        (_, true) => approval::settle(conn, catalogue, &[change], Staged::Anew, now).await,
        (true, false) => approval::forget(conn, &[change]).await,
        (false, false) => Ok(()),
    }
}

/// What a step makes of a change; nothing is stored.
pub(super) fn advance(
    change: &mut Change,
    event: ChangeEvent,
    actor: &Actor,
    why: Why,
    now: Moment,
) -> Result<(), AppError> {
    let from = change.state;
    change.state = from.after(event, change.before_conflict)?;
    change.version += 1;
    if why.reason.is_some() {
        change.reason = why.reason;
    }
    change.notice = why.notice;
    match event {
        ChangeEvent::Approve => {
            change.approver_name = actor.name.clone();
            change.approved_at = Some(now);
        }
        ChangeEvent::Export => change.exported_at = Some(now),
        ChangeEvent::Confirm => change.confirmed_at = Some(now),
        ChangeEvent::Collide => {
            change.before_conflict = Some(from);
            change.theirs = why.theirs;
        }
        ChangeEvent::Keep => {
            // From now on the directory's third value is what the change stands against.
            change.base = change.theirs.take().unwrap_or_else(|| change.base.clone());
            change.before_conflict = None;
            change.exported_at = None;
        }
        ChangeEvent::Reexport => {
            change.reexported_at = Some(now);
            change.exported_at = None;
        }
        ChangeEvent::Supersede => change.theirs = why.theirs.or_else(|| change.theirs.take()),
        ChangeEvent::Reconcile => change.theirs = None,
        ChangeEvent::Reject | ChangeEvent::Withdraw | ChangeEvent::Apply | ChangeEvent::NotTake | ChangeEvent::Fail => {
        }
    }
    if event == ChangeEvent::Reconcile {
        change.before_conflict = None;
    }
    Ok(())
}

/// The audit row of a step. It names the state and the notice, never a value.
pub(super) fn audit_row(
    change: &Change,
    event: ChangeEvent,
    actor: &Actor,
    now: Moment,
) -> crate::store::audit::NewAudit {
    let mut row = actor.audit(now, action(event));
    row.person = Some(change.person);
    row.attribute = Some(change.attribute.clone());
    row.change = Some(change.id);
    row.detail = serde_json::json!({ "state": change.state, "notice": change.notice });
    row
}

/// What a step means for the queue.
async fn follow(
    conn: &mut Conn,
    catalogue: &Catalogue,
    change: &Change,
    event: ChangeEvent,
    now: Moment,
) -> Result<(), AppError> {
    match event {
        ChangeEvent::Approve | ChangeEvent::Reexport => {
            for target in written_to(conn, catalogue, change).await? {
                item::add(conn, target.id, change.person, &change.attribute, change.id, now).await?;
            }
        }
        ChangeEvent::Withdraw | ChangeEvent::Supersede | ChangeEvent::Confirm | ChangeEvent::Keep | ChangeEvent::Reject => {
            item::cancel_of_change(conn, change.id, now).await?;
            if event == ChangeEvent::Keep {
                // It stands against another value now, so nobody has said yes to it.
                stored::begin_anew(conn, change.id).await?;
            }
        }
        ChangeEvent::Export
        | ChangeEvent::Apply
        | ChangeEvent::NotTake
        | ChangeEvent::Fail
        // The export of a change in conflict is held: only items of approved changes are ever taken.
        | ChangeEvent::Collide
        | ChangeEvent::Reconcile => {}
    }
    Ok(())
}

/// The targets that a change of its person is written to.
async fn written_to<'c>(
    conn: &mut Conn,
    catalogue: &'c Catalogue,
    change: &'c Change,
) -> Result<Vec<&'c Target>, AppError> {
    let entries = entry::of_person(conn, change.person).await?;
    Ok(targets(catalogue, change, &entries))
}

/// The targets that a change of a person with these entries is written to: those of directories that have the person. Of somebody whom no
/// directory ever had, all.
pub(super) fn targets<'c>(catalogue: &'c Catalogue, change: &'c Change, entries: &[Entry]) -> Vec<&'c Target> {
    let has = |target: &&Target| {
        entries.is_empty() || entries.iter().any(|one| one.source == target.source && one.detached_at.is_none())
    };
    catalogue.targets_of(&change.attribute).filter(has).collect()
}

/// Whether a change of a person with these entries is in force with its approval: no target writes it.
pub(super) fn applies_at_once(catalogue: &Catalogue, change: &Change, entries: &[Entry]) -> bool {
    let is_local = catalogue
        .attribute(&change.attribute)
        .is_some_and(|one| catalogue.own(change.person, entries, one).policy.authority == Authority::Local);
    is_local || targets(catalogue, change, entries).is_empty()
}

/// Approves a change, and applies it at once where no target writes its attribute.
pub(crate) async fn approve(
    conn: &mut Conn,
    catalogue: &Catalogue,
    change: &mut Change,
    actor: &Actor,
    now: Moment,
) -> Result<(), AppError> {
    step(conn, catalogue, change, ChangeEvent::Approve, actor, Why::default(), now).await?;
    let entries = entry::of_person(conn, change.person).await?;
    if applies_at_once(catalogue, change, &entries) {
        step(conn, catalogue, change, ChangeEvent::Apply, &Actor::default(), Why::default(), now).await?;
        item::cancel_of_change(conn, change.id, now).await?;
    }
    Ok(())
}

/// The audit log's word for an event.
pub(crate) fn action(event: ChangeEvent) -> &'static str {
    match event {
        ChangeEvent::Approve => "change.approve",
        ChangeEvent::Reject => "change.reject",
        ChangeEvent::Withdraw => "change.withdraw",
        ChangeEvent::Export => "change.export",
        ChangeEvent::Apply => "change.apply",
        ChangeEvent::Confirm => "change.confirm",
        ChangeEvent::NotTake => "change.not_take",
        ChangeEvent::Fail => "change.fail",
        ChangeEvent::Collide => "change.collide",
        ChangeEvent::Reconcile => "change.reconcile",
        ChangeEvent::Keep => "change.keep",
        ChangeEvent::Supersede => "change.supersede",
        ChangeEvent::Reexport => "change.reexport",
    }
}

/// Adds a new change as pending, with its audit row.
pub(crate) async fn propose(conn: &mut Conn, mut new: Change, actor: &Actor, now: Moment) -> Result<Change, AppError> {
    debug_assert_eq!(new.state, ChangeState::Pending);
    new.id = change::add(conn, &new).await?;
    let mut row = actor.audit(now, "change.propose");
    row.person = Some(new.person);
    row.attribute = Some(new.attribute.clone());
    row.change = Some(new.id);
    row.detail = match new.suggested_at {
        Some(_) => serde_json::json!({ "state": new.state, "suggested": true }),
        None => serde_json::json!({ "state": new.state }),
    };
    conn.audit(row);
    Ok(new)
}
