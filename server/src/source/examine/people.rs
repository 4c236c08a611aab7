//! Who matches: how many, a few of them as a run would read them, and which attributes none of them shows.

use std::collections::BTreeMap;

use domain::{api::CheckFailure, catalogue};

use super::{Failure, patience};
use crate::{
    ldap::{Connection, Filter, Gather, LdapError, LdapSettings, Scope, Search, clean},
    source::{Attributes, Facts, ReadRequest, probe},
};

/// An entry with its values in a form for showing.
#[derive(Debug, Clone)]
pub(crate) struct Sample {
    pub(crate) dn: String,
    pub(crate) values: BTreeMap<String, Vec<String>>,
}

impl Sample {
    pub(crate) fn of(dn: &str, attributes: &[(String, Vec<Vec<u8>>)]) -> Self {
        /// Enough to recognise somebody by.
        const VALUES: usize = 5;
        let shown = |bytes: &Vec<u8>| match std::str::from_utf8(bytes) {
            Ok(text) if !text.chars().any(|letter| letter.is_control() && letter != '\n') => clean(text.as_bytes()),
            _ => format!("({} B)", bytes.len()),
        };
        let values = attributes
            .iter()
            .filter(|(name, values)| !values.is_empty() && !catalogue::is_denied(name))
            .map(|(name, values)| (name.clone(), values.iter().take(VALUES).map(shown).collect()))
            .collect();
        Self { dn: dn.to_owned(), values }
    }
}

/// Looks who matches, and which of the requested attributes nobody shows.
pub(crate) async fn examine_people(
    settings: &LdapSettings,
    request: &ReadRequest,
) -> Result<(Facts, Vec<String>), Failure> {
    let facts = probe(settings, request).await.map_err(|error| Failure::of(&error))?;
    if facts.sample.is_empty() && facts.undecodable.is_empty() {
        return Err(Failure::new(
            CheckFailure::NobodyFound,
            "nobody matches: look at base and filter, and whether the account may read there",
        ));
    }
    let shows = |name: &str| {
        facts.sample.iter().any(|entry| {
            entry.attributes.iter().any(|(known, values)| known.eq_ignore_ascii_case(name) && !values.is_empty())
        })
    };
    let unseen: Vec<&String> = request.attributes.iter().filter(|name| !shows(name)).collect();
    let mut unreadable = Vec::new();
    let mut connection = Connection::open_as_account(settings).await.map_err(|error| Failure::of(&error))?;
    for name in unseen {
        match has_somebody(&mut connection, settings, request, name).await {
            Ok(true) => {}
            Ok(false) => unreadable.push(name.clone()),
            Err(error) => {
                connection.close().await;
                return Err(Failure::of(&error));
            }
        }
    }
    connection.close().await;
    Ok((facts, unreadable))
}

/// Whether anybody who matches has a value in an attribute that the account may see.
async fn has_somebody(
    connection: &mut Connection,
    settings: &LdapSettings,
    request: &ReadRequest,
    name: &str,
) -> Result<bool, LdapError> {
    let plain = name.split(';').next().unwrap_or(name);
    // The name has only letters that a filter takes as they are.
    let present = Filter::written(&format!("({plain}=*)"));
    let search = Search {
        base: request.base.clone(),
        scope: Scope::Subtree,
        filter: Filter::all([Filter::written(&request.filter), present]).into_text(),
        attributes: vec![name.to_owned()],
    };
    let mut found = Gather::default();
    connection.page(&search, 1, &[], patience(settings), &mut found).await?;
    Ok(found.entries.iter().any(|(_, attributes)| attributes.iter().any(|(_, values)| !values.is_empty())))
}

/// Reads the entry of somebody among those who match: by distinguished name, or by one of the attributes `by`; anybody if `who` is empty.
pub(crate) async fn read_sample(
    settings: &LdapSettings,
    request: &ReadRequest,
    (who, by): (&str, &[String]),
    attributes: &[String],
) -> Result<Option<(String, Attributes)>, Failure> {
    let who = who.trim();
    let is_name = domain::dn::path(who).is_some_and(|path| path.len() > 1);
    let people = Filter::written(&request.filter);
    let filter = if who.is_empty() || is_name {
        people
    } else {
        let named = Filter::any(by.iter().map(|name| Filter::equals(name, who.as_bytes())));
        Filter::all([people, named])
    };
    let search = Search {
        base: if is_name { who.to_owned() } else { request.base.clone() },
        scope: if is_name { Scope::Base } else { Scope::Subtree },
        filter: filter.into_text(),
        attributes: attributes.to_vec(),
    };
    let mut connection = Connection::open_as_account(settings).await.map_err(|error| Failure::of(&error))?;
    let mut found = Gather::default();
    let end = connection.page(&search, 1, &[], patience(settings), &mut found).await;
    connection.close().await;
    let end = end.map_err(|error| Failure::of(&error))?;
    match end.answer.code {
        // Limits do not matter where one entry is asked for.
        0 | 3 | 4 | 11 | 32 => Ok(found.entries.into_iter().next()),
        code => Err(Failure::of(&LdapError::Answered { operation: "search", code, text: end.answer.text })),
    }
}
