//! Ids of entries as they are kept, in hexadecimal digits: those of the id attribute in use, and those of one that was before and is of no use now,
//! which must never be taken for an entry's.

/// What an id begins with that is one of another id attribute than the one in use; no value of an id attribute looks like that.
const OUT_OF_USE: &str = "00ff";

/// An id of an attribute that is no longer the id attribute, in hexadecimal digits: it can be no entry's id any more, and is found again when the
/// attribute is. One that is out of use already stays as it is.
#[must_use]
pub fn put_out_of_use(id: &str, attribute: &str) -> String {
    if is_out_of_use(id) { id.to_owned() } else { [out_of_use_by(attribute).as_str(), id].concat() }
}

/// The id that somebody is known by if the id attribute is `wanted`, where that can be told: they are known by it now, or were before another
/// attribute took over.
#[must_use]
pub fn id_under<'id>(id: &'id str, known_by: &str, wanted: &str) -> Option<&'id str> {
    let in_use = (known_by.eq_ignore_ascii_case(wanted) && !is_out_of_use(id)).then_some(id);
    in_use.or_else(|| id.strip_prefix(out_of_use_by(wanted).as_str()))
}

fn is_out_of_use(id: &str) -> bool {
    let Some(rest) = id.strip_prefix(OUT_OF_USE) else { return false };
    // A name of an attribute, digit by digit, up to the second mark.
    let name = rest.as_bytes().chunks(2).take_while(|pair| *pair != b"00");
    let length = 2 * name.count();
    length > 0 && rest.get(length..).is_some_and(|rest| rest.starts_with(OUT_OF_USE))
}

fn out_of_use_by(attribute: &str) -> String {
    let digits = attribute.bytes().map(|byte| format!("{:02x}", byte.to_ascii_lowercase()));
    let digits: String = digits.collect();
    [OUT_OF_USE, &digits, OUT_OF_USE].concat()
}

/// An id as an administrator knows it: 16 bytes as a UUID, a text as it is, anything else in hexadecimal digits.
#[must_use]
pub fn shown_id(id: &str) -> String {
    if id.len() == 32 && id.is_ascii() {
        let part = |from: usize, to: usize| id.get(from..to).unwrap_or_default();
        return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-");
    }
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = id.as_bytes().chunks(2).map(byte).collect();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.filter(|text| !text.is_empty() && !text.contains(char::is_control)).unwrap_or_else(|| id.to_owned())
}

/// The same as the directory's own tools print it: Active Directory writes the first three groups of a GUID the other way round than it keeps them
/// ([MS-DTYP] 2.3.4.2).
#[must_use]
pub fn printed_id(id: &str, id_attribute: &str) -> String {
    let is_guid = ["objectGUID", "mS-DS-ConsistencyGuid"].iter().any(|name| name.eq_ignore_ascii_case(id_attribute));
    match turned_id(id).filter(|_| is_guid) {
        Some(turned) => shown_id(&turned),
        None => shown_id(id),
    }
}

/// An id of 16 bytes, in hexadecimal digits, with its first three groups the other way round; `None` for any other.
#[must_use]
pub fn turned_id(id: &str) -> Option<String> {
    if id.len() != 32 || !id.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes: Vec<&str> = (0..32).step_by(2).filter_map(|place| id.get(place..place + 2)).collect();
    bytes[..4].reverse();
    bytes[4..6].reverse();
    bytes[6..8].reverse();
    Some(bytes.concat())
}
