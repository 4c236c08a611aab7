//! Just enough BER to read requests and to write answers, right and wrong ones.

/// The length of the first message, if all of it is there.
pub(super) fn message_length(bytes: &[u8]) -> Option<usize> {
    let (_, start, length) = header(bytes)?;
    (bytes.len() >= start + length).then_some(start + length)
}

fn header(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (tag, first) = (*bytes.first()?, *bytes.get(1)?);
    if first < 0x80 {
        return Some((tag, 2, usize::from(first)));
    }
    let count = usize::from(first & 0x7f);
    let digits = bytes.get(2..2 + count)?;
    Some((tag, 2 + count, digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit))))
}

/// Takes the next element off the front as (tag, content).
pub(super) fn take<'a>(bytes: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (tag, start, length) = header(bytes)?;
    let content = bytes.get(start..start + length)?;
    *bytes = &bytes[start + length..];
    Some((tag, content))
}

/// A number of a request.
pub(super) fn number(content: &[u8]) -> usize {
    content.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// One element; lengths in the shortest form.
pub(super) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    length(&mut bytes, content.len());
    bytes.extend_from_slice(content);
    bytes
}

/// Appends length octets.
pub(super) fn length(bytes: &mut Vec<u8>, length: usize) {
    let digits = length.to_be_bytes();
    let from = digits.iter().position(|digit| *digit != 0).unwrap_or(digits.len() - 1);
    let digits = &digits[from..];
    match digits {
        [digit] if *digit < 0x80 => bytes.push(*digit),
        _ => {
            bytes.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
            bytes.extend_from_slice(digits);
        }
    }
}

/// Several parts as one.
pub(super) fn sequence(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    element(tag, &parts.concat())
}

/// A whole message.
pub(super) fn message(id: &[u8], operation: &[u8], controls: &[u8]) -> Vec<u8> {
    element(0x30, &[&element(0x02, id), operation, controls].concat())
}

/// An LDAPResult as the operation `tag`.
pub(super) fn result(tag: u8, code: u32, text: &[u8]) -> Vec<u8> {
    let bytes = code.to_be_bytes();
    let from = bytes.iter().position(|byte| *byte != 0).unwrap_or(3);
    sequence(tag, &[element(0x0a, &bytes[from..]), element(0x04, b""), element(0x04, text)])
}

/// The paging control of an answer, RFC 2696.
pub(super) fn paging(cookie: &[u8]) -> Vec<u8> {
    let value = sequence(0x30, &[element(0x02, &[0]), element(0x04, cookie)]);
    let control = sequence(0x30, &[element(0x04, b"1.2.840.113556.1.4.319"), element(0x04, &value)]);
    element(0xa0, &control)
}

/// A filter in its text form.
pub(super) fn filter_text(bytes: &mut &[u8]) -> String {
    let Some((tag, mut content)) = take(bytes) else {
        return "?".into();
    };
    let mut pair = |sign: &str| {
        let mut text =
            || take(&mut content).map_or_else(String::new, |(_, part)| String::from_utf8_lossy(part).into_owned());
        let (name, value) = (text(), text());
        format!("({name}{sign}{value})")
    };
    match tag {
        0xa0..=0xa2 => {
            let mut inner = String::new();
            while !content.is_empty() {
                inner += &filter_text(&mut content);
            }
            format!("({}{inner})", ["&", "|", "!"][usize::from(tag - 0xa0)])
        }
        0xa3 => pair("="),
        0xa5 => pair(">="),
        0xa6 => pair("<="),
        0x87 => format!("({}=*)", String::from_utf8_lossy(content)),
        _ => "(?)".into(),
    }
}
