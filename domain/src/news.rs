//! What people are told of what happens to changes, and which way: in Amend, by e-mail at once, in a daily letter, or not at all (X22).

use serde::{Deserialize, Serialize};

/// What somebody is told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NewsAbout {
    /// Changes wait for their decision.
    Waiting,
    /// A change of theirs was approved.
    Approved,
    /// A change of theirs was rejected.
    Rejected,
    /// Somebody else took a change of theirs back.
    Withdrawn,
    /// A change of theirs was exported.
    Exported,
    /// The directory has taken a change of theirs.
    Confirmed,
    /// The directory got a third value meanwhile.
    Conflict,
    /// The directory's value, or a newer one, stands in the place of theirs.
    Superseded,
    /// The directory did not take a change of theirs.
    NotTaken,
    /// An administrator changed their profile.
    Edited,
    /// They are asked whether their details are still right.
    Confirm,
    /// What was approved a while ago is not in the directory yet, of people for whom they export.
    Overdue,
}

impl NewsAbout {
    /// All of them, in the order of the settings.
    pub const ALL: [Self; 12] = [
        Self::Waiting,
        Self::Approved,
        Self::Rejected,
        Self::Withdrawn,
        Self::Exported,
        Self::Confirmed,
        Self::Conflict,
        Self::Superseded,
        Self::NotTaken,
        Self::Edited,
        Self::Confirm,
        Self::Overdue,
    ];

    /// The word in SQL and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Exported => "exported",
            Self::Confirmed => "confirmed",
            Self::Conflict => "conflict",
            Self::Superseded => "superseded",
            Self::NotTaken => "not_taken",
            Self::Edited => "edited",
            Self::Confirm => "confirm",
            Self::Overdue => "overdue",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|about| about.as_str() == text)
    }

    /// How it is told where nobody has chosen: what asks for an act comes at once, what only happened waits for the daily letter, and steps on
    /// the way to the directory are not written about.
    #[must_use]
    pub fn usual(self) -> Choice {
        let (page, mail) = match self {
            Self::Waiting | Self::Rejected | Self::Conflict | Self::Overdue => (true, MailWhen::AtOnce),
            Self::Approved | Self::Withdrawn | Self::Superseded | Self::NotTaken | Self::Edited | Self::Confirm => {
                (true, MailWhen::Digest)
            }
            Self::Confirmed => (true, MailWhen::Never),
            Self::Exported => (false, MailWhen::Never),
        };
        Choice { about: self, page, mail }
    }
}

/// Whether and when something is sent by e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailWhen {
    /// Not at all.
    Never,
    /// As it happens; what comes within a few minutes comes together.
    AtOnce,
    /// Once a day, together.
    Digest,
}

/// Which way somebody is told about something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What about.
    pub about: NewsAbout,
    /// Listed in Amend.
    pub page: bool,
    /// By e-mail.
    pub mail: MailWhen,
}

/// A choice for everything: what `own` says, else `company`, else what is usual.
#[must_use]
pub fn choices(own: &[Choice], company: &[Choice]) -> Vec<Choice> {
    let of = |list: &[Choice], about| list.iter().find(|one| one.about == about).copied();
    let chosen = |about: NewsAbout| of(own, about).or_else(|| of(company, about)).unwrap_or_else(|| about.usual());
    NewsAbout::ALL.into_iter().map(chosen).collect()
}

/// Refuses two choices for one thing, since nobody can tell which was meant.
///
/// # Errors
/// A sentence that names the field and the remedy.
pub fn check(choices: &[Choice]) -> Result<(), String> {
    let twice = NewsAbout::ALL.into_iter().find(|about| choices.iter().filter(|one| one.about == *about).count() > 1);
    twice.map_or(Ok(()), |about| Err(format!("`choices`: {} stands there twice; send it once", about.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// X22: the own word before the company's, the company's before the usual one.
    #[test]
    fn the_nearest_word_counts() {
        let page_alone = |about| Choice { about, page: true, mail: MailWhen::Never };
        let nothing = |about| Choice { about, page: false, mail: MailWhen::Never };
        let own = [page_alone(NewsAbout::Rejected)];
        let company = [nothing(NewsAbout::Rejected), nothing(NewsAbout::Approved)];
        let all = choices(&own, &company);
        assert_eq!(all.len(), NewsAbout::ALL.len());
        let of = |about| *all.iter().find(|one: &&Choice| one.about == about).unwrap();
        assert_eq!(of(NewsAbout::Rejected), page_alone(NewsAbout::Rejected));
        assert_eq!(of(NewsAbout::Approved), nothing(NewsAbout::Approved));
        assert_eq!(of(NewsAbout::Waiting), NewsAbout::Waiting.usual());
        assert!(check(&own).is_ok());
        assert!(
            check(&[nothing(NewsAbout::Edited), nothing(NewsAbout::Edited)]).is_err_and(|why| why.contains("edited"))
        );
    }

    #[test]
    fn words_are_read_back() {
        for about in NewsAbout::ALL {
            assert_eq!(NewsAbout::parse(about.as_str()), Some(about));
            assert_eq!(serde_json::to_value(about).unwrap(), about.as_str());
        }
        assert_eq!(NewsAbout::parse("Waiting"), None);
    }
}
