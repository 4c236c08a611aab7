//! Which modification comes of an order. Where the entry has not been looked at, the values that are known are named as those that go, so that
//! the directory refuses the whole where it holds others by now; where it has been, what stands there in bytes is named.

use domain::{equality::identical, value::Theirs};

use super::order::{Order, Step, Wish, values};
use crate::ldap::{Attributes, Filter, Modification, Verb};

/// What became of one wish when the entry was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    /// The directory holds it.
    There,
    /// It holds something else than the wish was approved against.
    Else,
    /// To be written.
    Write(Vec<Modification>),
}

/// A modification of what is known, without having looked.
pub(super) fn unseen(wishes: &[&Wish]) -> Vec<Modification> {
    let each = wishes.iter().flat_map(|wish| {
        let known = wish.known_bytes();
        wish.steps.iter().map(move |step| match wish.known {
            Theirs::NotRead => vec![replace(step)],
            Theirs::Empty | Theirs::Value(_) => exchange(step, &known),
        })
    });
    each.flatten().collect()
}

/// The condition under which what is written unseen may be written: it is this entry, and what shall be empty is.
pub(super) fn condition(id: Filter, wishes: &[&Wish]) -> Filter {
    let empty = wishes.iter().filter(|wish| wish.known == Theirs::Empty && !wish.attribute.many);
    let names = empty.flat_map(|wish| wish.steps.iter().map(|step| step.name.as_str()));
    Filter::all(std::iter::once(id).chain(names.map(|name| Filter::not(&Filter::present(name)))))
}

/// Whether the entry has to be looked at before anything is written. A directory that takes no conditions would add a second value to one that
/// somebody has written meanwhile.
pub(super) fn must_look(order: &Order, takes_conditions: bool) -> bool {
    let blind = |wish: &Wish| match wish.known {
        Theirs::NotRead => wish.guards_itself(),
        Theirs::Empty => wish.guards_itself() && (takes_conditions || wish.attribute.many),
        Theirs::Value(_) => wish.guards_itself(),
    };
    order.look_first || !order.wishes.iter().all(blind)
}

/// What is to be done about a wish where the entry says this. `knows_values` is whether the directory can take single values of its attributes away.
pub(super) fn seen(wish: &Wish, entry: &Attributes, knows_values: bool) -> Seen {
    let is_there = |step: &Step| {
        let held = values(entry, &step.name);
        held.len() == step.new.len() && step.new.iter().all(|value| held.contains(value))
    };
    let now = wish.read(entry);
    let means_it = wish.guards_itself() && !wish.steps.is_empty() && {
        let new = wish.steps.iter().map(|step| step.new.as_slice());
        new.map(|new| domain::kind::read(&wish.attribute, new)).all(|new| identical(new.value(), now.value()))
    };
    if wish.steps.iter().all(is_there) || means_it {
        return Seen::There;
    }
    if wish.known != Theirs::NotRead && !identical(wish.known.value(), now.value()) {
        return Seen::Else;
    }
    let each = wish.steps.iter().filter(|step| !is_there(step));
    let modifications = each.flat_map(|step| match knows_values && !wish.is_picture() {
        true => exchange(step, values(entry, &step.name)),
        false => vec![replace(step)],
    });
    Seen::Write(modifications.collect())
}

fn replace(step: &Step) -> Modification {
    Modification { verb: Verb::Replace, attribute: step.name.clone(), values: step.new.clone() }
}

/// What is there and shall not be goes; what is not and shall be comes.
fn exchange(step: &Step, old: &[Vec<u8>]) -> Vec<Modification> {
    let gone: Vec<Vec<u8>> = old.iter().filter(|value| !step.new.contains(value)).cloned().collect();
    let come: Vec<Vec<u8>> = step.new.iter().filter(|value| !old.contains(value)).cloned().collect();
    let parts = [(Verb::Delete, gone), (Verb::Add, come)].into_iter().filter(|(_, values)| !values.is_empty());
    parts.map(|(verb, values)| Modification { verb, attribute: step.name.clone(), values }).collect()
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
