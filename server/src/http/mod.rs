//! The door for browsers and integrators: who asks, what is asked, one call into `app`, the answer. Rights stand in each handler's signature.

mod add_in;
mod approvals;
mod asks;
mod assets;
mod attributes;
mod audit;
mod body;
mod changes;
mod describe;
mod exports;
mod findings;
mod headers;
mod health;
mod identities;
mod json;
mod links;
mod me;
mod metrics;
mod notices;
mod origin;
mod pane;
mod people;
mod problem;
mod provider;
mod refusals;
mod rekey;
mod router;
mod runs;
mod session;
mod set_up;
mod sources;

pub(crate) use metrics::metrics_router;
pub(crate) use pane::pane_router;
pub(crate) use router::{Assets, Site, router};
