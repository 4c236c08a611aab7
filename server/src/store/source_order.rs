//! The order of sources, in general and for single attributes.

use domain::{api::SourceOrder, id::SourceId, name::AttributeKey};

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all},
};

/// The order as it was set; sources that were never named are not in it.
pub(crate) async fn read(conn: &mut Conn) -> Result<SourceOrder, StoreError> {
    let rows =
        fetch_all!(conn, (String, i64), "select attribute, source_id from source_order order by attribute, position")?;
    let mut set = SourceOrder::default();
    for (key, source) in rows {
        if key.is_empty() {
            set.order.push(SourceId(source));
            continue;
        }
        let attribute = AttributeKey::parse(&key).map_err(|_| StoreError::Inconsistent {
            table: "source_order",
            column: "attribute",
            row: key,
        })?;
        set.attributes.entry(attribute).or_default().push(SourceId(source));
    }
    Ok(set)
}

/// Sets the whole order.
pub(crate) async fn write(conn: &mut Conn, set: &SourceOrder) -> Result<(), StoreError> {
    execute!(conn, "delete from source_order")?;
    put(conn, "", &set.order).await?;
    for (key, order) in &set.attributes {
        put(conn, key.as_str(), order).await?;
    }
    Ok(())
}

async fn put(conn: &mut Conn, key: &str, order: &[SourceId]) -> Result<(), StoreError> {
    for (place, source) in order.iter().enumerate() {
        execute!(
            conn,
            "insert into source_order (attribute, position, source_id) values ($1, $2, $3)",
            key.to_owned(),
            i64::try_from(place).unwrap_or(i64::MAX),
            source.0,
        )?;
    }
    Ok(())
}
