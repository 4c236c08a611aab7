//! Files of people: handed in, looked at, carried out and taken back (S1.3, S1.19, T11).
//!
//! A file arrives in pieces and is read in pieces; what each line comes to is a row in the database, so that neither the file nor the preview has
//! to fit into memory. Carrying out goes through the rows in short transactions, under a lease: no sync has to wait for a file, and what a server
//! leaves unfinished another one goes on with. A row is carried out as it was shown, or not at all.

mod begin;
mod carry_out;
mod compare;
mod files;
mod known;
mod manage;
mod plan;
mod sample;
mod set_values;
mod table;
mod take_back;
mod upload;
mod work;

pub(crate) use files::{Which, Writing};
pub(super) use plan::known_columns;
