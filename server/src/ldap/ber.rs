//! Reads BER as LDAP allows it (RFC 4511 section 5.1: definite lengths, one-byte tags) without copying and without
//! recursion, because the bytes come from a server that may be hostile and nothing here may panic or exhaust the stack.

/// Deepest nesting that a message may have. Real LDAP needs 7 (filters are only ever sent, not received).
pub(crate) const MAX_DEPTH: usize = 16;

/// Why bytes are not the LDAP message they should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Damage {
    /// The outermost length is above the limit, so nothing of the message was read.
    #[error("a message of {announced} bytes is announced, more than the limit of {limit}")]
    TooLong {
        /// What the server announced.
        announced: u64,
        /// What the settings allow.
        limit: usize,
    },
    /// More than [`MAX_DEPTH`] levels.
    #[error("the message is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// An element claims more bytes than its parent has.
    #[error("a length inside the message reaches beyond the end of the message")]
    Overrun,
    /// Indefinite length, a length of more than eight bytes, or a multi-byte tag.
    #[error("the message uses an encoding that LDAP does not allow")]
    Encoding,
    /// The first byte is no LDAP message; 0x15 and 0x16 are what a TLS port says.
    #[error("the first byte is 0x{0:02x}, which does not begin an LDAP message{hint}", hint = hint(*.0))]
    NotLdap(u8),
    /// An answer that does not belong to what was asked.
    #[error("an answer that was not asked for (message {id}, operation 0x{operation:02x})")]
    Unexpected {
        /// Message id of the answer.
        id: i32,
        /// Tag byte of the operation.
        operation: u8,
    },
    /// A part is missing, of the wrong kind or not text.
    #[error("the {0} is missing or malformed")]
    Part(&'static str),
}

fn hint(first: u8) -> &'static str {
    if matches!(first, 0x14..=0x17) { " (it looks like TLS: is this the LDAPS port?)" } else { "" }
}

/// The identifier and length octets of one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) tag: u8,
    /// Bytes of tag and length.
    pub(crate) size: usize,
    /// Bytes that follow them, as announced.
    pub(crate) length: u64,
}

/// Reads one header; `None` when the bytes end within it.
pub(crate) fn header(bytes: &[u8]) -> Result<Option<Header>, Damage> {
    let [tag, first, rest @ ..] = bytes else {
        return match bytes.first() {
            Some(tag) if tag & 0x1f == 0x1f => Err(Damage::Encoding),
            _ => Ok(None),
        };
    };
    if tag & 0x1f == 0x1f {
        return Err(Damage::Encoding);
    }
    if *first < 0x80 {
        return Ok(Some(Header { tag: *tag, size: 2, length: u64::from(*first) }));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 8 {
        return Err(Damage::Encoding);
    }
    let Some(digits) = rest.get(..count) else {
        return Ok(None);
    };
    let length = digits.iter().fold(0, |length, digit| length << 8 | u64::from(*digit));
    Ok(Some(Header { tag: *tag, size: 2 + count, length }))
}

/// Walks the elements of one constructed value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Elements<'a>(pub(crate) &'a [u8]);

impl<'a> Elements<'a> {
    /// The next element as (tag, content), or `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(u8, &'a [u8])>, Damage> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let header = header(self.0)?.ok_or(Damage::Overrun)?;
        let after = &self.0[header.size..];
        let length = usize::try_from(header.length).map_err(|_| Damage::Overrun)?;
        let (content, rest) = after.split_at_checked(length).ok_or(Damage::Overrun)?;
        self.0 = rest;
        Ok(Some((header.tag, content)))
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8, part: &'static str) -> Result<&'a [u8], Damage> {
        match self.next()? {
            Some((found, content)) if found == tag => Ok(content),
            _ => Err(Damage::Part(part)),
        }
    }

    /// The tag byte of the next element without taking it.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }
}

/// A non-negative INTEGER or ENUMERATED of up to four bytes, which is all that LDAP messages hold.
pub(crate) fn small_number(content: &[u8], part: &'static str) -> Result<i32, Damage> {
    match content {
        [first, ..] if content.len() <= 4 && first & 0x80 == 0 => {
            Ok(content.iter().fold(0, |number, byte| number << 8 | i32::from(*byte)))
        }
        _ => Err(Damage::Part(part)),
    }
}

/// Checks that all inner lengths fit and that nothing is nested deeper than [`MAX_DEPTH`].
pub(crate) fn check_nesting(message: &[u8]) -> Result<(), Damage> {
    let mut ends = [0; MAX_DEPTH];
    let mut depth = 0;
    let mut position = 0;
    let mut end = message.len();
    loop {
        while position == end {
            if depth == 0 {
                return Ok(());
            }
            depth -= 1;
            end = ends[depth];
        }
        let header = header(&message[position..end])?.ok_or(Damage::Overrun)?;
        let length = usize::try_from(header.length).map_err(|_| Damage::Overrun)?;
        let content = position + header.size;
        if length > end - content {
            return Err(Damage::Overrun);
        }
        if header.tag & 0x20 == 0 {
            position = content + length;
        } else {
            if depth == MAX_DEPTH {
                return Err(Damage::TooDeep);
            }
            ends[depth] = end;
            depth += 1;
            position = content;
            end = content + length;
        }
    }
}

#[cfg(test)]
#[path = "ber_tests.rs"]
mod tests;
