//! The rows of a look as a file, written piece by piece: as exact texts for programs, or for reading in a spreadsheet.

use std::sync::Arc;

use domain::{
    api::{CsvProfile, ReexportRow, ReexportRowQuery, RowSort},
    delta,
    id::{ReexportId, TargetId},
    rights::Act,
    value::{Theirs, Value},
};

use super::list;
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue},
    store::{
        reexport::Stored,
        reexport_row::{self, Place},
    },
};

/// Rows that are read for one piece.
const TOGETHER: i64 = 1000;

/// A file that is being written.
pub(crate) struct Report {
    app: App,
    asker: Asker,
    catalogue: Arc<Catalogue>,
    stored: Stored,
    query: ReexportRowQuery,
    profile: CsvProfile,
    after: Option<Place>,
    is_begun: bool,
    is_over: bool,
}

impl App {
    /// Begins to write the rows of a look that are asked for.
    pub(crate) async fn reexport_file(
        &self,
        asker: &Asker,
        (target, id): (TargetId, ReexportId),
        query: ReexportRowQuery,
        profile: CsvProfile,
    ) -> Result<Report, AppError> {
        let stored = self.seen_look(asker, target, id).await?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let (app, asker) = (self.clone(), asker.clone());
        Ok(Report { app, asker, catalogue, stored, query, profile, after: None, is_begun: false, is_over: false })
    }
}

impl Report {
    /// The next piece; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        if self.is_over {
            return Ok(None);
        }
        let failed = |error: csv::Error| AppError::Internal(error.to_string());
        let is_for_reading = self.profile == CsvProfile::Spreadsheet;
        let mark = if is_for_reading && !self.is_begun { "\u{FEFF}".as_bytes().to_vec() } else { Vec::new() };
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(mark);
        if !std::mem::replace(&mut self.is_begun, true) {
            let heads = [
                "person",
                "name",
                "key",
                "attribute",
                "in target",
                "approved",
                "action",
                "state",
                "approved at",
                "reason",
            ];
            writer.write_record(heads).map_err(failed)?;
        }
        let rows = self.rows().await?;
        self.is_over = i64::try_from(rows.len()).is_ok_and(|rows| rows < TOGETHER);
        for (row, place) in rows {
            self.after = Some(place);
            let cells = cells(&row, self.profile);
            match is_for_reading {
                true => writer.write_record(cells.iter().map(|cell| delta::neutralise(cell).into_owned())),
                false => writer.write_record(&cells),
            }
            .map_err(failed)?;
        }
        Ok(Some(writer.into_inner().map_err(|error| AppError::Internal(error.to_string()))?))
    }

    async fn rows(&self) -> Result<Vec<(ReexportRow, Place)>, AppError> {
        let mut conn = self.app.store().read().await?;
        let within = self.asker.within(&mut conn, Act::SeeExports).await?;
        let listing =
            list::listing(&mut conn, &self.catalogue, &self.asker, (&self.stored, &within), &self.query).await?;
        let Some(listing) = listing else { return Ok(Vec::new()) };
        let order = (self.query.sort.unwrap_or(RowSort::Id), self.query.descending);
        Ok(reexport_row::page(&mut conn, self.stored.id, &listing, order, self.after.clone(), TOGETHER).await?)
    }
}

fn cells(row: &ReexportRow, profile: CsvProfile) -> [String; 10] {
    let value = |value: Option<&Value>| {
        let is_many = value.is_some_and(|value| value.texts().len() > 1);
        delta::write_cell(value, is_many, CsvProfile::Machine)
    };
    let known = match (&row.known, profile) {
        (Theirs::NotRead, CsvProfile::Spreadsheet) => "?".to_owned(),
        (known, _) => value(known.value()),
    };
    [
        row.person.to_string(),
        row.person_name.clone(),
        row.key.clone().unwrap_or_default(),
        row.name.clone(),
        known,
        value(row.value.as_ref()),
        row.action.as_str().to_owned(),
        row.state.as_str().to_owned(),
        row.since.map(|at| at.to_rfc3339()).unwrap_or_default(),
        row.reason.clone().unwrap_or_default(),
    ]
}
