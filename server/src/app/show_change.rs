//! A change as pages show it, with its steps and what the reader may do with it now.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{ChangeView, DecidedWith, HandedOver, Members, ReadFrom, Step},
    attribute::{Attribute, Kind},
    change::{ChangeEvent, ChangeState},
    choice::Choice,
    id::{ChangeId, PersonId},
    kind,
    merge::{self, Notice},
    moment::Moment,
    rights::{Act, Whose},
    value::{Edit, Theirs, Value},
};

use super::{
    AppError,
    approval::{Approvals, Waits},
    asker::Asker,
    catalogue::Catalogue,
    names::Names,
    policies,
    standing::{self, Standing},
    together,
};
use crate::store::{
    Conn, audit_list,
    change::{self, Change},
    entry::{self, Entry},
    item, person,
};

/// What showing changes needs to know besides them.
pub(super) struct Shower<'a> {
    catalogue: &'a Catalogue,
    asker: &'a Asker,
    names: Names,
    people: BTreeMap<PersonId, String>,
    entries: BTreeMap<PersonId, Vec<Entry>>,
    steps: BTreeMap<ChangeId, Vec<Step>>,
    in_files: BTreeMap<ChangeId, Moment>,
    held: BTreeSet<ChangeId>,
    approvals: Approvals,
    /// What else waits of people of whom something is decided on as one.
    living: BTreeMap<PersonId, Vec<Change>>,
}

impl<'a> Shower<'a> {
    /// Loads it for these changes, with a fixed number of queries.
    pub(super) async fn load(
        conn: &mut Conn,
        catalogue: &'a Catalogue,
        asker: &'a Asker,
        changes: &[Change],
    ) -> Result<Self, AppError> {
        let ids: BTreeSet<PersonId> = changes.iter().map(|change| change.person).collect();
        let ids: Vec<PersonId> = ids.into_iter().collect();
        let people = person::by_ids(conn, &ids).await?.into_iter().map(|one| (one.id, one.display_name)).collect();
        let mut entries: BTreeMap<PersonId, Vec<Entry>> = BTreeMap::new();
        for entry in entry::of_people(conn, &ids).await? {
            entries.entry(entry.person).or_default().push(entry);
        }
        Self::with(conn, catalogue, asker, changes, people, entries).await
    }

    /// The same for changes of one person whose standing is known.
    pub(super) async fn of_standing(
        conn: &mut Conn,
        catalogue: &'a Catalogue,
        asker: &'a Asker,
        changes: &[Change],
        standing: &Standing,
    ) -> Result<Self, AppError> {
        let person = &standing.person;
        let people = [(person.id, person.display_name.clone())].into();
        let entries = [(person.id, standing.entries.clone())].into();
        Self::with(conn, catalogue, asker, changes, people, entries).await
    }

    async fn with(
        conn: &mut Conn,
        catalogue: &'a Catalogue,
        asker: &'a Asker,
        changes: &[Change],
        people: BTreeMap<PersonId, String>,
        entries: BTreeMap<PersonId, Vec<Entry>>,
    ) -> Result<Self, AppError> {
        let mut wanted = BTreeSet::new();
        for change in changes {
            let is_reference = catalogue.attribute(&change.attribute).is_some_and(|one| one.kind == Kind::Person);
            if is_reference {
                let values = [change.base.value().cloned(), merge_new(catalogue, change)];
                wanted.extend(values.into_iter().flatten().flat_map(|value| value.texts().to_vec()));
            }
        }
        let names = Names::load(conn, &wanted).await?;
        let ids: Vec<ChangeId> = changes.iter().map(|change| change.id).collect();
        let mut steps: BTreeMap<ChangeId, Vec<Step>> = BTreeMap::new();
        for row in audit_list::steps(conn, &ids).await? {
            let change = ChangeId(row.change_id);
            if let Some(step) = step_of(row) {
                steps.entry(change).or_default().push(step);
            }
        }
        for (change, written) in item::handed_over(conn, &ids).await? {
            let taken =
                steps.get_mut(&change).and_then(|all| all.iter_mut().rfind(|one| one.state == ChangeState::Exported));
            if let Some(step) = taken {
                step.handed_over = Some(if written { HandedOver::Written } else { HandedOver::File });
            }
        }
        let approved = changes.iter().filter(|change| change.state == ChangeState::Approved).map(|change| change.id);
        let in_files = item::queued_since(conn, &approved.collect::<Vec<_>>()).await?.into_iter().collect();
        let of_person = |person: &PersonId| entries.get(person).map_or(&[][..], Vec::as_slice);
        let each = changes.iter().map(|change| (change, of_person(&change.person)));
        let in_groups = changes.iter().filter(|change| {
            catalogue.attribute(&change.attribute).is_some_and(|attribute| attribute.together.is_some())
        });
        let in_groups: BTreeSet<PersonId> = in_groups.map(|change| change.person).collect();
        let mut living: BTreeMap<PersonId, Vec<Change>> = BTreeMap::new();
        if !in_groups.is_empty() {
            for change in change::living(conn, &in_groups.into_iter().collect::<Vec<_>>()).await? {
                living.entry(change.person).or_default().push(change);
            }
        }
        let with = living.iter().flat_map(|(person, all)| all.iter().map(|change| (change, of_person(person))));
        let closed = catalogue.closed(each.chain(with));
        let held = policies::held(conn, &closed).await?;
        let open = changes.iter().chain(living.values().flatten()).filter(|change| waits(change));
        let slices = entries.iter().map(|(person, entries)| (*person, entries.as_slice())).collect();
        let approvals = Approvals::load(conn, catalogue, Some(asker), open, &slices).await?;
        Ok(Self { catalogue, asker, names, people, entries, steps, in_files, held, approvals, living })
    }

    /// The steps that a change took, oldest first.
    pub(super) fn steps_of(&self, change: ChangeId) -> Vec<Step> {
        self.steps.get(&change).cloned().unwrap_or_default()
    }

    /// What a change that waits asks, and of whom.
    fn waits(&self, change: &Change) -> Option<Waits> {
        let entries = self.entries.get(&change.person).map_or(&[][..], Vec::as_slice);
        waits(change).then(|| self.approvals.waits(self.catalogue, change, entries))
    }

    /// Whether the asker may decide on changes that are decided on as one: one of those that still ask somebody asks them.
    fn may_decide(&self, changes: &[&Change]) -> bool {
        let all: Vec<(&Change, Waits)> = changes.iter().filter_map(|one| Some((*one, self.waits(one)?))).collect();
        let asks_nobody = all.iter().all(|(_, waits)| waits.level.is_none());
        all.iter()
            .filter(|(_, waits)| asks_nobody || waits.level.is_some())
            .any(|(change, waits)| self.asker.can(Act::Decide, Some(&self.approvals.whose(change, waits))))
    }

    /// One change, in the reader's eyes.
    pub(super) fn show(&self, change: &Change) -> ChangeView {
        let attribute = self.catalogue.attribute(&change.attribute);
        let old = change.base.value().cloned();
        let new = merge_new(self.catalogue, change);
        let shown = |value: Option<&Value>| {
            let (attribute, value) = (attribute?, value?);
            match attribute.kind {
                Kind::Person => Some(self.names.shown(value)),
                _ => kind::shown(attribute, value, "en"),
            }
        };
        let entries = self.entries.get(&change.person).map_or(&[][..], Vec::as_slice);
        let whose = Whose { author: Some(change.author), ..self.catalogue.whose(self.asker, change.person, entries) };
        let waits = self.waits(change);
        let allows = |event| change.suspended_at.is_none() && change.state.after(event, change.before_conflict).is_ok();
        let living = self.living.get(&change.person).map_or(&[][..], Vec::as_slice);
        let with: Vec<&Change> = together::pending_with(self.catalogue, living, change).collect();
        let held = self.held.contains(&change.id) || with.iter().any(|one| self.held.contains(&one.id));
        let in_group_conflict = together::collides(self.catalogue, living, change).is_some();
        let as_one: Vec<&Change> = std::iter::once(change).chain(with.iter().copied()).collect();
        let may_decide = self.may_decide(&as_one)
            && !held
            && !(in_group_conflict && change.state == ChangeState::Pending)
            && (allows(ChangeEvent::Approve) || change.state == ChangeState::Conflict);
        let in_conflict = change.state == ChangeState::Conflict;
        let may_propose = self.asker.can(Act::Propose, Some(&whose));
        let is_past = match change.state {
            ChangeState::Superseded | ChangeState::Withdrawn => true,
            ChangeState::Confirmed | ChangeState::Applied => change.notice == Some(Notice::MovedOn),
            _ => false,
        };
        ChangeView {
            id: change.id,
            version: change.version,
            person: change.person,
            person_name: self.people.get(&change.person).cloned().unwrap_or_default(),
            attribute: change.attribute.clone(),
            labels: attribute.map(|one| one.labels.clone()).unwrap_or_default(),
            choices: attribute.map(|attribute| named(attribute, [&old, &new])).unwrap_or_default(),
            kind: attribute.map(|one| one.kind),
            old_shown: shown(old.as_ref()),
            new_shown: shown(new.as_ref()),
            old,
            new,
            members: match &change.edit {
                Edit::Members { add, remove } => Some(Members { added: add.clone(), removed: remove.clone() }),
                Edit::Set(_) | Edit::Clear => None,
            },
            theirs: change.theirs.as_ref().and_then(Theirs::value).filter(|_| in_conflict).cloned(),
            theirs_empty: in_conflict && change.theirs == Some(Theirs::Empty),
            theirs_from: self.read_from(change).filter(|_| in_conflict),
            suggested: change.suggested_at.is_some(),
            state: change.state,
            approval: waits.map(|waits| self.approvals.view(change, &waits)),
            steps: self.steps.get(&change.id).cloned().unwrap_or_default(),
            in_file_since: self.in_files.get(&change.id).copied(),
            own: change.author == self.asker.who.account,
            author: change.author_name.clone(),
            at: change.proposed_at,
            comment: change.comment.clone(),
            reason: change.reason.clone(),
            notice: change.notice,
            suspended_at: change.suspended_at,
            with: with
                .into_iter()
                .map(|one| DecidedWith {
                    change: one.id,
                    version: one.version,
                    attribute: one.attribute.clone(),
                    labels: self.catalogue.attribute(&one.attribute).map(|one| one.labels.clone()).unwrap_or_default(),
                })
                .collect(),
            held,
            may_keep: self.held.contains(&change.id)
                && change.suspended_at.is_none()
                && self.asker.can(Act::EditAnything, Some(&whose)),
            may_withdraw: self.asker.can(Act::Withdraw, Some(&whose)) && allows(ChangeEvent::Withdraw),
            may_decide,
            may_settle: in_conflict && change.suspended_at.is_none() && may_propose,
            may_renew: is_past && (may_propose || self.asker.can(Act::EditAnything, Some(&whose))),
        }
    }

    /// Where the directory's value was read that a change stands against.
    fn read_from(&self, change: &Change) -> Option<ReadFrom> {
        let entry = standing::entry_of(self.catalogue, self.entries.get(&change.person)?, &change.attribute)?;
        let read = entry.read_by(&change.attribute);
        let source = self.catalogue.sources.get(&entry.source)?.clone();
        Some(ReadFrom { source, run: read.run, at: Moment(read.at) })
    }
}

/// The options that values name by another text than people read.
fn named(attribute: &Attribute, values: [&Option<Value>; 2]) -> Vec<Choice> {
    let is_named = |choice: &&Choice| values.into_iter().flatten().any(|value| value.texts().contains(&choice.value));
    let choices = attribute.rules.choices.iter().filter(|choice| !choice.labels.is_empty()).filter(is_named);
    choices.map(|choice| Choice { under: Vec::new(), ..choice.clone() }).collect()
}

/// Whether a change waits for somebody's decision.
fn waits(change: &Change) -> bool {
    matches!(change.state, ChangeState::Pending | ChangeState::Conflict)
}

/// A row of the log as a step; `None` for one that tells of something else.
fn step_of(row: audit_list::ChangeStep) -> Option<Step> {
    let detail: serde_json::Value = serde_json::from_str(&row.detail).ok()?;
    if detail.get("timed_out").is_some() {
        return None;
    }
    Some(Step {
        state: ChangeState::parse(detail.get("state")?.as_str()?)?,
        at: Moment(row.at),
        by: row.by_name,
        level: detail.get("level").and_then(serde_json::Value::as_u64).and_then(|level| u32::try_from(level).ok()),
        handed_over: None,
        on_behalf_of: detail.get("for").and_then(serde_json::Value::as_str).map(str::to_owned),
    })
}

/// Whether the asker may know of a change at all, of a person with these entries: one of a hidden attribute looks absent to the person whom it describes and to everybody
/// who may not see hidden attributes. Who exports is given it in files anyway.
pub(super) fn shows(catalogue: &Catalogue, asker: &Asker, change: &Change, entries: &[Entry]) -> bool {
    let is_visible = catalogue
        .attribute(&change.attribute)
        .is_some_and(|one| catalogue.own(change.person, entries, one).policy.visible);
    let whose = catalogue.whose(asker, change.person, entries);
    is_visible || asker.sees_hidden(&whose) || asker.can(Act::MakeExport, Some(&whose))
}

/// What a change proposes, applied to its base.
pub(super) fn merge_new(catalogue: &Catalogue, change: &Change) -> Option<Value> {
    let attribute = catalogue.attribute(&change.attribute)?;
    merge::apply(attribute, &change.edit, change.base.value())
}
