//! What moved since a target was last given it (S3.1): put in the queue before a file is made, and by itself where Amend writes the target.
//! Only those are looked at about whom something was logged or told by a run since somebody last looked; at first, and where attributes or
//! templates mean something else by now, everybody.

use domain::{
    id::{PersonId, TargetId},
    moment::Moment,
    reexport::Which,
    rights::Act,
};

use super::{TOGETHER, look::Seen, put::Put};
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue, exports, scope, template},
    clock,
    store::{
        Conn, item,
        mapping::{Mapping, Target},
        people_list::Listing,
        person,
        whom::{self, Mark, Whom},
        within::Within,
    },
};

/// Who is looked at.
enum Among {
    /// Whose values may have moved.
    Moved(Mark),
    /// These.
    Chosen(Box<Whom>),
}

impl App {
    /// Puts in the queue what moved of the people whom an export is made of.
    pub(crate) async fn queue_delta(
        &self,
        asker: &Asker,
        target: TargetId,
        people: Option<Vec<PersonId>>,
    ) -> Result<(), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let known = template::target(&catalogue, target)?;
        if !has_values(known) {
            return Ok(());
        }
        let mut conn = self.store().read().await?;
        let within = asker.within(&mut conn, Act::MakeExport).await?;
        if let Some(people) = &people {
            scope::refuse_outside(&mut conn, asker, Act::MakeExport, people).await?;
            exports::refuse_unknown(&mut conn, people).await?;
        }
        drop(conn);
        if people.is_some() || !within.is_everywhere() {
            let listing = Listing { within, ..Listing::default() };
            let whom = Whom { listing, part: Within::EVERYWHERE, people };
            return self.go_through(&catalogue, known, &Among::Chosen(Box::new(whom))).await;
        }
        self.look_for_moves(&catalogue, known, false).await
    }

    /// Puts in the queue what moved, for every target that Amend writes by itself.
    pub(crate) async fn queue_deltas(&self) -> Result<(), AppError> {
        let on = crate::store::writing::all_on(&mut self.store().read().await?).await?;
        if on.is_empty() {
            return Ok(());
        }
        let catalogue = self.present_catalogue().await?;
        for target in catalogue.targets.iter().filter(|target| on.contains(&target.id) && has_values(target)) {
            self.look_for_moves(&catalogue, target, true).await?;
        }
        Ok(())
    }

    /// Goes through those whose values may have moved. While a run goes on its lines are not all there: then it is noted for nobody that
    /// they were looked at, and a job waits.
    async fn look_for_moves(
        &self,
        catalogue: &std::sync::Arc<Catalogue>,
        target: &Target,
        is_job: bool,
    ) -> Result<(), AppError> {
        let mut conn = self.store().read().await?;
        let (mark, is_running) = whom::mark_now(&mut conn, catalogue.version).await?;
        let looked = whom::looked(&mut conn, target.id).await?;
        drop(conn);
        if looked == Some(mark) || (is_job && is_running) {
            return Ok(());
        }
        let among = match looked.filter(|looked| looked.catalogue == mark.catalogue) {
            Some(looked) => Among::Moved(looked),
            None => Among::Chosen(Box::default()),
        };
        self.go_through(catalogue, target, &among).await?;
        if is_running {
            return Ok(());
        }
        let id = target.id;
        self.store()
            .write::<_, AppError, _>(move |conn| Box::pin(async move { Ok(whom::set_looked(conn, id, mark).await?) }))
            .await
    }

    async fn go_through(
        &self,
        catalogue: &std::sync::Arc<Catalogue>,
        target: &Target,
        among: &Among,
    ) -> Result<(), AppError> {
        let mut after = PersonId(0);
        loop {
            let mut conn = self.store().read().await?;
            let people = match among {
                Among::Moved(since) => whom::moved_since(&mut conn, *since, after, TOGETHER).await?,
                Among::Chosen(whom) => whom::page(&mut conn, whom, after, TOGETHER).await?,
            };
            drop(conn);
            let Some(last) = people.last() else { return Ok(()) };
            after = *last;
            let (catalogue, target) = (catalogue.clone(), target.clone());
            self.store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move { queue(conn, &catalogue, &target, &people, clock::now()).await })
                })
                .await?;
        }
    }
}

/// Whether a target is given values that no change says.
fn has_values(target: &Target) -> bool {
    target.on().any(|mapping| !target.follows(mapping))
}

/// Puts in the queue what moved of these people, and takes back what moved back.
async fn queue(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    people: &[PersonId],
    now: Moment,
) -> Result<(), AppError> {
    item::lock_target(conn, target.id).await?;
    person::lock(conn, people).await?;
    let seen = Seen::read(conn, catalogue, target, people).await?;
    let mut put = Put::read(conn, (catalogue, target), None, people).await?;
    let mappings: Vec<&Mapping> = target.on().filter(|mapping| !target.follows(mapping)).collect();
    for (person, standing) in &seen.standings {
        if !template::takes(target, standing) {
            continue;
        }
        for mapping in &mappings {
            // What fails for one person is told by a look; it holds nobody else up.
            let Ok(value) = seen.comes_to(mapping, standing) else { continue };
            match Which::Delta.action(&seen.given(mapping, standing), value.as_ref()) {
                Some(_) => drop(put.value(*person, mapping.id, value, false)),
                None => put.take_back(*person, mapping.id, value.as_ref()),
            }
        }
    }
    put.finish(conn, now).await
}
