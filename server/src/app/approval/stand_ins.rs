//! Standing in for whoever is away: people name somebody for a span of days, administrators of everybody do so for others; those of a part do not, since what
//! an approver is asked reaches beyond it. What one stands in for is never
//! handed on, and nobody gets to decide on their own changes by it.

use domain::{
    api::{NewStandIn, StandInQuery, StandInView},
    id::{PersonId, StandInId},
    kind::date,
    moment::Moment,
    rights::Act,
    text,
};

use super::mine::day;
use crate::{
    app::{App, AppError, asker::Asker, scope},
    store::{
        Conn, person,
        stand_in::{self as stored, StandIn},
    },
};

/// Stand-ins of one person that are not over.
const MOST: usize = 20;

impl App {
    /// Who stands in for whom, of those that are not over: the asker's own on either side, another person's, or everybody's.
    pub(crate) async fn stand_ins(
        &self,
        asker: &Asker,
        query: StandInQuery,
        now: Moment,
    ) -> Result<Vec<StandInView>, AppError> {
        if query.all && !asker.can_everywhere(Act::SetStandIn) {
            return Err(AppError::Forbidden);
        }
        let of = match (query.all, query.person.or(asker.person())) {
            (true, _) => None,
            (false, None) => return Ok(Vec::new()),
            (false, Some(person)) => {
                self.may_set_for(asker, person).await?;
                Some(person)
            }
        };
        let today = day(now);
        let all = stored::list(&mut self.store().read().await?, of, &today).await?;
        Ok(all.into_iter().map(|one| view(one, &today)).collect())
    }

    /// Names a stand-in.
    pub(crate) async fn add_stand_in(
        &self,
        asker: &Asker,
        new: NewStandIn,
        now: Moment,
    ) -> Result<StandInView, AppError> {
        let person = new.person.or(asker.person()).ok_or_else(|| {
            AppError::BadRequest("`person`: a local administrator is nobody's entry; say for whom".to_owned())
        })?;
        let is_own = asker.person() == Some(person);
        self.may_set_for(asker, person).await?;
        let today = day(now);
        let (from, until) = (new.from.trim().to_owned(), new.until.trim().to_owned());
        for (field, one) in [("from", &from), ("until", &until)] {
            if !date::is_valid(one) {
                return Err(AppError::BadRequest(format!("`{field}` is a day as YYYY-MM-DD")));
            }
        }
        if until < from || until < today {
            return Err(AppError::BadRequest("`until` is neither before `from` nor past".to_owned()));
        }
        let (doer, username) = (asker.clone(), new.username);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let absent = person::by_id(conn, person).await?.ok_or(AppError::NotFound)?;
                    let stand_in = by_username(conn, &username).await?;
                    if stand_in == person {
                        return Err(AppError::BadRequest("`username`: nobody stands in for themselves".to_owned()));
                    }
                    if !is_own && doer.person() == Some(stand_in) {
                        return Err(AppError::Conflict(
                            "nobody makes themselves the stand-in of others; another administrator does it".to_owned(),
                        ));
                    }
                    let known = stored::list(conn, Some(person), &today).await?;
                    if known.iter().filter(|one| one.person == person).count() >= MOST {
                        return Err(AppError::Conflict(format!(
                            "{} has {MOST} already; end one first",
                            absent.display_name
                        )));
                    }
                    let id = stored::add(conn, (person, stand_in), (&from, &until), Some(&doer.name), now).await?;
                    let mut row = doer.actor().audit(now, "stand_in.add");
                    row.person = Some(person);
                    row.detail = serde_json::json!({ "stand_in": stand_in, "from": from, "until": until });
                    conn.audit(row);
                    let made = stored::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    Ok(view(made, &today))
                })
            })
            .await
    }

    /// Goes on for oneself, and for others if the asker may name stand-ins for them.
    async fn may_set_for(&self, asker: &Asker, person: PersonId) -> Result<(), AppError> {
        if asker.person() == Some(person) {
            return Ok(());
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        scope::may_about(&mut self.store().read().await?, &catalogue, asker, Act::SetStandIn, person).await
    }

    /// Ends one: whoever is away, whoever stands in, or an administrator of everybody.
    pub(crate) async fn end_stand_in(&self, asker: &Asker, id: StandInId, now: Moment) -> Result<(), AppError> {
        let doer = asker.clone();
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let known = stored::by_id(conn, id).await?.ok_or(AppError::NotFound)?;
                    let is_theirs = doer.person().is_some_and(|one| one == known.person || one == known.stand_in);
                    // Whoever may not is not told that there is one.
                    if !is_theirs && !doer.can_everywhere(Act::SetStandIn) {
                        return Err(AppError::NotFound);
                    }
                    stored::remove(conn, id).await?;
                    let mut row = doer.actor().audit(now, "stand_in.end");
                    row.person = Some(known.person);
                    row.detail = serde_json::json!({ "stand_in": known.stand_in });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }
}

/// Whoever has a user name and is there.
pub(super) async fn by_username(conn: &mut Conn, username: &str) -> Result<PersonId, AppError> {
    let found = person::by_username(conn, &text::fold(username.trim())).await?;
    found.filter(|one| one.blocked().is_none()).map(|one| one.id).ok_or_else(|| {
        AppError::BadRequest("`username`: nobody has this user name; write it as it is used to sign in".to_owned())
    })
}

fn view(one: StandIn, today: &str) -> StandInView {
    StandInView {
        holds: one.from_day.as_str() <= today && today <= one.until_day.as_str(),
        id: one.id,
        person: one.person,
        person_name: one.person_name,
        stand_in: one.stand_in,
        stand_in_name: one.stand_in_name,
        from: one.from_day,
        until: one.until_day,
        by: one.made_by,
    }
}
