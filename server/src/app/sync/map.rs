//! From an entry as read to what Amend keeps of it: source attributes become profile attributes, bytes become values, pictures are set apart.

use domain::{
    api::FindingKind,
    attribute::{Attribute, Blank, Kind},
    kind::{
        self,
        country::parts::{Part, together},
    },
    mapping,
    name::AttributeKey,
    plan::Found,
    selection::Verdict,
    value::{Theirs, Value},
};
use sha2::{Digest as _, Sha256};
use xxhash_rust::xxh3::xxh3_128;

use super::{received, scope::Scope};
use crate::{
    app::{catalogue::Catalogue, connection::Connection, expressions::values},
    expression::{Expression, Failed},
    source::RawEntry,
    store::stage::Staged,
};

/// A picture larger than this is not kept: no directory needs it for a face.
const LARGEST_PICTURE: usize = 5 << 20;

/// An entry in Amend's words, and the pictures in it by digest.
pub(super) struct Mapped {
    /// Whether it is taken, left out or left as it is.
    pub(super) verdict: Verdict,
    pub(super) staged: Staged,
    pub(super) pictures: Vec<(String, Vec<u8>)>,
    /// What somebody should look at.
    pub(super) doubts: Vec<Doubt>,
}

/// What an entry leaves unclear: an expression that could not be worked out, or a country of several names.
pub(super) struct Doubt {
    pub(super) kind: FindingKind,
    pub(super) id: String,
    pub(super) dn: String,
    pub(super) username: Option<String>,
    /// The hash of the entry as it came.
    pub(super) hash: u128,
    /// Which attributes, and why.
    pub(super) reason: String,
}

/// An attribute of the profile with where it comes from.
struct Column<'a> {
    key: &'a AttributeKey,
    attribute: &'a Attribute,
    /// The name in the directory, or the expression as it is written.
    from: &'a str,
    expression: Option<&'a Expression>,
    /// It is a country that the directory keeps in three attributes.
    in_parts: bool,
}

impl Column<'_> {
    /// What an entry says of the attribute.
    fn read(
        &self,
        entry: &RawEntry,
        pictures: &mut Vec<(String, Vec<u8>)>,
        differs: &mut Vec<String>,
    ) -> Result<Theirs, Failed> {
        if self.in_parts {
            let text = |part: Part| {
                let first = values(&entry.attributes, part.attribute()).first();
                first.and_then(|bytes| std::str::from_utf8(bytes).ok())
            };
            let read = together(text(Part::Code), text(Part::Name), text(Part::Number));
            differs.extend(read.differs.map(|each| format!("{}: {each}", self.key)));
            let texts: Vec<Vec<u8>> = read.text.map(String::into_bytes).into_iter().collect();
            return Ok(kind::read(self.attribute, &texts));
        }
        let Some(expression) = self.expression else {
            let raw = values(&entry.attributes, self.from);
            return Ok(match self.attribute.kind {
                Kind::Photo => picture(raw, pictures),
                _ => kind::read(self.attribute, raw),
            });
        };
        let text = expression.of(|name| values(&entry.attributes, name))?;
        // Where there may be several values, each line is one.
        let texts: Vec<Vec<u8>> = match self.attribute.many {
            true => text.lines().map(|line| line.as_bytes().to_vec()).collect(),
            false => vec![text.into_bytes()],
        };
        Ok(kind::read(self.attribute, &texts))
    }
}

/// Knows the mapping of one source.
pub(super) struct Mapper<'a> {
    columns: Vec<Column<'a>>,
    connection: &'a Connection,
    scope: &'a Scope,
    salt: u128,
}

impl<'a> Mapper<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, connection: &'a Connection, scope: &'a Scope) -> Self {
        let columns: Vec<_> = connection
            .mapping
            .iter()
            .filter_map(|row| {
                let (key, attribute) = (&row.attribute, catalogue.attribute(&row.attribute)?);
                let expression = connection.expressions.get(key).map(AsRef::as_ref);
                let in_parts = attribute.kind == Kind::Country
                    && !attribute.many
                    && mapping::is_in_parts(mapping::kind_of(&connection.connect), row);
                Some(Column { key, attribute, from: &row.from, expression, in_parts })
            })
            .collect();
        Self { salt: salt(&columns, connection), columns, connection, scope }
    }

    /// What an entry's hash is mixed with: a changed mapping, or a changed meaning of an attribute, makes every entry look changed once.
    pub(super) fn salt(&self) -> u128 {
        self.salt
    }

    /// Maps one entry. An attribute that was asked for and did not come is empty; one that cannot be understood or worked out was not read, so that
    /// what was known of it stays.
    pub(super) fn map(&self, entry: RawEntry) -> Mapped {
        let received = received::kept(&entry.attributes);
        let verdict = self.scope.verdict(&entry);
        let (mut pictures, mut failed, mut differs) = (Vec::new(), Vec::new(), Vec::new());
        let mut theirs = std::collections::BTreeMap::new();
        for column in &self.columns {
            let said = column.read(&entry, &mut pictures, &mut differs).unwrap_or_else(|why| {
                failed.push(format!("{}: {why}", column.key));
                Theirs::NotRead
            });
            let said = match (said, column.attribute.policy.blank) {
                (Theirs::Empty, Blank::Ignored) => Theirs::NotRead,
                (said, Blank::Clears | Blank::Ignored) => said,
            };
            theirs.insert(column.key.clone(), said);
        }
        let username = values(&entry.attributes, &self.connection.username_attribute)
            .first()
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .map(|text| domain::text::clean(text, false))
            .filter(|text| !text.is_empty());
        let is_disabled = is_disabled(self.connection, &entry);
        let hash = entry.hash ^ self.salt ^ self.scope.salt(&entry.dn);
        let doubt = |(kind, reasons): (FindingKind, Vec<String>)| Doubt {
            kind,
            id: hex::encode(&entry.id),
            dn: entry.dn.clone(),
            username: username.clone(),
            hash,
            reason: reasons.join("; "),
        };
        let doubts = [(FindingKind::NotWorkedOut, failed), (FindingKind::CountryDiffers, differs)];
        let doubts: Vec<Doubt> = doubts.into_iter().filter(|(_, reasons)| !reasons.is_empty()).map(doubt).collect();
        // It is looked at again by every run, so that a run that looked at everything knows of all of them.
        let hash = if doubts.is_empty() { hash } else { 0 };
        let found = Found { id: hex::encode(&entry.id), dn: entry.dn, username, disabled: is_disabled, values: theirs };
        Mapped { verdict, staged: Staged { found, hash, received }, pictures, doubts }
    }
}

/// Whether an entry's account is disabled.
pub(in crate::app) fn is_disabled(connection: &Connection, entry: &RawEntry) -> bool {
    let name = connection.disabled_attribute.as_deref();
    name.is_some_and(|name| says_disabled(name, values(&entry.attributes, name), &connection.disabled_values))
}

/// Whether the values of a source's `disabled_attribute` say that the account is disabled. In Active Directory that is one bit among
/// others, ACCOUNTDISABLE ([MS-ADTS] 2.2.16), and no listed value is asked for.
fn says_disabled(name: &str, values: &[Vec<u8>], wanted: &[String]) -> bool {
    const ACCOUNTDISABLE: i64 = 2;
    if name.eq_ignore_ascii_case("userAccountControl") {
        let number = |value: &Vec<u8>| std::str::from_utf8(value).ok()?.trim().parse::<i64>().ok();
        return values.iter().filter_map(number).any(|bits| bits & ACCOUNTDISABLE != 0);
    }
    let is_wanted = |value: &Vec<u8>| wanted.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(value));
    if wanted.is_empty() { !values.is_empty() } else { values.iter().any(is_wanted) }
}

/// The first picture of an entry, by its digest. One that is too large was not read: what was known stays.
fn picture(raw: &[Vec<u8>], pictures: &mut Vec<(String, Vec<u8>)>) -> Theirs {
    let Some(bytes) = raw.first().filter(|bytes| !bytes.is_empty()) else { return Theirs::Empty };
    if bytes.len() > LARGEST_PICTURE {
        return Theirs::NotRead;
    }
    let digest = hex::encode(Sha256::digest(bytes));
    pictures.push((digest.clone(), bytes.clone()));
    Value::one(format!("sha256:{digest}")).into()
}

fn salt(columns: &[Column<'_>], connection: &Connection) -> u128 {
    let mut text = String::new();
    for Column { key, attribute, from, expression, .. } in columns {
        let how = if expression.is_some() { "=" } else { "" };
        let Attribute { kind, many, policy, .. } = attribute;
        text.push_str(&format!("{key}={how}{from}:{kind:?}:{many}:{:?};", policy.blank));
    }
    text.push_str(&format!(
        "{}|{:?}|{:?}",
        connection.username_attribute, connection.disabled_attribute, connection.disabled_values
    ));
    xxh3_128(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::says_disabled;

    /// S2.12, S4.14.
    #[test]
    fn one_bit_or_a_word_says_that_an_account_is_disabled() {
        const CONTROL: &str = "userAccountControl";
        let rows: [(&str, &[&str], &[&str], bool); 16] = [
            (CONTROL, &["512"], &[], false),
            (CONTROL, &["514"], &[], true),
            // The bits that do not say it: password never expires, smart card needed, no password needed.
            (CONTROL, &["66048"], &[], false),
            (CONTROL, &["66050"], &[], true),
            (CONTROL, &["262656"], &[], false),
            (CONTROL, &["544"], &[], false),
            (CONTROL, &["546"], &[], true),
            // The attribute is a signed number of 32 bits.
            (CONTROL, &["-2147483134"], &[], true),
            ("USERACCOUNTCONTROL", &["514"], &["66048"], true),
            (CONTROL, &["512"], &["512"], false),
            (CONTROL, &["disabled"], &[], false),
            (CONTROL, &[], &[], false),
            ("pwdAccountLockedTime", &["000001010000Z"], &[], true),
            ("pwdAccountLockedTime", &[], &[], false),
            ("employeeType", &["GONE"], &["gone", "left"], true),
            ("employeeType", &["staff"], &["gone", "left"], false),
        ];
        for (name, values, wanted, expected) in rows {
            let bytes: Vec<Vec<u8>> = values.iter().map(|value| value.as_bytes().to_vec()).collect();
            let wanted: Vec<String> = wanted.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(says_disabled(name, &bytes, &wanted), expected, "{name} {values:?} {wanted:?}");
        }
    }
}
