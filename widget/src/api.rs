//! Every call of the server by name, typed by the shapes that both sides share.

use domain::{
    api::{
        ApprovalsQuery, AttributeView, AuditQuery, AuditRow, Because, Block, ChangeView, Decided, Decisions, Export,
        Fill, Item, LocksSet, MakeExport, Neighbours, Page, PeopleQuery, PersonRow, Profile, Propose, ReportLine,
        ReportQuery, Run, Session, SetAttribute, SetLocks, SignIn, Source, Target, Unblock, paths,
    },
    id::{ChangeId, ExportId, PersonId, RunId, SourceId, TargetId},
    name::AttributeKey,
};
use serde::{Serialize, de::IgnoredAny};

use crate::{
    address::with_query,
    http::{Trouble, delete, get, patch, post},
};

/// Where the answer says no more than that it went well, it is read anew instead.
type Answer<T> = Result<T, Trouble>;

/// Where a page of a list begins, for lists without filters.
#[derive(Serialize)]
struct After {
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

fn at(path: &str, id: i64) -> String {
    paths::fill(path, &[&id.to_string()])
}

fn page_of(path: &str, after: Option<String>) -> String {
    with_query(path, &After { after })
}

pub(crate) async fn session() -> Answer<Session> {
    get(paths::SESSION.to_owned()).await
}

pub(crate) async fn sign_in(username: String, password: String) -> Answer<Session> {
    post(paths::SESSION.to_owned(), &SignIn { username, password }).await
}

pub(crate) async fn sign_out() -> Answer<()> {
    delete(paths::SESSION.to_owned()).await
}

/// The own profile, or the one of `person`.
pub(crate) async fn profile(person: Option<PersonId>) -> Answer<Profile> {
    get(profile_path(person)).await
}

/// Proposes values; the answer is the profile as it is now.
pub(crate) async fn propose(person: Option<PersonId>, version: i64, values: &Propose) -> Answer<Profile> {
    patch(profile_path(person), version, values).await
}

fn profile_path(person: Option<PersonId>) -> String {
    person.map_or_else(|| paths::ME.to_owned(), |person| at(paths::PERSON, person.0))
}

/// The own changes, or the ones of `person`.
pub(crate) async fn changes(person: Option<PersonId>, after: Option<String>) -> Answer<Page<ChangeView>> {
    let path = person.map_or_else(|| paths::MY_CHANGES.to_owned(), |person| at(paths::PERSON_CHANGES, person.0));
    get(page_of(&path, after)).await
}

pub(crate) async fn withdraw(change: ChangeId) -> Answer<IgnoredAny> {
    post(at(paths::WITHDRAW, change.0), &Because::default()).await
}

pub(crate) async fn reexport(change: ChangeId) -> Answer<IgnoredAny> {
    post(at(paths::REEXPORT, change.0), &Because::default()).await
}

pub(crate) async fn people(query: &PeopleQuery) -> Answer<Page<PersonRow>> {
    get(with_query(paths::PEOPLE, query)).await
}

pub(crate) async fn fill() -> Answer<Fill> {
    get(paths::FILL.to_owned()).await
}

pub(crate) async fn neighbours(person: PersonId, query: &PeopleQuery) -> Answer<Neighbours> {
    get(with_query(&at(paths::NEIGHBOURS, person.0), query)).await
}

pub(crate) async fn block(person: PersonId, note: String) -> Answer<IgnoredAny> {
    post(at(paths::BLOCK, person.0), &Block { note }).await
}

pub(crate) async fn unblock(person: PersonId, pin: bool) -> Answer<IgnoredAny> {
    post(at(paths::UNBLOCK, person.0), &Unblock { pin }).await
}

/// The address of a stored picture; `digest` is the value `sha256:<hex>`.
pub(crate) fn photo_path(person: PersonId, digest: &str) -> String {
    paths::fill(paths::PHOTO, &[&person.to_string(), digest.strip_prefix("sha256:").unwrap_or(digest)])
}

pub(crate) async fn approvals(query: &ApprovalsQuery) -> Answer<Page<ChangeView>> {
    get(with_query(paths::APPROVALS, query)).await
}

pub(crate) async fn decide(decisions: &Decisions) -> Answer<Decided> {
    post(paths::DECISIONS.to_owned(), decisions).await
}

pub(crate) async fn attributes() -> Answer<Vec<AttributeView>> {
    get(paths::ATTRIBUTES.to_owned()).await
}

pub(crate) async fn set_attribute(key: &AttributeKey, version: i64, settings: &SetAttribute) -> Answer<AttributeView> {
    patch(paths::fill(paths::ATTRIBUTE, &[key.as_str()]), version, settings).await
}

pub(crate) async fn set_locks(settings: &SetLocks) -> Answer<LocksSet> {
    post(paths::LOCKS.to_owned(), settings).await
}

pub(crate) async fn sources() -> Answer<Vec<Source>> {
    get(paths::SOURCES.to_owned()).await
}

pub(crate) async fn runs(source: SourceId, after: Option<String>) -> Answer<Page<Run>> {
    get(page_of(&at(paths::SOURCE_RUNS, source.0), after)).await
}

pub(crate) async fn start_run(source: SourceId) -> Answer<Run> {
    post(at(paths::SOURCE_RUNS, source.0), &Because::default()).await
}

pub(crate) async fn run(run: RunId) -> Answer<Run> {
    get(at(paths::RUN, run.0)).await
}

pub(crate) async fn report(run: RunId, query: &ReportQuery) -> Answer<Page<ReportLine>> {
    get(with_query(&at(paths::RUN_REPORT, run.0), query)).await
}

/// What a person decides about a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RunDecision {
    Cancel,
    Release,
    Discard,
}

pub(crate) async fn decide_run(run: RunId, decision: RunDecision) -> Answer<IgnoredAny> {
    let path = match decision {
        RunDecision::Cancel => paths::CANCEL_RUN,
        RunDecision::Release => paths::RELEASE_RUN,
        RunDecision::Discard => paths::DISCARD_RUN,
    };
    post(at(path, run.0), &Because::default()).await
}

/// The addresses of a run's events and of its report as a file.
pub(crate) fn run_events_path(run: RunId) -> String {
    at(paths::RUN_EVENTS, run.0)
}

pub(crate) fn report_file_path(run: RunId) -> String {
    at(paths::RUN_REPORT_FILE, run.0)
}

pub(crate) async fn targets() -> Answer<Vec<Target>> {
    get(paths::TARGETS.to_owned()).await
}

pub(crate) async fn waiting(target: TargetId, after: Option<String>) -> Answer<Page<Item>> {
    get(page_of(&at(paths::WAITING, target.0), after)).await
}

pub(crate) async fn exports(after: Option<String>) -> Answer<Page<Export>> {
    get(page_of(paths::EXPORTS, after)).await
}

pub(crate) async fn make_export(asked: &MakeExport) -> Answer<Export> {
    post(paths::EXPORTS.to_owned(), asked).await
}

pub(crate) fn export_file_path(export: ExportId) -> String {
    at(paths::EXPORT_FILE, export.0)
}

pub(crate) async fn audit(query: &AuditQuery) -> Answer<Page<AuditRow>> {
    get(with_query(paths::AUDIT, query)).await
}
