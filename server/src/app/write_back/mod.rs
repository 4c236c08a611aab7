//! Writing approved values into the directories themselves, where an administrator has turned that on. What is due is taken under a lease, written
//! person by person over one connection, and noted in one transaction; a server that is killed or paused in between leaves a lease that runs
//! out, and whoever takes over looks at each entry before writing.

mod finish;
mod preview;
mod send;
mod take;
mod turn;

use domain::{id::TargetId, moment::Moment};
use tokio::sync::watch;

use super::{App, AppError, backoff::Backoff, catalogue::Catalogue};
use crate::{
    clock,
    store::{lease, mapping::Target, writing},
    target::{Place, Session},
};

/// The pauses after failures.
const PAUSES: Backoff = Backoff { first: 15_000, longest: 3_600_000 };

impl App {
    /// The targets that have something to be written now.
    pub(crate) async fn targets_due(&self, now: Moment) -> Result<Vec<TargetId>, AppError> {
        // Mostly nothing is left behind, and then nobody who writes is held up.
        if lease::has_left(&mut self.store().read().await?, now).await? {
            self.store()
                .write::<_, AppError, _>(move |conn| Box::pin(async move { Ok(lease::settle_left(conn, now).await?) }))
                .await?;
        }
        Ok(writing::due(&mut self.store().read().await?, now).await?)
    }

    /// Writes what is due for a target, until nothing is, the directory cannot any more, or `stop` says so.
    pub(crate) async fn write_back(&self, id: TargetId, stop: watch::Receiver<bool>) -> Result<(), AppError> {
        if writing::room(&mut self.store().read().await?, id, clock::now()).await? == 0 {
            return Ok(());
        }
        let catalogue = self.present_catalogue().await?;
        let Some(target) = catalogue.targets.iter().find(|target| target.id == id).cloned() else { return Ok(()) };
        let opened = match place(&catalogue, &target) {
            Ok(place) => Session::open(place).await.map_err(|error| error.to_string()),
            Err(why) => Err(why.to_string()),
        };
        let mut session = match opened {
            Ok(session) => session,
            Err(why) => return self.note_trouble(id, Some(why)).await,
        };
        self.note_trouble(id, None).await?;
        while !*stop.borrow() {
            let Some(batch) = self.take_batch(&catalogue, &target).await? else { break };
            let sent = self.send_batch((&mut session, id), &batch, stop.clone()).await;
            let trouble = sent.trouble.clone();
            self.finish_batch(&target, batch, sent).await?;
            if trouble.is_some() {
                return self.note_trouble(id, trouble).await;
            }
        }
        session.close().await;
        Ok(())
    }

    /// Notes that a directory cannot be written as a whole, and tries again later; or that it can again.
    async fn note_trouble(&self, target: TargetId, why: Option<String>) -> Result<(), AppError> {
        let (now, draw) = (clock::now(), u16::from_le_bytes(clock::random()?));
        let times = writing::times_in_trouble(&mut self.store().read().await?, target).await?;
        if why.is_none() && times == 0 {
            return Ok(());
        }
        if let Some(reason) = &why {
            tracing::warn!(target = target.0, reason, "write_back.not_reached");
        }
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    let noted = why.as_deref().map(|why| (why, now.plus(PAUSES.pause(times, draw))));
                    Ok(writing::set_trouble(conn, target, noted).await?)
                })
            })
            .await
    }
}

/// Where a target is, and what of it may be written.
fn place(catalogue: &Catalogue, target: &Target) -> Result<Place, AppError> {
    let connection = catalogue.connection(target.source)?;
    let columns = super::export_file::columns(catalogue, target);
    Ok(Place {
        ldap: connection.ldap.clone(),
        base: connection.base.clone(),
        id_attribute: connection.connect.id_attribute.clone(),
        allowed: columns.into_iter().map(|column| column.heading).collect(),
    })
}
