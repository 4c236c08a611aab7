//! Which attributes a directory knows: from its subschema (RFC 4512 section 4.2), or from Active Directory's attribute objects
//! ([MS-ADA1]), which alone say how long a value may be.

use std::collections::BTreeMap;

use domain::{api::SourceAttribute, catalogue};

use super::{Failure, patience, read_root};
use crate::{
    ldap::{Connection, Gather, LdapError, LdapSettings, Scope, Search, texts},
    source::Attributes,
};
use domain::mapping::ServerKind;

/// The kind of server, and the attributes that it knows and that may be read here, by name; empty if the account may not see the schema.
pub(crate) async fn read_schema(settings: &LdapSettings) -> Result<(ServerKind, Vec<SourceAttribute>), Failure> {
    let mut connection = Connection::open_as_account(settings).await.map_err(|error| Failure::of(&error))?;
    let read = read(&mut connection, settings).await;
    connection.close().await;
    let (kind, mut attributes) = read.map_err(|error| Failure::of(&error))?;
    attributes.retain(|one| !catalogue::is_denied(&one.name));
    attributes.sort_by_key(|one| one.name.to_ascii_lowercase());
    attributes.dedup_by(|one, other| one.name.eq_ignore_ascii_case(&other.name));
    Ok((kind, attributes))
}

pub(super) async fn read(
    connection: &mut Connection,
    settings: &LdapSettings,
) -> Result<(ServerKind, Vec<SourceAttribute>), LdapError> {
    let root = read_root(connection, patience(settings)).await?;
    let kind = root.kind();
    if let Some(context) = root.first("schemaNamingContext").filter(|_| kind == ServerKind::ActiveDirectory) {
        let search = Search {
            base: context,
            scope: Scope::Subtree,
            filter: "(objectClass=attributeSchema)".to_owned(),
            attributes: ["lDAPDisplayName", "isSingleValued", "rangeUpper", "attributeSyntax"].map(String::from).into(),
        };
        let found = every_page(connection, settings, &search).await?;
        return Ok((kind, found.iter().filter_map(|(_, entry)| of_active_directory(entry)).collect()));
    }
    let Some(place) = root.first("subschemaSubentry") else { return Ok((kind, Vec::new())) };
    let search = Search {
        base: place,
        scope: Scope::Base,
        filter: "(objectClass=subschema)".to_owned(),
        attributes: vec!["attributeTypes".to_owned()],
    };
    let mut found = Gather::default();
    connection.search(&search, patience(settings), &mut found).await?;
    let definitions = found.entries.first().map(|(_, entry)| texts(entry, "attributeTypes")).unwrap_or_default();
    Ok((kind, of_definitions(&definitions)))
}

/// All entries of a search. What a server cuts short is told by what is missing.
async fn every_page(
    connection: &mut Connection,
    settings: &LdapSettings,
    search: &Search,
) -> Result<Vec<(String, Attributes)>, LdapError> {
    /// More pages than any schema has.
    const PAGES: usize = 200;
    let mut found = Gather::default();
    let mut cookie = Vec::new();
    for _ in 0..PAGES {
        let end =
            connection.page(search, settings.limits.page_size.max(1), &cookie, patience(settings), &mut found).await?;
        match end.cookie {
            Some(next) if !next.is_empty() && end.answer.code == 0 => cookie = next,
            _ => break,
        }
    }
    Ok(found.entries)
}

fn of_active_directory(entry: &Attributes) -> Option<SourceAttribute> {
    // Octets, security descriptors and security identifiers ([MS-ADTS] section 3.1.1.2.2.2).
    const BINARY: [&str; 3] = ["2.5.5.10", "2.5.5.15", "2.5.5.17"];
    let first = |name| texts(entry, name).into_iter().next();
    Some(SourceAttribute {
        name: first("lDAPDisplayName")?,
        many: first("isSingleValued").is_none_or(|text| !text.eq_ignore_ascii_case("TRUE")),
        max_length: first("rangeUpper").and_then(|text| text.parse().ok()).filter(|length| *length > 0),
        binary: first("attributeSyntax").is_some_and(|syntax| BINARY.contains(&syntax.as_str())),
    })
}

/// What one definition says, before the types that it stands on are looked at.
#[derive(Clone, Default)]
struct Defined {
    names: Vec<String>,
    above: Option<String>,
    syntax: Option<String>,
    single: bool,
}

fn of_definitions(definitions: &[String]) -> Vec<SourceAttribute> {
    // Binary, certificates, pictures and octets (RFC 4517 section 3.3, and section 2.3.1 of RFC 4523).
    const BINARY: [&str; 6] = ["5", "8", "9", "10", "28", "40"];
    let defined: Vec<Defined> = definitions.iter().map(|text| define(text)).collect();
    let by_name: BTreeMap<String, &Defined> =
        defined.iter().flat_map(|one| one.names.iter().map(move |name| (name.to_ascii_lowercase(), one))).collect();
    let syntax = |one: &Defined| {
        let mut at = one.clone();
        // No chain of types is that long; one that goes round ends.
        for _ in 0..16 {
            if at.syntax.is_some() {
                break;
            }
            let Some(above) = at.above.as_ref().and_then(|name| by_name.get(&name.to_ascii_lowercase())) else { break };
            at = (*above).clone();
        }
        at.syntax
    };
    let mut attributes = Vec::new();
    for one in &defined {
        let syntax = syntax(one).unwrap_or_default();
        let (plain, length) = syntax.split_once('{').unwrap_or((&syntax, ""));
        let number = plain.strip_prefix("1.3.6.1.4.1.1466.115.121.1.").unwrap_or_default();
        for name in &one.names {
            attributes.push(SourceAttribute {
                name: name.clone(),
                many: !one.single,
                max_length: length.trim_end_matches('}').parse().ok(),
                binary: BINARY.contains(&number),
            });
        }
    }
    attributes
}

/// Reads an AttributeTypeDescription (RFC 4512 section 4.1.2), as far as it is of use here.
fn define(text: &str) -> Defined {
    let mut defined = Defined::default();
    let mut words = words(text).into_iter().peekable();
    while let Some(word) = words.next() {
        match word.as_str() {
            "NAME" => {
                while let Some(name) = words.next_if(|next| next.starts_with('\'') || next == "(" || next == ")") {
                    if let Some(name) = name.strip_prefix('\'') {
                        defined.names.push(name.to_owned());
                    }
                    if name == ")" {
                        break;
                    }
                    if words.peek().is_none_or(|next| !next.starts_with('\'') && next != ")") {
                        break;
                    }
                }
            }
            "SUP" => defined.above = words.next(),
            "SYNTAX" => defined.syntax = words.next().map(|syntax| syntax.trim_start_matches('\'').to_owned()),
            "SINGLE-VALUE" => defined.single = true,
            _ => {}
        }
    }
    defined
}

/// Words, parentheses, and quoted texts with their opening quote.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '(' | ')' => 1,
            '\'' => {
                let inside = &rest[1..];
                let end = inside.find('\'').unwrap_or(inside.len());
                words.push(format!("'{}", &inside[..end]));
                rest = inside.get(end + 1..).unwrap_or_default().trim_start();
                continue;
            }
            _ => rest.find([' ', '(', ')', '\'', '\t', '\n']).unwrap_or(rest.len()),
        };
        words.push(rest[..end].to_owned());
        rest = rest[end..].trim_start();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_read() {
        let definitions = [
            "( 2.5.4.41 NAME 'name' DESC 'RFC4519: (common) supertype' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{32768} )",
            "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'RFC4519' SUP name )",
            "( 0.9.2342.19200300.100.1.60 NAME 'jpegPhoto' SYNTAX 1.3.6.1.4.1.1466.115.121.1.28 )",
            "( 2.16.840.1.113730.3.1.241 NAME 'displayName' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )",
            "( 1.1 NAME 'a' SUP b )",
            "( 1.2 NAME 'b' SUP a )",
            "( 1.3 NAME ",
        ]
        .map(str::to_owned);
        let found = of_definitions(&definitions);
        let of = |name: &str| found.iter().find(|one| one.name == name).unwrap();
        assert_eq!((of("commonName").many, of("cn").max_length), (true, Some(32768)));
        assert!(of("jpegPhoto").binary && !of("displayName").many);
        assert_eq!(found.len(), 7);
    }
}
