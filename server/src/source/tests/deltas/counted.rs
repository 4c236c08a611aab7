//! Update sequence numbers, and ids that are compared.

use super::*;

/// B2: who answers, and how far they have counted.
#[test]
fn nine_scripts_about_the_domain_controller() {
    let with = |change: &dyn Fn(&mut Controller), sees_deleted: bool| {
        let mut now = controller(sees_deleted);
        change(&mut now);
        now
    };
    let mut blinded = counted("it sees no more what was deleted", controller(false), &NEWS, StartsOver("has changed"));
    blinded.position = Position::Usn { at: place(true) };
    let cases = vec![
        counted("all is well", controller(true), &NEWS, Complete(NEWS.to_vec(), true)),
        counted("nothing has changed", controller(true), &[], Complete(Vec::new(), false)),
        counted("ids are compared", controller(false), &[3], Complete(NEWS.to_vec(), true)),
        counted("it has not counted on", with(&|now| now.usn = Some(100), true), &[], Complete(Vec::new(), false)),
        counted("it has counted back", with(&|now| now.usn = Some(99), true), &NEWS, StartsOver("counted back")),
        counted("it is another", with(&|now| now.invocation = vec![2; 16], true), &NEWS, StartsOver("another domain")),
        counted("it does not count", with(&|now| now.usn = None, true), &NEWS, StartsOver("how far it has counted")),
        counted("everybody has changed", controller(true), &(0..10_001).collect::<Vec<_>>(), StartsOver("more than"))
            .with(Question::News, Fault::IgnorePaging),
        blinded,
    ];
    assert_eq!(cases.len(), 9);
    check(cases);
}

/// B1: pages, with ten entries each.
#[test]
fn fourteen_scripts_about_the_list_of_changes() {
    let many: Vec<usize> = (0..KNOWN).collect();
    let case = |what, fault, ends| counted(what, controller(true), &many, ends).with(Question::News, fault);
    let whole = || Complete((0..KNOWN).collect(), true);
    let cases = vec![
        case("pages of three at most", Fault::PageSizeLimit(3), whole()),
        case("three at once and the rest is refused", Fault::PageCap(3), whole()),
        case("no pages at all", Fault::IgnorePaging, whole()),
        case("one cookie for all pages", Fault::ConstantCookie, whole()),
        case("an entry on two pages", Fault::Twice, whole()),
        case("one page again and again", Fault::SamePageForEver { page: 2 }, StartsOver("could not be followed")),
        case("the first page again and again", Fault::SamePageForEver { page: 1 }, StartsOver("could not be followed")),
        case("pages without end", Fault::EmptyPagesForEver, StartsOver("has no end")),
        case("paging gets lost", Fault::LosePaging { page: 2 }, StartsOver("could not be followed")),
        case("the second page is refused", Fault::Result { page: 2, code: 53 }, Failed("(53)")),
        case("the place is not there", Fault::Result { page: 1, code: 32 }, Failed("(32)")),
        case("never more than one entry is too many", Fault::Limit { entries: 0, code: 4 }, Failed("(4)")),
        case("it hangs up", Fault::HangUpAfterPage { page: 2 }, Failed("search")),
        case("it falls silent", Fault::Silence { at: 15 }, Failed("took longer")),
    ];
    assert_eq!(cases.len(), 14);
    check(cases);
}

/// P31: whoever is not among the ids is looked up, and whoever is unknown.
#[test]
fn nine_scripts_about_the_ids_of_everybody() {
    let case = |what, fault, ends| counted(what, controller(false), &[3], ends).with(Question::Ids, fault);
    let first_twenty: Vec<usize> = there().into_iter().take(19).collect();
    let cases = vec![
        case("nobody", Fault::Nothing, Complete((0..KNOWN).collect(), true)),
        case("forty in a hundred", Fault::Percent(40), {
            Complete((0..KNOWN).filter(|one| *one == 3 || !first_twenty.contains(one)).collect(), true)
        }),
        case("an entry on two pages", Fault::Twice, Complete(NEWS.to_vec(), true)),
        case("pages of three at most", Fault::PageSizeLimit(3), Complete(NEWS.to_vec(), true)),
        case("the second page is refused", Fault::Result { page: 2, code: 1 }, Failed("(1)")),
        case("the base is not there", Fault::Result { page: 1, code: 32 }, Failed("(32)")),
        case("it hangs up", Fault::HangUpBefore { at: 14 }, Failed("closed the connection")),
        case("paging gets lost", Fault::LosePaging { page: 2 }, StartsOver("could not be followed")),
        case("one page again and again", Fault::SamePageForEver { page: 1 }, StartsOver("could not be followed")),
    ];
    assert_eq!(cases.len(), 9);
    check(cases);
}

/// P34: by time stamps everybody whom the server names is looked at, and ids are compared.
#[test]
fn two_scripts_about_time_stamps() {
    let case = |what, ends| Case {
        what,
        script: truth(),
        position: Position::Timestamp { since: "20260101000000Z".to_owned() },
        compares_ids: true,
        ends,
    };
    check(vec![
        case("all is well", Complete(all(), true)),
        case("the second page is refused", Failed("(52)")).with(Question::Ids, Fault::Result { page: 2, code: 52 }),
    ]);
}
