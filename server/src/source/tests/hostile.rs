//! QUALITY B1: whatever goes wrong, a run is partial or failed and says so in a sentence; it is never complete, never
//! hangs, never takes the program down.

use amend_tests::hostile_ldap::Fault;

use super::*;

const PEOPLE: usize = 50;

fn run(fault: Fault) -> (RunEnd, Keep) {
    let started = Instant::now();
    let (end, keep) = read_script(Script::people(PEOPLE).with(fault));
    assert!(started.elapsed() < Duration::from_secs(8), "took {:?}", started.elapsed());
    (end, keep)
}

#[track_caller]
fn check_partial(fault: Fault, seen: u64, says: &str) {
    let (end, keep) = run(fault);
    let reason = partial(&end);
    assert!(reason.contains(says), "{reason}");
    assert_eq!(end.seen, seen);
    // What was read before the failure is handed over all the same.
    assert_eq!(keep.taken.len() as u64, seen);
}

#[track_caller]
fn check_failed(fault: Fault, says: &str) {
    let (end, keep) = run(fault);
    let reason = failed(&end);
    assert!(reason.contains(says), "{reason}");
    assert_eq!((end.seen, keep.met.len()), (0, 0));
}

#[test]
fn connection_dropped_in_an_entry() {
    check_partial(Fault::HangUpInEntry { at: 14 }, 14, "closed the connection");
    check_failed(Fault::HangUpInEntry { at: 0 }, "closed the connection");
}

#[test]
fn connection_dropped_in_a_page_and_between_pages() {
    check_partial(Fault::HangUpBefore { at: 14 }, 14, "closed the connection");
    check_partial(Fault::HangUpAfterPage { page: 2 }, 20, "the search");
}

#[test]
fn silence() {
    check_partial(Fault::Silence { at: 14 }, 14, "took longer");
    check_failed(Fault::Silence { at: 0 }, "took longer");
    check_failed(Fault::NeverAnswer, "took longer");
}

#[test]
fn one_byte_now_and_then_is_silence_too() {
    check_partial(Fault::Drip { at: 14, pause: Duration::from_millis(30) }, 14, "took longer");
}

#[test]
fn result_codes_in_the_second_page() {
    for (code, says) in [
        (1, "operationsError (1)"),
        (3, "timeLimitExceeded (3)"),
        (10, "referral (10)"),
        (51, "busy (51)"),
        (52, "unavailable (52)"),
        (53, "unwillingToPerform (53)"),
    ] {
        check_partial(Fault::Result { page: 2, code }, 10, says);
        check_failed(Fault::Result { page: 1, code }, says);
    }
}

#[test]
fn size_limit_with_partial_data() {
    let (end, keep) = run(Fault::Limit { entries: 25, code: 4 });
    assert!(partial(&end).contains("sizeLimitExceeded (4)"));
    assert_eq!(end.seen, 25);
    // The refused page was tried again in smaller ones, whose entries came again.
    assert!(keep.taken.len() >= 25);
    check_partial(Fault::Limit { entries: 7, code: 3 }, 7, "timeLimitExceeded (3)");
}

/// Asked for again in smaller pages, the entries of the refused page are counted once.
#[test]
fn size_limit_on_the_first_page() {
    let (end, keep) = run(Fault::Limit { entries: 7, code: 4 });
    assert!(partial(&end).contains("sizeLimitExceeded (4)"));
    assert_eq!(end.seen, 7);
    assert!(keep.taken.len() >= 7);
}

#[test]
fn a_page_size_that_is_too_large_is_halved() {
    let (end, keep) = run(Fault::PageSizeLimit(3));
    complete(&end);
    assert_eq!((end.seen, keep.taken.len()), (50, 50));
    assert_eq!(end.pages, 25);
}

#[test]
fn the_same_page_for_ever() {
    let (end, _) = run(Fault::SamePageForEver { page: 2 });
    assert!(partial(&end).contains("same page"));
    assert!(end.pages <= 4, "{}", end.pages);
}

#[test]
fn pages_without_end() {
    let server = HostileLdap::start(Script::people(50).with(Fault::EmptyPagesForEver)).unwrap();
    let mut settings = settings(server.port());
    settings.limits.pages = 40;
    let end = read(&settings, &mut Keep::default());
    assert!(failed(&end).contains("40 pages"));
}

#[test]
fn a_cookie_that_never_changes_is_not_a_loop() {
    let (end, _) = run(Fault::ConstantCookie);
    complete(&end);
    assert_eq!(end.seen, 50);
}

#[test]
fn an_entry_on_two_pages_is_met_twice() {
    let (end, keep) = run(Fault::Twice);
    complete(&end);
    assert_eq!(end.seen, 55);
    assert_eq!(keep.met[9], keep.met[10]);
}

#[test]
fn paging_ignored_lost_or_broken() {
    let (end, _) = run(Fault::IgnorePaging);
    complete(&end);
    assert_eq!((end.seen, end.pages), (50, 1));
    check_partial(Fault::LosePaging { page: 2 }, 20, "stopped paging");
    check_partial(Fault::BrokenPaging, 10, "not valid LDAP");
}

#[test]
fn messages_that_are_not_ldap() {
    check_partial(Fault::Nested { at: 14, levels: 200_000 }, 14, "not valid LDAP");
    check_partial(Fault::NestedAnswer { levels: 200_000 }, 10, "nested deeper");
    check_partial(Fault::Announce { at: 14, length: 2 << 30 }, 14, "2147483648 bytes");
    check_partial(Fault::Announce { at: 14, length: usize::MAX }, 14, "is announced");
    check_partial(Fault::Overrun { at: 14 }, 14, "beyond the end");
    check_partial(Fault::UnknownOperation { at: 14 }, 14, "operation 0x7e");
    check_partial(Fault::WrongMessageId { at: 14 }, 14, "not asked for");
    check_partial(Fault::WrongAnswer { at: 14 }, 14, "operation 0x61");
}

#[test]
fn references_are_counted_and_never_followed() {
    let (end, _) = run(Fault::Reference { at: 14 });
    complete(&end);
    assert_eq!((end.seen, end.referrals), (50, 1));
}

#[test]
fn notice_of_disconnection() {
    for malformed in [false, true] {
        check_partial(Fault::Disconnection { at: 14, malformed }, 14, "unavailable (52), \u{201c}going down\u{201d}");
    }
}

#[test]
fn dirty_text_is_shown_clean() {
    check_failed(Fault::DirtyText, "(53), \u{201c}ung?ltig [31mred\u{201d}");
}

/// B1 at every place: a connection that ends anywhere never looks complete, and what came before is handed over.
#[test]
fn a_connection_dropped_anywhere_is_never_complete() {
    let server = HostileLdap::start(Script::people(PEOPLE)).unwrap();
    let settings = settings(server.port());
    for at in 0..PEOPLE {
        for fault in [Fault::HangUpInEntry { at }, Fault::HangUpBefore { at }] {
            server.set_script(Script::people(PEOPLE).with(fault));
            let mut keep = Keep::default();
            let end = read(&settings, &mut keep);
            if at == 0 {
                failed(&end);
            } else {
                partial(&end);
            }
            assert_eq!((end.seen, keep.taken.len()), (at as u64, at));
        }
    }
}
