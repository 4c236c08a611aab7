//! Letters to people, written when they are sent: what was decided on, read or hidden meanwhile is told no more. A letter has labels and links;
//! values only of attributes that an administrator has allowed, and nothing of hidden ones (I7, P40).

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    change::ChangeState,
    id::{NewsId, PersonId},
    kind,
    moment::Moment,
    name::AttributeKey,
    news::NewsAbout,
    rights::{Act, Who, Whose, authorize},
    text,
    value::Value,
};

use super::{
    mine,
    settings::Company,
    template::{self, Values},
    usual,
};
use crate::{
    app::{App, AppError, catalogue::Catalogue, deciders, show_change::merge_new, standing::Standing},
    store::{
        Conn,
        change::{self, Change},
        news::{self, News},
        notice_choice, person,
    },
};

/// A row that names so many changes may not name all.
const CUT: usize = 15;
/// The longest value that is written out.
const VALUE: usize = 200;

/// The attribute with people's addresses.
pub(super) const MAIL: &str = "mail";

/// Where letters to somebody go: the address that the directory has; of somebody who is in none, the one that was approved. What is only
/// proposed is nobody's address yet.
pub(super) fn address(catalogue: &Catalogue, standing: &Standing) -> Option<String> {
    let key = AttributeKey::parse(MAIL).ok()?;
    let address = match standing.entries.is_empty() {
        false => standing.theirs(catalogue, &key).value()?.first().to_owned(),
        true => {
            let applied = |one: &&Change| one.attribute == key && one.state == ChangeState::Applied;
            let newest = standing.changes.iter().rfind(applied)?;
            merge_new(catalogue, newest)?.first().to_owned()
        }
    };
    kind::email::is_valid(&address).then_some(address)
}

/// The page that a letter leads to.
pub(super) fn path(about: NewsAbout) -> &'static str {
    match about {
        NewsAbout::Waiting => "/approvals",
        NewsAbout::Edited | NewsAbout::Confirm => "/profile",
        NewsAbout::Overdue => "/exports/overdue",
        _ => "/changes",
    }
}

/// Everything that is needed to write to one person.
struct Writing<'a> {
    app: &'a App,
    catalogue: &'a Catalogue,
    company: &'a Company,
    language: String,
    to: PersonId,
    name: String,
    changes: BTreeMap<domain::id::ChangeId, Change>,
    standings: BTreeMap<PersonId, Standing>,
    /// The reader's own rights.
    reader: Option<Who>,
    now: Moment,
}

impl App {
    /// Subject and text of a letter about these news; `None` if there is nothing left to tell.
    pub(super) async fn person_letter(
        &self,
        conn: &mut Conn,
        to: PersonId,
        ids: &[NewsId],
        now: Moment,
    ) -> Result<Option<(String, String)>, AppError> {
        let Some(reader) = person::by_ids(conn, &[to]).await?.pop().filter(|one| one.blocked().is_none()) else {
            return Ok(None);
        };
        let catalogue = self.present_catalogue().await?;
        let company = catalogue.company.clone();
        let own = notice_choice::of(conn, to).await?;
        let language = own.language.unwrap_or_else(|| company.language.clone());
        let news = news::by_ids(conn, ids).await?;
        let named: BTreeSet<_> = news.iter().flat_map(|one| one.changes.iter().copied()).collect();
        let named: Vec<_> = named.into_iter().collect();
        let changes: BTreeMap<_, _> =
            change::by_ids(conn, &named).await?.into_iter().map(|change| (change.id, change)).collect();
        let people: BTreeSet<PersonId> =
            changes.values().map(|one| one.person).chain(news.iter().filter_map(|one| one.subject)).collect();
        let people: Vec<PersonId> = people.into_iter().collect();
        let standings = Standing::load_many(conn, &people).await?;
        let writing = Writing {
            app: self,
            catalogue: &catalogue,
            company: &company,
            language,
            to,
            name: reader.display_name,
            changes,
            standings,
            reader: deciders::administrators(conn).await?.into_iter().find(|who| who.person == Some(to)),
            now,
        };
        writing.letter(conn, &news).await
    }
}

impl Writing<'_> {
    async fn letter(&self, conn: &mut Conn, news: &[News]) -> Result<Option<(String, String)>, AppError> {
        let mut told = Vec::new();
        for one in news {
            if let Some(values) = self.values(conn, one).await? {
                let (subject, text) = self.company.template(one.about, &self.language);
                told.push((template::fill_line(&subject, &values), template::fill(&text, &values)));
            }
        }
        let frame = usual::frame(&self.language);
        let url = self.app.config().public_url.as_deref();
        let (subject, mut parts) = match told.as_slice() {
            [] => return Ok(None),
            [(subject, text)] => (subject.clone(), vec![text.clone()]),
            several => {
                let lines: Vec<String> = several.iter().map(|(subject, _)| format!("- {subject}")).collect();
                let mut parts = vec![(frame.hello)(&text::clean(&self.name, false)), lines.join("\n")];
                parts.extend(url.map(|url| format!("{}\n{url}/news", frame.all)));
                ((frame.several)(several.len()), parts)
            }
        };
        parts.push(match url {
            Some(url) => format!("--\n{}\n{}\n{url}/notices", frame.why, frame.choose),
            None => format!("--\n{}", frame.why),
        });
        Ok(Some((format!("Amend: {subject}"), format!("{}\n", parts.join("\n\n")))))
    }

    /// What stands in the places of a template; `None` if it is no news any more.
    async fn values(&self, conn: &mut Conn, news: &News) -> Result<Option<Values>, AppError> {
        let all: Vec<&Change> = news.changes.iter().filter_map(|id| self.changes.get(id)).collect();
        let still = match news.about {
            NewsAbout::Waiting => self.still_asked(conn, &all).await?,
            NewsAbout::Overdue => all.into_iter().filter(|change| self.still_overdue(change)).collect(),
            // Of whom the reader is not in charge any more, no letter tells, as no page does.
            _ => all.into_iter().filter(|change| self.may_know_of(change.person)).collect(),
        };
        let shown: Vec<&Change> = still.iter().copied().filter(|change| self.is_visible(change)).collect();
        let is_gone = match news.about {
            NewsAbout::Confirm => false,
            // Who decides has to know that something waits, even where it may not be written about.
            NewsAbout::Waiting | NewsAbout::Overdue => still.is_empty(),
            _ => shown.is_empty(),
        };
        if is_gone {
            return Ok(None);
        }
        // What the row could not name any more may wait as well.
        let is_cut = news.about == NewsAbout::Waiting && news.changes.len() >= CUT;
        let waiting = i64::try_from(still.len()).unwrap_or(i64::MAX);
        let count = if news.about == NewsAbout::Waiting { waiting } else { news.count };
        let of_others: BTreeSet<PersonId> =
            still.iter().map(|change| change.person).filter(|person| *person != self.to).collect();
        let person = if of_others.len() == 1 { of_others.first().and_then(|one| self.person_name(*one)) } else { None };
        let mut values = Values::from([("name", text::clean(&self.name, false))]);
        values.extend(person.clone().map(|name| ("person", name)));
        if let Some(by) = news.by {
            values.extend(news::doer(conn, by).await?.map(|name| ("by", text::clean(&name, false))));
        }
        let mut labels: Vec<String> = Vec::new();
        for label in shown.iter().filter_map(|change| self.label(change)) {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        values.insert("fields", labels.join(", "));
        let mut lines: Vec<String> = shown.iter().filter_map(|change| self.line(change, person.is_none())).collect();
        let more = count - i64::try_from(lines.len()).unwrap_or(i64::MAX);
        if more > 0 && !lines.is_empty() {
            lines.push(format!("- {}", (usual::frame(&self.language).more)(more)));
        }
        values.insert("changes", lines.join("\n"));
        if count > 0 {
            values.insert("count", format!("{count}{}", if is_cut { "+" } else { "" }));
        }
        if matches!(news.about, NewsAbout::Rejected | NewsAbout::Withdrawn) {
            let reasons: BTreeSet<String> =
                shown.iter().filter_map(|change| change.reason.as_deref()).map(|one| text::clean(one, false)).collect();
            values.insert("reason", reasons.into_iter().collect::<Vec<_>>().join(" / "));
        }
        let leads_to = match of_others.first() {
            Some(other) if !matches!(news.about, NewsAbout::Waiting | NewsAbout::Overdue) => format!("/people/{other}"),
            _ => path(news.about).to_owned(),
        };
        values.extend(self.app.config().public_url.as_deref().map(|url| ("link", format!("{url}{leads_to}"))));
        Ok(Some(values))
    }

    /// Those of the changes that wait still, and that this reader is asked about still.
    async fn still_asked<'c>(&self, conn: &mut Conn, all: &[&'c Change]) -> Result<Vec<&'c Change>, AppError> {
        let waits = |one: &&Change| one.state == ChangeState::Pending && one.suspended_at.is_none();
        let waiting: Vec<&Change> = all.iter().copied().filter(waits).collect();
        let entries = self.standings.iter().map(|(person, one)| (*person, one.entries.as_slice())).collect();
        let asked = deciders::asked(conn, self.catalogue, &entries, &waiting, self.now).await?;
        let asks_reader = |one: &&Change| asked.get(&one.id).is_some_and(|people| people.contains(&self.to));
        Ok(waiting.into_iter().filter(asks_reader).collect())
    }

    /// Whether a change still is on its way, and the reader still exports for its person.
    fn still_overdue(&self, change: &Change) -> bool {
        let is_on_its_way = mine::is_on_its_way(change.state) && change.suspended_at.is_none();
        is_on_its_way
            && self.reader.as_ref().is_some_and(|who| authorize(who, Act::MakeExport, Some(&self.whose(change.person))))
    }

    /// Whether the reader may see somebody's profile now.
    fn may_know_of(&self, person: PersonId) -> bool {
        let may = |who: &Who| authorize(who, Act::SeePerson, Some(&self.whose(person)));
        person == self.to || self.reader.as_ref().is_some_and(may)
    }

    fn whose(&self, person: PersonId) -> Whose {
        let entries = self.standings.get(&person).map_or(&[][..], |standing| standing.entries.as_slice());
        Whose::person(person).at(self.catalogue.policies.facts(person, entries))
    }

    /// Whether the person whom the change describes sees its attribute: what is hidden from them is in no letter, whoever gets it.
    fn is_visible(&self, change: &Change) -> bool {
        let (Some(attribute), Some(standing)) =
            (self.catalogue.attribute(&change.attribute), self.standings.get(&change.person))
        else {
            return false;
        };
        standing.own(self.catalogue, attribute).policy.visible
    }

    fn person_name(&self, person: PersonId) -> Option<String> {
        self.standings.get(&person).map(|one| text::clean(&one.person.display_name, false))
    }

    fn label(&self, change: &Change) -> Option<String> {
        self.catalogue.attribute(&change.attribute).map(|one| text::clean(one.label(&self.language), false))
    }

    /// A line for a change, with the name of whom it describes where several are written about.
    fn line(&self, change: &Change, names_person: bool) -> Option<String> {
        let label = self.label(change)?;
        let whose = (names_person && change.person != self.to).then(|| self.person_name(change.person)).flatten();
        let label = whose.map_or_else(|| label.clone(), |name| format!("{name}: {label}"));
        if !self.company.values_of.contains(&change.attribute) {
            return Some(format!("- {label}"));
        }
        let attribute = self.catalogue.attribute(&change.attribute)?;
        let written = |value: Option<&Value>| {
            let value = value?;
            let words = kind::shown(attribute, value, &self.language).unwrap_or_else(|| value.texts().join(", "));
            Some(text::clean(&words, false).chars().take(VALUE).collect::<String>())
        };
        let (old, new) = (written(change.base.value()), written(merge_new(self.catalogue, change).as_ref()));
        let or_blank = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
        Some(format!("- {label}: {} → {}", or_blank(old), or_blank(new)))
    }
}
