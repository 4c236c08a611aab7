//! What one person is to have in a directory, in the directory's own terms: names of attributes and bytes.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::{
    attribute::{Attribute, Kind},
    delta::Cell,
    kind::{
        self,
        country::parts::{Part, together},
    },
    value::{Theirs, Value},
};

use serde::{Deserialize, Serialize};

use crate::{ldap::Attributes, target::Column};

/// What one person is to have.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Order {
    /// The immutable id.
    pub(crate) id: Vec<u8>,
    /// The distinguished name as it was last read.
    pub(crate) dn: String,
    pub(crate) wishes: Vec<Wish>,
    /// It may have been written before: the entry is read, and what is there already is not written again.
    pub(crate) look_first: bool,
}

/// What one attribute of Amend's is to be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Wish {
    pub(crate) attribute: Attribute,
    /// What the directory holds as far as is known.
    pub(crate) known: Theirs,
    /// One for each attribute of the directory that it is written to.
    pub(super) steps: Vec<Step>,
}

/// What one attribute of the directory is to be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) part: Option<Part>,
    pub(super) new: Vec<Vec<u8>>,
}

impl Order {
    /// The attributes of the directory that it writes.
    pub(crate) fn names(&self) -> Vec<String> {
        self.wishes.iter().flat_map(|wish| &wish.steps).map(|step| step.name.clone()).collect()
    }
}

impl Wish {
    /// From the columns that carry the attribute and the cell that stands in them.
    pub(crate) fn of(attribute: Attribute, columns: &[Column], cell: &Cell) -> Self {
        let step = |column: &Column| {
            let new = column.told(Some(cell))?;
            let new = bytes_of(new.as_ref(), column.many, column.bytes);
            Some(Step { name: column.heading.clone(), part: column.part, new })
        };
        let steps = columns.iter().filter_map(step).collect();
        Self { attribute, known: cell.old.clone(), steps }
    }

    pub(super) fn is_picture(&self) -> bool {
        self.attribute.kind == Kind::Photo
    }

    /// Whether naming the old values in the modification is guard enough: whether the directory takes them apart, and knows them one by one.
    pub(super) fn guards_itself(&self) -> bool {
        !self.is_picture() && self.steps.iter().all(|step| step.part.is_none())
    }

    /// What is known to stand there, as bytes; of pictures the cells have the Base64.
    pub(super) fn known_bytes(&self) -> Vec<Vec<u8>> {
        // Of an attribute that shall have one value all go that are there.
        bytes_of(self.known.value(), true, self.is_picture())
    }

    /// What an entry says of it.
    pub(super) fn read(&self, entry: &Attributes) -> Theirs {
        let of_part = |part: Part| {
            let step = self.steps.iter().find(|step| step.part == Some(part))?;
            std::str::from_utf8(values(entry, &step.name).first()?).ok()
        };
        match self.steps.first() {
            None => Theirs::NotRead,
            Some(step) if step.part.is_some() => {
                let read = together(of_part(Part::Code), of_part(Part::Name), of_part(Part::Number));
                read.text.and_then(Value::one).into()
            }
            Some(step) if self.is_picture() => {
                values(entry, &step.name).first().and_then(|bytes| Value::one(STANDARD.encode(bytes))).into()
            }
            Some(step) => kind::read(&self.attribute, values(entry, &step.name)),
        }
    }
}

/// The values of an attribute of an entry.
pub(super) fn values<'e>(entry: &'e Attributes, name: &str) -> &'e [Vec<u8>] {
    let found = entry.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, values)| values.as_slice()).unwrap_or_default()
}

/// A value as the directory holds it: of an attribute that shall have one, the first text.
fn bytes_of(value: Option<&Value>, many: bool, in_base64: bool) -> Vec<Vec<u8>> {
    let texts = value.map(Value::texts).unwrap_or_default().iter().take(if many { usize::MAX } else { 1 });
    match in_base64 {
        true => texts.filter_map(|text| STANDARD.decode(text).ok()).collect(),
        false => texts.map(|text| text.clone().into_bytes()).collect(),
    }
}
