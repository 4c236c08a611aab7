//! What letters to people say where the company has not written words of its own, in each language.

use domain::news::NewsAbout;

use super::template::Values;

/// Subject and text.
pub(super) fn template(about: NewsAbout, language: &str) -> (String, String) {
    let (subject, text) = if language == "fr" { french(about) } else { english(about) };
    (subject.to_owned(), text.to_owned())
}

fn english(about: NewsAbout) -> (&'static str, &'static str) {
    match about {
        NewsAbout::Waiting => (
            "Changes wait for your decision: {count}",
            "Hello {name},\n\n{person} has proposed changes.\n\n{changes}\n\nYou decide on them here:\n{link}",
        ),
        NewsAbout::Approved => (
            "Approved: {fields}",
            "Hello {name},\n\nyour changes were approved.\nBy: {by}\nProfile: {person}\n\n{changes}\n\nWhere they are now:\n{link}",
        ),
        NewsAbout::Rejected => (
            "Rejected: {fields}",
            "Hello {name},\n\nyour changes were rejected.\nBy: {by}\nProfile: {person}\n\n{changes}\n\nReason: {reason}\n\nYou can propose them anew here:\n{link}",
        ),
        NewsAbout::Withdrawn => (
            "Taken back: {fields}",
            "Hello {name},\n\nyour changes were taken back.\nBy: {by}\nProfile: {person}\n\n{changes}\n\nReason: {reason}\n\n{link}",
        ),
        NewsAbout::Exported => (
            "On the way to the directory: {fields}",
            "Hello {name},\n\nyour changes are on their way to the directory.\nProfile: {person}\n\n{changes}\n\n{link}",
        ),
        NewsAbout::Confirmed => (
            "Now in the directory: {fields}",
            "Hello {name},\n\nthe directory has your changes now.\nProfile: {person}\n\n{changes}\n\n{link}",
        ),
        NewsAbout::Conflict => (
            "Changed in the directory as well: {fields}",
            "Hello {name},\n\nthe directory got another value since you proposed yours. Nothing is lost: both are shown, and one is chosen.\nProfile: {person}\n\n{changes}\n\n{link}",
        ),
        NewsAbout::Superseded => (
            "Another value counts now: {fields}",
            "Hello {name},\n\nanother value stands in the place of the one that you proposed.\nProfile: {person}\n\n{changes}\n\n{link}",
        ),
        NewsAbout::NotTaken => (
            "Not taken by the directory: {fields}",
            "Hello {name},\n\nthe directory has not taken your changes. Administrators see them, and can send them again.\nProfile: {person}\n\n{changes}\n\n{link}",
        ),
        NewsAbout::Edited => (
            "Your profile was changed: {fields}",
            "Hello {name},\n\nyour profile was changed.\nBy: {by}\n\n{changes}\n\nYour profile:\n{link}",
        ),
        NewsAbout::Overdue => (
            "Approved, and not in the directory yet: {count}",
            "Hello {name},\n\nthese values were approved days ago, and the directory does not show them yet.\nProfile: {person}\n\n{changes}\n\nWhere each of them is stuck, and what to do:\n{link}",
        ),
        NewsAbout::Confirm => (
            "Are your details still right?",
            "Hello {name},\n\nit is a while since you looked over your details. If all is right, one click says so; if not, correct it there.\n\n{link}",
        ),
    }
}

fn french(about: NewsAbout) -> (&'static str, &'static str) {
    match about {
        NewsAbout::Waiting => (
            "Des modifications attendent votre décision : {count}",
            "Bonjour {name},\n\n{person} a proposé des modifications.\n\n{changes}\n\nVous décidez ici :\n{link}",
        ),
        NewsAbout::Approved => (
            "Approuvé : {fields}",
            "Bonjour {name},\n\nvos modifications ont été approuvées.\nPar : {by}\nProfil : {person}\n\n{changes}\n\nOù elles en sont :\n{link}",
        ),
        NewsAbout::Rejected => (
            "Refusé : {fields}",
            "Bonjour {name},\n\nvos modifications ont été refusées.\nPar : {by}\nProfil : {person}\n\n{changes}\n\nMotif : {reason}\n\nVous pouvez proposer autre chose ici :\n{link}",
        ),
        NewsAbout::Withdrawn => (
            "Retiré : {fields}",
            "Bonjour {name},\n\nvos modifications ont été retirées.\nPar : {by}\nProfil : {person}\n\n{changes}\n\nMotif : {reason}\n\n{link}",
        ),
        NewsAbout::Exported => (
            "En route vers l’annuaire : {fields}",
            "Bonjour {name},\n\nvos modifications sont en route vers l’annuaire.\nProfil : {person}\n\n{changes}\n\n{link}",
        ),
        NewsAbout::Confirmed => (
            "Désormais dans l’annuaire : {fields}",
            "Bonjour {name},\n\nl’annuaire a désormais vos modifications.\nProfil : {person}\n\n{changes}\n\n{link}",
        ),
        NewsAbout::Conflict => (
            "Modifié aussi dans l’annuaire : {fields}",
            "Bonjour {name},\n\nl’annuaire a reçu une autre valeur depuis votre proposition. Rien n’est perdu : les deux sont affichées, et l’une sera choisie.\nProfil : {person}\n\n{changes}\n\n{link}",
        ),
        NewsAbout::Superseded => (
            "Une autre valeur fait foi : {fields}",
            "Bonjour {name},\n\nune autre valeur remplace celle que vous avez proposée.\nProfil : {person}\n\n{changes}\n\n{link}",
        ),
        NewsAbout::NotTaken => (
            "Non repris par l’annuaire : {fields}",
            "Bonjour {name},\n\nl’annuaire n’a pas repris vos modifications. Les administrateurs le voient et peuvent les renvoyer.\nProfil : {person}\n\n{changes}\n\n{link}",
        ),
        NewsAbout::Edited => (
            "Votre profil a été modifié : {fields}",
            "Bonjour {name},\n\nvotre profil a été modifié.\nPar : {by}\n\n{changes}\n\nVotre profil :\n{link}",
        ),
        NewsAbout::Overdue => (
            "Approuvé, et pas encore dans l’annuaire : {count}",
            "Bonjour {name},\n\nces valeurs ont été approuvées il y a plusieurs jours, et l’annuaire ne les montre pas encore.\nProfil : {person}\n\n{changes}\n\nOù chacune est bloquée, et que faire :\n{link}",
        ),
        NewsAbout::Confirm => (
            "Vos coordonnées sont-elles toujours exactes ?",
            "Bonjour {name},\n\nvous n’avez pas relu vos coordonnées depuis un moment. Si tout est exact, un clic suffit ; sinon, corrigez-les sur la page.\n\n{link}",
        ),
    }
}

/// What stands around what letters tell.
pub(super) struct Frame {
    /// The subject of several things in one letter, with their number.
    pub(super) several: fn(usize) -> String,
    pub(super) hello: fn(&str) -> String,
    pub(super) all: &'static str,
    pub(super) more: fn(i64) -> String,
    /// Why one gets it, and where to choose.
    pub(super) why: &'static str,
    pub(super) choose: &'static str,
}

/// The frame in a language.
pub(super) fn frame(language: &str) -> Frame {
    if language == "fr" {
        return Frame {
            several: |count| format!("{count} nouvelles"),
            hello: |name| format!("Bonjour {name},"),
            all: "Tout est ici :",
            more: |count| format!("et {count} de plus"),
            why: "Vous recevez ce message parce que vous avez un profil dans Amend.",
            choose: "Ce qui vous est envoyé, et quand, se choisit ici :",
        };
    }
    Frame {
        several: |count| format!("{count} things happened"),
        hello: |name| format!("Hello {name},"),
        all: "All of it is here:",
        more: |count| format!("and {count} more"),
        why: "You get this because you have a profile in Amend.",
        choose: "What is sent to you, and when, you choose here:",
    }
}

/// Values of somebody who does not exist.
pub(super) fn example(about: NewsAbout, language: &str, public_url: Option<&str>) -> Values {
    let is_french = language == "fr";
    let (title, room, reason) = match is_french {
        true => ("Fonction", "Bureau", "Le titre est celui du contrat."),
        false => ("Title", "Room", "The title is the one in the contract."),
    };
    let mut values = Values::from([
        ("name", "Alex Sample".to_owned()),
        ("link", format!("{}{}", public_url.unwrap_or("https://amend.example.org"), super::person_letter::path(about))),
    ]);
    if about != NewsAbout::Confirm {
        values.insert("by", "Kim Example".to_owned());
        values.insert("fields", format!("{title}, {room}"));
        values.insert("changes", format!("- {title}\n- {room}"));
        values.insert("count", "2".to_owned());
    }
    if about == NewsAbout::Waiting {
        values.insert("person", "Kim Example".to_owned());
    }
    if matches!(about, NewsAbout::Rejected | NewsAbout::Withdrawn) {
        values.insert("reason", reason.to_owned());
    }
    values
}

#[cfg(test)]
mod tests {
    use super::super::{settings::LANGUAGES, template};
    use super::*;

    /// T8: what Amend brings passes its own check, and its places are all filled.
    #[test]
    fn every_usual_letter_can_be_written() {
        for about in NewsAbout::ALL {
            for language in LANGUAGES {
                let (subject, text) = super::template(about, language);
                assert_eq!(template::check_subject(&subject), Ok(subject.clone()), "{about:?}");
                assert_eq!(template::check_text(&text), Ok(text.clone()), "{about:?}");
                let filled = template::fill(&text, &example(about, language, None));
                assert!(filled.contains("https://amend.example.org/") && !filled.contains('{'), "{filled}");
            }
        }
    }
}
