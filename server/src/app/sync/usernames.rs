//! User names move between people inside one run (P10). Chunks are applied one after the other, so everybody who gets another name gives the old
//! one up before the first chunk; who gets none keeps what they have.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::PersonId,
    plan::{self, Found, Linked, Step},
    text::fold,
};

use super::{Context, leads};
use crate::{
    app::{App, AppError},
    store::{
        Conn, entry, person,
        stage::{self, Naming},
        username,
    },
};

/// Takes the user names from everybody who gets another one, or loses theirs, in this run. Safe to repeat.
pub(super) async fn give_up(app: &App, context: &Context) -> Result<(), AppError> {
    if stage::movers(&mut app.store().read().await?, context.run, context.source).await?.is_empty() {
        return Ok(());
    }
    let context = context.clone();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                let leaving = leavers(conn, &context).await?;
                person::lock(conn, &leaving).await?;
                username::release(conn, &leaving).await?;
                // Should this run end here, the next one has to look at them even if their entries are again as they were.
                entry::forget_hashes(conn, &leaving).await?;
                Ok(())
            })
        })
        .await
}

/// Who would give their user name up in this run.
pub(super) async fn leavers(conn: &mut Conn, context: &Context) -> Result<Vec<PersonId>, AppError> {
    let mut movers = stage::movers(conn, context.run, context.source).await?;
    let people: Vec<PersonId> = movers.iter().filter_map(|one| one.person_id.map(PersonId)).collect();
    let led = leads::followers(conn, context, &people).await?;
    movers.retain(|one| one.person_id.is_none_or(|person| !led.contains(&PersonId(person))));
    let nameless = stage::nameless(conn, context.run, context.source).await?;
    leaving(conn, context, &movers, &nameless).await
}

/// Who of the movers really gets another name, or none.
async fn leaving(
    conn: &mut Conn,
    context: &Context,
    movers: &[Naming],
    nameless: &[Naming],
) -> Result<Vec<PersonId>, AppError> {
    // In the order in which the chunks come.
    let mut all: Vec<&Naming> = movers.iter().chain(nameless).collect();
    all.sort_by(|one, other| one.external_id.cmp(&other.external_id));
    let moving: BTreeSet<PersonId> = movers.iter().filter_map(|one| one.person_id.map(PersonId)).collect();
    let wanted: BTreeSet<String> = all.iter().filter_map(|one| one.username.as_deref().map(fold)).collect();
    let wanted: Vec<String> = wanted.into_iter().collect();
    let mut holders: BTreeMap<String, PersonId> = username::holders(conn, &wanted).await?.into_iter().collect();
    holders.retain(|_, holder| !moving.contains(holder));
    let found: Vec<Found> = all.iter().map(|one| found(one)).collect();
    let linked: BTreeMap<String, Linked> =
        all.iter().filter_map(|one| Some((one.external_id.clone(), linked(one)?))).collect();
    let steps = plan::plan(&found, &linked, &holders, context.leaving);
    let leaves = |(one, step): (&&Naming, Step)| {
        let held = one.held.as_deref()?;
        match step {
            // A new spelling of the own name needs no room.
            Step::Update { person, username, .. } if username.as_deref().map(fold) != Some(fold(held)) => Some(person),
            _ => None,
        }
    };
    Ok(all.iter().zip(steps).filter_map(leaves).collect())
}

fn found(one: &Naming) -> Found {
    Found {
        id: one.external_id.clone(),
        dn: one.dn.clone(),
        username: one.username.clone(),
        disabled: one.disabled != 0,
        values: BTreeMap::new(),
    }
}

fn linked(one: &Naming) -> Option<Linked> {
    Some(Linked {
        person: PersonId(one.person_id?),
        dn: one.dn.clone(),
        username: one.held.clone(),
        wanted_username: one.held.clone(),
        blocked_by_directory: None,
        is_away: false,
        values: BTreeMap::new(),
    })
}
