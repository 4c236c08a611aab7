//! Files of people: how one is read, what it would do to whom, and how far it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CsvProfile, Delimiter};
use crate::{id::ImportId, moment::Moment, name::AttributeKey};

/// A file of people that was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Import {
    /// The import.
    pub id: ImportId,
    /// Its version, which is its `ETag`: it moves with how the file is read and with every preview.
    pub version: i64,
    /// The file's name.
    pub file_name: String,
    /// The file's bytes.
    pub bytes: i64,
    /// Where it is.
    pub state: ImportState,
    /// How it is read.
    pub settings: ImportSettings,
    /// What it would come to, and what came of it.
    pub counts: ImportCounts,
    /// More people than the brake lets through would be blocked: whoever carries it out says how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brake: Option<i64>,
    /// Who handed it in, by name.
    pub by: String,
    /// When.
    pub made_at: Moment,
    /// When it was begun to be carried out.
    pub began_at: Option<Moment>,
    /// When it ended.
    pub ended_at: Option<Moment>,
    /// Why it cannot be carried out, or ended as it did, with the remedy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// The file is still arriving.
    Receiving,
    /// The file is read and compared.
    Planning,
    /// The preview is there; nothing has been changed.
    Ready,
    /// It is carried out.
    Running,
    /// It was carried out.
    Done,
    /// Somebody stopped it; what was done stands.
    Cancelled,
    /// It stopped by itself; `reason` tells why, and what was done stands.
    Failed,
    /// It is taken back.
    Undoing,
    /// It was taken back.
    Undone,
}

impl ImportState {
    /// All states.
    pub const ALL: [Self; 9] = [
        Self::Receiving,
        Self::Planning,
        Self::Ready,
        Self::Running,
        Self::Done,
        Self::Cancelled,
        Self::Failed,
        Self::Undoing,
        Self::Undone,
    ];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Planning => "planning",
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Whether the server is busy with it.
    #[must_use]
    pub fn is_busy(self) -> bool {
        matches!(self, Self::Receiving | Self::Planning | Self::Running | Self::Undoing)
    }

    /// Whether people may have been changed by it.
    #[must_use]
    pub fn has_begun(self) -> bool {
        !matches!(self, Self::Receiving | Self::Planning | Self::Ready)
    }
}

/// How a file is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportSettings {
    /// How its bytes are letters.
    pub encoding: Encoding,
    /// Between the columns.
    pub delimiter: Delimiter,
    /// Whether apostrophes before formulas are taken away, as in files for spreadsheets.
    pub profile: CsvProfile,
    /// Which column recognises people.
    pub key: ImportKey,
    /// Whether it is the whole list.
    pub mode: ImportMode,
    /// What each column is, in the file's order.
    pub columns: Vec<ImportColumn>,
}

/// How the bytes of a file are letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8, with or without a mark.
    Utf8,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
    /// What Windows calls ANSI in western Europe.
    Windows1252,
}

impl Encoding {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];
}

/// Which column recognises people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportKey {
    /// The e-mail address.
    Mail,
    /// The user name.
    Username,
    /// The employee number.
    EmployeeNumber,
    /// The distinguished name in a directory; nobody is added by it.
    Dn,
    /// The immutable id in a directory, as it prints it; nobody is added by it.
    Id,
}

impl ImportKey {
    /// All of them, in the order in which they are offered and looked for.
    pub const ALL: [Self; 5] = [Self::Mail, Self::Username, Self::EmployeeNumber, Self::Dn, Self::Id];

    /// The heading that a file has for it.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Username => "username",
            Self::EmployeeNumber => "employee_number",
            Self::Dn => "dn",
            Self::Id => "id",
        }
    }

    /// What the column is that holds it.
    #[must_use]
    pub fn column(self) -> ImportUse {
        match self {
            Self::Username => ImportUse::Username,
            Self::Dn => ImportUse::Dn,
            Self::Id => ImportUse::Id,
            Self::Mail | Self::EmployeeNumber => match AttributeKey::parse(self.heading()) {
                Ok(attribute) => ImportUse::Attribute { attribute },
                Err(_) => ImportUse::Ignore,
            },
        }
    }

    /// Whether somebody who is not known yet can be added by it.
    #[must_use]
    pub fn adds(self) -> bool {
        !matches!(self, Self::Dn | Self::Id)
    }
}

/// Whether a file is the whole list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportMode {
    /// People are added and changed.
    Partial,
    /// And people whom no directory has and who are not in the file are blocked.
    Full,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportColumn {
    /// What stands above it.
    pub heading: String,
    /// What it is taken for.
    pub taken: ImportUse,
    /// What it might be, where it is not understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<ImportUse>,
}

/// What a column is taken for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "as", rename_all = "snake_case")]
pub enum ImportUse {
    /// Nothing: it is not read.
    Ignore,
    /// The user name.
    Username,
    /// The distinguished name.
    Dn,
    /// The immutable id.
    Id,
    /// An attribute's value.
    Attribute {
        /// Which.
        attribute: AttributeKey,
    },
}

/// What an import comes to.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ImportCounts {
    /// Rows read.
    pub rows: i64,
    /// People who would be added.
    pub added: i64,
    /// People of whom something would change.
    pub changed: i64,
    /// People of whom nothing would change.
    pub unchanged: i64,
    /// Rows that cannot be used.
    pub refused: i64,
    /// People who would be blocked.
    pub blocked: i64,
    /// Rows that were carried out.
    pub done: i64,
    /// Rows that were left alone, since somebody was faster.
    pub moved: i64,
    /// Rows that were taken back.
    pub undone: i64,
    /// Rows that were not taken back, wholly or in part.
    pub kept: i64,
}

/// Carry an import out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ExecuteImport {
    /// What becomes of the rest where rows cannot be used.
    pub rows: ImportRows,
    /// How many people would be blocked, where that is more than the brake lets through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<i64>,
}

/// Which rows are carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportRows {
    /// Those that can be used.
    Valid,
    /// All, or none: where one cannot be used nothing is done, and where one cannot be carried out what was done is taken back.
    All,
}

/// The columns that are understood, and how large a file may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportColumns {
    /// The attributes.
    pub columns: Vec<KnownColumn>,
    /// Most bytes of a file.
    pub most_bytes: i64,
    /// Most rows of a file.
    pub most_rows: i64,
}

/// An attribute that a column may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KnownColumn {
    /// The attribute.
    pub attribute: AttributeKey,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its names in directories.
    pub names: Vec<String>,
    /// Whether several values stand in a cell, with `|` between them.
    pub many: bool,
    /// Whether a new person needs it.
    pub needed: bool,
}
