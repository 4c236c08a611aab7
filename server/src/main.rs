//! The service of Amend: one binary, several roles.

mod agent;
mod app;
mod backoff;
mod calendar;
mod clock;
mod command;
mod config;
mod door_headers;
mod expression;
mod http;
mod jobs;
mod ldap;
mod listening;
mod mail;
mod mark;
mod message_signature;
mod out_of_bounds;
mod picture;
mod seal;
mod serve;
mod signin;
mod source;
mod store;
mod target;
mod tls;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    command::run()
}
