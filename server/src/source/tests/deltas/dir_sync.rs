//! Active Directory's DirSync.

use amend_tests::hostile_ldap::Round;

use super::*;

fn dir_sync(what: &'static str, rounds: Vec<Round>, ends: Ends) -> Case {
    let news = News::DirSync { controller: controller(true), refuses_replication: false, rounds };
    let position = Position::DirSync { cookie: b"first".to_vec(), at: place(true) };
    Case { what, script: truth().saying(news), position, compares_ids: false, ends }
}

fn without_control(touched: &[usize]) -> Round {
    Round { control: None, ..Round::new(touched, false, "next") }
}

fn damaged(control: &[u8]) -> Round {
    Round { control: Some(control.to_vec()), ..Round::new(&NEWS, false, "next") }
}

/// B1, B2.
#[test]
fn twenty_three_scripts() {
    let news = || Complete(NEWS.to_vec(), true);
    let round = |touched: &[usize], cookie| Round::new(touched, true, cookie);
    let end = Round::new(&[], false, "end");
    let mut cases = vec![
        dir_sync("one answer", vec![Round::new(&NEWS, false, "next")], news()),
        dir_sync("nothing is new", vec![Round::new(&[], false, "first")], Complete(Vec::new(), false)),
        dir_sync("three answers", vec![round(&[3, 7], "a"), round(&[8, 60], "b"), end], news()),
        dir_sync("an empty answer between", vec![round(&[], "a"), Round::new(&NEWS, false, "b")], news()),
        dir_sync("everybody", vec![Round::new(&all(), false, "next")], Complete(all(), true)),
        dir_sync("the same position again", vec![round(&[3], "first")], StartsOver("no position")),
        dir_sync("the same position for ever", vec![round(&[3], "a")], StartsOver("no position")),
        dir_sync("two positions in turn", vec![round(&[3], "a"), round(&[7], "b"), round(&[8], "a")], {
            StartsOver("no position")
        }),
        dir_sync("no position", vec![without_control(&NEWS)], StartsOver("no position")),
        dir_sync("no position in the second answer", vec![round(&[3], "a"), without_control(&[7])], {
            StartsOver("no position")
        }),
        dir_sync("an empty position", vec![Round::new(&NEWS, false, "")], StartsOver("no position")),
        dir_sync("a position that is none", vec![damaged(b"junk")], Failed("LDAP")),
        dir_sync("half a position", vec![damaged(&[0x30, 3, 0x02, 1, 0])], Failed("LDAP")),
        dir_sync("an enormous number", vec![damaged(&[0x30, 7, 0x02, 5, 9, 9, 9, 9, 9])], Failed("LDAP")),
        dir_sync("too many", vec![Round::new(&(0..10_001).collect::<Vec<_>>(), false, "next")], {
            StartsOver("more than")
        }),
        dir_sync("refused in the second answer", vec![round(&NEWS, "a"), Round::refused(53)], {
            StartsOver("no longer knows")
        }),
        dir_sync("busy in the second answer", vec![round(&NEWS, "a"), Round::refused(51)], Failed("busy (51)")),
        dir_sync("may not at all", vec![Round::refused(50)], Failed("(50)")),
    ];
    for code in [1, 12, 53] {
        cases.push(dir_sync("refused", vec![Round::refused(code)], StartsOver("no longer knows")));
    }
    let mut plain = dir_sync("without the right to replicate", vec![Round::new(&NEWS, false, "next")], news());
    if let News::DirSync { refuses_replication, .. } = &mut plain.script.news {
        *refuses_replication = true;
    }
    let mut unknown = dir_sync("never heard of it", Vec::new(), StartsOver("no longer knows"));
    unknown.script.news = News::Counted { controller: controller(true), touched: NEWS.to_vec() };
    cases.extend([plain, unknown]);
    assert_eq!(cases.len(), 23);
    check(cases);
}
