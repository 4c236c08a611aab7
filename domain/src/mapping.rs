//! Where a profile's attributes are read from in a directory: what is usual for each kind of server, and what a mapping must not say.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    api::{Connect, MappingRow, SourceAttribute},
    attribute::{Attribute, Family, Kind},
    catalogue,
    kind::country::parts::Part,
    name::AttributeKey,
    problem::{Problem, ProblemCode, Problems},
};

/// The make of a directory server, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ServerKind {
    /// Active Directory, or Samba in its place.
    ActiveDirectory,
    /// OpenLDAP.
    OpenLdap,
    /// FreeIPA.
    FreeIpa,
    /// Another LDAP server.
    #[default]
    Other,
}

impl ServerKind {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ActiveDirectory => "Active Directory",
            Self::OpenLdap => "OpenLDAP",
            Self::FreeIpa => "FreeIPA",
            Self::Other => "an LDAP server",
        }
    }

    /// The attribute that usually keeps the immutable id.
    #[must_use]
    pub fn usual_id(self) -> &'static str {
        match self {
            Self::ActiveDirectory => "objectGUID",
            Self::FreeIpa => "ipaUniqueID",
            Self::OpenLdap | Self::Other => "entryUUID",
        }
    }
}

/// The attribute that people have no name without.
const REQUIRED: &str = "display_name";

/// Whether a mapping may not be without an attribute.
#[must_use]
pub fn is_required(key: &AttributeKey) -> bool {
    key.as_str() == REQUIRED
}

/// The usual mapping, in the page's order; rows of what the server does not know are left out where its schema is known.
#[must_use]
pub fn suggested(kind: ServerKind, schema: &[SourceAttribute]) -> Vec<MappingRow> {
    let usual = match kind {
        ServerKind::ActiveDirectory => catalogue::active_directory_mapping(),
        ServerKind::FreeIpa => free_ipa(),
        ServerKind::OpenLdap | ServerKind::Other => catalogue::default_mapping(),
    };
    usual
        .into_iter()
        .filter(|(key, name)| schema.is_empty() || is_required(key) || knows(schema, name))
        .map(|(attribute, from)| MappingRow::plain(attribute, from))
        .collect()
}

/// FreeIPA: its people are inetOrgPerson entries, and what its own pages call the department stands in `ou`.
fn free_ipa() -> Vec<(AttributeKey, &'static str)> {
    let mut mapping = catalogue::default_mapping();
    for (key, name) in &mut mapping {
        if key.as_str() == "department" {
            *name = "ou";
        }
    }
    mapping
}

/// The kind of server that has this id attribute, where nobody has asked the server itself.
#[must_use]
pub fn kind_by_id(id_attribute: &str) -> ServerKind {
    match id_attribute.to_ascii_lowercase().as_str() {
        "objectguid" => ServerKind::ActiveDirectory,
        "ipauniqueid" => ServerKind::FreeIpa,
        _ => ServerKind::Other,
    }
}

/// The kind of server that is asked like this, where nobody has asked the server itself.
#[must_use]
pub fn kind_of(connect: &Connect) -> ServerKind {
    let is = |name: Option<&str>, known: &str| name.is_some_and(|name| name.eq_ignore_ascii_case(known));
    let is_active_directory = is(Some(&connect.username_attribute), "sAMAccountName")
        || is(connect.disabled_attribute.as_deref(), "userAccountControl");
    if is_active_directory { ServerKind::ActiveDirectory } else { kind_by_id(&connect.id_attribute) }
}

/// Whether a row of a mapping reads a country that a kind of server keeps in three attributes (P26).
#[must_use]
pub fn is_in_parts(kind: ServerKind, row: &MappingRow) -> bool {
    kind == ServerKind::ActiveDirectory && !row.expression && row.from.eq_ignore_ascii_case(Part::Code.attribute())
}

/// `connect` with what is usual for a kind of server in place of the rest: which entries are people, and which attributes tell who they are.
#[must_use]
pub fn usual(kind: ServerKind, connect: Connect) -> Connect {
    let text = |text: &str| text.to_owned();
    match kind {
        ServerKind::ActiveDirectory => Connect {
            filter: text("(&(objectCategory=person)(objectClass=user))"),
            id_attribute: text("objectGUID"),
            username_attribute: text("sAMAccountName"),
            disabled_attribute: Some(text("userAccountControl")),
            disabled_values: Vec::new(),
            ..connect
        },
        ServerKind::FreeIpa => Connect {
            filter: text("(&(objectClass=inetOrgPerson)(objectClass=posixAccount))"),
            id_attribute: text("ipaUniqueID"),
            username_attribute: text("uid"),
            disabled_attribute: Some(text("nsAccountLock")),
            disabled_values: vec![text("TRUE")],
            ..connect
        },
        ServerKind::OpenLdap | ServerKind::Other => {
            let Connect { filter, id_attribute, username_attribute, disabled_attribute, disabled_values, .. } =
                Connect::default();
            Connect { filter, id_attribute, username_attribute, disabled_attribute, disabled_values, ..connect }
        }
    }
}

/// What is wrong with a mapping, by the row's attribute (S2.4). An empty schema was not to be had, and is not asked.
#[must_use]
pub fn check(rows: &[MappingRow], attributes: &[Attribute], schema: &[SourceAttribute]) -> Problems {
    let mut problems = Problems::new();
    let mut seen = BTreeSet::new();
    for row in rows {
        let from = row.from.trim();
        let code = match attributes.iter().find(|one| one.key == row.attribute) {
            None => Some(ProblemCode::UnknownAttribute),
            _ if !seen.insert(&row.attribute) => Some(ProblemCode::Duplicate),
            Some(attribute) if attribute.family == Family::ProductOnly => Some(ProblemCode::ProductOnly),
            Some(attribute) if row.expression && attribute.kind == Kind::Photo => Some(ProblemCode::NoTextHere),
            // What an expression looks at is known to whoever reads it; see `check_name`.
            _ if row.expression => None,
            _ => check_name(from, schema),
        };
        if let Some(code) = code {
            problems.entry(row.attribute.clone()).or_default().push(Problem::new(code).detail(from));
        }
    }
    if let Ok(required) = AttributeKey::parse(REQUIRED)
        && !seen.contains(&required)
        && !problems.contains_key(&required)
    {
        problems.insert(required, vec![Problem::new(ProblemCode::MustBeMapped)]);
    }
    problems
}

/// What is wrong with reading an attribute of this name.
#[must_use]
pub fn check_name(name: &str, schema: &[SourceAttribute]) -> Option<ProblemCode> {
    if catalogue::is_denied(name) {
        return Some(ProblemCode::NeverRead);
    }
    let is_unknown = !is_name(name) || !schema.is_empty() && !knows(schema, name);
    is_unknown.then_some(ProblemCode::UnknownSourceAttribute)
}

/// Whether a schema has an attribute; letter case and options (`;lang-en`) do not count.
#[must_use]
pub fn knows(schema: &[SourceAttribute], name: &str) -> bool {
    let plain = name.split(';').next().unwrap_or_default().trim();
    schema.iter().any(|one| one.name.eq_ignore_ascii_case(plain))
}

/// An attribute description (RFC 4512 section 2.5).
#[must_use]
pub fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b';' | b'_');
    !text.is_empty() && text != "1.1" && text.len() <= 255 && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(attribute: &str, from: &str) -> MappingRow {
        MappingRow::plain(AttributeKey::parse(attribute).unwrap(), from)
    }

    fn schema(names: &[&str]) -> Vec<SourceAttribute> {
        let one =
            |name: &&str| SourceAttribute { name: (*name).to_owned(), many: false, max_length: None, binary: false };
        names.iter().map(one).collect()
    }

    /// S2.4: each is refused with the row that it stands in.
    #[test]
    fn what_a_mapping_must_not_say() {
        let attributes = catalogue::default_attributes();
        let known = schema(&["displayName", "title", "telephoneNumber", "userPassword"]);
        let wrong = [
            row("display_name", "displayName"),
            row("title", "titel"),
            row("phone", "TelephoneNumber;lang-en"),
            row("phone", "title"),
            row("room", "userPassword"),
            row("birthday", "title"),
            row("shoe_size", "title"),
            row("city", "l)(cn=*"),
        ];
        let code = |problems: &Problems, key: &str| problems[&AttributeKey::parse(key).unwrap()][0].code;
        let problems = check(&wrong, &attributes, &known);
        for (key, expected) in [
            ("title", ProblemCode::UnknownSourceAttribute),
            ("phone", ProblemCode::Duplicate),
            ("room", ProblemCode::NeverRead),
            ("birthday", ProblemCode::ProductOnly),
            ("shoe_size", ProblemCode::UnknownAttribute),
            ("city", ProblemCode::UnknownSourceAttribute),
        ] {
            assert_eq!(code(&problems, key), expected, "{key}");
        }
        assert_eq!(problems.len(), 6);
        let worked_out = |key: &str| MappingRow { expression: true, ..row(key, "{{ title }}") };
        let rows = [worked_out("display_name"), worked_out("photo"), worked_out("birthday")];
        let problems = check(&rows, &attributes, &known);
        assert_eq!(problems.len(), 2);
        assert_eq!(code(&problems, "photo"), ProblemCode::NoTextHere);
        assert_eq!(code(&problems, "birthday"), ProblemCode::ProductOnly);
        let nameless = check(&[row("title", "title")], &attributes, &known);
        assert_eq!(code(&nameless, "display_name"), ProblemCode::MustBeMapped);
        assert!(
            check(&[row("display_name", "cn")], &attributes, &[]).is_empty(),
            "without a schema names are believed"
        );
    }

    /// S4.13: name, department, title, phone and location come by themselves from every kind of server.
    #[test]
    fn every_kind_of_server_has_a_usual_mapping() {
        let attributes = catalogue::default_attributes();
        for kind in [ServerKind::ActiveDirectory, ServerKind::OpenLdap, ServerKind::FreeIpa, ServerKind::Other] {
            let rows = suggested(kind, &[]);
            assert!(check(&rows, &attributes, &[]).is_empty(), "{kind:?}");
            for key in ["given_name", "department", "title", "phone", "city", "manager", "country", "photo"] {
                assert!(rows.iter().any(|row| row.attribute.as_str() == key), "{key} of {kind:?}");
            }
        }
        let few = suggested(ServerKind::OpenLdap, &schema(&["TITLE", "sn"]));
        let keys: Vec<&str> = few.iter().map(|row| row.attribute.as_str()).collect();
        assert_eq!(keys, ["surname", "display_name", "title"]);
    }
}
