//! Adding attributes that Amend does not come with: a company's own in its directory, or known to Amend alone (S1.17).

use std::collections::BTreeMap;

use domain::{
    api::{AttributeView, NewAttribute},
    attribute::{Approval, Attribute, Authority, Blank, Family, Policy},
    moment::Moment,
    validate,
};

use super::{
    App, AppError,
    asker::Asker,
    attributes::check_attribute,
    definitions::{section_named, settle_parents},
};
use crate::store::attribute;

impl App {
    /// Adds an attribute.
    pub(crate) async fn add_attribute(
        &self,
        asker: &Asker,
        new: NewAttribute,
        now: Moment,
    ) -> Result<AttributeView, AppError> {
        let NewAttribute { key, labels, kind, many, family, section, rules } = new;
        let is_own = match family {
            Family::ProductOnly => true,
            Family::Custom => false,
            Family::Directory => {
                return Err(AppError::BadRequest(
                    "`family`: directory attributes come with Amend; choose custom or product_only".to_owned(),
                ));
            }
        };
        let section = section_named(&section)?;
        let policy = Policy {
            authority: if is_own { Authority::Local } else { Authority::Directory },
            locked: !is_own,
            visible: is_own,
            approval: Approval::Admins,
            blank: Blank::Clears,
            emptied: Blank::Clears,
        };
        let labels = labels.into_iter().map(|(language, label)| (language, label.trim().to_owned())).collect();
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let last = catalogue.attributes.iter().map(|one| one.attribute.position).max().unwrap_or(0);
        let position = last.saturating_add(10);
        let mut attribute = Attribute {
            key: key.clone(),
            labels,
            help: BTreeMap::new(),
            kind,
            many,
            family,
            section,
            position,
            rules,
            policy,
            together: None,
            levels: Vec::new(),
        };
        validate::check_definition(&attribute).map_err(AppError::BadRequest)?;
        settle_parents(&catalogue, &mut attribute)?;
        check_attribute(&catalogue, &attribute, &catalogue.policies.rules, catalogue.reads())?;
        let (actor, written) = (asker.actor(), key.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if !attribute::add(conn, &attribute).await? {
                        return Err(AppError::Conflict(format!(
                            "there is an attribute {written} already; choose another key"
                        )));
                    }
                    let mut row = actor.audit(now, "attribute.add");
                    row.attribute = Some(written);
                    row.detail = serde_json::json!({ "definition": attribute });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        self.attribute(&self.fresh(asker).await?, &key).await
    }
}
