//! Distinguished names as text (RFC 4514), read so that two spellings of one name compare equal (P23) and an unresolved one can be shown
//! by its first part. Nothing here builds a name that is sent to a directory.

use crate::text::fold;

/// One `type=value` of a name: the type in lower case, the value without escapes.
type Part = (String, String);

/// The form in which two names are compared: types in lower case and by name, values folded as RFC 4518 prepares them for caseIgnoreMatch,
/// parts of one RDN in a fixed order, one way to escape. `None` if the text is no distinguished name.
#[must_use]
pub fn normalize(text: &str) -> Option<String> {
    Some(path(text)?.join(","))
}

/// The parts from the first to the last, each in the form in which two are compared: a name lies below another whose path its own ends with.
/// `None` if the text is no distinguished name.
#[must_use]
pub fn path(text: &str) -> Option<Vec<String>> {
    let mut rdns = Vec::new();
    for rdn in parse(text)? {
        // Each at its place, in the place of a sort, which would weigh several kilobytes in the widget.
        let mut parts: Vec<String> = Vec::with_capacity(rdn.len());
        for (kind, value) in &rdn {
            let part = [known_type(kind), "=", &escape(&fold(value))].concat();
            if let Err(place) = parts.binary_search(&part) {
                parts.insert(place, part);
            }
        }
        rdns.push(parts.join("+"));
    }
    Some(rdns)
}

/// The value of the first part, which is mostly a name that people know: `Kari Nordmann` of `cn=Kari Nordmann,ou=Sales`.
#[must_use]
pub fn common_name(text: &str) -> Option<String> {
    parse(text)?.into_iter().next()?.into_iter().next().map(|(_, value)| value)
}

/// Whether an attribute of an entry is part of its name, so that only renaming the entry changes it (P28): one of the types that it begins with, and
/// `name`, as Active Directory calls the value of that.
#[must_use]
pub fn names_entry(text: &str, attribute: &str) -> bool {
    let plain = attribute.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let first = parse(text).and_then(|parts| parts.into_iter().next()).unwrap_or_default();
    let kind = known_type(&plain);
    !first.is_empty() && (kind == "name" || first.iter().any(|(part, _)| known_type(part) == kind))
}

/// What an entry lies in, spelled as its own name spells it: `ou=Sales` of `cn=Kari Nordmann,ou=Sales`. Empty for a name of one part and for
/// a text that is no distinguished name.
#[must_use]
pub fn above(text: &str) -> &str {
    if !is_valid(text) {
        return "";
    }
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('=') {
        match parse_value(after) {
            Some((_, Some('+'), more)) => rest = more,
            Some((_, Some(_), container)) => return container.trim(),
            Some((_, None, _)) | None => break,
        }
    }
    ""
}

/// Whether a text is a distinguished name with at least one part.
#[must_use]
pub fn is_valid(text: &str) -> bool {
    parse(text).is_some()
}

/// Whether a name is the other one, or lies below it. A text that is no distinguished name lies nowhere.
#[must_use]
pub fn is_below(name: &str, above: &str) -> bool {
    let (Some(name), Some(above)) = (path(name), path(above)) else { return false };
    name.ends_with(&above)
}

/// RDNs, first to last, each with its parts.
fn parse(text: &str) -> Option<Vec<Vec<Part>>> {
    let mut rdns = vec![Vec::new()];
    let mut rest = text.trim();
    loop {
        let (kind, after) = rest.split_once('=')?;
        let kind = kind.trim();
        let kind = kind.strip_prefix("OID.").or_else(|| kind.strip_prefix("oid.")).unwrap_or(kind);
        let is_type =
            !kind.is_empty() && kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
        if !is_type {
            return None;
        }
        let (value, separator, after) = parse_value(after)?;
        rdns.last_mut()?.push((kind.to_ascii_lowercase(), value));
        match separator {
            None => return Some(rdns),
            Some('+') => {}
            Some(_) => rdns.push(Vec::new()),
        }
        rest = after;
    }
}

/// The value that `text` starts with, the separator that ended it (`,`, `;`, `+`) and what follows.
fn parse_value(text: &str) -> Option<(String, Option<char>, &str)> {
    let text = text.trim_start_matches(' ');
    if text.starts_with('#') {
        // A value as hexadecimal BER: compared as it is written.
        let end = text.find([',', ';', '+']).unwrap_or(text.len());
        let hex = text.get(1..end)?.trim_end();
        let is_hex = !hex.is_empty() && hex.len() % 2 == 0 && hex.bytes().all(|b| b.is_ascii_hexdigit());
        let value = format!("#{}", hex.to_ascii_lowercase());
        return is_hex.then(|| (value, text[end..].chars().next(), text.get(end + 1..).unwrap_or_default()));
    }
    let mut bytes = Vec::new();
    // Blanks at the end belong to the value only if they are escaped.
    let mut significant = 0;
    let mut characters = text.char_indices();
    let (separator, rest) = loop {
        let Some((at, c)) = characters.next() else { break (None, "") };
        match c {
            ',' | ';' | '+' => break (Some(c), &text[at + 1..]),
            '\\' => {
                let (_, escaped) = characters.next()?;
                if let Some(high) = escaped.to_digit(16) {
                    let low = characters.next()?.1.to_digit(16)?;
                    bytes.push(u8::try_from(high * 16 + low).ok()?);
                } else if " \"#+,;<=>\\".contains(escaped) {
                    bytes.push(u8::try_from(escaped).ok()?);
                } else {
                    return None;
                }
                significant = bytes.len();
            }
            '"' | '<' | '>' | '\0' => return None,
            _ => {
                bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                if c != ' ' {
                    significant = bytes.len();
                }
            }
        }
    };
    bytes.truncate(significant);
    Some((String::from_utf8(bytes).ok()?, separator, rest))
}

fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        if "\"+,;<>\\=#".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Types that directories write by name or by number (RFC 4514, section 3, and RFC 2985 for the e-mail address).
fn known_type(kind: &str) -> &str {
    match kind {
        "2.5.4.3" | "commonname" => "cn",
        "2.5.4.4" | "surname" => "sn",
        "2.5.4.6" | "countryname" => "c",
        "2.5.4.7" | "localityname" => "l",
        "2.5.4.8" | "stateorprovincename" => "st",
        "2.5.4.9" | "streetaddress" => "street",
        "2.5.4.10" | "organizationname" => "o",
        "2.5.4.11" | "organizationalunitname" => "ou",
        "0.9.2342.19200300.100.1.25" | "domaincomponent" => "dc",
        "0.9.2342.19200300.100.1.1" | "userid" => "uid",
        "1.2.840.113549.1.9.1" | "email" => "emailaddress",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// X4: people are told apart by what they lie in.
    #[test]
    fn an_entry_lies_in_what_follows_its_first_part() {
        for (name, container) in [
            ("cn=Kari,ou=Sales, O=X", "ou=Sales, O=X"),
            ("cn=Nordmann\\, Kari;ou=Sales,o=x", "ou=Sales,o=x"),
            ("cn=a\\\\,o=x", "o=x"),
            ("cn=Kari+uid=7,ou=Sales,o=x", "ou=Sales,o=x"),
            ("cn=#04024869,o=x", "o=x"),
            ("cn=\"a,b\",o=x", ""),
            ("o=x", ""),
            ("nonsense", ""),
        ] {
            assert_eq!(above(name), container, "{name}");
        }
    }

    /// S4.11: the tree of names.
    #[test]
    fn a_name_lies_below_its_parents() {
        assert!(is_below("uid=a,OU=Oslo, O=X", "ou=oslo,o=x"));
        assert!(is_below("ou=oslo,o=x", "OU=Oslo,O=X"));
        assert!(!is_below("ou=oslo,o=x", "uid=a,ou=oslo,o=x"));
        assert!(!is_below("uid=a,ou=notoslo,o=x", "ou=oslo,o=x"));
        assert!(!is_below("uid=a,o=xx", "o=x"));
        assert!(!is_below("cn=a\\,ou=oslo,o=x", "ou=oslo,o=x"));
        assert!(!is_below("nonsense", ""));
    }

    /// P23: one name, however it is spelled.
    #[test]
    fn spellings_of_one_name_compare_equal() {
        let name = normalize("cn=Kari Nordmann,ou=Sales,dc=example,dc=test");
        assert!(name.is_some());
        for spelled in [
            "CN=kari  nordmann, OU=SALES, DC=example, DC=test",
            "2.5.4.3=Kari Nordmann;ou=Sales;dc=example;dc=test",
            "cn = Kari Nordmann ,ou=Sales,dc=example,dc=test ",
            "cn=K\\61ri Nordmann,ou=Sales,dc=example,dc=test",
        ] {
            assert_eq!(normalize(spelled), name, "{spelled}");
        }
        assert_eq!(normalize("cn=A+uid=b,o=x"), normalize("UID=b+CN=a,O=x"));
        assert_eq!(normalize("cn=a\\,b,o=x"), normalize("cn=a\\2Cb,o=x"));
        assert_ne!(normalize("cn=a\\,b=c,o=x"), normalize("cn=a,b=c,o=x"));
        assert_ne!(normalize("cn=a,o=x"), normalize("cn=a,o=y"));
    }

    /// P42: what is no name is told apart.
    #[test]
    fn broken_names_are_no_names() {
        for broken in
            ["", "Kari", "cn", "cn=a,", "=a", "cn=a\\", "cn=a\\zz", "cn=\"a\"", "c n=a", "cn=a\\ff", "cn=#zz", "cn=#"]
        {
            assert_eq!(normalize(broken), None, "{broken}");
        }
        assert!(is_valid("cn=#04024869,o=x"));
        assert_eq!(common_name("cn=Nordmann\\, Kari,o=x").as_deref(), Some("Nordmann, Kari"));
    }

    /// P28: in any letter case and spelling, and where several attributes make the name.
    #[test]
    fn what_names_an_entry_is_recognised() {
        for attribute in ["cn", "CN", "2.5.4.3", "commonName", "name", "cn;lang-en"] {
            assert!(names_entry("CN=Emma Larsen,OU=People,DC=example,DC=test", attribute), "{attribute}");
        }
        assert!(names_entry("uid=emma.larsen,ou=people,dc=example,dc=test", "UID"));
        assert!(names_entry("cn=Emma+employeeNumber=7,dc=example,dc=test", "employeeNumber"));
        assert!(!names_entry("uid=emma.larsen,ou=people,dc=example,dc=test", "ou"));
        assert!(!names_entry("uid=emma.larsen,ou=people,dc=example,dc=test", "cn"));
        assert!(!names_entry("", "cn"));
    }
}
