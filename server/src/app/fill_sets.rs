//! Sets of values that fill in a form (T4): how administrators set them, what a profile is offered of them, and when a save may put their values
//! where its author could not have typed.

use std::collections::BTreeMap;

use domain::{
    api::{FillOffer, FillOffered, FillSetView},
    attribute::Attribute,
    equality,
    fill::FillSet,
    id::FillSetId,
    kind,
    moment::Moment,
    name::AttributeKey,
    policy::{self, Editor},
    problem::ProblemCode,
    value::Value,
};

use super::{App, AppError, asker::Asker, catalogue::Catalogue, standing::Standing};
use crate::store::fill_set::{self, Stored};

/// Sets; of more, nobody would find one.
const MOST: usize = 1000;

impl App {
    /// All sets.
    pub(crate) async fn fill_sets(&self, asker: &Asker) -> Result<Vec<FillSetView>, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        Ok(catalogue.fill_sets.iter().map(view).collect())
    }

    /// Adds a set.
    pub(crate) async fn add_fill_set(&self, asker: &Asker, set: FillSet, now: Moment) -> Result<FillSetView, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        if catalogue.fill_sets.len() >= MOST {
            return Err(AppError::Conflict(format!("there are {MOST} sets already; take one away first")));
        }
        let set = checked(&catalogue, set, None, now)?;
        let (actor, written) = (asker.actor(), set.clone());
        let id = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let id = fill_set::add(conn, &written).await?;
                    let mut row = actor.audit(now, "fill_set.add");
                    row.detail = serde_json::json!({ "set": id, "after": written });
                    conn.audit(row);
                    Ok(id)
                })
            })
            .await?;
        Ok(FillSetView { id, version: 1, set })
    }

    /// Lets a set say something else.
    pub(crate) async fn set_fill_set(
        &self,
        asker: &Asker,
        (id, version): (FillSetId, i64),
        set: FillSet,
        now: Moment,
    ) -> Result<FillSetView, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let set = checked(&catalogue, set, Some(id), now)?;
        let before = of(&catalogue, id)?.clone();
        let (actor, written) = (asker.actor(), set.clone());
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if !fill_set::set(conn, id, &written, version).await? {
                        return Err(AppError::VersionMoved { version: before.version, moved: Vec::new() });
                    }
                    let mut row = actor.audit(now, "fill_set.set");
                    row.detail = serde_json::json!({ "set": id, "before": before.set, "after": written });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        Ok(FillSetView { id, version: version + 1, set })
    }

    /// Takes a set away. What it has filled in stays.
    pub(crate) async fn remove_fill_set(
        &self,
        asker: &Asker,
        (id, version): (FillSetId, i64),
        now: Moment,
    ) -> Result<(), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let before = of(&catalogue, id)?.clone();
        let actor = asker.actor();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if !fill_set::remove(conn, id, version).await? {
                        return Err(AppError::VersionMoved { version: before.version, moved: Vec::new() });
                    }
                    let mut row = actor.audit(now, "fill_set.remove");
                    row.detail = serde_json::json!({ "set": id, "before": before.set });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }
}

fn view(stored: &Stored) -> FillSetView {
    FillSetView { id: stored.id, version: stored.version, set: stored.set.clone() }
}

fn of(catalogue: &Catalogue, id: FillSetId) -> Result<&Stored, AppError> {
    catalogue.fill_sets.iter().find(|stored| stored.id == id).ok_or(AppError::NotFound)
}

/// A set with its values in their stored form, if it can fill something in and no other is chosen by the same value.
fn checked(catalogue: &Catalogue, mut set: FillSet, own: Option<FillSetId>, now: Moment) -> Result<FillSet, AppError> {
    let clean = |key: &AttributeKey, value: &mut Value| {
        if let Some(cleaned) = catalogue.attribute(key).and_then(|attribute| kind::clean(attribute, value)) {
            *value = cleaned;
        }
    };
    set.name = set.name.trim().to_owned();
    clean(&set.when, &mut set.is);
    for fill in &mut set.fills {
        clean(&fill.attribute, &mut fill.value);
    }
    set.check(|key| catalogue.attribute(key), now).map_err(AppError::BadRequest)?;
    if let Some(when) = catalogue.attribute(&set.when)
        && let Some(other) = catalogue
            .fill_sets
            .iter()
            .find(|other| Some(other.id) != own && other.set.is_chosen_by(when, Some(&set.is)))
    {
        return Err(AppError::Conflict(format!("the set {} is chosen by this value already", other.set.name)));
    }
    Ok(set)
}

/// What a profile is offered: the sets that its reader can choose, with what of them the reader sees and may have.
pub(super) fn offers(catalogue: &Catalogue, standing: &Standing, editor: Editor) -> Vec<FillOffer> {
    let may_edit = |key: &AttributeKey| {
        let attribute = standing.own(catalogue, catalogue.attribute(key)?);
        let theirs = standing.theirs(catalogue, key);
        let answer = policy::may_edit(&attribute, theirs, standing.mapped(catalogue, key), editor);
        Some((attribute, answer))
    };
    let mut offers = Vec::new();
    for Stored { id, set, .. } in &catalogue.fill_sets {
        if may_edit(&set.when).is_none_or(|(_, answer)| answer.is_err()) {
            continue;
        }
        let fills = set.fills.iter().filter_map(|fill| {
            let (_, answer) = may_edit(&fill.attribute)?;
            let asks = match answer {
                Ok(()) => false,
                Err(why) if set.opens(&fill.attribute, why) => true,
                Err(_) => return None,
            };
            Some(FillOffered { attribute: fill.attribute.clone(), value: fill.value.clone(), asks })
        });
        let fills: Vec<FillOffered> = fills.collect();
        if !fills.is_empty() {
            offers.push(FillOffer { id: *id, when: set.when.clone(), is: set.is.clone(), fills });
        }
    }
    offers
}

/// Whether a value that was sent for a locked attribute is one that a set fills in: the set says so, its value is the one that was sent, and it is
/// chosen by what is sent with it or stands there.
pub(super) fn is_filled(
    catalogue: &Catalogue,
    standing: &Standing,
    set: FillSetId,
    sent: (&Attribute, &Value, ProblemCode),
    values: &BTreeMap<String, Option<Value>>,
) -> bool {
    let (attribute, value, why) = sent;
    let Ok(Stored { set, .. }) = of(catalogue, set) else { return false };
    let Some(when) = catalogue.attribute(&set.when) else { return false };
    let chosen = match values.get(set.when.as_str()) {
        Some(value) => value.as_ref().and_then(|value| kind::clean(when, value)),
        None => standing.said(catalogue, &standing.own(catalogue, when)),
    };
    set.opens(&attribute.key, why)
        && equality::identical(set.value(&attribute.key), Some(value))
        && set.is_chosen_by(when, chosen.as_ref())
}
