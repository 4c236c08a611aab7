//! Calls about deciding on all that match, standing in, and who owns containers and groups.

use domain::{
    api::{Matching, MatchingQuery, NewOwner, NewStandIn, OwnerView, StandInQuery, StandInView, paths},
    id::{OwnerId, PersonId, StandInId},
};
use serde::de::IgnoredAny;

use super::at;
use crate::{
    address::with_query,
    http::{Ask, delete, get, post},
};

/// What the reader may decide on now, as it stands.
pub(crate) fn matching(query: &MatchingQuery) -> Ask<Matching> {
    get(with_query(paths::MATCHING, query))
}

pub(crate) fn stand_ins() -> Ask<Vec<StandInView>> {
    get(paths::STAND_INS.to_owned())
}

/// Those of somebody else, on either side.
pub(crate) fn stand_ins_of(person: PersonId) -> Ask<Vec<StandInView>> {
    get(with_query(paths::STAND_INS, &StandInQuery { person: Some(person), ..StandInQuery::default() }))
}

pub(crate) fn add_stand_in(new: &NewStandIn) -> Ask<StandInView> {
    post(paths::STAND_INS.to_owned(), new)
}

pub(crate) fn end_stand_in(stand_in: StandInId) -> Ask<IgnoredAny> {
    delete(at(paths::STAND_IN, stand_in.0))
}

pub(crate) fn owners() -> Ask<Vec<OwnerView>> {
    get(paths::OWNERS.to_owned())
}

pub(crate) fn add_owner(new: &NewOwner) -> Ask<Vec<OwnerView>> {
    post(paths::OWNERS.to_owned(), new)
}

pub(crate) fn remove_owner(owner: OwnerId) -> Ask<IgnoredAny> {
    delete(at(paths::OWNER, owner.0))
}
