//! A run's report as a file, for reading in a spreadsheet.

use domain::{
    api::{ReportQuery, ReportValue},
    delta,
    id::RunId,
    value::Theirs,
};

use super::{App, AppError, asker::Asker};

impl App {
    /// The whole report as CSV for spreadsheets: one row for each value that moved, or for each line that moved none.
    pub(crate) async fn report_file(&self, asker: &Asker, id: RunId) -> Result<Vec<u8>, AppError> {
        let failed = |error: csv::Error| AppError::Internal(error.to_string());
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .quote_style(csv::QuoteStyle::Always)
            .from_writer("\u{FEFF}".as_bytes().to_vec());
        writer
            .write_record(["what", "person", "name", "user name", "attribute", "old", "new", "reason"])
            .map_err(failed)?;
        let mut query = ReportQuery { limit: Some(200), ..ReportQuery::default() };
        loop {
            let page = self.report(asker, id, query.clone()).await?;
            for line in page.items {
                let person = line.person.map(|person| person.to_string()).unwrap_or_default();
                let (username, reason) = (line.username.unwrap_or_default(), line.reason.unwrap_or_default());
                let mut write = |attribute: &str, old: &str, new: &str| {
                    let row = [line.kind.as_str(), &person, &line.name, &username, attribute, old, new, &reason];
                    writer.write_record(row.map(|cell| delta::neutralise(cell).into_owned())).map_err(failed)
                };
                if line.values.is_empty() {
                    write("", "", "")?;
                }
                for ReportValue { attribute, old, new } in &line.values {
                    write(attribute.as_str(), &text(old), &text(new))?;
                }
            }
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        writer.into_inner().map_err(|error| AppError::Internal(error.to_string()))
    }
}

fn text(theirs: &Theirs) -> String {
    theirs.value().map(|value| value.texts().join(" | ")).unwrap_or_default()
}
