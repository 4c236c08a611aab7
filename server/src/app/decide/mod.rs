//! Deciding on changes, one or thousands. Each decision names the version that was looked at and stands or falls alone; those of a chunk are
//! looked at in memory and written together, with as few statements as there are tables.

mod desk;
mod refusals;
mod settle;
mod writes;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    api::{Decided, Decision, DecisionResult, Decisions, Moved, Verdict},
    change::{ChangeEvent, ChangeState},
    id::{ChangeId, PersonId},
    moment::Moment,
};

use self::desk::Desk;
use super::{
    App, AppError, approval::passes, asker::Asker, catalogue::Catalogue, show_change::merge_new, standing::Standing,
    step::Why, words,
};
use crate::store::{
    Conn,
    change::{self, Change},
    person,
};

/// Decisions that share a transaction: few enough that others' writes need not wait long.
const TOGETHER: usize = 500;

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
                        let decided = all(conn, &catalogue, &asker, &mut going, &chunk, now).await?;
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

/// A chunk of decisions: what refuses one is told in its result; only failures of the database undo the others.
async fn all(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    call: &mut Call,
    chunk: &[Decision],
    now: Moment,
) -> Result<Vec<DecisionResult>, AppError> {
    let ids: Vec<ChangeId> = chunk.iter().map(|decision| decision.change).collect();
    let people: BTreeSet<PersonId> = change::by_ids(conn, &ids).await?.iter().map(|change| change.person).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    // So that what is read from here on stays as it is until the transaction ends.
    person::lock(conn, &people).await?;
    let mut desk = Desk::open(conn, catalogue, asker, &ids, &people, now).await?;
    let mut outcomes = Vec::with_capacity(chunk.len());
    for decision in chunk {
        let outcome = match decision.verdict {
            Verdict::Approve | Verdict::Reject => desk.decide(call, decision),
            Verdict::KeepMine | Verdict::TakeTheirs => {
                desk.write(conn).await?;
                desk.settle(conn, call, decision).await
            }
        };
        match outcome {
            Err(error @ (AppError::Store(_) | AppError::Internal(_))) => return Err(error),
            outcome => outcomes.push((decision.change, outcome)),
        }
    }
    desk.write(conn).await?;
    refusals::results(conn, catalogue, asker, outcomes).await
}

impl Desk<'_> {
    /// A yes or a no.
    fn decide(&mut self, call: &mut Call, decision: &Decision) -> Result<ChangeState, AppError> {
        if let Some(state) = self.state_of(decision.change).filter(|_| call.done.contains(&decision.change)) {
            return Ok(state);
        }
        let change = self.may_decide(decision)?;
        self.is_as_seen(&change, decision)?;
        let with = self.decided_with(call, &change, decision.verdict)?;
        let members: Vec<Change> = std::iter::once(change.clone()).chain(with).collect();
        match decision.verdict {
            Verdict::Approve => self.approve(&members)?,
            _ => {
                let reason = words::said("reason", decision.reason.as_deref(), 1000)?;
                let Some(reason) = reason else {
                    return Err(AppError::BadRequest("a rejection needs a reason; its author reads it".to_owned()));
                };
                // Refused as a whole before one of them moves.
                for one in &members {
                    one.state.after(ChangeEvent::Reject, one.before_conflict)?;
                }
                let for_whom = self.for_whom(&members);
                for one in members.iter().cloned() {
                    self.step(one, ChangeEvent::Reject, Why::said(Some(reason.clone())), None, for_whom.clone())?;
                }
            }
        }
        call.done.extend(members.iter().skip(1).map(|one| one.id));
        Ok(self.state_of(change.id).unwrap_or(change.state))
    }

    /// Passes the levels that ask the asker; where nobody else is asked, the changes are approved.
    fn approve(&mut self, members: &[Change]) -> Result<(), AppError> {
        for one in members {
            one.state.after(ChangeEvent::Approve, one.before_conflict)?;
        }
        let changes: Vec<&Change> = members.iter().collect();
        let person = members.first().and_then(|one| self.standings.get(&one.person));
        let entries = person.map_or(&[][..], |standing| standing.entries.as_slice());
        let passed = passes(&mut self.approvals, self.catalogue, &changes, entries).ok_or(AppError::Forbidden)?;
        let for_whom = |change: ChangeId| passed.passes.iter().find(|pass| pass.change == change).cloned();
        for one in members.iter().cloned() {
            let pass = for_whom(one.id);
            let name = pass.as_ref().and_then(|pass| self.name_of(pass.for_person?));
            let place = pass.as_ref().map(|pass| pass.place);
            match (passed.is_all, pass) {
                (true, _) => self.approved(one, place, name)?,
                (false, Some(pass)) => self.passed(one, pass, name),
                // It still waits for somebody else.
                (false, None) => {}
            }
        }
        Ok(())
    }
}

/// What the directory holds now where a change was looked at as it stood before.
pub(super) fn moved(catalogue: &Catalogue, standing: &Standing, change: &Change) -> Vec<Moved> {
    let now = standing.theirs(catalogue, &change.attribute).value().cloned();
    vec![Moved { attribute: change.attribute.clone(), mine: merge_new(catalogue, change), now }]
}
