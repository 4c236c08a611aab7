//! QUALITY A2: the server is killed at random moments while it syncs, approves and exports, and started again. Nothing that was answered with
//! success is lost, nothing is done twice, and soon everything is as it would have been.
//!
//! `AMEND_KILLS` says how often it is killed in all (20 if absent), `AMEND_SEED` repeats a story that failed.

mod invariants;
mod staff;
mod town;

use crate::{company::Database, dice::seed};
use town::Town;

#[test]
fn on_sqlite() {
    survive(Database::Sqlite, kills() * 3 / 4);
}

#[test]
fn on_postgres() {
    survive(Database::Postgres, kills() / 4);
}

fn kills() -> usize {
    let wished = std::env::var("AMEND_KILLS").ok().and_then(|text| text.parse().ok());
    wished.unwrap_or(20).max(4)
}

/// I1-I6, I8, A2, P38.
fn survive(database: Database, kills: usize) {
    let seed = seed();
    println!("{database:?}: {kills} kills, AMEND_SEED={seed}");
    let mut town = Town::open(database, seed);
    for kill in 0..kills {
        match kill % 3 {
            0 => town.killed_while_syncing(),
            1 => town.killed_while_approving(),
            _ => town.killed_while_exporting(),
        }
    }
    town.comes_to_rest();
}
