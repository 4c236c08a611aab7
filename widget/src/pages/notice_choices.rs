//! The table of choices, for oneself and for everybody: what stands in Amend, and what comes by e-mail when.

use domain::news::{Choice, MailWhen, NewsAbout};
use leptos::prelude::*;
use web_sys::{HtmlInputElement, HtmlSelectElement};

use crate::{
    language::{Language, is_time_zone},
    parts::{
        fields::{checked, checked_as, named_choice},
        table::bare,
    },
    words::{Text, notices as words},
};

const MAIL: [(MailWhen, Text); 3] =
    [(MailWhen::Never, words::NEVER), (MailWhen::AtOnce, words::AT_ONCE), (MailWhen::Digest, words::DIGEST)];

/// An event in words.
pub(super) fn event(about: NewsAbout) -> Text {
    match about {
        NewsAbout::Waiting => words::WAITING,
        NewsAbout::Approved => words::APPROVED,
        NewsAbout::Rejected => words::REJECTED,
        NewsAbout::Withdrawn => words::WITHDRAWN,
        NewsAbout::Exported => words::EXPORTED,
        NewsAbout::Confirmed => words::CONFIRMED,
        NewsAbout::Conflict => words::CONFLICT,
        NewsAbout::Superseded => words::SUPERSEDED,
        NewsAbout::NotTaken => words::NOT_TAKEN,
        NewsAbout::Edited => words::EDITED,
        NewsAbout::Confirm => words::CONFIRM,
        NewsAbout::Overdue => words::OVERDUE,
    }
}

/// What is chosen, and when and how the daily letter is written.
#[derive(Clone, Copy)]
pub(super) struct Chosen {
    pub(super) choices: RwSignal<Vec<Choice>>,
    pub(super) at: RwSignal<String>,
    pub(super) zone: RwSignal<String>,
    language: RwSignal<usize>,
    /// It was to be saved, so that what is wrong with it is told.
    is_read: RwSignal<bool>,
}

impl Chosen {
    pub(super) fn of(choices: Vec<Choice>, at: String, zone: String, language: &str) -> Self {
        let chosen = Self::blank();
        chosen.fill(choices, at, zone, language);
        chosen
    }

    /// Nothing yet, until it is known what is chosen.
    pub(super) fn blank() -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            choices: RwSignal::new(Vec::new()),
            at: text(),
            zone: text(),
            language: RwSignal::new(0),
            is_read: RwSignal::new(false),
        }
    }

    /// Begins with what is chosen now.
    pub(super) fn fill(self, choices: Vec<Choice>, at: String, zone: String, language: &str) {
        let place = Language::ALL.iter().position(|one| one.tag() == language).unwrap_or(0);
        self.choices.set(choices);
        self.at.set(at);
        self.zone.set(zone);
        self.language.set(place);
    }

    /// What is wrong with the hour and with the time zone.
    fn wrong(self) -> [Option<Text>; 2] {
        let has_hour = self.at.with(|at| !at.trim().is_empty());
        let has_zone = self.zone.with(|zone| is_time_zone(zone.trim()));
        [(!has_hour).then_some(words::NO_HOUR), (!has_zone).then_some(words::NO_ZONE)]
    }

    /// Whether it can be saved; else what is wrong is told at the fields.
    pub(super) fn is_fit(self) -> bool {
        self.is_read.set(true);
        untrack(|| self.wrong()) == [None; 2]
    }

    pub(super) fn language(self) -> Option<String> {
        Language::ALL.get(self.language.get_untracked()).map(|one| one.tag().to_owned())
    }

    fn set(self, about: NewsAbout, change: impl Fn(&mut Choice)) {
        self.choices.update(|choices| choices.iter_mut().filter(|one| one.about == about).for_each(change));
    }

    /// The table, without what does not concern the reader, and the fields below it.
    pub(super) fn view(self, left_out: &[NewsAbout]) -> AnyView {
        let all = self.choices.get_untracked();
        let rows = all.into_iter().filter(|one| !left_out.contains(&one.about)).map(|one| self.row(one)).collect();
        let told = move |place: usize| {
            Signal::derive(move || {
                if !self.is_read.get() {
                    return None;
                }
                self.wrong().get(place).copied().flatten()
            })
        };
        let languages = Language::ALL.iter().map(|one| one.name().to_owned()).collect();
        view! {
            {bare(&[words::EVENT, words::IN_PAGE, words::BY_MAIL], rows)}
            {checked_as("time", words::HOUR, None, self.at, told(0))}
            {checked(words::ZONE, None, self.zone, told(1))}
            {named_choice(words::LANGUAGE, languages, self.language)}
        }
        .into_any()
    }

    fn row(self, now: Choice) -> AnyView {
        let (about, name) = (now.about, event(now.about).say());
        let on_page = move |change| {
            let is_on = event_target::<HtmlInputElement>(&change).checked();
            self.set(about, |one| one.page = is_on);
        };
        let on_mail = move |change| {
            let place: usize = event_target::<HtmlSelectElement>(&change).value().parse().unwrap_or(0);
            let when = MAIL.get(place).map_or(MailWhen::Never, |(when, _)| *when);
            self.set(about, |one| one.mail = when);
        };
        let options = MAIL.iter().enumerate().map(|(place, (when, text))| {
            view! { <option value=place.to_string() selected=*when == now.mail>{text.say()}</option> }
        });
        view! {
            <tr>
                <td>{name}</td>
                <td data-label=words::IN_PAGE.say()>
                    <input type="checkbox" aria-label=words::SHOWN.with(&[name]) checked=now.page on:change=on_page />
                </td>
                <td data-label=words::BY_MAIL.say()>
                    <select aria-label=words::MAILED.with(&[name]) on:change=on_mail>
                        {options.collect::<Vec<_>>()}
                    </select>
                </td>
            </tr>
        }
        .into_any()
    }
}
