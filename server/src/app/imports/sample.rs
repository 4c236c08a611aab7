//! A file to begin with: a column for each attribute of this installation, and somebody made up.

use domain::{
    api::Delimiter,
    attribute::{Attribute, Kind},
    delta,
    import::is_importable,
    moment::Moment,
    validate,
    value::Value,
};

use crate::app::{App, AppError, add_person, asker::Asker};

/// A writer of files for spreadsheets.
pub(super) fn writer(begun: Vec<u8>, delimiter: Delimiter) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .delimiter(u8::try_from(delimiter.character()).unwrap_or(b','))
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Always)
        // Pieces of one file have headings once.
        .flexible(true)
        .from_writer(begun)
}

impl App {
    /// The sample.
    pub(crate) async fn import_sample(
        &self,
        asker: &Asker,
        delimiter: Delimiter,
        now: Moment,
    ) -> Result<Vec<u8>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut attributes: Vec<&Attribute> =
            catalogue.attributes.iter().map(|stored| &stored.attribute).filter(|one| is_importable(one.kind)).collect();
        // What everybody needs comes first.
        attributes.sort_by_key(|one| {
            let place = add_person::NEEDED.iter().rev().position(|needed| *needed == one.key.as_str());
            place.unwrap_or(usize::MAX)
        });
        let failed = |error: csv::Error| AppError::Internal(error.to_string());
        let mut writer = writer("\u{FEFF}".as_bytes().to_vec(), delimiter);
        writer.write_record(attributes.iter().map(|one| one.key.as_str())).map_err(failed)?;
        let cells = attributes.iter().map(|one| delta::neutralise(&example(one, now)).into_owned());
        writer.write_record(cells.collect::<Vec<_>>()).map_err(failed)?;
        writer.into_inner().map_err(|error| AppError::Internal(error.to_string()))
    }
}

/// A value that may stand in an attribute; blank where none comes to mind.
fn example(attribute: &Attribute, now: Moment) -> String {
    let text = match (attribute.key.as_str(), attribute.kind) {
        ("display_name", _) => "Jo Example",
        ("given_name", _) => "Jo",
        ("surname", _) => "Example",
        ("city", _) => "Oslo",
        ("employee_number", _) => "0042",
        ("preferred_language", _) => "en",
        ("title", _) => "Engineer",
        (_, Kind::Email) => "jo.example@example.org",
        (_, Kind::Phone) => "+47 22 12 34 56",
        (_, Kind::Url) => "https://example.org/jo",
        (_, Kind::Date) => "1990-05-17",
        (_, Kind::YesNo) => "TRUE",
        (_, Kind::Country) => "NO",
        (_, Kind::Choice) => {
            attribute.rules.choices.iter().find(|choice| !choice.retired).map_or("", |choice| choice.value.as_str())
        }
        (_, Kind::Number) => attribute.rules.least.as_deref().unwrap_or("1"),
        (_, Kind::Text | Kind::Person | Kind::Photo) => "",
    };
    let value = Value::one(text);
    if value.is_some() && validate::check(attribute, value.as_ref(), now).is_empty() {
        text.to_owned()
    } else {
        String::new()
    }
}
