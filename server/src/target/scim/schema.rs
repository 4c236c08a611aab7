//! What a SCIM service says of itself (RFC 7643 sections 5 to 7): what it can, and which attributes its users have.

use serde_json::Value as Json;

use super::{
    path::{ScimPath, USER},
    user::{Written, text},
};

/// What a service can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Abilities {
    pub(super) patch: bool,
    pub(super) etag: bool,
}

/// As `/ServiceProviderConfig` tells; what it does not say is believed of it.
pub(super) fn abilities(told: &Json) -> Abilities {
    let can = |name: &str| told.get(name).and_then(|part| part.get("supported")).and_then(Json::as_bool);
    Abilities { patch: can("patch").unwrap_or(true), etag: can("etag").unwrap_or(false) }
}

/// The attributes of users, by schema; empty if the service does not tell them.
#[derive(Debug, Clone, Default)]
pub(super) struct Schemas(Vec<(String, Vec<Definition>)>);

/// An attribute, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    name: String,
    kind: String,
    pub(super) is_many: bool,
    is_fixed: bool,
    parts: Vec<Definition>,
}

/// Whether the service takes what a path means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PathRight {
    May,
    /// It knows no such attribute.
    Unknown,
    /// It says itself what stands there.
    ReadOnly,
    /// The path means it in another way than the service has it; how it is.
    Unfit(String),
    /// It does not say what it knows.
    NotTold,
}

impl Schemas {
    /// As `/Schemas` tells.
    pub(super) fn read(told: &Json) -> Self {
        let all = told.get("Resources").and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        let one = |schema: &Json| Some((text(schema, "id")?.to_owned(), definitions(schema.get("attributes"))));
        Self(all.iter().filter_map(one).collect())
    }

    /// The last thing that a path names.
    pub(super) fn find(&self, path: &ScimPath) -> Option<&Definition> {
        let attribute = self.attribute(path)?;
        match &path.part {
            None => Some(attribute),
            Some(part) => attribute.part(part),
        }
    }

    /// What kind of JSON is written there.
    pub(super) fn written(&self, path: &ScimPath) -> Written {
        match self.find(path).map(|found| found.kind.as_str()) {
            Some("boolean") => Written::YesNo,
            Some("integer" | "decimal") => Written::Number,
            Some(_) => Written::Text,
            // These two are the only ones of RFC 7643 that are not texts.
            None if path.is("active") || path.part.as_deref() == Some("primary") => Written::YesNo,
            None => Written::Text,
        }
    }

    /// Whether the service takes what is written to a path.
    pub(super) fn right(&self, path: &ScimPath) -> PathRight {
        // What all resources have stands in no schema (RFC 7643 section 3.1).
        if path.is("externalId") {
            return PathRight::May;
        }
        if self.0.is_empty() {
            return PathRight::NotTold;
        }
        let Some(attribute) = self.attribute(path) else { return PathRight::Unknown };
        let Some(found) = self.find(path) else { return PathRight::Unknown };
        let unfit = |why: &str| PathRight::Unfit(why.to_owned());
        match () {
            () if attribute.is_fixed || found.is_fixed => PathRight::ReadOnly,
            () if path.which.is_some() && !attribute.is_many => {
                unfit("there is one only; leave out what stands in brackets")
            }
            () if found.kind == "complex" => unfit("it has parts; name one, as in .value"),
            () if path.which.is_none() && path.part.is_some() && attribute.is_many => {
                unfit("there may be several; say which one, as in [type eq \"work\"]")
            }
            () => PathRight::May,
        }
    }

    fn attribute(&self, path: &ScimPath) -> Option<&Definition> {
        let schema = path.schema.as_deref().unwrap_or(USER);
        let (_, all) = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(schema))?;
        all.iter().find(|one| one.name.eq_ignore_ascii_case(&path.attribute))
    }
}

impl Definition {
    fn part(&self, name: &str) -> Option<&Self> {
        self.parts.iter().find(|part| part.name.eq_ignore_ascii_case(name))
    }
}

fn definitions(told: Option<&Json>) -> Vec<Definition> {
    let all = told.and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
    let one = |told: &Json| {
        Some(Definition {
            name: text(told, "name")?.to_owned(),
            kind: text(told, "type").unwrap_or("string").to_owned(),
            is_many: told.get("multiValued").and_then(Json::as_bool).unwrap_or_default(),
            is_fixed: text(told, "mutability").is_some_and(|word| word.eq_ignore_ascii_case("readOnly")),
            parts: definitions(told.get("subAttributes")),
        })
    };
    all.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas() -> Schemas {
        Schemas::read(&serde_json::json!({ "Resources": [
            { "id": USER, "attributes": [
                { "name": "title", "type": "string", "multiValued": false },
                { "name": "active", "type": "boolean" },
                { "name": "name", "type": "complex", "subAttributes": [{ "name": "familyName", "type": "string" }] },
                { "name": "groups", "type": "complex", "multiValued": true, "mutability": "readOnly",
                  "subAttributes": [{ "name": "value", "type": "string" }] },
                { "name": "emails", "type": "complex", "multiValued": true, "subAttributes": [
                    { "name": "value", "type": "string" }, { "name": "primary", "type": "boolean" },
                    { "name": "display", "type": "string", "mutability": "readOnly" } ] },
            ] },
            { "id": "urn:example:Badge", "attributes": [{ "name": "number", "type": "integer" }] },
        ] }))
    }

    /// S1.14: what a connection test says of each path.
    #[test]
    fn each_path_has_one_right() {
        for (text, expected) in [
            ("title", "may"),
            ("TITLE", "may"),
            ("name.familyName", "may"),
            ("name", "unfit"),
            ("nickName", "unknown"),
            ("name.initials", "unknown"),
            ("emails[type eq \"work\"].value", "may"),
            ("emails[type eq \"work\"].display", "read only"),
            ("emails.value", "unfit"),
            ("name[type eq \"work\"].familyName", "unfit"),
            ("urn:example:Badge:number", "may"),
            ("urn:example:Other:number", "unknown"),
            ("externalId", "may"),
        ] {
            let right = match schemas().right(&ScimPath::parse(text).unwrap()) {
                PathRight::May => "may",
                PathRight::Unknown => "unknown",
                PathRight::ReadOnly => "read only",
                PathRight::Unfit(_) => "unfit",
                PathRight::NotTold => "not told",
            };
            assert_eq!(right, expected, "{text}");
        }
        let title = ScimPath::parse("title").unwrap();
        assert_eq!(Schemas::default().right(&title), PathRight::NotTold);
    }

    #[test]
    fn values_are_written_in_their_own_kind() {
        let written = |schemas: &Schemas, text: &str| schemas.written(&ScimPath::parse(text).unwrap());
        assert_eq!(written(&schemas(), "active"), Written::YesNo);
        assert_eq!(written(&Schemas::default(), "active"), Written::YesNo);
        assert_eq!(written(&schemas(), "urn:example:Badge:number"), Written::Number);
        assert_eq!(written(&Schemas::default(), "title"), Written::Text);
    }

    #[test]
    fn what_a_service_does_not_say_of_itself_is_believed() {
        let told = serde_json::json!({ "patch": { "supported": false }, "etag": { "supported": true } });
        assert_eq!(abilities(&told), Abilities { patch: false, etag: true });
        assert_eq!(abilities(&Json::Null), Abilities { patch: true, etag: false });
    }
}
