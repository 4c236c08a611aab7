//! Pictures, kept once by the digest of their bytes.

use super::{
    Conn, StoreError,
    connection::{execute, fetch_optional},
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
