//! The directory moves on from a value that somebody's change had brought it to: ordinary news, but its author is told (X1).

use std::collections::BTreeMap;

use domain::{api::ReportLine, change::ChangeState, id::PersonId, merge, news::NewsAbout};

use super::Context;
use crate::{
    app::{
        AppError,
        asker::Actor,
        notices::news,
        standing::{Standing, open_change},
    },
    store::{Conn, change},
};

/// Notes on each confirmed or applied change of these people whether the values in `lines` moved on from it.
pub(super) async fn tell(
    conn: &mut Conn,
    context: &Context,
    lines: &[ReportLine],
    standings: &BTreeMap<PersonId, Standing>,
) -> Result<(), AppError> {
    for line in lines {
        let Some(standing) = line.person.and_then(|person| standings.get(&person)) else { continue };
        for moved in &line.values {
            let Some(attribute) = context.catalogue.attribute(&moved.attribute) else { continue };
            let ended = standing.changes.iter().rev().find(|change| {
                change.attribute == moved.attribute
                    && matches!(change.state, ChangeState::Confirmed | ChangeState::Applied)
            });
            let Some(ended) = ended else { continue };
            let attribute = standing.own(&context.catalogue, attribute);
            if let Some(notice) = merge::moved_on(&attribute, &open_change(ended), &moved.old, &moved.new) {
                let mut told = ended.clone();
                told.notice = Some(notice);
                told.version += 1;
                if change::save(conn, &told).await? {
                    let mut row = Actor::default().audit(context.began_at, "change.moved_on");
                    row.person = Some(told.person);
                    row.attribute = Some(told.attribute.clone());
                    row.change = Some(told.id);
                    row.detail = serde_json::json!({ "run": context.run });
                    conn.audit(row);
                    news::tell_author(conn, &told, NewsAbout::Superseded, None, context.began_at);
                }
            }
        }
    }
    Ok(())
}
