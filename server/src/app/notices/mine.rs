//! What the reader is told in Amend, and which way they want to be told.

use std::collections::{BTreeMap, BTreeSet, btree_map};

use domain::{
    api::{MyNotices, NewsItem, Page, SetMyNotices},
    change::ChangeState,
    id::{AccountId, ChangeId, NewsId, PersonId},
    moment::Moment,
    news::{self as rules, Choice, NewsAbout},
    rights::Act,
};

use super::{
    person_letter,
    settings::{Company, check_digest, check_language},
};
use crate::{
    app::{
        App, AppError,
        approval::{Tokens, mine},
        asker::Asker,
        catalogue::Catalogue,
        place,
        show_change::shows,
        standing::Standing,
    },
    store::{
        Conn, approval,
        change::{self, Change},
        news::{self, News},
        notice_choice::{self, Own},
        person,
    },
};

impl App {
    /// What the reader is told, newest first.
    pub(crate) async fn news(
        &self,
        asker: &Asker,
        after: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<NewsItem>, AppError> {
        let limit = place::limit(limit)?;
        let before = place::number(after)?.unwrap_or(i64::MAX);
        let Some(reader) = asker.person() else { return Ok(Page { items: Vec::new(), next: None, total: 0 }) };
        let mut conn = self.store().read().await?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let kinds = kinds(&mut conn, &catalogue.company, reader).await?;
        let mut rows = news::page(&mut conn, reader, &kinds, before, limit + 1).await?;
        let total = news::count(&mut conn, reader, &kinds).await?;
        let next = place::cut(&mut rows, limit, |one| one.id.to_string());
        let read: Vec<NewsId> = rows.iter().map(|one| one.id).collect();
        let items = self.shown(&mut conn, &catalogue, asker, rows).await?;
        drop(conn);
        let hidden = self.forget_hidden(read, &items).await?;
        Ok(Page { items, next, total: total - hidden })
    }

    /// Forgets what was read and may not be shown: even a number would tell of it. Gives how many there were.
    async fn forget_hidden(&self, read: Vec<NewsId>, shown: &[NewsItem]) -> Result<i64, AppError> {
        let is_hidden = |id: &NewsId| !shown.iter().any(|item| item.id == *id);
        let hidden: Vec<NewsId> = read.into_iter().filter(is_hidden).collect();
        let count = i64::try_from(hidden.len()).unwrap_or(i64::MAX);
        if count > 0 {
            self.store()
                .write::<_, AppError, _>(move |conn| Box::pin(async move { Ok(news::forget(conn, &hidden).await?) }))
                .await?;
        }
        Ok(count)
    }

    async fn shown(
        &self,
        conn: &mut Conn,
        catalogue: &Catalogue,
        asker: &Asker,
        rows: Vec<News>,
    ) -> Result<Vec<NewsItem>, AppError> {
        let named: BTreeSet<ChangeId> = rows.iter().flat_map(|one| one.changes.iter().copied()).collect();
        let named: Vec<ChangeId> = named.into_iter().collect();
        let changes: BTreeMap<ChangeId, Change> =
            change::by_ids(conn, &named).await?.into_iter().map(|one| (one.id, one)).collect();
        let people: BTreeSet<PersonId> =
            changes.values().map(|one| one.person).chain(rows.iter().filter_map(|one| one.subject)).collect();
        let standings = Standing::load_many(conn, &people.into_iter().collect::<Vec<_>>()).await?;
        let asks = rows.iter().any(|row| row.about == NewsAbout::Waiting);
        let tokens = Tokens::of(&mine(conn, catalogue, asker).await?);
        let asked = if asks { approval::that_ask(conn, &named, &tokens.0).await? } else { BTreeSet::new() };
        let mut doers: BTreeMap<AccountId, Option<String>> = BTreeMap::new();
        for by in rows.iter().filter_map(|row| row.by) {
            if let btree_map::Entry::Vacant(place) = doers.entry(by) {
                place.insert(news::doer(conn, by).await?);
            }
        }
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let all: Vec<&Change> = row.changes.iter().filter_map(|id| changes.get(id)).collect();
            let entries =
                |change: &Change| standings.get(&change.person).map_or(&[][..], |standing| standing.entries.as_slice());
            let seen: Vec<&Change> =
                all.iter().copied().filter(|one| shows(catalogue, asker, one, entries(one))).collect();
            // What was hidden from the reader since looks as if it had never been.
            if seen.is_empty() && !matches!(row.about, NewsAbout::Confirm | NewsAbout::Waiting) {
                continue;
            }
            let waits = all.iter().any(|one| one.state == ChangeState::Pending);
            let is_late = all.iter().any(|one| is_on_its_way(one.state));
            let is_over = match row.about {
                NewsAbout::Waiting => !waits,
                NewsAbout::Overdue => !is_late,
                _ => false,
            };
            // Of whom the reader is not in charge any more, not even the name is told.
            let subject = row.subject.filter(|one| Some(*one) != asker.person());
            let may_know = subject.is_some_and(|subject| {
                let asks_them = row.about == NewsAbout::Waiting && row.changes.iter().any(|one| asked.contains(one));
                let entries = standings.get(&subject).map_or(&[][..], |one| one.entries.as_slice());
                asks_them || asker.can(Act::SeePerson, Some(&catalogue.whose(asker, subject, entries)))
            });
            let subject = subject.filter(|_| may_know);
            let seen = if row.about == NewsAbout::Waiting && !may_know { Vec::new() } else { seen };
            let mut fields: Vec<BTreeMap<String, String>> = Vec::new();
            for attribute in seen.iter().filter_map(|one| catalogue.attribute(&one.attribute)) {
                if !fields.contains(&attribute.labels) {
                    fields.push(attribute.labels.clone());
                }
            }
            let gives_reason = matches!(row.about, NewsAbout::Rejected | NewsAbout::Withdrawn);
            let by = row.by.and_then(|by| doers.get(&by).cloned().flatten());
            items.push(NewsItem {
                id: row.id,
                about: row.about,
                at: row.made_at,
                read: row.is_read || is_over,
                name: subject.and_then(|one| standings.get(&one)).map(|one| one.person.display_name.clone()),
                person: subject,
                by: by.filter(|_| row.about != NewsAbout::Waiting),
                fields,
                count: row.count,
                reason: seen.iter().filter(|_| gives_reason).find_map(|one| one.reason.clone()),
            });
        }
        Ok(items)
    }

    /// How many of them the reader has not seen; where nothing waits for them any more, that it once did is no news.
    pub(in crate::app) async fn unread_news(&self, asker: &Asker, waits: bool) -> Result<i64, AppError> {
        let Some(reader) = asker.person() else { return Ok(0) };
        let mut conn = self.store().read().await?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut kinds = kinds(&mut conn, &catalogue.company, reader).await?;
        kinds.retain(|about| waits || *about != NewsAbout::Waiting);
        let rows = news::unread(&mut conn, reader, &kinds).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let read: Vec<NewsId> = rows.iter().map(|one| one.id).collect();
        let items = self.shown(&mut conn, &catalogue, asker, rows).await?;
        drop(conn);
        self.forget_hidden(read, &items).await?;
        Ok(i64::try_from(items.iter().filter(|item| !item.read).count()).unwrap_or(i64::MAX))
    }

    /// The reader has seen everything up to an item.
    pub(crate) async fn read_news(&self, asker: &Asker, up_to: NewsId, now: Moment) -> Result<(), AppError> {
        let Some(reader) = asker.person() else { return Ok(()) };
        self.store().write(move |conn| Box::pin(async move { Ok(news::read(conn, reader, up_to, now).await?) })).await
    }

    /// Which way the reader is told.
    pub(crate) async fn my_notices(&self, reader: PersonId) -> Result<MyNotices, AppError> {
        let catalogue = self.present_catalogue().await?;
        let mut conn = self.store().read().await?;
        let company = catalogue.company.as_ref().clone();
        let own = notice_choice::of(&mut conn, reader).await?;
        let standing = Standing::load(&mut conn, reader).await?.ok_or(AppError::NotFound)?;
        Ok(MyNotices {
            version: own.version,
            choices: rules::choices(&own.choices, &company.choices),
            own: own.choices.iter().map(|one| one.about).collect(),
            digest_at: own.digest_at.unwrap_or(company.digest_at),
            time_zone: own.time_zone.unwrap_or(company.time_zone),
            language: own.language.unwrap_or(company.language),
            address: person_letter::address(&catalogue, &standing),
            can_send: self.can_send().0,
        })
    }

    /// Sets it; what is the same as the company's follows the company from then on.
    pub(crate) async fn set_my_notices(
        &self,
        reader: PersonId,
        version: i64,
        set: SetMyNotices,
    ) -> Result<MyNotices, AppError> {
        rules::check(&set.choices).map_err(AppError::BadRequest)?;
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    person::lock(conn, &[reader]).await?;
                    let company = Company::load(conn).await?;
                    let before = notice_choice::of(conn, reader).await?;
                    if before.version != version {
                        return Err(AppError::VersionMoved { version: before.version, moved: Vec::new() });
                    }
                    let usual: Vec<Choice> = rules::choices(&[], &company.choices);
                    let other = |set: Option<String>, company: &str| set.filter(|one| one != company);
                    let own = Own {
                        choices: set.choices.into_iter().filter(|one| !usual.contains(one)).collect(),
                        digest_at: other(set.digest_at, &company.digest_at),
                        time_zone: other(set.time_zone, &company.time_zone),
                        language: other(set.language, &company.language),
                        version: version + 1,
                    };
                    check_digest(
                        own.digest_at.as_deref().unwrap_or(&company.digest_at),
                        own.time_zone.as_deref().unwrap_or(&company.time_zone),
                    )?;
                    check_language(own.language.as_deref().unwrap_or(&company.language))?;
                    match notice_choice::set(conn, reader, &own).await? {
                        true => Ok(()),
                        false => Err(AppError::VersionMoved { version: version + 1, moved: Vec::new() }),
                    }
                })
            })
            .await?;
        self.my_notices(reader).await
    }
}

/// Whether an approved value has yet to come back from the directory.
pub(super) fn is_on_its_way(state: ChangeState) -> bool {
    matches!(state, ChangeState::Approved | ChangeState::Exported | ChangeState::NotTaken | ChangeState::Failed)
}

/// What a person wants to be told in Amend.
async fn kinds(conn: &mut Conn, company: &Company, person: PersonId) -> Result<Vec<NewsAbout>, AppError> {
    let own = notice_choice::of(conn, person).await?;
    let choices = rules::choices(&own.choices, &company.choices);
    Ok(choices.into_iter().filter(|one| one.page).map(|one| one.about).collect())
}
