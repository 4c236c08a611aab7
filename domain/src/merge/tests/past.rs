//! X16: what stood at a moment is what was shown at that moment, whatever has happened since.

use proptest::prelude::*;

use super::*;
use crate::merge::{Past, as_of};

/// What may happen to one attribute of one person.
#[derive(Clone, Debug)]
enum Happening {
    Read(u8),
    Propose(u8),
    Approve,
    Export,
    Withdraw,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        (0..4_u8).prop_map(Happening::Read),
        (0..4_u8).prop_map(Happening::Propose),
        Just(Happening::Approve),
        Just(Happening::Export),
        Just(Happening::Withdraw),
    ]
}

/// One attribute of one person, with all that has happened to it.
struct Story {
    attribute: Attribute,
    theirs: Theirs,
    moves: Vec<(Moment, Theirs)>,
    changes: Vec<Past>,
    now: Moment,
}

impl Story {
    fn living(&self) -> Vec<OpenChange> {
        use ChangeState::{Rejected, Superseded, Withdrawn};
        let all = self.changes.iter().map(|past| past.change.clone());
        all.filter(|change| !matches!(change.state, Rejected | Withdrawn | Superseded)).collect()
    }

    fn step(&mut self, id: ChangeId, event: ChangeEvent) {
        let now = self.now;
        let past = self.changes.iter_mut().find(|past| past.change.id == id).unwrap();
        let from = past.change.state;
        past.change.state = from.after(event, past.change.before_conflict).unwrap();
        past.change.approved_once |= event == ChangeEvent::Approve;
        match event {
            ChangeEvent::Export => past.change.exported_at = Some(now),
            ChangeEvent::Confirm => past.change.confirmed_at = Some(now),
            ChangeEvent::Collide => past.change.before_conflict = Some(from),
            ChangeEvent::Reconcile => past.change.before_conflict = None,
            _ => {}
        }
        past.steps.push((now, past.change.state));
    }

    fn newest(&self, state: ChangeState) -> Option<ChangeId> {
        self.changes.iter().rev().find(|past| past.change.state == state).map(|past| past.change.id)
    }

    fn read(&mut self, value: u8) {
        let read = text(value).into();
        if read != self.theirs {
            let before = std::mem::replace(&mut self.theirs, read);
            self.moves.push((self.now, before));
        }
        let reading = Reading { theirs: &self.theirs.clone(), began_at: self.now };
        for (id, answer) in meet_all(&self.attribute, &reading, &self.living(), DAY, self.now) {
            let base = match answer {
                Answer::Nothing => None,
                Answer::Rebase { base } => Some(base),
                Answer::Step { event, base, reexport, .. } => {
                    self.step(id, event);
                    if reexport {
                        self.step(id, ChangeEvent::Reexport);
                    }
                    base
                }
            };
            if let Some(base) = base {
                self.changes.iter_mut().find(|past| past.change.id == id).unwrap().change.base = base;
            }
        }
    }

    fn propose(&mut self, value: u8) {
        match propose(&self.attribute, &self.theirs, &self.living(), text(value).as_ref()) {
            Proposal::Nothing => {}
            Proposal::Cancels { withdraws, supersedes } => {
                withdraws.into_iter().for_each(|id| self.step(id, ChangeEvent::Withdraw));
                supersedes.into_iter().for_each(|id| self.step(id, ChangeEvent::Supersede));
            }
            Proposal::Store { edit, base, supersedes } => {
                supersedes.into_iter().for_each(|id| self.step(id, ChangeEvent::Supersede));
                let id = i64::try_from(self.changes.len()).unwrap() + 1;
                let change = OpenChange { base, edit, ..change(id, ChangeState::Pending, "", "x") };
                self.changes.push(Past { change, steps: vec![(self.now, ChangeState::Pending)] });
            }
        }
    }

    fn happens(&mut self, happening: &Happening) {
        self.now = self.now.plus(1000);
        match happening {
            Happening::Read(value) => self.read(*value),
            Happening::Propose(value) => self.propose(*value),
            Happening::Approve => {
                if let Some(id) = self.newest(ChangeState::Pending) {
                    self.step(id, ChangeEvent::Approve);
                    if self.attribute.policy.authority == Authority::Local {
                        self.step(id, ChangeEvent::Apply);
                    }
                }
            }
            Happening::Export => {
                if let Some(id) = self.newest(ChangeState::Approved) {
                    self.step(id, ChangeEvent::Export);
                }
            }
            Happening::Withdraw => {
                if let Some(id) = self.newest(ChangeState::Pending) {
                    self.step(id, ChangeEvent::Withdraw);
                }
            }
        }
    }
}

fn text(value: u8) -> Option<Value> {
    match value {
        0 => None,
        other => Value::one(format!("value {other}")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_past_is_as_it_was_shown(
        authority in prop_oneof![
            Just(Authority::Directory), Just(Authority::Shared), Just(Authority::Fill), Just(Authority::Local)
        ],
        happenings in proptest::collection::vec(happening(), 1..24),
    ) {
        let (attribute, theirs) = (attribute(authority), Theirs::Empty);
        let mut story = Story { attribute, theirs, moves: Vec::new(), changes: Vec::new(), now: Moment(DAY) };
        let mut shown = Vec::new();
        for happening in &happenings {
            story.happens(happening);
            shown.push((story.now, effective(&story.attribute, &story.theirs, &story.living())));
        }
        for (moment, then) in shown {
            let told = as_of(&story.attribute, &story.theirs, &story.moves, &story.changes, moment);
            prop_assert_eq!(told.value, then.value, "at {:?}", moment);
        }
    }
}
