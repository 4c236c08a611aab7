//! The policy that holds for one person: the rules of the catalogue with what they may ask about the person. Saving, approving, exporting and
//! showing all come here, so that none of them goes by an attribute's own policy where a rule says otherwise.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use domain::{
    approval::Reads,
    attribute::{Attribute, Authority, Kind},
    dn,
    id::{ChangeId, PersonId, SourceId},
    kind::country,
    name::AttributeKey,
    policy::{self, Decided, Facts, Place, RuleList},
};

use super::{AppError, catalogue::Catalogue, policy_groups::ReadGroup, standing};
use crate::store::{Conn, change::Change, entry::Entry, grant, kept, policy as stored, policy_group, stand_in};

/// The attribute that says in which country somebody is.
const COUNTRY: &str = "country";

/// The rules, and who is in the groups that they and granted roles name.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    /// As they are kept, in their order.
    pub(super) stored: Vec<stored::Stored>,
    pub(super) rules: RuleList,
    pub(super) groups: Vec<policy_group::Group>,
    names: BTreeMap<i64, String>,
    /// Person and group, by person.
    pub(super) members: Vec<(PersonId, i64)>,
    /// Who owns containers and groups.
    pub(super) owners: Vec<Owner>,
}

/// An owner of a container or a group.
#[derive(Clone, Debug)]
pub(super) struct Owner {
    /// The container's name in parts; `None` for a group.
    pub(super) container: Option<Vec<String>>,
    /// As it is written, and in the form in which names are compared.
    pub(super) name: String,
    pub(super) normal: String,
    pub(super) person: PersonId,
}

impl Policies {
    /// Loads them; `reads` says what else than rules asks about groups.
    pub(super) async fn load(conn: &mut Conn, reads: Reads) -> Result<Self, AppError> {
        let stored = stored::all(conn).await?;
        let owner = |one: stand_in::Owner| Owner {
            container: (one.kind == "container").then(|| dn::path(&one.name)).flatten(),
            name: one.name,
            normal: one.normal,
            person: one.person,
        };
        let owners = stand_in::owners(conn).await?.into_iter().map(owner).collect();
        let rules = ready(&stored).map_err(|why| AppError::Internal(format!("a policy rule: {why}")))?;
        let asks_groups = rules.asks_groups() || reads.groups || !grant::groups(conn).await?.is_empty();
        let (groups, members) = match asks_groups {
            true => (policy_group::all(conn).await?, policy_group::members(conn).await?),
            false => Default::default(),
        };
        let names = groups.iter().map(|group| (group.id, group.name.clone())).collect();
        Ok(Self { stored, rules, groups, names, members, owners })
    }

    /// The same groups under other rules.
    pub(super) fn with(known: &Self, stored: Vec<stored::Stored>, rules: RuleList) -> Self {
        let (groups, names, members) = (known.groups.clone(), known.names.clone(), known.members.clone());
        Self { stored, rules, groups, names, members, owners: known.owners.clone() }
    }

    /// Adds a group that is not kept yet.
    pub(super) fn join(&mut self, id: i64, group: &ReadGroup, people: BTreeSet<PersonId>) {
        self.names.insert(id, group.name.clone());
        self.members.extend(people.into_iter().map(|person| (person, id)));
        self.members.sort_unstable();
    }

    /// What rules may ask about a person with these entries.
    pub(super) fn facts(&self, person: PersonId, entries: &[Entry]) -> Facts {
        let followed = entries.iter().filter(|entry| entry.detached_at.is_none());
        let place = |entry: &Entry| Some(Place { source: entry.source, path: dn::path(&entry.dn)? });
        Facts { places: followed.filter_map(place).collect(), groups: self.groups_of(person) }
    }

    /// The groups that rules and grants name and the person is in.
    pub(super) fn groups_of(&self, person: PersonId) -> Vec<String> {
        let start = self.members.partition_point(|(member, _)| *member < person);
        let of_person = self.members.iter().skip(start).take_while(|(member, _)| *member == person);
        of_person.filter_map(|(_, group)| self.names.get(group).cloned()).collect()
    }

    /// The people who are in a group, by its normalised name.
    pub(super) fn members_of(&self, group: &str) -> Vec<PersonId> {
        let is_it = |id: &i64| self.names.get(id).is_some_and(|name| name == group);
        self.members.iter().filter(|(_, id)| is_it(id)).map(|(person, _)| *person).collect()
    }

    /// An attribute as it is for a person.
    pub(super) fn own<'a>(&self, facts: &Facts, attribute: &'a Attribute) -> Cow<'a, Attribute> {
        self.decide(facts, attribute).of(attribute)
    }

    /// The policy that holds for a person, and why.
    pub(super) fn decide(&self, facts: &Facts, attribute: &Attribute) -> Decided {
        policy::policy_for(facts, attribute, &self.rules)
    }
}

/// Stored rules, ready to be asked.
pub(super) fn ready(stored: &[stored::Stored]) -> Result<RuleList, String> {
    RuleList::new(stored.iter().map(|one| (one.id, one.off_at.is_some(), &one.rule)))
}

impl Catalogue {
    /// An attribute as it is for a person with these entries.
    pub(super) fn own<'a>(&self, person: PersonId, entries: &[Entry], attribute: &'a Attribute) -> Cow<'a, Attribute> {
        let mut own = match self.policies.rules.speaks_of(attribute) {
            true => self.policies.own(&self.policies.facts(person, entries), attribute),
            false => Cow::Borrowed(attribute),
        };
        // Numbers without a country code are of the country that the person is in, as the directory says (P24).
        if attribute.kind == Kind::Phone
            && let Some(country) = self.country_of(person, entries, attribute)
            && own.rules.default_country.as_deref() != Some(country)
        {
            own.to_mut().rules.default_country = Some(country.to_owned());
        }
        own
    }

    /// The country whose numbers somebody with these entries writes without its code: their own, else the attribute's, else the company's.
    fn country_of<'a>(&'a self, person: PersonId, entries: &'a [Entry], attribute: &'a Attribute) -> Option<&'a str> {
        self.said_country(person, entries)
            .or(attribute.rules.default_country.as_deref())
            .or(self.default_country.as_deref())
    }

    /// The country that the source whose word counts says somebody is in. One that is hidden from them is used for nobody: how numbers are read would
    /// tell it, and a number is to mean the same to whoever looks.
    pub(super) fn said_country(&self, person: PersonId, entries: &[Entry]) -> Option<&'static str> {
        let attribute = self.attribute(&AttributeKey::parse(COUNTRY).ok()?)?;
        let policy = match self.policies.rules.speaks_of(attribute) {
            true => self.policies.decide(&self.policies.facts(person, entries), attribute).policy,
            false => attribute.policy,
        };
        if !policy.visible || policy.authority == Authority::Local {
            return None;
        }
        let said = standing::entry_of(self, entries, &attribute.key)?.theirs.get(&attribute.key)?;
        Some(country::by_code(said.value()?.first())?.alpha2)
    }

    /// Whose word counts for an attribute of somebody whom a run is about to make. In which groups they are, the run asks when it has made them.
    pub(super) fn of_newcomer(&self, source: SourceId, dn: &str, attribute: &Attribute) -> Authority {
        if !self.policies.rules.speaks_of(attribute) {
            return attribute.policy.authority;
        }
        let places = dn::path(dn).map(|path| Place { source, path }).into_iter().collect();
        self.policies.decide(&Facts { places, groups: Vec::new() }, attribute).policy.authority
    }

    /// Whether the policy has closed a change's attribute to its author since it was proposed, unless an administrator has kept it.
    pub(super) fn closes(&self, change: &Change, entries: &[Entry]) -> bool {
        use domain::change::ChangeState::{Approved, Conflict, Pending};
        let own = change.author_person == Some(change.person);
        own && matches!(change.state, Pending | Approved | Conflict)
            && self.attribute(&change.attribute).is_some_and(|attribute| {
                let policy = self.own(change.person, entries, attribute).policy;
                // What was locked when it was suggested holds nothing up.
                if change.suggested_at.is_some() { !policy.visible } else { policy::closes(&policy) }
            })
    }

    /// Whether something may hold a change of an attribute: a rule, its own policy, or a conflict in its group. Where nothing may, nobody's entries and other
    /// changes have to be looked at for it.
    pub(super) fn may_be_held(&self, key: &AttributeKey) -> bool {
        self.attribute(key).is_none_or(|attribute| {
            self.policies.rules.speaks_of(attribute)
                || attribute.together.is_some()
                || !attribute.policy.visible
                || policy::closes(&attribute.policy)
        })
    }

    /// Those of some changes, each with its person's entries, that the policy has closed.
    pub(super) fn closed<'c>(&self, changes: impl Iterator<Item = (&'c Change, &'c [Entry])>) -> Vec<ChangeId> {
        changes.filter(|(change, entries)| self.closes(change, entries)).map(|(change, _)| change.id).collect()
    }
}

/// Which of these changes, whose attributes the policy has closed, are held: nobody has chosen yet what becomes of them (P7).
pub(super) async fn held(conn: &mut Conn, closed: &[ChangeId]) -> Result<BTreeSet<ChangeId>, AppError> {
    let kept = kept::among(conn, closed).await?;
    Ok(closed.iter().copied().filter(|change| !kept.contains(change)).collect())
}
