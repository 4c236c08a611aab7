//! The naive reference: what DESIGN says about merging, written down flat, on sets of letters in place of values. It shares no code with
//! `merge` and no idea of how it is built: it keeps every change for ever and looks at all of them each time.

use amend_domain::attribute::Authority;

use crate::{
    cell::Told,
    directory::{Members, Write},
};

#[derive(Clone, Debug)]
struct Change {
    id: i64,
    state: &'static str,
    before_conflict: &'static str,
    base: Members,
    write: Write,
    approved: bool,
    exported: Option<i64>,
    confirmed: Option<i64>,
    sent_twice: bool,
}

#[derive(Debug)]
pub(crate) struct Model {
    many: bool,
    pub(crate) authority: Authority,
    pub(crate) locked: bool,
    theirs: Option<Members>,
    changes: Vec<Change>,
}

/// How the directory's value looks to a change: `M`ine, `B`ase or another.
type Look = char;

fn same_meaning(a: &Members, b: &Members) -> bool {
    a.keys().eq(b.keys())
}

fn look(change: &Change, now: &Members) -> Look {
    match &change.write {
        Write::Replace(mine) => {
            let only_respelled = same_meaning(mine, &change.base) && *mine != change.base;
            let is_mine = if only_respelled { now == mine } else { same_meaning(now, mine) };
            if is_mine {
                'M'
            } else if same_meaning(now, &change.base) {
                'B'
            } else {
                '?'
            }
        }
        Write::Merge { add, remove } => {
            let mut looks = Vec::new();
            for member in add.keys().chain(remove.keys()) {
                looks.push(match (add.get(member), remove.get(member), now.get(member)) {
                    (Some(mine), Some(_), Some(there)) if mine == there => 'M',
                    (Some(_), Some(old), Some(there)) if old == there || change.base.get(member) == Some(there) => 'B',
                    (Some(_), Some(_), _) => '?',
                    (Some(_), None, there) => {
                        if there.is_some() {
                            'M'
                        } else {
                            'B'
                        }
                    }
                    (None, _, there) => {
                        if there.is_none() {
                            'M'
                        } else {
                            'B'
                        }
                    }
                });
            }
            let any = |look| looks.contains(&look);
            if any('?') {
                '?'
            } else if any('B') {
                'B'
            } else {
                'M'
            }
        }
    }
}

fn is_open(change: &Change) -> bool {
    ["pending", "approved", "exported", "conflict", "not_taken", "failed"].contains(&change.state)
}

fn stands(change: &Change) -> bool {
    is_open(change) || ["confirmed", "applied"].contains(&change.state)
}

fn waits(change: &Change) -> bool {
    is_open(change) && change.state != "exported"
}

impl Model {
    pub(crate) fn new(many: bool, authority: Authority) -> Self {
        Self { many, authority, locked: false, theirs: None, changes: Vec::new() }
    }

    pub(crate) fn view(&self) -> (Vec<String>, Vec<String>, bool) {
        let line = |change: &Change| {
            let base: Vec<String> = change.base.values().cloned().collect();
            format!("{} {} from {base:?} {}", change.id, change.state, change.approved)
        };
        let conflict = self.changes.iter().any(|change| change.state == "conflict");
        (self.changes.iter().map(line).collect(), self.shown().into_values().collect(), conflict)
    }

    fn theirs(&self) -> Members {
        self.theirs.clone().unwrap_or_default()
    }

    /// What stands without open changes.
    fn settled(&self) -> Members {
        let closed = self.changes.iter().rev().find(|change| ["applied", "confirmed"].contains(&change.state));
        match (closed, &self.theirs) {
            (Some(change), None) => change.write.onto(&change.base),
            (Some(change), Some(theirs)) if change.state == "applied" && same_meaning(theirs, &change.base) => {
                change.write.onto(&change.base)
            }
            _ => self.theirs(),
        }
    }

    fn own(&self, counts: impl Fn(&Change) -> bool) -> Members {
        let decided = |change: &&Change| ["applied", "confirmed"].contains(&change.state) || counts(change);
        self.changes.iter().rev().find(decided).map(|change| change.write.onto(&change.base)).unwrap_or_default()
    }

    fn with(&self, counts: impl Fn(&Change) -> bool) -> Members {
        self.changes
            .iter()
            .filter(|change| counts(change))
            .fold(self.settled(), |value, change| change.write.onto(&value))
    }

    fn shown(&self) -> Members {
        let approved = |change: &Change| is_open(change) && change.approved;
        match (self.authority, &self.theirs) {
            (Authority::Local, _) => self.own(approved),
            (Authority::Directory, Some(theirs)) => theirs.clone(),
            (Authority::Fill, Some(theirs)) if !theirs.is_empty() => theirs.clone(),
            _ => self.with(approved),
        }
    }

    pub(crate) fn propose(&mut self, wanted: &Members, as_admin: bool) -> Told {
        let fill_is_closed = self.theirs.as_ref().is_none_or(|theirs| !theirs.is_empty());
        let closed = match self.authority {
            Authority::Directory => true,
            Authority::Fill => fill_is_closed,
            Authority::Shared | Authority::Local => false,
        };
        if !as_admin && (self.locked || closed) {
            return vec![(0, "refused")];
        }
        let landed = match self.authority {
            Authority::Local => self.own(|change| change.state == "exported"),
            _ => self.with(|change| change.state == "exported"),
        };
        let mut told = Told::new();
        if landed == *wanted {
            for (conflict, state) in [(false, "withdrawn"), (true, "superseded")] {
                for change in self.changes.iter_mut().filter(|c| waits(c) && (c.state == "conflict") == conflict) {
                    change.state = state;
                    told.push((change.id, state));
                }
            }
            return told;
        }
        let newest = self.changes.iter().rev().find(|change| waits(change));
        if newest.is_some_and(|c| (c.state != "conflict" || c.approved) && c.write.onto(&landed) == *wanted) {
            return told;
        }
        for change in self.changes.iter_mut().filter(|change| waits(change)) {
            change.state = "superseded";
            told.push((change.id, "superseded"));
        }
        let without = |these: &Members, those: &Members| {
            these
                .iter()
                .filter(|(member, text)| those.get(*member) != Some(*text))
                .map(|(m, t)| (m.clone(), t.clone()))
                .collect()
        };
        let write = if self.many {
            Write::Merge { add: without(wanted, &landed), remove: without(&landed, wanted) }
        } else {
            Write::Replace(wanted.clone())
        };
        let base = if self.authority == Authority::Local { landed } else { self.theirs() };
        let id = self.changes.len() as i64 + 1;
        told.push((id, "stored"));
        self.changes.push(Change {
            id,
            state: "pending",
            before_conflict: "",
            base,
            write,
            approved: false,
            exported: None,
            confirmed: None,
            sent_twice: false,
        });
        told
    }

    fn newest(&mut self, states: &[&str]) -> Option<&mut Change> {
        self.changes.iter_mut().rev().find(|change| states.contains(&change.state))
    }

    fn act(&mut self, states: &[&str], to: &'static str, word: &'static str) -> Told {
        let Some(change) = self.newest(states) else { return Told::new() };
        change.state = to;
        vec![(change.id, word)]
    }

    pub(crate) fn approve(&mut self) -> Told {
        let (authority, theirs) = (self.authority, self.theirs.clone());
        let Some(change) = self.newest(&["pending"]) else { return Told::new() };
        if authority != Authority::Local && theirs.is_some_and(|theirs| look(change, &theirs) == '?') {
            return vec![(change.id, "stale")];
        }
        change.state = if authority == Authority::Local { "applied" } else { "approved" };
        change.approved = true;
        vec![(change.id, "approved")]
    }

    pub(crate) fn reject(&mut self) -> Told {
        self.act(&["pending"], "rejected", "rejected")
    }

    pub(crate) fn withdraw(&mut self) -> Told {
        self.act(&["pending", "approved", "not_taken", "failed"], "withdrawn", "withdrawn")
    }

    pub(crate) fn take_theirs(&mut self) -> Told {
        self.act(&["conflict"], "superseded", "superseded")
    }

    pub(crate) fn fail(&mut self) -> Told {
        let Some(id) = self.newest(&["exported"]).map(|change| change.id) else { return Told::new() };
        if self.changes.iter().any(|newer| newer.id > id && stands(newer)) {
            return self.act(&["exported"], "superseded", "replaced_by_newer");
        }
        self.act(&["exported"], "failed", "failed")
    }

    pub(crate) fn reexport(&mut self) -> Told {
        self.act(&["not_taken", "failed"], "approved", "approved")
    }

    pub(crate) fn keep(&mut self) -> Told {
        let theirs = self.theirs();
        let Some(change) = self.newest(&["conflict"]) else { return Told::new() };
        change.base = theirs;
        change.state = "pending";
        vec![(change.id, "kept")]
    }

    pub(crate) fn export(&mut self, now: i64) -> Told {
        let Some(change) = self.newest(&["approved"]) else { return Told::new() };
        change.exported = Some(now);
        change.state = "exported";
        vec![(change.id, "exported")]
    }

    pub(crate) fn exported_edit(&self, told: &Told) -> Option<Write> {
        let (id, _) = told.first()?;
        Some(self.changes[*id as usize - 1].write.clone())
    }

    pub(crate) fn sync(&mut self, read: Option<&Members>, began: i64, lag: i64, now: i64) -> Told {
        let Some(read) = read else { return Told::new() };
        let was = self.theirs.replace(read.clone());
        if self.authority == Authority::Local {
            return Told::new();
        }
        let all = self.changes.clone();
        let watched =
            |c: &Change| c.state == "confirmed" && c.approved && c.confirmed.is_some_and(|at| now - at <= lag);
        let newest_of = |state| all.iter().rev().find(|change| change.state == state).map(|change| change.id);
        let newest_closed = [newest_of("applied"), newest_of("confirmed")];
        let (mut moved_on, mut told) = (Told::new(), Told::new());
        for change in &all {
            let counts_at_all = is_open(change) || newest_closed.contains(&Some(change.id));
            if !counts_at_all {
                continue;
            }
            let before = all.iter().rev().find(|c| {
                let is_newest_confirmed = newest_of("confirmed") == Some(c.id);
                c.id < change.id && c.exported.is_some() && (is_open(c) || (watched(c) && is_newest_confirmed))
            });
            let newer_stands = all.iter().any(|c| c.id > change.id && stands(c));
            let too_early = began <= change.exported.max(before.and_then(|c| c.exported)).unwrap_or(i64::MIN);
            let seen = match before {
                _ if too_early => ' ',
                _ if !is_open(change) => look(change, read),
                Some(before) if self.many => {
                    let waits =
                        touched(before).iter().any(|m| touched(change).contains(m)) && look(before, read) != 'M';
                    if waits { ' ' } else { look(change, read) }
                }
                Some(before) if look(before, read) != '?' => 'B',
                _ => look(change, read),
            };
            let seen = if seen == '?' && self.authority == Authority::Fill && read.is_empty() { 'B' } else { seen };
            let overdue = change.exported.is_some_and(|at| began - at >= lag);
            let shared = self.authority == Authority::Shared;
            let by_authority =
                if self.authority == Authority::Fill { "filled_by_directory" } else { "directory_says_otherwise" };
            let mut word = match (change.state, seen) {
                ("applied", _) => "",
                ("confirmed", 'B') if watched(change) => {
                    if change.sent_twice {
                        "went_back_again"
                    } else {
                        "went_back"
                    }
                }
                ("confirmed", _) => "",
                (_, 'M') => {
                    if change.approved {
                        "confirmed"
                    } else {
                        "confirmed_unapproved"
                    }
                }
                ("exported", 'B') if overdue => "not_taken",
                ("conflict", 'B') => "conflict_over",
                ("conflict", '?') if shared => "",
                (_, '?') if shared => "conflict",
                (_, '?') => by_authority,
                _ => "",
            };
            let asks = ["not_taken", "conflict", "went_back", "went_back_again"].contains(&word)
                || (word.is_empty() && ["not_taken", "failed", "conflict"].contains(&change.state));
            if newer_stands && asks {
                word = if is_open(change) { "replaced_by_newer" } else { "" };
            }
            let moved = &mut self.changes[change.id as usize - 1];
            moved.state = match word {
                "confirmed" | "confirmed_unapproved" => "confirmed",
                "went_back" => "approved",
                "went_back_again" | "not_taken" => "not_taken",
                "conflict" => "conflict",
                "conflict_over" => change.before_conflict,
                "replaced_by_newer" | "filled_by_directory" | "directory_says_otherwise" => "superseded",
                _ => change.state,
            };
            moved.before_conflict = if word == "conflict" { change.state } else { moved.before_conflict };
            moved.confirmed = if moved.state == "confirmed" && is_open(change) { Some(now) } else { change.confirmed };
            moved.sent_twice |= word == "went_back";
            if seen == 'B'
                && is_open(change)
                && !self.many
                && word != "replaced_by_newer"
                && !same_meaning(&change.base, read)
            {
                moved.base = read.clone();
            }
            if !word.is_empty() {
                told.push((change.id, word));
            } else if !is_open(change) && self.moved_on(change, was.as_ref(), read) {
                moved_on.push((change.id, "moved_on"));
            }
        }
        moved_on.extend(told);
        moved_on
    }

    fn moved_on(&self, change: &Change, was: Option<&Members>, is: &Members) -> bool {
        let was = was.cloned().unwrap_or_default();
        let mine = change.write.onto(&change.base);
        if change.state == "applied" {
            return same_meaning(&was, &change.base) && !same_meaning(is, &change.base) && !same_meaning(is, &mine);
        }
        look(change, &was) == 'M' && look(change, is) != 'M'
    }
}

fn touched(change: &Change) -> Vec<String> {
    match &change.write {
        Write::Replace(_) => Vec::new(),
        Write::Merge { add, remove } => add.keys().chain(remove.keys()).cloned().collect(),
    }
}
