//! Who of a source is in scope for one run: the selection as it stands when the run begins, and the members of the chosen groups as the directory
//! has them then.

use std::{collections::HashSet, sync::Arc};

use domain::{
    dn,
    leaving::Leaving,
    selection::{Judge, Selection, Verdict},
};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::{
    app::{AppError, connection::Connection},
    source::{Looked, Members, Progress, RawEntry, ReadRequest, Trouble},
};

/// A selection that is ready, with the members of its groups.
pub(in crate::app) struct Scope {
    judge: Judge,
    selection: Selection,
    members: Option<HashSet<String>>,
    /// Chosen groups that are not there.
    pub(in crate::app) absent_groups: Vec<String>,
    /// What decides beside the entry itself.
    depends_on: u64,
    /// A fingerprint of what administrators have chosen.
    chosen: u128,
}

impl Default for Scope {
    /// Takes everybody.
    fn default() -> Self {
        Self {
            judge: Judge::default(),
            selection: Selection::default(),
            members: None,
            absent_groups: Vec::new(),
            depends_on: 0,
            chosen: 0,
        }
    }
}

impl Scope {
    /// Makes a selection ready, for whoever reads the source; where groups are chosen, the directory is asked for their members. `leaving` decides nothing here, but where it
    /// moves, everybody is looked at once more.
    pub(in crate::app) async fn load(
        connection: &Connection,
        selection: Selection,
        leaving: Leaving,
        progress: Arc<Progress>,
    ) -> Result<Result<Arc<Self>, Trouble>, AppError> {
        if let Some(text) = connection.withheld.clone() {
            return Ok(Err(Trouble::Told { text, is_no_such_entry: false, may_pass: false }));
        }
        let judge = Arc::new(selection.judge().map_err(|why| AppError::Internal(format!("the selection: {why}")))?);
        let mut members = None;
        if !selection.groups.is_empty() {
            let (reach, request) = (connection.reach.clone(), connection.request.clone());
            let (chosen, judging) = (selection.clone(), judge.clone());
            let read =
                tokio::task::spawn_blocking(move || reach.read_members(&request, (&chosen, &judging), &progress));
            match read.await.map_err(|error| AppError::Internal(error.to_string()))? {
                Ok(read) => members = Some(read),
                Err(trouble) => return Ok(Err(trouble)),
            }
        }
        let judge =
            Arc::into_inner(judge).ok_or_else(|| AppError::Internal("a group is still being read".to_owned()))?;
        let Members { names, absent } = members.unwrap_or_default();
        let members = (!selection.groups.is_empty()).then_some(names);
        let of_selection = if selection.takes_everybody() { 0 } else { fingerprint(&selection) };
        let of_leaving = if leaving == Leaving::default() { 0 } else { fingerprint(&leaving) };
        let chosen = of_selection ^ of_leaving;
        let depends_on =
            of_members(members.as_ref()) ^ u64::try_from(chosen & u128::from(u64::MAX)).unwrap_or_default();
        Ok(Ok(Arc::new(Self { judge, selection, members, absent_groups: absent, depends_on, chosen })))
    }

    /// The search with what the rules look at.
    pub(in crate::app) fn request(&self, connection: &Connection) -> Result<ReadRequest, AppError> {
        if self.selection.takes_everybody() && self.depends_on == 0 {
            return Ok(connection.request.clone());
        }
        let wider = connection.request.with(&self.judge.attributes(), self.depends_on);
        wider.map_err(|problem| AppError::Internal(problem.to_string()))
    }

    /// What becomes of an entry; that it is disabled is asked later, where it is known whether there is a person for it.
    pub(super) fn verdict(&self, entry: &RawEntry) -> Verdict {
        if self.selection.takes_everybody() {
            return Verdict::Taken;
        }
        let looked = Looked { is_member: self.is_member(&entry.dn), ..Looked::entry(entry) };
        self.judge.judge(&looked, true)
    }

    /// The same with everything known.
    pub(in crate::app) fn full_verdict(&self, entry: &RawEntry, is_disabled: bool, is_known: bool) -> Verdict {
        let looked = Looked { is_member: self.is_member(&entry.dn), is_disabled, ..Looked::entry(entry) };
        self.judge.judge(&looked, is_known)
    }

    /// What an entry's hash is mixed with: another selection makes every entry look changed once, and joining or leaving a chosen group makes
    /// one entry look changed.
    pub(super) fn salt(&self, name: &str) -> u128 {
        self.chosen ^ u128::from(self.is_member(name))
    }

    fn is_member(&self, name: &str) -> bool {
        let Some(members) = &self.members else { return false };
        dn::normalize(name).is_some_and(|normal| members.contains(&normal))
    }
}

fn fingerprint(chosen: &impl serde::Serialize) -> u128 {
    // Names and texts always are JSON.
    xxh3_128(serde_json::to_string(chosen).unwrap_or_default().as_bytes())
}

/// A fingerprint of who is in the groups; the order in which a server names members says nothing.
fn of_members(members: Option<&HashSet<String>>) -> u64 {
    members.into_iter().flatten().fold(0, |sum, name| sum.wrapping_add(xxh3_64(name.as_bytes())))
}
