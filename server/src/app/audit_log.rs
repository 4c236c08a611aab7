//! Reading the audit log: in pages, as a file, and as a whole to see whether its chain holds. What is hidden from the reader about themselves is
//! masked here as everywhere (P40).

use domain::{
    api::{AuditCheck, AuditQuery, AuditRow, Page},
    moment::Moment,
    name::AttributeKey,
    rights::Act,
};

use super::{App, AppError, asker::Asker, place, spreadsheet::Spreadsheet};
use crate::store::{
    Conn, audit,
    audit_list::{self, Masked},
    entry,
};

/// Rows that are read for one piece of a file.
const TOGETHER: i64 = 1000;

impl App {
    /// A page of the log, newest first; in a part of the directories what is about people there.
    pub(crate) async fn audit_log(&self, asker: &Asker, query: AuditQuery) -> Result<Page<AuditRow>, AppError> {
        check(&query)?;
        let limit = place::limit(query.limit)?;
        let before = place::number(query.after.as_deref())?.unwrap_or(i64::MAX);
        let mut conn = self.store().read().await?;
        let masked = self.masked(&mut conn, asker).await?;
        let mut items = audit_list::list(&mut conn, &query, &masked, before, limit + 1).await?;
        let total = audit_list::count(&mut conn, &query, &masked).await?;
        let next = place::cut(&mut items, limit, |last| last.sequence.to_string());
        items.iter_mut().for_each(|row| mask(row, &masked));
        Ok(Page { items, next, total })
    }

    /// What is hidden from the reader: what is about people of other parts, and of themselves what they may not see.
    async fn masked(&self, conn: &mut Conn, asker: &Asker) -> Result<Masked, AppError> {
        let within = asker.within(conn, Act::SeeAudit).await?;
        let Some(person) = asker.person() else { return Ok(Masked { within, ..Masked::default() }) };
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let visible = catalogue.visible_to(person, &entry::of_person(conn, person).await?);
        let all = catalogue.attributes.iter().map(|stored| stored.attribute.key.clone());
        Ok(Masked { within, person: Some(person), attributes: all.filter(|key| !visible.contains(key)).collect() })
    }

    /// Begins to write the log as a file, and puts that on record.
    pub(crate) async fn audit_file(&self, asker: &Asker, query: AuditQuery, now: Moment) -> Result<Writing, AppError> {
        check(&query)?;
        let mut conn = self.store().read().await?;
        let masked = self.masked(&mut conn, asker).await?;
        drop(conn);
        let (actor, asked) = (asker.actor(), query.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut row = actor.audit(now, "audit.download");
                    row.detail = serde_json::to_value(&asked).unwrap_or_default();
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        Ok(Writing { app: self.clone(), query, masked, before: Some(i64::MAX), is_begun: false })
    }

    /// Walks the whole log, and puts on record that it was done and what was found.
    pub(crate) async fn check_audit(&self, asker: &Asker, now: Moment) -> Result<AuditCheck, AppError> {
        if !asker.can_everywhere(Act::SeeAudit) {
            return Err(AppError::Forbidden);
        }
        let mut conn = self.store().read().await?;
        let (rows, broken) = audit::verify(&mut conn).await?;
        drop(conn);
        let found = AuditCheck {
            rows,
            whole: broken.is_none(),
            broken_at: broken.and_then(|broken| match broken {
                audit::Broken::Row(row) => Some(row),
                audit::Broken::End { .. } => None,
            }),
        };
        let (actor, told) = (asker.actor(), found.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut row = actor.audit(now, "audit.check");
                    row.detail = serde_json::json!({ "rows": told.rows, "whole": told.whole });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        Ok(found)
    }
}

fn check(query: &AuditQuery) -> Result<(), AppError> {
    if query.action.as_ref().is_some_and(|action| action.contains('\0')) {
        return Err(AppError::BadRequest("`action` is a word such as change.approve".to_owned()));
    }
    for (name, text) in [("actor", &query.actor), ("text", &query.text)] {
        if text.as_ref().is_some_and(|text| text.contains('\0') || text.chars().count() > 200) {
            return Err(AppError::BadRequest(format!("`{name}` is a text of at most 200 characters")));
        }
    }
    Ok(())
}

/// Leaves out what the reader may not know of themselves.
fn mask(row: &mut AuditRow, masked: &Masked) {
    if row.person.is_none() || row.person != masked.person {
        return;
    }
    if row.attribute.as_ref().is_some_and(|key| masked.attributes.contains(key)) {
        row.attribute = None;
        row.detail = serde_json::json!({});
        row.masked = true;
    }
    if let Some(problems) = row.detail.get_mut("problems").and_then(serde_json::Value::as_array_mut) {
        let before = problems.len();
        problems.retain(|problem| {
            let key = problem.get("attribute").and_then(|key| AttributeKey::parse(key.as_str()?).ok());
            key.is_none_or(|key| !masked.attributes.contains(&key))
        });
        row.masked |= problems.len() < before;
    }
}

/// The log while it is being written as a file.
pub(crate) struct Writing {
    app: App,
    query: AuditQuery,
    masked: Masked,
    /// Where to go on; `None` at the end.
    before: Option<i64>,
    is_begun: bool,
}

impl Writing {
    /// The next piece; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        let Some(before) = self.before else { return Ok(None) };
        let mut conn = self.app.store().read().await?;
        let rows = audit_list::list(&mut conn, &self.query, &self.masked, before, TOGETHER).await?;
        drop(conn);
        self.before = rows
            .last()
            .filter(|_| rows.len() == usize::try_from(TOGETHER).unwrap_or(usize::MAX))
            .map(|row| row.sequence);
        let begins = !std::mem::replace(&mut self.is_begun, true);
        let heads = ["number", "when", "who", "what", "person", "name", "attribute", "details"];
        let mut sheet = if begins { Spreadsheet::begin(heads)? } else { Spreadsheet::go_on() };
        for mut row in rows {
            mask(&mut row, &self.masked);
            sheet.row([
                &row.sequence.to_string(),
                &row.at.to_rfc3339(),
                row.by.as_deref().unwrap_or_default(),
                &row.action,
                &row.person.map(|person| person.to_string()).unwrap_or_default(),
                row.person_name.as_deref().unwrap_or_default(),
                row.attribute.as_ref().map(AttributeKey::as_str).unwrap_or_default(),
                &if row.masked { String::new() } else { row.detail.to_string() },
            ])?;
        }
        sheet.done().map(Some)
    }
}
