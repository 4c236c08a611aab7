//! Templates of letters: plain text with named places such as `{person}`, and nothing else. There are no conditions and no loops; a line whose
//! places all come out blank is left out, so that "Reason: {reason}" stands there only where there is a reason.

use std::collections::BTreeMap;

use domain::text;

/// The places, and whether each can stand in a subject: what has several lines cannot.
pub(super) const PLACES: &[(&str, bool)] = &[
    ("name", true),
    ("person", true),
    ("by", true),
    ("fields", true),
    ("count", true),
    ("changes", false),
    ("reason", false),
    ("link", false),
];

/// The most characters of a subject and of a text.
const SUBJECT: usize = 150;
const TEXT: usize = 4000;

/// What stands in the places.
pub(super) type Values = BTreeMap<&'static str, String>;

/// A subject as it is kept, or what is wrong with it and what to do.
pub(super) fn check_subject(typed: &str) -> Result<String, String> {
    let subject = text::clean(typed, false);
    if subject.is_empty() {
        return Err("is blank; write what the letter is about".to_owned());
    }
    check(&subject, SUBJECT, |in_subject| in_subject)?;
    Ok(subject)
}

/// A text as it is kept, or what is wrong with it and what to do. It must name the link: a letter leads to a page, and nothing is done from it.
pub(super) fn check_text(typed: &str) -> Result<String, String> {
    let text = text::clean(typed, true);
    check(&text, TEXT, |_| true)?;
    if !names(&text)?.iter().any(|name| name == "link") {
        return Err("has no {link}; without it nobody finds the page that the letter is about".to_owned());
    }
    Ok(text)
}

fn check(text: &str, most: usize, fits: impl Fn(bool) -> bool) -> Result<(), String> {
    if text.chars().count() > most {
        return Err(format!("has more than {most} characters"));
    }
    for name in names(text)? {
        match PLACES.iter().find(|(known, _)| *known == name) {
            Some((_, in_subject)) if fits(*in_subject) => {}
            Some(_) => return Err(format!("{{{name}}} has several lines, or leads somewhere; put it into the text")),
            None => {
                let known: Vec<String> =
                    PLACES.iter().filter(|(_, one)| fits(*one)).map(|(name, _)| format!("{{{name}}}")).collect();
                return Err(format!("{{{name}}} is no place; there are {}", known.join(", ")));
            }
        }
    }
    Ok(())
}

/// The places that a text names.
fn names(text: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let after = rest.get(at + 1..).unwrap_or_default();
        let end = after.find(['{', '}']).filter(|end| after.as_bytes().get(*end) == Some(&b'}'));
        match (rest.as_bytes().get(at), end) {
            (Some(b'{'), Some(end)) => {
                names.push(after.get(..end).unwrap_or_default().to_owned());
                rest = after.get(end + 1..).unwrap_or_default();
            }
            _ => return Err("has a single { or }; a place is written as {person}".to_owned()),
        }
    }
    Ok(names)
}

/// A text with its places filled in. What comes out of a place is never looked at for places again.
pub(super) fn fill(text: &str, values: &Values) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let (filled, places, said) = fill_one(line, values);
        // A line that only had blank places says nothing.
        if places == 0 || said > 0 {
            lines.push(filled);
        }
    }
    let mut out = String::new();
    for line in lines {
        // Of lines that were left out, no hole remains.
        if !(line.is_empty() && (out.is_empty() || out.ends_with("\n\n"))) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The same for a single line.
pub(super) fn fill_line(line: &str, values: &Values) -> String {
    text::clean(&fill_one(line, values).0, false)
}

/// The line, how many places it had, and how many of them had something to say.
fn fill_one(line: &str, values: &Values) -> (String, usize, usize) {
    let (mut out, mut places, mut said) = (String::new(), 0, 0);
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        let value = values.get(name).map(String::as_str).unwrap_or_default();
        places += 1;
        said += usize::from(!value.is_empty());
        out.push_str(value);
        rest = after;
    }
    out.push_str(rest);
    (out, places, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&'static str, &str)]) -> Values {
        pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }

    #[test]
    fn places_are_filled_and_blank_lines_left_out() {
        let text = "Hello {name},\n\n{by} said no to:\n{changes}\n\nReason: {reason}\n\n{link}";
        let with = values(&[("name", "Emma"), ("by", "Anna"), ("changes", "- Title\n- Room"), ("link", "https://a")]);
        assert_eq!(fill(text, &with), "Hello Emma,\n\nAnna said no to:\n- Title\n- Room\n\nhttps://a");
        let reason = Values::from([("reason", "no".to_owned())]);
        let with: Values = with.into_iter().chain(reason).collect();
        assert!(fill(text, &with).contains("\n\nReason: no\n\nhttps://a"));
    }

    /// T8, SEC13: what people call themselves is no template and no second line.
    #[test]
    fn what_is_filled_in_is_not_read_again() {
        let evil = values(&[("person", "{reason}\r\nBcc: x@y.example"), ("reason", "secret"), ("link", "x")]);
        assert_eq!(fill_line("{person} asks", &evil), "{reason} Bcc: x@y.example asks");
    }

    #[test]
    fn what_cannot_be_filled_is_refused_with_the_remedy() {
        assert_eq!(check_subject(" {person}\u{202e} asks "), Ok("{person} asks".to_owned()));
        assert_eq!(check_text("{changes}\r\n{link}"), Ok("{changes}\n{link}".to_owned()));
        for (subject, says) in [
            ("", "is blank"),
            ("{nobody}", "{nobody} is no place; there are {name}, {person}, {by}, {fields}, {count}"),
            ("{changes}", "put it into the text"),
            ("{ person }", "{ person } is no place"),
            ("{person", "a place is written as {person}"),
            ("person}", "a place is written as {person}"),
            ("{{person}}", "a place is written as {person}"),
        ] {
            assert!(check_subject(subject).is_err_and(|why| why.contains(says)), "{subject}");
        }
        assert!(
            check_subject(&"x".repeat(151)).is_err() && check_text(&format!("{}{{link}}", "x".repeat(4000))).is_err()
        );
        assert!(check_text("Come and see.").is_err_and(|why| why.contains("{link}")));
    }
}
