//! The catalogue: every text of the widget in every language. A text without one of its languages does not compile, and a text that
//! nobody uses is a warning.

pub(crate) mod administrators;
pub(crate) mod agents;
pub(crate) mod approval;
pub(crate) mod attributes;
pub(crate) mod audit;
pub(crate) mod catalogue;
pub(crate) mod changes;
pub(crate) mod columns;
pub(crate) mod contacts;
pub(crate) mod errors;
pub(crate) mod exports;
pub(crate) mod expressions;
pub(crate) mod fills;
pub(crate) mod findings;
pub(crate) mod frame;
pub(crate) mod history;
pub(crate) mod identities;
pub(crate) mod imports;
pub(crate) mod leaving;
pub(crate) mod levels;
pub(crate) mod links;
pub(crate) mod new_person;
pub(crate) mod news;
pub(crate) mod notices;
pub(crate) mod outlook;
pub(crate) mod overdue;
pub(crate) mod people;
pub(crate) mod photo;
pub(crate) mod policy;
pub(crate) mod primary;
pub(crate) mod problems;
pub(crate) mod profile;
pub(crate) mod reexports;
pub(crate) mod rekey;
pub(crate) mod schedule;
pub(crate) mod scim;
pub(crate) mod selection;
pub(crate) mod set_up;
pub(crate) mod sign_in;
pub(crate) mod sources;
pub(crate) mod templates;
pub(crate) mod writing;

use crate::language::{Language, figure, is_one};

/// One text in all languages, in the order of [`Language::ALL`]. `{0}`, `{1}` stand for what [`Text::with`] puts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) [&'static str; Language::ALL.len()]);

impl Text {
    /// The text in the language of the page.
    pub(crate) fn say(self) -> &'static str {
        let [english, french] = self.0;
        match Language::current() {
            Language::English => english,
            Language::French => french,
        }
    }

    /// The text with `parts` in its places.
    pub(crate) fn with(self, parts: &[&str]) -> String {
        fill(self.say(), parts)
    }
}

/// A text whose form depends on a count; `{0}` is the count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) one: Text,
    pub(crate) other: Text,
}

impl Counted {
    /// The text for `count`.
    pub(crate) fn of(self, count: i64) -> String {
        let form = if is_one(count) { self.one } else { self.other };
        form.with(&[&figure(count)])
    }
}

fn fill(template: &str, parts: &[&str]) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (place, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(place.parse::<usize>().ok().and_then(|place| parts.get(place)).copied().unwrap_or(""));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Names texts: `NAME: "English", "French";`, and counted ones after a bar: `NAME: "one" | "other", "une" | "autres";`.
macro_rules! texts {
    ($($name:ident: $english:literal, $french:literal;)*) => {
        $(pub(crate) const $name: $crate::words::Text = $crate::words::Text([$english, $french]);)*
        #[cfg(test)]
        pub(crate) const TEXTS: &[$crate::words::Text] = &[$($name),*];
    };
}

macro_rules! counted {
    ($($name:ident: $english:literal | $englishes:literal, $french:literal | $frenches:literal;)*) => {
        $(pub(crate) const $name: $crate::words::Counted = $crate::words::Counted {
            one: $crate::words::Text([$english, $french]),
            other: $crate::words::Text([$englishes, $frenches]),
        };)*
        #[cfg(test)]
        pub(crate) const COUNTED: &[$crate::words::Counted] = &[$($name),*];
    };
}

pub(crate) use {counted, texts};

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<&str> {
        let mut found: Vec<&str> = text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A translation that forgets a name or a count would hide it from the reader.
    #[test]
    fn translations_have_the_same_places() {
        let texts = [
            administrators::TEXTS,
            agents::TEXTS,
            approval::TEXTS,
            attributes::TEXTS,
            audit::TEXTS,
            catalogue::TEXTS,
            changes::TEXTS,
            columns::TEXTS,
            contacts::TEXTS,
            errors::TEXTS,
            exports::TEXTS,
            expressions::TEXTS,
            fills::TEXTS,
            findings::TEXTS,
            frame::TEXTS,
            history::TEXTS,
            identities::TEXTS,
            imports::TEXTS,
            leaving::TEXTS,
            levels::TEXTS,
            links::TEXTS,
            new_person::TEXTS,
            news::TEXTS,
            notices::TEXTS,
            outlook::TEXTS,
            overdue::TEXTS,
            people::TEXTS,
            photo::TEXTS,
            policy::TEXTS,
            primary::TEXTS,
            problems::TEXTS,
            profile::TEXTS,
            reexports::TEXTS,
            rekey::TEXTS,
            schedule::TEXTS,
            scim::TEXTS,
            selection::TEXTS,
            set_up::TEXTS,
            sign_in::TEXTS,
            sources::TEXTS,
            templates::TEXTS,
            writing::TEXTS,
        ];
        for text in texts.into_iter().flatten() {
            let [english, french] = text.0;
            assert_eq!(places(english), places(french), "{english}");
            assert!(!french.trim().is_empty(), "{english}");
        }
        for counted in [
            administrators::COUNTED,
            agents::COUNTED,
            approval::COUNTED,
            attributes::COUNTED,
            audit::COUNTED,
            catalogue::COUNTED,
            changes::COUNTED,
            contacts::COUNTED,
            exports::COUNTED,
            fills::COUNTED,
            findings::COUNTED,
            history::COUNTED,
            identities::COUNTED,
            imports::COUNTED,
            links::COUNTED,
            news::COUNTED,
            notices::COUNTED,
            overdue::COUNTED,
            people::COUNTED,
            policy::COUNTED,
            profile::COUNTED,
            reexports::COUNTED,
            rekey::COUNTED,
            schedule::COUNTED,
            selection::COUNTED,
            set_up::COUNTED,
            sources::COUNTED,
            templates::COUNTED,
            writing::COUNTED,
        ]
        .into_iter()
        .flatten()
        {
            let [english, french] = counted.other.0;
            assert_eq!(places(english), places(french), "{english}");
        }
    }

    #[test]
    fn places_are_filled() {
        assert_eq!(fill("{1} of {0}", &["b", "a"]), "a of b");
        assert_eq!(fill("{0}{5}!", &["x"]), "x!");
        assert_eq!(fill("none", &[]), "none");
    }
}
