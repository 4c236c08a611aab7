//! Pictures, kept once by the digest of their bytes.

use std::collections::BTreeMap;

use super::{
    Conn, StoreError,
    connection::{execute, fetch_all, fetch_optional, in_texts, list},
};

/// Keeps a picture under its digest (SHA-256 in hexadecimal digits).
pub(crate) async fn put(conn: &mut Conn, digest: &str, content: &[u8]) -> Result<(), StoreError> {
    execute!(
        conn,
        "insert into picture (digest, content) values ($1, $2) on conflict (digest) do nothing",
        digest.to_owned(),
        content.to_vec(),
    )
    .map(|_| ())
}

/// The bytes of a picture.
pub(crate) async fn get(conn: &mut Conn, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row = fetch_optional!(conn, (Vec<u8>,), "select content from picture where digest = $1", digest.to_owned())?;
    Ok(row.map(|(content,)| content))
}

/// The bytes of these pictures, by digest; those that are gone are left out.
pub(crate) async fn many(conn: &mut Conn, digests: &[String]) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
    if digests.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = fetch_all!(
        conn,
        (String, Vec<u8>),
        in_texts!("select digest, content from picture where digest in ", "$1", ""),
        list(digests),
    )?;
    Ok(rows.into_iter().collect())
}
