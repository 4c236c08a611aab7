//! Looking at imports, saying how a file is to be read, and discarding what was not carried out.

use domain::{
    api::{
        Import, ImportColumns, ImportRow, ImportRowsQuery, ImportSettings, ImportState, ImportUse, KnownColumn, Page,
    },
    id::ImportId,
    import::{MOST_BYTES, MOST_COLUMNS, MOST_ROWS, is_importable},
    moment::Moment,
    rights::Act,
    text,
};

use super::plan::known_columns;
use crate::{
    app::{App, AppError, add_person, asker::Asker, place},
    store::{
        Conn,
        import::{self, Stored},
        import_row::{self, Listing},
    },
};

impl App {
    /// Imports, newest first.
    pub(crate) async fn imports(
        &self,
        asker: &Asker,
        after: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<Import>, AppError> {
        let limit = place::limit(limit)?;
        let before = place::number(after)?.unwrap_or(i64::MAX);
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::SeeImports).await?;
        let seen = (&within, asker.who.account);
        let mut items: Vec<Import> =
            import::list(&mut conn, seen, before, limit + 1).await?.into_iter().map(|stored| stored.import).collect();
        let total = import::count(&mut conn, seen).await?;
        let next = place::cut(&mut items, limit, |last| last.id.to_string());
        Ok(Page { items, next, total })
    }

    /// One import.
    pub(crate) async fn import(&self, asker: &Asker, id: ImportId) -> Result<Import, AppError> {
        let mut conn = self.store().read().await?;
        let stored = import::by_id(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        is_seen(&mut conn, asker, &stored).await?;
        Some(stored.import).filter(|import| import.state != ImportState::Receiving).ok_or(AppError::NotFound)
    }

    /// Its rows, in the file's order.
    pub(crate) async fn import_rows(
        &self,
        asker: &Asker,
        id: ImportId,
        query: ImportRowsQuery,
    ) -> Result<Page<ImportRow>, AppError> {
        self.import(asker, id).await?;
        let limit = place::limit(query.limit)?;
        let after = place::number(query.after.as_deref())?.unwrap_or(i64::MIN);
        let search = query.search.as_deref().map(text::fold_for_search).filter(|search| !search.is_empty());
        if search.as_ref().is_some_and(|search| search.contains('\0') || search.chars().count() > 200) {
            return Err(AppError::BadRequest("`search` is a text of at most 200 characters".to_owned()));
        }
        let listing = Listing { act: query.act, outcome: query.outcome, search };
        let mut conn = self.store().read().await?;
        let found = import_row::page(&mut conn, id, &listing, after, limit + 1).await?;
        let mut items: Vec<ImportRow> = found.into_iter().map(|stored| stored.row).collect();
        let total = import_row::count(&mut conn, id, &listing).await?;
        let next = place::cut(&mut items, limit, |last| last.line.to_string());
        Ok(Page { items, next, total })
    }

    /// Has a file read in another way, and compared anew.
    pub(crate) async fn set_import(
        &self,
        asker: &Asker,
        id: ImportId,
        version: i64,
        mut settings: ImportSettings,
    ) -> Result<Import, AppError> {
        let is_long = |heading: &str| heading.chars().count() > 200 || heading.contains('\0');
        if settings.columns.len() > MOST_COLUMNS || settings.columns.iter().any(|column| is_long(&column.heading)) {
            return Err(AppError::BadRequest(
                "`columns` are those of the file, with their headings; leave them empty to have them recognised"
                    .to_owned(),
            ));
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        for column in &settings.columns {
            if let ImportUse::Attribute { attribute } = &column.taken
                && !catalogue.attribute(attribute).is_some_and(|known| is_importable(known.kind))
            {
                return Err(AppError::BadRequest(format!(
                    "`columns`: {attribute} is no attribute that a file can hold; take another one, or ignore the column"
                )));
            }
        }
        // Whoever has said what a column is needs no guess.
        for column in settings.columns.iter_mut().filter(|column| column.taken != ImportUse::Ignore) {
            column.suggestion = None;
        }
        self.import(asker, id).await?;
        let doer = (asker.who.account, asker.name.clone());
        let import = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut stored = import::hold(conn, id).await?.ok_or(AppError::NotFound)?;
                    ready(&stored.import)?;
                    as_seen(&stored.import, version)?;
                    stored.import.settings = settings;
                    stored.import.state = ImportState::Planning;
                    stored.import.version += 1;
                    stored.doer = Some(doer);
                    import::save(conn, &stored).await?;
                    Ok(stored.import)
                })
            })
            .await?;
        self.take_up_import(id).await?;
        Ok(import)
    }

    /// Forgets a file that was not carried out.
    pub(crate) async fn discard_import(&self, asker: &Asker, id: ImportId, now: Moment) -> Result<(), AppError> {
        self.import(asker, id).await?;
        let doer = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let stored = import::hold(conn, id).await?.ok_or(AppError::NotFound)?;
                    if stored.import.state.has_begun() {
                        return Err(AppError::Conflict(
                            "it was carried out, so it stays in the history; take it back in place of discarding it"
                                .to_owned(),
                        ));
                    }
                    import::forget(conn, id).await?;
                    let mut row = doer.audit(now, "import.discard");
                    row.detail = serde_json::json!({ "import": id, "file": stored.import.file_name });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }

    /// The columns that are understood.
    pub(crate) async fn import_columns(&self, asker: &Asker) -> Result<ImportColumns, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let known = known_columns(&catalogue, None);
        let column = |attribute: &&domain::attribute::Attribute| {
            let names = known.names.iter().filter(|(key, _)| *key == attribute.key).map(|(_, name)| name.clone());
            let mut names: Vec<String> = names.collect();
            names.sort();
            names.dedup();
            KnownColumn {
                attribute: attribute.key.clone(),
                labels: attribute.labels.clone(),
                names,
                many: attribute.many,
                needed: add_person::NEEDED.contains(&attribute.key.as_str()),
            }
        };
        let columns = known.attributes.iter().filter(|one| is_importable(one.kind)).map(column).collect();
        let most = |limit: u64| i64::try_from(limit).unwrap_or(i64::MAX);
        Ok(ImportColumns { columns, most_bytes: most(MOST_BYTES), most_rows: most(MOST_ROWS) })
    }
}

/// Goes on only if the asker sees the import: whoever's role holds within a part sees what they handed in themselves, while everybody in it is
/// there.
pub(super) async fn is_seen(conn: &mut Conn, asker: &Asker, stored: &Stored) -> Result<(), AppError> {
    let within = asker.within(conn, Act::SeeImports).await?;
    let is_own = within.is_everywhere() || stored.account == asker.who.account;
    let is_seen = is_own && import_row::outside(conn, stored.import.id, &within).await?.is_empty();
    if is_seen { Ok(()) } else { Err(AppError::NotFound) }
}

/// Goes on only where a preview is there and nothing was done.
pub(super) fn ready(import: &Import) -> Result<(), AppError> {
    match import.state {
        ImportState::Ready => Ok(()),
        ImportState::Receiving | ImportState::Planning => {
            Err(AppError::Conflict("the file is being read; wait for the preview".to_owned()))
        }
        _ => Err(AppError::Conflict("this import was carried out already; hand the file in anew".to_owned())),
    }
}

/// Goes on only if it is as the asker saw it.
pub(super) fn as_seen(import: &Import, version: i64) -> Result<(), AppError> {
    if import.version == version {
        Ok(())
    } else {
        Err(AppError::VersionMoved { version: import.version, moved: Vec::new() })
    }
}
