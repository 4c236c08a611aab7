//! The entries of a person as their directories sent them, for whoever sees all of that person (S3.18).

use domain::{api::ReceivedEntry, id::PersonId, rights::Act};

use super::{App, AppError, asker::Asker, scope};
use crate::store::{entry, person, received};

impl App {
    /// The last entry of each source, if the asker sees what is hidden of the person. Nobody sees that of themselves.
    pub(crate) async fn received(&self, asker: &Asker, id: PersonId) -> Result<Vec<ReceivedEntry>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        scope::may_about(&mut conn, &catalogue, asker, Act::SeeHidden, id).await?;
        if asker.person() == Some(id) {
            return Err(AppError::Forbidden);
        }
        person::by_id(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        let entries = entry::of_person(&mut conn, id).await?;
        let mut kept = received::of_person(&mut conn, id).await?;
        let told = |one: entry::Entry| {
            let place = kept.iter().position(|(source, id, ..)| (*source, id) == (one.source, &one.external_id));
            let (read_at, content) =
                place.map(|place| kept.swap_remove(place)).map(|(_, _, at, content)| (at, content)).unzip();
            ReceivedEntry {
                source: one.source,
                source_name: catalogue.sources.get(&one.source).cloned().unwrap_or_default(),
                external_id: one.external_id,
                dn: one.dn,
                read_at,
                content: content.unwrap_or_default(),
            }
        };
        Ok(entries.into_iter().map(told).collect())
    }
}
