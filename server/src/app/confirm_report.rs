//! Who has confirmed their details and who has not, for administrators: a list, and the same as a file (T9).

use domain::{
    api::{ConfirmQuery, ConfirmRow, ConfirmState, Page},
    confirm::Cycle,
    id::PersonId,
    moment::Moment,
    rights::Act,
    text,
};

use super::{App, AppError, asker::Asker, place, spreadsheet::Spreadsheet};
use crate::store::confirm::{self as stored, Found, Wanted, Which};

impl App {
    /// A page of the report.
    pub(crate) async fn confirmations(
        &self,
        asker: &Asker,
        query: ConfirmQuery,
        now: Moment,
    ) -> Result<Page<ConfirmRow>, AppError> {
        let limit = place::limit(query.limit)?;
        let after = place::number(query.after.as_deref())?.unwrap_or(0);
        let search = query.search.as_deref().map(text::fold_for_search).filter(|search| !search.is_empty());
        if search.as_ref().is_some_and(|search| search.contains('\0') || search.chars().count() > 200) {
            return Err(AppError::BadRequest("`search` is a text of at most 200 characters".to_owned()));
        }
        let cycle = self.catalogue(asker.catalogue_version).await?.company.cycle;
        let which = match query.state.unwrap_or(ConfirmState::Due) {
            // Where nobody is asked, nothing is due.
            ConfirmState::Due if !cycle.is_on() => return Ok(Page { items: Vec::new(), next: None, total: 0 }),
            ConfirmState::Due => Which::Due,
            ConfirmState::Never => Which::Never,
            ConfirmState::Confirmed => Which::Confirmed,
        };
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeePeople).await?;
        let wanted = Wanted { which, limits: cycle.limits(now), search, within };
        let total = stored::count(&mut conn, &wanted).await?;
        let mut rows = stored::page(&mut conn, &wanted, PersonId(after), limit + 1).await?;
        let next = place::cut(&mut rows, limit, |one| one.person.to_string());
        Ok(Page { items: rows.into_iter().map(|one| row(cycle, one)).collect(), next, total })
    }

    /// The whole of that part of the report as CSV for spreadsheets.
    pub(crate) async fn confirmations_file(
        &self,
        asker: &Asker,
        query: ConfirmQuery,
        now: Moment,
    ) -> Result<Vec<u8>, AppError> {
        let mut sheet =
            Spreadsheet::begin(["person", "name", "known since", "confirmed", "due", "reminded", "put off until"])?;
        let mut query = ConfirmQuery { limit: Some(200), after: None, ..query };
        loop {
            let page = self.confirmations(asker, query.clone(), now).await?;
            for one in page.items {
                let day = |at: Option<Moment>| at.map(Moment::to_rfc3339).unwrap_or_default();
                sheet.row([
                    &one.person.to_string(),
                    &one.name,
                    &day(Some(one.since)),
                    &day(one.confirmed_at),
                    &day(one.due_at),
                    &day(one.reminded_at),
                    &day(one.snoozed_until),
                ])?;
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        sheet.done()
    }
}

fn row(cycle: Cycle, found: Found) -> ConfirmRow {
    ConfirmRow {
        person: found.person,
        name: found.name,
        since: found.since,
        due_at: cycle.due(found.since, found.oldest),
        confirmed_at: found.confirmed,
        reminded_at: found.reminded,
        snoozed_until: found.snoozed_until,
    }
}
