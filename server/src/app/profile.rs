//! A profile as its owner or an administrator sees it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{Field, Lock, Profile},
    attribute::{Attribute, Blank, Kind},
    id::{ChangeId, PersonId},
    kind,
    merge::Origin,
    moment::Moment,
    policy::{self, Editor},
    problem::ProblemCode,
    provenance::Provenance,
    rights::Act,
    value::{Theirs, Value},
};

use super::{
    App, AppError, asker::Asker, catalogue::Catalogue, confirm, fill_sets, names::Names, send_picture,
    show_change::Shower, standing::Standing,
};
use crate::{
    config::ProfilesConfig,
    store::{Conn, change::Change},
};

impl App {
    /// The profile of a person, if the asker may see it. One that may not be seen answers as if there were none.
    pub(crate) async fn profile(&self, asker: &Asker, id: PersonId, now: Moment) -> Result<Profile, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let standing = Standing::load(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        if !asker.can(Act::SeePerson, Some(&catalogue.whose(asker, id, &standing.entries))) {
            return Err(AppError::NotFound);
        }
        let purge_from = self.purge_from(asker, &standing);
        let mut profile =
            Profile { purge_from, ..show(&mut conn, &catalogue, (asker, &self.config().profiles), &standing).await? };
        confirm::add(&mut conn, &catalogue, asker, &standing, &mut profile, now).await?;
        Ok(profile)
    }
}

/// Draws a standing as a profile for the asker.
pub(super) async fn show(
    conn: &mut Conn,
    catalogue: &Catalogue,
    (asker, settings): (&Asker, &ProfilesConfig),
    standing: &Standing,
) -> Result<Profile, AppError> {
    let whose = catalogue.whose(asker, standing.person.id, &standing.entries);
    let as_admin = asker.can(Act::EditAnything, Some(&whose));
    let sees_hidden = asker.sees_hidden(&whose);
    let names = Names::load(conn, &Names::wanted(catalogue, standing)).await?;
    let latest = latest_changes(standing);
    // Those that are shown, and those that the values come from.
    let changed = catalogue.attributes.iter().filter(|one| latest.contains_key(one.attribute.key.as_str()));
    let in_force = changed.filter_map(|one| match standing.effective(catalogue, &one.attribute).from {
        Origin::Change(id) => Some(id),
        _ => None,
    });
    let wanted: BTreeSet<ChangeId> = in_force.chain(latest.values().map(|change| change.id)).collect();
    let shown: Vec<Change> = standing.changes.iter().filter(|change| wanted.contains(&change.id)).cloned().collect();
    let shower = match shown.as_slice() {
        [] => None,
        shown => Some(Shower::of_standing(conn, catalogue, asker, shown, standing).await?),
    };
    let entry = standing.followed().next();
    let synced_at = match entry {
        Some(entry) if entry.absent_at.is_none() => standing.synced_at,
        _ => None,
    };
    let is_own = asker.person() == Some(standing.person.id);
    let draw = Draw { catalogue, settings, standing, names: &names, as_admin, is_own, synced_at };
    let mut fields = Vec::new();
    for stored in &catalogue.attributes {
        let attribute = standing.own(catalogue, &stored.attribute);
        if attribute.policy.visible || sees_hidden {
            let mut field = draw.field(&attribute);
            if let (Provenance::Change { change, steps, .. }, Some(shower)) = (&mut field.provenance, &shower) {
                *steps = shower.steps_of(*change);
            }
            field.change = latest.get(attribute.key.as_str()).and_then(|change| Some(shower.as_ref()?.show(change)));
            fields.push(field);
        }
    }
    let person = &standing.person;
    Ok(Profile {
        id: person.id,
        version: person.version,
        username: person.username.clone(),
        display_name: person.display_name.clone(),
        source: entry.and_then(|entry| catalogue.sources.get(&entry.source).cloned()),
        dn: entry.filter(|_| as_admin).map(|entry| entry.dn.clone()),
        synced_at,
        blocked: person.blocked(),
        purge_from: None,
        sections: catalogue.sections.clone(),
        fills: fill_sets::offers(catalogue, standing, if as_admin { Editor::Admin } else { Editor::Oneself }),
        fields,
        as_admin,
        confirm: None,
    })
}

/// The change of each attribute that its field shows: the newest open one, else the newest that was decided on.
fn latest_changes(standing: &Standing) -> BTreeMap<&str, &Change> {
    let mut latest: BTreeMap<&str, &Change> = BTreeMap::new();
    for change in &standing.changes {
        let shown = latest.entry(change.attribute.as_str()).or_insert(change);
        if change.state.is_open() >= shown.state.is_open() {
            *shown = change;
        }
    }
    latest
}

struct Draw<'a> {
    catalogue: &'a Catalogue,
    settings: &'a ProfilesConfig,
    standing: &'a Standing,
    names: &'a Names,
    as_admin: bool,
    is_own: bool,
    synced_at: Option<Moment>,
}

impl Draw<'_> {
    fn field(&self, attribute: &Attribute) -> Field {
        let theirs = self.standing.theirs(self.catalogue, &attribute.key);
        let effective = self.standing.effective(self.catalogue, attribute);
        let differs = effective.from != Origin::Directory;
        Field {
            key: attribute.key.clone(),
            labels: attribute.labels.clone(),
            kind: attribute.kind,
            many: attribute.many,
            section: attribute.section.clone(),
            help: attribute.help.clone(),
            keeps: attribute.policy.emptied == Blank::Ignored && !self.as_admin,
            rules: attribute.rules.clone(),
            approval: attribute.policy.approval,
            shown: effective.value.as_ref().and_then(|value| self.shown(attribute, value)),
            provenance: self.provenance(attribute, effective.from),
            directory: theirs.value().filter(|_| differs).cloned(),
            directory_empty: differs && *theirs == Theirs::Empty && effective.value.is_some(),
            may_suggest: self.may_suggest(attribute, theirs),
            picture: (attribute.kind == Kind::Photo)
                .then(|| send_picture::rules_of(self.catalogue, attribute, self.settings)),
            lock: self.lock(attribute, theirs),
            change: None,
            confirmed_at: None,
            hidden: !attribute.policy.visible,
            value: effective.value,
        }
    }

    fn shown(&self, attribute: &Attribute, value: &Value) -> Option<String> {
        match attribute.kind {
            Kind::Person => Some(self.names.shown(value)),
            _ => kind::shown(attribute, value, "en"),
        }
    }

    fn may_suggest(&self, attribute: &Attribute, theirs: &Theirs) -> bool {
        let mapped = self.standing.mapped(self.catalogue, &attribute.key);
        let is_own = self.is_own && self.standing.person.blocked().is_none();
        is_own && policy::may_suggest(attribute, theirs, mapped)
    }

    fn lock(&self, attribute: &Attribute, theirs: &Theirs) -> Option<Lock> {
        if self.standing.person.blocked().is_some() && !self.as_admin {
            return Some(Lock::PersonBlocked);
        }
        if let Some(pin) = self.standing.pin(&attribute.key) {
            return Some(Lock::Pinned { until: pin.until });
        }
        let editor = if self.as_admin { Editor::Admin } else { Editor::Oneself };
        let mapped = self.standing.mapped(self.catalogue, &attribute.key);
        let code = policy::may_edit(attribute, theirs, mapped, editor).err()?;
        let entry = self.standing.entry_of(self.catalogue, &attribute.key);
        let source = entry.and_then(|entry| self.catalogue.sources.get(&entry.source).cloned());
        let read_at = entry.and(self.synced_at);
        Some(match code {
            ProblemCode::ManagedByDirectory => Lock::ManagedByDirectory { source, read_at },
            ProblemCode::FilledByDirectory => Lock::FilledByDirectory { source, read_at },
            ProblemCode::NotReadYet => Lock::NotReadYet,
            ProblemCode::WorkedOut => Lock::WorkedOut { source },
            _ => Lock::LockedByAdmin,
        })
    }

    fn provenance(&self, attribute: &Attribute, from: Origin) -> Provenance {
        match from {
            Origin::Nobody => Provenance::Nobody,
            Origin::Pin => self.pin_provenance(attribute).unwrap_or(Provenance::Nobody),
            Origin::Directory => self.directory_provenance(attribute).unwrap_or(Provenance::Nobody),
            Origin::Change(id) => self.change_provenance(id).unwrap_or(Provenance::Nobody),
        }
    }

    fn pin_provenance(&self, attribute: &Attribute) -> Option<Provenance> {
        let pin = self.standing.pin(&attribute.key)?;
        let reason = Some(pin.reason.clone()).filter(|_| self.as_admin);
        Some(Provenance::Pinned { by: pin.by.clone(), at: pin.at, until: pin.until, reason })
    }

    fn directory_provenance(&self, attribute: &Attribute) -> Option<Provenance> {
        let entry = self.standing.entry_of(self.catalogue, &attribute.key)?;
        let source = self.catalogue.sources.get(&entry.source)?.clone();
        let read = entry.read_by(&attribute.key);
        Some(Provenance::Directory { source, run: read.run, at: Moment(read.at) })
    }

    fn change_provenance(&self, id: ChangeId) -> Option<Provenance> {
        let change = self.standing.changes.iter().find(|change| change.id == id)?;
        Some(Provenance::Change {
            change: change.id,
            author: change.author_name.clone(),
            own: change.author_person == Some(change.person),
            at: change.proposed_at,
            approver: change.approver_name.clone(),
            steps: Vec::new(),
            file: change.imported.clone(),
        })
    }
}
