//! Whatever is told is looked up, and that can go wrong too.

use super::*;

fn everybody() -> Vec<Say> {
    (0..KNOWN).map(|one| Say::Entry(one, 1)).chain([Say::Done(Some("rid=000,csn=next"), true)]).collect()
}

/// B1: a look-up that does not come to its end makes nobody gone.
#[test]
fn fifteen_scripts_about_the_look_up() {
    let case = |what, fault, ends| refresh(what, everybody(), ends).with(Question::LookUp, fault);
    let whole = || Complete((0..KNOWN).collect(), true);
    let cases = vec![
        case("pages of three at most", Fault::PageSizeLimit(3), whole()),
        case("three at once and the rest is refused", Fault::PageCap(3), whole()),
        case("no pages at all", Fault::IgnorePaging, whole()),
        case("an entry on two pages", Fault::Twice, whole()),
        case("a reference", Fault::Reference { at: 3 }, whole()),
        case("it hangs up", Fault::HangUpBefore { at: 14 }, Partial("closed the connection")),
        case("it hangs up at once", Fault::HangUpBefore { at: 0 }, Failed("closed the connection")),
        case("it falls silent", Fault::Silence { at: 14 }, Partial("took longer")),
        case("refused", Fault::Result { page: 1, code: 52 }, Failed("(52)")),
        case("the second page is refused", Fault::Result { page: 2, code: 53 }, Partial("(53)")),
        case("paging gets lost", Fault::LosePaging { page: 2 }, Partial("stopped paging")),
        case("one page again and again", Fault::SamePageForEver { page: 2 }, Partial("same page")),
        case("pages without end", Fault::EmptyPagesForEver, Failed("same page")),
        case("a broken cookie", Fault::BrokenPaging, Partial("LDAP")),
        case("only so many", Fault::Limit { entries: 7, code: 3 }, Partial("(3)")),
    ];
    assert_eq!(cases.len(), 15);
    check(cases);
}

/// P20, P31: an entry that cannot be read is there all the same.
#[test]
fn three_scripts_about_entries_that_cannot_be_read() {
    let with = |what, odd: Entry, says| {
        let mut case = refresh(what, honest(), Partial(says));
        let mut entries: Vec<Entry> = case.script.entries.to_vec();
        entries[3] = odd;
        case.script.entries = std::sync::Arc::new(entries);
        case
    };
    let mut ranged = Entry::person(3).with("mail", &[]);
    ranged.attributes.push((b"mail;range=0-1499".to_vec(), vec![b"a@example.test".to_vec()]));
    let mut unnamed = Entry::person(3);
    unnamed.dn = b"uid=\xff\xfe,dc=example,dc=test".to_vec();
    let id = Entry::person(3).first("entryUUID").unwrap().to_vec();
    check(vec![
        with("more values than it gives at once", ranged, "1 entries could not be used"),
        with("a name that is no text", unnamed, "1 entries could not be used"),
        with("two ids", Entry::person(3).with("entryUUID", &[&id, b"x"]), "1 entries could not be used"),
    ]);
}

/// P9: containers that have changed.
#[test]
fn six_scripts_about_containers() {
    let quiet = || vec![Say::Done(None, false)];
    let named = |what, name: &str, ends| {
        let mut case = refresh(what, quiet(), ends);
        case.script.containers = vec![name.to_owned()];
        case
    };
    let office = "ou=office,dc=example,dc=test";
    check(vec![
        named("everybody below one is looked at", office, Complete(there(), false)),
        named("one elsewhere may have taken people along", "ou=office,dc=other", Complete(vec![7, 8, 60], true)),
        named("the root cannot move", "dc=example,dc=test", Complete(Vec::new(), false)),
        named("it is gone by now", office, Complete(Vec::new(), false))
            .with(Question::Ids, Fault::Result { page: 1, code: 32 }),
        named("it cannot be looked into", office, Failed("(51)"))
            .with(Question::Ids, Fault::Result { page: 1, code: 51 }),
        refresh("they cannot be asked for", honest(), Failed("(50)"))
            .with(Question::Containers, Fault::Result { page: 1, code: 50 }),
    ]);
}
