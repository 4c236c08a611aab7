//! The directory of a history: what it holds, what it held, and what is on its way to it.

use std::collections::{BTreeMap, VecDeque};

/// A value as a set: each member in lower case, with its spelling. Blank is the empty set; a single value has one member.
pub(crate) type Members = BTreeMap<String, String>;

/// What is written to the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Write {
    Replace(Members),
    Merge { add: Members, remove: Members },
}

impl Write {
    /// What it makes of a value.
    pub(crate) fn onto(&self, held: &Members) -> Members {
        match self {
            Self::Replace(members) => members.clone(),
            Self::Merge { add, remove } => {
                let mut held = held.clone();
                held.retain(|member, _| !remove.contains_key(member));
                for (member, spelling) in add {
                    held.entry(member.clone()).or_insert_with(|| spelling.clone());
                }
                held
            }
        }
    }
}

#[derive(Debug)]
pub(crate) struct Directory {
    held: Vec<Members>,
    sent: VecDeque<Write>,
}

impl Directory {
    pub(crate) fn new() -> Self {
        Self { held: vec![Members::new()], sent: VecDeque::new() }
    }

    pub(crate) fn now(&self) -> Members {
        self.behind(0)
    }

    /// What it held so many changes ago.
    pub(crate) fn behind(&self, changes: usize) -> Members {
        self.held[self.held.len().saturating_sub(changes + 1)].clone()
    }

    pub(crate) fn hold(&mut self, members: Members) {
        self.held.push(members);
    }

    pub(crate) fn go_back(&mut self) {
        self.hold(self.behind(1));
    }

    pub(crate) fn send(&mut self, write: Write) {
        self.sent.push_back(write);
    }

    /// Whether anything is on its way.
    pub(crate) fn deliver(&mut self, lost: bool) -> bool {
        let Some(write) = self.sent.pop_front() else { return false };
        if !lost {
            self.hold(write.onto(&self.now()));
        }
        true
    }
}
