//! Decides what to say to one request, according to the script.

use std::io;

use super::ber::{element, filter_text, length, message, number, paging, result, sequence, take};
use super::tell::{DIR_SYNC, SYNC_REQUEST, dir_sync, entry_of, place as named, refresh, root};
use super::{Act, Entry, Fault, News, Operation, Question, Script};

fn garbled() -> io::Error {
    io::Error::other("the client sent something that is not LDAP")
}

/// What is kept per connection.
#[derive(Default)]
pub(super) struct Place {
    /// Where the next page begins and which page it is, for servers whose cookie never changes.
    page: (usize, usize),
    /// Questions for DirSync so far.
    rounds: usize,
}

const CONSTANT_COOKIE: &[u8] = b"same";

/// What the request is, and what to do about it.
pub(super) fn answer(request: &[u8], script: &Script, place: &mut Place) -> io::Result<(Operation, Vec<Act>)> {
    let mut bytes = request;
    let (_, mut parts) = take(&mut bytes).ok_or_else(garbled)?;
    let (_, id) = take(&mut parts).ok_or_else(garbled)?;
    let (tag, content) = take(&mut parts).ok_or_else(garbled)?;
    let plain = |answer: Vec<u8>| vec![Act::Send(message(id, &answer, &[]))];
    Ok(match tag {
        0x60 => {
            let (dn, code) = bind(content, script).ok_or_else(garbled)?;
            let acts = match script.fault {
                Fault::NeverAnswer => vec![Act::Silence],
                _ => plain(result(0x61, code.into(), b"")),
            };
            (Operation::Bind { dn, accepted: code == 0 }, acts)
        }
        0x42 => (Operation::Unbind, Vec::new()),
        0x63 => {
            let search = Search::read(content, parts).ok_or_else(garbled)?;
            let acts = search.answer(id, script, place);
            (search.operation, acts)
        }
        0x66 | 0x68 | 0x6c => (Operation::Write(tag), plain(result(tag + 1, 53, b"read-only"))),
        0x4a => (Operation::Write(tag), plain(result(0x6b, 53, b"read-only"))),
        0x77 => (Operation::Other(tag), plain(result(0x78, 2, b"unsupported"))),
        _ => (Operation::Other(tag), Vec::new()),
    })
}

fn bind(mut content: &[u8], script: &Script) -> Option<(String, u8)> {
    take(&mut content)?;
    let dn = String::from_utf8_lossy(take(&mut content)?.1).into_owned();
    let password = take(&mut content)?.1;
    let known = script.passwords.iter().any(|(name, secret)| *name == dn && secret.as_bytes() == password);
    Some((
        dn,
        if let Fault::BindResult(code) = script.fault {
            code
        } else if known {
            0
        } else {
            49
        },
    ))
}

struct Search {
    operation: Operation,
    base: String,
    is_one: bool,
    filter: String,
    attributes: Vec<String>,
    page: Option<(usize, Vec<u8>)>,
    /// Object identifiers and values of the client's controls.
    controls: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Search {
    fn read(mut content: &[u8], mut controls: &[u8]) -> Option<Self> {
        let base = String::from_utf8_lossy(take(&mut content)?.1).into_owned();
        let is_one = number(take(&mut content)?.1) == 0;
        // derefAliases, sizeLimit, timeLimit, typesOnly
        for _ in 0..4 {
            take(&mut content)?;
        }
        let filter = filter_text(&mut content);
        let mut list = take(&mut content)?.1;
        let mut attributes = Vec::new();
        while let Some((_, name)) = take(&mut list) {
            attributes.push(String::from_utf8_lossy(name).into_owned());
        }
        let controls = take(&mut controls).map(|(_, list)| read_controls(list)).unwrap_or_default();
        let page = controls.iter().find(|(kind, _)| kind == PAGING).and_then(|(_, value)| page_request(value));
        let operation = Operation::Search {
            base: base.clone(),
            filter: filter.clone(),
            attributes: attributes.clone(),
            page: page.clone(),
        };
        Some(Self { operation, base, is_one, filter, attributes, page, controls })
    }

    fn control(&self, kind: &[u8]) -> Option<&[u8]> {
        self.controls.iter().find(|(known, _)| known == kind).map(|(_, value)| value.as_slice())
    }

    fn question(&self) -> Question {
        let is_for_news = self.control(SYNC_REQUEST).or(self.control(DIR_SYNC)).is_some();
        if self.filter.contains("organizationalUnit") {
            Question::Containers
        } else if is_for_news || self.filter.contains("(uSNChanged>=") {
            Question::News
        } else if self.filter.contains("(entryUUID=") {
            Question::LookUp
        } else if self.attributes == ["entryUUID"] {
            Question::Ids
        } else {
            Question::Everything
        }
    }

    /// The entries that it is about.
    fn about(&self, question: Question, script: &Script) -> Vec<Entry> {
        let all = || script.entries.iter().cloned();
        match (&script.news, question) {
            (_, Question::Containers) => {
                let names = script.containers.iter().map(|name| name.as_bytes().to_vec());
                names.map(|dn| Entry { dn, attributes: Vec::new() }).collect()
            }
            (News::Counted { touched, .. }, Question::News) => {
                touched.iter().map(|number| entry_of(&script.entries, *number)).collect()
            }
            (_, Question::LookUp) => {
                let id = |entry: &Entry| entry.first("entryUUID").map(|id| String::from_utf8_lossy(id).into_owned());
                let is_named = |entry: &Entry| id(entry).is_some_and(|id| self.filter.contains(&format!("={id})")));
                all().filter(is_named).collect()
            }
            _ => all().collect(),
        }
    }

    /// What the script says is new, where that is asked for.
    fn news(&self, id: &[u8], script: &Script, place: &mut Place) -> Option<Vec<Act>> {
        let write = |entry: &Entry| self.entry(entry);
        if self.control(SYNC_REQUEST).is_some() {
            let News::Sync(says) = &script.news else { return Some(vec![unknown(id)]) };
            return Some(refresh(id, says, &script.entries, &write));
        }
        let value = self.control(DIR_SYNC)?;
        let News::DirSync { rounds, refuses_replication, .. } = &script.news else { return Some(vec![unknown(id)]) };
        let asked = (id, value, &mut place.rounds);
        Some(dir_sync(asked, (rounds, *refuses_replication), &script.entries, &write))
    }

    fn answer(&self, id: &[u8], script: &Script, place: &mut Place) -> Vec<Act> {
        let done =
            |code: u8, text: &[u8], controls: &[u8]| Act::Send(message(id, &result(0x65, code.into(), text), controls));
        if self.is_one && (self.base.is_empty() || script.news != News::Unknown) {
            let found = if self.base.is_empty() { Some(root(&script.news)) } else { named(&self.base, &script.news) };
            return match found {
                Some(entry) => vec![Act::Send(message(id, &self.entry(&entry), &[])), done(0, b"", &[])],
                None => vec![done(32, b"", &[])],
            };
        }
        let question = self.question();
        let has_fault = [Question::Any, question].contains(&script.fault_in);
        let fault = if has_fault { script.fault.clone() } else { Fault::None };
        if fault == Fault::None
            && let Some(acts) = self.news(id, script, place)
        {
            return acts;
        }
        let all = self.about(question, script);
        let count = match fault {
            Fault::Nothing | Fault::EmptyPagesForEver => 0,
            Fault::Percent(percent) => all.len() * percent / 100,
            _ => all.len(),
        };
        let (size, cookie) = self.page.clone().unwrap_or((usize::MAX, Vec::new()));
        let size = if fault == Fault::IgnorePaging { usize::MAX } else { size.max(1) };
        let (from, page) = if cookie == CONSTANT_COOKIE { place.page } else { read_cookie(&cookie) };
        match fault {
            Fault::Result { page: bad, code } if bad == page => {
                return vec![done(code, b"refused by the script", &[])];
            }
            Fault::PageSizeLimit(limit) if size > limit => {
                return vec![done(11, b"illegal pagedResults page size", &[])];
            }
            Fault::PageCap(limit) if size > limit => {
                let some = all.iter().skip(from).take(limit);
                let mut acts: Vec<Act> = some.map(|entry| Act::Send(message(id, &self.entry(entry), &[]))).collect();
                acts.push(done(4, b"", &[]));
                return acts;
            }
            Fault::DirtyText => return vec![done(53, b"ung\xfcltig\r\n\x1b[31mred", &[])],
            _ => (),
        }
        let mut acts = Vec::new();
        let to = from.saturating_add(size).min(count);
        for (at, entry) in all.iter().enumerate().take(to).skip(from) {
            if let Fault::Limit { entries, code } = fault
                && at >= entries
            {
                acts.push(done(code, b"", &[]));
                return acts;
            }
            if self.wrong(id, at, entry, &fault, &mut acts) {
                return acts;
            }
        }
        let again = matches!(fault, Fault::SamePageForEver { page: last } if last == page);
        place.page = match fault {
            _ if again => (from, page),
            Fault::Twice => (to.saturating_sub(1), page + 1),
            _ => (to, page + 1),
        };
        let next = if to >= count && !again && fault != Fault::EmptyPagesForEver {
            Vec::new()
        } else if fault == Fault::ConstantCookie {
            CONSTANT_COOKIE.to_vec()
        } else {
            format!("{}/{}", place.page.0, place.page.1).into_bytes()
        };
        let control = match fault {
            _ if self.page.is_none() => Vec::new(),
            Fault::IgnorePaging => Vec::new(),
            Fault::LosePaging { page: bad } if bad == page => Vec::new(),
            Fault::BrokenPaging => broken_paging(),
            _ => paging(&next),
        };
        if let Fault::NestedAnswer { levels } = fault {
            acts.push(done(0, b"", &element(0xa0, &nested(levels))));
        } else {
            acts.push(done(0, b"", &control));
        }
        if matches!(fault, Fault::HangUpAfterPage { page: bad } if bad == page) {
            acts.push(Act::HangUp);
        }
        acts
    }

    /// Adds one entry, rightly or wrongly; true when nothing must follow.
    fn wrong(&self, id: &[u8], at: usize, entry: &Entry, fault: &Fault, acts: &mut Vec<Act>) -> bool {
        let whole = message(id, &self.entry(entry), &[]);
        let before = |extra: Vec<u8>| Act::Send([extra, whole.clone()].concat());
        let (act, is_last) = match *fault {
            Fault::HangUpInEntry { at: bad } if bad == at => (Act::Send(whole[..whole.len() / 2].to_vec()), true),
            Fault::HangUpBefore { at: bad } if bad == at => (Act::HangUp, true),
            Fault::Silence { at: bad } if bad == at => (Act::Silence, true),
            Fault::Drip { at: bad, pause } if bad <= at => (Act::Drip(whole, pause), false),
            Fault::Nested { at: bad, levels } if bad == at => (Act::Send(nested(levels)), false),
            Fault::Announce { at: bad, length: announced } if bad == at => {
                let mut bytes = vec![0x30];
                length(&mut bytes, announced);
                (Act::Send([bytes, vec![0; 1024]].concat()), false)
            }
            Fault::Overrun { at: bad } if bad == at => {
                let mut bytes = whole.clone();
                // The length octet of the last value: one more than there is.
                if let Some(place) = bytes.len().checked_sub(37) {
                    bytes[place] += 1;
                }
                (Act::Send(bytes), false)
            }
            Fault::UnknownOperation { at: bad } if bad == at => (before(message(id, &element(0x7e, b""), &[])), false),
            Fault::WrongMessageId { at: bad } if bad == at => {
                (before(message(&[0x55], &self.entry(entry), &[])), false)
            }
            Fault::WrongAnswer { at: bad } if bad == at => (before(message(id, &result(0x61, 0, b""), &[])), false),
            Fault::Reference { at: bad } if bad == at => {
                let address = element(0x04, b"ldap://evil.example/dc=example,dc=test");
                (before(message(id, &element(0x73, &address), &[])), false)
            }
            Fault::Disconnection { at: bad, malformed } if bad == at => (Act::Send(disconnection(malformed)), true),
            _ => (Act::Send(whole), false),
        };
        acts.push(act);
        if is_last && !matches!(acts.last(), Some(Act::Silence)) {
            acts.push(Act::HangUp);
        }
        is_last
    }

    fn entry(&self, entry: &Entry) -> Vec<u8> {
        let wanted = |name: &[u8]| {
            let name = String::from_utf8_lossy(name);
            let name = name.split(';').next().unwrap_or_default();
            self.attributes.is_empty()
                || self.attributes.iter().any(|asked| asked == "*" || asked.eq_ignore_ascii_case(name))
        };
        let attributes: Vec<Vec<u8>> =
            entry.attributes.iter().filter(|(name, _)| wanted(name)).map(attribute).collect();
        sequence(0x64, &[element(0x04, &entry.dn), sequence(0x30, &attributes)])
    }
}

/// unavailableCriticalExtension
fn unknown(id: &[u8]) -> Act {
    Act::Send(message(id, &result(0x65, 12, b"unknown control"), &[]))
}

fn read_cookie(cookie: &[u8]) -> (usize, usize) {
    let text = String::from_utf8_lossy(cookie);
    let (from, page) = text.split_once('/').unwrap_or(("0", "1"));
    (from.parse().unwrap_or(0), page.parse().unwrap_or(1))
}

fn attribute((name, values): &(Vec<u8>, Vec<Vec<u8>>)) -> Vec<u8> {
    let values: Vec<Vec<u8>> = values.iter().map(|value| element(0x04, value)).collect();
    sequence(0x30, &[element(0x04, name), sequence(0x31, &values)])
}

const PAGING: &[u8] = b"1.2.840.113556.1.4.319";

fn page_request(mut value: &[u8]) -> Option<(usize, Vec<u8>)> {
    let mut parts = take(&mut value)?.1;
    Some((number(take(&mut parts)?.1), take(&mut parts)?.1.to_vec()))
}

fn read_controls(mut list: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut controls = Vec::new();
    while let Some((_, mut control)) = take(&mut list) {
        let Some((_, kind)) = take(&mut control) else { break };
        let mut value = take(&mut control);
        if matches!(value, Some((0x01, _))) {
            value = take(&mut control);
        }
        controls.push((kind.to_vec(), value.map(|(_, value)| value.to_vec()).unwrap_or_default()));
    }
    controls
}

fn nested(levels: usize) -> Vec<u8> {
    // Written from the inside out; reversing is cheaper than inserting in front.
    let mut reversed = Vec::new();
    for _ in 0..levels {
        let mut start = vec![0x30];
        length(&mut start, reversed.len());
        reversed.extend(start.iter().rev());
    }
    reversed.reverse();
    reversed
}

fn broken_paging() -> Vec<u8> {
    element(0xa0, &sequence(0x30, &[element(0x04, b"1.2.840.113556.1.4.319"), element(0x04, b"\x30\x05junk")]))
}

fn disconnection(malformed: bool) -> Vec<u8> {
    const NOTICE: &[u8] = b"1.3.6.1.4.1.1466.20036";
    let parts = [element(0x0a, &[52]), element(0x04, b""), element(0x04, b"going down")].concat();
    if malformed {
        message(&[0], &element(0x78, &parts), &element(0x8a, NOTICE))
    } else {
        message(&[0], &element(0x78, &[parts, element(0x8a, NOTICE)].concat()), &[])
    }
}
