//! Editing what an attribute is: its labels, its place, its kind and what may stand in it. What values would no longer fit is counted first;
//! they stay as they are, and whoever changes one next is told what is wrong with it.

use domain::{
    api::{AttributeView, Define, DefinitionEffect, FailingValue},
    attribute::{Attribute, Kind},
    id::PersonId,
    kind,
    moment::Moment,
    name::AttributeKey,
    validate,
    value::Value,
};

use super::{
    App, AppError, asker::Asker, attributes::check_attribute, catalogue::Catalogue, show_change::merge_new,
    standing::Standing,
};
use crate::store::{Conn, attribute, change, people_list, within::Within};

/// People whose values are checked together.
const TOGETHER: i64 = 1000;
/// People in the sample.
const SAMPLE: usize = 20;

impl App {
    /// What another definition would come to; nothing is changed.
    pub(crate) async fn preview_definition(
        &self,
        asker: &Asker,
        key: &AttributeKey,
        define: Define,
        now: Moment,
    ) -> Result<DefinitionEffect, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let after = defined(&catalogue, key, define)?;
        let mut conn = self.store().read().await?;
        effect(&mut conn, &catalogue, &after, now).await
    }

    /// Defines an attribute anew.
    pub(crate) async fn define(
        &self,
        asker: &Asker,
        key: &AttributeKey,
        version: i64,
        define: Define,
        now: Moment,
    ) -> Result<AttributeView, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let stored = catalogue.stored(key).ok_or(AppError::NotFound)?.clone();
        let accepts = define.accepts;
        let after = defined(&catalogue, key, define)?;
        if version == stored.version {
            let mut conn = self.store().read().await?;
            let effect = effect(&mut conn, &catalogue, &after, now).await?;
            if effect.failing > accepts {
                return Err(AppError::Conflict(format!(
                    "{} values would not fit; look at the effect and send their number as `accepts`",
                    effect.failing
                )));
            }
        }
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if !attribute::set(conn, &after, version).await? {
                        return Err(AppError::VersionMoved { version: stored.version, moved: Vec::new() });
                    }
                    let mut row = actor.audit(now, "attribute.define");
                    row.attribute = Some(after.key.clone());
                    row.detail = serde_json::json!({ "before": stored.attribute, "after": after, "accepts": accepts });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.attribute(&self.fresh(asker).await?, key).await
    }
}

/// The attribute as it would be, if that can be.
fn defined(catalogue: &Catalogue, key: &AttributeKey, define: Define) -> Result<Attribute, AppError> {
    let before = catalogue.attribute(key).ok_or(AppError::NotFound)?;
    let Define { labels, help, section, kind, many, rules, accepts: _ } = define;
    if (kind, many) != (before.kind, before.many) {
        let is_special = |kind: Kind| matches!(kind, Kind::Photo | Kind::Person);
        if validate::fixed_kind(key) || is_special(kind) || is_special(before.kind) {
            return Err(AppError::BadRequest(format!(
                "`kind`: that of {} stays as it is; add an attribute of your own for another",
                before.label("en")
            )));
        }
    }
    let trimmed = |texts: std::collections::BTreeMap<String, String>| {
        texts.into_iter().map(|(language, text)| (language, text.trim().to_owned())).collect()
    };
    let mut after = Attribute {
        labels: trimmed(labels),
        help: trimmed(help),
        section: section_named(&section)?,
        kind,
        many,
        rules,
        ..before.clone()
    };
    validate::check_definition(&after).map_err(AppError::BadRequest)?;
    settle_parents(catalogue, &mut after)?;
    check_attribute(catalogue, &after, &catalogue.policies.rules, catalogue.reads())?;
    Ok(after)
}

/// The name of a section.
pub(super) fn section_named(name: &str) -> Result<String, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 64 {
        return Err(AppError::BadRequest("`section`: is a word of 1 to 64 characters, such as work".to_owned()));
    }
    Ok(name.to_owned())
}

/// Refuses options that depend on what is not there, or in a circle, and brings what they depend on into the form in which it is stored: a country's name
/// becomes its two letters.
pub(super) fn settle_parents(catalogue: &Catalogue, attribute: &mut Attribute) -> Result<(), AppError> {
    if let Some(parent) = attribute.rules.depends_on.as_ref().and_then(|key| catalogue.attribute(key)) {
        for text in attribute.rules.choices.iter_mut().flat_map(|choice| &mut choice.under) {
            if let Some(stored) = Value::one(text.as_str()).and_then(|typed| kind::clean(parent, &typed)) {
                *text = stored.first().to_owned();
            }
        }
    }
    let mut parent = attribute.rules.depends_on.as_ref();
    let mut steps = 0;
    while let Some(key) = parent {
        let found = catalogue.attribute(key).ok_or_else(|| {
            AppError::BadRequest(format!("`rules.depends_on`: there is no attribute {key}; name another, or none"))
        })?;
        steps += 1;
        if *key == attribute.key || steps > catalogue.attributes.len() {
            return Err(AppError::BadRequest(format!(
                "`rules.depends_on`: the choices of {} would depend on themselves; name another attribute, or none",
                attribute.label("en")
            )));
        }
        parent = found.rules.depends_on.as_ref();
    }
    Ok(())
}

/// Counts the values that would not fit.
async fn effect(
    conn: &mut Conn,
    catalogue: &Catalogue,
    after: &Attribute,
    now: Moment,
) -> Result<DefinitionEffect, AppError> {
    let mut told = DefinitionEffect::default();
    let mut last = PersonId(0);
    // A blank is no value that does not fit; it is counted by itself.
    let fits = |value: &Value| validate::check(after, Some(value), now);
    loop {
        let people = people_list::with_value(conn, &after.key, last, TOGETHER).await?;
        let Some(end) = people.last() else { break };
        last = *end;
        for (person, standing) in Standing::load_many(conn, &people).await? {
            let Some(before) = catalogue.attribute(&after.key) else { continue };
            let Some(value) = standing.effective(catalogue, before).value else { continue };
            told.people += 1;
            let problems = fits(&value);
            if !problems.is_empty() {
                told.failing += 1;
                if told.sample.len() < SAMPLE {
                    let name = standing.person.display_name.clone();
                    told.sample.push(FailingValue { person, name, value, problems });
                }
            }
        }
    }
    let waiting = change::waiting_of_attribute(conn, &after.key).await?;
    for change in change::by_ids(conn, &waiting).await? {
        if merge_new(catalogue, &change).is_some_and(|value| !fits(&value).is_empty()) {
            told.changes += 1;
            told.failing += 1;
        }
    }
    if after.rules.mandatory {
        let word = format!(",{},", after.key);
        let sets = people_list::filled_sets(conn, &Within::EVERYWHERE).await?;
        told.blank = sets.iter().filter(|(set, _)| !set.contains(&word)).map(|(_, people)| people).sum();
    }
    Ok(told)
}
