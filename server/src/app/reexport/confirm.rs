//! Rows that moved since they were shown: somebody looks at what each is now, and says yes to that and nothing else.

use domain::{
    api::ReexportRow,
    id::{ReexportId, TargetId},
    moment::Moment,
    reexport::RowState,
    rights::Act,
};

use super::{look::Seen, put::Put};
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue, scope, template},
    store::{
        Conn, item, person,
        reexport::{self, Stage},
        reexport_row,
    },
};

/// What became of the wish.
enum Confirmed {
    Yes(Box<ReexportRow>),
    /// It is something else again.
    Moved(i64),
    /// Nothing can be given.
    Not(String),
}

impl App {
    /// Puts a row in the queue with what it is now, if that is what `version` showed.
    pub(crate) async fn confirm_row(
        &self,
        asker: &Asker,
        (target, id, number): (TargetId, ReexportId, i64),
        version: i64,
        now: Moment,
    ) -> Result<ReexportRow, AppError> {
        self.seen_look(asker, target, id).await?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let doer = asker.clone();
        let confirmed = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { confirm(conn, &catalogue, &doer, (id, number, version), now).await })
            })
            .await?;
        match confirmed {
            Confirmed::Yes(row) => Ok(*row),
            Confirmed::Moved(version) => Err(AppError::VersionMoved { version, moved: Vec::new() }),
            Confirmed::Not(why) => Err(AppError::Conflict(why)),
        }
    }
}

async fn confirm(
    conn: &mut Conn,
    catalogue: &Catalogue,
    doer: &Asker,
    (id, number, version): (ReexportId, i64, i64),
    now: Moment,
) -> Result<Confirmed, AppError> {
    let mut stored = reexport::hold(conn, id).await?.ok_or(AppError::NotFound)?;
    let row = reexport_row::one(conn, id, number).await?.ok_or(AppError::NotFound)?;
    scope::refuse_outside(conn, doer, Act::MakeExport, &[row.person]).await?;
    if !matches!(stored.stage, Stage::Queueing | Stage::Executed) || row.state != RowState::Moved {
        return Err(AppError::Conflict("this row does not wait for anybody's word".to_owned()));
    }
    let target = template::target(catalogue, stored.target)?;
    let Some(mapping) = target.mapping(row.mapping) else {
        return Ok(Confirmed::Not("its row was switched off or taken out of the template since".to_owned()));
    };
    item::lock_target(conn, target.id).await?;
    person::lock(conn, &[row.person]).await?;
    let mut seen = Seen::read(conn, catalogue, target, &[row.person]).await?;
    let standing = seen.standings.get(&row.person).ok_or(AppError::NotFound)?;
    let fresh = seen.comes_to(mapping, standing);
    let is_as_seen = row.version == version && row.reason.is_none() && fresh.as_ref() == Ok(&row.value_now);
    if !is_as_seen {
        let has_moved =
            row.reason.as_ref() != fresh.as_ref().err() || fresh.as_ref().is_ok_and(|value| *value != row.value_now);
        if has_moved {
            reexport_row::set_moved(conn, (id, number), &fresh).await?;
        }
        return Ok(match fresh {
            Err(why) => Confirmed::Not(why),
            Ok(_) => Confirmed::Moved(row.version + i64::from(has_moved)),
        });
    }
    let mut put = Put::read(conn, (catalogue, target), Some(id), &[row.person]).await?;
    let value = (row.person, mapping.id, row.value_now.clone());
    let state = put.one(conn, &mut seen, value, (&doer.actor(), now)).await?;
    put.finish(conn, now).await?;
    reexport_row::set_state(conn, id, &[number], state).await?;
    if let Some(executed) = &mut stored.executed {
        executed.moved -= 1;
        match state {
            RowState::Merged => executed.merged += 1,
            _ => executed.queued += 1,
        }
    }
    reexport::save(conn, &stored).await?;
    let mut audit = doer.actor().audit(now, "reexport.confirm");
    (audit.person, audit.attribute) = (Some(row.person), row.attribute.clone());
    audit.detail = serde_json::json!({ "reexport": id, "target": target.name });
    conn.audit(audit);
    Ok(Confirmed::Yes(Box::new(reexport_row::one(conn, id, number).await?.ok_or(AppError::NotFound)?)))
}
