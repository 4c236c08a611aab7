//! Setting which source counts where several have the same person (P14).

use std::collections::BTreeSet;

use domain::{
    api::SourceOrder,
    id::{PersonId, SourceId},
    moment::Moment,
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, standing::Standing};
use crate::store::{attribute, person, source_order};

/// People whose lists are brought up to date in one transaction.
const TOGETHER: i64 = 500;

impl App {
    /// The order of sources, all of them named.
    pub(crate) async fn source_order(&self, asker: &Asker) -> Result<SourceOrder, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        Ok(stated(&catalogue))
    }

    /// Sets the order of sources.
    pub(crate) async fn set_source_order(
        &self,
        asker: &Asker,
        version: i64,
        set: SourceOrder,
        now: Moment,
    ) -> Result<SourceOrder, AppError> {
        let catalogue = self.present_catalogue().await?;
        check(&catalogue, &set)?;
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    // Moving it also keeps others from setting it at the same time.
                    attribute::move_catalogue(conn).await?;
                    let moved = attribute::catalogue_version(conn).await?;
                    if moved != version + 1 {
                        return Err(AppError::VersionMoved { version: moved - 1, moved: Vec::new() });
                    }
                    source_order::write(conn, &set).await?;
                    let mut row = actor.audit(now, "source.order");
                    row.detail = serde_json::json!({ "set": { "order": set.order, "attributes": set.attributes } });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        let catalogue = self.present_catalogue().await?;
        self.show_anew(&catalogue).await?;
        Ok(stated(&catalogue))
    }

    /// Lists show of everybody what counts now.
    async fn show_anew(&self, catalogue: &std::sync::Arc<Catalogue>) -> Result<(), AppError> {
        let mut after = PersonId(0);
        loop {
            let people = person::in_several_sources(&mut self.store().read().await?, after, TOGETHER).await?;
            let Some(last) = people.last() else { return Ok(()) };
            after = *last;
            let catalogue = catalogue.clone();
            self.store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move {
                        person::lock(conn, &people).await?;
                        for (id, standing) in Standing::load_many(conn, &people).await? {
                            let shown = standing.shown(&catalogue);
                            if !standing.person.shows(&shown) {
                                person::set_shown(conn, id, &shown).await?;
                            }
                        }
                        Ok(())
                    })
                })
                .await?;
        }
    }
}

fn stated(catalogue: &Catalogue) -> SourceOrder {
    SourceOrder { version: catalogue.version, order: catalogue.order.clone(), attributes: catalogue.orders.clone() }
}

fn check(catalogue: &Catalogue, set: &SourceOrder) -> Result<(), AppError> {
    let in_order = |name: &str, order: &[SourceId]| {
        if let Some(unknown) = order.iter().find(|source| !catalogue.sources.contains_key(source)) {
            return Err(AppError::BadRequest(format!("`{name}`: there is no source {unknown}")));
        }
        let once: BTreeSet<&SourceId> = order.iter().collect();
        if once.len() != order.len() {
            return Err(AppError::BadRequest(format!("`{name}`: each source stands once")));
        }
        Ok(())
    };
    in_order("order", &set.order)?;
    for (key, order) in &set.attributes {
        if catalogue.attribute(key).is_none() {
            return Err(AppError::BadRequest(format!("`attributes`: there is no attribute {key}")));
        }
        in_order(&format!("attributes.{key}"), order)?;
    }
    Ok(())
}
