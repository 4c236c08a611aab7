//! Content synchronisation.

use super::*;

fn set(content: &[u8]) -> Say {
    let length = |bytes: &[u8]| u8::try_from(bytes.len()).unwrap();
    let ids = [&[0x31, length(content)], content].concat();
    Say::Info([&[0xa3, length(&ids)], &ids[..]].concat())
}

const END: Say = Say::Done(Some("rid=000,csn=next"), false);
const END_OF_DELETES: Say = Say::Done(Some("rid=000,csn=next"), true);

/// Each way of telling the truth, also in odd words.
#[test]
fn fourteen_scripts_that_tell_the_truth() {
    let present = || there().into_iter().filter(|one| *one != 3).collect::<Vec<_>>();
    let twice = [honest()[..3].to_vec(), honest()].concat();
    let news = || Complete(NEWS.to_vec(), true);
    let as_entries = present().into_iter().map(|one| Say::Entry(one, 0));
    let cases = vec![
        refresh("who is gone is named", honest(), news()),
        refresh("nothing is new", vec![Say::Done(None, false)], Complete(Vec::new(), false)),
        refresh("nothing is new, with a cookie", vec![END], Complete(Vec::new(), false)),
        refresh("who is there is named", vec![Say::Entry(3, 1), Say::Ids(None, present()), END], news()),
        refresh("the same in so many words", vec![Say::Entry(3, 2), Say::Ids(Some(false), present()), END], news()),
        refresh(
            "the same with a word at its end",
            vec![Say::Entry(3, 1), Say::Ids(None, present()), Say::RefreshPresent, END],
            news(),
        ),
        refresh(
            "the same, each by an entry",
            [Say::Entry(3, 1)].into_iter().chain(as_entries).chain([END]).collect(),
            news(),
        ),
        refresh("everything twice", twice, news()),
        refresh("who is gone by entries", vec![Say::Entry(7, 3), Say::Entry(8, 3), END_OF_DELETES], {
            Complete(GONE.to_vec(), true)
        }),
        refresh("a word of another kind", [vec![Say::OtherInfo], honest()].concat(), news()),
        refresh("a cookie on the way", [vec![Say::Info(vec![0x80, 1, b'x'])], honest()].concat(), news()),
        refresh("the end of a phase", [vec![Say::RefreshDelete], honest()].concat(), news()),
        refresh("a set without anybody", [vec![Say::Ids(Some(true), Vec::new())], honest()].concat(), news()),
        refresh("ids of strangers", vec![Say::Ids(Some(true), (200..300).collect()), END_OF_DELETES], {
            Complete((200..300).collect(), false)
        }),
    ];
    assert_eq!(cases.len(), 14);
    check(cases);
}

/// P31: a server that is wrong about people is found out by looking.
#[test]
fn eight_scripts_that_lie() {
    let gone = |numbers: Vec<usize>| vec![Say::Ids(Some(true), numbers), END_OF_DELETES];
    let half = || there().into_iter().filter(|one| one % 2 == 0).collect::<Vec<_>>();
    let unnamed = || all().into_iter().filter(|one| *one == NEWCOMER || one % 2 == 1 || *one == 8).collect();
    let cases = vec![
        refresh("people who are there are gone", gone(vec![1, 2, 3]), Complete(vec![1, 2, 3], false)),
        refresh("everybody is gone", gone((0..KNOWN).collect()), Complete((0..KNOWN).collect(), true)),
        refresh(
            "everybody is gone, by entries",
            (0..KNOWN).map(|one| Say::Entry(one, 3)).chain([END_OF_DELETES]).collect(),
            Complete((0..KNOWN).collect(), true),
        ),
        refresh("nobody is there", vec![Say::RefreshPresent, END], Complete((0..KNOWN).collect(), true)),
        refresh("half are there", vec![Say::Ids(None, half()), END], Complete(unnamed(), true)),
        refresh("strangers are there", vec![Say::Ids(None, (200..300).collect()), END], {
            Complete((0..KNOWN).chain(200..300).collect(), true)
        }),
        refresh(
            "who is there is named, and then it says that who is gone was",
            vec![Say::Ids(None, vec![1, 2]), Say::RefreshPresent, END_OF_DELETES],
            Complete(Vec::new(), false),
        ),
        refresh(
            "everybody is new, after a cookie that was not understood",
            there().into_iter().map(|one| Say::Entry(one, 1)).chain([Say::Done(Some(""), true)]).collect(),
            StartsOver("did not understand"),
        ),
    ];
    assert_eq!(cases.len(), 8);
    check(cases);
}

/// P33: a position that is of no use.
#[test]
fn ten_scripts_that_start_over() {
    let mut cases: Vec<Case> = [1, 2, 12, 53, 4096]
        .map(|code| refresh("refused", vec![Say::Entry(3, 1), Say::Code(code)], StartsOver("no longer knows")))
        .into();
    cases.extend([
        refresh("an empty cookie", vec![Say::Done(Some(""), false)], StartsOver("did not understand")),
        refresh("no last word", vec![Say::Entry(3, 1), Say::DoneWithout], StartsOver("did not finish")),
        refresh("far too many are gone", vec![Say::Ids(Some(true), (0..100_000).collect()), END_OF_DELETES], {
            StartsOver("more than 10000")
        }),
        refresh("far too many are there", vec![Say::Ids(None, (0..100_000).collect()), END], {
            StartsOver("more than 10000")
        }),
    ]);
    let mut unknown = refresh("the server has never heard of it", Vec::new(), StartsOver("no longer knows"));
    unknown.script.news = News::Unknown;
    cases.push(unknown);
    assert_eq!(cases.len(), 10);
    check(cases);
}

/// B1: what is no answer, or not all of one.
#[test]
fn twenty_scripts_that_fail() {
    let broken = |what, say: Say| refresh(what, [vec![Say::Entry(3, 1), say], honest()].concat(), Failed("LDAP"));
    let half_a_message = || Say::Bytes(vec![0x30, 0x50, 0x02, 0x01, 0x03, 0x64]);
    let control = |value: &[u8]| {
        let name = b"1.3.6.1.4.1.4203.1.9.1.2";
        let length = |bytes: &[u8]| u8::try_from(bytes.len()).unwrap();
        let parts = [&[0x04, length(name)], &name[..], &[0x04, length(value)], value].concat();
        let one = [&[0x30, length(&parts)], &parts[..]].concat();
        Say::EntryWith(3, [&[0xa0, length(&one)], &one[..]].concat())
    };
    let cases = vec![
        refresh("busy", vec![Say::Code(51)], Failed("busy (51)")),
        refresh("some other trouble", vec![Say::Entry(3, 1), Say::Code(80)], Failed("(80)")),
        refresh("may not", vec![Say::Code(50)], Failed("(50)")),
        refresh("too large", vec![Say::Entry(3, 1), Say::Code(4)], Failed("(4)")),
        refresh("it breaks off", [honest()[..3].to_vec(), vec![Say::HangUp]].concat(), Failed("closed the connection")),
        refresh("it breaks off at once", vec![Say::HangUp], Failed("closed the connection")),
        refresh("it breaks off in a message", vec![half_a_message(), Say::HangUp], Failed("closed the connection")),
        refresh("it falls silent", [honest()[..3].to_vec(), vec![Say::Silence]].concat(), Failed("took longer")),
        refresh("a last word that is none", vec![Say::DoneWith(b"\x30\x05junk".to_vec())], Failed("LDAP")),
        refresh("an empty last word", vec![Say::DoneWith(Vec::new())], Failed("LDAP")),
        broken("an entry without its state", Say::EntryWith(3, Vec::new())),
        broken("an entry with controls that are none", Say::EntryWith(3, b"\xa0\x03abc".to_vec())),
        broken("a state that is none", control(b"junk")),
        broken("a state without an id", control(&[0x30, 3, 0x0a, 1, 1])),
        broken("a state with half an id", control(&[0x30, 7, 0x0a, 1, 1, 0x04, 2, 1, 2])),
        broken("a word that is none", Say::Info(b"junk".to_vec())),
        broken("an empty word", Say::Info(Vec::new())),
        broken("a set of something else", set(&[0x02, 1, 7])),
        broken("a set with half an id", set(&[0x04, 3, 1, 2, 3])),
        broken("a set that goes beyond its end", Say::Info(vec![0xa3, 0x50, 0x31, 0x50, 0x04, 0x10, 1])),
    ];
    assert_eq!(cases.len(), 20);
    check(cases);
}
