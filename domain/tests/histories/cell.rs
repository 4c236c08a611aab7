//! One person's attribute as Amend keeps it, driven by the functions that the server calls, in the way in which it calls them.

use amend_domain::{
    attribute::{Attribute, Authority},
    catalogue,
    change::{ChangeEvent, ChangeState},
    id::ChangeId,
    merge::{self, Answer, Effective, Notice, OpenChange, Proposal, Reading},
    moment::Moment,
    policy::{self, Editor},
    value::{Theirs, Value},
};

use crate::directory::Members;

/// What people and the audit log are told, in order: change and word.
pub(crate) type Told = Vec<(i64, &'static str)>;

#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) attribute: Attribute,
    pub(crate) theirs: Theirs,
    /// All changes ever, oldest first.
    pub(crate) changes: Vec<OpenChange>,
}

pub(crate) fn value(members: &Members) -> Option<Value> {
    Value::many(members.values().cloned())
}

pub(crate) fn members(value: Option<&Value>) -> Members {
    value.map(Value::texts).unwrap_or_default().iter().map(|text| (text.to_lowercase(), text.clone())).collect()
}

impl Cell {
    pub(crate) fn new(many: bool, authority: Authority) -> Self {
        let title = |attribute: &Attribute| attribute.key.as_str() == "title";
        let mut attribute = catalogue::default_attributes().into_iter().find(title).unwrap();
        attribute.many = many;
        attribute.policy.authority = authority;
        Self { attribute, theirs: Theirs::NotRead, changes: Vec::new() }
    }

    /// What merging is asked with: open changes, the newest applied and the newest confirmed one.
    pub(crate) fn relevant(&self) -> Vec<OpenChange> {
        let newest = |state| self.changes.iter().rev().find(|change| change.state == state).map(|change| change.id);
        let closed = [newest(ChangeState::Applied), newest(ChangeState::Confirmed)];
        let relevant = |change: &&OpenChange| change.state.is_open() || closed.contains(&Some(change.id));
        self.changes.iter().filter(relevant).cloned().collect()
    }

    pub(crate) fn effective(&self) -> Effective {
        merge::effective(&self.attribute, &self.theirs, &self.relevant())
    }

    /// What must be equal in both worlds: the state, base and marks of every change, and the effective value.
    pub(crate) fn view(&self) -> (Vec<String>, Vec<String>, bool) {
        let line = |change: &OpenChange| {
            let base: Vec<String> = members(change.base.value()).into_values().collect();
            format!("{} {} from {base:?} {}", change.id, change.state.as_str(), change.approved_once)
        };
        let effective = self.effective();
        let shown = members(effective.value.as_ref()).into_values().collect();
        (self.changes.iter().map(line).collect(), shown, effective.in_conflict)
    }

    fn step(&mut self, id: ChangeId, event: ChangeEvent) {
        let change = self.changes.iter_mut().find(|change| change.id == id).unwrap();
        let next = change.state.after(event, change.before_conflict).unwrap();
        change.before_conflict = (next == ChangeState::Conflict).then_some(change.state);
        change.approved_once |= event == ChangeEvent::Approve;
        change.state = next;
    }

    fn newest(&self, states: &[ChangeState]) -> Option<OpenChange> {
        self.changes.iter().rev().find(|change| states.contains(&change.state)).cloned()
    }

    pub(crate) fn propose(&mut self, wanted: &Members, as_admin: bool) -> Told {
        let editor = if as_admin { Editor::Admin } else { Editor::Oneself };
        if policy::may_edit(&self.attribute, &self.theirs, policy::Mapped::Plainly, editor).is_err() {
            return vec![(0, "refused")];
        }
        let mut told = Told::new();
        let wanted = value(wanted);
        match merge::propose(&self.attribute, &self.theirs, &self.relevant(), wanted.as_ref()) {
            Proposal::Nothing => {}
            Proposal::Cancels { withdraws, supersedes } => {
                told.extend(self.all(&withdraws, ChangeEvent::Withdraw, "withdrawn"));
                told.extend(self.all(&supersedes, ChangeEvent::Supersede, "superseded"));
            }
            Proposal::Store { edit, base, supersedes } => {
                told.extend(self.all(&supersedes, ChangeEvent::Supersede, "superseded"));
                let id = ChangeId(self.changes.len() as i64 + 1);
                told.push((id.0, "stored"));
                self.changes.push(OpenChange {
                    id,
                    state: ChangeState::Pending,
                    before_conflict: None,
                    base,
                    edit,
                    approved_once: false,
                    exported_at: None,
                    confirmed_at: None,
                    reexported: false,
                });
            }
        }
        told
    }

    fn all(&mut self, ids: &[ChangeId], event: ChangeEvent, word: &'static str) -> Told {
        ids.iter().for_each(|id| self.step(*id, event));
        ids.iter().map(|id| (id.0, word)).collect()
    }

    pub(crate) fn approve(&mut self) -> Told {
        let Some(change) = self.newest(&[ChangeState::Pending]) else { return Told::new() };
        if merge::is_stale(&self.attribute, &self.theirs, &change) {
            return vec![(change.id.0, "stale")];
        }
        self.step(change.id, ChangeEvent::Approve);
        if self.attribute.policy.authority == Authority::Local {
            self.step(change.id, ChangeEvent::Apply);
        }
        vec![(change.id.0, "approved")]
    }

    pub(crate) fn reject(&mut self) -> Told {
        self.act(&[ChangeState::Pending], ChangeEvent::Reject, "rejected")
    }

    pub(crate) fn withdraw(&mut self) -> Told {
        use ChangeState::{Approved, Failed, NotTaken, Pending};
        self.act(&[Pending, Approved, NotTaken, Failed], ChangeEvent::Withdraw, "withdrawn")
    }

    pub(crate) fn take_theirs(&mut self) -> Told {
        self.act(&[ChangeState::Conflict], ChangeEvent::Supersede, "superseded")
    }

    pub(crate) fn fail(&mut self) -> Told {
        let Some(change) = self.newest(&[ChangeState::Exported]) else { return Told::new() };
        if merge::has_successor(&self.changes, change.id) {
            return self.all(&[change.id], ChangeEvent::Supersede, Notice::ReplacedByNewer.as_str());
        }
        self.all(&[change.id], ChangeEvent::Fail, "failed")
    }

    pub(crate) fn reexport(&mut self) -> Told {
        self.act(&[ChangeState::NotTaken, ChangeState::Failed], ChangeEvent::Reexport, "approved")
    }

    pub(crate) fn keep(&mut self) -> Told {
        let told = self.act(&[ChangeState::Conflict], ChangeEvent::Keep, "kept");
        if let Some((id, _)) = told.first() {
            self.changes[*id as usize - 1].base = self.theirs.clone();
        }
        told
    }

    fn act(&mut self, states: &[ChangeState], event: ChangeEvent, word: &'static str) -> Told {
        let Some(change) = self.newest(states) else { return Told::new() };
        self.step(change.id, event);
        vec![(change.id.0, word)]
    }

    pub(crate) fn export(&mut self, now: Moment) -> Told {
        let told = self.act(&[ChangeState::Approved], ChangeEvent::Export, "exported");
        if let Some((id, _)) = told.first() {
            self.changes[*id as usize - 1].exported_at = Some(now);
        }
        told
    }

    pub(crate) fn sync(&mut self, read: Option<&Members>, began_at: Moment, lag: i64, now: Moment) -> Told {
        let Some(read) = read else {
            let nothing = Reading { theirs: &Theirs::NotRead, began_at };
            assert_eq!(merge::meet_all(&self.attribute, &nothing, &self.relevant(), lag, now), []);
            return Told::new();
        };
        let was = std::mem::replace(&mut self.theirs, value(read).into());
        let theirs = self.theirs.clone();
        let relevant = self.relevant();
        let answers = merge::meet_all(&self.attribute, &Reading { theirs: &theirs, began_at }, &relevant, lag, now);
        let mut told = Told::new();
        for change in &relevant {
            let answer = answers.iter().find(|(id, _)| *id == change.id);
            let closed = matches!(change.state, ChangeState::Applied | ChangeState::Confirmed);
            if answer.is_none() && closed {
                let notice = merge::moved_on(&self.attribute, change, &was, &theirs);
                told.extend(notice.map(|notice: Notice| (change.id.0, notice.as_str())));
            }
        }
        for (id, answer) in answers {
            let change = &mut self.changes[id.0 as usize - 1];
            match answer {
                Answer::Nothing => {}
                Answer::Rebase { base } => change.base = base,
                Answer::Step { event, notice, reexport, base, .. } => {
                    if let Some(base) = base {
                        change.base = base;
                    }
                    if event == ChangeEvent::Confirm {
                        change.confirmed_at = Some(now);
                    }
                    change.reexported |= reexport;
                    self.step(id, event);
                    if reexport {
                        self.step(id, ChangeEvent::Reexport);
                    }
                    told.push((id.0, notice.as_str()));
                }
            }
        }
        told
    }

    pub(crate) fn lock(&mut self, locked: bool) {
        self.attribute.policy.locked = locked;
    }

    pub(crate) fn set_authority(&mut self, authority: Authority) {
        self.attribute.policy.authority = authority;
    }

    /// What a change makes of a value, as members.
    pub(crate) fn outcome(&self, change: &OpenChange) -> Members {
        let outcome = merge::apply(&self.attribute, &change.edit, self.theirs.value());
        members(outcome.as_ref())
    }
}
