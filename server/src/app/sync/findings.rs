//! What a run could not take in or is unsure about, as rows that stay until the cause is gone: a new entry that resembles somebody who is
//! missing, a user name that is taken, an entry that cannot be read (T14, X17). Nothing here merges anybody.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{BlockReason, FindingKind, LikeBlocked, ReportKind, RunCounts, RunKind},
    id::{FindingId, PersonId},
    likeness::{Likeness, Traits, is_telling, is_worth_asking, likeness},
    selection::LeftOut,
    text::{fold, fold_for_search},
};

use super::{
    Context,
    map::Doubt,
    read::Read,
    words::{line, reason_in_words},
    writes::Writes,
};
use crate::{
    app::{App, AppError, standing::Standing},
    source::{Outcome, Trouble},
    store::{
        Conn, entry,
        finding::{self, Finding, Found},
        stranger::{self, Stranger},
    },
};

/// People that one newcomer is proposed to be, at most.
const MOST: usize = 3;

/// Adds to what a chunk writes whom its newcomers resemble.
pub(super) async fn add_duplicates(
    conn: &mut Conn,
    context: &Context,
    writes: &mut Writes,
    counts: &mut RunCounts,
) -> Result<(), AppError> {
    if !context.compares || writes.made.is_empty() {
        return Ok(());
    }
    let strangers = Strangers::of(stranger::all(conn, context.source).await?);
    let names: BTreeMap<PersonId, &str> =
        writes.people.iter().map(|person| (person.id, person.display_name.as_str())).collect();
    let (mut found, mut lines, mut barred) = (Vec::new(), Vec::new(), BTreeMap::new());
    for entry in &writes.made {
        let name = names.get(&entry.person).copied().unwrap_or_default();
        let newcomer = Traits {
            mail: said(entry, "mail").map(|mail| fold_for_search(&mail)),
            employee_number: said(entry, "employee_number"),
            name: Some(name.to_owned()),
        };
        let alike = strangers.like(&newcomer);
        counts.duplicates += i64::from(!alike.is_empty());
        for (other, shared) in alike {
            let reason = in_words(other, &shared);
            if other.is_barred && is_telling(&shared) {
                let like = LikeBlocked { person: other.id, name: other.display_name.clone(), shared: shared.clone() };
                barred.insert(entry.person, like);
            }
            lines.push(line(ReportKind::Duplicate, Some(entry.person), name, Some(reason.clone())));
            found.push(Found {
                source: context.source,
                external_id: entry.external_id.clone(),
                kind: FindingKind::Resembles,
                person: Some(entry.person),
                other: Some(other.id),
                dn: entry.dn.clone(),
                username: None,
                shared,
                reason,
                hash: entry.hash,
            });
        }
    }
    // Whom an administrator has blocked does not come back as somebody new, neither under another id nor out of another directory.
    for person in &mut writes.people {
        let Some(like) = barred.remove(&person.id) else { continue };
        counts.blocked += i64::from(person.blocked().is_none());
        let reason = reason_in_words(BlockReason::LikeBlocked);
        lines.push(line(ReportKind::Blocked, Some(person.id), &person.display_name, Some(reason)));
        let note = serde_json::to_string(&like).map_err(|error| AppError::Internal(error.to_string()))?;
        person.blocked_by_admin = Some((context.began_at, note));
        person.username = None;
    }
    writes.found.extend(found);
    writes.lines.extend(lines);
    Ok(())
}

fn said(entry: &entry::Entry, key: &str) -> Option<String> {
    let (_, theirs) = entry.theirs.iter().find(|(known, _)| known.as_str() == key)?;
    theirs.value().map(|value| value.first().to_owned())
}

fn in_words(other: &Stranger, shared: &[Likeness]) -> String {
    let shared: Vec<&str> = shared
        .iter()
        .map(|one| match one {
            Likeness::Mail => "e-mail address",
            Likeness::EmployeeNumber => "employee number",
            Likeness::Name => "name",
        })
        .collect();
    let missing = if other.is_elsewhere { "whom another source has" } else { "who is missing" };
    format!(
        "same {} as {} (person {}), {missing}; say on the list of findings whether they are one",
        shared.join(", "),
        other.display_name,
        other.id
    )
}

/// Strangers by what they are found by.
struct Strangers {
    all: Vec<(Stranger, Traits)>,
    by_trait: BTreeMap<String, Vec<usize>>,
}

impl Strangers {
    fn of(strangers: Vec<Stranger>) -> Self {
        let traits = |stranger: &Stranger| Traits {
            mail: Some(stranger.mail.clone()),
            employee_number: stranger.employee_number.clone(),
            name: Some(stranger.display_name.clone()),
        };
        let all: Vec<(Stranger, Traits)> = strangers
            .into_iter()
            .map(|one| {
                let traits = traits(&one);
                (one, traits)
            })
            .collect();
        let mut by_trait: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, (_, traits)) in all.iter().enumerate() {
            for word in words(traits) {
                by_trait.entry(word).or_default().push(place);
            }
        }
        Self { all, by_trait }
    }

    /// Whom a newcomer resembles, the likest first; before them whom an administrator has blocked, so that nobody crowds them out.
    fn like(&self, newcomer: &Traits) -> Vec<(&Stranger, Vec<Likeness>)> {
        let words = words(newcomer);
        let places: BTreeSet<usize> =
            words.iter().filter_map(|word| self.by_trait.get(word)).flatten().copied().collect();
        let mut alike: Vec<(&Stranger, Vec<Likeness>)> = places
            .into_iter()
            .filter_map(|place| self.all.get(place))
            .map(|(stranger, traits)| (stranger, likeness(newcomer, traits)))
            .filter(|(stranger, shared)| is_worth_asking(shared, stranger.is_elsewhere))
            .collect();
        alike.sort_by(|(this, one), (that, other)| {
            let bars = |stranger: &Stranger, shared: &[Likeness]| stranger.is_barred && is_telling(shared);
            bars(that, other).cmp(&bars(this, one)).then(other.len().cmp(&one.len())).then(one.cmp(other))
        });
        alike.truncate(MOST);
        alike
    }
}

/// What somebody can be found by, each with a letter for what it is.
fn words(traits: &Traits) -> Vec<String> {
    let word = |letter: &str, text: &Option<String>| {
        let folded = fold(text.as_deref()?);
        (!folded.is_empty()).then(|| format!("{letter}{folded}"))
    };
    [word("m", &traits.mail), word("e", &traits.employee_number), word("n", &traits.name)]
        .into_iter()
        .flatten()
        .collect()
}

/// Keeps which entries could not be read; where all were looked at, takes away those that can be read again.
pub(super) async fn keep_unreadable(conn: &mut Conn, context: &Context, read: &Read) -> Result<(), AppError> {
    let unreadable = read.end.undecodable.iter().map(|(name, why)| Found {
        source: context.source,
        external_id: name.clone(),
        kind: FindingKind::Unreadable,
        person: None,
        other: None,
        dn: name.clone(),
        username: None,
        shared: Vec::new(),
        reason: why.clone(),
        hash: 0,
    });
    // Of two that share a name the later one counts; one statement may not touch a row twice.
    let unreadable: BTreeMap<String, Found> = unreadable.map(|found| (found.external_id.clone(), found)).collect();
    let unreadable: Vec<Found> = unreadable.into_values().collect();
    finding::put_many(conn, &unreadable, context.run, context.began_at).await?;
    let looked_at_all =
        matches!(&read.end.outcome, Outcome::Complete | Outcome::Partial { reason: Trouble::Undecodable(_) });
    let named_all = read.end.undecodable.len() as u64 == read.end.undecodable_count;
    if context.kind == RunKind::Full && looked_at_all && named_all {
        finding::settle_others(conn, (context.source, context.run), FindingKind::Unreadable).await?;
    }
    Ok(())
}

/// Keeps which entries are out of scope; after a run that looked at all of them, those alone.
pub(super) async fn keep_left_out(conn: &mut Conn, context: &Context, read: &Read) -> Result<(), AppError> {
    let outside = read.left_out.iter().map(|one| Found {
        source: context.source,
        external_id: one.id.clone(),
        kind: FindingKind::OutOfScope,
        person: None,
        other: None,
        dn: one.dn.clone(),
        username: one.username.clone(),
        shared: Vec::new(),
        reason: left_out_in_words(one.because).to_owned(),
        hash: one.hash,
    });
    let outside: BTreeMap<String, Found> = outside.map(|found| (found.external_id.clone(), found)).collect();
    let outside: Vec<Found> = outside.into_values().collect();
    finding::put_many(conn, &outside, context.run, context.began_at).await?;
    if context.kind == RunKind::Full && matches!(read.end.outcome, Outcome::Complete) {
        finding::settle_others(conn, (context.source, context.run), FindingKind::OutOfScope).await?;
    }
    Ok(())
}

/// Keeps what entries leave unclear; each run looks at these again, so after one that looked at all, that alone.
pub(super) async fn keep_doubts(conn: &mut Conn, context: &Context, read: &Read) -> Result<(), AppError> {
    let doubts = read.doubts.iter().map(|one| Found {
        source: context.source,
        external_id: one.id.clone(),
        kind: one.kind,
        person: None,
        other: None,
        dn: one.dn.clone(),
        username: one.username.clone(),
        shared: Vec::new(),
        reason: one.reason.clone(),
        hash: one.hash,
    });
    let doubts: BTreeMap<(&str, String), Found> =
        doubts.map(|found| ((found.kind.as_str(), found.external_id.clone()), found)).collect();
    let doubts: Vec<Found> = doubts.into_values().collect();
    finding::put_many(conn, &doubts, context.run, context.began_at).await?;
    if context.kind == RunKind::Full && matches!(read.end.outcome, Outcome::Complete) {
        for kind in [FindingKind::NotWorkedOut, FindingKind::CountryDiffers] {
            finding::settle_others(conn, (context.source, context.run), kind).await?;
        }
    }
    Ok(())
}

/// What is not known of an entry, with what becomes of it.
pub(super) fn failed_in_words(failed: &Doubt) -> String {
    format!("not worked out, so what was known of it stays: {}", failed.reason)
}

/// Why an entry is out of scope, in words with the remedy.
fn left_out_in_words(because: LeftOut) -> &'static str {
    match because {
        LeftOut::Container => "it lies in a container that is not taken",
        LeftOut::Group => "it is in no chosen group; add it to one in the directory, or choose another",
        LeftOut::Inclusion => "no inclusion rule names it",
        LeftOut::Disabled => "its account is disabled; enable it, or take disabled accounts too",
    }
}

/// The reason that a stored sentence gives.
pub(in crate::app) fn left_out_of(words: &str) -> Option<LeftOut> {
    [LeftOut::Container, LeftOut::Group, LeftOut::Inclusion, LeftOut::Disabled]
        .into_iter()
        .find(|because| left_out_in_words(*because) == words)
}

/// Takes away what is no longer so, when everything is applied.
pub(super) async fn sweep(app: &App, context: &Context, is_complete: bool, is_full: bool) -> Result<(), AppError> {
    let context = context.clone();
    app.store()
        .write(move |conn| {
            Box::pin(async move {
                context.fence(conn).await?;
                let run = (context.source, context.run);
                if is_complete && is_full {
                    finding::settle_others(conn, run, FindingKind::UsernameTaken).await?;
                } else if is_complete {
                    // Who was asked for and is not there has no user name that could be taken.
                    finding::settle(conn, run, FindingKind::UsernameTaken, &context.only).await?;
                }
                let mut after = 0;
                loop {
                    let page = finding::about_people(conn, context.source, after, 500).await?;
                    let Some(last) = page.last() else { return Ok(()) };
                    after = last.id.0;
                    let over = over(conn, &context, &page).await?;
                    finding::remove(conn, &over).await?;
                }
            })
        })
        .await
}

/// Which of these have lost their cause: the entry is gone, the other one is there again, or the two are no longer alike.
async fn over(conn: &mut Conn, context: &Context, page: &[Finding]) -> Result<Vec<FindingId>, AppError> {
    let people: BTreeSet<PersonId> =
        page.iter().flat_map(|one| [one.found.person, one.found.other]).flatten().collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let standings = Standing::load_many(conn, &people).await?;
    let is_here =
        |standing: &Standing| standing.entries.iter().any(|entry| entry.source == context.source && entry.is_present());
    let holds = |one: &Finding| {
        let found = &one.found;
        let person = found.person.and_then(|id| standings.get(&id));
        let has_entry = |standing: &&Standing| {
            standing.entries.iter().any(|entry| entry.external_id == found.external_id && entry.is_present())
        };
        let Some(person) = person.filter(has_entry) else { return false };
        if found.kind != FindingKind::Resembles {
            return true;
        }
        let Some(other) = found.other.and_then(|id| standings.get(&id)) else { return false };
        let shared = likeness(&traits(context, person), &traits(context, other));
        !is_here(other) && !shared.is_empty()
    };
    Ok(page.iter().filter(|one| !holds(one)).map(|one| one.id).collect())
}

/// What somebody who is known is compared by.
fn traits(context: &Context, standing: &Standing) -> Traits {
    let effective = |key: &str| {
        let attribute = context.catalogue.attributes.iter().find(|one| one.attribute.key.as_str() == key)?;
        let value = standing.effective(&context.catalogue, &attribute.attribute).value?;
        Some(value.first().to_owned())
    };
    Traits {
        mail: effective("mail").map(|mail| fold_for_search(&mail)),
        employee_number: effective("employee_number"),
        name: Some(standing.person.display_name.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P11, P12: however many others are more alike, whom an administrator has blocked is among those who are proposed.
    #[test]
    fn nobody_crowds_out_who_is_blocked() {
        let stranger = |id: i64, name: &str, is_barred: bool| Stranger {
            id: PersonId(id),
            display_name: name.to_owned(),
            mail: "emma.larsen@example.test".to_owned(),
            employee_number: None,
            is_elsewhere: false,
            is_barred,
        };
        let mut all: Vec<Stranger> = (1..=4).map(|id| stranger(id, "Emma Larsen", false)).collect();
        all.push(stranger(5, "E. Berg", true));
        let newcomer = Traits {
            mail: Some("emma.larsen@example.test".to_owned()),
            employee_number: None,
            name: Some("Emma Larsen".to_owned()),
        };
        let strangers = Strangers::of(all);
        let alike: Vec<i64> = strangers.like(&newcomer).iter().map(|(one, _)| one.id.0).collect();
        assert_eq!((alike.len(), alike.first()), (MOST, Some(&5)));
    }
}
