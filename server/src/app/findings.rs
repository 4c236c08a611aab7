//! The list of what runs could not take in or are unsure about, and doing something about it: read anew, leave it, say whether two are one
//! (T14, X17, S2.9). Each is judged alone, one or a thousand at once.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    api::{
        Candidate, FindingAct, FindingKind, FindingResult, FindingState, FindingsQuery, Page, Run, SeenFinding,
        SortOut, SortedOut, StartRun,
    },
    dn,
    id::{FindingId, PersonId, SourceId},
    likeness::is_telling,
    moment::Moment,
    policy::{Facts, Place},
    rights::{Act, Whose},
    selection::Selection,
};

use super::{
    App, AppError,
    asker::Asker,
    catalogue::Catalogue,
    connection::Shown,
    place, problem,
    relink::{Wanted, may_relink, relink},
    sync::left_out_of,
};
use crate::store::{
    Conn, change,
    finding::{self, Finding, Listing},
    person, source,
    within::Within,
};

impl App {
    /// A page of findings, oldest first.
    pub(crate) async fn findings(
        &self,
        asker: &Asker,
        query: FindingsQuery,
    ) -> Result<Page<domain::api::Finding>, AppError> {
        let limit = place::limit(query.limit)?;
        let after = place::number(query.after.as_deref())?.unwrap_or(0);
        let state = query.state.unwrap_or_default();
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let (within, unmade) = reach(&mut conn, asker, state).await?;
        let listing = Listing { kind: query.kind, state, within: &within, unmade: &unmade };
        let mut rows = finding::page(&mut conn, listing, after, limit + 1).await?;
        let total = finding::count(&mut conn, listing).await?;
        let next = place::cut(&mut rows, limit, |last| last.id.to_string());
        let candidates = candidates(&mut conn, &rows).await?;
        let items = rows.iter().map(|row| view(asker, &catalogue, row, &candidates)).collect();
        Ok(Page { items, next, total })
    }

    /// How many wait for somebody to look, of those that the asker is shown.
    pub(super) async fn count_findings(&self, asker: &Asker) -> Result<i64, AppError> {
        if !asker.can(Act::SeeFindings, None) {
            return Ok(0);
        }
        let mut conn = self.store().read().await?;
        let state = FindingState::Open;
        let (within, unmade) = reach(&mut conn, asker, state).await?;
        Ok(finding::count(&mut conn, Listing { kind: None, state, within: &within, unmade: &unmade }).await?)
    }

    /// Does something about findings; the results stand in their order.
    pub(crate) async fn sort_out(&self, asker: &Asker, asked: SortOut, now: Moment) -> Result<SortedOut, AppError> {
        let may_retry = asked.act == FindingAct::Retry && asker.can(Act::RunSource, None);
        if !may_retry {
            asker.may(if asked.act == FindingAct::Include { Act::SetSource } else { Act::SetIdentity }, None)?;
        }
        if asked.findings.is_empty() || asked.findings.len() > 1000 {
            return Err(AppError::BadRequest("`findings` has 1 to 1000 of them".to_owned()));
        }
        if asked.act == FindingAct::Retry {
            return self.retry(asker, &asked.findings, now).await;
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let is_one = asked.findings.len() == 1;
        let (mut results, mut unread) = (Vec::with_capacity(asked.findings.len()), Entries::new());
        for seen in asked.findings {
            let (catalogue, asker) = (catalogue.clone(), asker.clone());
            let done = self
                .store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move { one(conn, &catalogue, &asker, (asked.act, is_one), seen, now).await })
                })
                .await;
            let problem = match done {
                Ok(linked) => {
                    if let Some((source, id)) = linked {
                        unread.entry(source).or_default().insert(id);
                    }
                    None
                }
                Err(error @ (AppError::Store(_) | AppError::Internal(_))) => return Err(error),
                Err(refusal) => Some(problem::details(&refusal)),
            };
            results.push(FindingResult { finding: seen.finding, problem });
        }
        if asked.act == FindingAct::Accept {
            // Whoever was merged may be asked in the other one's place.
            self.ask_anew_after_run(now).await?;
        }
        let runs = self.read_entries(asker, unread, now).await?;
        Ok(SortedOut { results, runs })
    }

    /// Has the entries read anew. One whose id could not be read is looked for by reading all.
    async fn retry(&self, asker: &Asker, seen: &[SeenFinding], now: Moment) -> Result<SortedOut, AppError> {
        let ids: Vec<FindingId> = seen.iter().map(|one| one.finding).collect();
        let rows = finding::by_ids(&mut self.store().read().await?, &ids).await?;
        let known: BTreeMap<FindingId, &Finding> = rows.iter().map(|row| (row.id, row)).collect();
        let (mut entries, mut whole) = (Entries::new(), BTreeSet::new());
        let mut results = Vec::with_capacity(seen.len());
        for one in seen {
            let row = known.get(&one.finding);
            match row {
                Some(row) if row.found.kind == FindingKind::Unreadable => {
                    whole.insert(row.found.source);
                }
                Some(row) => {
                    entries.entry(row.found.source).or_default().insert(row.found.external_id.clone());
                }
                None => {}
            }
            let problem = row.is_none().then(|| problem::details(&AppError::NotFound));
            results.push(FindingResult { finding: one.finding, problem });
        }
        let mut runs = Vec::new();
        for source in whole {
            entries.remove(&source);
            runs.push(self.start_run(source, StartRun { full: true, dry: false }, asker.actor(), now).await?);
        }
        runs.extend(self.read_entries(asker, entries, now).await?);
        Ok(SortedOut { results, runs })
    }

    async fn read_entries(&self, asker: &Asker, entries: Entries, now: Moment) -> Result<Vec<Run>, AppError> {
        let mut runs = Vec::new();
        for (source, ids) in entries {
            runs.push(self.start_entries_run(source, ids.into_iter().collect(), asker.actor(), now).await?);
        }
        Ok(runs)
    }
}

/// Whose findings the asker is shown: of people within, and of entries that lie there themselves while nobody was made of them.
async fn reach(conn: &mut Conn, asker: &Asker, state: FindingState) -> Result<(Within, Vec<FindingId>), AppError> {
    let scope = asker.who.reach(Act::SeeFindings);
    let within = Within::of(conn, &scope).await?;
    if within.is_everywhere() {
        return Ok((within, Vec::new()));
    }
    let lies_there = |source: SourceId, dn: &str| {
        let places = dn::path(dn).map(|path| Place { source, path }).into_iter().collect();
        scope.covers(&Facts { places, groups: Vec::new() })
    };
    let unmade = finding::unmade(conn, state, &within).await?.into_iter();
    let unmade = unmade.filter(|(_, source, dn)| lies_there(*source, dn)).map(|(id, ..)| id).collect();
    Ok((within, unmade))
}

/// Ids of entries by their source.
type Entries = BTreeMap<SourceId, BTreeSet<String>>;

/// One finding; gives the entry that has to be read now.
async fn one(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    (act, is_one): (FindingAct, bool),
    seen: SeenFinding,
    now: Moment,
) -> Result<Option<(SourceId, String)>, AppError> {
    let row = finding::by_ids(conn, &[seen.finding]).await?.pop().ok_or(AppError::NotFound)?;
    if row.version != seen.version {
        return Err(AppError::VersionMoved { version: row.version, moved: Vec::new() });
    }
    if !acts(asker, &row).contains(&act) {
        let is_own = asker.person().is_some() && [row.found.person, row.found.other].contains(&asker.person());
        return Err(match is_own {
            true => AppError::Forbidden,
            false => AppError::Conflict("that is not possible with this finding as it is now".to_owned()),
        });
    }
    if act == FindingAct::Accept && !is_one && !is_telling(&row.found.shared) {
        return Err(AppError::Conflict(
            "a name is not enough to say in one go that many are one; look at these one by one".to_owned(),
        ));
    }
    let state = match act {
        FindingAct::Ignore => FindingState::Ignored,
        FindingAct::Refuse => FindingState::Refused,
        FindingAct::Reopen | FindingAct::Retry => FindingState::Open,
        FindingAct::Include => return include(conn, asker, &row, now).await,
        FindingAct::Accept => return accept(conn, catalogue, asker, &row, now).await,
    };
    if !finding::set_state(conn, (row.id, row.version), state, Some(&asker.name), now).await? {
        return Err(AppError::VersionMoved { version: row.version, moved: Vec::new() });
    }
    let action = match state {
        FindingState::Open => "finding.reopen",
        FindingState::Ignored => "finding.ignore",
        FindingState::Refused => "finding.refuse",
    };
    let mut audit = asker.actor().audit(now, action);
    audit.person = row.found.person.or(row.found.other);
    audit.detail = serde_json::json!({
        "source": catalogue.sources.get(&row.found.source), "kind": row.found.kind, "entry": row.found.external_id, "other": row.found.other,
    });
    conn.audit(audit);
    Ok(None)
}

/// The two are one: the other one keeps everything and gets the entry.
async fn accept(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    row: &Finding,
    now: Moment,
) -> Result<Option<(SourceId, String)>, AppError> {
    let found = &row.found;
    let keeper = found.other.ok_or(AppError::NotFound)?;
    for person in [Some(keeper), found.person].into_iter().flatten() {
        may_relink(asker, person)?;
    }
    let wanted = Wanted { source: found.source, external_id: found.external_id.clone(), dn: found.dn.clone() };
    relink(conn, catalogue, &asker.actor(), keeper, &wanted, now).await?;
    finding::remove(conn, &[row.id]).await?;
    Ok(found.person.is_none().then(|| (found.source, found.external_id.clone())))
}

/// The entry is in scope from now on.
async fn include(
    conn: &mut Conn,
    asker: &Asker,
    row: &Finding,
    now: Moment,
) -> Result<Option<(SourceId, String)>, AppError> {
    let found = &row.found;
    let stored = source::all(conn).await?.into_iter().find(|one| one.id == found.source).ok_or(AppError::NotFound)?;
    let shown: Shown = serde_json::from_str(&stored.settings)
        .map_err(|_| AppError::Internal(format!("the stored settings of source {} cannot be read", stored.name)))?;
    let wider = left_out_of(&found.reason).and_then(|because| stored.selection.with(&found.dn, because, &shown.base));
    let wider = wider.ok_or(AppError::NotFound)?;
    wider.judge().map_err(|why| AppError::Conflict(format!("it cannot be named: {why}")))?;
    if !source::set(conn, (stored.id, stored.version), None, Some(&wider), None).await? {
        return Err(AppError::VersionMoved { version: stored.version, moved: Vec::new() });
    }
    finding::remove(conn, &[row.id]).await?;
    let mut audit = asker.actor().audit(now, "source.set");
    audit.detail = serde_json::json!({ "source": stored.name, "set": { "selection": wider } });
    conn.audit(audit);
    Ok(Some((found.source, found.external_id.clone())))
}

/// What the asker can do about a finding as it is now.
fn acts(asker: &Asker, row: &Finding) -> Vec<FindingAct> {
    let found = &row.found;
    let about = [found.person, found.other].into_iter().flatten();
    let decides = about.map(Whose::person).all(|whose| asker.can(Act::SetIdentity, Some(&whose)))
        && asker.can(Act::SetIdentity, None);
    let mut acts = Vec::new();
    if asker.can(Act::RunSource, None) || asker.can(Act::SetIdentity, None) {
        acts.push(FindingAct::Retry);
    }
    let may_be_named = found.kind == FindingKind::OutOfScope
        && left_out_of(&found.reason).is_some_and(|why| Selection::default().with(&found.dn, why, "").is_some());
    if may_be_named && asker.can(Act::SetSource, None) {
        acts.push(FindingAct::Include);
    }
    if !decides {
        return acts;
    }
    // Of a known person whose name is taken by another nothing can be merged here: both have what is theirs.
    let may_be_one = found.other.is_some() && (found.kind == FindingKind::Resembles || found.person.is_none());
    match row.state {
        FindingState::Open => {
            if may_be_one {
                acts.push(FindingAct::Accept);
            }
            if found.kind == FindingKind::Resembles {
                acts.push(FindingAct::Refuse);
            }
            acts.push(FindingAct::Ignore);
        }
        FindingState::Ignored | FindingState::Refused => acts.push(FindingAct::Reopen),
    }
    acts
}

/// The people whom findings name.
async fn candidates(conn: &mut Conn, rows: &[Finding]) -> Result<BTreeMap<PersonId, Candidate>, AppError> {
    let ids: BTreeSet<PersonId> = rows.iter().flat_map(|row| [row.found.person, row.found.other]).flatten().collect();
    let ids: Vec<PersonId> = ids.into_iter().collect();
    let mut all = BTreeMap::new();
    for found in person::by_ids(conn, &ids).await? {
        let changes = change::count_of_person(conn, found.id, (None, None)).await?;
        let candidate = Candidate {
            id: found.id,
            blocked: found.blocked(),
            username: found.username.or(found.wanted_username),
            display_name: found.display_name,
            changes,
        };
        all.insert(candidate.id, candidate);
    }
    Ok(all)
}

fn view(
    asker: &Asker,
    catalogue: &Catalogue,
    row: &Finding,
    candidates: &BTreeMap<PersonId, Candidate>,
) -> domain::api::Finding {
    let found = &row.found;
    let candidate = |id: Option<PersonId>| id.and_then(|id| candidates.get(&id).cloned());
    domain::api::Finding {
        id: row.id,
        version: row.version,
        kind: found.kind,
        state: row.state,
        source: found.source,
        source_name: catalogue.sources.get(&found.source).cloned().unwrap_or_default(),
        dn: found.dn.clone(),
        username: found.username.clone(),
        person: candidate(found.person),
        other: candidate(found.other),
        shared: found.shared.clone(),
        left_out: left_out_of(&found.reason).filter(|_| found.kind == FindingKind::OutOfScope),
        reason: found.reason.clone(),
        first_seen_at: row.first_seen_at,
        last_seen_at: row.last_seen_at,
        decided_by: row.decided.as_ref().map(|(_, by)| by.clone()),
        decided_at: row.decided.as_ref().map(|(at, _)| *at),
        acts: acts(asker, row),
    }
}
