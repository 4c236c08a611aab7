//! What rows of a template come to before they are saved: for one person, and for everybody in figures. Nothing is written.

use std::time::Instant;

use domain::{
    api::{EffectExample, RowEffect, TriedRow, TriedTemplate, TriedValue, TryTemplate},
    id::{MappingId, PersonId, TargetId},
    name::AttributeKey,
    problem::{Problem, ProblemCode},
    rights::Act,
    value::{Theirs, Value},
};

use super::{Given, check, comes_to, given, known_of, named_in, takes, target, told_of, value_of};
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue, standing::Standing},
    expression::Expression,
    store::{
        mapping::{From, Mapping, Target},
        whom::{self, Whom},
    },
};

/// Rows that are tried at once.
const MOST: usize = 200;
/// People who are read together.
const TOGETHER: i64 = 500;
/// Examples of failures.
const EXAMPLES: usize = 20;

/// A row, ready to be tried.
struct Ready {
    /// As it would be kept.
    mapping: Mapping,
    /// The row of the template that it is in the place of.
    own: Option<MappingId>,
    expression: Option<Result<Expression, Vec<Problem>>>,
}

impl App {
    /// What rows come to for a person.
    pub(crate) async fn try_template(
        &self,
        asker: &Asker,
        id: TargetId,
        tried: TryTemplate,
    ) -> Result<TriedTemplate, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let target = target(&catalogue, id)?;
        let rows = match tried.rows {
            Some(rows) if rows.len() > MOST => {
                return Err(AppError::BadRequest(format!("`rows`: are {MOST} at most")));
            }
            Some(rows) => rows,
            None => target.mappings.iter().map(as_tried).collect(),
        };
        let rows = rows.iter().map(|row| ready(&catalogue, target, row)).collect::<Result<Vec<_>, _>>()?;
        let mut conn = self.store().read().await?;
        let standing = Standing::load(&mut conn, tried.person).await?.ok_or(AppError::NotFound)?;
        let whose = catalogue.whose(asker, tried.person, &standing.entries);
        if !asker.can(Act::SeeTargets, Some(&whose)) {
            return Err(AppError::NotFound);
        }
        let given = given(&mut conn, target, &[tried.person]).await?;
        drop(conn);
        let visible = told_of(&catalogue, asker, &standing);
        let rows = rows.iter().map(|row| value(&catalogue, target, row, &standing, &given, visible.as_deref()));
        Ok(TriedTemplate {
            person: tried.person,
            person_name: standing.person.display_name.clone(),
            taken: takes(target, &standing),
            rows: rows.collect(),
        })
    }

    /// What a row would come to for everybody, against what it comes to as it is.
    pub(crate) async fn row_effect(&self, asker: &Asker, id: TargetId, row: TriedRow) -> Result<RowEffect, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let target = target(&catalogue, id)?;
        let row = ready(&catalogue, target, &row)?;
        if let Some(Err(problems)) = &row.expression {
            let field = AttributeKey::parse("expression").map_err(|_| AppError::NotFound)?;
            return Err(AppError::Invalid([(field, problems.clone())].into()));
        }
        let before = row.own.and_then(|own| target.mappings.iter().find(|mapping| mapping.id == own));
        let (mut told, began, mut after) =
            (RowEffect { whole: true, ..RowEffect::default() }, Instant::now(), PersonId(0));
        let everybody = Whom::default();
        loop {
            // A connection for each lot, so that nobody waits for everybody to be looked at.
            let mut conn = self.store().read().await?;
            let people = whom::page(&mut conn, &everybody, after, TOGETHER).await?;
            let Some(last) = people.last() else { return Ok(told) };
            after = *last;
            let standings = Standing::load_many(&mut conn, &people).await?;
            drop(conn);
            for standing in standings.values().filter(|standing| takes(target, standing)) {
                count(&catalogue, before, &row, standing, &mut told);
            }
            let is_end = i64::try_from(people.len()).is_ok_and(|read| read < TOGETHER);
            if !is_end && began.elapsed() >= self.config().effect_patience() {
                told.whole = false;
                return Ok(told);
            }
        }
    }
}

/// Counts what a row would change for somebody.
fn count(catalogue: &Catalogue, before: Option<&Mapping>, row: &Ready, standing: &Standing, told: &mut RowEffect) {
    told.people += 1;
    let was = before.map_or(Ok(None), |before| value_of(catalogue, before, standing));
    match (was, brought(catalogue, row, standing)) {
        (_, Err(reason)) => {
            told.errors += 1;
            if told.examples.len() < EXAMPLES {
                let (person, person_name) = (standing.person.id, standing.person.display_name.clone());
                told.examples.push(EffectExample { person, person_name, reason });
            }
        }
        (Ok(was), Ok(now)) if was == now => {}
        (Ok(None) | Err(_), Ok(None)) => {}
        (_, Ok(None)) => told.would_clear += 1,
        (_, Ok(Some(_))) => told.would_change += 1,
    }
}

fn as_tried(mapping: &Mapping) -> TriedRow {
    let (attribute, expression) = match &mapping.from {
        From::Attribute(key) => (Some(key.clone()), None),
        From::Expression(text) => (None, Some(text.clone())),
    };
    TriedRow { mapping: Some(mapping.id), attribute, expression, name: mapping.name.clone(), format: mapping.format }
}

fn ready(catalogue: &Catalogue, target: &Target, row: &TriedRow) -> Result<Ready, AppError> {
    let from = check::from(row)?;
    let own = row.mapping.and_then(|id| target.mappings.iter().find(|mapping| mapping.id == id));
    if row.mapping.is_some() && own.is_none() {
        return Err(AppError::BadRequest(
            "`mapping`: the template has no such row any more; look at it again".to_owned(),
        ));
    }
    let expression = match &from {
        From::Expression(text) => Some(check::problems_of(catalogue, target.kind, text)),
        From::Attribute(_) => None,
    };
    let mapping = Mapping {
        // A row that is not kept was never given anything.
        id: own.map_or(MappingId(0), |own| own.id),
        from,
        name: row.name.trim().to_owned(),
        format: row.format,
        is_on: true,
        exported_at: None,
    };
    Ok(Ready { mapping, own: own.map(|own| own.id), expression })
}

/// What a row comes to for a person.
fn brought(catalogue: &Catalogue, row: &Ready, standing: &Standing) -> Result<Option<Value>, String> {
    match &row.expression {
        Some(Err(_)) => Err("it cannot be understood".to_owned()),
        Some(Ok(expression)) => comes_to(catalogue, &row.mapping, Some(expression), standing),
        None => comes_to(catalogue, &row.mapping, None, standing),
    }
}

fn value(
    catalogue: &Catalogue,
    target: &Target,
    row: &Ready,
    standing: &Standing,
    given: &Given,
    visible: Option<&[AttributeKey]>,
) -> TriedValue {
    let blank = TriedValue { mapping: row.own, value: None, problems: Vec::new(), known: false, holds: None };
    if let Some(Err(problems)) = &row.expression {
        return TriedValue { problems: problems.clone(), ..blank };
    }
    let looked_at: Vec<AttributeKey> = match &row.expression {
        Some(Ok(expression)) => named_in(expression),
        _ => row.mapping.attribute().cloned().into_iter().collect(),
    };
    let is_told = |key: &AttributeKey| visible.is_none_or(|visible| visible.contains(key));
    if !looked_at.iter().all(is_told) {
        let why =
            "it looks at what is hidden from you of this person; try it on somebody else, or have an exporter try it";
        return TriedValue { problems: vec![Problem::new(ProblemCode::ExpressionFailed).detail(why)], ..blank };
    }
    let holds = known_of(catalogue, target, &row.mapping, standing, given);
    let (known, holds) = (holds != Theirs::NotRead, holds.value().cloned());
    match brought(catalogue, row, standing) {
        Ok(value) => TriedValue { value, known, holds, ..blank },
        Err(why) => {
            let problems = vec![Problem::new(ProblemCode::ExpressionFailed).detail(why)];
            TriedValue { problems, known, holds, ..blank }
        }
    }
}
