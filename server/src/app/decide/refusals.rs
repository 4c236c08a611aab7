//! The answers: what was decided, or why not, with the change as it is now where it moved since it was looked at.

use std::collections::BTreeMap;

use domain::{
    api::{ChangeView, DecisionResult, ErrorCode},
    change::ChangeState,
    id::ChangeId,
};

use crate::{
    app::{AppError, asker::Asker, catalogue::Catalogue, problem, show_change::Shower},
    store::{Conn, change},
};

/// One answer for each decision, in their order.
pub(super) async fn results(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    outcomes: Vec<(ChangeId, Result<ChangeState, AppError>)>,
) -> Result<Vec<DecisionResult>, AppError> {
    let is_moved = |error: &AppError| {
        let code = problem::details(error).code;
        code == ErrorCode::Stale || code == ErrorCode::Conflict
    };
    let moved: Vec<ChangeId> =
        outcomes.iter().filter(|(_, one)| one.as_ref().is_err_and(is_moved)).map(|(id, _)| *id).collect();
    let mut fresh: BTreeMap<ChangeId, ChangeView> = BTreeMap::new();
    if !moved.is_empty() {
        let changes = change::by_ids(conn, &moved).await?;
        let shower = Shower::load(conn, catalogue, asker, &changes).await?;
        fresh.extend(changes.iter().map(|change| (change.id, shower.show(change))));
    }
    let result = |(change, outcome): (ChangeId, Result<ChangeState, AppError>)| match outcome {
        Ok(state) => DecisionResult { change, state: Some(state), problem: None, fresh: None, moved: Vec::new() },
        Err(refusal) => {
            let problem = problem::details(&refusal);
            let fresh = fresh.get(&change).filter(|_| is_moved(&refusal)).cloned();
            let state = fresh.as_ref().map(|view| view.state);
            DecisionResult { change, state, moved: problem.moved.clone(), problem: Some(problem), fresh }
        }
    };
    Ok(outcomes.into_iter().map(result).collect())
}
