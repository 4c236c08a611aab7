//! Attribute definitions as administrators see and set them: locks, visibility, approval, authority.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    api::{AttributeView, LocksSet, NamedPerson, PendingOnLock, SetAttribute, SetLocks},
    approval::{self, Approver, Reads},
    attribute::{Attribute, Authority, Kind},
    change::ChangeEvent,
    id::PersonId,
    kind::country,
    merge::Notice,
    moment::Moment,
    name::AttributeKey,
    policy,
    rights::Act,
};

use super::{
    App, AppError,
    approval::Staged,
    asker::Asker,
    catalogue::Catalogue,
    standing::Standing,
    step::{self, Why},
};
use crate::store::{Conn, attribute, change, kept, person};

impl App {
    /// All attributes in the page's order.
    pub(crate) async fn attributes(&self, asker: &Asker) -> Result<Vec<AttributeView>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        // How many changes wait elsewhere, and who is asked there, is not for whoever sees a part.
        let is_everywhere = asker.can_everywhere(Act::SeeAttributes);
        let pending: BTreeMap<AttributeKey, i64> = match is_everywhere {
            true => attribute::waiting(&mut conn).await?.into_iter().collect(),
            false => BTreeMap::new(),
        };
        let asked = catalogue.attributes.iter().filter(|_| is_everywhere);
        let asked = asked.flat_map(|stored| named(&stored.attribute)).collect::<Vec<_>>();
        let people = if asked.is_empty() { Vec::new() } else { person::by_ids(&mut conn, &asked).await? };
        let names = people.into_iter().map(|one| NamedPerson { person: one.id, name: one.display_name });
        let names: Vec<NamedPerson> = names.collect();
        Ok(catalogue.attributes.iter().map(|stored| view(&catalogue, stored, &pending, &names)).collect())
    }

    /// One attribute.
    pub(crate) async fn attribute(&self, asker: &Asker, key: &AttributeKey) -> Result<AttributeView, AppError> {
        let mut all = self.attributes(asker).await?;
        let place = all.iter().position(|view| &view.attribute.key == key).ok_or(AppError::NotFound)?;
        Ok(all.swap_remove(place))
    }

    /// Sets an attribute; it holds for every page and request from then on.
    pub(crate) async fn set_attribute(
        &self,
        asker: &Asker,
        key: &AttributeKey,
        version: i64,
        set: SetAttribute,
        now: Moment,
    ) -> Result<AttributeView, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let stored = catalogue.stored(key).ok_or(AppError::NotFound)?.clone();
        let before = stored.attribute.policy;
        let was = stored.attribute.clone();
        let changed = with(stored.attribute, &set)?;
        policy::check_policy(&changed).map_err(AppError::Conflict)?;
        check_with(&catalogue, &changed)?;
        let groups = self.groups_of_levels(&catalogue, &changed).await?;
        let asks_others = changed.levels != was.levels
            || changed.policy.approval != before.approval
            || changed.policy.visible != before.visible;
        let (writer, key_now) = (asker.clone(), key.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if !attribute::set(conn, &changed, version).await? {
                        return Err(AppError::VersionMoved { version: stored.version, moved: Vec::new() });
                    }
                    for group in &groups {
                        group.keep(conn, now).await?;
                    }
                    let after = changed.policy;
                    let closes = after.locked && !before.locked
                        || before.visible && !after.visible
                        || after.authority == Authority::Directory && before.authority != Authority::Directory;
                    let withdrawn =
                        if closes { settle(conn, &catalogue, &writer, &key_now, set.pending, now).await? } else { 0 };
                    let mut row = writer.actor().audit(now, "attribute.set");
                    row.attribute = Some(key_now);
                    row.detail = serde_json::json!({ "set": set, "withdrawn": withdrawn });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        let fresh = self.fresh(asker).await?;
        if asks_others {
            self.ask_anew(Some(vec![key.to_string()]), Staged::Anew, now).await?;
        }
        self.attribute(&fresh, key).await
    }

    /// Locks or unlocks all attributes at once.
    pub(crate) async fn set_locks(&self, asker: &Asker, set: SetLocks, now: Moment) -> Result<LocksSet, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let writer = asker.clone();
        let done = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move { set_all(conn, &catalogue, &writer, set, now).await })
            })
            .await?;
        self.fresh(asker).await?;
        Ok(done)
    }

    /// The asker with the catalogue as it is now.
    pub(super) async fn fresh(&self, asker: &Asker) -> Result<Asker, AppError> {
        let catalogue: Arc<Catalogue> = self.present_catalogue().await?;
        Ok(Asker { catalogue_version: catalogue.version, ..asker.clone() })
    }
}

async fn set_all(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    set: SetLocks,
    now: Moment,
) -> Result<LocksSet, AppError> {
    let mut done = LocksSet { attributes: 0, withdrawn: 0 };
    for stored in attribute::all(conn).await? {
        if stored.attribute.policy.locked == set.locked {
            continue;
        }
        let mut changed = stored.attribute.clone();
        changed.policy.locked = set.locked;
        check_attribute(catalogue, &changed, &catalogue.policies.rules, catalogue.reads())?;
        if !attribute::set(conn, &changed, stored.version).await? {
            return Err(AppError::VersionMoved { version: stored.version, moved: Vec::new() });
        }
        if set.locked {
            done.withdrawn += settle(conn, catalogue, asker, &changed.key, set.pending, now).await?;
        }
        done.attributes += 1;
    }
    let mut row = asker.actor().audit(now, "attribute.set_locks");
    row.detail = serde_json::json!({ "set": set, "done": done });
    conn.audit(row);
    Ok(done)
}

/// What becomes of changes of an attribute that employees may no longer change, where they are not decided on or not exported yet. It must
/// have been chosen if there are any: nothing is exported against a policy that nobody was asked about (P7).
async fn settle(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    key: &AttributeKey,
    chosen: Option<PendingOnLock>,
    now: Moment,
) -> Result<i64, AppError> {
    let pending = change::waiting_of_attribute(conn, key).await?;
    match chosen {
        _ if pending.is_empty() => Ok(0),
        None => Err(AppError::Conflict(format!(
            "{} changes of {key} wait for a decision or for their export; choose with `pending` whether to keep or withdraw them",
            pending.len()
        ))),
        Some(PendingOnLock::Keep) => {
            kept::keep(conn, &pending, Some(&asker.name), now).await?;
            Ok(0)
        }
        Some(PendingOnLock::Withdraw) => {
            let people: Vec<PersonId> =
                change::by_ids(conn, &pending).await?.iter().map(|change| change.person).collect();
            person::lock(conn, &people).await?;
            // What was decided on or exported until they were locked no longer waits.
            let pending = change::waiting_of_attribute(conn, key).await?;
            let mut withdrawn = 0;
            for mut one in change::by_ids(conn, &pending).await? {
                let why = Why::seen(Notice::TakenBackByLock, None);
                step::step(conn, catalogue, &mut one, ChangeEvent::Withdraw, &asker.actor(), why, now).await?;
                person::touch(conn, one.person).await?;
                if let Some(standing) = Standing::load(conn, one.person).await? {
                    person::set_shown(conn, one.person, &standing.shown(catalogue)).await?;
                }
                withdrawn += 1;
            }
            Ok(withdrawn)
        }
    }
}

/// Refuses a definition under which somebody would have a policy that cannot be. What rights, rules and mail delivery follow from is never
/// changed on somebody's own word: who could name their own manager would choose who approves (SEC4, SEC5, P29).
pub(super) fn check_attribute(
    catalogue: &Catalogue,
    attribute: &Attribute,
    rules: &policy::RuleList,
    reads: Reads,
) -> Result<(), AppError> {
    let key = &attribute.key;
    let read = catalogue.mappings.values().filter_map(|mapping| mapping.get(key));
    let written = catalogue.targets.iter().flat_map(|target| target.followed());
    let written = written.filter(|(mapped, _)| *mapped == key).map(|(_, mapping)| &mapping.name);
    let input = policy::input_of(key, read.chain(written).map(String::as_str), rules, reads);
    policy::check_rules(attribute, input, rules).map_err(AppError::Conflict)
}

/// The same for one attribute as it is to be, and for all others where its levels ask what none asked before: who is in a group, or where
/// somebody's entry lies.
fn check_with(catalogue: &Catalogue, changed: &Attribute) -> Result<(), AppError> {
    let others = || catalogue.attributes.iter().map(|one| &one.attribute).filter(|one| one.key != changed.key);
    let reads = approval::reads(others().chain([changed]));
    let rules = &catalogue.policies.rules;
    check_attribute(catalogue, changed, rules, reads)?;
    if reads != catalogue.reads() {
        others().try_for_each(|one| check_attribute(catalogue, one, rules, reads))?;
    }
    Ok(())
}

fn with(mut attribute: Attribute, set: &SetAttribute) -> Result<Attribute, AppError> {
    let policy = &mut attribute.policy;
    policy.locked = set.locked.unwrap_or(policy.locked);
    policy.visible = set.visible.unwrap_or(policy.visible);
    policy.approval = set.approval.unwrap_or(policy.approval);
    policy.authority = set.authority.unwrap_or(policy.authority);
    policy.blank = set.blank.unwrap_or(policy.blank);
    policy.emptied = set.emptied.unwrap_or(policy.emptied);
    if let Some(name) = &set.together {
        let name = name.trim();
        if name.chars().count() > 64 {
            return Err(AppError::BadRequest(
                "`together`: is a word of at most 64 characters, such as address".to_owned(),
            ));
        }
        attribute.together = Some(name.to_owned()).filter(|name| !name.is_empty());
    }
    if let Some(levels) = &set.levels {
        approval::check(levels).map_err(AppError::BadRequest)?;
        attribute.levels.clone_from(levels);
    }
    attribute.rules.mandatory = set.mandatory.unwrap_or(attribute.rules.mandatory);
    if let Some(strict) = set.strict_phone {
        if attribute.kind != Kind::Phone {
            return Err(AppError::BadRequest(format!(
                "`strict_phone`: {} holds no phone number",
                attribute.label("en")
            )));
        }
        attribute.rules.strict_phone = strict;
    }
    if let Some(code) = &set.default_country {
        attribute.rules.default_country = match country::find(code) {
            Some(country) => Some(country.alpha2.to_owned()),
            None if code.trim().is_empty() => None,
            None => {
                return Err(AppError::BadRequest(format!(
                    "`default_country`: {code} is no country; send a code such as NO, or an empty text"
                )));
            }
        };
    }
    Ok(attribute)
}

/// The people whom its levels ask by name.
fn named(attribute: &Attribute) -> impl Iterator<Item = PersonId> {
    attribute.levels.iter().flat_map(|level| &level.approvers).flat_map(|approver| match approver {
        Approver::People(people) => people.clone(),
        _ => Vec::new(),
    })
}

fn view(
    catalogue: &Catalogue,
    stored: &attribute::Stored,
    pending: &BTreeMap<AttributeKey, i64>,
    names: &[NamedPerson],
) -> AttributeView {
    let key = &stored.attribute.key;
    let mapped_from = catalogue.mappings.values().filter_map(|mapping| mapping.get(key).cloned()).collect();
    let written_to =
        catalogue.targets_of(key).find_map(|target| target.mapping_of(key)).map(|mapping| mapping.name.clone());
    AttributeView {
        attribute: stored.attribute.clone(),
        version: stored.version,
        mapped_from,
        written_to,
        pending: pending.get(key).copied().unwrap_or(0),
        named: names.iter().filter(|one| named(&stored.attribute).any(|id| id == one.person)).cloned().collect(),
    }
}
