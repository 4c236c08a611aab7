//! The list of policy rules: reading it, trying an edit, saving it, and explaining what holds for one person (X14, T3, T15).

use std::sync::Arc;

use domain::{
    api::{EditRules, PolicyExplanation, PolicyRules, RuleEffect, RuleSource, RuleView, SaveRules},
    dn,
    id::{PersonId, RuleId},
    moment::Moment,
    name::AttributeKey,
    policy::{self, PolicyRule, What},
    rights::Act,
};

use super::{
    App, AppError,
    approval::Staged,
    asker::Asker,
    catalogue::Catalogue,
    policies::{Policies, ready},
    policy_effect,
    policy_groups::{ReadGroup, of_rules},
    scope,
    standing::Standing,
};
use crate::store::{
    Conn, attribute,
    policy::{self as stored, Stored},
};

/// Rules in the list; of more, nobody would know what holds.
const MOST: usize = 200;

impl App {
    /// The rules in their order.
    pub(crate) async fn policy_rules(&self, asker: &Asker) -> Result<PolicyRules, AppError> {
        Ok(view(&*self.catalogue(asker.catalogue_version).await?))
    }

    /// What an edit would come to; nothing is changed.
    pub(crate) async fn preview_rules(
        &self,
        asker: &Asker,
        edit: EditRules,
        now: Moment,
    ) -> Result<RuleEffect, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let (after, new_groups) = self.edited(&catalogue, &edit, now).await?;
        let written = match &edit {
            EditRules::Add { .. } => after.last().map(|one| one.id),
            EditRules::Change { id, .. } => Some(*id),
            EditRules::Move { .. } | EditRules::Switch { .. } | EditRules::Delete { .. } => None,
        };
        let mut conn = self.store().read().await?;
        let policies = with_groups(&mut conn, &catalogue, &after, &new_groups).await?;
        policy_effect::effect(&mut conn, &catalogue, &policies, written).await
    }

    /// Saves an edit whose effect was shown; it holds for every page and request from then on.
    pub(crate) async fn save_rules(
        &self,
        asker: &Asker,
        save: SaveRules,
        now: Moment,
    ) -> Result<PolicyRules, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        if catalogue.version != save.previewed {
            return Err(moved());
        }
        let (_, new_groups) = self.edited(&catalogue, &save.edit, now).await?;
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    // Moving it also keeps others from saving at the same time.
                    attribute::move_catalogue(conn).await?;
                    if attribute::catalogue_version(conn).await? != save.previewed + 1 {
                        return Err(moved());
                    }
                    let rules = stored::all(conn).await?;
                    let (about, before) = match which(&save.edit) {
                        Some(id) => (Some(id), rules.iter().find(|one| one.id == id).map(told)),
                        None => (None, None),
                    };
                    let id = write(conn, &rules, &save.edit, now).await?;
                    for group in &new_groups {
                        group.keep(conn, now).await?;
                    }
                    let after = stored::all(conn).await?;
                    let place =
                        |all: &[Stored]| all.iter().position(|one| Some(one.id) == about.or(id)).map(|at| at + 1);
                    let mut row = actor.audit(now, "policy.rule");
                    row.detail = serde_json::json!({
                        "rule": about.or(id), "edit": word(&save.edit), "before": before,
                        "after": after.iter().find(|one| Some(one.id) == about.or(id)).map(told),
                        "place": { "before": place(&rules), "after": place(&after) },
                    });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        let fresh = self.fresh(asker).await?;
        self.ask_anew(None, Staged::Still, now).await?;
        self.policy_rules(&fresh).await
    }

    /// Which rules decide on an attribute of a person, and why the others do not.
    pub(crate) async fn explain_policy(
        &self,
        asker: &Asker,
        person: PersonId,
        key: &AttributeKey,
    ) -> Result<PolicyExplanation, AppError> {
        asker.may(Act::SeeAttributes, None)?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        scope::may_about(&mut conn, &catalogue, asker, Act::SeeAttributes, person).await?;
        let attribute = catalogue.attribute(key).ok_or(AppError::NotFound)?;
        let standing = Standing::load(&mut conn, person).await?.ok_or(AppError::NotFound)?;
        let facts = catalogue.policies.facts(person, &standing.entries);
        Ok(PolicyExplanation {
            name: standing.person.display_name,
            attribute: key.clone(),
            labels: attribute.labels.clone(),
            decided: catalogue.policies.decide(&facts, attribute),
            rules: policy::explain(&facts, attribute, &catalogue.policies.rules),
        })
    }

    /// The rules as they would be, if nothing is wrong with them, and the groups that nobody has read yet.
    async fn edited(
        &self,
        catalogue: &Arc<Catalogue>,
        edit: &EditRules,
        now: Moment,
    ) -> Result<(Vec<Stored>, Vec<ReadGroup>), AppError> {
        let after = apply(catalogue, edit, now)?;
        check(catalogue, &after)?;
        let rules: Vec<PolicyRule> = after.iter().map(|one| one.rule.clone()).collect();
        let new_groups = self.read_new_groups(catalogue, &of_rules(rules.iter()), "who.group").await?;
        Ok((after, new_groups))
    }
}

fn moved() -> AppError {
    AppError::Conflict(
        "rules, attributes or groups moved since the effect was shown; look at the effect once more".to_owned(),
    )
}

fn view(catalogue: &Catalogue) -> PolicyRules {
    let policies = &catalogue.policies;
    let members = |rule: &PolicyRule| {
        let name = dn::normalize(rule.who.group.as_deref()?)?;
        let groups: Vec<i64> = policies.groups.iter().filter(|one| one.name == name).map(|one| one.id).collect();
        i64::try_from(policies.members.iter().filter(|(_, group)| groups.contains(group)).count()).ok()
    };
    let rules = policies.stored.iter().map(|one| RuleView {
        id: one.id,
        rule: one.rule.clone(),
        off: one.off_at.is_some(),
        members: members(&one.rule).filter(|_| one.off_at.is_none()),
    });
    let named =
        catalogue.order.iter().filter_map(|id| Some(RuleSource { id: *id, name: catalogue.sources.get(id)?.clone() }));
    PolicyRules { version: catalogue.version, rules: rules.collect(), sources: named.collect() }
}

/// What the audit log keeps of a rule.
fn told(stored: &Stored) -> serde_json::Value {
    serde_json::json!({ "rule": stored.rule, "off": stored.off_at.is_some() })
}

fn which(edit: &EditRules) -> Option<RuleId> {
    match edit {
        EditRules::Add { .. } => None,
        EditRules::Change { id, .. }
        | EditRules::Move { id, .. }
        | EditRules::Switch { id, .. }
        | EditRules::Delete { id } => Some(*id),
    }
}

fn word(edit: &EditRules) -> &'static str {
    match edit {
        EditRules::Add { .. } => "add",
        EditRules::Change { .. } => "change",
        EditRules::Move { .. } => "move",
        EditRules::Switch { .. } => "switch",
        EditRules::Delete { .. } => "delete",
    }
}

/// The rules after an edit; one that is to be added has no number yet.
fn apply(catalogue: &Catalogue, edit: &EditRules, now: Moment) -> Result<Vec<Stored>, AppError> {
    let mut all = catalogue.policies.stored.clone();
    let place = match which(edit) {
        Some(id) => all.iter().position(|one| one.id == id).ok_or(AppError::NotFound)?,
        None => all.len(),
    };
    match edit {
        EditRules::Add { rule } => {
            if all.len() >= MOST {
                return Err(AppError::Conflict(format!("there are {MOST} rules already; take one away first")));
            }
            let id = RuleId(all.iter().map(|one| one.id.0).max().unwrap_or(0) + 1);
            all.push(Stored { id, rule: rule.clone(), off_at: None });
        }
        EditRules::Move { up, .. } => {
            let other = if *up { place.checked_sub(1) } else { Some(place + 1) };
            match other.filter(|other| *other < all.len()) {
                Some(other) => all.swap(place, other),
                None => return Err(AppError::Conflict("the rule stands at this end of the list already".to_owned())),
            }
        }
        EditRules::Delete { .. } => {
            all.remove(place);
        }
        EditRules::Change { rule, .. } => all.iter_mut().skip(place).take(1).for_each(|one| one.rule = rule.clone()),
        EditRules::Switch { off, .. } => {
            all.iter_mut().skip(place).take(1).for_each(|one| one.off_at = off.then_some(now));
        }
    }
    Ok(all)
}

/// Refuses rules that mean nothing, name what is not there, or lead somebody to a policy that cannot be (SEC5).
fn check(catalogue: &Catalogue, after: &[Stored]) -> Result<(), AppError> {
    for Stored { rule, .. } in after {
        rule.check().map_err(AppError::BadRequest)?;
        if let What::Attribute(key) = &rule.what
            && catalogue.attribute(key).is_none()
        {
            return Err(AppError::BadRequest(format!("`what.attribute`: there is no attribute {key}")));
        }
        if let Some(source) = rule.who.source.filter(|source| !catalogue.sources.contains_key(source)) {
            return Err(AppError::BadRequest(format!("`who.source`: there is no source {source}")));
        }
    }
    let rules = ready(after).map_err(AppError::BadRequest)?;
    for one in &catalogue.attributes {
        super::attributes::check_attribute(catalogue, &one.attribute, &rules, catalogue.reads())?;
    }
    Ok(())
}

async fn write(conn: &mut Conn, rules: &[Stored], edit: &EditRules, now: Moment) -> Result<Option<RuleId>, AppError> {
    let known = |id: RuleId| rules.iter().find(|one| one.id == id).cloned().ok_or(AppError::NotFound);
    match edit {
        EditRules::Add { rule } => return Ok(Some(stored::add(conn, rule).await?)),
        EditRules::Change { id, rule } => stored::set(conn, &Stored { rule: rule.clone(), ..known(*id)? }).await?,
        EditRules::Switch { id, off } => {
            stored::set(conn, &Stored { off_at: off.then_some(now), ..known(*id)? }).await?;
        }
        EditRules::Delete { id } => stored::remove(conn, known(*id)?.id).await?,
        EditRules::Move { id, up } => {
            let mut ids: Vec<RuleId> = rules.iter().map(|one| one.id).collect();
            let place = ids.iter().position(|one| one == id).ok_or(AppError::NotFound)?;
            let other = if *up { place.saturating_sub(1) } else { (place + 1).min(ids.len() - 1) };
            ids.swap(place, other);
            stored::order(conn, &ids).await?;
        }
    }
    Ok(None)
}

/// The rules as they would be, with who is in the groups that they name.
async fn with_groups(
    conn: &mut Conn,
    catalogue: &Catalogue,
    after: &[Stored],
    new_groups: &[ReadGroup],
) -> Result<Policies, AppError> {
    let rules = ready(after).map_err(AppError::BadRequest)?;
    let mut policies = Policies::with(catalogue.policies.as_ref(), after.to_vec(), rules);
    for (id, group) in (1_i64..).zip(new_groups) {
        // No stored group has a number below zero.
        policies.join(-id, group, group.people(conn).await?);
    }
    Ok(policies)
}
