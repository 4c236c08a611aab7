//! What of a question is answered: the server may ask for less than the agent's own file allows, never for more (S4.6). A filter and a rule can tell
//! what an attribute holds without its being sent, so they too may only look at what is allowed.

use domain::{dn, selection::Selection};

use super::settings::Settings;
use crate::source::{Errand, ReadRequest, Told, attributes_of_filter, beyond_filter};

/// Attributes that keep their value for as long as an entry lives; they say nothing of anybody.
const IDS: [&str; 5] = ["entryUUID", "objectGUID", "nsUniqueId", "ipaUniqueID", "GUID"];
/// What an entry is.
const KINDS: [&str; 3] = ["objectClass", "objectCategory", "sAMAccountType"];

/// An errand within the bounds, and the attributes that it asked for beyond them.
#[derive(Debug)]
pub(crate) struct Bounded {
    pub(crate) errand: Errand,
    pub(crate) refused: Vec<String>,
}

/// Brings an errand within the bounds; the reason where that would make it another question.
pub(crate) fn bounded(settings: &Settings, mut errand: Errand) -> Result<Bounded, String> {
    let mut refused = Vec::new();
    match &mut errand {
        Errand::Base { base } => must_be_inside(settings, base)?,
        Errand::Sample { who, by, attributes, .. } => {
            if dn::path(who).is_some_and(|path| path.len() > 1) {
                must_be_inside(settings, who)?;
            }
            by.retain(|name| may_name(settings, name).is_ok());
            if by.is_empty() {
                return Err(
                    "the agent's own file allows no attribute by which somebody is found (allow.attributes)".to_owned()
                );
            }
            keep_allowed(settings, attributes, &mut refused);
        }
        Errand::Members { selection, .. } => may_judge(settings, selection)?,
        Errand::Rights { facts, .. } => facts.sample.clear(),
        _ => {}
    }
    if let Some(request) = errand.request_mut() {
        *request = narrowed(settings, request, &mut refused)?;
    }
    refused.sort_unstable();
    refused.dedup();
    Ok(Bounded { errand, refused })
}

fn narrowed(settings: &Settings, request: &ReadRequest, refused: &mut Vec<String>) -> Result<ReadRequest, String> {
    must_be_inside(settings, request.base())?;
    if !is_id(settings, request.id_name()) {
        return Err(format!(
            "{} is no attribute that the agent takes for an id; choose another one, or name it in the agent's file (directory.id_attribute)",
            request.id_name()
        ));
    }
    may_ask(settings, request.filter())?;
    let mut attributes = request.attributes().to_vec();
    keep_allowed(settings, &mut attributes, refused);
    Ok(request.narrowed(&settings.filter, attributes))
}

fn must_be_inside(settings: &Settings, base: &str) -> Result<(), String> {
    if dn::normalize(base) == dn::normalize(&settings.base) || dn::is_below(base, &settings.base) {
        return Ok(());
    }
    Err(format!("{base} is outside of what the agent's own file allows ({})", settings.base))
}

fn keep_allowed(settings: &Settings, attributes: &mut Vec<String>, refused: &mut Vec<String>) {
    attributes.retain(|name| {
        let is_allowed = is_allowed(settings, name) || is_id(settings, name);
        if !is_allowed {
            refused.push(name.clone());
        }
        is_allowed
    });
}

fn is_allowed(settings: &Settings, name: &str) -> bool {
    // Who lets out an attribute lets out its options (RFC 4512 section 2.5) too, but not the other way round.
    let plain = name.split(';').next().unwrap_or_default();
    settings.attributes.iter().any(|known| known.eq_ignore_ascii_case(name) || known.eq_ignore_ascii_case(plain))
        && !domain::catalogue::is_denied(name)
}

fn is_id(settings: &Settings, name: &str) -> bool {
    IDS.iter().any(|known| known.eq_ignore_ascii_case(name))
        || settings.id_attribute.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a question may depend on an attribute.
fn may_name(settings: &Settings, name: &str) -> Result<(), String> {
    let is_kind = KINDS.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is_kind || is_id(settings, name) || is_allowed(settings, name) {
        return Ok(());
    }
    Err(format!("the agent's own file does not allow {name} (allow.attributes), so nobody is looked for by it"))
}

fn may_ask(settings: &Settings, filter: &str) -> Result<(), String> {
    // The agent's own filter is its own business.
    let foreign = beyond_filter(&settings.filter, filter);
    let plain: String = foreign.split_whitespace().collect();
    if plain.contains("(:") || plain.starts_with(':') {
        return Err("a filter that looks at every attribute is not answered".to_owned());
    }
    attributes_of_filter(foreign).iter().try_for_each(|name| may_name(settings, name))
}

fn may_judge(settings: &Settings, selection: &Selection) -> Result<(), String> {
    let judge = selection.judge()?;
    judge.group_attributes().iter().try_for_each(|name| may_name(settings, name))
}

/// What came of an errand, without whom it tells of outside of the bounds.
pub(crate) fn within(settings: &Settings, told: Told, refused: &[String]) -> Told {
    match told {
        Told::Members(mut groups) => {
            for group in &mut groups {
                group.names.retain(|name| dn::is_below(name, &settings.base));
            }
            Told::Members(groups)
        }
        // Nobody shows what nobody may see.
        Told::People(facts, mut unseen) => {
            unseen.extend(refused.iter().cloned());
            Told::People(facts, unseen)
        }
        other => other,
    }
}
