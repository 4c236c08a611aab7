//! Who has to say yes to a change, level by level: working it out from the policy and the directory, keeping whom each change asks, asking
//! others when nobody decides in time, and standing in for whoever is away.

mod around;
mod ask_anew;
mod asks;
mod mine;
mod owners;
mod passes;
mod seen;
mod stage;
mod stand_ins;

pub(super) use around::Around;
pub(super) use asks::{Approvals, Waits, asks_nobody};
pub(super) use mine::{Tokens, day, mine, tokens};
pub(super) use passes::{Pass, passes};
pub(super) use stage::{Staged, forget, refresh, settle};
