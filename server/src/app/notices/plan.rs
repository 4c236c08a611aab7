//! Which letters people get, and when: by what each has chosen, no more often than every few minutes, and no more than so many a day; what comes
//! on top waits for the daily letter. Each person is planned for in a transaction of their own, in which news become a letter in the outbox.

use domain::{
    id::{NewsId, PersonId},
    moment::Moment,
    news::{self as rules, MailWhen},
    schedule::Schedule,
};

use super::{TellPerson, person_letter};
use crate::{
    app::{App, AppError, catalogue::Catalogue, standing::Standing},
    calendar,
    store::{Conn, news, notice, notice_choice, person},
};

/// The pause between two letters to one person; what comes meanwhile comes together.
const PAUSE: i64 = 5 * 60_000;
/// So many letters a day come by themselves; what comes on top waits for the daily one.
const A_DAY: i64 = 20;
const DAY: i64 = 86_400_000;
/// People who are planned for at one look.
const TOGETHER: i64 = 200;

impl App {
    /// Decides about everything that is new, and writes the letters that are due.
    pub(crate) async fn plan_letters(&self, now: Moment) -> Result<(), AppError> {
        let people = news::to_plan(&mut self.store().read().await?, now, TOGETHER).await?;
        if people.is_empty() {
            return Ok(());
        }
        if !self.can_send().0 {
            // Nothing old is sent on the day that a mail server is set up.
            return self.store().write(|conn| Box::pin(async move { Ok(news::plan_none(conn).await?) })).await;
        }
        let catalogue = self.present_catalogue().await?;
        for person in people {
            let catalogue = catalogue.clone();
            self.store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move { plan_one(conn, &catalogue, person, now).await })
                })
                .await?;
        }
        Ok(())
    }
}

async fn plan_one(conn: &mut Conn, catalogue: &Catalogue, to: PersonId, now: Moment) -> Result<(), AppError> {
    // Two servers do not both write a letter.
    person::lock(conn, &[to]).await?;
    let standing = Standing::load(conn, to).await?.filter(|standing| standing.person.blocked().is_none());
    let address = standing.and_then(|standing| person_letter::address(catalogue, &standing));
    let undecided = news::undecided(conn, to).await?;
    let Some(address) = address else {
        let ids: Vec<NewsId> = undecided.into_iter().map(|(id, _)| id).collect();
        news::plan(conn, &ids, None).await?;
        news::take_due(conn, to, now).await?;
        return Ok(());
    };
    if !undecided.is_empty() {
        let company = &catalogue.company;
        let own = notice_choice::of(conn, to).await?;
        let choices = rules::choices(&own.choices, &company.choices);
        let (of_today, last) = notice_choice::letters_since(conn, to, now.plus(-DAY)).await?;
        let daily = Schedule::Day {
            at: own.digest_at.unwrap_or_else(|| company.digest_at.clone()),
            time_zone: own.time_zone.unwrap_or_else(|| company.time_zone.clone()),
        };
        // What was checked when it was set can only fail where a time zone is gone; then a day from now is as good.
        let digest = calendar::next(&daily, None, now).ok().flatten().unwrap_or_else(|| now.plus(DAY));
        let soon = last.map_or(now, |last| now.max(last.plus(PAUSE)));
        for (when, at) in [
            (MailWhen::Never, None),
            (MailWhen::Digest, Some(digest)),
            (MailWhen::AtOnce, Some(if of_today >= A_DAY { digest } else { soon })),
        ] {
            let chosen = |about| choices.iter().any(|one| one.about == about && one.mail == when);
            let ids: Vec<NewsId> = undecided.iter().filter(|(_, about)| chosen(*about)).map(|(id, _)| *id).collect();
            news::plan(conn, &ids, at).await?;
        }
    }
    let due = news::take_due(conn, to, now).await?;
    if !due.is_empty() {
        // Numbers always are JSON.
        let told = serde_json::to_string(&TellPerson { news: due }).unwrap_or_default();
        notice::add_to_person(conn, to, &address, &told, now).await?;
    }
    Ok(())
}
