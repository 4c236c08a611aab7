//! What a notice says. It names the directory, what happened and where to look, and of people at most their names.

use domain::{id::SourceId, text};

use super::{Told, send::AboutRun};

/// How many people are named.
pub(super) const NAMED: i64 = 20;

/// Subject and text.
pub(super) fn letter(
    told: &Told,
    (source, name): (SourceId, &str),
    run: &AboutRun,
    public_url: Option<&str>,
) -> (String, String) {
    let (subject, mut parts) = match told {
        Told::Failed { reason } => (
            format!("the directory {name} could not be read"),
            vec![
                format!("A run of the directory {name} has failed."),
                because(reason.as_deref()),
                "You are told once: the next message about this comes when a run fails after one that has worked."
                    .to_owned(),
            ],
        ),
        Told::Held { reason } => (
            format!("a run of the directory {name} is held"),
            vec![
                format!("A run of the directory {name} is held. It has changed nobody."),
                because(reason.as_deref()),
                "No other run of this directory starts until somebody has released or discarded it.".to_owned(),
            ],
        ),
        Told::Blocked { people } => (
            format!("{} blocked by a run of the directory {name}", counted(*people, "person", "people")),
            vec![
                format!(
                    "A run of the directory {name} has blocked {}. They cannot sign in, and their open changes rest.",
                    counted(*people, "person", "people")
                ),
                names(&run.blocked, *people),
            ],
        ),
        Told::Waiting { values, people, since } => {
            let day = since.to_rfc3339();
            (
                format!("{} for the directory {name} to be exported", counted(*values, "value waits", "values wait")),
                vec![
                    format!(
                        "{} of {} approved more than a day ago and not in any file that was downloaded; the first waits since {}.",
                        counted(*values, "value", "values"),
                        counted(*people, "person were", "people were"),
                        day.split('T').next().unwrap_or(&day),
                    ),
                    "Make an export of what waits, and hand its file to the directory.".to_owned(),
                ],
            )
        }
        Told::Test { by } => (
            format!("test message for the directory {name}"),
            vec![
                format!(
                    "{} wanted to know whether messages about the directory {name} reach you. They do.",
                    in_a_line(by)
                ),
                "There is nothing to do.".to_owned(),
            ],
        ),
    };
    parts.extend(public_url.map(|url| match (told, run.id) {
        (Told::Waiting { .. }, _) => format!("{url}/exports"),
        (_, Some(run)) => format!("{url}/sources/{source}/runs/{run}"),
        (_, None) => format!("{url}/sources"),
    }));
    parts.push(format!("You get this because you are named in Amend as an owner of the directory {name}."));
    parts.retain(|part| !part.is_empty());
    (format!("Amend: {subject}"), format!("{}\n", parts.join("\n\n")))
}

fn because(reason: Option<&str>) -> String {
    reason.map(|reason| format!("Why: {}.", in_a_line(reason).trim_end_matches('.'))).unwrap_or_default()
}

fn counted(count: i64, one: &str, other: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { other })
}

/// A line for each name, and how many more there are.
fn names(names: &[String], all: i64) -> String {
    let mut lines: Vec<String> = names.iter().map(|name| format!("- {}", in_a_line(name))).collect();
    let more = all - i64::try_from(names.len()).unwrap_or(i64::MAX);
    if more > 0 && !names.is_empty() {
        lines.push(format!("- and {more} more"));
    }
    lines.join("\n")
}

/// What comes from outside stays within its line, so that it cannot speak in our name.
fn in_a_line(words: &str) -> String {
    text::clean(words, false)
}

#[cfg(test)]
mod tests {
    use domain::id::RunId;

    use super::*;

    #[test]
    fn a_letter_says_what_happened_and_where_to_look() {
        let run = AboutRun { id: Some(RunId(7)), blocked: vec!["Kari\r\nBcc: x@y.example".to_owned()] };
        let (subject, text) =
            letter(&Told::Blocked { people: 3 }, (SourceId(2), "corp"), &run, Some("https://amend.example.org"));
        assert_eq!(subject, "Amend: 3 people blocked by a run of the directory corp");
        assert!(text.contains("\n- Kari Bcc: x@y.example\n- and 2 more\n"), "{text}");
        assert!(text.contains("\nhttps://amend.example.org/sources/2/runs/7\n"), "{text}");
        let nowhere = AboutRun::default();
        let (_, text) = letter(&Told::Held { reason: None }, (SourceId(2), "corp"), &nowhere, None);
        assert!(!text.contains("http") && !text.contains("Why"), "{text}");
    }
}
