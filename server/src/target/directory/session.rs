//! One connection to a directory over which people are written, one after the other.

use domain::{dn, kind::country::parts::Part, rekey};

use super::{
    answer::{Said, said},
    order::{Order, Wish},
    plan::{self, Seen},
    rights::needs_rename,
};
use crate::{
    ldap::{Attributes, Filter, Gather, LdapError, LdapSettings, Modification, Scope, Search, Writer, texts},
    target::Fate,
};

/// Which version of an entry it is, where the directory tells (OpenLDAP).
const ENTRY_VERSION: &str = "entryCSN";
/// Conditions of a modification (RFC 4528).
const CONDITIONS: &str = "1.3.6.1.1.12";
/// How often an entry is looked at again that moves while it is written.
const LOOKS: usize = 2;
/// Says that a server is Active Directory (LDAP_CAP_ACTIVE_DIRECTORY_OID).
const ACTIVE_DIRECTORY: &str = "1.2.840.113556.1.4.800";

/// Where people are, and what of them may be written.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) ldap: LdapSettings,
    pub(crate) base: String,
    /// The attribute with the immutable id.
    pub(crate) id_attribute: String,
    /// The attributes of the mapping. Nothing else is ever written.
    pub(crate) allowed: Vec<String>,
    /// Only entries that this finds at or below the base; every entry if absent.
    pub(crate) only: Option<String>,
}

/// A signed-in connection.
pub(crate) struct Session {
    place: Place,
    pub(super) writer: Writer,
    pub(super) is_active_directory: bool,
    takes_conditions: bool,
}

/// An entry as it is now.
pub(super) struct Found {
    pub(super) dn: String,
    pub(super) attributes: Attributes,
}

/// What an attempt to write several wishes at once came to.
enum Attempt {
    /// Each with its fate, in their order.
    Settled(Vec<Fate>),
    /// All are as before, because of at least one of them.
    Refused(String),
}

impl Session {
    /// Connects, signs in and asks the server what it can do.
    pub(crate) async fn open(place: Place) -> Result<Self, LdapError> {
        let mut writer = Writer::open_as_account(&place.ldap).await?;
        let search = Search {
            base: String::new(),
            scope: Scope::Base,
            filter: "(objectClass=*)".to_owned(),
            attributes: vec!["supportedControl".to_owned(), "supportedCapabilities".to_owned()],
        };
        let mut found = Gather::default();
        writer.search(&search, &mut found).await?;
        let root = found.entries.into_iter().next().map(|(_, attributes)| attributes).unwrap_or_default();
        let has = |name, wanted: &str| texts(&root, name).iter().any(|text| text == wanted);
        let is_active_directory = has("supportedCapabilities", ACTIVE_DIRECTORY);
        let takes_conditions = has("supportedControl", CONDITIONS);
        Ok(Self { place, writer, is_active_directory, takes_conditions })
    }

    /// Ends the connection.
    pub(crate) async fn close(self) {
        self.writer.close().await;
    }

    /// Writes what one person is to have; what became of each wish, in their order. Where the directory refuses one of them the others are
    /// written without it. After an error nobody knows what was written, and the connection is of no more use.
    pub(crate) async fn deliver(&mut self, order: &Order) -> Result<Vec<Fate>, LdapError> {
        let mut fates: Vec<Option<Fate>> = order.wishes.iter().map(|wish| naming(&order.dn, wish)).collect();
        let all: Vec<usize> = (0..fates.len()).filter(|place| fates[*place].is_none()).collect();
        let mut settle = |places: &[usize], settled: Vec<Fate>| {
            for (place, fate) in places.iter().zip(settled) {
                fates[*place] = Some(fate);
            }
        };
        match self.attempt(order, &all).await? {
            Attempt::Settled(settled) => settle(&all, settled),
            Attempt::Refused(why) => {
                let groups = groups(order, &all);
                if let [only] = groups.as_slice() {
                    settle(only, vec![Fate::Refused(why); only.len()]);
                } else {
                    for group in groups {
                        let settled = match self.attempt(order, &group).await? {
                            Attempt::Settled(settled) => settled,
                            Attempt::Refused(why) => vec![Fate::Refused(why); group.len()],
                        };
                        settle(&group, settled);
                    }
                }
            }
        }
        Ok(fates.into_iter().map(|fate| fate.unwrap_or(Fate::Stale)).collect())
    }

    async fn attempt(&mut self, order: &Order, places: &[usize]) -> Result<Attempt, LdapError> {
        let wishes: Vec<&Wish> = places.iter().filter_map(|place| order.wishes.get(*place)).collect();
        if wishes.is_empty() {
            return Ok(Attempt::Settled(Vec::new()));
        }
        let guid = self.guid(&order.id);
        // A name may be another entry's by now.
        let is_sure = self.takes_conditions || guid.is_some();
        if is_sure && !plan::must_look(order, self.takes_conditions) {
            let name = guid.unwrap_or_else(|| order.dn.clone());
            let condition = self.takes_conditions.then(|| plan::condition(self.by_id(&order.id), &wishes));
            match self.send(&name, &plan::unseen(&wishes), condition.as_ref()).await? {
                Said::Done => return Ok(Attempt::Settled(vec![Fate::Written; wishes.len()])),
                Said::Refused(why) => return Ok(Attempt::Refused(why)),
                Said::Later(why) => return Ok(Attempt::Settled(vec![Fate::Later(why); wishes.len()])),
                Said::Look | Said::Unmet | Said::NoSingleValues => {}
            }
        }
        self.look_and_write(order, &wishes).await
    }

    /// Reads the entry and writes what is not there yet, once more if the directory knows no single values of an attribute, or has moved in between.
    async fn look_and_write(&mut self, order: &Order, wishes: &[&Wish]) -> Result<Attempt, LdapError> {
        let mut knows_values = true;
        let mut unmet: Vec<Option<Vec<u8>>> = Vec::new();
        loop {
            let mut asked: Vec<String> = wishes.iter().flat_map(|wish| names(wish)).collect();
            asked.push(ENTRY_VERSION.to_owned());
            let Some(found) = self.find(&order.id, asked).await? else {
                return Ok(Attempt::Settled(vec![Fate::Gone; wishes.len()]));
            };
            let seen: Vec<Seen> = wishes.iter().map(|wish| plan::seen(wish, &found.attributes, knows_values)).collect();
            let settled = |write: Fate| {
                let each = seen.iter().map(|seen| match seen {
                    Seen::There => Fate::There,
                    Seen::Else => Fate::Stale,
                    Seen::Write(_) => write.clone(),
                });
                Ok(Attempt::Settled(each.collect()))
            };
            let write: Vec<Modification> = seen
                .iter()
                .flat_map(|seen| if let Seen::Write(write) = seen { write.as_slice() } else { &[] })
                .cloned()
                .collect();
            if write.is_empty() {
                return settled(Fate::There);
            }
            let version = found.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(ENTRY_VERSION));
            let version = version.and_then(|(_, values)| values.first()).cloned();
            if version.is_some() && unmet.contains(&version) {
                // This version was read before and after, so the condition holds. OpenLDAP's overlay `unique` has it hold for the entries that it looks
                // through as well (seen with 2.5): without it, what is there already is still named in what goes.
                tracing::warn!("write_back.conditions_not_understood");
                self.takes_conditions = false;
            }
            let condition = self.takes_conditions.then(|| {
                let same = version.as_deref().map(|version| Filter::equals(ENTRY_VERSION, version));
                Filter::all(std::iter::once(self.by_id(&order.id)).chain(same))
            });
            let name = self.guid(&order.id).unwrap_or(found.dn);
            return match self.send(&name, &write, condition.as_ref()).await? {
                Said::Done => settled(Fate::Written),
                Said::Unmet if unmet.len() < LOOKS => {
                    unmet.push(version);
                    continue;
                }
                Said::Look | Said::Unmet => settled(Fate::Stale),
                Said::Later(why) => settled(Fate::Later(why)),
                Said::Refused(why) => Ok(Attempt::Refused(why)),
                Said::NoSingleValues if knows_values => {
                    knows_values = false;
                    continue;
                }
                Said::NoSingleValues => {
                    Ok(Attempt::Refused("the directory cannot compare values of this attribute".to_owned()))
                }
            };
        }
    }

    async fn send(
        &mut self,
        name: &str,
        modifications: &[Modification],
        condition: Option<&Filter>,
    ) -> Result<Said, LdapError> {
        let is_allowed =
            |one: &Modification| self.place.allowed.iter().any(|name| name.eq_ignore_ascii_case(&one.attribute));
        if let Some(stranger) = modifications.iter().find(|one| !is_allowed(one)) {
            return Ok(Said::Refused(format!("{} is not in the mapping of the source", stranger.attribute)));
        }
        Ok(said(&self.writer.modify(name, modifications, condition).await?))
    }

    /// The entry with an id, wherever it is by now.
    pub(super) async fn find(&mut self, id: &[u8], attributes: Vec<String>) -> Result<Option<Found>, LdapError> {
        let (base, scope, filter) = match self.guid(id) {
            Some(guid) => {
                let any = || "(objectClass=*)".to_owned();
                (guid, Scope::Base, self.place.only.clone().unwrap_or_else(any))
            }
            None => {
                let only = self.place.only.as_deref().map(Filter::written);
                let filter = Filter::all(std::iter::once(self.by_id(id)).chain(only));
                (self.place.base.clone(), Scope::Subtree, filter.into_text())
            }
        };
        let mut found = Gather::default();
        let end = self.writer.search(&Search { base, scope, filter, attributes }, &mut found).await?;
        match end.answer.code {
            0 | 32 => {
                let found = found.entries.into_iter().next().map(|(dn, attributes)| Found { dn, attributes });
                let is_inside = |found: &Found| {
                    self.place.only.is_none()
                        || dn::is_below(&found.dn, &self.place.base)
                        || dn::normalize(&found.dn) == dn::normalize(&self.place.base)
                };
                Ok(found.filter(is_inside))
            }
            code => Err(LdapError::Answered { operation: "search", code, text: end.answer.text }),
        }
    }

    /// The id as Active Directory takes it for an entry's name, wherever the entry is by now.
    fn guid(&self, id: &[u8]) -> Option<String> {
        let is_named = self.is_active_directory && self.place.id_attribute.eq_ignore_ascii_case("objectGUID");
        is_named.then(|| format!("<GUID={}>", hex::encode(id)))
    }

    fn by_id(&self, id: &[u8]) -> Filter {
        let name = &self.place.id_attribute;
        match name.eq_ignore_ascii_case("entryUUID") {
            true => Filter::equals(name, rekey::printed_id(&hex::encode(id), name).as_bytes()),
            false => Filter::equals(name, id),
        }
    }
}

fn names(wish: &Wish) -> Vec<String> {
    // The three parts of a country are read together, whichever of them is written.
    let parts = wish.steps.iter().any(|step| step.part.is_some());
    match parts {
        true => Part::ALL.map(|part| part.attribute().to_owned()).to_vec(),
        false => wish.steps.iter().map(|step| step.name.clone()).collect(),
    }
}

/// Those that stand or fall together: what is decided on as one is written as one (P43), else each for itself.
fn groups(order: &Order, places: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Option<&String>, Vec<usize>)> = Vec::new();
    for place in places {
        let together = order.wishes.get(*place).and_then(|wish| wish.attribute.together.as_ref());
        match groups.iter_mut().find(|(known, _)| together.is_some() && *known == together) {
            Some((_, group)) => group.push(*place),
            None => groups.push((together, vec![*place])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What names an entry is never written by a modification (P28).
fn naming(dn: &str, wish: &Wish) -> Option<Fate> {
    needs_rename(dn, wish.steps.iter().map(|step| step.name.as_str())).map(Fate::Refused)
}
