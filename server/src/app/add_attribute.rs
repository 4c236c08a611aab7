//! Adding attributes that Amend does not come with: a company's own in its directory, or known to Amend alone (S1.17).

use domain::{
    api::{AttributeView, NewAttribute},
    attribute::{Approval, Attribute, Authority, Blank, Family, Kind, Policy},
    moment::Moment,
    validate,
};

use super::{App, AppError, asker::Asker, attributes::check_attribute};
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
        let section = section.trim().to_owned();
        if section.is_empty() || section.chars().count() > 64 {
            return Err(AppError::BadRequest("`section`: is a word of 1 to 64 characters, such as work".to_owned()));
        }
        if many && matches!(kind, Kind::Photo | Kind::Country | Kind::Person) {
            return Err(AppError::BadRequest("`many`: there is one picture, country or person at most".to_owned()));
        }
        let policy = Policy {
            authority: if is_own { Authority::Local } else { Authority::Directory },
            locked: !is_own,
            visible: is_own,
            approval: Approval::Admins,
            blank: Blank::Clears,
        };
        let labels = labels.into_iter().map(|(language, label)| (language, label.trim().to_owned())).collect();
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let last = catalogue.attributes.iter().map(|one| one.attribute.position).max().unwrap_or(0);
        let position = last.saturating_add(10);
        let attribute = Attribute {
            key: key.clone(),
            labels,
            kind,
            many,
            family,
            section,
            position,
            rules,
            policy,
            together: None,
        };
        validate::check_definition(&attribute).map_err(AppError::BadRequest)?;
        check_attribute(&catalogue, &attribute, &catalogue.policies.rules)?;
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
