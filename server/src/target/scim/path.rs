//! Where a value stands in a SCIM user (RFC 7644 section 3.10), as a template names it: `title`, `name.familyName`, `emails[type eq "work"].value`,
//! `urn:…:User:department`. Only paths that name one place are taken.

use std::fmt;

/// The schema of what every user has.
pub(super) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
/// What the service alone says, or nobody writes from here.
const NOT_OURS: [&str; 5] = ["id", "meta", "schemas", "groups", "password"];

/// A place in a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ScimPath {
    /// The schema of an extension; none for what every user has.
    pub(super) schema: Option<String>,
    pub(super) attribute: String,
    /// Which one, of an attribute that there are several of.
    pub(super) which: Option<Which>,
    pub(super) part: Option<String>,
}

/// Which of several: the one whose part is this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Which {
    pub(super) part: String,
    /// A text, or yes or no.
    pub(super) is: serde_json::Value,
}

impl ScimPath {
    /// Reads a path.
    ///
    /// # Errors
    /// Why it is none, with an example.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let wrong = |why: &str| {
            format!(
                "`{text}` {why}; write a path such as title, name.familyName, emails[type eq \"work\"].value or \
                 urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
            )
        };
        let (schema, rest) = parted(text).ok_or_else(|| wrong("names a schema and no attribute of it"))?;
        let (attribute, rest) = name(rest).ok_or_else(|| wrong("does not begin with the name of an attribute"))?;
        let (which, rest) = match rest.strip_prefix('[') {
            Some(inside) => {
                let (which, rest) =
                    which(inside).ok_or_else(|| wrong("does not say which one as in [type eq \"work\"]"))?;
                (Some(which), rest)
            }
            None => (None, rest),
        };
        let (part, rest) = match rest.strip_prefix('.') {
            Some(rest) => {
                let (part, rest) = name(rest).ok_or_else(|| wrong("has a point without a name behind it"))?;
                (Some(part.to_owned()), rest)
            }
            None => (None, rest),
        };
        if !rest.is_empty() {
            return Err(wrong("goes on behind its end"));
        }
        if which.is_some() && part.is_none() {
            return Err(wrong("does not say which part, as in .value"));
        }
        if schema.is_none() && NOT_OURS.iter().any(|own| own.eq_ignore_ascii_case(attribute)) {
            return Err(wrong("is nothing that Amend writes"));
        }
        let schema = schema.filter(|schema| !schema.eq_ignore_ascii_case(USER)).map(str::to_owned);
        Ok(Self { schema, attribute: attribute.to_owned(), which, part })
    }

    /// Whether it is this attribute of what every user has, and no part of it.
    pub(crate) fn is(&self, attribute: &str) -> bool {
        self.schema.is_none() && self.part.is_none() && self.attribute.eq_ignore_ascii_case(attribute)
    }

    /// The attribute as a whole, with all that there are of it.
    pub(super) fn whole(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{schema}:{}", self.attribute),
            None => self.attribute.clone(),
        }
    }

    /// The one that is meant, with all its parts.
    pub(super) fn one(&self) -> String {
        match &self.which {
            Some(which) => format!("{}[{}]", self.whole(), equals(&which.part, &which.is)),
            None => self.whole(),
        }
    }
}

impl fmt::Display for ScimPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.one())?;
        match &self.part {
            Some(part) => write!(formatter, ".{part}"),
            None => Ok(()),
        }
    }
}

/// The filter that something is a value. Values are written as JSON (RFC 7644 section 3.4.2.2), so that whatever stands in them stays inside.
pub(super) fn equals(name: &str, value: &serde_json::Value) -> String {
    format!("{name} eq {value}")
}

/// The schema, if there is one before the attribute, and the rest.
fn parted(text: &str) -> Option<(Option<&str>, &str)> {
    if !text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:")) {
        return Some((None, text));
    }
    let names = text.split('[').next().unwrap_or_default();
    let (schema, _) = names.rsplit_once(':')?;
    let rest = text.get(schema.len() + 1..)?;
    (schema.len() > "urn:".len()).then_some((Some(schema), rest))
}

/// A name (`ATTRNAME`) and what follows.
fn name(text: &str) -> Option<(&str, &str)> {
    let is_inside = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '$');
    let end = text.find(|letter| !is_inside(letter)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '$').then_some((name, rest))
}

/// What stands in the brackets, and what follows them.
fn which(text: &str) -> Option<(Which, &str)> {
    let (part, rest) = name(text.trim_start())?;
    let rest = rest.strip_prefix(' ')?.trim_start();
    let rest = rest.get(2..).filter(|_| rest.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("eq")))?;
    let rest = rest.strip_prefix(' ')?.trim_start();
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<serde_json::Value>();
    let is = values.next()?.ok().filter(|value| value.is_string() || value.is_boolean())?;
    let rest = rest.get(values.byte_offset()..)?.trim_start().strip_prefix(']')?;
    Some((Which { part: part.to_owned(), is }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S1.14: what is a path and how it is written on the wire.
    #[test]
    fn paths_are_read_and_written() {
        const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
        for (text, schema, whole, one) in [
            ("title", false, "title", "title"),
            ("name.familyName", false, "name", "name"),
            ("  nickName ", false, "nickName", "nickName"),
            ("urn:ietf:params:scim:schemas:core:2.0:User:title", false, "title", "title"),
            ("emails[type eq \"work\"].value", false, "emails", "emails[type eq \"work\"]"),
            ("emails[ type EQ \"a]b\\\"c\" ].value", false, "emails", "emails[type eq \"a]b\\\"c\"]"),
            ("emails[primary eq true].value", false, "emails", "emails[primary eq true]"),
            (DEPARTMENT, true, DEPARTMENT, DEPARTMENT),
            (
                "urn:example:2.0:User:badges[type eq \"x:y\"].number",
                true,
                "urn:example:2.0:User:badges",
                "urn:example:2.0:User:badges[type eq \"x:y\"]",
            ),
        ] {
            let path = ScimPath::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(
                (path.schema.is_some(), path.whole().as_str(), path.one().as_str()),
                (schema, whole, one),
                "{text}"
            );
            assert_eq!(ScimPath::parse(&path.to_string()).unwrap(), path, "{text}");
        }
        let manager =
            ScimPath::parse("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value").unwrap();
        assert_eq!((manager.attribute.as_str(), manager.part.as_deref()), ("manager", Some("value")));
        assert_eq!(
            ScimPath::parse("addresses[type eq \"work\"].locality").unwrap().to_string(),
            "addresses[type eq \"work\"].locality"
        );
    }

    #[test]
    fn what_names_no_place_or_none_of_ours_is_refused() {
        for text in [
            "",
            "1title",
            "na me",
            "name.",
            "name.familyName.more",
            "emails[type eq \"work\"]",
            "emails[type eq work].value",
            "emails[type co \"work\"].value",
            "emails[type eq \"work\" and primary eq true].value",
            "emails[type eq \"work].value",
            "emails[type eq 7].value",
            "emails[].value",
            "emailsœ",
            "urn:x",
            "urn::title",
            "urn:ietf:params:scim:schemas:core:2.0:User:",
            "id",
            "meta.version",
            "Password",
            "groups",
        ] {
            assert!(ScimPath::parse(text).is_err(), "{text}");
        }
    }

    /// SEC: a value stays inside its quotes, whatever it is.
    #[test]
    fn values_in_filters_stay_values() {
        for hostile in
            ["emma", "\" or userName pr or userName eq \"", "back\\slash", "quote\"", "line\nbreak", "\u{0}", "œ"]
        {
            let filter = equals("userName", &serde_json::Value::from(hostile));
            let value = filter.strip_prefix("userName eq ").unwrap();
            assert_eq!(serde_json::from_str::<String>(value).unwrap(), hostile);
            assert!(!filter.contains('\n'));
        }
        assert_eq!(equals("userName", &"a\"b".into()), "userName eq \"a\\\"b\"");
    }
}
