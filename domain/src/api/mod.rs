//! What travels over HTTP, the same types on both sides. Paths are below `/api/v1`; shapes are JSON; errors are [`ProblemDetails`].

mod administrators;
mod agent_door;
mod agent_work;
mod agents;
mod approvals;
mod attributes;
mod audit;
mod checks;
mod colleagues;
mod column_profiles;
mod confirm;
mod definitions;
mod draft;
mod errors;
mod export_links;
mod exports;
mod fills;
mod findings;
mod history;
mod identities;
mod import_rows;
mod imports;
mod links;
mod news;
mod notices;
mod overdue;
pub mod paths;
mod people;
mod pictures;
mod pins;
mod policy;
mod profile;
mod received;
mod reexports;
mod rekey;
mod removals;
mod reports;
mod scim;
mod selection;
mod session;
mod setup;
mod sign_in;
mod source_order;
mod sources;
mod stand_ins;
mod steps;
mod templates;
mod writing;

pub use administrators::*;
pub use agent_door::*;
pub use agent_work::*;
pub use agents::*;
pub use approvals::*;
pub use attributes::*;
pub use audit::*;
pub use checks::*;
pub use colleagues::*;
pub use column_profiles::*;
pub use confirm::*;
pub use definitions::*;
pub use draft::*;
pub use errors::*;
pub use export_links::*;
pub use exports::*;
pub use fills::*;
pub use findings::*;
pub use history::*;
pub use identities::*;
pub use import_rows::*;
pub use imports::*;
pub use links::*;
pub use news::*;
pub use notices::*;
pub use overdue::*;
pub use people::*;
pub use pictures::*;
pub use pins::*;
pub use policy::*;
pub use profile::*;
pub use received::*;
pub use reexports::*;
pub use rekey::*;
pub use removals::*;
pub use reports::*;
pub use scim::*;
pub use selection::*;
pub use session::*;
pub use setup::*;
pub use sign_in::*;
pub use source_order::*;
pub use sources::*;
pub use stand_ins::*;
pub use steps::*;
pub use templates::*;
pub use writing::*;

use serde::{Deserialize, Serialize};

/// One page of a longer list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows of this page, in the list's order.
    pub items: Vec<T>,
    /// Hand this back as `after` for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Rows in the whole list.
    pub total: i64,
}
