//! What a file looks like from outside: in which letters it is written and what stands between its columns. Both are guesses that people can
//! change, so they are made in the order in which real programs write files.

use crate::api::{Delimiter, Encoding};

/// How much of the beginning is looked at.
const HEAD: usize = 64 << 10;
/// How many lines are looked at for what stands between columns.
const LINES: usize = 50;

/// Looks at a file as it arrives, piece by piece.
#[derive(Debug, Default)]
pub struct Sniffer {
    head: Vec<u8>,
    /// The beginning of a letter whose rest comes with the next piece.
    cut: Vec<u8>,
    is_no_utf8: bool,
    is_marked: bool,
}

/// Why something is no table of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// There is nothing in it.
    #[error("the file is empty; hand in one with a line of headings and a line for each person")]
    Empty,
    /// An Excel workbook, or another archive.
    #[error(
        "this is an Excel workbook (.xlsx), which is not read; in Excel choose File, Save As, and the type \"CSV UTF-8 (Comma delimited)\", then hand in that file"
    )]
    Workbook,
    /// An old Excel workbook.
    #[error(
        "this is an old Excel workbook (.xls), which is not read; in Excel choose File, Save As, and the type \"CSV UTF-8 (Comma delimited)\", then hand in that file"
    )]
    OldWorkbook,
    /// Something else.
    #[error("this is no text; hand in a CSV file")]
    Binary,
}

impl Sniffer {
    /// Looks at the next piece.
    pub fn take(&mut self, piece: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(piece.get(..room).unwrap_or_default());
        self.is_marked = self.head.starts_with(&[0xEF, 0xBB, 0xBF]);
        if self.is_no_utf8 {
            return;
        }
        let mut bytes = std::mem::take(&mut self.cut);
        bytes.extend_from_slice(piece);
        if let Err(error) = std::str::from_utf8(&bytes) {
            match error.error_len() {
                Some(_) => self.is_no_utf8 = true,
                None => self.cut = bytes.split_off(error.valid_up_to()),
            }
        }
    }

    /// The beginning of the file.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.head
    }

    /// Whether it begins with the mark of UTF-8, which Amend writes for spreadsheets.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.is_marked
    }

    /// The letters of what was seen so far.
    pub fn encoding(&self) -> Result<Encoding, NotText> {
        let head = self.head.as_slice();
        match head {
            [] => return Err(NotText::Empty),
            [b'P', b'K', 3 | 5, 4 | 6, ..] => return Err(NotText::Workbook),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => return Err(NotText::OldWorkbook),
            [0xFF, 0xFE, ..] => return Ok(Encoding::Utf16Le),
            [0xFE, 0xFF, ..] => return Ok(Encoding::Utf16Be),
            [0xEF, 0xBB, 0xBF] => return Err(NotText::Empty),
            _ => {}
        }
        let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        if even + odd > 0 {
            // Text of western languages has a zero in nearly every pair.
            let many = head.len() / 5;
            return match (even > many && odd == 0, odd > many && even == 0) {
                (true, _) => Ok(Encoding::Utf16Be),
                (_, true) => Ok(Encoding::Utf16Le),
                _ => Err(NotText::Binary),
            };
        }
        let is_utf8 = !self.is_no_utf8 && self.cut.is_empty();
        Ok(if is_utf8 { Encoding::Utf8 } else { Encoding::Windows1252 })
    }
}

/// What most likely stands between the columns of a text: what divides most lines into equally many.
#[must_use]
pub fn delimiter(text: &str) -> Delimiter {
    let weigh = |delimiter: Delimiter| {
        let counts = columns_of_lines(text, delimiter.character());
        let first = counts.first().copied().unwrap_or(1);
        let alike = counts.iter().filter(|count| **count == first).count();
        // A text in one column is divided by nothing, however alike its lines are.
        if first < 2 { (0, 0) } else { (alike * 100 / counts.len(), first) }
    };
    let mut best = (Delimiter::Comma, (0, 0));
    for candidate in Delimiter::ALL {
        let weight = weigh(candidate);
        if weight > best.1 {
            best = (candidate, weight);
        }
    }
    best.0
}

/// How many columns each of the first lines has; what stands between quotation marks divides nothing.
fn columns_of_lines(text: &str, delimiter: char) -> Vec<usize> {
    let (mut counts, mut columns, mut is_quoted, mut is_blank) = (Vec::new(), 1, false, true);
    for c in text.trim_start_matches('\u{FEFF}').chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            '\n' | '\r' if !is_quoted => {
                if !is_blank {
                    counts.push(columns);
                }
                if counts.len() == LINES {
                    return counts;
                }
                (columns, is_blank) = (1, true);
                continue;
            }
            c if c == delimiter && !is_quoted => columns += 1,
            _ => {}
        }
        is_blank = false;
    }
    // The last line may be cut off in the middle, but for the only one.
    if counts.is_empty() && !is_blank {
        counts.push(columns);
    }
    counts
}
