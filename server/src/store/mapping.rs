//! Targets, and the rows of their templates.

use domain::{
    dn::names_entry,
    id::{MappingId, SourceId, TargetId},
    moment::Moment,
    name::AttributeKey,
    template::{MappingFormat, TargetKind},
};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one},
    entry::Entry,
    item,
};

/// A target's stored side.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) id: TargetId,
    pub(crate) kind: TargetKind,
    pub(crate) name: String,
    /// Whose people it is given; of a directory, the one that it writes to.
    pub(crate) source: SourceId,
    /// In the order of columns, with those that are off.
    pub(crate) mappings: Vec<Mapping>,
}

/// A row of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mapping {
    pub(crate) id: MappingId,
    pub(crate) from: From,
    /// What it is called in the target.
    pub(crate) name: String,
    pub(crate) format: MappingFormat,
    pub(crate) is_on: bool,
    /// When a value of it was handed over last.
    pub(crate) exported_at: Option<Moment>,
}

/// Where a mapping's value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// An attribute, as it is.
    Attribute(AttributeKey),
    /// An expression over attributes; a constant is one without any.
    Expression(String),
}

impl Mapping {
    /// The attribute that it writes as it is.
    pub(crate) fn attribute(&self) -> Option<&AttributeKey> {
        match &self.from {
            From::Attribute(key) => Some(key),
            From::Expression(_) => None,
        }
    }
}

impl Target {
    /// The mappings that are on.
    pub(crate) fn on(&self) -> impl Iterator<Item = &Mapping> {
        self.mappings.iter().filter(|mapping| mapping.is_on)
    }

    /// Whether changes of what a mapping writes are followed until the target shows them. Of the others it is only known what was given.
    pub(crate) fn follows(&self, mapping: &Mapping) -> bool {
        self.kind == TargetKind::Directory && mapping.attribute().is_some()
    }

    /// The mappings that are followed, with their attributes.
    pub(crate) fn followed(&self) -> impl Iterator<Item = (&AttributeKey, &Mapping)> {
        self.on().filter(|mapping| self.follows(mapping)).filter_map(|mapping| Some((mapping.attribute()?, mapping)))
    }

    /// The mapping by which changes of an attribute are written.
    pub(crate) fn mapping_of(&self, key: &AttributeKey) -> Option<&Mapping> {
        self.followed().find(|(mapped, _)| *mapped == key).map(|(_, mapping)| mapping)
    }

    /// Whether a mapping writes a part of the name that somebody's entry has in the directory: there it is changed by a rename alone (P28).
    pub(crate) fn needs_rename(&self, mapping: &Mapping, entries: &[Entry]) -> bool {
        let mut present = entries.iter().filter(|entry| entry.source == self.source && entry.is_present());
        self.kind == TargetKind::Directory && present.any(|entry| names_entry(&entry.dn, &mapping.name))
    }

    /// The mapping by which changes of an attribute are written or, while it is off, would be.
    pub(crate) fn row_of(&self, key: &AttributeKey) -> Option<&Mapping> {
        let off = || self.mappings.iter().find(|mapping| self.follows(mapping) && mapping.attribute() == Some(key));
        self.mapping_of(key).or_else(off)
    }

    /// A mapping, on or off.
    pub(crate) fn row(&self, id: MappingId) -> Option<&Mapping> {
        self.mappings.iter().find(|mapping| mapping.id == id)
    }

    /// A mapping that is on.
    pub(crate) fn mapping(&self, id: MappingId) -> Option<&Mapping> {
        self.on().find(|mapping| mapping.id == id)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    target_id: i64,
    attribute: Option<String>,
    expression: Option<String>,
    name: String,
    format: String,
    off_at: Option<i64>,
    exported_at: Option<i64>,
}

impl TryFrom<Row> for Mapping {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "mapping", column, row: row.id.to_string() };
        let from = match (&row.attribute, &row.expression) {
            (Some(key), None) => From::Attribute(AttributeKey::parse(key).map_err(|_| wrong("attribute"))?),
            (None, Some(text)) => From::Expression(text.clone()),
            _ => return Err(wrong("expression")),
        };
        Ok(Self {
            id: MappingId(row.id),
            from,
            name: row.name.clone(),
            format: MappingFormat::parse(&row.format).ok_or_else(|| wrong("format"))?,
            is_on: row.off_at.is_none(),
            exported_at: row.exported_at.map(Moment),
        })
    }
}

/// All targets that were not given up, with their templates.
pub(crate) async fn targets(conn: &mut Conn) -> Result<Vec<Target>, StoreError> {
    let targets = fetch_all!(
        conn,
        (i64, String, String, i64),
        "select id, kind, name, source_id from target where retired_at is null order by id"
    )?;
    let rows = fetch_all!(
        conn,
        Row,
        "select id, target_id, attribute, expression, name, format, off_at, exported_at from mapping
         where retired_at is null order by target_id, position, id"
    )?;
    let mut all = Vec::new();
    for (id, kind, name, source) in targets {
        let kind = TargetKind::parse(&kind).ok_or_else(|| StoreError::Inconsistent {
            table: "target",
            column: "kind",
            row: id.to_string(),
        })?;
        all.push(Target { id: TargetId(id), kind, name, source: SourceId(source), mappings: Vec::new() });
    }
    for row in rows {
        let target = row.target_id;
        if let Some(found) = all.iter_mut().find(|one| one.id.0 == target) {
            found.mappings.push(row.try_into()?);
        }
    }
    Ok(all)
}

/// Makes the target of a source's directory, or has it write these attributes under these names if it exists. What else its template says stays:
/// expressions, formats, and what is off.
pub(crate) async fn put_directory(
    conn: &mut Conn,
    name: &str,
    source: SourceId,
    mapping: &[(AttributeKey, String)],
    now: Moment,
) -> Result<TargetId, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into target (name, source_id) values ($1, $2) on conflict (name) do update set source_id = excluded.source_id
         returning id",
        name.to_owned(),
        source.0,
    )?;
    let known = fetch_all!(
        conn,
        (i64, String, Option<i64>),
        "select id, attribute, retired_at from mapping where target_id = $1 and attribute is not null order by id",
        id
    )?;
    for (known, attribute, retired_at) in &known {
        if retired_at.is_none() && !mapping.iter().any(|(key, _)| key.as_str() == attribute) {
            retire(conn, MappingId(*known), now).await?;
        }
    }
    for (position, (key, target_name)) in mapping.iter().enumerate() {
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        match known.iter().find(|(_, attribute, _)| key.as_str() == attribute) {
            Some((known, ..)) => {
                execute!(
                    conn,
                    "update mapping set name = $2, retired_at = null where id = $1",
                    *known,
                    target_name.clone()
                )?;
            }
            None => {
                execute!(
                    conn,
                    "insert into mapping (target_id, attribute, name, position) values ($1, $2, $3, $4)",
                    id,
                    key.as_str().to_owned(),
                    target_name.clone(),
                    position,
                )?;
            }
        }
    }
    Ok(TargetId(id))
}

/// Takes a row out of its template: what waits by it is cancelled, what was given by it is no longer asked for.
pub(crate) async fn retire(conn: &mut Conn, mapping: MappingId, now: Moment) -> Result<(), StoreError> {
    item::cancel_of_mapping(conn, mapping, "its row was taken out of the template", now).await?;
    execute!(conn, "delete from given_value where mapping_id = $1", mapping.0)?;
    execute!(conn, "update mapping set retired_at = $2 where id = $1", mapping.0, now.0).map(|_| ())
}
