//! Puts into messages what the script says is new.

use super::ber::{element, message, result, sequence};
use super::news::{Controller, News, Round, Say};
use super::{Act, Entry};

const SYNC: &str = "1.3.6.1.4.1.4203.1.9.1";
/// Asks for content synchronisation.
pub(super) const SYNC_REQUEST: &[u8] = b"1.3.6.1.4.1.4203.1.9.1.1";
/// Asks for changes, and says how far they went.
pub(super) const DIR_SYNC: &[u8] = b"1.2.840.113556.1.4.841";

/// How an entry is written for whoever asks.
type Write<'a> = &'a dyn Fn(&Entry) -> Vec<u8>;

/// The entry with this number: as it is there, or what remains when it is not.
pub(super) fn entry_of(entries: &[Entry], number: usize) -> Entry {
    let id = Entry::id(number).into_bytes();
    let found = entries.iter().find(|entry| entry.first("entryUUID") == Some(&id));
    found.cloned().unwrap_or_else(|| {
        let dn = format!("CN=u{number:06}\\0ADEL,CN=Deleted Objects,dc=example,dc=test").into_bytes();
        Entry { dn, attributes: vec![(b"entryUUID".to_vec(), vec![id])] }
    })
}

/// The messages of a refresh.
pub(super) fn refresh(id: &[u8], says: &[Say], entries: &[Entry], write: Write<'_>) -> Vec<Act> {
    let info = |value: &[u8]| {
        let name = element(0x80, format!("{SYNC}.4").as_bytes());
        Act::Send(message(id, &sequence(0x79, &[name, element(0x81, value)]), &[]))
    };
    let done = |code, control: &[u8]| Act::Send(message(id, &result(0x65, code, b""), control));
    let with = |number: usize, controls: &[u8]| Act::Send(message(id, &write(&entry_of(entries, number)), controls));
    let act = |say: &Say| match say {
        Say::Entry(number, state) => {
            let state = sequence(0x30, &[element(0x0a, &[*state]), element(0x04, &Entry::uuid(*number))]);
            with(*number, &control(&format!("{SYNC}.2"), &state))
        }
        Say::EntryWith(number, controls) => with(*number, controls),
        Say::Ids(deleted, numbers) => {
            let ids: Vec<Vec<u8>> = numbers.iter().map(|number| element(0x04, &Entry::uuid(*number))).collect();
            let deleted = deleted.map(|yes| element(0x01, &[if yes { 0xff } else { 0 }])).unwrap_or_default();
            info(&sequence(0xa3, &[deleted, sequence(0x31, &ids)]))
        }
        Say::Info(value) => info(value),
        Say::OtherInfo => Act::Send(message(id, &sequence(0x79, &[element(0x80, b"1.2.3.4")]), &[])),
        Say::RefreshDelete => info(&element(0xa1, b"")),
        Say::RefreshPresent => info(&element(0xa2, b"")),
        Say::Bytes(bytes) => Act::Send(bytes.clone()),
        Say::HangUp => Act::HangUp,
        Say::Silence => Act::Silence,
        Say::Done(cookie, deletes) => {
            let cookie = cookie.map(|cookie| element(0x04, cookie.as_bytes())).unwrap_or_default();
            let deletes = if *deletes { element(0x01, &[0xff]) } else { Vec::new() };
            done(0, &control(&format!("{SYNC}.3"), &sequence(0x30, &[cookie, deletes])))
        }
        Say::DoneWithout => done(0, &[]),
        Say::DoneWith(value) => done(0, &control(&format!("{SYNC}.3"), value)),
        Say::Code(code) => done(*code, &[]),
    };
    says.iter().map(act).collect()
}

/// The answer to one question for DirSync; `value` is that of the client's control, `asked` how many such questions came before.
pub(super) fn dir_sync(
    (id, value, asked): (&[u8], &[u8], &mut usize),
    (rounds, refuses_replication): (&[Round], bool),
    entries: &[Entry],
    write: Write<'_>,
) -> Vec<Act> {
    let done = |code, control: &[u8]| Act::Send(message(id, &result(0x65, code, b""), control));
    // The flags come first: 30 length 02 length flags.
    let has_no_flags = value.get(3..5) == Some(&[1, 0]);
    if refuses_replication && has_no_flags {
        return vec![done(50, &[])];
    }
    let Some(round) = rounds.get(*asked).or(rounds.last()) else { return vec![done(0, &[])] };
    *asked += 1;
    let mut acts: Vec<Act> = Vec::new();
    for number in &round.touched {
        acts.push(Act::Send(message(id, &write(&entry_of(entries, *number)), &[])));
    }
    let name = String::from_utf8_lossy(DIR_SYNC);
    let controls = round.control.as_ref().map(|value| control(&name, value)).unwrap_or_default();
    acts.push(done(round.code, &controls));
    acts
}

fn control(kind: &str, value: &[u8]) -> Vec<u8> {
    element(0xa0, &sequence(0x30, &[element(0x04, kind.as_bytes()), element(0x04, value)]))
}

const SETTINGS: &str = "CN=NTDS Settings,CN=DC1,CN=Servers,dc=example,dc=test";

/// What the root says.
pub(super) fn root(news: &News) -> Entry {
    let entry = Entry { dn: Vec::new(), attributes: Vec::new() };
    let entry = entry.with("namingContexts", &[b"dc=example,dc=test"]);
    let paging: &[u8] = b"1.2.840.113556.1.4.319";
    match news {
        News::Unknown => entry.with("supportedControl", &[paging]),
        News::Sync(_) => entry.with("supportedControl", &[paging, SYNC_REQUEST]),
        News::DirSync { controller, .. } | News::Counted { controller, .. } => {
            let entry = entry.with("supportedCapabilities", &[b"1.2.840.113556.1.4.800"]);
            let entry = entry.with("dsServiceName", &[SETTINGS.as_bytes()]);
            match controller.usn {
                Some(usn) => entry.with("highestCommittedUSN", &[usn.to_string().as_bytes()]),
                None => entry,
            }
        }
    }
}

/// An entry that is asked for by its name; `None` if it is not there or may not be seen.
pub(super) fn place(base: &str, news: &News) -> Option<Entry> {
    let entry = Entry { dn: base.as_bytes().to_vec(), attributes: Vec::new() };
    match news {
        News::Sync(_) if base == "dc=example,dc=test" => {
            Some(entry.with("contextCSN", &[b"20260101000000.000000Z#000000#000#000000"]))
        }
        News::DirSync { controller, .. } | News::Counted { controller, .. } => {
            let Controller { invocation, sees_deleted, .. } = controller;
            if base == SETTINGS {
                Some(entry.with("invocationId", &[invocation]))
            } else {
                let is_bin = base == "CN=Deleted Objects,dc=example,dc=test";
                (is_bin && *sees_deleted).then(|| entry.with("isDeleted", &[b"TRUE"]))
            }
        }
        News::Sync(_) | News::Unknown => None,
    }
}
