//! What a directory's answer to a modification means (RFC 4511 section 4.1.9, RFC 4528): done, to be tried again, to be read again, or for people.

use crate::ldap::{Answer, code_name};

/// What an answer says of a modification as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    Done,
    /// Not this entry, or not these values: it has to be looked at.
    Look,
    /// The condition does not hold (RFC 4528), as the server says.
    Unmet,
    /// It knows no single values of one of the attributes.
    NoSingleValues,
    /// It will not have one of the values.
    Refused(String),
    Later(String),
}

pub(super) fn said(answer: &Answer) -> Said {
    let Answer { code, text } = answer;
    let words = || {
        let text = if text.is_empty() { String::new() } else { format!(", \u{201c}{text}\u{201d}") };
        format!("{} ({code}){text}", code_name(*code))
    };
    let refused = |why: &str, remedy: &str| Said::Refused(format!("{why}: {}; {remedy}", words()));
    match code {
        0 => Said::Done,
        16 | 20 | 32 | 68 => Said::Look,
        122 => Said::Unmet,
        18 => Said::NoSingleValues,
        50 => refused("the account may not write this", "give it the right, then try again"),
        17 => refused("the directory does not know this attribute", "correct the mapping of the source"),
        19 | 21 => refused("the directory does not take this value", "have another value approved"),
        65 => refused("this entry cannot have the attribute", "give it an object class that allows it"),
        64 | 67 => refused("the value is part of the entry's name", NEEDS_RENAME),
        71 => refused("the directory does not take this", "change it in the directory itself"),
        53 => refused("the directory is not willing to write this", "ask who administers it"),
        _ => Said::Later(format!("the directory answered {}", words())),
    }
}

/// What to do about the attributes that name an entry (P28).
pub(super) const NEEDS_RENAME: &str = "it needs a rename in the directory";

#[cfg(test)]
mod tests {
    use super::*;

    /// P4, B3: the whole table, as somebody who administers a directory would read it.
    #[test]
    fn each_answer_has_one_meaning() {
        let rows: [(u32, &str); 22] = [
            (0, "done"),
            (3, "later"),
            (11, "later"),
            (16, "look"),
            (17, "refused"),
            (18, "no single values"),
            (19, "refused"),
            (20, "look"),
            (21, "refused"),
            (32, "look"),
            (50, "refused"),
            (51, "later"),
            (52, "later"),
            (53, "refused"),
            (64, "refused"),
            (65, "refused"),
            (67, "refused"),
            (68, "look"),
            (71, "refused"),
            (80, "later"),
            (122, "unmet"),
            (4096, "later"),
        ];
        for (code, expected) in rows {
            let meant = match said(&Answer { code, text: "because".to_owned() }) {
                Said::Done => "done",
                Said::Look => "look",
                Said::Unmet => "unmet",
                Said::NoSingleValues => "no single values",
                Said::Refused(_) => "refused",
                Said::Later(_) => "later",
            };
            assert_eq!(meant, expected, "{code}");
        }
        let Said::Refused(why) = said(&Answer { code: 50, text: "no write access".to_owned() }) else { unreachable!() };
        assert_eq!(
            why,
            "the account may not write this: insufficientAccessRights (50), \u{201c}no write access\u{201d}; give it the right, then try again"
        );
    }
}
