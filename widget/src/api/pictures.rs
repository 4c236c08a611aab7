//! Other people: their names to choose from, and their pictures.

use domain::{
    api::{Colleagues, ColleaguesQuery, SendPicture, SentPicture, paths},
    id::PersonId,
};
use web_sys::File;

use super::at;
use crate::{
    address::with_query,
    http::{Ask, Trouble, get, hand_in},
};

/// Active people by part of a name.
pub(crate) fn colleagues(query: &ColleaguesQuery) -> Ask<Colleagues> {
    get(with_query(paths::COLLEAGUES, query))
}

/// Sends a picture of a person, to be saved as a value.
pub(crate) async fn send_picture(person: PersonId, query: SendPicture, file: File) -> Result<SentPicture, Trouble> {
    hand_in(&with_query(&at(paths::PHOTOS, person.0), &query), "application/octet-stream", &file).await
}

/// The address of a stored picture; `digest` is the value `sha256:<hex>`.
pub(crate) fn photo_path(person: PersonId, digest: &str) -> String {
    paths::fill(paths::PHOTO, &[&person.to_string(), digest.strip_prefix("sha256:").unwrap_or(digest)])
}
