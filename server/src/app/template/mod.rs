//! What the rows of a target's template come to for a person, and what the target holds of it as far as is known. Everything that is handed over or
//! shown beforehand asks here, so that what was shown is what is given.

mod check;
pub(super) mod edit;
mod show;
mod tried;
mod try_on;

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use domain::{
    attribute::{Attribute, Kind},
    change::ChangeState,
    id::{MappingId, PersonId, TargetId},
    merge,
    name::AttributeKey,
    rights::Act,
    template::TargetKind,
    value::{Theirs, Value},
};

use super::{AppError, asker::Asker, catalogue::Catalogue, scope, standing::Standing};
use crate::{
    expression::Expression,
    store::{
        Conn,
        change::Change,
        given,
        item_list::Hidden,
        mapping::{From, Mapping, Target},
    },
};

/// The expressions of all templates, ready to be used, or why one cannot be.
pub(crate) type Ready = BTreeMap<MappingId, Result<Arc<Expression>, String>>;

/// Makes the expressions of templates ready.
pub(super) fn ready(targets: &[Target]) -> Ready {
    let rows = targets.iter().flat_map(|target| &target.mappings);
    let expressions = rows.filter_map(|mapping| match &mapping.from {
        From::Expression(text) => {
            Some((mapping.id, Expression::parse(text).map(Arc::new).map_err(|why| why.to_string())))
        }
        From::Attribute(_) => None,
    });
    expressions.collect()
}

/// What the targets were given, by person and mapping.
pub(crate) type Given = BTreeMap<(PersonId, MappingId), given::Given>;

/// What a target was given for these people; nothing where all of it is followed.
pub(super) async fn given(conn: &mut Conn, target: &Target, people: &[PersonId]) -> Result<Given, AppError> {
    if target.on().all(|mapping| target.follows(mapping)) {
        return Ok(Given::new());
    }
    Ok(given::of_people(conn, target.id, people).await?)
}

/// Whether a target is given anything about a person: who is in its source and was not taken off, or was never in any directory.
pub(crate) fn takes(target: &Target, standing: &Standing) -> bool {
    let entries = &standing.entries;
    let has = |source| entries.iter().any(|one| one.source == source && one.is_present() && one.detached_at.is_none());
    let is_anybodys = entries.is_empty() && target.kind != TargetKind::Directory;
    standing.person.blocked().is_none() && (is_anybodys || has(target.source))
}

/// What a mapping comes to for a person: what was approved or what the directory says, never what is only proposed or held for a while; `None`
/// clears. An expression may fail for one person and not for another; why, is a sentence.
pub(crate) fn value_of(catalogue: &Catalogue, mapping: &Mapping, standing: &Standing) -> Result<Option<Value>, String> {
    let ready = match &mapping.from {
        From::Attribute(_) => None,
        From::Expression(_) => Some(catalogue.expressions.get(&mapping.id).cloned().ok_or("it was not read")??),
    };
    comes_to(catalogue, mapping, ready.as_deref(), standing)
}

/// The same of a mapping whose expression, if it has one, is at hand.
fn comes_to(
    catalogue: &Catalogue,
    mapping: &Mapping,
    expression: Option<&Expression>,
    standing: &Standing,
) -> Result<Option<Value>, String> {
    let value = match (&mapping.from, expression) {
        (From::Expression(_), Some(expression)) => brought(catalogue, expression, standing)?,
        (From::Expression(_), None) => return Err("it was not read".to_owned()),
        (From::Attribute(key), _) => {
            let attribute = catalogue.attribute(key).ok_or_else(|| format!("there is no attribute {key} any more"))?;
            standing.merged(catalogue, attribute).value
        }
    };
    Ok(formatted(catalogue, mapping, standing, value))
}

/// A value in the form in which a mapping writes it. Phone numbers without a country code are of the person's country.
pub(super) fn formatted(
    catalogue: &Catalogue,
    mapping: &Mapping,
    standing: &Standing,
    value: Option<Value>,
) -> Option<Value> {
    if !mapping.format.is_of_phones() {
        return mapping.format.apply(value, None);
    }
    let attribute = mapping.attribute().and_then(|key| catalogue.attribute(key));
    let own = attribute.and_then(|attribute| standing.own(catalogue, attribute).rules.default_country.clone());
    let said = || catalogue.said_country(standing.person.id, &standing.entries).map(str::to_owned);
    let country = own.or_else(said).or_else(|| catalogue.default_country.clone());
    mapping.format.apply(value, country.as_deref())
}

/// What an expression over attributes brings for a person; blank is nothing.
pub(super) fn brought(
    catalogue: &Catalogue,
    expression: &Expression,
    standing: &Standing,
) -> Result<Option<Value>, String> {
    let mut values: BTreeMap<&str, Vec<Vec<u8>>> = BTreeMap::new();
    for name in expression.attributes() {
        let key = key_of(name);
        let attribute = key.as_ref().and_then(|key| catalogue.attribute(key));
        let attribute = attribute.ok_or_else(|| format!("there is no attribute {name}"))?;
        let value = standing.merged(catalogue, attribute).value;
        let texts = value.as_ref().map(Value::texts).unwrap_or_default();
        values.insert(name, texts.iter().map(|text| text.clone().into_bytes()).collect());
    }
    let text = expression.of(|name| values.get(name).map_or(&[][..], Vec::as_slice)).map_err(|why| why.to_string())?;
    Ok(Value::one(text.trim()))
}

/// The attribute that an expression means by a name; in expressions, hyphens and underscores are one.
pub(super) fn key_of(name: &str) -> Option<AttributeKey> {
    AttributeKey::parse(&name.replace('-', "_")).ok()
}

/// The attributes of a person that the asker may be told of where it is shown what a target is given; `None` is all. Who exports is given what is
/// hidden in files anyway, but nobody is told what is hidden from them of themselves (I7).
pub(super) fn told_of(catalogue: &Catalogue, asker: &Asker, standing: &Standing) -> Option<Vec<AttributeKey>> {
    let person = standing.person.id;
    let whose = catalogue.whose(asker, person, &standing.entries);
    let exports = asker.can(Act::MakeExport, Some(&whose)) && asker.person() != Some(person);
    (!exports && !asker.sees_hidden(&whose)).then(|| catalogue.visible_to(person, &standing.entries))
}

/// What lists of a target must not tell the asker of themselves, whatever their roles (I7); `None` where they are nobody whom it could be about.
pub(super) async fn hidden_from(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    target: &Target,
) -> Result<Option<Hidden>, AppError> {
    let Some(person) = asker.person() else { return Ok(None) };
    let attributes = scope::hidden_from_asker(conn, catalogue, asker).await?;
    let tells = |one: &&Mapping| looked_at(catalogue, one).iter().any(|key| attributes.contains(key));
    let mappings = target.mappings.iter().filter(tells).map(|one| one.id).collect();
    Ok(Some(Hidden { person, attributes, mappings }))
}

/// Whether a mapping shows only what somebody may be told of.
pub(super) fn is_told(catalogue: &Catalogue, mapping: &Mapping, visible: Option<&[AttributeKey]>) -> bool {
    visible.is_none_or(|visible| looked_at(catalogue, mapping).iter().all(|key| visible.contains(key)))
}

/// The attributes that a mapping looks at.
pub(super) fn looked_at(catalogue: &Catalogue, mapping: &Mapping) -> Vec<AttributeKey> {
    match (&mapping.from, catalogue.expressions.get(&mapping.id)) {
        (From::Attribute(key), _) => vec![key.clone()],
        (From::Expression(_), Some(Ok(read))) => named_in(read),
        // What cannot be read brings nothing.
        (From::Expression(_), _) => Vec::new(),
    }
}

/// The attributes that an expression looks at.
fn named_in(expression: &Expression) -> Vec<AttributeKey> {
    expression.attributes().filter_map(key_of).collect()
}

/// What a target holds of a mapping as far as is known: what it was last given as long as nobody has seen what became of that, else what was read
/// of it, else what it was given at all.
pub(crate) fn known_of(
    catalogue: &Catalogue,
    target: &Target,
    mapping: &Mapping,
    standing: &Standing,
    given: &Given,
) -> Theirs {
    match mapping.attribute().filter(|_| target.follows(mapping)) {
        Some(key) => last_given(catalogue, target, standing, key, |_| true),
        None => {
            let given = given.get(&(standing.person.id, mapping.id));
            let read = read_as(catalogue, target, mapping).map(|key| read_there(target, standing, key));
            let read = read.filter(|read| *read != Theirs::NotRead && !given.is_some_and(|given| given.is_newest));
            read.or_else(|| given.map(|given| given.value.clone())).unwrap_or(Theirs::NotRead)
        }
    }
}

/// What has to stand in a target still where a value of a mapping is written that no change says. A service is looked at before it is written, so
/// what it was given counts. Elsewhere nobody has seen what became of what was only given: it is written over whatever is there.
pub(super) fn guard_of(
    catalogue: &Catalogue,
    target: &Target,
    mapping: &Mapping,
    standing: &Standing,
    given: &Given,
) -> Theirs {
    match target.kind == TargetKind::Scim || read_as(catalogue, target, mapping).is_some() {
        true => known_of(catalogue, target, mapping, standing, given),
        false => Theirs::NotRead,
    }
}

/// As which attribute a directory is read that is written by a mapping: its own, or what its source reads under the same name.
pub(super) fn read_as<'c>(catalogue: &'c Catalogue, target: &Target, mapping: &'c Mapping) -> Option<&'c AttributeKey> {
    if target.kind != TargetKind::Directory {
        return None;
    }
    mapping.attribute().or_else(|| {
        let rows = catalogue.mappings.get(&target.source)?;
        let (key, _) = rows.iter().find(|(_, name)| name.eq_ignore_ascii_case(&mapping.name))?;
        (!catalogue.is_worked_out(target.source, key)).then_some(key)
    })
}

/// The same of a change: what was given before it.
pub(super) fn known_before(catalogue: &Catalogue, target: &Target, standing: &Standing, change: &Change) -> Theirs {
    last_given(catalogue, target, standing, &change.attribute, |one| one.id < change.id)
}

fn last_given(
    catalogue: &Catalogue,
    target: &Target,
    standing: &Standing,
    key: &AttributeKey,
    counts: impl Fn(&Change) -> bool,
) -> Theirs {
    let read = read_there(target, standing, key);
    let given = standing.changes.iter().filter(|one| one.attribute == *key && counts(one));
    let given = given.filter(|one| one.state == ChangeState::Exported).max_by_key(|one| one.id);
    match (given, catalogue.attribute(key)) {
        (Some(given), Some(attribute)) => {
            let new = merge::apply(attribute, &given.edit, read.value());
            match target.mapping_of(key) {
                Some(mapping) => formatted(catalogue, mapping, standing, new).into(),
                None => new.into(),
            }
        }
        _ => read,
    }
}

/// What a target's own directory was last read to say.
fn read_there(target: &Target, standing: &Standing, key: &AttributeKey) -> Theirs {
    let entry = standing.entries.iter().find(|entry| entry.source == target.source);
    entry.and_then(|entry| entry.theirs.get(key)).cloned().unwrap_or(Theirs::NotRead)
}

/// A definition for what a mapping writes: its attribute's, or that of a text where an expression brings it.
pub(crate) fn definition<'c>(catalogue: &'c Catalogue, mapping: &Mapping) -> Option<Cow<'c, Attribute>> {
    match mapping.attribute() {
        Some(key) => catalogue.attribute(key).map(Cow::Borrowed),
        // One text that is compared as display names are.
        None => {
            let text = catalogue.attribute(&AttributeKey::parse("display_name").ok()?)?.clone();
            Some(Cow::Owned(Attribute { kind: Kind::Text, many: false, together: None, ..text }))
        }
    }
}

/// The target of this id.
pub(super) fn target(catalogue: &Catalogue, id: TargetId) -> Result<&Target, AppError> {
    catalogue.targets.iter().find(|target| target.id == id).ok_or(AppError::NotFound)
}
