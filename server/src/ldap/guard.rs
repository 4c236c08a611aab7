//! The frame guard: looks at every message before the LDAP library may. The library recurses without a limit and
//! asserts the shape of answers (one deep message ends the process), so only answers of the exact shape it expects,
//! to the operation in flight, are let through; and only requests that read are let out.

use super::ber::{Damage, Elements, check_nesting, header, small_number};

/// Tag bytes of the operations, RFC 4511 section 4.
pub(crate) mod operation {
    pub(crate) const BIND: u8 = 0x60;
    pub(crate) const BIND_ANSWER: u8 = 0x61;
    pub(crate) const UNBIND: u8 = 0x42;
    pub(crate) const SEARCH: u8 = 0x63;
    pub(crate) const ENTRY: u8 = 0x64;
    pub(crate) const SEARCH_DONE: u8 = 0x65;
    pub(crate) const MODIFY: u8 = 0x66;
    pub(crate) const MODIFY_ANSWER: u8 = 0x67;
    pub(crate) const ABANDON: u8 = 0x50;
    pub(crate) const REFERENCE: u8 = 0x73;
    #[cfg(test)]
    pub(crate) const EXTENDED: u8 = 0x77;
    pub(crate) const EXTENDED_ANSWER: u8 = 0x78;
    pub(crate) const INTERMEDIATE: u8 = 0x79;
}

const SEQUENCE: u8 = 0x30;
const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const ENUMERATED: u8 = 0x0a;
const CONTROLS: u8 = 0xa0;

/// RFC 2696.
const PAGED_RESULTS: &[u8] = b"1.2.840.113556.1.4.319";

/// The request whose answer is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) id: i32,
    pub(crate) operation: u8,
}

/// What an incoming message is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Incoming<'a> {
    /// A SearchResultEntry. Not checked further; see [`super::entry`].
    Entry {
        /// Name and attributes.
        content: &'a [u8],
        /// What follows them in the message: nothing, or the list of controls.
        controls: &'a [u8],
    },
    /// A continuation reference: never followed.
    Reference,
    /// The content of an IntermediateResponse (RFC 4511 section 4.13). Not checked further.
    Intermediate(&'a [u8]),
    /// The final answer, fit for the library.
    Answer,
    /// Notice of Disconnection (RFC 4511 section 4.4.1).
    Disconnected {
        /// The result code given.
        code: i32,
        /// The server's text.
        text: &'a [u8],
    },
}

/// The length of the first message in `bytes`, or `None` when its header is not complete yet.
pub(crate) fn message_length(bytes: &[u8], limit: usize) -> Result<Option<usize>, Damage> {
    if let Some(first) = bytes.first()
        && *first != SEQUENCE
    {
        return Err(Damage::NotLdap(*first));
    }
    let Some(header) = header(bytes)? else {
        return Ok(None);
    };
    match usize::try_from(header.length) {
        Ok(length) if length <= limit => Ok(Some(header.size + length)),
        _ => Err(Damage::TooLong { announced: header.length, limit }),
    }
}

/// Judges one whole message against the request in flight.
pub(crate) fn inspect(message: &[u8], request: Request) -> Result<Incoming<'_>, Damage> {
    let mut parts = Elements(Elements(message).expect(SEQUENCE, "message")?);
    let id = small_number(parts.expect(INTEGER, "message id")?, "message id")?;
    let (operation, content) = parts.next()?.ok_or(Damage::Part("operation"))?;
    if id == 0 && operation == operation::EXTENDED_ANSWER {
        let (code, text) = result(content, operation)?;
        return Ok(Incoming::Disconnected { code, text });
    }
    let unexpected = Err(Damage::Unexpected { id, operation });
    if id != request.id {
        return unexpected;
    }
    match (request.operation, operation) {
        // The way of the hundred thousand: whoever decodes the content checks the lengths inside it.
        (operation::SEARCH, operation::ENTRY) => return Ok(Incoming::Entry { content, controls: parts.0 }),
        (operation::SEARCH, operation::REFERENCE) => return Ok(Incoming::Reference),
        (operation::SEARCH, operation::INTERMEDIATE) => return Ok(Incoming::Intermediate(content)),
        (operation::SEARCH, operation::SEARCH_DONE)
        | (operation::BIND, operation::BIND_ANSWER)
        | (operation::MODIFY, operation::MODIFY_ANSWER) => {}
        _ => return unexpected,
    }
    check_nesting(message)?;
    result(content, operation)?;
    if let Some((tag, list)) = parts.next()? {
        if tag != CONTROLS {
            return Err(Damage::Part("control list"));
        }
        controls(list)?;
    }
    if parts.peek().is_some() {
        return Err(Damage::Part("end of the message"));
    }
    Ok(Incoming::Answer)
}

/// Checks an LDAPResult (RFC 4511 section 4.1.9) with what bind and extended answers append; gives code and text.
pub(crate) fn result(content: &[u8], operation: u8) -> Result<(i32, &[u8]), Damage> {
    let mut parts = Elements(content);
    let code = small_number(parts.expect(ENUMERATED, "result code")?, "result code")?;
    parts.expect(OCTETS, "matched name")?;
    let text = parts.expect(OCTETS, "diagnostic message")?;
    while let Some((tag, content)) = parts.next()? {
        match (tag, operation) {
            (0xa3, _) => {
                let mut addresses = Elements(content);
                while addresses.peek().is_some() {
                    utf8(addresses.expect(OCTETS, "referral")?, "referral")?;
                }
            }
            (0x87, operation::BIND_ANSWER) | (0x8b, operation::EXTENDED_ANSWER) => (),
            (0x8a, operation::EXTENDED_ANSWER) => utf8(content, "extended name")?,
            _ => return Err(Damage::Part("result")),
        }
    }
    Ok((code, text))
}

fn controls(list: &[u8]) -> Result<(), Damage> {
    let mut list = Elements(list);
    while list.peek().is_some() {
        let mut control = Elements(list.expect(SEQUENCE, "control")?);
        let kind = control.expect(OCTETS, "control type")?;
        utf8(kind, "control type")?;
        if control.peek() == Some(BOOLEAN) && control.expect(BOOLEAN, "criticality")?.len() != 1 {
            return Err(Damage::Part("criticality"));
        }
        let value = match control.peek() {
            Some(OCTETS) => Some(control.expect(OCTETS, "control value")?),
            _ => None,
        };
        if control.peek().is_some() {
            return Err(Damage::Part("control"));
        }
        if kind == PAGED_RESULTS {
            paging(value.ok_or(Damage::Part("paging control"))?)?;
        }
    }
    Ok(())
}

fn paging(value: &[u8]) -> Result<(), Damage> {
    check_nesting(value)?;
    let mut whole = Elements(value);
    let mut parts = Elements(whole.expect(SEQUENCE, "paging control")?);
    small_number(parts.expect(INTEGER, "paging size")?, "paging size")?;
    parts.expect(OCTETS, "paging cookie")?;
    if parts.peek().is_some() || whole.peek().is_some() {
        return Err(Damage::Part("paging control"));
    }
    Ok(())
}

fn utf8(content: &[u8], part: &'static str) -> Result<(), Damage> {
    std::str::from_utf8(content).map(|_| ()).map_err(|_| Damage::Part(part))
}

/// Makes matched name and diagnostic text of an answer valid UTF-8 in place, byte for byte: servers send them in old
/// code pages, and a Latin-1 letter in an error message must not hide the result code.
pub(crate) fn mend_text(message: &mut [u8]) {
    // message { id, operation { code, matched name, text } }
    let mut position = 0;
    for step in [Step::Enter, Step::Pass, Step::Enter, Step::Pass, Step::Mend, Step::Mend] {
        let Ok(Some(header)) = header(message.get(position..).unwrap_or_default()) else {
            return;
        };
        position += header.size;
        let Ok(length) = usize::try_from(header.length) else {
            return;
        };
        let Some(content) = message.get_mut(position..).and_then(|rest| rest.get_mut(..length)) else {
            return;
        };
        if matches!(step, Step::Mend) && std::str::from_utf8(content).is_err() {
            content.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = b'?');
        }
        if !matches!(step, Step::Enter) {
            position += length;
        }
    }
}

enum Step {
    Enter,
    Pass,
    Mend,
}

/// What a connection may do to a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum May {
    /// Read it.
    Read,
    /// Modify entries besides; nothing else that writes.
    Modify,
}

/// Judges one whole request of ours. `Err` names the tag of an operation that would change the directory or that
/// nobody here needs: a connection that reads must not be able to write, whoever holds it.
pub(crate) fn outgoing(message: &[u8], may: May) -> Result<Request, u8> {
    let parsed = || -> Result<Request, Damage> {
        let mut parts = Elements(Elements(message).expect(SEQUENCE, "message")?);
        let id = small_number(parts.expect(INTEGER, "message id")?, "message id")?;
        let (operation, _) = parts.next()?.ok_or(Damage::Part("operation"))?;
        Ok(Request { id, operation })
    };
    match parsed() {
        Ok(request)
            if matches!(
                request.operation,
                operation::BIND | operation::SEARCH | operation::UNBIND | operation::ABANDON
            ) =>
        {
            Ok(request)
        }
        Ok(request) if request.operation == operation::MODIFY && may == May::Modify => Ok(request),
        Ok(request) => Err(request.operation),
        Err(_) => Err(0),
    }
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
