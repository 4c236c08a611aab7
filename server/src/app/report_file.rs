//! A run's report as a file, for reading in a spreadsheet.

use domain::{
    api::{ReportQuery, ReportValue},
    id::RunId,
    value::Theirs,
};

use super::{App, AppError, asker::Asker, spreadsheet::Spreadsheet};

impl App {
    /// The whole report as CSV for spreadsheets: one row for each value that moved, or for each line that moved none.
    pub(crate) async fn report_file(&self, asker: &Asker, id: RunId) -> Result<Vec<u8>, AppError> {
        let heads = ["what", "person", "name", "user name", "attribute", "old", "new", "reason"];
        let mut sheet = Spreadsheet::begin(heads)?;
        let mut query = ReportQuery { limit: Some(200), ..ReportQuery::default() };
        loop {
            let page = self.report(asker, id, query.clone()).await?;
            for line in page.items {
                let person = line.person.map(|person| person.to_string()).unwrap_or_default();
                let (username, reason) = (line.username.unwrap_or_default(), line.reason.unwrap_or_default());
                let mut write = |attribute: &str, old: &str, new: &str| {
                    sheet.row([line.kind.as_str(), &person, &line.name, &username, attribute, old, new, &reason])
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
        sheet.done()
    }
}

fn text(theirs: &Theirs) -> String {
    theirs.value().map(|value| value.texts().join(" | ")).unwrap_or_default()
}
