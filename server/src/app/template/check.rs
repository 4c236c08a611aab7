//! What a row of a template must not say (S3.13, P28, P29): refused before it is kept, with the field, the place and what would do.

use domain::{
    api::{PutRow, TriedRow},
    attribute::{Attribute, Family, Kind},
    catalogue as known, dn,
    kind::country::parts::Part,
    mapping,
    name::AttributeKey,
    problem::{Problem, ProblemCode, Problems},
    template::{MappingFormat, TargetKind},
};

use super::key_of;
use crate::{
    app::{AppError, catalogue::Catalogue},
    expression::Expression,
    store::{
        mapping::{From, Mapping, Target},
        template::Says,
    },
    target::scim::ScimPath,
};

/// Names by which people are known or reached in directories and services that sign them in or deliver their mail.
const DRIVE_SIGN_IN: [&str; 20] = [
    "altsecurityidentities",
    "emails",
    "externalid",
    "legacyexchangedn",
    "mail",
    "mailalternateaddress",
    "mailforwardingaddress",
    "maillocaladdress",
    "mailnickname",
    "mailroutingaddress",
    "msrtcsip-primaryuseraddress",
    "proxyaddresses",
    "rfc822mailbox",
    "samaccountname",
    "serviceprincipalname",
    "targetaddress",
    "uid",
    "username",
    "userprincipalname",
    "mailhost",
];

/// Characters of a name in a target.
const LONGEST_NAME: usize = 255;

/// What is wrong with one field of a row.
pub(super) fn wrong(field: &str, problem: Problem) -> AppError {
    // The fields' names are fit to be keys.
    AppError::Invalid(
        AttributeKey::parse(field).map(|field| Problems::from([(field, vec![problem])])).unwrap_or_default(),
    )
}

/// Where a row's values come from: exactly one of an attribute and an expression.
pub(super) fn from(row: &TriedRow) -> Result<From, AppError> {
    match (&row.attribute, &row.expression) {
        (Some(key), None) => Ok(From::Attribute(key.clone())),
        (None, Some(text)) => Ok(From::Expression(text.trim().to_owned())),
        _ => Err(AppError::BadRequest(
            "`attribute`, `expression`: a row has one of the two; a constant is an expression without attributes"
                .to_owned(),
        )),
    }
}

/// Reads a row that is to be kept in the place of `own`. `entries` are names of some of the directory's entries, which tell by what they are named.
pub(super) fn says(
    catalogue: &Catalogue,
    target: &Target,
    (own, put): (Option<&Mapping>, &PutRow),
    entries: &[String],
) -> Result<Says, AppError> {
    let tried = TriedRow {
        mapping: own.map(|own| own.id),
        attribute: put.attribute.clone(),
        expression: put.expression.clone(),
        name: put.name.trim().to_owned(),
        format: put.format,
    };
    let from = from(&tried)?;
    let follows = own.is_some_and(|own| target.follows(own));
    if follows && own.is_some_and(|own| own.from != from || own.name != tried.name) {
        return Err(AppError::BadRequest(
            "`attribute`, `name`: this row follows the mapping of its source; change it there, or switch the row off and add one with an expression".to_owned(),
        ));
    }
    source(catalogue, target, &from, follows)?;
    format(catalogue, &from, put.format, follows)?;
    if !follows {
        name(target, &tried.name, put.confirmed, entries)?;
    }
    let says = Says { from, name: tried.name, format: put.format, is_on: put.on };
    if put.on
        && let Some(other) = writes_the_same(catalogue, target, own, &says)
    {
        return Err(wrong("name", Problem::new(ProblemCode::WrittenTwice).detail(words_of(other))));
    }
    Ok(says)
}

/// Refuses what a row must not look at.
fn source(catalogue: &Catalogue, target: &Target, from: &From, follows: bool) -> Result<(), AppError> {
    match from {
        From::Attribute(key) => {
            let problem = |code| wrong("attribute", Problem::new(code).detail(key.as_str()));
            catalogue.attribute(key).ok_or_else(|| problem(ProblemCode::UnknownAttribute))?;
            if target.kind == TargetKind::Directory && !follows {
                return Err(AppError::BadRequest(
                    "`attribute`: which attributes a directory is given as they are follows the mapping of its source; add one there, or write an expression".to_owned(),
                ));
            }
            Ok(())
        }
        From::Expression(text) => match problems_of(catalogue, target.kind, text) {
            Ok(_) => Ok(()),
            Err(problems) => Err(AppError::Invalid(
                AttributeKey::parse("expression").map(|field| Problems::from([(field, problems)])).unwrap_or_default(),
            )),
        },
    }
}

/// Reads an expression for a kind of target, or says all that is wrong with it.
pub(super) fn problems_of(catalogue: &Catalogue, kind: TargetKind, text: &str) -> Result<Expression, Vec<Problem>> {
    let read = Expression::parse(text).map_err(|why| {
        let problem = Problem::new(ProblemCode::NotAnExpression).detail(why.reason);
        vec![match why.at.and_then(|at| i64::try_from(at).ok()) {
            Some(at) => problem.limit(at),
            None => problem,
        }]
    })?;
    let wrong = |name: &str| {
        let attribute = key_of(name).and_then(|key| catalogue.attribute(&key));
        let code = match attribute {
            None => ProblemCode::UnknownAttribute,
            Some(Attribute { kind: Kind::Photo, .. }) => ProblemCode::NoTextHere,
            Some(one) if kind == TargetKind::Directory && one.family == Family::ProductOnly => ProblemCode::ProductOnly,
            Some(_) => return None,
        };
        Some(Problem::new(code).detail(name.replace('-', "_")))
    };
    let problems: Vec<Problem> = read.attributes().filter_map(wrong).collect();
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// Refuses forms that a value cannot be written in, or in which a directory that is followed would never show what was approved.
fn format(catalogue: &Catalogue, from: &From, format: MappingFormat, follows: bool) -> Result<(), AppError> {
    let kind = match from {
        From::Attribute(key) => catalogue.attribute(key).map(|attribute| attribute.kind),
        From::Expression(_) => None,
    };
    let fits = match kind {
        _ if format == MappingFormat::AsIs => true,
        Some(Kind::Phone) => format.is_of_phones() || !follows,
        Some(Kind::Photo) => false,
        Some(_) => !follows && !format.is_of_phones(),
        None => true,
    };
    if fits { Ok(()) } else { Err(wrong("format", Problem::new(ProblemCode::AnotherForm))) }
}

/// Refuses names that a target has no attribute of, or none that is ever written.
fn name(target: &Target, name: &str, confirmed: bool, entries: &[String]) -> Result<(), AppError> {
    let problem = |code| Err(wrong("name", Problem::new(code).detail(name)));
    let is_fit = match target.kind {
        TargetKind::Directory => mapping::is_name(name),
        TargetKind::File | TargetKind::Scim => !name.chars().any(char::is_control),
    };
    if name.is_empty() || name.chars().count() > LONGEST_NAME || !is_fit {
        return problem(ProblemCode::NotAName);
    }
    if target.kind == TargetKind::Scim
        && let Err(why) = ScimPath::parse(name)
    {
        return Err(AppError::BadRequest(format!("`name`: {why}")));
    }
    if known::is_denied(name) || known::is_never_kept(name) {
        return problem(ProblemCode::NeverWritten);
    }
    // What a file's columns are called says nothing about where they end up.
    if target.kind == TargetKind::File {
        return Ok(());
    }
    let plain = name.split([';', '.', '[']).next().unwrap_or(name).to_lowercase();
    if target.kind == TargetKind::Directory && entries.iter().any(|entry| dn::names_entry(entry, name)) {
        return problem(ProblemCode::NeedsRename);
    }
    if !confirmed && DRIVE_SIGN_IN.contains(&plain.as_str()) {
        return problem(ProblemCode::DrivesSignIn);
    }
    Ok(())
}

/// Another row that is on and writes an attribute of the target that this one would write.
pub(super) fn writes_the_same<'t>(
    catalogue: &Catalogue,
    target: &'t Target,
    own: Option<&Mapping>,
    says: &Says,
) -> Option<&'t Mapping> {
    let key = match &says.from {
        From::Attribute(key) => Some(key),
        From::Expression(_) => None,
    };
    let names = names(catalogue, target, key, &says.name);
    let others = target.on().filter(|other| own.is_none_or(|own| own.id != other.id));
    let mut same = others.filter(|other| {
        let theirs = self::names(catalogue, target, other.attribute(), &other.name);
        theirs.iter().any(|name| names.contains(name))
    });
    same.next()
}

/// What a row writes, in small letters; a country may be written in three parts.
fn names(catalogue: &Catalogue, target: &Target, key: Option<&AttributeKey>, name: &str) -> Vec<String> {
    match key.is_some_and(|key| catalogue.is_in_parts(target, key, name)) {
        true => Part::ALL.map(|part| part.attribute().to_lowercase()).to_vec(),
        false => vec![name.to_lowercase()],
    }
}

/// A row in words.
pub(super) fn words_of(mapping: &Mapping) -> String {
    match &mapping.from {
        From::Attribute(key) => format!("{key} → {}", mapping.name),
        From::Expression(text) => format!("{} → {}", text.chars().take(60).collect::<String>(), mapping.name),
    }
}
