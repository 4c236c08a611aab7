//! Where the people are whom a held run would block, so that whoever decides can let it block some and leave others alone (X4): a unit that
//! was moved or hidden by mistake looks just like people who have left.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{RemovalPlace, ReportKind, RunState},
    dn,
    id::{PersonId, RunId},
};

use super::words::line;
use crate::{
    app::{App, AppError},
    store::{
        Conn, person,
        run::{self, Stored},
        stage,
    },
};

/// People who are looked at with one statement.
const PAGE: i64 = 1000;

impl App {
    /// The places with people whom a held run would block, the fullest first.
    pub(crate) async fn removals(&self, id: RunId) -> Result<Vec<RemovalPlace>, AppError> {
        let mut conn = self.store().read().await?;
        let stored = run::by_id(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        if stored.run.state != RunState::Held {
            return Ok(Vec::new());
        }
        let mut places: BTreeMap<String, RemovalPlace> = BTreeMap::new();
        let mut after = PersonId(0);
        while let Some(page) = page(&mut conn, &stored, &mut after).await? {
            for (_, name) in page {
                let container = dn::above(&name);
                let place = places
                    .entry(key(container))
                    .or_insert_with(|| RemovalPlace { container: container.to_owned(), people: 0 });
                place.people += 1;
            }
        }
        let mut places: Vec<RemovalPlace> = places.into_values().collect();
        places.sort_by_key(|place| std::cmp::Reverse(place.people));
        Ok(places)
    }
}

/// Takes the people of these containers off what the run will do, and says so in its report.
pub(super) async fn spare(conn: &mut Conn, stored: &Stored, containers: &[String]) -> Result<(), AppError> {
    let mut unused: BTreeSet<String> = containers.iter().map(|container| key(container)).collect();
    let wanted = unused.clone();
    let mut after = PersonId(0);
    while let Some(page) = page(conn, stored, &mut after).await? {
        let mut spared = Vec::new();
        for (person, name) in page {
            let place = key(dn::above(&name));
            if wanted.contains(&place) {
                unused.remove(&place);
                spared.push(person);
            }
        }
        if spared.is_empty() {
            continue;
        }
        stage::removals_done(conn, stored.run.id, &spared).await?;
        let reason =
            "not found, and left alone by whoever released the run; the next run that reads everything looks again";
        let told: Vec<_> = person::by_ids(conn, &spared)
            .await?
            .iter()
            .map(|one| line(ReportKind::Skipped, Some(one.id), &one.display_name, Some(reason.to_owned())))
            .collect();
        run::add_lines(conn, stored.run.id, &told, false).await?;
    }
    match unused.pop_first() {
        Some(_) => Err(AppError::BadRequest(
            "`spare` names a container in which this run blocks nobody; read its removals again".to_owned(),
        )),
        None => Ok(()),
    }
}

async fn page(
    conn: &mut Conn,
    stored: &Stored,
    after: &mut PersonId,
) -> Result<Option<Vec<(PersonId, String)>>, AppError> {
    let page = stage::removal_names(conn, stored.run.id, stored.run.source, *after, PAGE).await?;
    if let Some((last, _)) = page.last() {
        *after = *last;
    }
    Ok((!page.is_empty()).then_some(page))
}

/// The form in which two containers are one.
fn key(container: &str) -> String {
    dn::normalize(container).unwrap_or_else(|| container.to_owned())
}
