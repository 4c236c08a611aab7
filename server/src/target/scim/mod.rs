//! Writing approved values into a SCIM 2.0 service (RFC 7643, RFC 7644): which operations come of what a person is to have, how they are sent, and what
//! the answer means. A user is looked at before each write and changed under the version that was looked at, so that repeating it changes nothing twice.

mod answer;
mod examine;
mod order;
mod path;
mod plan;
mod schema;
mod seek;
mod session;
mod user;
mod web;

pub(crate) use examine::examine;
pub(crate) use order::{New, Order, Whom, Wish};
pub(crate) use path::ScimPath;
pub(crate) use schema::PathRight;
pub(crate) use session::{Missing, Place, Session};
pub(crate) use web::Address;
