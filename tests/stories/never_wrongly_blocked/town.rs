//! A scripted directory whose people are known for certain, an installation that reads it, and a look at how the two compare.

use amend_tests::{
    amend::{Amend, Options},
    client::Client,
    hostile_ldap::{Entry, HostileLdap, News, Script},
    programs::{need, run},
    sync::{delta_and_wait, run_and_wait, wait},
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use super::answers::{Truth, Way, honest};
use crate::{dice::Dice, hostile_directory::source};

pub(super) struct Town {
    server: HostileLdap,
    amend: Amend,
    root: Client,
    way: Way,
    /// Whoever is there, and the number in their title.
    truth: BTreeMap<usize, u64>,
    /// Whoever came, changed or went since the position that the next run goes on from.
    touched: BTreeSet<usize>,
    /// Whoever was away after the last run.
    away: BTreeSet<usize>,
    /// Whether something may have happened that no run was told since everything was read.
    has_missed: bool,
}

/// Numbers that people may have.
const MOST: usize = 60;
const FEWEST: usize = 30;

impl Town {
    pub(super) fn open(way: Way) -> Self {
        let truth: BTreeMap<usize, u64> = (0..45).map(|number| (number, 0)).collect();
        let server = HostileLdap::start(Script::people(0)).unwrap();
        let how = match way {
            Way::Sync => "syncrepl",
            Way::DirSync => "dirsync",
            Way::Counted => "usn",
        };
        // The brake is left to stories of its own: here every run may take away whom it wants.
        let settings = format!(
            "page_size = 10\noperation_seconds = 2.0\nincremental = \"{how}\"\ncompare_ids_minutes = 0\n\
             removals_at_least = 1000\nremovals_at_most = 1000\n"
        );
        let options = Options { sources: vec![source(&server, &settings)], ..Options::default() };
        let (amend, root) = Amend::start_with_administrator(options).unwrap();
        let (touched, away) = (BTreeSet::new(), BTreeSet::new());
        let town = Self { server, amend, root, way, truth, touched, away, has_missed: false };
        let script = town.script(honest(way, &mut Dice(0), &town.news()));
        assert_eq!(town.runs("full", script, &mut Dice(0))["state"], "complete");
        town.is_as_in_the_directory("at the beginning");
        town
    }

    /// Somebody comes, changes, goes or returns.
    pub(super) fn something_happens(&mut self, dice: &mut Dice) {
        let number = dice.pick(MOST);
        let is_there = self.truth.contains_key(&number);
        if is_there && self.truth.len() > FEWEST && dice.pick(2) == 0 {
            self.truth.remove(&number);
        } else {
            self.truth.insert(number, dice.pick(1000) as u64);
        }
        self.touched.insert(number);
    }

    pub(super) fn news(&self) -> Truth {
        Truth { touched: self.touched.iter().copied().collect(), there: self.truth.keys().copied().collect() }
    }

    /// A directory that has the people who are there, and says this.
    pub(super) fn script(&self, news: News) -> Script {
        let person = |(number, version): (&usize, &u64)| {
            let title = format!("Title {version}.").into_bytes();
            let id = Entry::id(*number).into_bytes();
            // Faults inside an entry rely on the id being last.
            Entry::person(*number).without("entryUUID").with("title", &[&title]).with("entryUUID", &[&id])
        };
        let people = self.truth.iter().map(person);
        Script::new(people.collect()).saying(news)
    }

    /// A run of this kind to its end; one that is held is given up.
    pub(super) fn runs(&self, kind: &str, script: Script, dice: &mut Dice) -> Value {
        self.server.set_script(script);
        let run = match kind {
            "full" => run_and_wait(&self.root, "corp").unwrap(),
            "delta" => delta_and_wait(&self.root, "corp").unwrap(),
            _ => {
                let path = format!("/api/v1/people/{}/runs", 1 + dice.pick(45));
                wait(&self.root, &self.root.post(&path, &json!({})).expect_status(202).json).unwrap()
            }
        };
        if run["state"] == "held" {
            self.root.post(&format!("/api/v1/runs/{}/discard", run["id"]), &json!({})).expect_status(200);
        }
        run
    }

    /// This run has blocked nobody whom the directory has, except where the directory itself `denied` in a look-up to have them.
    #[track_caller]
    pub(super) fn look(&mut self, what: &str, run: &Value, denied: bool) {
        let away: BTreeSet<usize> = self.kept(false).into_keys().collect();
        let wrongly: Vec<&usize> =
            away.difference(&self.away).filter(|number| self.truth.contains_key(number)).collect();
        assert!(wrongly.is_empty() || denied, "{what}: {wrongly:?} are blocked, and the directory has them: {run}");
        self.away = away;
        self.has_missed |= denied;
    }

    /// What the next run goes on from, and whether this one was told the truth.
    pub(super) fn remember(&mut self, run: &Value, was_told: bool) {
        if run["state"] != "complete" || run["kind"] == "person" {
            return;
        }
        self.touched.clear();
        // Whoever reads everything needs not be told.
        self.has_missed = run["kind"] == "delta" && (self.has_missed || !was_told);
    }

    /// Whether everything that has happened was told and read.
    pub(super) fn is_up_to_date(&self) -> bool {
        self.touched.is_empty() && !self.has_missed
    }

    #[track_caller]
    pub(super) fn is_as_in_the_directory(&self, what: &str) {
        let kept = self.kept(true);
        let (kept_here, there): (Vec<&usize>, Vec<&usize>) = (kept.keys().collect(), self.truth.keys().collect());
        assert_eq!(kept_here, there, "{what}");
        for (number, version) in &self.truth {
            assert!(kept[number].contains(&format!("Title {version}.")), "{what}: {number}: {}", kept[number]);
        }
    }

    /// I3: the faults stop.
    pub(super) fn comes_to_rest(&mut self, dice: &mut Dice) {
        for kind in ["full", "full", "delta"] {
            let script = self.script(honest(self.way, dice, &self.news()));
            let run = self.runs(kind, script, dice);
            assert_eq!((&run["state"], &run["kind"]), (&json!("complete"), &json!(kind)), "{run}");
            self.look("at the end", &run, false);
            self.remember(&run, true);
            self.is_as_in_the_directory("at the end");
        }
        assert!(self.amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
    }

    /// What the installation has of people who are in, or away: the number in their title.
    fn kept(&self, is_in: bool) -> BTreeMap<usize, String> {
        let which = if is_in { "is null" } else { "is not null" };
        let file = self.amend.dir().join("amend.db");
        let mut shell = Command::new(need("sqlite3").unwrap());
        let text = format!("select external_id, theirs from entry where absent_at {which}");
        let rows = run(shell.args(["-cmd", ".timeout 5000"]).arg(file).arg(text), "").unwrap();
        let row = |line: &str| {
            let (id, theirs) = line.split_once('|').unwrap();
            (usize::from_str_radix(&id[..8], 16).unwrap(), theirs.to_owned())
        };
        rows.lines().map(row).collect()
    }
}
