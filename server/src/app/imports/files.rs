//! Files that come out of an import, written piece by piece: the rows that were refused, to be mended and handed in again, and what stood there
//! before. Both are in the form for spreadsheets, and read back as the same values.

use std::borrow::Cow;

use domain::{
    api::{CsvProfile, ImportAct, ImportOutcome, ImportSettings, ImportUse},
    delta,
    id::ImportId,
    import::sentence,
};

use super::sample::writer;
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue},
    clock,
    store::{
        import, import_row,
        import_row::{Listing, Stored as Row},
    },
};

/// Rows that are read for one piece.
const TOGETHER: i64 = 1000;

/// Which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Rows that were refused or left alone, with line and reason.
    Rejects,
    /// The values that are replaced.
    Backup,
}

/// A file that is being written.
pub(crate) struct Writing {
    app: App,
    id: ImportId,
    which: Which,
    settings: ImportSettings,
    catalogue: std::sync::Arc<Catalogue>,
    after: i64,
    is_begun: bool,
}

impl App {
    /// Begins to write a file of an import.
    pub(crate) async fn import_file(&self, asker: &Asker, id: ImportId, which: Which) -> Result<Writing, AppError> {
        let settings = self.import(asker, id).await?.settings;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        if which == Which::Backup {
            let doer = asker.actor();
            self.store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move {
                        import::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                        let mut row = doer.audit(clock::now(), "import.download");
                        row.detail = serde_json::json!({ "import": id });
                        conn.audit(row);
                        Ok(())
                    })
                })
                .await?;
        }
        Ok(Writing { app: self.clone(), id, which, settings, catalogue, after: i64::MIN, is_begun: false })
    }
}

impl Writing {
    /// The next piece; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, AppError> {
        let failed = |error: csv::Error| AppError::Internal(error.to_string());
        let mark = if self.is_begun { Vec::new() } else { "\u{FEFF}".as_bytes().to_vec() };
        let mut writer = writer(mark, self.settings.delimiter);
        if !self.is_begun {
            writer.write_record(self.head()).map_err(failed)?;
        }
        let rows = self.rows().await?;
        let is_over = rows.is_empty();
        for row in &rows {
            self.after = row.row.line;
            if let Some(cells) = self.cells(row) {
                writer.write_record(cells.iter().map(|cell| delta::neutralise(cell).into_owned())).map_err(failed)?;
            }
        }
        let was_begun = std::mem::replace(&mut self.is_begun, true);
        let written = writer.into_inner().map_err(|error| AppError::Internal(error.to_string()))?;
        Ok((!is_over || !was_begun).then_some(written))
    }

    async fn rows(&self) -> Result<Vec<Row>, AppError> {
        let mut conn = self.app.store().read().await?;
        let of = |act| Listing { act: Some(act), ..Listing::default() };
        let listing = match self.which {
            Which::Rejects => Listing::default(),
            Which::Backup => of(ImportAct::Change),
        };
        Ok(import_row::page(&mut conn, self.id, &listing, self.after, TOGETHER).await?)
    }

    fn head(&self) -> Vec<String> {
        let headings = self.settings.columns.iter().map(|column| column.heading.clone());
        let also = match self.which {
            Which::Rejects => vec!["#line".to_owned(), "#reason".to_owned()],
            Which::Backup => Vec::new(),
        };
        headings.chain(also).map(|heading| delta::neutralise(&heading).into_owned()).collect()
    }

    fn cells(&self, row: &Row) -> Option<Vec<String>> {
        let raw: Vec<String> = row.raw.as_deref().and_then(|raw| serde_json::from_str(raw).ok()).unwrap_or_default();
        match self.which {
            Which::Rejects => {
                let is_left = row.row.act == ImportAct::Refuse || row.row.outcome == Some(ImportOutcome::Moved);
                if !is_left || row.row.line < 1 {
                    return None;
                }
                let mut cells: Vec<String> = raw.iter().map(|cell| self.plain(cell).into_owned()).collect();
                cells.resize(cells.len().max(self.settings.columns.len()), String::new());
                cells.push(row.row.line.to_string());
                cells.push(row.row.problems.iter().map(sentence).collect::<Vec<_>>().join("; "));
                Some(cells)
            }
            Which::Backup => Some(self.before(row, &raw)),
        }
    }

    /// What stood there before: of what is not touched nothing is said.
    fn before(&self, row: &Row, raw: &[String]) -> Vec<String> {
        let columns = self.settings.columns.iter().zip(raw);
        let cell = |(column, raw): (&domain::api::ImportColumn, &String)| {
            if column.taken == self.settings.key.column() {
                return self.plain(raw).into_owned();
            }
            let ImportUse::Attribute { attribute } = &column.taken else { return String::new() };
            let value = row.row.values.iter().find(|value| value.attribute == *attribute);
            let many = self.catalogue.attribute(attribute).is_some_and(|one| one.many);
            value.map(|value| delta::write_cell(value.old.as_ref(), many, CsvProfile::Machine)).unwrap_or_default()
        };
        columns.map(cell).collect()
    }

    /// What a cell of the file holds, without what was put before formulas.
    fn plain<'c>(&self, cell: &'c str) -> Cow<'c, str> {
        match self.settings.profile {
            CsvProfile::Machine => Cow::Borrowed(cell),
            CsvProfile::Spreadsheet => delta::undo(cell),
        }
    }
}
