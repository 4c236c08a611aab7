//! What the rows of a template come to for some people, and what the target holds of it: the same for a look, for carrying it out and for the
//! difference to what was given last.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::KeyColumn,
    change::ChangeState,
    id::{ChangeId, PersonId},
    moment::Moment,
    reexport::{RowAction, Which},
    template::TargetKind,
    value::{Theirs, Value},
};

use crate::{
    app::{
        AppError,
        catalogue::Catalogue,
        export_file, policies, references,
        standing::Standing,
        template::{self, Given},
        together,
    },
    store::{
        Conn,
        change::Change,
        mapping::{Mapping, Target},
        reexport_row::New,
    },
};

/// Some people as they stand.
pub(super) struct Seen<'c> {
    catalogue: &'c Catalogue,
    target: &'c Target,
    pub(super) standings: BTreeMap<PersonId, Standing>,
    given: Given,
    /// Changes that are held, and those that name somebody who is in no directory any more.
    held: BTreeSet<ChangeId>,
    gone: BTreeSet<ChangeId>,
}

impl<'c> Seen<'c> {
    /// Reads them.
    pub(super) async fn read(
        conn: &mut Conn,
        catalogue: &'c Catalogue,
        target: &'c Target,
        people: &[PersonId],
    ) -> Result<Self, AppError> {
        let mut standings = Standing::load_many(conn, people).await?;
        let mut gone = BTreeSet::new();
        for standing in standings.values_mut() {
            gone.extend(references::refresh(conn, catalogue, standing).await?);
        }
        let given = template::given(conn, target, people).await?;
        let each = standings.values().flat_map(|one| one.changes.iter().map(|change| (change, one.entries.as_slice())));
        let mut held = policies::held(conn, &catalogue.closed(each)).await?;
        held.extend(standings.values().flat_map(|one| together::held_by_conflict(catalogue, one)));
        Ok(Self { catalogue, target, standings, given, held, gone })
    }

    /// The open change of what a mapping writes, if it is followed: that says what is written.
    pub(super) fn change<'s>(&self, mapping: &Mapping, standing: &'s Standing) -> Option<&'s Change> {
        use ChangeState::{Approved, Conflict, Exported, Failed, NotTaken};
        let key = mapping.attribute().filter(|_| self.target.follows(mapping))?;
        let counts = |change: &&Change| {
            change.attribute == *key && matches!(change.state, Approved | Exported | NotTaken | Failed | Conflict)
        };
        standing.changes.iter().filter(counts).max_by_key(|change| change.id)
    }

    /// What a mapping comes to for a person, or why nothing can be given.
    pub(super) fn comes_to(&self, mapping: &Mapping, standing: &Standing) -> Result<Option<Value>, String> {
        if !template::takes(self.target, standing) {
            return Err(match standing.person.blocked() {
                Some(_) => "this person is blocked; nothing is given about them until they return".to_owned(),
                None => format!("this person is not among those whom {} is given", self.target.name),
            });
        }
        if let Some(change) = self.change(mapping, standing) {
            if change.state == ChangeState::Conflict {
                return Err("a change of it is in conflict; settle that first".to_owned());
            }
            if self.gone.contains(&change.id) {
                return Err("whom it names is in no directory any more; have somebody else named there".to_owned());
            }
            if self.held.contains(&change.id) {
                return Err("it is held: its attribute was closed since it was approved, or what it was decided on with is in conflict".to_owned());
            }
        }
        template::value_of(self.catalogue, mapping, standing)
    }

    /// What the target holds of a mapping as far as is known.
    pub(super) fn known(&self, mapping: &Mapping, standing: &Standing) -> Theirs {
        template::known_of(self.catalogue, self.target, mapping, standing, &self.given)
    }

    /// What a difference is told against: what the target was given last. Where that has not arrived is a look's to tell, and nobody's to send again
    /// and again by itself.
    pub(super) fn given(&self, mapping: &Mapping, standing: &Standing) -> Theirs {
        let given = self.given.get(&(standing.person.id, mapping.id)).map(|given| given.value.clone());
        given.unwrap_or_else(|| self.known(mapping, standing))
    }

    /// The rows of these mappings that are asked for, of everybody who was read. Of whom the target is given nothing at all, only who was `named`
    /// is told.
    pub(super) fn rows(&self, mappings: &[&Mapping], which: Which, named: bool) -> Vec<New> {
        let mut rows = Vec::new();
        for standing in self.standings.values() {
            let is_taken = template::takes(self.target, standing);
            if !is_taken && !named {
                continue;
            }
            // One row tells of somebody whom nothing is given about.
            let mappings = if is_taken { mappings } else { mappings.get(..1).unwrap_or_default() };
            rows.extend(mappings.iter().filter_map(|mapping| self.row(mapping, standing, which)));
        }
        rows
    }

    fn row(&self, mapping: &Mapping, standing: &Standing, which: Which) -> Option<New> {
        let known = match which {
            Which::Delta => self.given(mapping, standing),
            Which::Differs | Which::All => self.known(mapping, standing),
        };
        let (value, action, reason) = match self.comes_to(mapping, standing) {
            Ok(value) => {
                let action = which.action(&known, value.as_ref())?;
                (value, action, None)
            }
            Err(why) => (None, RowAction::Error, Some(why)),
        };
        let since = self.change(mapping, standing).and_then(|change| change.approved_at);
        Some(New {
            person: standing.person.id,
            person_name: standing.person.display_name.clone(),
            key: self.key(standing),
            mapping: mapping.id,
            known,
            value,
            action,
            reason,
            since,
        })
    }

    /// What names somebody in the target.
    fn key(&self, standing: &Standing) -> Option<String> {
        let columns: &[KeyColumn] = match self.target.kind {
            TargetKind::Directory => &[KeyColumn::Dn],
            TargetKind::File | TargetKind::Scim => &[KeyColumn::Username, KeyColumn::Mail, KeyColumn::Dn],
        };
        columns.iter().find_map(|column| export_file::key_of(self.catalogue, self.target, standing, *column))
    }
}

/// When a look that is complete at a moment can be executed no more.
pub(super) fn good_until(now: Moment) -> Moment {
    now.plus(super::GOOD_FOR)
}
