//! The order of the form: its sections with their names, and the attributes in each (S1.17, T12).

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{FormOrder, FormSection, SetFormOrder},
    moment::Moment,
    name::AttributeKey,
    validate,
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, definitions::section_named};
use crate::store::attribute;

impl App {
    /// The form as it is.
    pub(crate) async fn form_order(&self, asker: &Asker) -> Result<FormOrder, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        Ok(FormOrder { version: catalogue.version, sections: sections(&catalogue) })
    }

    /// Puts the form in another order.
    pub(crate) async fn set_form_order(
        &self,
        asker: &Asker,
        version: i64,
        set: SetFormOrder,
        now: Moment,
    ) -> Result<FormOrder, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let moved = move |version| AppError::VersionMoved { version, moved: Vec::new() };
        if catalogue.version != version {
            return Err(moved(catalogue.version));
        }
        let labels = checked(&catalogue, &set)?;
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    // Moving it also keeps others from saving at the same time.
                    attribute::move_catalogue(conn).await?;
                    let is = attribute::catalogue_version(conn).await? - 1;
                    if is != version {
                        return Err(moved(is));
                    }
                    let all = attribute::all(conn).await?;
                    let mut position = 0;
                    for section in &set.sections {
                        for key in &section.attributes {
                            position += 10;
                            let Some(stored) = all.iter().find(|stored| stored.attribute.key == *key) else { continue };
                            let mut changed = stored.attribute.clone();
                            changed.position = position;
                            changed.section = section.name.trim().to_owned();
                            if changed != stored.attribute {
                                attribute::set(conn, &changed, stored.version).await?;
                            }
                        }
                    }
                    attribute::name_sections(conn, &labels).await?;
                    let mut row = actor.audit(now, "attribute.order");
                    row.detail = serde_json::json!({ "before": sections(&catalogue), "after": set.sections });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.form_order(&self.fresh(asker).await?).await
    }
}

fn sections(catalogue: &Catalogue) -> Vec<FormSection> {
    let mut all: Vec<FormSection> = Vec::new();
    for stored in &catalogue.attributes {
        let (name, key) = (&stored.attribute.section, stored.attribute.key.clone());
        match all.iter_mut().find(|section| section.name == *name) {
            Some(section) => section.attributes.push(key),
            None => {
                let labels = catalogue.sections.get(name).cloned().unwrap_or_default();
                all.push(FormSection { name: name.clone(), labels, attributes: vec![key] });
            }
        }
    }
    all
}

/// What the sections are called, if the form that was sent has every attribute once and each section once.
fn checked(catalogue: &Catalogue, set: &SetFormOrder) -> Result<BTreeMap<String, BTreeMap<String, String>>, AppError> {
    let mut labels = BTreeMap::new();
    let (mut names, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for section in &set.sections {
        let name = section_named(&section.name)?;
        validate::check_texts("labels", &section.labels, 100)
            .map_err(|why| AppError::BadRequest(format!("`sections`: {why}")))?;
        if !names.insert(name.clone()) {
            return Err(AppError::BadRequest(format!("`sections`: {name} stands there twice; send it once")));
        }
        for key in &section.attributes {
            if catalogue.attribute(key).is_none() {
                return Err(AppError::BadRequest(format!("`sections`: there is no attribute {key}")));
            }
            if !seen.insert(key) {
                return Err(AppError::BadRequest(format!("`sections`: {key} stands there twice; send it once")));
            }
        }
        if !section.labels.is_empty() && !section.attributes.is_empty() {
            labels.insert(name, section.labels.clone());
        }
    }
    let is_absent = |key: &&AttributeKey| !seen.contains(key);
    match catalogue.attributes.iter().map(|stored| &stored.attribute.key).find(is_absent) {
        Some(key) => Err(AppError::BadRequest(format!("`sections`: {key} stands nowhere; send every attribute once"))),
        None => Ok(labels),
    }
}
