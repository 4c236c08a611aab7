//! Whom a template may be tried on: everybody about whom the asker may be told what targets are given, found by name. Who sets templates or exports
//! needs no right to list people for that, and learns no more than the names.

use domain::{
    api::{Page, PersonStatus, TryOn, TryOnQuery},
    id::{PersonId, TargetId},
    rights::Act,
    text,
};

use super::target;
use crate::{
    app::{App, AppError, asker::Asker, colleagues, place},
    store::people_list::{self, Listing},
};

impl App {
    /// Active people by part of a name, user name or, where it is not hidden, e-mail address.
    pub(crate) async fn try_on(&self, asker: &Asker, id: TargetId, query: TryOnQuery) -> Result<Page<TryOn>, AppError> {
        let limit = place::limit(query.limit)?;
        let after = place::text_and_number(query.after.as_deref())?.map(|(text, id)| (text, PersonId(id)));
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        target(&catalogue, id)?;
        let search = text::fold_for_search(&query.search);
        if search.contains('\0') || search.chars().count() > 200 {
            return Err(AppError::BadRequest("`search` is a text of at most 200 characters".to_owned()));
        }
        if search.is_empty() {
            return Ok(Page { items: Vec::new(), next: None, total: 0 });
        }
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeTargets).await?;
        let names_only = !colleagues::searches_mail(&catalogue, asker);
        let listing = Listing { search: Some(search), names_only, missing: None, status: PersonStatus::Active, within };
        let mut rows = people_list::page(&mut conn, &listing, after, limit + 1).await?;
        let total = people_list::count(&mut conn, &listing).await?;
        let next = place::cut(&mut rows, limit, |last| place::of_text_and_number(&last.search, last.id.0));
        let found = rows.into_iter().map(|row| TryOn { id: row.id, name: row.display_name, username: row.username });
        Ok(Page { items: found.collect(), next, total })
    }
}
