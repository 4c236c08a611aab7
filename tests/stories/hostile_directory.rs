//! QUALITY B1, SEC16: whatever a directory does wrong, nobody is blocked for it, nothing is lost, the reason stands in words, and the next
//! good run is complete.

use amend_tests::amend::{Amend, Options, Source};
use amend_tests::certificates;
use amend_tests::client::Client;
use amend_tests::hostile_ldap::{Controller, Entry, Fault, HostileLdap, News, Question, Script};
use amend_tests::people;
use amend_tests::scratch::Scratch;
use amend_tests::slapd::Slapd;
use amend_tests::sync::{delta_and_wait, run_and_wait};
use serde_json::{Value, json};
use std::time::Duration;

use crate::deltas::{delta, leaves_nothing};

/// A source that reads a scripted directory.
pub(crate) fn source(server: &HostileLdap, settings: &str) -> Source {
    let (account, password) = Script::ACCOUNT;
    Source {
        name: "corp".to_owned(),
        url: server.url(),
        start_tls: false,
        ca_file: None,
        bind_dn: account.to_owned(),
        bind_password: password.to_owned(),
        base: "ou=people,dc=example,dc=test".to_owned(),
        settings: format!("allow_plain = true\n{settings}"),
    }
}

/// How many people the scripted directory has.
pub(crate) const PEOPLE: usize = 40;

/// What everybody has and who is in, as lists and profiles show it.
pub(crate) fn everybody(root: &Client) -> (Value, Vec<Value>) {
    let listed = root.get("/api/v1/people?status=all&limit=200").expect_status(200).json;
    let profiles =
        [1, 15, PEOPLE].map(|id| root.get(&format!("/api/v1/people/{id}")).expect_status(200).json["fields"].clone());
    (listed, profiles.to_vec())
}

/// Faults, and what the run that meets them says.
pub(crate) fn faults() -> Vec<(Fault, &'static str, &'static str)> {
    let mut all = vec![
        (Fault::HangUpInEntry { at: 14 }, "partial", "closed the connection"),
        (Fault::HangUpInEntry { at: 0 }, "failed", "closed the connection"),
        (Fault::HangUpBefore { at: 29 }, "partial", "closed the connection"),
        (Fault::HangUpAfterPage { page: 2 }, "partial", "search"),
        (Fault::Silence { at: 14 }, "partial", "took longer than"),
        (Fault::NeverAnswer, "failed", "took longer than"),
        (Fault::Drip { at: 14, pause: Duration::from_millis(30) }, "partial", "took longer than"),
        (Fault::Limit { entries: 25, code: 4 }, "partial", "sizeLimitExceeded (4)"),
        (Fault::Limit { entries: 7, code: 3 }, "partial", "timeLimitExceeded (3)"),
        (Fault::SamePageForEver { page: 2 }, "partial", "same page"),
        (Fault::LosePaging { page: 2 }, "partial", "stopped paging"),
        (Fault::BrokenPaging, "partial", "not valid LDAP"),
        (Fault::Nothing, "held", "no entry at all"),
        (Fault::Percent(40), "held", "16 entries, 40 last time"),
        (Fault::Nested { at: 14, levels: 200_000 }, "partial", "not valid LDAP"),
        (Fault::NestedAnswer { levels: 200_000 }, "partial", "nested deeper"),
        (Fault::Announce { at: 14, length: 2 << 30 }, "partial", "bytes"),
        (Fault::Announce { at: 14, length: usize::MAX }, "partial", "is announced"),
        (Fault::Overrun { at: 14 }, "partial", "beyond the end"),
        (Fault::UnknownOperation { at: 14 }, "partial", "operation 0x7e"),
        (Fault::WrongMessageId { at: 14 }, "partial", "not asked for"),
        (Fault::WrongAnswer { at: 14 }, "partial", "operation 0x61"),
        (Fault::Disconnection { at: 14, malformed: false }, "partial", "going down"),
        (Fault::Disconnection { at: 14, malformed: true }, "partial", "going down"),
        (Fault::DirtyText, "failed", "unwillingToPerform (53)"),
        (Fault::BindResult(49), "failed", "does not accept the account's name or password"),
        (Fault::BindResult(52), "failed", "unavailable (52)"),
    ];
    for (code, says) in
        [(1, "operationsError (1)"), (3, "(3)"), (10, "referral (10)"), (51, "busy (51)"), (52, "unavailable (52)")]
    {
        all.push((Fault::Result { page: 1, code }, "failed", says));
        all.push((Fault::Result { page: 2, code }, "partial", says));
    }
    all
}

/// B1, I3, I5, P19, P31, SEC16.
#[test]
fn no_fault_takes_anybody_or_anything_away() {
    let server = HostileLdap::start(Script::people(PEOPLE)).unwrap();
    let settings = "page_size = 10\noperation_seconds = 0.25\nconnect_seconds = 1.0\n";
    let options = Options { sources: vec![source(&server, settings)], ..Options::default() };
    let (mut amend, root) = Amend::start_with_administrator(options).unwrap();
    assert_eq!(run_and_wait(&root, "corp").unwrap()["state"], "complete");
    let before = everybody(&root);
    for (fault, state, says) in faults() {
        server.set_script(Script::people(PEOPLE).with(fault.clone()));
        let run = run_and_wait(&root, "corp").unwrap();
        assert_eq!(run["state"], state, "{fault:?}: {run}");
        let reason = run["reason"].as_str().unwrap_or_default();
        assert!(reason.contains(says), "{fault:?}: {run}");
        assert!(reason.chars().all(|letter| !letter.is_control()), "{reason:?}");
        if state == "held" {
            root.post(&format!("/api/v1/runs/{}/discard", run["id"]), &json!({})).expect_status(200);
        }
        assert_eq!(everybody(&root), before, "{fault:?}");
    }
    assert!(amend.process().unwrap().ended().is_none());
    server.set_script(Script::people(PEOPLE));
    let good = run_and_wait(&root, "corp").unwrap();
    assert_eq!((&good["state"], &good["counts"]["unchanged"]), (&json!("complete"), &json!(PEOPLE)), "{good}");
    assert!(amend.cli(&["check"], "").unwrap().contains("the chain is whole"));
}

/// P31, I5: a server that leaves some out and says that this was everything is asked for each of them before anybody is blocked; when that
/// cannot be answered, nobody is.
#[test]
fn who_is_left_out_in_silence_is_looked_up() {
    let server = HostileLdap::start(Script::people(PEOPLE)).unwrap();
    let options = Options { sources: vec![source(&server, "removals_at_least = 50\n")], ..Options::default() };
    let (_amend, root) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&root, "corp").unwrap();
    let before = everybody(&root);
    let some = |fault| Script::people(PEOPLE).with_in(Question::Everything, fault);
    server.set_script(some(Fault::Percent(95)));
    let run = run_and_wait(&root, "corp").unwrap();
    assert_eq!((&run["state"], &run["counts"]["blocked"]), (&json!("complete"), &json!(0)), "{run}");
    assert_eq!(everybody(&root), before);
    server.set_script(Script::people(PEOPLE - 2).with_in(Question::LookUp, Fault::Result { page: 1, code: 51 }));
    let run = run_and_wait(&root, "corp").unwrap();
    assert_eq!((&run["state"], &run["counts"]["blocked"]), (&json!("partial"), &json!(0)), "{run}");
    server.set_script(Script::people(PEOPLE - 2));
    let run = run_and_wait(&root, "corp").unwrap();
    assert_eq!((&run["state"], &run["counts"]["blocked"]), (&json!("complete"), &json!(2)), "{run}");
}

/// B1: what looks odd but is in order: a constant cookie, no paging at all, a smaller page, an entry on two pages, a reference.
#[test]
fn odd_answers_that_are_whole_are_taken_as_such() {
    let server = HostileLdap::start(Script::people(PEOPLE)).unwrap();
    let options = Options { sources: vec![source(&server, "page_size = 10\n")], ..Options::default() };
    let (_amend, root) = Amend::start_with_administrator(options).unwrap();
    for fault in
        [Fault::Twice, Fault::ConstantCookie, Fault::IgnorePaging, Fault::PageSizeLimit(3), Fault::Reference { at: 14 }]
    {
        server.set_script(Script::people(PEOPLE).with(fault.clone()));
        let run = run_and_wait(&root, "corp").unwrap();
        assert_eq!((&run["state"], &run["counts"]["skipped"]), (&json!("complete"), &json!(0)), "{fault:?}: {run}");
        assert_eq!(root.get("/api/v1/people?limit=1").json["total"], PEOPLE);
    }
}

/// B1, I3: a partial run brings in what it read, and what it did not read stays; the next good run evens everything out.
#[test]
fn what_a_broken_run_read_counts_and_the_rest_stays() {
    let server = HostileLdap::start(Script::people(PEOPLE)).unwrap();
    let options = Options { sources: vec![source(&server, "page_size = 10\n")], ..Options::default() };
    let (_amend, root) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&root, "corp").unwrap();
    let changed = |count: usize| -> Vec<Entry> {
        let mut entries: Vec<Entry> = (0..count).map(Entry::person).collect();
        for at in [3, 35] {
            entries[at] = entries[at].clone().with("title", &[b"Engineer"]);
        }
        // Two people are really gone, and a new one came.
        entries.remove(20);
        entries.remove(20);
        entries.push(Entry::person(99));
        entries
    };
    server.set_script(Script::new(changed(PEOPLE)).with(Fault::HangUpBefore { at: 30 }));
    let run = run_and_wait(&root, "corp").unwrap();
    assert_eq!(
        (&run["state"], &run["counts"]["changed"], &run["counts"]["blocked"]),
        (&json!("partial"), &json!(1), &json!(0)),
        "{run}"
    );
    assert!(run["reason"].as_str().unwrap().contains("nobody was blocked for being absent"), "{run}");
    server.set_script(Script::new(changed(PEOPLE)));
    let run = run_and_wait(&root, "corp").unwrap();
    let counts = &run["counts"];
    assert_eq!(
        (&counts["changed"], &counts["blocked"], &counts["created"]),
        (&json!(1), &json!(2), &json!(1)),
        "{run}"
    );
    let again = run_and_wait(&root, "corp").unwrap();
    assert_eq!(again["counts"]["unchanged"], again["counts"]["seen"], "{again}");
}

/// B1: entries that cannot be used: without an id, with a name that is no text, with a value that is no text. They are named, their people
/// stay, and such a run blocks nobody.
#[test]
fn entries_that_cannot_be_read_are_named_and_their_people_stay() {
    let server = HostileLdap::start(Script::people(PEOPLE)).unwrap();
    let options = Options { sources: vec![source(&server, "page_size = 10\n")], ..Options::default() };
    let (_amend, root) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&root, "corp").unwrap();
    let before = everybody(&root);
    let mut entries: Vec<Entry> = (0..PEOPLE).map(Entry::person).collect();
    entries[1] = entries[1].clone().without("entryUUID");
    entries[2] = entries[2].clone().with("entryUUID", &[b"not-a-uuid"]);
    entries[3].dn = b"uid=\xff\xfe,dc=example,dc=test".to_vec();
    entries[4] = entries[4].clone().with("telephoneNumber", &[b"\xff\xfe"]);
    server.set_script(Script::new(entries));
    let run = run_and_wait(&root, "corp").unwrap();
    assert_eq!((&run["state"], &run["counts"]["skipped"]), (&json!("partial"), &json!(3)), "{run}");
    let lines = root.get(&format!("/api/v1/runs/{}/report?kind=skipped", run["id"])).json["items"].clone();
    let told = lines.to_string();
    for part in ["uid=u000001", "it has no id", "not a UUID", "not valid UTF-8"] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    assert_eq!(everybody(&root), before, "a value that is no text was not read, so what was known stays");

    let nobody: Vec<Entry> = (0..PEOPLE).map(|number| Entry::person(number).without("entryUUID")).collect();
    server.set_script(Script::new(nobody));
    let run = run_and_wait(&root, "corp").unwrap();
    assert_eq!((&run["state"], &run["counts"]["blocked"]), (&json!("partial"), &json!(0)), "{run}");
    assert_eq!(everybody(&root), before);
}

/// B1, P27: a directory follows with references to somebody who is renamed, and tells nobody. A run that breaks off after looking at some of them
/// loses none from sight.
#[test]
fn references_that_follow_are_followed_after_a_broken_run() {
    let reports = |name: &str, title: &str| -> Vec<Entry> {
        let mut entries: Vec<Entry> = (0..PEOPLE).map(Entry::person).collect();
        let dn = format!("uid={name},ou=people,dc=example,dc=test");
        entries[1].dn = dn.clone().into_bytes();
        entries[1] = entries[1].clone().with("title", &[title.as_bytes()]);
        for number in [2, 3] {
            entries[number] = entries[number].clone().with("manager", &[dn.as_bytes()]);
        }
        entries
    };
    let controller = Controller { usn: Some(200), invocation: vec![1; 16], sees_deleted: true };
    let says = |touched: &[usize]| News::Counted { controller: controller.clone(), touched: touched.to_vec() };
    let server = HostileLdap::start(Script::new(reports("boss", "Boss")).saying(says(&[]))).unwrap();
    let options = Options { sources: vec![source(&server, "incremental = \"usn\"\n")], ..Options::default() };
    let (_amend, root) = Amend::start_with_administrator(options).unwrap();
    run_and_wait(&root, "corp").unwrap();

    let renamed = || Script::new(reports("chief", "Chief")).saying(says(&[1]));
    server.set_script(renamed().with_in(Question::LookUp, Fault::HangUpAfterPage { page: 1 }));
    let run = delta_and_wait(&root, "corp").unwrap();
    assert_eq!((&run["kind"], &run["state"]), (&json!("delta"), &json!("partial")), "{run}");
    server.set_script(renamed());
    let run = delta(&root);
    assert_eq!(run["counts"]["renamed"], 1, "{run}");
    leaves_nothing(&root, i64::try_from(PEOPLE).unwrap());
}

/// SEC16, S2.23: each wrong kind of TLS is told by its sentence, and no password goes over the wire.
#[test]
fn tls_that_cannot_be_trusted_is_told_by_a_sentence() {
    let slapd = Slapd::in_scratch(&people::sample(6).unwrap()).unwrap();
    let scratch = Scratch::new("other-authority").unwrap();
    let other = certificates::make(scratch.path()).unwrap();
    let good = Source::of(&slapd);
    let port = |url: &str| url.rsplit(':').next().unwrap().to_owned();
    let (plain, tls) = (port(&slapd.ldap_url), port(&slapd.ldaps_url));
    let check = |source: Source| {
        let amend = Amend::prepare_in_scratch(Options { sources: vec![source], ..Options::default() }).unwrap();
        let (status, said, errors) = amend.try_cli(&["check"], "").unwrap();
        (status == Some(0), format!("{said}{errors}"))
    };
    let (is_well, said) = check(good.clone());
    assert!(is_well && said.contains("OpenLDAP") && said.contains("6 people match"), "{said}");
    let (is_well, said) = check(Source { url: format!("ldap://127.0.0.1:{plain}"), start_tls: true, ..good.clone() });
    assert!(is_well, "{said}");
    let wrong = [
        (Source { ca_file: Some(other.ca), ..good.clone() }, "another authority of the same name"),
        (Source { ca_file: None, ..good.clone() }, "comes from an authority that is not trusted here"),
        (Source { url: format!("ldaps://127.0.0.2:{tls}"), ..good.clone() }, "127.0.0.2"),
        (Source { url: format!("ldaps://127.0.0.1:{plain}"), ..good.clone() }, "does not speak TLS on this port"),
        (Source { url: format!("ldap://127.0.0.1:{plain}"), ..good.clone() }, "allow_plain"),
        (Source { url: "ldaps://127.0.0.1:1".to_owned(), ..good.clone() }, "refused a connection to port 1"),
        (
            Source { bind_password: "wrong".to_owned(), ..good.clone() },
            "does not accept the account's name or password",
        ),
        (Source { base: "ou=nowhere,dc=example,dc=test".to_owned(), ..good }, "the base does not exist"),
    ];
    for (source, says) in wrong {
        let url = source.url.clone();
        let (is_well, said) = check(source);
        assert!(!is_well && said.contains(says), "{url}: {said}");
        assert!(!said.contains(&slapd.sync_password), "the password is never shown: {said}");
    }
}
