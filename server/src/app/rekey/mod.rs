//! Re-keying a source: its people keep everything though their entries have other ids now, because a migration gave them others or because
//! another attribute is to hold them (P13). First it is looked at, then exactly that is done.

mod matching;
mod read;

use std::sync::Arc;

use domain::{
    api::{Rekey, RekeyDue, RekeyPreview, Rekeyed, Run, SourceOrigin, SourceState, StartRun, TryRekey},
    id::SourceId,
    moment::Moment,
    rights::Act,
};

use super::{
    App, AppError,
    asker::{Actor, Asker},
    catalogue::Catalogue,
    connection::Connection,
    relink::refuse_while_running,
    sync::{discard_held_run, held_run},
};
use crate::store::{Conn, attribute, rekey, set_up, source};
use matching::{Matching, Veil};
use read::{Directory, Key};

/// What came of asking for it.
pub(crate) enum Rekeying {
    /// It is done.
    Done(Box<Rekeyed>),
    /// It would have been something else than what was looked at, so nothing was done.
    Moved(Box<RekeyPreview>),
}

/// Why a source must not be read as it is set: whoever is known by one attribute is nobody by another.
pub(super) fn due(stored: &source::Source, connection: &Connection) -> Option<RekeyDue> {
    let known_by = stored.known_by.as_ref()?;
    let id_attribute = &connection.connect.id_attribute;
    (!known_by.eq_ignore_ascii_case(id_attribute))
        .then(|| RekeyDue { known_by: known_by.clone(), id_attribute: id_attribute.clone() })
}

/// Goes on only if the people of a source are known by the attribute that it is set to.
pub(super) fn refuse_unkeyed(stored: &source::Source, connection: &Connection) -> Result<(), AppError> {
    match due(stored, connection) {
        None => Ok(()),
        Some(RekeyDue { known_by, id_attribute }) => Err(AppError::Conflict(format!(
            "the people of source {} are known by {known_by}, and its id attribute is set to {id_attribute}: read like this, they would all be \
             strangers; re-key the source on the page of sources, or set its id attribute back",
            stored.name
        ))),
    }
}

/// What both calls begin with.
struct Looked {
    stored: source::Source,
    known_by: String,
    directory: Directory,
    veil: Veil,
}

impl App {
    /// What re-keying a source would come to. The directory is read, nothing is changed.
    pub(crate) async fn try_rekey(
        &self,
        asker: &Asker,
        id: SourceId,
        asked: TryRekey,
    ) -> Result<RekeyPreview, AppError> {
        let asked = TryRekey { id_attribute: asked.id_attribute.trim().to_owned(), ..asked };
        let looked = self.look(asker, id, &asked).await?;
        let mut conn = self.store().read().await?;
        let held = held_run(&mut conn, id).await?.map(|stored| stored.run.id);
        let matching = Matching::load(&mut conn, id, (&asked, &looked.known_by), &looked.directory).await?;
        Ok(matching.told(looked.veil, held))
    }

    /// Gives people the ids that a preview has shown, and reads everything anew.
    pub(crate) async fn rekey(
        &self,
        asker: &Asker,
        id: SourceId,
        asked: Rekey,
        now: Moment,
    ) -> Result<Rekeying, AppError> {
        let Rekey { id_attribute, by, digest } = asked;
        let asked = TryRekey { id_attribute: id_attribute.trim().to_owned(), by };
        let looked = self.look(asker, id, &asked).await?;
        self.may_be_known_by(&looked.stored, &asked.id_attribute)?;
        let (holder, until) = (self.holder().to_owned(), now.plus(self.lease_milliseconds()));
        let actor = asker.actor();
        let outcome = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    refuse_while_running(conn, id).await?;
                    // No run begins before this is done.
                    let token = source::lease(conn, id, &holder, now, until).await?.ok_or_else(|| {
                        AppError::Conflict("a run of this source is about to end; try again in a moment".to_owned())
                    })?;
                    let done = apply(conn, &looked, &asked, &digest, &actor, now).await?;
                    source::release(conn, id, token).await?;
                    Ok(done)
                })
            })
            .await?;
        let people = match outcome {
            Ok(people) => people,
            Err(preview) => return Ok(Rekeying::Moved(preview)),
        };
        let (run, not_run) = self.read_anew(asker, id, now).await?;
        Ok(Rekeying::Done(Box::new(Rekeyed { people, run, not_run })))
    }

    async fn look(&self, asker: &Asker, id: SourceId, asked: &TryRekey) -> Result<Looked, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let stored = source::all(&mut self.store().read().await?).await?.into_iter().find(|one| one.id == id);
        let stored = stored.ok_or(AppError::NotFound)?;
        if stored.state == SourceState::Draft {
            return Err(AppError::Conflict(format!(
                "source {} is still being set up; enter its id attribute there",
                stored.name
            )));
        }
        let connection: &Arc<Connection> = catalogue.connection(id)?;
        let known_by = stored.known_by.clone().unwrap_or_else(|| connection.connect.id_attribute.clone());
        let key = Key::of(asked.by, connection)?;
        let selection = stored.selection.clone();
        let directory = read::read(id, connection, selection, &asked.id_attribute, &key).await?;
        let veil = veil(asker, &catalogue, connection, &known_by, asked);
        Ok(Looked { stored, known_by, directory, veil })
    }

    /// What stands in the settings file is changed there, or the next run would be refused.
    fn may_be_known_by(&self, stored: &source::Source, id_attribute: &str) -> Result<(), AppError> {
        let configured = self.0.parts.settings.get(&stored.name).filter(|_| stored.origin == SourceOrigin::File);
        match configured {
            Some(connection) if !connection.connect.id_attribute.eq_ignore_ascii_case(id_attribute) => {
                Err(AppError::Conflict(format!(
                    "`id_attribute`: source {} stands in the settings file, which says {}; write {id_attribute} there, start Amend anew, \
                     and then re-key",
                    stored.name, connection.connect.id_attribute
                )))
            }
            _ => Ok(()),
        }
    }

    /// The full run that follows, or why there is none.
    async fn read_anew(
        &self,
        asker: &Asker,
        id: SourceId,
        now: Moment,
    ) -> Result<(Option<Run>, Option<String>), AppError> {
        match self.start_run(id, StartRun { full: true, dry: false }, asker.actor(), now).await {
            Ok(run) => Ok((Some(run), None)),
            Err(AppError::Conflict(reason)) => Ok((None, Some(reason))),
            Err(error) => Err(error),
        }
    }
}

/// Does what was looked at, in the caller's transaction; if it would be something else by now, tells what.
async fn apply(
    conn: &mut Conn,
    looked: &Looked,
    asked: &TryRekey,
    digest: &str,
    actor: &Actor,
    now: Moment,
) -> Result<Result<i64, Box<RekeyPreview>>, AppError> {
    let id = looked.stored.id;
    let stored = source::all(conn).await?.into_iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
    if stored.version != looked.stored.version {
        return Err(AppError::Conflict(
            "the source was changed meanwhile; look at what would happen once more".to_owned(),
        ));
    }
    let matching = Matching::load(conn, id, (asked, &looked.known_by), &looked.directory).await?;
    if matching.digest() != digest {
        let held = held_run(conn, id).await?.map(|stored| stored.run.id);
        return Ok(Err(Box::new(matching.told(looked.veil, held))));
    }
    let replaced = matching.replaced();
    if replaced.is_empty() && looked.known_by.eq_ignore_ascii_case(&asked.id_attribute) {
        return Err(AppError::Conflict("nobody would get another id, so there is nothing to re-key".to_owned()));
    }
    discard_held_run(conn, id, actor, now).await?;
    let done = rekey::replace(conn, id, &replaced).await?;
    if done != replaced.len() as u64 {
        return Err(AppError::Internal(format!("{done} of {} ids were replaced", replaced.len())));
    }
    let connect = set_up::one(conn, id).await?.and_then(|stored| stored.connection);
    let connect = connect.map(|connect| domain::api::Connect { id_attribute: asked.id_attribute.clone(), ..connect });
    rekey::set_known_by(conn, id, &asked.id_attribute, connect.as_ref()).await?;
    attribute::move_catalogue(conn).await?;
    let matched = matching.matched();
    for (known, to) in &matched {
        let mut row = actor.audit(now, "person.rekey");
        row.person = Some(known.person);
        row.detail = serde_json::json!({ "source": stored.name, "from": known.external_id, "to": to });
        conn.audit(row);
    }
    let counts = matching.counts();
    let mut row = actor.audit(now, "source.rekey");
    row.detail = serde_json::json!({
        "source": stored.name, "known_by": looked.known_by, "id_attribute": asked.id_attribute, "by": asked.by, "people": counts.matched,
        "unclear": counts.unclear, "missing": counts.missing,
    });
    conn.audit(row);
    Ok(Ok(counts.matched))
}

/// Which of it holds values of hidden attributes that the asker may not see (I7).
fn veil(asker: &Asker, catalogue: &Catalogue, connection: &Connection, known_by: &str, asked: &TryRekey) -> Veil {
    if asker.can_everywhere(Act::SeeHidden) {
        return Veil::default();
    }
    let visible = catalogue.seen_by_all();
    let hides = |name: &str| {
        connection.mapping.iter().any(|row| row.from.eq_ignore_ascii_case(name) && !visible.contains(&row.attribute))
    };
    let is_hidden_key = connection
        .mapping
        .iter()
        .any(|row| row.attribute.as_str() == asked.by.as_str() && !visible.contains(&row.attribute));
    Veil { key: is_hidden_key, old_ids: hides(known_by), new_ids: hides(&asked.id_attribute) }
}
