//! Expressions: a value that is put together from several attributes of an entry, as in `{{ givenName }} {{ sn | upper }}`. The language is a
//! small part of MiniJinja's: no files, no clock, no loops, no variables of its own, no filters but those in [`filters`]; what is left is paid for
//! with fuel, so that nothing an administrator writes can run away. Read once and used for many entries; nothing here knows of directories.

mod filters;
mod moment;
mod scan;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value, value::ValueKind};

/// Characters of an expression.
pub(crate) const LONGEST: usize = 2000;

/// Bytes of what one brings.
pub(crate) const LONGEST_RESULT: usize = 8192;

/// What evaluating one may cost. An instruction costs one, and one pays for 64 bytes: enough for a thousand times the usual expression, and used
/// up within milliseconds.
const FUEL: u64 = 20_000;

/// Levels of what stands in each other while it is evaluated; the parser has a limit of its own.
const DEPTH: usize = 32;

/// The name that all values of an attribute stand below, as in `all.mail`.
const ALL: &str = "all";

/// The name under which the one template is kept.
const NAME: &str = "expression";

/// An expression that was understood, ready for any number of entries.
pub(crate) struct Expression {
    text: String,
    ready: Environment<'static>,
    refers: Vec<Reference>,
}

/// An attribute that an expression looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Reference {
    /// Its name in the expression.
    variable: String,
    /// All its values, and not the first.
    all: bool,
    /// Its name in the directory.
    attribute: String,
}

/// Why an expression cannot be used at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{reason}", self.place())]
pub(crate) struct Unusable {
    /// The character at which it goes wrong, from 1.
    pub(crate) at: Option<usize>,
    pub(crate) reason: String,
}

impl Unusable {
    fn new(reason: impl Into<String>) -> Self {
        Self { at: None, reason: reason.into() }
    }

    fn place(&self) -> String {
        self.at.map(|at| format!("at character {at}: ")).unwrap_or_default()
    }
}

/// Why an expression brings nothing for one entry; it names no value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Failed(String);

impl std::fmt::Debug for Expression {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Expression").field("text", &self.text).field("refers", &self.refers).finish_non_exhaustive()
    }
}

impl Expression {
    /// Reads an expression. What can be known without an entry is found here: that it can be parsed, which attributes it looks at, that it knows
    /// its filters, and that it copes with an entry that has none of these attributes.
    pub(crate) fn parse(text: &str) -> Result<Self, Unusable> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Unusable::new("it is empty; write for example {{ givenName }} {{ sn }}"));
        }
        if text.chars().count() > LONGEST {
            return Err(Unusable::new(format!("it is longer than {LONGEST} characters")));
        }
        scan::check(text)?;
        let mut ready = Environment::empty();
        ready.set_auto_escape_callback(|_| AutoEscape::None);
        ready.set_undefined_behavior(UndefinedBehavior::Strict);
        ready.set_recursion_limit(DEPTH);
        ready.set_fuel(Some(FUEL));
        ready.set_formatter(write_text);
        filters::add(&mut ready);
        ready.add_template_owned(NAME, text.to_owned()).map_err(|error| misspelt(text, &error))?;
        let found = ready.get_template(NAME).map_err(|error| misspelt(text, &error))?.undeclared_variables(true);
        let refers = found.iter().map(|name| reference(name)).collect::<Result<BTreeSet<_>, _>>()?;
        let read = Self { text: text.to_owned(), ready, refers: refers.into_iter().collect() };
        read.of(|_| &[])
            .map_err(|Failed(why)| Unusable::new(format!("of an entry without these attributes: {why}")))?;
        Ok(read)
    }

    /// The attributes of the directory that it looks at.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &str> {
        let names: BTreeSet<&str> = self.refers.iter().map(|one| one.attribute.as_str()).collect();
        names.into_iter()
    }

    /// What it brings for an entry that has these `values` by attribute; blank if it brings nothing. An attribute without a value is an empty text.
    pub(crate) fn of<'v>(&self, values: impl Fn(&str) -> &'v [Vec<u8>]) -> Result<String, Failed> {
        let (mut plain, mut all) = (BTreeMap::new(), BTreeMap::new());
        for one in &self.refers {
            let held = values(&one.attribute);
            let text = |bytes: &Vec<u8>| {
                let text = std::str::from_utf8(bytes);
                text.map(Value::from).map_err(|_| Failed(format!("{} holds something that is no text", one.attribute)))
            };
            if one.all {
                let texts = held.iter().map(text).collect::<Result<Vec<Value>, Failed>>()?;
                all.insert(one.variable.as_str(), Value::from(texts));
            } else {
                plain.insert(one.variable.as_str(), held.first().map_or_else(|| Ok(Value::from("")), text)?);
            }
        }
        plain.insert(ALL, Value::from_pairs(all));
        let template = self.ready.get_template(NAME).map_err(|error| failed(&error))?;
        let mut written = Limited(Vec::new());
        match template.render_captured_to(Value::from_pairs(plain), &mut written) {
            Ok(_) => String::from_utf8(written.0).map_err(|_| Failed("it brings something that is no text".to_owned())),
            Err(error) => Err(failed(&error)),
        }
    }
}

/// What a name in an expression stands for.
fn reference(name: &str) -> Result<Reference, Unusable> {
    let (variable, all) = match name.split_once('.') {
        None if name == ALL => {
            return Err(Unusable::new("`all` wants the name of an attribute, as in all.telephoneNumber"));
        }
        None => (name, false),
        Some((ALL, variable)) if !variable.contains('.') => (variable, true),
        Some((variable, _)) => {
            return Err(Unusable::new(format!("`{name}`: a value of {variable} is a text and has no parts")));
        }
    };
    // Names of attributes have hyphens and no underscores (RFC 4512 section 1.4); in an expression a hyphen would be a minus.
    Ok(Reference { variable: variable.to_owned(), all, attribute: variable.replace('_', "-") })
}

/// Only texts and numbers are written: whoever writes a list has forgotten to join it.
fn write_text(
    out: &mut minijinja::Output<'_>,
    state: &mut minijinja::State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    match value.kind() {
        ValueKind::String | ValueKind::Number => minijinja::escape_formatter(out, state, value),
        ValueKind::Undefined => Ok(()),
        kind => Err(Error::new(ErrorKind::InvalidOperation, filters::no_text(kind))),
    }
}

/// Takes so many bytes and not one more.
struct Limited(Vec<u8>);

impl io::Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST_RESULT {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn misspelt(text: &str, error: &Error) -> Unusable {
    let at = error.range().map(|range| character(text, range.start));
    Unusable { at, reason: error.detail().unwrap_or("it cannot be understood").to_owned() }
}

/// The place of a byte, counted in characters from 1.
fn character(text: &str, byte: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte).count() + 1
}

fn failed(error: &Error) -> Failed {
    match error.kind() {
        ErrorKind::OutOfFuel => Failed("it takes more steps than an expression may".to_owned()),
        ErrorKind::WriteFailure => Failed(format!("it brings more than {LONGEST_RESULT} bytes")),
        ErrorKind::UndefinedError => Failed("it uses something that is not there".to_owned()),
        kind => Failed(error.detail().map_or_else(|| kind.to_string(), str::to_owned)),
    }
}
