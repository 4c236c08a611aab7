//! The expressions of a mapping: made ready for a connection, looked at before they are saved, and tried on an entry that somebody has chosen.

use std::{collections::BTreeMap, sync::Arc};

use domain::{
    api::{Brought, MappingRow, SourceAttribute},
    mapping,
    name::AttributeKey,
    problem::{Problem, ProblemCode, Problems},
};

use super::AppError;
use crate::{expression::Expression, source::Attributes};

/// Those of a mapping, ready to be used.
pub(super) type Ready = BTreeMap<AttributeKey, Arc<Expression>>;

/// Makes those of a mapping ready.
pub(super) fn ready(rows: &[MappingRow]) -> Result<Ready, String> {
    let one = |row: &MappingRow| {
        let read = Expression::parse(&row.from).map_err(|why| format!("the expression of {}: {why}", row.attribute))?;
        Ok((row.attribute.clone(), Arc::new(read)))
    };
    rows.iter().filter(|row| row.expression).map(one).collect()
}

/// Adds what is wrong with the expressions of a mapping: what cannot be understood, what the directory does not know, what is never read.
pub(super) fn check(rows: &[MappingRow], schema: &[SourceAttribute], problems: &mut Problems) {
    for row in rows.iter().filter(|row| row.expression) {
        if let Err(found) = read(&row.from, schema) {
            problems.entry(row.attribute.clone()).or_default().extend(found);
        }
    }
}

/// Reads an expression, or says all that is wrong with it.
fn read(text: &str, schema: &[SourceAttribute]) -> Result<Expression, Vec<Problem>> {
    let read = Expression::parse(text).map_err(|why| {
        let problem = Problem::new(ProblemCode::NotAnExpression).detail(why.reason);
        vec![match why.at.and_then(|at| i64::try_from(at).ok()) {
            Some(at) => problem.limit(at),
            None => problem,
        }]
    })?;
    let wrong = |name: &str| Some(Problem::new(mapping::check_name(name, schema)?).detail(name));
    let problems: Vec<Problem> = read.attributes().filter_map(wrong).collect();
    if problems.is_empty() { Ok(read) } else { Err(problems) }
}

/// What an entry has of an attribute.
pub(super) fn values<'e>(attributes: &'e Attributes, name: &str) -> &'e [Vec<u8>] {
    let found = attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map_or(&[], |(_, values)| values.as_slice())
}

/// Expressions that somebody wants to see the results of.
pub(super) struct Tried(Vec<Result<Expression, Vec<Problem>>>);

impl Tried {
    /// Reads them; more than a page would ever ask for are refused.
    pub(super) fn of(texts: &[String]) -> Result<Self, AppError> {
        if texts.len() > 100 {
            return Err(AppError::BadRequest("`expressions`: are 100 at most".to_owned()));
        }
        Ok(Self(texts.iter().map(|text| read(text, &[])).collect()))
    }

    /// The attributes that they look at.
    pub(super) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().flat_map(Expression::attributes)
    }

    /// What they bring for an entry, in their order.
    pub(super) fn on(&self, attributes: &Attributes) -> Vec<Brought> {
        let failed = |why: String| vec![Problem::new(ProblemCode::ExpressionFailed).detail(why)];
        let one = |read: &Result<Expression, Vec<Problem>>| {
            let brought = match read {
                Ok(read) => read.of(|name| values(attributes, name)).map_err(|why| failed(why.to_string())),
                Err(problems) => Err(problems.clone()),
            };
            match brought {
                Ok(text) => Brought { text: Some(text).filter(|text| !text.trim().is_empty()), problems: Vec::new() },
                Err(problems) => Brought { text: None, problems },
            }
        };
        self.0.iter().map(one).collect()
    }
}
