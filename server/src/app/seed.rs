//! What stands in the database before the first request: the built-in attributes, and the sources of the settings with their mappings and the
//! target that writes back to each.

use domain::{
    api::{MappingRow, SourceState},
    catalogue,
    id::SourceId,
    moment::Moment,
    name::AttributeKey,
};

use super::{App, AppError, connection::mapping_of};
use crate::{
    clock,
    store::{Conn, attribute, container, installation, mapping, rekey, set_up, source, template},
};

impl App {
    /// Brings the database in line with the settings. Safe to repeat: what people have set since is kept.
    pub(crate) async fn seed(&self, now: Moment) -> Result<(), AppError> {
        while self.complete_containers().await? {}
        let app = self.clone();
        let mark = clock::random::<32>()?;
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    for definition in catalogue::default_attributes() {
                        attribute::add(conn, &definition).await?;
                    }
                    let known: Vec<AttributeKey> =
                        attribute::all(conn).await?.into_iter().map(|stored| stored.attribute.key).collect();
                    let mut kept: Vec<SourceId> = Vec::new();
                    for (name, connection) in &app.0.parts.settings {
                        let is_unknown = |row: &&MappingRow| !known.contains(&row.attribute);
                        if let Some(MappingRow { attribute: unknown, .. }) = connection.mapping.iter().find(is_unknown)
                        {
                            return Err(AppError::BadRequest(format!(
                                "setting `source.{name}.mapping.{unknown}`: there is no attribute {unknown}"
                            )));
                        }
                        let shown = serde_json::to_string(&connection.shown()).unwrap_or_default();
                        let minutes = i64::from(connection.interval_minutes);
                        // Where an administrator has set another schedule, the run that it made due stays due.
                        let due = (minutes > 0).then(|| now.plus(minutes * 60_000));
                        let id =
                            source::put(conn, name, &shown, Some(minutes).filter(|minutes| *minutes > 0), due).await?;
                        let stored = set_up::one(conn, id).await?.ok_or(AppError::NotFound)?;
                        put_mapping(conn, (id, name), &mapping_of(&stored, Some(connection)), now).await?;
                        rekey::begin_known_by(conn, id, &connection.connect.id_attribute).await?;
                        kept.push(id);
                    }
                    source::retire_others(conn, &kept, now).await?;
                    begin_keys(conn).await?;
                    attribute::move_catalogue(conn).await?;
                    installation::put_mark(conn, &mark).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Says of entries that were written before it was kept what they lie in; whether there may be more.
    async fn complete_containers(&self) -> Result<bool, AppError> {
        self.store().write(|conn| Box::pin(async move { Ok(container::complete(conn).await?) })).await
    }
}

/// Notes by which attribute the people of the sources are known that were set up on the page before that was kept.
async fn begin_keys(conn: &mut Conn) -> Result<(), AppError> {
    for source in source::all(conn).await? {
        if source.known_by.is_some() || source.state == SourceState::Draft {
            continue;
        }
        if let Some(connect) = set_up::one(conn, source.id).await?.and_then(|stored| stored.connection) {
            rekey::begin_known_by(conn, source.id, &connect.id_attribute).await?;
        }
    }
    Ok(())
}

/// Puts a mapping in force: what is read from a source, and what a file for it may carry, which is the same but for what expressions bring: nobody
/// could tell which of several attributes to write.
pub(super) async fn put_mapping(
    conn: &mut Conn,
    (source, name): (SourceId, &str),
    rows: &[MappingRow],
    now: Moment,
) -> Result<(), AppError> {
    let read: Vec<(AttributeKey, String)> = rows.iter().map(|row| (row.attribute.clone(), row.from.clone())).collect();
    source::set_mapping(conn, source, &read).await?;
    let written = rows.iter().filter(|row| !row.expression);
    let written: Vec<(AttributeKey, String)> = written.map(|row| (row.attribute.clone(), row.from.clone())).collect();
    if template::has_other_target(conn, name).await? {
        return Err(AppError::BadRequest(format!(
            "source {name}: there is a target of this name already, which is none of a directory; give one of the two another name"
        )));
    }
    mapping::put_directory(conn, name, source, &written, now).await?;
    Ok(())
}
