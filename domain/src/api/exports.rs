//! Targets and exports.

use serde::{Deserialize, Serialize};

use super::{OverdueAlarm, Writing};
use crate::{
    change::ChangeState,
    id::{ChangeId, ColumnProfileId, ExportId, ItemId, MappingId, PersonId, TargetId},
    item::ItemState,
    moment::Moment,
    name::AttributeKey,
    template::TargetKind,
    value::Value,
};

/// A system that approved values are exported to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Target {
    /// The target.
    pub id: TargetId,
    /// Its name.
    pub name: String,
    /// What kind of system it is.
    #[serde(default)]
    pub kind: TargetKind,
    /// Items that wait to be exported.
    pub waiting: i64,
    /// People whom those items are about.
    pub people: i64,
    /// Changes that were exported and that the directory has not shown yet.
    pub unconfirmed: i64,
    /// Attributes that it writes, with their names there.
    pub attributes: Vec<TargetAttribute>,
    /// Names of rows that are given wherever they come to something else than was given last, whoever has approved anything: expressions, and all rows for
    /// what is no directory.
    #[serde(default)]
    pub computed: Vec<String>,
    /// Whether Amend writes it by itself.
    pub writing: Writing,
    /// When its values are overdue, and how many are.
    pub overdue: OverdueAlarm,
}

/// A row of a target's mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TargetAttribute {
    /// The attribute here.
    pub attribute: AttributeKey,
    /// Its name in the target.
    pub name: String,
}

/// An item of the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// The item.
    pub id: ItemId,
    /// The person.
    pub person: PersonId,
    /// The person's name.
    pub person_name: String,
    /// The attribute, where it is written as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<AttributeKey>,
    /// What it is called in the target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The change it carries; absent where it carries a value that somebody looked at before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<ChangeId>,
    /// Where the change is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_state: Option<ChangeState>,
    /// The row of the template that it is written by, if there still is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingId>,
    /// What the directory last said.
    pub old: Option<Value>,
    /// What is to be written; `null` clears.
    pub new: Option<Value>,
    /// Where the item is.
    pub state: ItemState,
    /// Exports leave it out: the policy has closed the attribute to the change's author since, until an administrator keeps or withdraws it, or a
    /// change that it was decided on with is in conflict.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// It is part of the name of the person's entry: it needs a rename in the directory, and neither Amend itself nor LDIF or a script changes it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_rename: bool,
    /// Exports leave it out: its row of the template is switched off. It goes on waiting until the row is on again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off: bool,
    /// When it came to where it is.
    pub moved_at: Moment,
    /// How often it was tried to be written.
    #[serde(default)]
    pub attempts: i64,
    /// When it is tried next, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Moment>,
    /// Why it is where it is: what the directory said, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What shows that it was handed over: the file's SHA-256, or the directory's answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
}

/// Ask for an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeExport {
    /// The target.
    pub target: TargetId,
    /// What kind of file; CSV if absent.
    #[serde(default)]
    pub format: FileFormat,
    /// For whom a CSV file is written; for programs if absent. Other files are written in one way.
    #[serde(default)]
    pub profile: CsvProfile,
    /// What names the person. LDIF takes the distinguished name alone, a script for PowerShell everything but the e-mail address.
    pub key: KeyColumn,
    /// Between the columns of a CSV file; a comma if absent.
    #[serde(default)]
    pub delimiter: Delimiter,
    /// What the columns of a CSV file or a workbook are called, and how it is written: `profile`, `key` and `delimiter` are then the saved
    /// profile's. The directory's names if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<ColumnProfileId>,
    /// Only these people; all if absent. An empty list is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_items = 1))]
    pub people: Option<Vec<PersonId>>,
}

/// What kind of file an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// A table of texts (RFC 4180).
    #[default]
    Csv,
    /// An Excel workbook in which every cell is a text.
    Xlsx,
    /// Records that modify entries (RFC 2849), which a directory takes only where it still holds what was read.
    Ldif,
    /// A script for the Active Directory module of PowerShell, which looks at each person before it writes.
    Powershell,
}

impl FileFormat {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Ldif, Self::Powershell];

    /// How its file's name ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Ldif => "ldif",
            Self::Powershell => "ps1",
        }
    }

    /// Whether it tells a directory to modify entries, whose names only renaming changes (P28).
    #[must_use]
    pub fn modifies(self) -> bool {
        matches!(self, Self::Ldif | Self::Powershell)
    }

    /// Whether people can be named so in such a file: LDIF knows entries by their distinguished name alone, the Active Directory module by
    /// that, by objectGUID or by sAMAccountName.
    #[must_use]
    pub fn takes(self, key: KeyColumn) -> bool {
        match self {
            Self::Csv | Self::Xlsx => true,
            Self::Ldif => key == KeyColumn::Dn,
            Self::Powershell => key != KeyColumn::Mail,
        }
    }
}

/// For whom a CSV file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CsvProfile {
    /// RFC 4180, UTF-8 without a mark, values byte for byte, directory attribute names.
    #[default]
    Machine,
    /// For spreadsheets: UTF-8 with a mark, texts that would be formulas neutralised by an apostrophe.
    Spreadsheet,
}

/// The column that names the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum KeyColumn {
    /// The distinguished name.
    Dn,
    /// The immutable id, as the directory prints it.
    Id,
    /// The user name.
    Username,
    /// The e-mail address.
    Mail,
}

impl KeyColumn {
    /// What the column is called where no profile says otherwise.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::Dn => "dn",
            Self::Id => "id",
            Self::Username => "username",
            Self::Mail => "mail",
        }
    }
}

/// Between the columns of a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The character.
    #[must_use]
    pub fn character(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
            Self::Tab => '\t',
            Self::Pipe => '|',
        }
    }
}

/// An export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Export {
    /// The export.
    pub id: ExportId,
    /// Its target.
    pub target: TargetId,
    /// The target's name; where it was given up, what it was called last.
    pub target_name: String,
    /// Its target was given up since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub given_up: bool,
    /// What kind of file it is.
    pub format: FileFormat,
    /// For whom it is written, if it is a CSV file.
    pub profile: CsvProfile,
    /// The column that names the person.
    pub key: KeyColumn,
    /// Between the columns.
    pub delimiter: Delimiter,
    /// The name of the column profile that it is written by, as it was then; the directory's names if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<String>,
    /// The file's name.
    pub file_name: String,
    /// The file's SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// The file's bytes.
    pub bytes: i64,
    /// Items in it.
    pub items: i64,
    /// People in it.
    pub people: i64,
    /// Who made it, by name.
    pub made_by: String,
    /// When.
    pub made_at: Moment,
    /// When it was first downloaded; its changes count as exported from then on.
    pub downloaded_at: Option<Moment>,
    /// Its changes by where they are now.
    pub confirmed: i64,
    /// Its changes that the directory has not shown yet.
    pub unconfirmed: i64,
    /// Its changes that are not taken, failed or in conflict.
    pub troubled: i64,
}
