//! Attribute definitions. They are few and read by every request, so `app` keeps them in memory and this room keeps a version number that
//! moves with every change of them.

use std::collections::BTreeMap;

use domain::{attribute::Attribute, name::AttributeKey};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_one},
};

/// A definition with the version that its `ETag` shows.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) attribute: Attribute,
    pub(crate) version: i64,
}

/// All definitions in the page's order.
pub(crate) async fn all(conn: &mut Conn) -> Result<Vec<Stored>, StoreError> {
    let rows = fetch_all!(conn, (String, String, i64), "select key, definition, version from attribute")?;
    let mut all = Vec::with_capacity(rows.len());
    for (key, definition, version) in rows {
        let attribute = serde_json::from_str(&definition).map_err(|_| StoreError::Inconsistent {
            table: "attribute",
            column: "definition",
            row: key,
        })?;
        all.push(Stored { attribute, version });
    }
    all.sort_by(|a, b| (a.attribute.position, &a.attribute.key).cmp(&(b.attribute.position, &b.attribute.key)));
    Ok(all)
}

/// The version of the catalogue as a whole.
pub(crate) async fn catalogue_version(conn: &mut Conn) -> Result<i64, StoreError> {
    let (version,) = fetch_one!(conn, (i64,), "select next from counter where name = 'catalogue'")?;
    Ok(version)
}

/// Adds a definition unless its key is known; says whether it was added.
pub(crate) async fn add(conn: &mut Conn, attribute: &Attribute) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "insert into attribute (key, definition, version) values ($1, $2, 1) on conflict (key) do nothing",
        attribute.key.as_str().to_owned(),
        text(attribute)?,
    )?;
    if touched > 0 {
        move_catalogue(conn).await?;
    }
    Ok(touched > 0)
}

/// Sets a definition if its version still is `version`; says whether it was.
pub(crate) async fn set(conn: &mut Conn, attribute: &Attribute, version: i64) -> Result<bool, StoreError> {
    // The catalogue first: it is the lock that orders administrators.
    move_catalogue(conn).await?;
    let touched = execute!(
        conn,
        "update attribute set definition = $2, version = version + 1 where key = $1 and version = $3",
        attribute.key.as_str().to_owned(),
        text(attribute)?,
        version,
    )?;
    Ok(touched > 0)
}

/// What sections are called, by their names.
pub(crate) async fn sections(conn: &mut Conn) -> Result<BTreeMap<String, BTreeMap<String, String>>, StoreError> {
    let rows = fetch_all!(conn, (String, String), "select name, labels from attribute_section")?;
    let read = |(name, labels): (String, String)| match serde_json::from_str(&labels) {
        Ok(labels) => Ok((name, labels)),
        Err(_) => Err(StoreError::Inconsistent { table: "attribute_section", column: "labels", row: name }),
    };
    rows.into_iter().map(read).collect()
}

/// Names sections anew; those that are not among them are called by their names.
pub(crate) async fn name_sections(
    conn: &mut Conn,
    sections: &BTreeMap<String, BTreeMap<String, String>>,
) -> Result<(), StoreError> {
    execute!(conn, "delete from attribute_section")?;
    for (name, labels) in sections {
        // Texts by language always are JSON.
        let labels = serde_json::to_string(labels).unwrap_or_default();
        execute!(conn, "insert into attribute_section (name, labels) values ($1, $2)", name.clone(), labels)?;
    }
    move_catalogue(conn).await
}

/// Tells everybody that what they keep of the catalogue is old.
pub(crate) async fn move_catalogue(conn: &mut Conn) -> Result<(), StoreError> {
    execute!(conn, "update counter set next = next + 1 where name = 'catalogue'").map(|_| ())
}

fn text(attribute: &Attribute) -> Result<String, StoreError> {
    serde_json::to_string(attribute).map_err(|_| StoreError::Inconsistent {
        table: "attribute",
        column: "definition",
        row: attribute.key.to_string(),
    })
}

/// Changes that wait for a decision or for their export, by attribute.
pub(crate) async fn waiting(conn: &mut Conn) -> Result<Vec<(AttributeKey, i64)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (String, i64),
        "select attribute, count(*) from change where state in ('pending', 'approved') group by attribute"
    )?;
    rows.into_iter()
        .map(|(key, count)| {
            let key = AttributeKey::parse(&key).map_err(|_| StoreError::Inconsistent {
                table: "change",
                column: "attribute",
                row: key,
            })?;
            Ok((key, count))
        })
        .collect()
}
