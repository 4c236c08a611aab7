//! What becomes of values that are no longer read from a directory (P22): they stay, as Amend's own, and somebody has said so.

use domain::{
    api::MappingRow,
    attribute::Authority,
    id::SourceId,
    moment::Moment,
    name::AttributeKey,
    problem::{Problem, ProblemCode, Problems},
};

use super::{AppError, asker::Actor, catalogue::Catalogue};
use crate::store::{Conn, attribute, change, set_up};

/// Freezes what `rows` no longer has of what `was` mapped; gives the attributes whose values are Amend's own from now on. What people have
/// values in must be named in `agreed`.
pub(super) async fn freeze(
    conn: &mut Conn,
    (catalogue, source): (&Catalogue, SourceId),
    (was, rows): (&[MappingRow], &[MappingRow]),
    agreed: &[AttributeKey],
    actor: &Actor,
    now: Moment,
) -> Result<Vec<AttributeKey>, AppError> {
    let is_gone = |row: &&MappingRow| !rows.iter().any(|kept| kept.attribute == row.attribute);
    let read_elsewhere = |key: &AttributeKey| {
        catalogue.mappings.iter().any(|(other, mapping)| *other != source && mapping.contains_key(key))
    };
    let mut unasked = Problems::new();
    let mut frozen = Vec::new();
    let becomes_one_way =
        |row: &&MappingRow| !row.expression && rows.iter().any(|now| now.attribute == row.attribute && now.expression);
    // What waits could be written nowhere any more.
    for row in was.iter().filter(|row| is_gone(row) || becomes_one_way(row)) {
        let key = &row.attribute;
        let waiting = change::waiting_of_attribute(conn, key).await?.len();
        if waiting > 0 {
            return Err(AppError::Conflict(format!(
                "{waiting} changes of {key} wait for a decision or for their export; decide on them, export or withdraw them first"
            )));
        }
    }
    for row in was.iter().filter(is_gone) {
        let key = &row.attribute;
        let people = set_up::with_value(conn, source, key).await?;
        if people > 0 && !agreed.contains(key) {
            unasked.insert(key.clone(), vec![Problem::new(ProblemCode::WouldFreeze).limit(people)]);
        } else if !read_elsewhere(key) {
            frozen.push(key.clone());
        }
    }
    if !unasked.is_empty() {
        return Err(AppError::Invalid(unasked));
    }
    for key in &frozen {
        let Some(stored) = attribute::all(conn).await?.into_iter().find(|one| one.attribute.key == *key) else {
            continue;
        };
        let mut own = stored.attribute;
        // No directory says anything any more, so nobody has to wait for its word; what it said last is what stands until somebody changes it.
        if matches!(own.policy.authority, Authority::Directory | Authority::Fill) {
            own.policy.authority = Authority::Shared;
            if !attribute::set(conn, &own, stored.version).await? {
                return Err(AppError::VersionMoved { version: stored.version, moved: Vec::new() });
            }
        }
        let mut audit = actor.audit(now, "attribute.freeze");
        audit.attribute = Some(key.clone());
        conn.audit(audit);
    }
    Ok(frozen)
}
