//! Decides what to say to one request, according to the script.

use std::io;

use super::ber::{element, filter_text, length, message, number, paging, result, sequence, take};
use super::{Act, Entry, Fault, Operation, Script};

fn garbled() -> io::Error {
    io::Error::other("the client sent something that is not LDAP")
}

/// Where the next page begins and which page it is; kept per connection for servers whose cookie never changes.
pub(super) type Place = (usize, usize);

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
                _ => plain(result(0x61, code, b"")),
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
    is_root: bool,
    attributes: Vec<String>,
    page: Option<(usize, Vec<u8>)>,
}

impl Search {
    fn read(mut content: &[u8], mut controls: &[u8]) -> Option<Self> {
        let base = String::from_utf8_lossy(take(&mut content)?.1).into_owned();
        let is_root = base.is_empty() && number(take(&mut content)?.1) == 0;
        if !base.is_empty() {
            take(&mut content)?;
        }
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
        let page = take(&mut controls).and_then(|(_, list)| page_request(list));
        let operation = Operation::Search { base, filter, attributes: attributes.clone(), page: page.clone() };
        Some(Self { operation, is_root, attributes, page })
    }

    fn answer(&self, id: &[u8], script: &Script, place: &mut Place) -> Vec<Act> {
        let done = |code, text: &[u8], controls: &[u8]| Act::Send(message(id, &result(0x65, code, text), controls));
        if self.is_root {
            return vec![Act::Send(message(id, &self.entry(&root()), &[])), done(0, b"", &[])];
        }
        let all = &script.entries;
        let count = match script.fault {
            Fault::Nothing | Fault::EmptyPagesForEver => 0,
            Fault::Percent(percent) => all.len() * percent / 100,
            _ => all.len(),
        };
        let (size, cookie) = self.page.clone().unwrap_or((usize::MAX, Vec::new()));
        let size = if script.fault == Fault::IgnorePaging { usize::MAX } else { size.max(1) };
        let (from, page) = if cookie == CONSTANT_COOKIE { *place } else { read_cookie(&cookie) };
        match script.fault {
            Fault::Result { page: bad, code } if bad == page => {
                return vec![done(code, b"refused by the script", &[])];
            }
            Fault::PageSizeLimit(limit) if size > limit => {
                return vec![done(11, b"illegal pagedResults page size", &[])];
            }
            Fault::DirtyText => return vec![done(53, b"ung\xfcltig\r\n\x1b[31mred", &[])],
            _ => (),
        }
        let mut acts = Vec::new();
        let to = from.saturating_add(size).min(count);
        for (at, entry) in all.iter().enumerate().take(to).skip(from) {
            if let Fault::Limit { entries, code } = script.fault
                && at >= entries
            {
                acts.push(done(code, b"", &[]));
                return acts;
            }
            if self.wrong(id, at, entry, &script.fault, &mut acts) {
                return acts;
            }
        }
        let again = matches!(script.fault, Fault::SamePageForEver { page: last } if last == page);
        *place = match script.fault {
            _ if again => (from, page),
            Fault::Twice => (to.saturating_sub(1), page + 1),
            _ => (to, page + 1),
        };
        let next = if to >= count && !again && script.fault != Fault::EmptyPagesForEver {
            Vec::new()
        } else if script.fault == Fault::ConstantCookie {
            CONSTANT_COOKIE.to_vec()
        } else {
            format!("{}/{}", place.0, place.1).into_bytes()
        };
        let control = match script.fault {
            _ if self.page.is_none() => Vec::new(),
            Fault::IgnorePaging => Vec::new(),
            Fault::LosePaging { page: bad } if bad == page => Vec::new(),
            Fault::BrokenPaging => broken_paging(),
            _ => paging(&next),
        };
        if let Fault::NestedAnswer { levels } = script.fault {
            acts.push(done(0, b"", &element(0xa0, &nested(levels))));
        } else {
            acts.push(done(0, b"", &control));
        }
        if matches!(script.fault, Fault::HangUpAfterPage { page: bad } if bad == page) {
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

fn read_cookie(cookie: &[u8]) -> Place {
    let text = String::from_utf8_lossy(cookie);
    let (from, page) = text.split_once('/').unwrap_or(("0", "1"));
    (from.parse().unwrap_or(0), page.parse().unwrap_or(1))
}

fn attribute((name, values): &(Vec<u8>, Vec<Vec<u8>>)) -> Vec<u8> {
    let values: Vec<Vec<u8>> = values.iter().map(|value| element(0x04, value)).collect();
    sequence(0x30, &[element(0x04, name), sequence(0x31, &values)])
}

fn page_request(mut controls: &[u8]) -> Option<(usize, Vec<u8>)> {
    while let Some((_, mut control)) = take(&mut controls) {
        if take(&mut control)?.1 == b"1.2.840.113556.1.4.319" {
            let (mut tag, mut value) = take(&mut control)?;
            if tag == 0x01 {
                (tag, value) = take(&mut control)?;
            }
            debug_assert_eq!(tag, 0x04);
            let mut parts = take(&mut value)?.1;
            return Some((number(take(&mut parts)?.1), take(&mut parts)?.1.to_vec()));
        }
    }
    None
}

fn root() -> Entry {
    let entry = Entry { dn: Vec::new(), attributes: Vec::new() };
    entry.with("namingContexts", &[b"dc=example,dc=test"]).with("supportedControl", &[b"1.2.840.113556.1.4.319"])
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
