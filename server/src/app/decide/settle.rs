//! Settling a conflict: the proposal stands against the directory's new value, or gives way to it.

use domain::{
    api::{Decision, Verdict},
    change::{ChangeEvent, ChangeState},
    merge::Notice,
};

use super::{Call, desk::Desk};
use crate::{
    app::{
        AppError,
        approval::passes,
        standing::Standing,
        step::{self, Why},
        words,
    },
    store::{Conn, change::Change, person},
};

impl Desk<'_> {
    /// Settles one; where nobody else is asked about what is kept, it is approved in the same act.
    pub(super) async fn settle(
        &mut self,
        conn: &mut Conn,
        call: &mut Call,
        decision: &Decision,
    ) -> Result<ChangeState, AppError> {
        if let Some(state) = self.state_of(decision.change).filter(|_| call.done.contains(&decision.change)) {
            return Ok(state);
        }
        let mut change = self.may_decide(decision)?;
        self.is_as_seen(&change, decision)?;
        let with = self.decided_with(call, &change, decision.verdict)?;
        let reason = words::said("reason", decision.reason.as_deref(), 1000)?;
        let actor = self.asker.actor();
        match decision.verdict {
            Verdict::TakeTheirs if change.state != ChangeState::Conflict => {
                return Err(AppError::Conflict("only a change in conflict can give way to the directory".to_owned()));
            }
            Verdict::TakeTheirs => {
                let why = Why { reason, notice: Some(Notice::TheirsTaken), theirs: None };
                step::step(conn, self.catalogue, &mut change, ChangeEvent::Supersede, &actor, why, self.now).await?;
            }
            _ => {
                let why = Why::said(reason);
                step::step(conn, self.catalogue, &mut change, ChangeEvent::Keep, &actor, why, self.now).await?;
            }
        }
        call.done.extend(with.iter().map(|one| one.id));
        self.seen_again(conn, &change).await?;
        if change.state == ChangeState::Pending {
            // Where others wait with it, all are decided on as one; else this was the yes as well, of whoever is asked.
            let entries = self.standings.get(&change.person).map_or(&[][..], |one| one.entries.as_slice());
            let is_alone = self.pending_with(&change).is_empty();
            if is_alone && passes(&mut self.approvals, self.catalogue, &[&change], entries).is_some() {
                self.reread(conn, change.person).await?;
                self.approve(std::slice::from_ref(&change))?;
                self.write(conn).await?;
            }
        }
        Ok(self.state_of(change.id).unwrap_or(change.state))
    }

    /// After a step that was stored by itself.
    async fn seen_again(&mut self, conn: &mut Conn, change: &Change) -> Result<(), AppError> {
        person::touch(conn, change.person).await?.ok_or(AppError::NotFound)?;
        let standing = Standing::load(conn, change.person).await?.ok_or(AppError::NotFound)?;
        person::set_shown(conn, change.person, &standing.shown(self.catalogue)).await?;
        self.reread(conn, change.person).await
    }
}
