//! How runs end when the server is healthy, cancelled, or refuses.

use amend_tests::hostile_ldap::{Entry, Fault, Operation};

use super::*;

#[test]
fn a_healthy_server_is_read_completely_and_in_order() {
    let (end, keep) = read_script(Script::people(1234));
    complete(&end);
    assert_eq!((end.seen, end.pages, end.referrals, end.undecodable_count), (1234, 124, 0, 0));
    assert!(end.bytes > 100_000);
    assert_eq!(keep.met.len(), 1234);
    let names: Vec<&str> = keep.taken.iter().map(|entry| entry.dn.as_str()).collect();
    assert_eq!(names[0], "uid=u000000,ou=people,dc=example,dc=test");
    assert!(names.is_sorted());
    assert_eq!(keep.chunks, [500, 500, 234]);
}

/// S4.15: reading writes nothing; attributes are asked for by name, never all of them.
#[test]
fn only_mapped_attributes_are_asked_for_and_nothing_is_written() {
    let server = HostileLdap::start(Script::people(25)).unwrap();
    let mut keep = Keep::default();
    complete(&read(&settings(server.port()), &mut keep));
    // The goodbye may be read after the client has gone.
    let deadline = Instant::now() + Duration::from_secs(2);
    while server.op_log().last() != Some(&Operation::Unbind) && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(5));
    }
    let log = server.op_log();
    assert_eq!(log[0], Operation::Bind { dn: Script::ACCOUNT.0.into(), accepted: true });
    let searches: Vec<_> = log.iter().filter(|operation| matches!(operation, Operation::Search { .. })).collect();
    assert_eq!(searches.len(), 3);
    for (place, search) in searches.iter().enumerate() {
        let Operation::Search { base, filter, attributes, page } = search else { unreachable!() };
        assert_eq!((base.as_str(), filter.as_str()), ("dc=example,dc=test", "(objectClass=inetOrgPerson)"));
        assert_eq!(attributes, &["uid", "cn", "mail", "jpegPhoto", "entryUUID"]);
        let (size, cookie) = page.as_ref().unwrap();
        assert_eq!((*size, cookie.is_empty()), (10, place == 0));
    }
    assert_eq!(log.last(), Some(&Operation::Unbind));
    assert!(!log.iter().any(|operation| matches!(operation, Operation::Write(_) | Operation::Other(_))), "{log:?}");
    assert!(keep.taken.iter().flat_map(|entry| &entry.attributes).all(|(name, _)| name != "userPassword"));
}

/// X12, SPEED2: an unchanged entry is seen, but nothing of it is decoded.
#[test]
fn skipped_entries_are_seen_with_a_stable_hash() {
    let server = HostileLdap::start(Script::people(30)).unwrap();
    let mut first = Keep { skip: true, ..Keep::default() };
    let end = read(&settings(server.port()), &mut first);
    complete(&end);
    assert_eq!((end.seen, first.taken.len()), (30, 0));
    let mut second = Keep { skip: true, ..Keep::default() };
    complete(&read(&settings(server.port()), &mut second));
    assert_eq!(first.met, second.met);

    let mut entries: Vec<Entry> = (0..30).map(Entry::person).collect();
    entries[7] = Entry::person(7).with("cn", &[b"Renamed"]);
    server.set_script(Script::new(entries));
    let mut third = Keep { skip: true, ..Keep::default() };
    complete(&read(&settings(server.port()), &mut third));
    let changed: Vec<usize> = (0..30).filter(|place| first.met[*place] != third.met[*place]).collect();
    assert_eq!(changed, [7]);
}

#[test]
fn success_without_entries_is_complete_and_empty() {
    let (end, keep) = read_script(Script::people(50).with(Fault::Nothing));
    complete(&end);
    assert_eq!((end.seen, keep.met.len()), (0, 0));
}

/// The reader cannot know that entries are missing here; the brake does (DESIGN section 4).
#[test]
fn success_with_forty_percent_is_complete() {
    let (end, _) = read_script(Script::people(50).with(Fault::Percent(40)));
    complete(&end);
    assert_eq!(end.seen, 20);
}

#[test]
fn a_cancelled_run_stops_within_a_second() {
    for fault in [Fault::Silence { at: 15 }, Fault::NeverAnswer] {
        let server = HostileLdap::start(Script::people(50).with(fault)).unwrap();
        let mut settings = settings(server.port());
        settings.limits.operation_timeout = Duration::from_secs(60);
        settings.limits.first_page_timeout = Duration::from_secs(60);
        let progress = Progress::default();
        let (end, took) = std::thread::scope(|scope| {
            let run = scope.spawn(|| {
                read_full(&settings, &request(), crate::config::Incremental::Off, &mut Keep::default(), &progress)
            });
            std::thread::sleep(Duration::from_millis(300));
            let asked = Instant::now();
            progress.cancel();
            (run.join().unwrap(), asked.elapsed())
        });
        assert!(matches!(end.outcome, Outcome::Cancelled), "{end:?}");
        assert!(took < Duration::from_secs(1), "{took:?}");
        assert_eq!(end.seen, progress.seen());
    }
}

#[test]
fn a_sink_that_stops_ends_the_run() {
    let server = HostileLdap::start(Script::people(2000)).unwrap();
    let mut keep = Keep { stop_after: Some(500), ..Keep::default() };
    let end = read(&settings(server.port()), &mut keep);
    assert!(matches!(end.outcome, Outcome::Cancelled), "{end:?}");
    assert_eq!(keep.taken.len(), 500);
}

/// Time that the sink takes is not the server's silence.
#[test]
fn a_slow_sink_is_no_time_out() {
    struct Slow(usize);
    impl Sink for Slow {
        fn meet(&mut self, _id: &[u8], _dn: &str, _hash: u128) -> Meeting {
            Meeting::Take
        }
        fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop> {
            std::thread::sleep(Duration::from_millis(900));
            self.0 += entries.len();
            Ok(())
        }
    }
    let server = HostileLdap::start(Script::people(700)).unwrap();
    let mut slow = Slow(0);
    let end = read_full(
        &settings(server.port()),
        &request(),
        crate::config::Incremental::Off,
        &mut slow,
        &Progress::default(),
    );
    complete(&end);
    assert_eq!(slow.0, 700);
}

#[test]
fn a_sink_that_panics_fails_the_run_and_nothing_else() {
    struct Bad;
    impl Sink for Bad {
        fn meet(&mut self, _id: &[u8], _dn: &str, _hash: u128) -> Meeting {
            panic!("on purpose")
        }
        fn take(&mut self, _entries: Vec<RawEntry>) -> Result<(), Stop> {
            Ok(())
        }
    }
    let server = HostileLdap::start(Script::people(5)).unwrap();
    let end = read_full(
        &settings(server.port()),
        &request(),
        crate::config::Incremental::Off,
        &mut Bad,
        &Progress::default(),
    );
    assert!(failed(&end).contains("fault in this program"));
}

/// A refused password is not tried again by itself: the directory would lock the account.
#[test]
fn a_refused_account_fails_and_may_not_be_retried() {
    let server = HostileLdap::start(Script::people(5).with(Fault::BindResult(49))).unwrap();
    let mut keep = Keep::default();
    let end = read(&settings(server.port()), &mut keep);
    assert!(failed(&end).contains("name or password"));
    assert!(matches!(&end.outcome, Outcome::Failed { reason } if !reason.may_pass()));
    assert_eq!(server.op_log().len(), 1);

    server.set_script(Script::people(5).with(Fault::BindResult(51)));
    let end = read(&settings(server.port()), &mut keep);
    assert!(matches!(&end.outcome, Outcome::Failed { reason } if reason.may_pass()));
}

#[test]
fn nobody_listening_is_a_failed_run() {
    let server = HostileLdap::start(Script::people(1)).unwrap();
    let port = server.port();
    drop(server);
    let end = read(&settings(port), &mut Keep::default());
    assert!(failed(&end).contains("refused a connection"), "{end:?}");
}
