//! Deciding on changes, one or thousands. Each decision names the version that was looked at and stands or falls alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    api::{Decided, Decision, DecisionResult, Decisions, ErrorCode, Moved, Verdict},
    change::{ChangeEvent, ChangeState},
    id::{ChangeId, PersonId},
    merge::{self, Notice},
    moment::Moment,
    rights::Act,
};

use super::{
    App, AppError,
    asker::Asker,
    catalogue::Catalogue,
    policies, reports,
    show_change::{Shower, merge_new, shows},
    standing::{Standing, open_change},
    step::{self, Why},
    together, words,
};
use crate::store::{
    Conn,
    change::{self, Change},
    entry::{self, Entry},
    person,
};

/// Decisions that share a transaction: few enough that others' writes need not wait long.
const TOGETHER: usize = 100;

impl App {
    /// Decides; the answers stand in the order of the decisions.
    pub(crate) async fn decide(&self, asker: &Asker, decisions: Decisions, now: Moment) -> Result<Decided, AppError> {
        if decisions.decisions.is_empty() || decisions.decisions.len() > 10_000 {
            return Err(AppError::BadRequest("`decisions` has 1 to 10000 of them".to_owned()));
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let named: Vec<ChangeId> = decisions.decisions.iter().map(|one| one.change).collect();
        self.refuse_changes_outside(asker, &named).await?;
        let mut results = Vec::with_capacity(decisions.decisions.len());
        let named = decisions.decisions.iter().map(|one| (one.change, (one.version, one.verdict))).collect();
        let mut call = Call { named: Arc::new(named), done: BTreeSet::new() };
        for chunk in decisions.decisions.chunks(TOGETHER) {
            let chunk = chunk.to_vec();
            let (catalogue, asker, mut going) = (catalogue.clone(), asker.clone(), call.clone());
            let (decided, done) = self
                .store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move {
                        let ids: Vec<ChangeId> = chunk.iter().map(|decision| decision.change).collect();
                        let people: Vec<PersonId> =
                            change::by_ids(conn, &ids).await?.iter().map(|change| change.person).collect();
                        person::lock(conn, &people).await?;
                        let mut decided = Vec::with_capacity(chunk.len());
                        for decision in chunk {
                            decided.push(one(conn, &catalogue, &asker, &mut going, &decision, now).await?);
                        }
                        Ok((decided, going.done))
                    })
                })
                .await?;
            results.extend(decided);
            call.done = done;
        }
        Ok(Decided { results })
    }
}

/// What was sent together.
#[derive(Clone)]
struct Call {
    /// The version and the verdict of each change.
    named: Arc<BTreeMap<ChangeId, (i64, Verdict)>>,
    /// What was decided on with another already.
    done: BTreeSet<ChangeId>,
}

/// One decision: what refuses it is told in its result; only failures of the database undo the others.
async fn one(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    call: &mut Call,
    decision: &Decision,
    now: Moment,
) -> Result<DecisionResult, AppError> {
    match attempt(conn, catalogue, asker, call, decision, now).await {
        Ok(state) => Ok(DecisionResult {
            change: decision.change,
            state: Some(state),
            problem: None,
            fresh: None,
            moved: Vec::new(),
        }),
        Err(error @ (AppError::Store(_) | AppError::Internal(_))) => Err(error),
        Err(refusal) => refused(conn, catalogue, asker, decision.change, refusal).await,
    }
}

async fn refused(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    id: ChangeId,
    refusal: AppError,
) -> Result<DecisionResult, AppError> {
    let problem = crate::app::problem::details(&refusal);
    let moved = problem.moved.clone();
    let fresh = match change::by_id(conn, id).await? {
        Some(change) if problem.code == ErrorCode::Stale || problem.code == ErrorCode::Conflict => {
            Some(Shower::load(conn, catalogue, asker, std::slice::from_ref(&change)).await?.show(&change))
        }
        _ => None,
    };
    Ok(DecisionResult {
        change: id,
        state: fresh.as_ref().map(|view| view.state),
        problem: Some(problem),
        fresh,
        moved,
    })
}

async fn attempt(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    call: &mut Call,
    decision: &Decision,
    now: Moment,
) -> Result<ChangeState, AppError> {
    // Asked before anything is touched: who may not decide must not move the person's version either.
    let about = change::by_id(conn, decision.change).await?.ok_or(AppError::NotFound)?;
    let entries = entry::of_person(conn, about.person).await?;
    may_decide(conn, catalogue, asker, &about, &entries).await?;
    // Locks the person, so that what is read from here on stays as it is until the transaction ends.
    person::touch(conn, about.person).await?.ok_or(AppError::NotFound)?;
    let mut change = change::by_id(conn, decision.change).await?.ok_or(AppError::NotFound)?;
    if call.done.contains(&change.id) {
        return Ok(change.state);
    }
    let mut standing = Standing::load(conn, change.person).await?.ok_or(AppError::NotFound)?;
    may_decide(conn, catalogue, asker, &change, &standing.entries).await?;
    if change.suspended_at.is_some() {
        return Err(AppError::Conflict("this person is blocked; the change waits until they return".to_owned()));
    }
    if change.version != decision.version || is_stale(catalogue, &standing, &change, decision.verdict) {
        return Err(AppError::Stale { moved: moved(catalogue, &standing, &change) });
    }
    let says_yes = matches!(decision.verdict, Verdict::Approve | Verdict::KeepMine);
    if says_yes && is_held(conn, catalogue, &change, &standing.entries).await? {
        return Err(AppError::Conflict(
            "the attribute was locked or hidden for this person since; an administrator chooses whether to keep or withdraw the change".to_owned(),
        ));
    }
    let mut with = decided_with(conn, catalogue, asker, call, &standing, (&change, decision.verdict)).await?;
    let reason = words::said("reason", decision.reason.as_deref(), 1000)?;
    let actor = asker.actor();
    match decision.verdict {
        Verdict::Approve => {
            for one in std::iter::once(&mut change).chain(&mut with) {
                step::approve(conn, catalogue, one, &actor, now).await?;
            }
        }
        Verdict::Reject => {
            let Some(reason) = reason else {
                return Err(AppError::BadRequest("a rejection needs a reason; its author reads it".to_owned()));
            };
            let why = Why::said(Some(reason));
            for one in std::iter::once(&mut change).chain(&mut with) {
                step::step(conn, catalogue, one, ChangeEvent::Reject, &actor, why.clone(), now).await?;
            }
        }
        Verdict::KeepMine => {
            step::step(conn, catalogue, &mut change, ChangeEvent::Keep, &actor, Why::said(reason), now).await?;
            // Where others wait with it, all are decided on as one.
            if together::pending_with(catalogue, &standing.changes, &change).next().is_none() {
                step::approve(conn, catalogue, &mut change, &actor, now).await?;
            }
        }
        Verdict::TakeTheirs => {
            if change.state != ChangeState::Conflict {
                return Err(AppError::Conflict("only a change in conflict can give way to the directory".to_owned()));
            }
            let why = Why { reason, notice: Some(Notice::TheirsTaken), theirs: None };
            step::step(conn, catalogue, &mut change, ChangeEvent::Supersede, &actor, why, now).await?;
        }
    }
    call.done.extend(with.iter().map(|one| one.id));
    standing.changes = change::living(conn, &[change.person]).await?;
    person::set_shown(conn, change.person, &standing.shown(catalogue)).await?;
    Ok(change.state)
}

/// The changes that are decided on with this one: the asker must have sent them with it, as they are, and may decide on each.
async fn decided_with(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    call: &Call,
    standing: &Standing,
    (change, verdict): (&Change, Verdict),
) -> Result<Vec<Change>, AppError> {
    let with: Vec<Change> = together::pending_with(catalogue, &standing.changes, change).cloned().collect();
    let label = |change: &Change| {
        catalogue.attribute(&change.attribute).map_or_else(String::new, |one| one.label("en").to_owned())
    };
    if verdict == Verdict::Approve
        && change.state == ChangeState::Pending
        && let Some(other) = together::collides(catalogue, &standing.changes, change)
    {
        return Err(AppError::Conflict(format!(
            "{} is decided on with it and is in conflict; settle that first",
            label(other)
        )));
    }
    for one in &with {
        match call.named.get(&one.id) {
            Some((version, same)) if *same == verdict => {
                if *version != one.version || is_stale(catalogue, standing, one, verdict) {
                    return Err(AppError::Stale { moved: moved(catalogue, standing, one) });
                }
            }
            _ => {
                return Err(AppError::Conflict(format!(
                    "{} is decided on with it as one; send the same decision on both",
                    label(one)
                )));
            }
        }
        may_decide(conn, catalogue, asker, one, &standing.entries).await?;
        if verdict == Verdict::Approve && is_held(conn, catalogue, one, &standing.entries).await? {
            return Err(AppError::Conflict(format!(
                "{} is held by a lock; an administrator keeps or withdraws it first",
                label(one)
            )));
        }
    }
    Ok(with)
}

async fn is_held(conn: &mut Conn, catalogue: &Catalogue, change: &Change, entries: &[Entry]) -> Result<bool, AppError> {
    let closed = catalogue.closed(std::iter::once((change, entries)));
    Ok(!policies::held(conn, &closed).await?.is_empty())
}

/// Goes on only if the asker may decide on the change now.
async fn may_decide(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    change: &Change,
    entries: &[Entry],
) -> Result<(), AppError> {
    let manager = reports::manager_of(conn, entries).await?;
    let whose = reports::whose(catalogue, change, entries, manager);
    if asker.can(Act::Decide, Some(&whose)) && shows(catalogue, asker, change, entries) {
        return Ok(());
    }
    // Who may see the change is told why not; to others it does not exist.
    let sees = asker.can(Act::SeePerson, Some(&whose)) && shows(catalogue, asker, change, entries);
    Err(if sees { AppError::Forbidden } else { AppError::NotFound })
}

/// Whether the directory moved under the change since it was proposed. A conflict shows what moved, so it is decided on as seen.
fn is_stale(catalogue: &Catalogue, standing: &Standing, change: &Change, verdict: Verdict) -> bool {
    verdict == Verdict::Approve
        && catalogue.attribute(&change.attribute).is_some_and(|attribute| {
            let own = standing.own(catalogue, attribute);
            merge::is_stale(&own, standing.theirs(catalogue, &change.attribute), &open_change(change))
        })
}

pub(super) fn moved(catalogue: &Catalogue, standing: &Standing, change: &Change) -> Vec<Moved> {
    let now = standing.theirs(catalogue, &change.attribute).value().cloned();
    vec![Moved { attribute: change.attribute.clone(), mine: merge_new(catalogue, change), now }]
}
