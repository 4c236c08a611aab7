//! Looks and jobs as people see them, and their rows: filtered, sorted and in pages.

use domain::{
    api::{Page, Reexport, ReexportRow, ReexportRowQuery, RowSort},
    id::{PersonId, ReexportId, TargetId},
    moment::Moment,
    rights::Act,
    text,
};

use super::{shown, whole};
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue, place, template},
    store::{
        Conn,
        reexport::{self, Stored},
        reexport_job,
        reexport_row::{self, Listing},
        within::Within,
    },
};

impl App {
    /// Looks at what a target would be given, newest first.
    pub(crate) async fn reexports(
        &self,
        asker: &Asker,
        target: TargetId,
        (after, limit): (Option<&str>, Option<u32>),
        now: Moment,
    ) -> Result<Page<Reexport>, AppError> {
        let limit = place::limit(limit)?;
        let before = place::number(after)?.unwrap_or(i64::MAX);
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        template::target(&catalogue, target)?;
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeExports).await?;
        let seen = (&within, asker.who.account);
        let mut found = reexport::list(&mut conn, seen, target, before, limit + 1).await?;
        let total = reexport::count(&mut conn, seen, target).await?;
        let next = place::cut(&mut found, limit, |last| last.id.to_string());
        let ids: Vec<ReexportId> = found.iter().map(|stored| stored.id).collect();
        let items = reexport_job::items(&mut conn, &ids).await?;
        let items = found.iter().zip(items).map(|(stored, items)| shown(stored, items, now)).collect();
        Ok(Page { items, next, total })
    }

    /// One of them.
    pub(crate) async fn reexport_one(
        &self,
        asker: &Asker,
        (target, id): (TargetId, ReexportId),
        now: Moment,
    ) -> Result<Reexport, AppError> {
        let stored = self.seen_look(asker, target, id).await?;
        whole(&mut self.store().read().await?, &stored, now).await
    }

    /// Its rows.
    pub(crate) async fn reexport_rows(
        &self,
        asker: &Asker,
        (target, id): (TargetId, ReexportId),
        query: ReexportRowQuery,
    ) -> Result<Page<ReexportRow>, AppError> {
        let limit = place::limit(query.limit)?;
        let after = place::text_and_number(query.after.as_deref())?;
        let stored = self.seen_look(asker, target, id).await?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeExports).await?;
        let Some(listing) = listing(&mut conn, &catalogue, asker, (&stored, &within), &query).await? else {
            return Ok(Page { items: Vec::new(), next: None, total: 0 });
        };
        let order = (query.sort.unwrap_or(RowSort::Id), query.descending);
        let mut found = reexport_row::page(&mut conn, id, &listing, order, after, limit + 1).await?;
        let total = reexport_row::count(&mut conn, id, &listing).await?;
        let next = place::cut(&mut found, limit, |(_, (text, number))| place::of_text_and_number(text, *number));
        Ok(Page { items: found.into_iter().map(|(row, _)| row).collect(), next, total })
    }
}

/// A query as the store takes it; `None` where it can find nothing, such as somebody who has no number (S3.8).
pub(super) async fn listing<'w>(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    (stored, within): (&Stored, &'w Within),
    query: &ReexportRowQuery,
) -> Result<Option<Listing<'w>>, AppError> {
    let said =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let person = match said(&query.person).map(|text| text.parse::<i64>()) {
        None => None,
        Some(Ok(id)) => Some(PersonId(id)),
        Some(Err(_)) => return Ok(None),
    };
    let name = said(&query.name).map(|name| text::fold_for_search(&name));
    let attribute = said(&query.attribute).map(|name| name.to_ascii_lowercase());
    if [&name, &attribute].into_iter().flatten().any(|text| text.contains('\0') || text.chars().count() > 200) {
        return Err(AppError::BadRequest("`name` and `attribute` are texts of at most 200 characters".to_owned()));
    }
    let target = template::target(catalogue, stored.target)?;
    let hidden = template::hidden_from(conn, catalogue, asker, target).await?;
    Ok(Some(Listing {
        person,
        name,
        attribute,
        action: query.action,
        state: query.state,
        within: Some(within),
        hidden: hidden.map(|hidden| (hidden.person, hidden.mappings)),
    }))
}
