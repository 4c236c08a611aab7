//! The rules of Amend, pure: what an attribute is, who may change it, how an edit and a directory value become one value,
//! which states a change passes through, what a sync run would do and what an export holds.
//!
//! This crate has no clock, no randomness, no input or output: time and ids come in as arguments, answers come out as values.
//! The server and the widget share it, so the widget refuses what the server would refuse, in the same words.

pub mod api;
pub mod approval;
pub mod attribute;
pub mod brake;
mod calendar;
pub mod catalogue;
pub mod change;
pub mod choice;
pub mod column_profile;
pub mod confirm;
pub mod contacts;
pub mod delta;
pub mod dn;
pub mod equality;
pub mod fill;
pub mod id;
pub mod import;
pub mod item;
pub mod kind;
pub mod leaving;
pub mod likeness;
pub mod mapping;
pub mod merge;
pub mod moment;
pub mod name;
pub mod news;
mod normal_form;
pub mod pages;
pub mod plan;
pub mod policy;
pub mod primary;
pub mod problem;
pub mod provenance;
pub mod purge;
pub mod reexport;
pub mod rekey;
pub mod rights;
pub mod schedule;
pub mod seats;
pub mod selection;
pub mod template;
pub mod text;
pub mod validate;
pub mod value;
