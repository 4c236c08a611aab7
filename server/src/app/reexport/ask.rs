//! Asking what a target would be given. The question is looked at before anything is worked out: whom nobody knows is named, and a selection of
//! nobody is refused.

use std::collections::BTreeSet;

use domain::{
    api::{AskReexport, PASTED_PEOPLE, PeopleQuery, Reexport},
    id::{MappingId, TargetId},
    moment::Moment,
    reexport::Which,
    rights::{Act, Scope},
};

use super::{BUSY, GOOD_FOR, whole, work};
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue, exports, people, scope, template},
    store::{
        Conn,
        mapping::{Mapping, Target},
        reexport::{self, New},
        whom::{self, Whom},
        within::Within,
    },
};

impl App {
    /// Begins to look what a target would be given; nothing is queued.
    pub(crate) async fn ask_reexport(
        &self,
        asker: &Asker,
        target: TargetId,
        ask: AskReexport,
        now: Moment,
    ) -> Result<Reexport, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let known = template::target(&catalogue, target)?;
        if mappings(known, &ask)?.is_empty() {
            return Err(AppError::Conflict(match ask.which {
                Which::Delta => "every row of this template is followed change by change, so nothing is compared with what was given".to_owned(),
                Which::Differs | Which::All => "no row of this template is on; switch one on first".to_owned(),
            }));
        }
        let doer = asker.clone();
        let (id, stored) = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let id = open(conn, &catalogue, &doer, (target, &ask), now).await?;
                    let stored = reexport::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    Ok((id, whole(conn, &stored, now).await?))
                })
            })
            .await?;
        work::begin(self, id, now);
        Ok(stored)
    }
}

/// Opens a look; what it says is worked out afterwards.
pub(super) async fn open(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    (target, ask): (TargetId, &AskReexport),
    now: Moment,
) -> Result<domain::id::ReexportId, AppError> {
    if reexport::count_busy(conn, asker.who.account).await? >= BUSY {
        return Err(AppError::Conflict(format!(
            "{BUSY} looks of yours are still being worked out; wait for one of them, or cancel one"
        )));
    }
    if let Some(people) = &ask.people {
        if people.is_empty() || people.len() > PASTED_PEOPLE {
            return Err(AppError::BadRequest(format!(
                "`people`: name one to {PASTED_PEOPLE} of them; leave it out to ask of everybody"
            )));
        }
        scope::refuse_outside(conn, asker, Act::SeeExports, people).await?;
        exports::refuse_unknown(conn, people).await?;
    }
    let whom = whom_of(conn, catalogue, asker, ask).await?;
    let people = whom::count(conn, &whom).await?;
    if people == 0 {
        let field = if ask.filter.is_some() { "`filter` finds nobody; search for less" } else { "nobody is known yet" };
        return Err(AppError::BadRequest(field.to_owned()));
    }
    let expires_at = now.plus(GOOD_FOR);
    let (account, by) = (asker.who.account, asker.name.as_str());
    let id = reexport::open(conn, &New { target, asked: ask, account, by, people, expires_at }, now).await?;
    let mut row = asker.actor().audit(now, "reexport.preview");
    row.detail = serde_json::json!({
        "reexport": id, "target": template::target(catalogue, target)?.name, "which": ask.which, "people": people,
    });
    conn.audit(row);
    Ok(id)
}

/// The rows of the template that are asked for; those that are not there or off are refused with what to do.
pub(super) fn mappings<'t>(target: &'t Target, ask: &AskReexport) -> Result<Vec<&'t Mapping>, AppError> {
    let is_asked = |mapping: &&Mapping| ask.which != Which::Delta || !target.follows(mapping);
    let Some(asked) = &ask.mappings else { return Ok(target.on().filter(is_asked).collect()) };
    if asked.is_empty() {
        return Err(AppError::BadRequest("`mappings` names none; leave it out to ask of all".to_owned()));
    }
    let asked: BTreeSet<MappingId> = asked.iter().copied().collect();
    for id in &asked {
        match target.mappings.iter().find(|mapping| mapping.id == *id) {
            None => return Err(AppError::BadRequest(format!("`mappings`: {} has no row {id}", target.name))),
            Some(off) if !off.is_on => {
                return Err(AppError::BadRequest(format!("`mappings`: {} is off; switch it on first", off.name)));
            }
            Some(_) => {}
        }
    }
    Ok(target.on().filter(|mapping| asked.contains(&mapping.id)).filter(is_asked).collect())
}

/// Whom a question is about, as far as the asker may see them.
pub(super) async fn whom_of(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    ask: &AskReexport,
) -> Result<Whom, AppError> {
    let filter = ask.filter.clone().unwrap_or_default();
    let query = PeopleQuery { search: filter.search, missing: filter.missing, ..PeopleQuery::default() };
    let listing = people::listing(conn, catalogue, asker, &query, Act::SeeExports).await?;
    let part = match &filter.within {
        Some(part) => {
            part.check().map_err(|why| AppError::BadRequest(format!("`filter.within`: {why}")))?;
            Within::of(conn, &Scope::of(std::slice::from_ref(part))).await?
        }
        None => Within::EVERYWHERE,
    };
    Ok(Whom { listing, part, people: ask.people.clone() })
}
