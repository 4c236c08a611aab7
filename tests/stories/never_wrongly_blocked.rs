//! QUALITY B1, B2, I3, I5, P31: people come, change and go in a directory that now and then answers wrongly, and runs of every kind read it in any
//! order. Nobody is blocked whom the directory has, unless it says itself that it does not have them; and soon after the faults stop everything
//! is as the directory has it.
//!
//! `AMEND_HISTORIES` makes more of it, `AMEND_SEED` repeats a story that failed.

mod answers;
mod town;

use amend_tests::hostile_ldap::{Fault, Question};

use crate::dice::{Dice, seed};
use answers::{Way, honest, lying, some_fault};
use town::Town;

/// Runs in one history.
const STEPS: usize = 40;

#[test]
fn by_content_synchronisation() {
    live(Way::Sync);
}

#[test]
fn by_dir_sync() {
    live(Way::DirSync);
}

#[test]
fn by_counting() {
    live(Way::Counted);
}

fn live(way: Way) {
    let wished = std::env::var("AMEND_HISTORIES").ok().and_then(|text| text.parse::<usize>().ok());
    let seed = seed();
    for history in 0..(wished.unwrap_or(0) / 10_000).max(1) {
        let seed = seed.wrapping_add(history as u64);
        // Shown when the story fails.
        println!("{way:?}: AMEND_SEED={seed}");
        one_history(way, seed);
    }
}

fn one_history(way: Way, seed: u64) {
    let mut dice = Dice(seed);
    let mut town = Town::open(way);
    for step in 0..STEPS {
        for _ in 0..dice.pick(4) {
            town.something_happens(&mut dice);
        }
        let kind = ["full", "delta", "delta", "delta", "person"][dice.pick(5)];
        let mut script = town.script(honest(way, &mut dice, &town.news()));
        let (mut is_honest, mut denies) = (true, false);
        match dice.pick(10) {
            0..=3 => {}
            4..=5 => {
                script = town.script(lying(way, &mut dice, &town.news()));
                is_honest = false;
            }
            _ => {
                let (question, fault) = some_fault(&mut dice);
                is_honest = false;
                denies = question == Question::LookUp && matches!(fault, Fault::Nothing | Fault::Percent(_));
                script = script.with_in(question, fault);
            }
        }
        let what = format!("step {step}: {kind} with {:?} in {:?}, {:?}", script.fault, script.fault_in, script.news);
        let run = town.runs(kind, script, &mut dice);
        println!("{what}: {} {}", run["kind"], run["state"]);
        town.look(&what, &run, denies);
        if is_honest && kind != "person" {
            assert_eq!(run["state"], "complete", "{what}: {run}");
        }
        town.remember(&run, is_honest);
        if town.is_up_to_date() {
            town.is_as_in_the_directory(&what);
        }
    }
    town.comes_to_rest(&mut dice);
}
