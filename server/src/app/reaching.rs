//! Whether a source is reached directly or by agents, and that nothing which leads to its directory is kept here for one that agents read (S4.2, S4.5).

use domain::{
    api::{Connect, RunState, TlsMode, Via},
    id::SourceId,
    moment::Moment,
    template::TargetKind,
};

use super::{AppError, asker::Actor, catalogue::Catalogue, write_back};
use crate::store::{Conn, mapping::Target, run, set_up::Stored, source, within::Within, writing};

/// Takes over how a source is reached. Ids, mapping and selection stay as they are, so everybody stays linked.
pub(super) fn set_via(row: &source::Source, after: &mut Stored, via: Via) -> Result<(), AppError> {
    if via == after.via {
        return Ok(());
    }
    let Some(connect) = &mut after.connection else {
        return Err(AppError::Conflict(format!(
            "source {} stands in the settings file, which reads it directly; take it out there and set it up on the page",
            row.name
        )));
    };
    after.via = via;
    if via == Via::Agent {
        *connect = without_address(connect);
        after.secret = None;
    }
    Ok(())
}

/// What is kept of a connection where an agent knows the rest.
fn without_address(connect: &Connect) -> Connect {
    Connect {
        url: String::new(),
        tls: TlsMode::default(),
        ca_pem: None,
        pin_sha256: None,
        bind_dn: String::new(),
        ..connect.clone()
    }
}

/// Refuses what belongs into the agent's own settings.
pub(super) fn must_keep_secrets_inside(
    via: Via,
    connect: Option<&Connect>,
    has_password: bool,
) -> Result<(), AppError> {
    if via == Via::Direct {
        return Ok(());
    }
    let field = match connect {
        _ if has_password => Some("password"),
        Some(connect) if !connect.url.trim().is_empty() => Some("connection.url"),
        Some(connect) if !connect.bind_dn.trim().is_empty() => Some("connection.bind_dn"),
        Some(connect) if connect.ca_pem.is_some() => Some("connection.ca_pem"),
        Some(connect) if connect.pin_sha256.is_some() => Some("connection.pin_sha256"),
        _ => None,
    };
    field.map_or(Ok(()), |field| {
        Err(AppError::BadRequest(format!(
            "`{field}`: this source is read by an agent, whose own settings alone hold it; leave it out here"
        )))
    })
}

/// A run that goes on reads in the way that it began with; two ways at once are refused.
pub(super) async fn must_rest(conn: &mut Conn, id: SourceId) -> Result<(), AppError> {
    let unfinished = run::unfinished(conn).await?;
    if unfinished.iter().any(|one| one.run.source == id && one.run.state == RunState::Running) {
        return Err(AppError::Conflict("a run of it is going on; stop it or let it end first".to_owned()));
    }
    Ok(())
}

/// Has nothing be written any more to a directory that is reached in another way from now on: what its account may write was tested for the other one.
pub(super) async fn stop_writing(
    conn: &mut Conn,
    (catalogue, source): (&Catalogue, SourceId),
    actor: &Actor,
    now: Moment,
) -> Result<(), AppError> {
    let is_its = |target: &&Target| target.source == source && target.kind == TargetKind::Directory;
    for target in catalogue.targets.iter().filter(is_its) {
        let state = writing::state(conn, target.id, &Within::EVERYWHERE, now).await?;
        let Some(state) = state.filter(|state| state.on) else { continue };
        if !write_back::turn(conn, (target, &state), (None, state.writes_per_hour), actor, now).await? {
            return Err(AppError::Stale { moved: Vec::new() });
        }
    }
    Ok(())
}
