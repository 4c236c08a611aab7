//! LDAP filters (RFC 4515), asked of an entry that is at hand: the same rule then holds for a full run, a delta and an agent, and no second
//! search is needed. Texts are compared without regard to letter case and blanks, as most attributes of people are.

use super::Candidate;
use crate::text::fold;

/// Deepest nesting of parentheses.
const DEEPEST: usize = 32;

/// [MS-ADTS] section 3.1.1.3.4.4: all of these bits, one of these bits.
const ALL_BITS: &str = "1.2.840.113556.1.4.803";
const ONE_BIT: &str = "1.2.840.113556.1.4.804";

/// A filter that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Each of these.
    All(Vec<Filter>),
    /// One of these.
    Any(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// The attribute has a value.
    Present(String),
    /// A value is this.
    Equal(String, String),
    /// A value is this or later: as a number where both are, else as text.
    AtLeast(String, String),
    /// A value is this or earlier.
    AtMost(String, String),
    /// A value begins, goes on and ends like this.
    Like(String, Vec<String>),
    /// A value, as a number, has all of these bits.
    AllBits(String, i64),
    /// A value, as a number, has one of these bits.
    OneBit(String, i64),
}

impl Filter {
    /// Understands a filter.
    ///
    /// # Errors
    /// A sentence that says where it stops making sense.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text.trim() };
        let filter = reader.filter(0)?;
        if reader.rest.trim().is_empty() { Ok(filter) } else { Err(reader.stuck("nothing more")) }
    }

    /// The attributes that it asks for.
    #[must_use]
    pub fn attributes(&self) -> Vec<String> {
        match self {
            Self::All(filters) | Self::Any(filters) => filters.iter().flat_map(Self::attributes).collect(),
            Self::Not(filter) => filter.attributes(),
            Self::Present(name)
            | Self::Equal(name, _)
            | Self::AtLeast(name, _)
            | Self::AtMost(name, _)
            | Self::Like(name, _)
            | Self::AllBits(name, _)
            | Self::OneBit(name, _) => vec![name.clone()],
        }
    }

    /// Whether it finds the entry.
    #[must_use]
    pub fn finds(&self, entry: &dyn Candidate) -> bool {
        let any = |name: &str, test: &dyn Fn(&str) -> bool| entry.texts(name).into_iter().any(test);
        match self {
            Self::All(filters) => filters.iter().all(|filter| filter.finds(entry)),
            Self::Any(filters) => filters.iter().any(|filter| filter.finds(entry)),
            Self::Not(filter) => !filter.finds(entry),
            Self::Present(name) => !entry.texts(name).is_empty(),
            Self::Equal(name, wanted) => any(name, &|text| fold(text) == fold(wanted)),
            Self::AtLeast(name, bound) => any(name, &|text| order(text, bound).is_ge()),
            Self::AtMost(name, bound) => any(name, &|text| order(text, bound).is_le()),
            Self::Like(name, parts) => any(name, &|text| is_like(&fold(text), parts)),
            Self::AllBits(name, bits) => any(name, &|text| number(text).is_some_and(|held| held & bits == *bits)),
            Self::OneBit(name, bits) => any(name, &|text| number(text).is_some_and(|held| held & bits != 0)),
        }
    }
}

fn number(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

fn order(text: &str, bound: &str) -> std::cmp::Ordering {
    match (number(text), number(bound)) {
        (Some(text), Some(bound)) => text.cmp(&bound),
        _ => fold(text).cmp(&fold(bound)),
    }
}

/// `parts` are what stands between the stars; the first and the last may be empty.
fn is_like(text: &str, parts: &[String]) -> bool {
    let [first, middle @ .., last] = parts else { return false };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for part in middle {
        let Some(at) = rest.find(part.as_str()) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last.as_str())
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn stuck(&self, wanted: &str) -> String {
        let here: String = self.rest.chars().take(20).collect();
        format!("`pattern` is no filter: {wanted} was expected at “{here}”; write it as in (department=Sales)")
    }

    fn eat(&mut self, sign: char) -> Result<(), String> {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(self.stuck(&format!("“{sign}”"))),
        }
    }

    fn filter(&mut self, depth: usize) -> Result<Filter, String> {
        if depth > DEEPEST {
            return Err("`pattern` has too many parentheses inside each other".to_owned());
        }
        self.eat('(')?;
        let filter = match self.rest.trim_start().chars().next() {
            Some('&') => Filter::All(self.list('&', depth)?),
            Some('|') => Filter::Any(self.list('|', depth)?),
            Some('!') => {
                self.eat('!')?;
                Filter::Not(Box::new(self.filter(depth + 1)?))
            }
            _ => self.item()?,
        };
        self.eat(')')?;
        Ok(filter)
    }

    fn list(&mut self, sign: char, depth: usize) -> Result<Vec<Filter>, String> {
        self.eat(sign)?;
        let mut filters = Vec::new();
        while self.rest.trim_start().starts_with('(') {
            filters.push(self.filter(depth + 1)?);
        }
        if filters.is_empty() { Err(self.stuck("“(”")) } else { Ok(filters) }
    }

    fn item(&mut self) -> Result<Filter, String> {
        let end = self.rest.find('=').ok_or_else(|| self.stuck("“=”"))?;
        let (mut name, value) = (&self.rest[..end], &self.rest[end + 1..]);
        let length = value.find([')', '(']).ok_or_else(|| self.stuck("“)”"))?;
        let value = &value[..length];
        let mut sign = '=';
        if let Some(before) = name.strip_suffix(['>', '<', '~', ':']) {
            sign = name.chars().next_back().unwrap_or('=');
            name = before;
        }
        let (name, rule) = match name.split_once(':') {
            Some((name, rule)) => (name.trim().to_owned(), Some(rule)),
            None => (name.trim().to_owned(), None),
        };
        let is_name =
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b';'));
        if !is_name {
            return Err(self.stuck("the name of an attribute"));
        }
        let made = match (sign, rule) {
            (':', Some(rule)) => {
                let bits = number(value).ok_or_else(|| self.stuck("a number"))?;
                match rule {
                    ALL_BITS => Filter::AllBits(name, bits),
                    ONE_BIT => Filter::OneBit(name, bits),
                    _ => return Err(self.stuck("a matching rule that is known here")),
                }
            }
            (_, Some(_)) | (':', None) => return Err(self.stuck("a matching rule")),
            ('>', None) => Filter::AtLeast(name, plain(value).ok_or_else(|| self.stuck("a value"))?),
            ('<', None) => Filter::AtMost(name, plain(value).ok_or_else(|| self.stuck("a value"))?),
            (_, None) if value == "*" => Filter::Present(name),
            (_, None) if value.contains('*') => {
                let parts: Option<Vec<String>> =
                    value.split('*').map(|part| plain(part).map(|part| fold_part(&part))).collect();
                Filter::Like(name, parts.ok_or_else(|| self.stuck("a value"))?)
            }
            (_, None) => Filter::Equal(name, plain(value).ok_or_else(|| self.stuck("a value"))?),
        };
        self.rest = &self.rest[end + 1 + length..];
        Ok(made)
    }
}

/// Folds a part of a text: a blank at its end is a blank in the text.
fn fold_part(part: &str) -> String {
    let folded = fold(part);
    if folded.is_empty() {
        return folded;
    }
    let (before, after) = (part.starts_with(' '), part.ends_with(' '));
    format!("{}{folded}{}", if before { " " } else { "" }, if after { " " } else { "" })
}

/// A value without its escapes: `\` and two hexadecimal digits stand for a byte.
fn plain(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        if *first == b'\\' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}
