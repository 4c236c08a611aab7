//! The position before a full reading begins, so that whatever changes while it is going on comes with the next run.

use super::{Asking, NoFeed, active_directory, dir_sync, timestamp};
use crate::{clock, config::Incremental, source::cursor::Position};

/// Says that a server is Active Directory ([MS-ADTS] section 3.1.1.3.4.3).
const ACTIVE_DIRECTORY: &str = "1.2.840.113556.1.4.800";
/// RFC 4533.
const SYNC_REQUEST: &str = "1.3.6.1.4.1.4203.1.9.1.1";

/// The position now; `None` where the server offers nothing to go on from, and the next run reads everything again.
pub(in crate::source) async fn watermark(asking: &mut Asking<'_>, how: Incremental) -> Option<Position> {
    match position(asking, how).await {
        Ok(position) => position,
        // Reading everything needs no position.
        Err(NoFeed::StartOver(reason)) => {
            tracing::info!(reason, "source.no_position");
            None
        }
        Err(NoFeed::Trouble(error)) => {
            tracing::info!(%error, "source.no_position");
            None
        }
    }
}

async fn position(asking: &mut Asking<'_>, how: Incremental) -> Result<Option<Position>, NoFeed> {
    let how = match how {
        Incremental::Auto => best(asking).await?,
        how => how,
    };
    Ok(match how {
        Incremental::Off | Incremental::Auto => None,
        Incremental::SyncRepl => sync_repl(asking).await?,
        Incremental::Usn => Some(Position::Usn { at: active_directory::controller(asking).await?.place }),
        Incremental::DirSync => {
            let now = active_directory::controller(asking).await?;
            let cookie = dir_sync::drain(asking, &now.context, &[], None).await?;
            Some(Position::DirSync { cookie, at: now.place })
        }
        Incremental::Timestamp => Some(timestamp::position(clock::now())),
    })
}

/// The best that this server can do. On Active Directory that is counting: it needs no right to replicate, and its first position costs
/// nothing, where DirSync sends the whole domain once.
async fn best(asking: &mut Asking<'_>) -> Result<Incremental, NoFeed> {
    let root = active_directory::one(asking, "", &["supportedCapabilities", "supportedControl"], &[]).await?;
    let root = root.unwrap_or_default();
    let has = |name, wanted: &str| root.texts(name).iter().any(|found| found == wanted);
    if has("supportedCapabilities", ACTIVE_DIRECTORY) {
        return Ok(Incremental::Usn);
    }
    // Its ids are entryUUIDs, so another id has nothing to be found by.
    if has("supportedControl", SYNC_REQUEST) && asking.request.id_is("entryUUID") && sync_repl(asking).await?.is_some()
    {
        return Ok(Incremental::SyncRepl);
    }
    Ok(Incremental::Timestamp)
}

/// OpenLDAP's `contextCSN` is what a cookie is made of.
async fn sync_repl(asking: &mut Asking<'_>) -> Result<Option<Position>, NoFeed> {
    let root = active_directory::one(asking, "", &["namingContexts"], &[]).await?.unwrap_or_default();
    let Some(context) = active_directory::context(&root, &asking.request.base) else { return Ok(None) };
    let suffix = active_directory::one(asking, &context, &["contextCSN"], &[]).await?.unwrap_or_default();
    let numbers = suffix.texts("contextCSN");
    if numbers.is_empty() {
        return Ok(None);
    }
    Ok(Some(Position::SyncRepl { cookie: format!("rid=000,csn={}", numbers.join(";")).into_bytes() }))
}
