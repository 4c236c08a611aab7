//! What a chunk of entries writes: gathered first, then written with as few statements as there are tables.

use std::collections::BTreeSet;

use domain::{
    api::{FindingKind, ReportLine},
    id::PersonId,
};

use super::{Context, news, record};
use crate::{
    app::{AppError, block, standing},
    store::{
        Conn,
        entry::{self, Entry},
        finding::{self, Found},
        person::{self, Person},
        received::{self, Received},
        run, username,
    },
};

/// What a chunk writes, gathered before it is written.
#[derive(Default)]
pub(super) struct Writes {
    pub(super) people: Vec<Person>,
    /// Entries that were not known.
    pub(super) made: Vec<Entry>,
    pub(super) entries: Vec<Entry>,
    /// Entries as they were sent.
    pub(super) received: Vec<Received>,
    pub(super) lines: Vec<ReportLine>,
    /// People whose blocking moved, with whether they were blocked before.
    pub(super) moved: Vec<(PersonId, bool)>,
    /// What somebody should look at.
    pub(super) found: Vec<Found>,
    /// The ids of the entries that the chunk is about.
    pub(super) looked_at: Vec<String>,
}

impl Writes {
    /// Writes everything, in the order in which names become free and rows are there that others point to.
    pub(super) async fn carry_out(mut self, conn: &mut Conn, context: &Context) -> Result<(), AppError> {
        let (mut rests, mut wakes) = (Vec::new(), Vec::new());
        let blocked: BTreeSet<PersonId> =
            self.people.iter().filter(|person| person.blocked().is_some()).map(|person| person.id).collect();
        for (id, was_blocked) in &self.moved {
            let is_blocked = blocked.contains(id);
            match (was_blocked, is_blocked) {
                (false, true) => rests.push(*id),
                (true, false) => wakes.push(*id),
                _ => {}
            }
        }
        // Who leaves gives the name up before anybody takes it.
        let moved: BTreeSet<PersonId> = self.moved.iter().map(|(id, _)| *id).collect();
        let (mut known, made): (Vec<Person>, Vec<Person>) =
            std::mem::take(&mut self.people).into_iter().partition(|person| moved.contains(&person.id));
        let moved: Vec<PersonId> = moved.into_iter().collect();
        if !moved.is_empty() {
            username::release(conn, &moved).await?;
        }
        person::add_many(conn, &made).await?;
        entry::add_many(conn, &self.made).await?;
        entry::put_many(conn, &self.entries).await?;
        received::put_many(conn, context.source, &self.received, context.began_at).await?;
        if !moved.is_empty() {
            let standings = standing::Standing::load_many(conn, &moved).await?;
            for person in &mut known {
                if let Some(standing) = standings.get(&person.id) {
                    let standing = standing::Standing { person: person.clone(), ..standing.clone() };
                    let shown = standing.shown(&context.catalogue);
                    (person.display_name, person.search, person.filled) =
                        (shown.display_name, shown.search, shown.filled);
                }
            }
            person::put_many(conn, &known).await?;
            news::tell(conn, context, &self.lines, &standings).await?;
        }
        if !rests.is_empty() {
            block::suspend(conn, &rests, Some(context.began_at)).await?;
        }
        if !wakes.is_empty() {
            block::suspend(conn, &wakes, None).await?;
        }
        finding::put_many(conn, &self.found, context.run, context.began_at).await?;
        for kind in [
            FindingKind::UsernameTaken,
            FindingKind::OutOfScope,
            FindingKind::NotWorkedOut,
            FindingKind::CountryDiffers,
        ] {
            finding::settle(conn, (context.source, context.run), kind, &self.looked_at).await?;
        }
        record::note(conn, context, &self.lines);
        run::add_lines(conn, context.run, &self.lines, false).await?;
        Ok(())
    }
}
