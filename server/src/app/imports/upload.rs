//! A file arrives: its pieces are kept as they come, and its beginning tells how it is to be read.

use bytes::Bytes;
use domain::{
    api::{CsvProfile, Delimiter, Encoding, Import, ImportKey, ImportMode, ImportSettings, ImportState},
    id::ImportId,
    import::{MOST_BYTES, NotText, Sniffer, delimiter},
    moment::Moment,
    text,
};

use super::table;
use crate::{
    app::{App, AppError, asker::Asker},
    store::import,
};

/// Bytes that are kept together.
const PIECE: usize = 256 << 10;
/// Imports of one account that may wait to be carried out.
const MOST_OPEN: i64 = 10;

/// A file that is arriving.
pub(crate) struct Upload {
    app: App,
    id: ImportId,
    gathered: Vec<u8>,
    bytes: u64,
    places: i64,
    sniffer: Sniffer,
}

impl App {
    /// Begins to take a file in.
    pub(crate) async fn begin_import(&self, asker: &Asker, name: &str, now: Moment) -> Result<Upload, AppError> {
        let name = file_name(name);
        let settings = ImportSettings {
            encoding: Encoding::Utf8,
            delimiter: Delimiter::Comma,
            profile: CsvProfile::Spreadsheet,
            key: ImportKey::Mail,
            mode: ImportMode::Partial,
            columns: Vec::new(),
        };
        let author = asker.clone();
        let id = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let account = author.who.account;
                    if import::count_open(conn, account).await? >= MOST_OPEN {
                        return Err(AppError::Conflict(format!(
                            "{MOST_OPEN} of your files wait to be carried out; discard some of them first"
                        )));
                    }
                    Ok(import::open(conn, &name, &settings, (account, &author.name), now).await?)
                })
            })
            .await?;
        let (app, gathered) = (self.clone(), Vec::new());
        Ok(Upload { app, id, gathered, bytes: 0, places: 0, sniffer: Sniffer::default() })
    }
}

/// A name without folders and what turns pages around, not too long.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = text::clean(last, false).chars().take(200).collect();
    if cleaned.is_empty() { "people.csv".to_owned() } else { cleaned }
}

impl Upload {
    /// Takes in what has arrived; no, if it is more than is read.
    pub(crate) async fn take(&mut self, arrived: &Bytes) -> Result<bool, AppError> {
        self.bytes += arrived.len() as u64;
        if self.bytes > MOST_BYTES {
            return Ok(false);
        }
        for part in arrived.chunks(PIECE) {
            self.sniffer.take(part);
            self.gathered.extend_from_slice(part);
            if self.gathered.len() >= PIECE {
                self.keep().await?;
            }
        }
        Ok(true)
    }

    async fn keep(&mut self) -> Result<(), AppError> {
        let (id, place, content) = (self.id, self.places, std::mem::take(&mut self.gathered));
        self.places += 1;
        self.app
            .store()
            .write(move |conn| Box::pin(async move { Ok(import::put_piece(conn, id, place, content).await?) }))
            .await
    }

    /// Drops what has arrived.
    pub(crate) async fn drop_it(self) -> Result<(), AppError> {
        self.app.forget_import(self.id).await
    }

    /// The file is whole: it is compared with what is known.
    pub(crate) async fn finish(mut self, asker: &Asker, now: Moment) -> Result<Import, AppError> {
        let settings = match self.settings() {
            Ok(settings) => settings,
            Err(why) => {
                self.drop_it().await?;
                return Err(AppError::BadRequest(why.to_string()));
            }
        };
        if !self.gathered.is_empty() {
            self.keep().await?;
        }
        let (id, bytes, doer) = (self.id, i64::try_from(self.bytes).unwrap_or(i64::MAX), asker.actor());
        let import = self
            .app
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut stored = import::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    stored.import.state = ImportState::Planning;
                    stored.import.bytes = bytes;
                    stored.import.settings = settings;
                    import::save(conn, &stored).await?;
                    let mut row = doer.audit(now, "import.upload");
                    row.detail = serde_json::json!({ "import": id, "file": stored.import.file_name, "bytes": bytes });
                    conn.audit(row);
                    Ok(stored.import)
                })
            })
            .await?;
        self.app.take_up_import(id).await?;
        Ok(import)
    }

    /// How the file is to be read, as it looks.
    fn settings(&self) -> Result<ImportSettings, NotText> {
        let encoding = self.sniffer.encoding()?;
        let delimiter = delimiter(&table::beginning(encoding, self.sniffer.head()));
        // Just so Amend writes files for machines; in all others a spreadsheet may have had its hands.
        let is_machine = encoding == Encoding::Utf8 && !self.sniffer.is_marked() && delimiter == Delimiter::Comma;
        let profile = if is_machine { CsvProfile::Machine } else { CsvProfile::Spreadsheet };
        let (key, mode) = (ImportKey::Mail, ImportMode::Partial);
        Ok(ImportSettings { encoding, delimiter, profile, key, mode, columns: Vec::new() })
    }
}
