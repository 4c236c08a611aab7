//! Pictures of people, for those who may see the person and the attribute.

use domain::{attribute::Kind, id::PersonId, rights::Act};

use super::{App, AppError, asker::Asker, standing::Standing};
use crate::store::picture;

impl App {
    /// The kind and bytes of a picture that a person's profile shows.
    pub(crate) async fn photo(
        &self,
        asker: &Asker,
        id: PersonId,
        digest: &str,
    ) -> Result<(&'static str, Vec<u8>), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let standing = Standing::load(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        let whose = catalogue.whose(asker, id, &standing.entries);
        if !asker.can(Act::SeePerson, Some(&whose)) {
            return Err(AppError::NotFound);
        }
        let sees_hidden = asker.can(Act::SeeHidden, Some(&whose));
        let wanted = format!("sha256:{digest}");
        let is_shown = catalogue
            .attributes
            .iter()
            .map(|stored| &stored.attribute)
            .filter(|attribute| attribute.kind == Kind::Photo)
            .filter(|attribute| standing.own(&catalogue, attribute).policy.visible || sees_hidden)
            .filter_map(|attribute| standing.effective(&catalogue, attribute).value)
            .any(|value| value.texts().contains(&wanted));
        if !is_shown {
            return Err(AppError::NotFound);
        }
        let content = picture::get(&mut conn, digest).await?.ok_or(AppError::NotFound)?;
        let kind = kind(&content).ok_or(AppError::NotFound)?;
        Ok((kind, content))
    }
}

/// The kind of a picture by its first bytes. Anything else, SVG above all, is never sent to a browser.
fn kind(content: &[u8]) -> Option<&'static str> {
    match content {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        _ => None,
    }
}
