//! The lines of a file, as they are read. Letters and columns are told apart on a thread of its own, which is given the file piece by piece and
//! gives lines back in batches; both channels are short, so that no more than a few pieces are in memory.

use std::io;

use domain::{
    api::{Encoding, ImportSettings},
    id::ImportId,
    import::{MOST_COLUMNS, MOST_ROWS},
};
use encoding_rs::{Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use tokio::sync::mpsc;

use crate::{
    app::{App, AppError},
    store::import,
};

/// Lines that are handed over together.
const TOGETHER: usize = 500;

/// A line of the file.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its number, as editors count.
    pub(super) number: i64,
    pub(super) cells: Vec<String>,
}

/// The lines of a file, batch by batch; the last word may be why there are no more.
pub(super) type Lines = mpsc::Receiver<Result<Vec<Line>, String>>;

/// Reads a file.
pub(super) fn read(app: &App, id: ImportId, settings: &ImportSettings) -> Lines {
    let (piece, pieces) = mpsc::channel(2);
    let (batch, batches) = mpsc::channel(2);
    let feeding = app.clone();
    tokio::spawn(async move {
        for place in 0.. {
            let read = fetch(&feeding, id, place).await;
            let is_over = !matches!(read, Ok(Some(_)));
            let sent = match read {
                Ok(Some(content)) => piece.send(Ok(content)).await,
                Ok(None) => return,
                Err(error) => piece.send(Err(error.to_string())).await,
            };
            // Whoever reads has gone away.
            if is_over || sent.is_err() {
                return;
            }
        }
    });
    let (decoder, delimiter) =
        (decoder(settings.encoding), u8::try_from(settings.delimiter.character()).unwrap_or(b','));
    tokio::task::spawn_blocking(move || {
        let text = Decoded { pieces, decoder, text: Vec::new(), given: 0, is_over: false, after_return: false };
        if let Err(why) = divide(text, delimiter, &batch) {
            // Nobody may be waiting any more.
            let _ = batch.blocking_send(Err(why));
        }
    });
    batches
}

async fn fetch(app: &App, id: ImportId, place: i64) -> Result<Option<Vec<u8>>, AppError> {
    Ok(import::piece(&mut app.store().read().await?, id, place).await?)
}

fn decoder(encoding: Encoding) -> Decoder {
    match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Windows1252 => WINDOWS_1252,
    }
    .new_decoder_with_bom_removal()
}

/// The beginning of a file as text, for guessing what divides its columns.
pub(super) fn beginning(encoding: Encoding, head: &[u8]) -> String {
    let mut decoder = decoder(encoding);
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(head.len()).unwrap_or(head.len()));
    let _ = decoder.decode_to_string(head, &mut text, false);
    text
}

fn divide(text: Decoded, delimiter: u8, batches: &mpsc::Sender<Result<Vec<Line>, String>>) -> Result<(), String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
    let mut record = csv::StringRecord::new();
    let (mut batch, mut rows) = (Vec::with_capacity(TOGETHER), 0_u64);
    loop {
        let number = i64::try_from(reader.position().line()).unwrap_or(i64::MAX);
        let is_there = reader.read_record(&mut record).map_err(|error| format!("the file cannot be read: {error}"))?;
        if !is_there {
            break;
        }
        // Blank lines before a record are passed over, so its own place tells the line.
        let number = record.position().map_or(number, |place| i64::try_from(place.line()).unwrap_or(number));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows == 0 && record.len() > MOST_COLUMNS {
            return Err(format!("the file has {} columns; at most {MOST_COLUMNS} are read", record.len()));
        }
        rows += 1;
        if rows > MOST_ROWS + 1 {
            return Err(format!("the file has more than {MOST_ROWS} rows; hand it in in parts"));
        }
        batch.push(Line { number, cells: record.iter().map(str::to_owned).collect() });
        if batch.len() == TOGETHER {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(TOGETHER));
            if batches.blocking_send(Ok(full)).is_err() {
                return Ok(());
            }
        }
    }
    if !batch.is_empty() {
        // Nobody may be waiting any more.
        let _ = batches.blocking_send(Ok(batch));
    }
    Ok(())
}

/// The pieces of a file as UTF-8.
struct Decoded {
    pieces: mpsc::Receiver<Result<Vec<u8>, String>>,
    decoder: Decoder,
    text: Vec<u8>,
    given: usize,
    is_over: bool,
    /// The last letter was a carriage return.
    after_return: bool,
}

impl Decoded {
    /// Every end of a line as one line feed, so that lines are counted as editors do.
    fn unify_line_ends(&mut self) {
        let mut after_return = self.after_return;
        self.text.retain_mut(|byte| {
            let is_said = after_return && *byte == b'\n';
            after_return = *byte == b'\r';
            if after_return {
                *byte = b'\n';
            }
            !is_said
        });
        self.after_return = after_return;
    }

    fn more(&mut self) -> io::Result<()> {
        let piece = self.pieces.blocking_recv().transpose().map_err(io::Error::other)?;
        self.is_over = piece.is_none();
        let piece = piece.unwrap_or_default();
        let most = self.decoder.max_utf8_buffer_length(piece.len()).unwrap_or(0);
        self.text.resize(most, 0);
        // There is room for all of it. What is no letter becomes U+FFFD, and its row is refused.
        let (_, _, written, _) = self.decoder.decode_to_utf8(&piece, &mut self.text, self.is_over);
        self.text.truncate(written);
        self.unify_line_ends();
        self.given = 0;
        Ok(())
    }
}

impl io::Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.is_over {
            self.more()?;
        }
        let rest = self.text.get(self.given..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(from), Some(to)) = (rest.get(..count), buffer.get_mut(..count)) {
            to.copy_from_slice(from);
        }
        self.given += count;
        Ok(count)
    }
}
