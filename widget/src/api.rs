//! Every call of the server by name, typed by the shapes that both sides share. Where the answer says no more than that it went well,
//! it is not read.

mod administrators;
mod agents;
mod approvals;
mod catalogue;
mod exports;
mod history;
mod imports;
mod notices;
mod pictures;
mod reexports;
mod templates;

pub(crate) use administrators::*;
pub(crate) use agents::*;
pub(crate) use approvals::*;
pub(crate) use catalogue::*;
pub(crate) use exports::*;
pub(crate) use history::*;
pub(crate) use imports::*;
pub(crate) use notices::*;
pub(crate) use pictures::*;
pub(crate) use reexports::*;
pub(crate) use templates::*;

use domain::{
    api::{
        ApprovalsQuery, AskHandOver, AskSample, Attach, AttachPreview, AttributeView, Because, Block, ChangeView,
        CheckSource, Checked, ContainerView, Decided, Decisions, Detach, Draft, EditRules, Fill, Finding,
        FindingsQuery, HandOver, KeepDraft, LocksSet, Neighbours, NewAttribute, NewSource, Page, PaneSession,
        PaneSettings, PeopleQuery, PersonIdentity, PersonLink, PersonRow, PolicyExplanation, PolicyRules,
        PreviewSource, Profile, Propose, PurgePerson, Redeem, Rekey, RekeyPreview, Rekeyed, ReleaseRun, RemovalPlace,
        ReportLine, ReportQuery, RuleEffect, Run, SampleEntry, SaveRules, SaveSetUp, SendAgain, Session, SetAttribute,
        SetLocks, SetSource, SetUp, SetUpStep, SignIn, SignInWays, SignedOut, SortOut, SortedOut, Source, SourceOrder,
        SourceSchema, StartRun, Target, Tried, TryRekey, TrySelection, Unblock, UnlinkedSignIn, paths,
    },
    id::{ChangeId, IdentityId, PersonId, RunId, SourceId, UnlinkedId},
    name::AttributeKey,
    selection::Selection,
};
use serde::{Serialize, de::IgnoredAny};

use crate::{
    address::with_query,
    http::{Ask, delete, delete_version, get, merge, patch, post, post_version, put},
};

/// Where a page of a list begins, for lists without filters.
#[derive(Serialize)]
struct After {
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
}

fn at(path: &str, id: i64) -> String {
    paths::fill(path, &[&id.to_string()])
}

fn page_of(path: &str, after: Option<String>) -> String {
    with_query(path, &After { after, limit: None })
}

/// Who is signed in, if anybody is.
pub(crate) fn session() -> Ask<Option<Session>> {
    get(paths::SESSION.to_owned())
}

pub(crate) fn sign_in(username: String, password: String) -> Ask<Session> {
    post(paths::SESSION.to_owned(), &SignIn { username, password })
}

/// What the pane has to know before anybody is signed in.
pub(crate) fn pane() -> Ask<PaneSettings> {
    get(paths::PANE.to_owned())
}

/// A code for the pane that shows this challenge.
pub(crate) fn hand_over(challenge: String) -> Ask<HandOver> {
    post(paths::HAND_OVERS.to_owned(), &AskHandOver { challenge })
}

/// The pane's session for such a code.
pub(crate) fn redeem(asked: &Redeem) -> Ask<PaneSession> {
    post(paths::REDEEM.to_owned(), asked)
}

/// The ways to sign in.
pub(crate) fn sign_in_ways() -> Ask<SignInWays> {
    get(paths::SIGN_IN.to_owned())
}

/// Signs out; gives where to go to be signed out at the identity provider as well.
pub(crate) fn sign_out() -> Ask<Option<SignedOut>> {
    delete(paths::SESSION.to_owned())
}

/// The own profile, or the one of `person`.
pub(crate) fn profile(person: Option<PersonId>) -> Ask<Profile> {
    get(profile_path(person))
}

/// Proposes values; the answer is the profile as it is now.
pub(crate) fn propose(person: Option<PersonId>, version: i64, values: &Propose) -> Ask<Profile> {
    patch(profile_path(person), version, values)
}

/// What was typed into the own profile before and not saved.
pub(crate) fn draft() -> Ask<Draft> {
    get(paths::MY_DRAFT.to_owned())
}

/// Begins to read all that the page of the own profile shows.
pub(crate) fn own_profile_ahead() {
    profile(None).ahead();
    draft().ahead();
}

/// Has what was typed into the own profile kept.
pub(crate) fn keep_draft(keep: &KeepDraft) -> Ask<IgnoredAny> {
    merge(paths::MY_DRAFT.to_owned(), keep)
}

fn profile_path(person: Option<PersonId>) -> String {
    person.map_or_else(|| paths::ME.to_owned(), |person| at(paths::PERSON, person.0))
}

/// The own changes, or the ones of `person`.
pub(crate) fn changes(person: Option<PersonId>, after: Option<String>) -> Ask<Page<ChangeView>> {
    let path = person.map_or_else(|| paths::MY_CHANGES.to_owned(), |person| at(paths::PERSON_CHANGES, person.0));
    get(page_of(&path, after))
}

pub(crate) fn withdraw(change: ChangeId) -> Ask<IgnoredAny> {
    post(at(paths::WITHDRAW, change.0), &Because::default())
}

pub(crate) fn keep(change: ChangeId) -> Ask<IgnoredAny> {
    post(at(paths::KEEP, change.0), &Because::default())
}

pub(crate) fn reexport(change: ChangeId) -> Ask<IgnoredAny> {
    post(at(paths::REEXPORT, change.0), &Because::default())
}

pub(crate) fn people(query: &PeopleQuery) -> Ask<Page<PersonRow>> {
    get(with_query(paths::PEOPLE, query))
}

pub(crate) fn add_person(new: &Propose) -> Ask<Profile> {
    post(paths::PEOPLE.to_owned(), new)
}

pub(crate) fn fill() -> Ask<Fill> {
    get(paths::FILL.to_owned())
}

pub(crate) fn neighbours(person: PersonId, query: &PeopleQuery) -> Ask<Neighbours> {
    get(with_query(&at(paths::NEIGHBOURS, person.0), query))
}

pub(crate) fn block(person: PersonId, note: String) -> Ask<IgnoredAny> {
    post(at(paths::BLOCK, person.0), &Block { note })
}

pub(crate) fn unblock(person: PersonId, pin: bool) -> Ask<IgnoredAny> {
    post(at(paths::UNBLOCK, person.0), &Unblock { pin })
}

/// Deletes a blocked person for good.
pub(crate) fn purge(person: PersonId, name: String) -> Ask<IgnoredAny> {
    post(at(paths::PURGE, person.0), &PurgePerson { name })
}

/// The entries that a person is, or was, followed by.
pub(crate) fn links(person: PersonId) -> Ask<Vec<PersonLink>> {
    get(at(paths::LINKS, person.0))
}

pub(crate) fn detach(person: PersonId, source: SourceId) -> Ask<IgnoredAny> {
    post(at(paths::DETACH, person.0), &Detach { source })
}

pub(crate) fn try_attach(person: PersonId, wanted: &Attach) -> Ask<AttachPreview> {
    post(at(paths::TRY_ATTACH, person.0), wanted)
}

pub(crate) fn attach(person: PersonId, wanted: &Attach) -> Ask<Run> {
    post(at(paths::ATTACH, person.0), wanted)
}

pub(crate) fn approvals(query: &ApprovalsQuery) -> Ask<Page<ChangeView>> {
    get(with_query(paths::APPROVALS, query))
}

pub(crate) fn decide(decisions: &Decisions) -> Ask<Decided> {
    post(paths::DECISIONS.to_owned(), decisions)
}

pub(crate) fn attributes() -> Ask<Vec<AttributeView>> {
    get(paths::ATTRIBUTES.to_owned())
}

pub(crate) fn set_attribute(key: &AttributeKey, version: i64, settings: &SetAttribute) -> Ask<AttributeView> {
    patch(paths::fill(paths::ATTRIBUTE, &[key.as_str()]), version, settings)
}

pub(crate) fn set_locks(settings: &SetLocks) -> Ask<LocksSet> {
    post(paths::LOCKS.to_owned(), settings)
}

pub(crate) fn policy_rules() -> Ask<PolicyRules> {
    get(paths::POLICY_RULES.to_owned())
}

pub(crate) fn preview_rules(edit: &EditRules) -> Ask<RuleEffect> {
    post(paths::POLICY_PREVIEW.to_owned(), edit)
}

pub(crate) fn save_rules(save: &SaveRules) -> Ask<PolicyRules> {
    post(paths::POLICY_RULES.to_owned(), save)
}

pub(crate) fn explain_policy(person: PersonId, key: &AttributeKey) -> Ask<PolicyExplanation> {
    get(paths::fill(paths::POLICY_OF, &[&person.to_string(), key.as_str()]))
}

pub(crate) fn sources() -> Ask<Vec<Source>> {
    get(paths::SOURCES.to_owned())
}

/// Runs of a source, the newest first; no more than `limit` of them, if one is given.
pub(crate) fn runs(source: SourceId, after: Option<String>, limit: Option<i64>) -> Ask<Page<Run>> {
    get(with_query(&at(paths::SOURCE_RUNS, source.0), &After { after, limit }))
}

pub(crate) fn start_run(source: SourceId, asked: StartRun) -> Ask<Run> {
    post(with_query(&at(paths::SOURCE_RUNS, source.0), &asked), &Because::default())
}

/// Starts a dry run of settings that are not saved.
pub(crate) fn preview_source(source: SourceId, unsaved: &PreviewSource) -> Ask<Run> {
    post(at(paths::PREVIEW_SOURCE, source.0), unsaved)
}

/// Reads one person's entry anew.
pub(crate) fn start_person_run(person: PersonId) -> Ask<Run> {
    post(at(paths::PERSON_RUNS, person.0), &Because::default())
}

pub(crate) fn set_source(source: SourceId, version: i64, settings: &SetSource) -> Ask<Source> {
    patch(at(paths::SOURCE, source.0), version, settings)
}

/// Sends the owners of a source a test message.
pub(crate) fn test_notice(source: SourceId) -> Ask<Source> {
    post(at(paths::TEST_NOTICE, source.0), &Because::default())
}

/// Sends an owner of a source again what could not be delivered.
pub(crate) fn send_again(source: SourceId, to: String) -> Ask<Source> {
    post(at(paths::SEND_AGAIN, source.0), &SendAgain { to })
}

/// Which source counts where several have the same person.
pub(crate) fn source_order() -> Ask<SourceOrder> {
    get(paths::SOURCE_ORDER.to_owned())
}

pub(crate) fn set_source_order(order: &SourceOrder) -> Ask<SourceOrder> {
    put(paths::SOURCE_ORDER.to_owned(), order.version, order)
}

pub(crate) fn containers(source: SourceId) -> Ask<Vec<ContainerView>> {
    get(at(paths::CONTAINERS, source.0))
}

pub(crate) fn try_selection(source: SourceId, selection: Selection) -> Ask<Tried> {
    post(at(paths::TRY_SELECTION, source.0), &TrySelection { selection })
}

/// What re-keying a source would come to.
pub(crate) fn try_rekey(source: SourceId, asked: &TryRekey) -> Ask<RekeyPreview> {
    post(at(paths::TRY_REKEY, source.0), asked)
}

pub(crate) fn rekey(source: SourceId, asked: &Rekey) -> Ask<Rekeyed> {
    post(at(paths::REKEY, source.0), asked)
}

/// Sign-ins that no profile belongs to.
pub(crate) fn unlinked() -> Ask<Vec<UnlinkedSignIn>> {
    get(paths::UNLINKED.to_owned())
}

pub(crate) fn forget_unlinked(sign_in: UnlinkedId) -> Ask<IgnoredAny> {
    delete(at(paths::UNLINKED_ONE, sign_in.0))
}

/// Who a person is at identity providers.
pub(crate) fn identities(person: PersonId) -> Ask<Vec<PersonIdentity>> {
    get(at(paths::IDENTITIES, person.0))
}

pub(crate) fn remove_identity(person: PersonId, identity: IdentityId) -> Ask<IgnoredAny> {
    delete(paths::fill(paths::IDENTITY, &[&person.to_string(), &identity.to_string()]))
}

pub(crate) fn findings(query: &FindingsQuery) -> Ask<Page<Finding>> {
    get(with_query(paths::FINDINGS, query))
}

pub(crate) fn sort_out(asked: &SortOut) -> Ask<SortedOut> {
    post(paths::SORT_OUT.to_owned(), asked)
}

pub(crate) fn begin_source(name: String) -> Ask<Source> {
    post(paths::SOURCES.to_owned(), &NewSource { name })
}

pub(crate) fn source(source: SourceId) -> Ask<Source> {
    get(at(paths::SOURCE, source.0))
}

pub(crate) fn set_up(source: SourceId) -> Ask<SetUp> {
    get(at(paths::SET_UP, source.0))
}

pub(crate) fn save_set_up(source: SourceId, version: i64, save: &SaveSetUp) -> Ask<SetUp> {
    patch(at(paths::SET_UP, source.0), version, save)
}

pub(crate) fn check_source(source: SourceId, step: SetUpStep) -> Ask<Checked> {
    post(at(paths::CHECK_SOURCE, source.0), &CheckSource { step })
}

pub(crate) fn source_schema(source: SourceId) -> Ask<SourceSchema> {
    get(at(paths::SOURCE_SCHEMA, source.0))
}

pub(crate) fn sample(source: SourceId, ask: &AskSample) -> Ask<SampleEntry> {
    post(at(paths::SAMPLE, source.0), ask)
}

pub(crate) fn finish_source(source: SourceId, version: i64) -> Ask<Source> {
    post_version(at(paths::FINISH, source.0), version)
}

/// Drops a draft, or retires a source.
pub(crate) fn forget_source(source: SourceId, version: i64) -> Ask<IgnoredAny> {
    delete_version(at(paths::SOURCE, source.0), version)
}

pub(crate) fn add_attribute(new: &NewAttribute) -> Ask<AttributeView> {
    post(paths::ATTRIBUTES.to_owned(), new)
}

pub(crate) fn run(run: RunId) -> Ask<Run> {
    get(at(paths::RUN, run.0))
}

pub(crate) fn report(run: RunId, query: &ReportQuery) -> Ask<Page<ReportLine>> {
    get(with_query(&at(paths::RUN_REPORT, run.0), query))
}

/// Where the people are whom a held run would block.
pub(crate) fn removals(run: RunId) -> Ask<Vec<RemovalPlace>> {
    get(at(paths::RUN_REMOVALS, run.0))
}

pub(crate) fn cancel_run(run: RunId) -> Ask<IgnoredAny> {
    post(at(paths::CANCEL_RUN, run.0), &Because::default())
}

/// Lets a held run go on; the people in the containers `spare` are left alone.
pub(crate) fn release_run(run: RunId, spare: Vec<String>) -> Ask<IgnoredAny> {
    post(at(paths::RELEASE_RUN, run.0), &ReleaseRun { spare })
}

pub(crate) fn discard_run(run: RunId) -> Ask<IgnoredAny> {
    post(at(paths::DISCARD_RUN, run.0), &Because::default())
}

/// The addresses of a run's events and of its report as a file.
pub(crate) fn run_events_path(run: RunId) -> String {
    at(paths::RUN_EVENTS, run.0)
}

pub(crate) fn report_file_path(run: RunId) -> String {
    at(paths::RUN_REPORT_FILE, run.0)
}

pub(crate) fn targets() -> Ask<Vec<Target>> {
    get(paths::TARGETS.to_owned())
}
