//! What stands in the database before the first request: the built-in attributes, and the sources of the settings with their mappings and the
//! target that writes back to each.

use domain::{attribute::Kind, catalogue, id::SourceId, moment::Moment, name::AttributeKey};

use super::{App, AppError};
use crate::store::{attribute, item, source};

impl App {
    /// Brings the database in line with the settings. Safe to repeat: what people have set since is kept.
    pub(crate) async fn seed(&self, now: Moment) -> Result<(), AppError> {
        let app = self.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    for definition in catalogue::default_attributes() {
                        attribute::add(conn, &definition).await?;
                    }
                    let known: Vec<AttributeKey> =
                        attribute::all(conn).await?.into_iter().map(|stored| stored.attribute.key).collect();
                    let mut kept: Vec<SourceId> = Vec::new();
                    for (name, connection) in &app.0.connections {
                        if let Some((unknown, _)) = connection.mapping.iter().find(|(key, _)| !known.contains(key)) {
                            return Err(AppError::BadRequest(format!(
                                "setting `source.{name}.mapping.{unknown}`: there is no attribute {unknown}"
                            )));
                        }
                        let shown = serde_json::to_string(&connection.shown).unwrap_or_default();
                        let minutes = i64::from(connection.interval_minutes);
                        // Where an administrator has set another schedule, the run that it made due stays due.
                        let due = (minutes > 0).then(|| now.plus(minutes * 60_000));
                        let id =
                            source::put(conn, name, &shown, Some(minutes).filter(|minutes| *minutes > 0), due).await?;
                        source::set_mapping(conn, id, &connection.mapping).await?;
                        let written = written(&catalogue::default_attributes(), &connection.mapping);
                        item::put_target(conn, name, id, &written).await?;
                        kept.push(id);
                    }
                    source::retire_others(conn, &kept, now).await?;
                    attribute::move_catalogue(conn).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// What a file for the directory may carry: everything that is read from it, but pictures.
fn written(
    definitions: &[domain::attribute::Attribute],
    mapping: &[(AttributeKey, String)],
) -> Vec<(AttributeKey, String)> {
    let is_picture = |key: &AttributeKey| definitions.iter().any(|one| &one.key == key && one.kind == Kind::Photo);
    mapping.iter().filter(|(key, _)| !is_picture(key)).cloned().collect()
}
