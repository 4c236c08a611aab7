//! `amend agent`: the program beside a directory that no server can reach. It calls the server, proves who it is by a key that it has made itself, and
//! keeps address, account and password of the directory to itself (S4.4, S4.5).

mod client;
mod command;
mod enrol;
mod identity;
mod key;
mod server_settings;
mod signed;

pub(crate) use command::{Act, run};
