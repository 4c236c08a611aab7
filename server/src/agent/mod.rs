//! `amend agent`: the program beside a directory that no server can reach. It calls the server, proves who it is by a key that it has made itself, and
//! keeps address, account and password of the directory to itself (S4.4, S4.5).

mod bounds;
mod check;
mod client;
mod command;
mod dry_run;
mod enrol;
mod identity;
mod key;
mod outbox;
mod pause;
mod server_settings;
mod settings;
mod signed;
mod work;
mod write;

pub(crate) use command::{AgentLine, run};
