//! Templates as pages see them, and who changed what about them.

use domain::{
    api::{AuditRow, Page, TargetTemplate, TemplateRow, TemplateRowState},
    id::TargetId,
    moment::Moment,
    rights::Act,
};

use super::target;
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue, place},
    store::{
        Conn, audit_list,
        mapping::{From, Mapping, Target},
        template,
        within::Within,
    },
};

impl App {
    /// What a target is given.
    pub(crate) async fn template(&self, asker: &Asker, id: TargetId) -> Result<TargetTemplate, AppError> {
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeTargets).await?;
        let catalogue = self.present_catalogue().await?;
        shown(&mut conn, &catalogue, target(&catalogue, id)?, &within).await
    }

    /// Who changed what about a target, newest first.
    pub(crate) async fn template_history(
        &self,
        asker: &Asker,
        id: TargetId,
        after: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<AuditRow>, AppError> {
        let limit = place::limit(limit)?;
        let before = place::number(after)?.unwrap_or(i64::MAX);
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        target(&catalogue, id)?;
        let mut conn = self.store().read().await?;
        let (mut items, total) = audit_list::of_target(&mut conn, id, before, limit + 1).await?;
        let next = place::cut(&mut items, limit, |last| last.sequence.to_string());
        Ok(Page { items, next, total })
    }
}

/// A target's template with what is on its way by each row.
pub(super) async fn shown(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    within: &Within,
) -> Result<TargetTemplate, AppError> {
    let version = template::version(conn, target.id).await?.ok_or(AppError::NotFound)?;
    let (by_row, by_attribute) = template::on_their_way(conn, target.id, within).await?;
    let exported = template::exported(conn, target.id).await?;
    let rows = target.mappings.iter().map(|mapping| {
        let mut waiting = by_row.get(&mapping.id).copied().unwrap_or(0);
        if let Some(key) = mapping.attribute().filter(|_| target.follows(mapping)) {
            waiting += by_attribute.get(key).copied().unwrap_or(0);
        }
        row(catalogue, target, mapping, (waiting, exported.get(&mapping.id).copied()))
    });
    Ok(TargetTemplate {
        target: target.id,
        name: target.name.clone(),
        kind: target.kind,
        source: target.source,
        source_name: catalogue.sources.get(&target.source).cloned().unwrap_or_default(),
        version,
        rows: rows.collect(),
    })
}

fn row(
    catalogue: &Catalogue,
    target: &Target,
    mapping: &Mapping,
    (waiting, exported_at): (i64, Option<Moment>),
) -> TemplateRow {
    let expression = match &mapping.from {
        From::Expression(text) => Some(text.clone()),
        From::Attribute(_) => None,
    };
    let unread = catalogue.expressions.get(&mapping.id).and_then(|ready| ready.as_ref().err().cloned());
    let gone = mapping.attribute().filter(|key| catalogue.attribute(key).is_none());
    let state = match (mapping.is_on, waiting, exported_at) {
        (false, ..) => TemplateRowState::Off,
        (true, 1.., _) => TemplateRowState::Waiting,
        (true, _, None) => TemplateRowState::NeverExported,
        (true, _, Some(_)) => TemplateRowState::Given,
    };
    TemplateRow {
        id: mapping.id,
        attribute: mapping.attribute().cloned(),
        expression,
        name: mapping.name.clone(),
        format: mapping.format,
        on: mapping.is_on,
        fixed: target.follows(mapping),
        exported_at,
        waiting,
        state,
        flaw: unread.or_else(|| gone.map(|key| format!("there is no attribute {key} any more"))),
    }
}
