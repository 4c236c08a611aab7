//! Column profiles (S1.13): directory administrators say once what another program calls the columns of its files; whoever exports picks the
//! profile, and imports know its headings.

use domain::{
    api::ColumnProfileView,
    column_profile::ColumnProfile,
    id::{ColumnProfileId, TargetId},
    kind::country::parts::Part,
    moment::Moment,
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, imports::known_columns};
use crate::{
    store::{
        column_profile::{self, Stored},
        mapping::{Mapping, Target},
    },
    target::Column,
};

/// Profiles of one target; of more, nobody would find one.
const MOST: usize = 100;

impl App {
    /// The profiles of a target.
    pub(crate) async fn column_profiles(
        &self,
        asker: &Asker,
        target: TargetId,
    ) -> Result<Vec<ColumnProfileView>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        if !catalogue.targets.iter().any(|one| one.id == target) {
            return Err(AppError::NotFound);
        }
        Ok(catalogue.column_profiles.iter().filter(|one| one.target == target).map(view).collect())
    }

    /// Adds a profile.
    pub(crate) async fn add_column_profile(
        &self,
        asker: &Asker,
        target: TargetId,
        profile: ColumnProfile,
        now: Moment,
    ) -> Result<ColumnProfileView, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let profile = checked(&catalogue, target, profile, None)?;
        if catalogue.column_profiles.iter().filter(|one| one.target == target).count() >= MOST {
            return Err(AppError::Conflict(format!("there are {MOST} profiles already; take one away first")));
        }
        let (actor, written) = (asker.actor(), profile.clone());
        let id = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let id = column_profile::add(conn, target, &written).await?;
                    let mut row = actor.audit(now, "columns.add");
                    row.detail = serde_json::json!({ "columns": id, "after": written });
                    conn.audit(row);
                    Ok(id)
                })
            })
            .await?;
        Ok(ColumnProfileView { id, target, version: 1, profile })
    }

    /// Lets a profile say something else. Files that were made by it stay as they are.
    pub(crate) async fn set_column_profile(
        &self,
        asker: &Asker,
        (id, version): (ColumnProfileId, i64),
        profile: ColumnProfile,
        now: Moment,
    ) -> Result<ColumnProfileView, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let before = of(&catalogue, id)?.clone();
        let target = before.target;
        let profile = checked(&catalogue, target, profile, Some(id))?;
        let (actor, written) = (asker.actor(), profile.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if !column_profile::set(conn, (id, version), &written).await? {
                        return Err(AppError::VersionMoved { version: before.version, moved: Vec::new() });
                    }
                    let mut row = actor.audit(now, "columns.set");
                    row.detail = serde_json::json!({ "columns": id, "before": before.profile, "after": written });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        Ok(ColumnProfileView { id, target, version: version + 1, profile })
    }

    /// Takes a profile away. Its headings are not known to imports any more.
    pub(crate) async fn remove_column_profile(
        &self,
        asker: &Asker,
        (id, version): (ColumnProfileId, i64),
        now: Moment,
    ) -> Result<(), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let before = of(&catalogue, id)?.clone();
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if !column_profile::remove(conn, (id, version)).await? {
                        return Err(AppError::VersionMoved { version: before.version, moved: Vec::new() });
                    }
                    let mut row = actor.audit(now, "columns.remove");
                    row.detail = serde_json::json!({ "columns": id, "before": before.profile });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }
}

fn view(stored: &Stored) -> ColumnProfileView {
    let Stored { id, target, profile, version } = stored.clone();
    ColumnProfileView { id, target, version, profile }
}

fn of(catalogue: &Catalogue, id: ColumnProfileId) -> Result<&Stored, AppError> {
    catalogue.column_profiles.iter().find(|stored| stored.id == id).ok_or(AppError::NotFound)
}

/// Calls columns as another program does. Where an attribute is written under several names, or a country in parts, one column is what that
/// program knows.
pub(super) fn rename(columns: &mut [Column], target: &Target, profile: &ColumnProfile) {
    let mut left = profile.headings.clone();
    for column in columns.iter_mut().filter(|column| column.part.is_none_or(|part| part == Part::Code)) {
        let attribute = target.mapping(column.mapping).and_then(Mapping::attribute);
        if let Some(heading) = attribute.and_then(|attribute| left.remove(attribute)) {
            column.heading = heading;
        }
    }
}

/// The profile of a target that an export names.
pub(super) fn named(catalogue: &Catalogue, target: TargetId, id: ColumnProfileId) -> Result<ColumnProfile, AppError> {
    let found = of(catalogue, id).ok().filter(|stored| stored.target == target);
    let found = found.ok_or_else(|| {
        AppError::BadRequest(format!("`columns`: there is no column profile {id} of this target; choose another"))
    })?;
    Ok(found.profile.clone())
}

/// A profile as it is kept, if its files can be read back and no other has its name.
fn checked(
    catalogue: &Catalogue,
    target: TargetId,
    profile: ColumnProfile,
    own: Option<ColumnProfileId>,
) -> Result<ColumnProfile, AppError> {
    let target = catalogue.targets.iter().find(|one| one.id == target).ok_or(AppError::NotFound)?;
    let profile = profile.cleaned();
    let mapped: Vec<_> =
        target.on().filter_map(|mapping| Some((mapping.attribute()?.clone(), mapping.name.clone()))).collect();
    profile.check(&mapped, &known_columns(catalogue, own)).map_err(AppError::BadRequest)?;
    let mut others = catalogue.column_profiles.iter().filter(|one| one.target == target.id && Some(one.id) != own);
    if others.any(|one| one.profile.name == profile.name) {
        return Err(AppError::Conflict(format!("there is a profile {} already; choose another name", profile.name)));
    }
    Ok(profile)
}
