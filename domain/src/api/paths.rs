//! The addresses, shared by the router and the widget. `{…}` is filled by the functions below.

/// Sign in (`POST`), who am I (`GET`), sign out (`DELETE`).
pub const SESSION: &str = "/api/v1/session";
/// The ways to sign in: `GET`.
pub const SIGN_IN: &str = "/api/v1/sign-in";
/// A code for the task pane.
pub const HAND_OVERS: &str = "/api/v1/session/hand-overs";
/// The pane's session for such a code.
pub const REDEEM: &str = "/api/v1/session/redeem";
/// What the pane has to know before anybody is signed in: `GET`, at the pane's own origin.
pub const PANE: &str = "/api/v1/pane";
/// The own profile: `GET`, `PATCH` with `If-Match`.
pub const ME: &str = "/api/v1/me";
/// What was typed into the own profile and not saved: `GET`, `PATCH`, `DELETE`.
pub const MY_DRAFT: &str = "/api/v1/me/draft";
/// The own changes, newest first: `GET`.
pub const MY_CHANGES: &str = "/api/v1/me/changes";
/// The own changes that are in conflict, newest first: `GET`.
pub const MY_CONFLICTS: &str = "/api/v1/me/conflicts";
/// The own history, newest first: `GET`.
pub const MY_HISTORY: &str = "/api/v1/me/history";
/// What the reader is told, newest first: `GET`.
pub const MY_NEWS: &str = "/api/v1/me/news";
/// What of it was seen: `POST`.
pub const READ_NEWS: &str = "/api/v1/me/news/read";
/// Which way the reader is told: `GET`, `PUT` with `If-Match`.
pub const MY_NOTICES: &str = "/api/v1/me/notices";
/// Own details that are right as they stand: `POST` with `If-Match`.
pub const CONFIRM: &str = "/api/v1/me/confirmations";
/// Ask about them later: `POST`.
pub const SNOOZE: &str = "/api/v1/me/confirmations/snooze";
/// Who has confirmed their details and who has not: `GET`.
pub const CONFIRMATIONS: &str = "/api/v1/confirmations";
/// The same as a CSV file: `GET`.
pub const CONFIRMATIONS_FILE: &str = "/api/v1/confirmations.csv";
/// How everybody is told who has not chosen, and what letters say: `GET`, `PATCH` with `If-Match`.
pub const NOTICE_SETTINGS: &str = "/api/v1/notice-settings";
/// What a letter would look like: `POST`.
pub const PREVIEW_LETTER: &str = "/api/v1/notice-settings/preview";
/// Letters that could not be delivered: `GET`.
pub const UNDELIVERED: &str = "/api/v1/undelivered";
/// Try one of them again at once: `POST`.
pub const SEND_LETTER_AGAIN: &str = "/api/v1/undelivered/{notice}/again";
/// Give one of them up: `DELETE`.
pub const UNDELIVERED_ONE: &str = "/api/v1/undelivered/{notice}";
/// People: `GET` with search and filters.
pub const PEOPLE: &str = "/api/v1/people";
/// Other people by part of a name, to name one as a value: `GET`.
pub const COLLEAGUES: &str = "/api/v1/colleagues";
/// How complete people's profiles are, by attribute: `GET`.
pub const FILL: &str = "/api/v1/fill";
/// One person: `GET`, `PATCH` with `If-Match`.
pub const PERSON: &str = "/api/v1/people/{person}";
/// The person before and after this one in a list: `GET` with the list's filters.
pub const NEIGHBOURS: &str = "/api/v1/people/{person}/neighbours";
/// A person's changes, newest first: `GET`.
pub const PERSON_CHANGES: &str = "/api/v1/people/{person}/changes";
/// A person's history, newest first: `GET`.
pub const PERSON_HISTORY: &str = "/api/v1/people/{person}/history";
/// The entries of a person as their directories sent them: `GET`.
pub const PERSON_RECEIVED: &str = "/api/v1/people/{person}/received";
/// Read one person's entry anew: `POST`.
pub const PERSON_RUNS: &str = "/api/v1/people/{person}/runs";
/// Send a picture of a person, to be saved as a value of theirs: `POST`.
pub const PHOTOS: &str = "/api/v1/people/{person}/photos";
/// A stored picture of a person: `GET`.
pub const PHOTO: &str = "/api/v1/people/{person}/photos/{digest}";
/// Block a person: `POST`.
pub const BLOCK: &str = "/api/v1/people/{person}/block";
/// Let a blocked person back in: `POST`.
pub const UNBLOCK: &str = "/api/v1/people/{person}/unblock";
/// Delete a blocked person for good: `POST`.
pub const PURGE: &str = "/api/v1/people/{person}/purge";
/// The entries of directories that a person is followed by: `GET`.
pub const LINKS: &str = "/api/v1/people/{person}/links";
/// Take a person off a source: `POST`.
pub const DETACH: &str = "/api/v1/people/{person}/detach";
/// Link a person to an entry: `POST`.
pub const ATTACH: &str = "/api/v1/people/{person}/attach";
/// What linking them would come to: `POST`.
pub const TRY_ATTACH: &str = "/api/v1/people/{person}/attach/try";
/// The identities that a person signs in with: `GET`.
pub const IDENTITIES: &str = "/api/v1/people/{person}/identities";
/// One of them: `DELETE`.
pub const IDENTITY: &str = "/api/v1/people/{person}/identities/{identity}";
/// Sign-ins that no profile belongs to: `GET`.
pub const UNLINKED: &str = "/api/v1/unlinked-sign-ins";
/// One of them, to be forgotten: `DELETE`.
pub const UNLINKED_ONE: &str = "/api/v1/unlinked-sign-ins/{sign_in}";
/// Changes that wait for the asker's decision: `GET`.
pub const APPROVALS: &str = "/api/v1/approvals";
/// Those that the asker may decide on, with their versions: `GET`.
pub const MATCHING: &str = "/api/v1/approvals/matching";
/// Who stands in for whom: `GET`; name somebody: `POST`.
pub const STAND_INS: &str = "/api/v1/stand-ins";
/// One of them: `DELETE`.
pub const STAND_IN: &str = "/api/v1/stand-ins/{stand_in}";
/// Who owns containers and groups: `GET`; name an owner: `POST`.
pub const OWNERS: &str = "/api/v1/owners";
/// One of them: `DELETE`.
pub const OWNER: &str = "/api/v1/owners/{owner}";
/// Decide on one or many changes: `POST`.
pub const DECISIONS: &str = "/api/v1/decisions";
/// Take a change back: `POST`.
pub const WITHDRAW: &str = "/api/v1/changes/{change}/withdraw";
/// Send a change that was not taken once more: `POST`.
pub const REEXPORT: &str = "/api/v1/changes/{change}/reexport";
/// Settle a conflict of the own profile: `POST`.
pub const SETTLE: &str = "/api/v1/changes/{change}/settle";
/// Propose once more what has given way: `POST`.
pub const RENEW: &str = "/api/v1/changes/{change}/renew";
/// Let a change go on that is held by a lock: `POST`.
pub const KEEP: &str = "/api/v1/changes/{change}/keep";
/// Attribute definitions: `GET`; add one: `POST`.
pub const ATTRIBUTES: &str = "/api/v1/attributes";
/// One attribute: `GET`, `PATCH` with `If-Match`.
pub const ATTRIBUTE: &str = "/api/v1/attributes/{attribute}";
/// What an attribute is: `PUT` with `If-Match`.
pub const DEFINITION: &str = "/api/v1/attributes/{attribute}/definition";
/// What another definition would come to: `POST`.
pub const DEFINITION_PREVIEW: &str = "/api/v1/attributes/{attribute}/preview";
/// The order of the form: `GET`, `PUT` with `If-Match`.
pub const FORM_ORDER: &str = "/api/v1/form-order";
/// Sets of values that fill in a form: `GET`; add one: `POST`.
pub const FILL_SETS: &str = "/api/v1/fill-sets";
/// One of them: `PUT` and `DELETE` with `If-Match`.
pub const FILL_SET: &str = "/api/v1/fill-sets/{set}";
/// Hold a value in place for a person: `PUT` with `If-Match`; let it go: `DELETE` with `If-Match`.
pub const PIN: &str = "/api/v1/people/{person}/pins/{attribute}";
/// Rules that narrow the policy of attributes for some people: `GET`; save an edit: `POST`.
pub const POLICY_RULES: &str = "/api/v1/policy-rules";
/// What an edit of them would come to: `POST`.
pub const POLICY_PREVIEW: &str = "/api/v1/policy-rules/preview";
/// Why an attribute of a person has the policy that it has: `GET`.
pub const POLICY_OF: &str = "/api/v1/people/{person}/policy/{attribute}";
/// Lock or unlock all attributes: `POST`.
pub const LOCKS: &str = "/api/v1/locks";
/// Sources: `GET`; begin to set one up: `POST`.
pub const SOURCES: &str = "/api/v1/sources";
/// Which source counts where several have the same person: `GET`, `PUT` with `If-Match`.
pub const SOURCE_ORDER: &str = "/api/v1/source-order";
/// One source: `GET`, `PATCH` with `If-Match`; drop a draft or retire what was set up on the page: `DELETE` with `If-Match`.
pub const SOURCE: &str = "/api/v1/sources/{source}";
/// What is known of how a source is reached and mapped: `GET`, `PATCH` with `If-Match`.
pub const SET_UP: &str = "/api/v1/sources/{source}/setup";
/// Test a step of the set-up against the directory: `POST`.
pub const CHECK_SOURCE: &str = "/api/v1/sources/{source}/check";
/// The attributes that the directory knows: `GET`.
pub const SOURCE_SCHEMA: &str = "/api/v1/sources/{source}/schema";
/// Values of one entry: `POST`.
pub const SAMPLE: &str = "/api/v1/sources/{source}/sample";
/// End the set-up; from then on the source is read: `POST` with `If-Match`.
pub const FINISH: &str = "/api/v1/sources/{source}/finish";
/// The agents of a source: `GET`; invite one: `POST`.
pub const AGENTS: &str = "/api/v1/sources/{source}/agents";
/// One of them, to be revoked: `DELETE`.
pub const AGENT: &str = "/api/v1/sources/{source}/agents/{agent}";
/// Ask an agent to make itself another key: `POST`.
pub const ROTATE_AGENT: &str = "/api/v1/sources/{source}/agents/{agent}/rotate";
/// An agent's key for its code: `POST`, by the agent itself.
pub const AGENT_ENROL: &str = "/api/agent/v1/enrol";
/// An agent that has started: `POST`; how it stands: `GET`; both signed.
pub const AGENT_SESSION: &str = "/api/agent/v1/session";
/// Another key of an agent: `POST`, signed with the one before.
pub const AGENT_KEY: &str = "/api/agent/v1/key";
/// Something to do for an agent: `POST`, signed like all that follow.
pub const AGENT_WORK: &str = "/api/agent/v1/work";
/// A sign of life while it does it: `POST`.
pub const AGENT_WORK_ALIVE: &str = "/api/agent/v1/work/{work}/alive";
/// A piece of what it read: `PUT`.
pub const AGENT_WORK_PIECE: &str = "/api/agent/v1/work/{work}/pieces/{sequence}";
/// Whom it is to look up: `GET`.
pub const AGENT_WORK_LOOK_UPS: &str = "/api/agent/v1/work/{work}/look-ups";
/// This was everything: `POST`.
pub const AGENT_WORK_END: &str = "/api/agent/v1/work/{work}/end";
/// The containers of a source as the directory has them now: `GET`.
pub const CONTAINERS: &str = "/api/v1/sources/{source}/containers";
/// Who would be taken by a selection: `POST`.
pub const TRY_SELECTION: &str = "/api/v1/sources/{source}/try";
/// Recognise a source's people though their entries have other ids now: `POST`.
pub const REKEY: &str = "/api/v1/sources/{source}/rekey";
/// What that would come to: `POST`.
pub const TRY_REKEY: &str = "/api/v1/sources/{source}/rekey/try";
/// Send the owners of a source a test message: `POST`.
pub const TEST_NOTICE: &str = "/api/v1/sources/{source}/notices/test";
/// Send an owner of a source again what could not be delivered: `POST`.
pub const SEND_AGAIN: &str = "/api/v1/sources/{source}/notices/again";
/// What runs could not take in or are unsure about: `GET`.
pub const FINDINGS: &str = "/api/v1/findings";
/// Do something about one or many of them: `POST`.
pub const SORT_OUT: &str = "/api/v1/findings/acts";
/// See what settings that are not saved would come to.
pub const PREVIEW_SOURCE: &str = "/api/v1/sources/{source}/preview";
/// Runs of a source: `GET`, start one: `POST`.
pub const SOURCE_RUNS: &str = "/api/v1/sources/{source}/runs";
/// One run: `GET`.
pub const RUN: &str = "/api/v1/runs/{run}";
/// What a run did to whom: `GET`.
pub const RUN_REPORT: &str = "/api/v1/runs/{run}/report";
/// The report as a CSV file: `GET`.
pub const RUN_REPORT_FILE: &str = "/api/v1/runs/{run}/report.csv";
/// Progress as server-sent events, each a [`super::Run`]: `GET`.
pub const RUN_EVENTS: &str = "/api/v1/runs/{run}/events";
/// Stop a run: `POST`.
pub const CANCEL_RUN: &str = "/api/v1/runs/{run}/cancel";
/// Where the people are whom a held run would block: `GET`.
pub const RUN_REMOVALS: &str = "/api/v1/runs/{run}/removals";
/// Let a held run do what it has staged: `POST`.
pub const RELEASE_RUN: &str = "/api/v1/runs/{run}/release";
/// Give up a held run: `POST`.
pub const DISCARD_RUN: &str = "/api/v1/runs/{run}/discard";
/// Targets with what waits for them: `GET`; make one of files: `POST`.
pub const TARGETS: &str = "/api/v1/targets";
/// What a target is given: `GET`; call it something else: `PATCH` with `If-Match`; give it up: `DELETE` with `If-Match`.
pub const TARGET: &str = "/api/v1/targets/{target}";
/// Add a row to a target's template: `POST` with `If-Match`; put all in another order: `PUT` with `If-Match`.
pub const TEMPLATE_ROWS: &str = "/api/v1/targets/{target}/mappings";
/// Let a row say something else: `PUT` with `If-Match`; take it out: `DELETE` with `If-Match`.
pub const TEMPLATE_ROW: &str = "/api/v1/targets/{target}/mappings/{mapping}";
/// What rows come to for a person: `POST`; nothing is changed.
pub const TRY_TEMPLATE: &str = "/api/v1/targets/{target}/try";
/// Whom they may be tried on: `GET`.
pub const TRY_ON: &str = "/api/v1/targets/{target}/people";
/// What a row would come to for everybody: `POST`; nothing is changed.
pub const TEMPLATE_EFFECT: &str = "/api/v1/targets/{target}/effect";
/// Who changed what about a target, newest first: `GET`.
pub const TEMPLATE_HISTORY: &str = "/api/v1/targets/{target}/history";
/// What is on its way to a target: `GET`.
pub const TARGET_ITEMS: &str = "/api/v1/targets/{target}/items";
/// What was approved a while ago and is not in the directory yet: `GET`.
pub const OVERDUE: &str = "/api/v1/overdue";
/// After how long that is told of a target: `PUT` with `If-Match`.
pub const TARGET_OVERDUE: &str = "/api/v1/targets/{target}/overdue";
/// What the columns of a target's files may be called: `GET`, `POST`.
pub const COLUMN_PROFILES: &str = "/api/v1/targets/{target}/column-profiles";
/// One such profile: `PUT`, `DELETE` with `If-Match`.
pub const COLUMN_PROFILE: &str = "/api/v1/column-profiles/{columns}";
/// Whether Amend writes a target by itself: `PUT`.
pub const TARGET_WRITING: &str = "/api/v1/targets/{target}/write";
/// Whether the account may write what the mapping names: `POST`; nothing is changed.
pub const TEST_WRITING: &str = "/api/v1/targets/{target}/write/test";
/// What would be written to a target now: `GET`; nothing is sent.
pub const PREVIEW_WRITING: &str = "/api/v1/targets/{target}/write/preview";
/// Make a target of a SCIM service: `POST`.
pub const SCIM_TARGETS: &str = "/api/v1/scim-targets";
/// One of them: `GET`; `PUT` and `DELETE` with `If-Match`.
pub const SCIM_TARGET: &str = "/api/v1/scim-targets/{target}";
/// Looks at what a target would be given, newest first: `GET`; have one made: `POST`.
pub const REEXPORTS: &str = "/api/v1/targets/{target}/reexports";
/// One of them: `GET`.
pub const REEXPORT_ONE: &str = "/api/v1/targets/{target}/reexports/{reexport}";
/// What it says of whom: `GET`.
pub const REEXPORT_ROWS: &str = "/api/v1/targets/{target}/reexports/{reexport}/rows";
/// The same as a CSV file: `GET`.
pub const REEXPORT_FILE: &str = "/api/v1/targets/{target}/reexports/{reexport}/rows.csv";
/// Put its rows in the queue: `POST`.
pub const EXECUTE_REEXPORT: &str = "/api/v1/targets/{target}/reexports/{reexport}/execute";
/// Have its values count as given: `POST`.
pub const BASELINE: &str = "/api/v1/targets/{target}/reexports/{reexport}/baseline";
/// Cancel it, or what of it still waits: `POST`.
pub const CANCEL_REEXPORT: &str = "/api/v1/targets/{target}/reexports/{reexport}/cancel";
/// Put a row in the queue that moved since it was shown: `POST` with `If-Match`.
pub const CONFIRM_ROW: &str = "/api/v1/targets/{target}/reexports/{reexport}/rows/{row}/confirm";
/// Have items be written once more that failed or were parked: `POST`.
pub const RETRY_ITEMS: &str = "/api/v1/items/retry";
/// Exports, newest first: `GET`; make one: `POST`.
pub const EXPORTS: &str = "/api/v1/exports";
/// One export: `GET`.
pub const EXPORT: &str = "/api/v1/exports/{export}";
/// Its file: `GET`. The first download marks its changes as exported.
pub const EXPORT_FILE: &str = "/api/v1/exports/{export}/file";
/// Links to it for somebody without an account: `GET`; make one: `POST`; end all: `DELETE`.
pub const EXPORT_LINKS: &str = "/api/v1/exports/{export}/links";
/// Its checksum: `GET`.
pub const EXPORT_CHECKSUM: &str = "/api/v1/exports/{export}/checksum";
/// The file that a link leads to: `GET`, without a session.
pub const LINKED_FILE: &str = "/api/v1/export-files/{token}";
/// Files of people: `GET`; hand one in: `POST`.
pub const IMPORTS: &str = "/api/v1/imports";
/// One of them: `GET`, `PATCH` with `If-Match`, `DELETE`.
pub const IMPORT: &str = "/api/v1/imports/{import}";
/// What it would do, or did, to whom: `GET`.
pub const IMPORT_ROWS: &str = "/api/v1/imports/{import}/rows";
/// Carry it out: `POST` with `If-Match`.
pub const EXECUTE_IMPORT: &str = "/api/v1/imports/{import}/execute";
/// Stop it: `POST`.
pub const CANCEL_IMPORT: &str = "/api/v1/imports/{import}/cancel";
/// Take it back: `POST`.
pub const UNDO_IMPORT: &str = "/api/v1/imports/{import}/undo";
/// The rows that were refused, to mend and hand in again: `GET`.
pub const IMPORT_REJECTS: &str = "/api/v1/imports/{import}/rejects.csv";
/// What stood there before: `GET`.
pub const IMPORT_BACKUP: &str = "/api/v1/imports/{import}/backup.csv";
/// The columns that are understood: `GET`.
pub const IMPORT_COLUMNS: &str = "/api/v1/import-columns";
/// A file to begin with: `GET`.
pub const IMPORT_SAMPLE: &str = "/api/v1/import-sample.csv";
/// Who holds which role: `GET`; grant one to a person: `POST`.
pub const ADMINISTRATORS: &str = "/api/v1/administrators";
/// What one account holds: `GET`.
pub const ADMINISTRATOR: &str = "/api/v1/administrators/{account}";
/// One role of an account: `PUT` and `DELETE` with `If-Match`.
pub const ROLE_OF: &str = "/api/v1/administrators/{account}/roles/{role}";
/// What a role can be granted within: `GET`.
pub const SCOPE_PLACES: &str = "/api/v1/scope-places";
/// Changes in conflict, of everybody: `GET`.
pub const CONFLICTS: &str = "/api/v1/conflicts";
/// Set values back that were looked at: `POST`.
pub const UNDO: &str = "/api/v1/undo";
/// What setting back would come to: `POST`.
pub const UNDO_PREVIEW: &str = "/api/v1/undo/preview";
/// The audit log as a CSV file: `GET`.
pub const AUDIT_FILE: &str = "/api/v1/audit.csv";
/// Walk the audit log's chain: `POST`.
pub const AUDIT_CHECK: &str = "/api/v1/audit/check";
/// The audit log, newest first: `GET`.
pub const AUDIT: &str = "/api/v1/audit";

/// Puts `values` in the places of `{…}` of a path, in order.
#[must_use]
pub fn fill(path: &str, values: &[&str]) -> String {
    let mut filled = String::with_capacity(path.len() + 16);
    let mut values = values.iter();
    for (index, part) in path.split(['{', '}']).enumerate() {
        filled.push_str(if index % 2 == 1 { values.next().unwrap_or(&"") } else { part });
    }
    filled
}

#[cfg(test)]
mod tests {
    #[test]
    fn places_are_filled_in_order() {
        assert_eq!(super::fill(super::PHOTO, &["7", "ab"]), "/api/v1/people/7/photos/ab");
        assert_eq!(super::fill(super::ME, &[]), "/api/v1/me");
    }
}
