//! Search filters, put together from parts: a value can never turn into an operator, whatever bytes it holds.

use std::fmt::Write as _;

/// A search filter (RFC 4515).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter(String);

impl Filter {
    /// A filter that somebody wrote; [`super::check_filter`] has understood it. Alone it needs no parentheses, among others it does.
    pub(crate) fn written(text: &str) -> Self {
        let text = text.trim();
        Self(if text.starts_with('(') { text.to_owned() } else { format!("({text})") })
    }

    /// The attributes that a written filter asks about.
    pub(crate) fn attributes_of(text: &str) -> Vec<String> {
        // In a value a parenthesis is escaped.
        let items = text.split('(').map(str::trim_start);
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
        let names = items.map(|item| item.chars().take_while(|letter| is_part(*letter)).collect::<String>());
        names.filter(|name| !name.is_empty()).collect()
    }

    /// What a filter asks beyond another one: the rest of it where the other one stands first in it, among what all has to hold; else the whole. An
    /// item begins where a parenthesis does, so that nothing of the rest is cut in two.
    pub(crate) fn beyond<'f>(known: &str, filter: &'f str) -> &'f str {
        let known = Self::written(known).0;
        let mut rest = filter.trim();
        if rest == known || Self::written(rest).0 == known {
            return "";
        }
        while let Some(inner) = rest.strip_prefix("(&") {
            match inner.strip_prefix(known.as_str()) {
                Some(beyond) => return beyond,
                None => rest = inner,
            }
        }
        filter
    }

    /// Entries that have this value.
    pub(crate) fn equals(attribute: &str, value: &[u8]) -> Self {
        Self(format!("({attribute}={})", escaped(value)))
    }

    /// Entries that have any value of an attribute.
    pub(crate) fn present(attribute: &str) -> Self {
        Self(format!("({attribute}=*)"))
    }

    /// Entries with this value or a later one.
    pub(crate) fn at_least(attribute: &str, value: &[u8]) -> Self {
        Self(format!("({attribute}>={})", escaped(value)))
    }

    /// Entries that all of these find.
    pub(crate) fn all(filters: impl IntoIterator<Item = Self>) -> Self {
        Self(format!("(&{})", joined(filters)))
    }

    /// Entries that one of these finds.
    pub(crate) fn any(filters: impl IntoIterator<Item = Self>) -> Self {
        Self(format!("(|{})", joined(filters)))
    }

    /// Entries that this one does not find.
    pub(crate) fn not(filter: &Self) -> Self {
        Self(format!("(!{})", filter.0))
    }

    /// The text that goes into a search.
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

fn joined(filters: impl IntoIterator<Item = Filter>) -> String {
    filters.into_iter().map(|filter| filter.0).collect()
}

/// Every byte that is not a letter, a digit or one of a few harmless signs as `\` and two hexadecimal digits (RFC 4515 section 3).
fn escaped(value: &[u8]) -> String {
    let mut text = String::with_capacity(value.len() * 3);
    for byte in value {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'#' | b'=' | b',' | b' ') {
            text.push(char::from(*byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(text, "\\{byte:02x}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SEC12: what stands in a value stays a value.
    #[test]
    fn a_value_never_turns_into_an_operator() {
        let hostile = Filter::equals("uid", b"x)(|(uid=*)\\\0\xff");
        assert_eq!(hostile.0, "(uid=x\\29\\28\\7c\\28uid=\\2a\\29\\5c\\00\\ff)");
        assert!(ldap3::parse_filter(&hostile.0).is_ok());
    }

    #[test]
    fn filters_nest() {
        let people = Filter::written(" (objectClass=person) ");
        let ids = Filter::any([Filter::equals("id", b"a"), Filter::equals("id", b"b")]);
        let text = Filter::all([people, ids, Filter::not(&Filter::at_least("csn", b"7"))]).into_text();
        assert_eq!(text, "(&(objectClass=person)(|(id=a)(id=b))(!(csn>=7)))");
        assert_eq!(Filter::all([Filter::written("objectClass=*")]).into_text(), "(&(objectClass=*))");
    }

    /// S4.6: only a whole filter that stands first is known; what merely holds its text is not.
    #[test]
    fn what_a_filter_asks_beyond_another() {
        let own = "(objectClass=person)";
        for (filter, beyond) in [
            (own, ""),
            ("(&(objectClass=person)(uid=emma))", "(uid=emma))"),
            ("(&(&(objectClass=person)(uid=emma))(mail=x))", "(uid=emma))(mail=x))"),
            ("(uid=emma)", "(uid=emma)"),
            ("(|(objectClass=person)(uid=emma))", "(|(objectClass=person)(uid=emma))"),
            ("(&(uid=emma)(objectClass=person))", "(&(uid=emma)(objectClass=person))"),
        ] {
            assert_eq!(Filter::beyond(own, filter), beyond, "{filter}");
        }
        assert_eq!(Filter::beyond("cn=*", "(&(cn=*)(uid=emma))"), "(uid=emma))");
        assert_eq!(Filter::beyond("cn=*", "cn=*"), "");
        assert_eq!(Filter::beyond("cn=*", "(secretcn=*)"), "(secretcn=*)");
    }

    #[test]
    fn a_filter_names_its_attributes() {
        let text = "(& (objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2))(|(cn=a\\28b)(mail>=x))(:dn:2.4.6:=y))";
        assert_eq!(Filter::attributes_of(text), ["objectClass", "userAccountControl", "cn", "mail"]);
        assert_eq!(Filter::attributes_of("objectClass=*"), ["objectClass"]);
    }
}
