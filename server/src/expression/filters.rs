//! The filters of expressions. What is not here is not there. Those of MiniJinja are used where they can grow a text, since they ask for the fuel
//! before they do; all take texts alone, because a list that is silently written out as one is what nobody meant.

use domain::{kind::phone, text::fold};
use minijinja::{
    Environment, Error, ErrorKind, State, Value, filters,
    value::{Kwargs, StringInput, ValueKind},
};

use super::moment;

/// Their names.
pub(super) const NAMES: [&str; 12] = [
    "capitalize",
    "date",
    "default",
    "join",
    "lookup",
    "lower",
    "phone",
    "replace",
    "substring",
    "title",
    "trim",
    "upper",
];

pub(super) fn add(to: &mut Environment<'static>) {
    to.add_filter("upper", |state: &State<'_, '_>, value: &Value| Ok::<_, Error>(filters::upper(text(state, value)?)));
    to.add_filter("lower", |state: &State<'_, '_>, value: &Value| Ok::<_, Error>(filters::lower(text(state, value)?)));
    to.add_filter("capitalize", |state: &State<'_, '_>, value: &Value| {
        Ok::<_, Error>(filters::capitalize(text(state, value)?))
    });
    to.add_filter("title", |state: &State<'_, '_>, value: &Value| {
        Ok::<_, Error>(filters::title(text(state, value)?.as_str().into()))
    });
    to.add_filter("trim", |state: &State<'_, '_>, value: &Value| {
        Ok::<_, Error>(filters::trim(text(state, value)?, None))
    });
    to.add_filter("replace", replace);
    to.add_filter("join", join);
    to.add_filter("default", default);
    to.add_filter("substring", substring);
    to.add_filter("lookup", lookup);
    to.add_filter("date", date);
    to.add_filter("phone", telephone);
}

/// What to say of a value that is no text.
pub(super) fn no_text(kind: ValueKind) -> String {
    match kind {
        ValueKind::Seq | ValueKind::Iterable => "a list is no text; join it, as in all.mail | join(\", \")".to_owned(),
        kind => format!("{kind} is no text"),
    }
}

fn wrong(why: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, why.into())
}

fn text<'v>(state: &State<'_, '_>, value: &'v Value) -> Result<StringInput<'v>, Error> {
    match value.kind() {
        ValueKind::String | ValueKind::Number | ValueKind::Undefined => StringInput::new(state, value),
        kind => Err(wrong(no_text(kind))),
    }
}

fn replace(state: &mut State<'_, '_>, value: &Value, from: &Value, to: &Value) -> Result<Value, Error> {
    let (value, from, to) = (text(state, value)?, text(state, from)?, text(state, to)?);
    filters::replace(state, value, from, to)
}

fn join(state: &mut State<'_, '_>, value: &Value, between: Option<&Value>) -> Result<Value, Error> {
    if !matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable) {
        return Err(wrong("join puts several values together; write all.NAME for all values of an attribute"));
    }
    let between = between.map(|between| text(state, between)).transpose()?;
    filters::join(state, value, between, None, Kwargs::from_iter::<[(String, Value); 0]>([]))
}

/// The other value in the place of none: an attribute that is not there is an empty text here.
fn default(value: &Value, other: &Value) -> Value {
    let is_blank = value.is_undefined() || value.is_none() || value.as_str().is_some_and(|text| text.trim().is_empty());
    if is_blank || value.len() == Some(0) { other.clone() } else { value.clone() }
}

/// Some characters from a place on, which is counted from 0, or from the end where it is negative.
fn substring(state: &State<'_, '_>, value: &Value, from: i64, length: Option<u32>) -> Result<String, Error> {
    let value = text(state, value)?;
    let value = value.as_str();
    let from = match usize::try_from(from) {
        Ok(from) => from,
        Err(_) => {
            let back = usize::try_from(from.unsigned_abs()).unwrap_or(usize::MAX);
            value.chars().count().saturating_sub(back)
        }
    };
    let length = length.map_or(usize::MAX, |length| usize::try_from(length).unwrap_or(usize::MAX));
    Ok(value.chars().skip(from).take(length).collect())
}

/// What a table has for a text, letter case aside; else the other value, else nothing.
fn lookup(state: &State<'_, '_>, value: &Value, table: &Value, other: Option<&Value>) -> Result<Value, Error> {
    if table.kind() != ValueKind::Map {
        return Err(wrong("lookup wants a table, as in l | lookup({\"OSL\": \"Oslo\"})"));
    }
    let value = text(state, value)?;
    let wanted = fold(value.as_str());
    for key in table.try_iter()? {
        let is_it = key.as_str().map_or_else(|| fold(&key.to_string()), fold) == wanted;
        if is_it {
            return table.get_item(&key);
        }
    }
    Ok(other.cloned().unwrap_or_else(|| Value::from("")))
}

/// A day or moment of the directory in another form.
fn date(state: &State<'_, '_>, value: &Value, form: Option<&str>) -> Result<String, Error> {
    moment::written(text(state, value)?.as_str(), form.unwrap_or("%Y-%m-%d")).map_err(wrong)
}

/// A phone number in another form; what is no number stays as it is.
fn telephone(state: &State<'_, '_>, value: &Value, form: Option<&str>, country: Option<&str>) -> Result<String, Error> {
    let value = text(state, value)?;
    let value = value.as_str();
    let number = phone::e164(value, country);
    let shown = match form.unwrap_or("international") {
        "e164" => number,
        "international" => number.as_deref().and_then(|number| phone::international(number, None)),
        "national" => phone::national(value, country),
        _ => return Err(wrong("phone knows \"e164\", \"international\" and \"national\"")),
    };
    Ok(shown.unwrap_or_else(|| value.to_owned()))
}
