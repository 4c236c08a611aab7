//! What may stand in an attribute, as a form: the attribute's own page and the rules for some people ask the same. What is wrong is told at its
//! field.

use std::collections::BTreeMap;

use domain::{
    api::AttributeView,
    attribute::{Kind, Rules},
    kind::{country, date, number},
    name::AttributeKey,
    validate,
};
use leptos::prelude::*;

use super::{choices_form::Options, language_texts::Texts};
use crate::{
    parts::fields::checked,
    words::{Text, catalogue as words},
};

/// A limit with a line of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Limit {
    MinChars,
    MaxChars,
    MaxBytes,
    Pattern,
    Least,
    Most,
    Earliest,
    Latest,
    MaxValues,
    DefaultCountry,
}

const LIMITS: [(Limit, Text, Option<Text>); 10] = [
    (Limit::MinChars, words::MIN_CHARS, None),
    (Limit::MaxChars, words::MAX_CHARS, None),
    (Limit::MaxBytes, words::MAX_BYTES, None),
    (Limit::Pattern, words::PATTERN, Some(words::PATTERN_LEAD)),
    (Limit::Least, words::LEAST, None),
    (Limit::Most, words::MOST, None),
    (Limit::Earliest, words::EARLIEST, Some(words::DAY_LEAD)),
    (Limit::Latest, words::LATEST, Some(words::DAY_LEAD)),
    (Limit::MaxValues, words::MAX_VALUES, None),
    (Limit::DefaultCountry, words::DEFAULT_COUNTRY, None),
];

impl Limit {
    /// Whether it says something of values of this kind.
    fn is_of(self, kind: Kind, many: bool) -> bool {
        let is_text = matches!(kind, Kind::Text | Kind::Email | Kind::Phone | Kind::Url);
        match self {
            Self::MinChars | Self::MaxChars | Self::MaxBytes | Self::Pattern => is_text,
            Self::Least | Self::Most => kind == Kind::Number,
            Self::Earliest | Self::Latest => kind == Kind::Date,
            Self::MaxValues => many,
            Self::DefaultCountry => kind == Kind::Phone,
        }
    }

    fn of(self, rules: &Rules) -> String {
        let figure = |figure: Option<u32>| figure.map(|figure| figure.to_string());
        let text = match self {
            Self::MinChars => figure(rules.min_chars),
            Self::MaxChars => figure(rules.max_chars),
            Self::MaxBytes => figure(rules.max_bytes),
            Self::MaxValues => figure(rules.max_values),
            Self::Pattern => rules.pattern.clone(),
            Self::Least => rules.least.clone(),
            Self::Most => rules.most.clone(),
            Self::Earliest => rules.earliest.clone(),
            Self::Latest => rules.latest.clone(),
            Self::DefaultCountry => rules.default_country.clone(),
        };
        text.unwrap_or_default()
    }

    /// Puts what was typed into rules, or says what is wrong with it.
    fn put(self, text: &str, rules: &mut Rules) -> Result<(), Text> {
        let text = text.trim();
        let said = Some(text.to_owned()).filter(|text| !text.is_empty());
        let figure = || match text {
            "" => Ok(None),
            text => text.parse().ok().filter(|figure| *figure > 0).map(Some).ok_or(words::NOT_WHOLE),
        };
        let only = |is_right: &dyn Fn(&str) -> bool, wrong: Text| match &said {
            Some(text) if !is_right(text) => Err(wrong),
            said => Ok(said.clone()),
        };
        let is_day = |day: &str| matches!(day, validate::TODAY | validate::YESTERDAY) || date::is_valid(day);
        let is_number = |text: &str| number::canonical(text).is_some();
        let is_pattern = |pattern: &str| {
            validate::check_rules(&Rules { pattern: Some(pattern.to_owned()), ..Rules::default() }).is_ok()
        };
        match self {
            Self::MinChars => rules.min_chars = figure()?,
            Self::MaxChars => rules.max_chars = figure()?,
            Self::MaxBytes => rules.max_bytes = figure()?,
            Self::MaxValues => rules.max_values = figure()?,
            Self::Pattern => rules.pattern = only(&is_pattern, words::NOT_PATTERN)?,
            Self::Least => rules.least = only(&is_number, words::NOT_NUMBER)?,
            Self::Most => rules.most = only(&is_number, words::NOT_NUMBER)?,
            Self::Earliest => rules.earliest = only(&is_day, words::NOT_DAY)?,
            Self::Latest => rules.latest = only(&is_day, words::NOT_DAY)?,
            Self::DefaultCountry => {
                let found = |text: &str| country::find(text).is_some();
                rules.default_country = only(&found, words::NOT_COUNTRY)?
                    .and_then(|text| country::find(&text).map(|country| country.alpha2.to_owned()));
            }
        }
        Ok(())
    }
}

/// The limits being written.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    lines: StoredValue<BTreeMap<Limit, RwSignal<String>>>,
    wrong: RwSignal<BTreeMap<Limit, Text>>,
    strict_phone: RwSignal<bool>,
    options: Options,
    messages: Texts,
    /// What it is about: what values mean and whether there may be several. `None` is anything.
    about: Signal<Option<(Kind, bool)>>,
}

impl Limits {
    /// Those of `rules`, of an attribute that is `own` or of none yet.
    pub(super) fn of(
        rules: &Rules,
        own: Option<&AttributeKey>,
        all: &[AttributeView],
        about: Signal<Option<(Kind, bool)>>,
    ) -> Self {
        let lines = LIMITS.iter().map(|(limit, ..)| (*limit, RwSignal::new(limit.of(rules)))).collect();
        Self {
            lines: StoredValue::new(lines),
            wrong: RwSignal::new(BTreeMap::new()),
            strict_phone: RwSignal::new(rules.strict_phone),
            options: Options::of(rules, own, all),
            messages: Texts::of(&rules.messages),
            about,
        }
    }

    fn shows(self, limit: Limit) -> bool {
        self.about.get().is_none_or(|(kind, many)| limit.is_of(kind, many))
    }

    /// What was written; `None` where something is wrong, which is then told at its field. Limits that say nothing of this kind are left out.
    /// `may_be_none` lets a choice be without options.
    pub(super) fn read(self, may_be_none: bool) -> Option<Rules> {
        let about = self.about.get_untracked();
        let mut rules = Rules::default();
        let mut wrong = BTreeMap::new();
        let lines = self.lines.get_value();
        for (limit, line) in lines.iter().filter(|(limit, _)| untrack(|| self.shows(**limit))) {
            if let Err(text) = limit.put(&line.get_untracked(), &mut rules) {
                wrong.insert(*limit, text);
            }
        }
        // Each by itself may be right and both together not.
        for (low, high) in
            [(Limit::MinChars, Limit::MaxChars), (Limit::Least, Limit::Most), (Limit::Earliest, Limit::Latest)]
        {
            let mut pair = Rules::default();
            let put = [low, high]
                .iter()
                .all(|limit| lines.get(limit).is_some_and(|line| limit.put(&line.get_untracked(), &mut pair).is_ok()));
            if put && untrack(|| self.shows(high)) && validate::check_rules(&pair).is_err() {
                wrong.insert(high, words::EXCHANGED);
            }
        }
        let is_phone = about.is_none_or(|(kind, _)| kind == Kind::Phone);
        rules.strict_phone = is_phone && self.strict_phone.get_untracked();
        let is_choice = about.is_some_and(|(kind, _)| kind == Kind::Choice);
        let options = if is_choice { self.options.read(may_be_none) } else { Some((Vec::new(), None)) };
        let messages = self.messages.read(false);
        let is_right = wrong.is_empty();
        self.wrong.set(wrong);
        (rules.choices, rules.depends_on) = options?;
        rules.messages = messages?;
        is_right.then_some(rules)
    }

    /// The lines that say something of what it is about.
    pub(super) fn view(self) -> AnyView {
        let lines = move || {
            LIMITS
                .iter()
                .filter(|(limit, ..)| self.shows(*limit))
                .filter_map(|(limit, name, lead)| {
                    let text = self.lines.with_value(|lines| lines.get(limit).copied())?;
                    let limit = *limit;
                    let wrong = Signal::derive(move || self.wrong.with(|wrong| wrong.get(&limit).copied()));
                    Some(checked(*name, *lead, text, wrong))
                })
                .collect::<Vec<_>>()
        };
        let strict = move || {
            let is_phone = self.about.get().is_none_or(|(kind, _)| kind == Kind::Phone);
            is_phone.then(|| {
                view! {
                    <label class="choice">
                        <input
                            type="checkbox"
                            prop:checked=move || self.strict_phone.get()
                            on:change=move |_| self.strict_phone.update(|strict| *strict = !*strict)
                        />
                        <span>{words::STRICT_PHONE.say()}</span>
                    </label>
                }
            })
        };
        let options = move || {
            let is_choice = self.about.get().is_some_and(|(kind, _)| kind == Kind::Choice);
            is_choice.then(|| self.options.view())
        };
        view! {
            <div class="limits" on:input=move |_| self.wrong.update(BTreeMap::clear)>
                {lines}
            </div>
            {strict}
            {options}
            {self.messages.view(words::MESSAGE, Some(words::MESSAGE_LEAD))}
        }
        .into_any()
    }
}
