//! The language of the page and what depends on it: plural forms, dates and figures, all asked of the browser's `Intl`.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::moment::Moment;
use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A language that every text exists in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    French,
}

/// The time zone of the reader's clock, such as `Europe/Oslo`.
pub(crate) fn time_zone() -> String {
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    let zone = Reflect::get(&options, &JsValue::from_str("timeZone")).ok().and_then(|zone| zone.as_string());
    zone.unwrap_or_else(|| "UTC".to_owned())
}

/// Whether there is a time zone of this name, as far as the browser knows.
pub(crate) fn is_time_zone(name: &str) -> bool {
    let of = |place: &JsValue, name: &str| Reflect::get(place, &JsValue::from_str(name)).ok();
    let format = of(&js_sys::global(), "Intl").and_then(|intl| of(&intl, "DateTimeFormat")?.dyn_into().ok());
    let Some(format): Option<js_sys::Function> = format else { return true };
    let options = Object::new();
    let _ = Reflect::set(&options, &JsValue::from_str("timeZone"), &JsValue::from_str(name));
    // It throws where there is none.
    Reflect::construct(&format, &Array::of2(&JsValue::UNDEFINED, &options)).is_ok()
}

static CURRENT: AtomicUsize = AtomicUsize::new(0);

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::French];

    /// The tag as in `lang` and in labels.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// The name in the language itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
        }
    }

    /// The first of `wanted` (such as `fr-CA`) that the texts exist in, else English.
    pub(crate) fn choose<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Self {
        wanted
            .into_iter()
            .find_map(|tag| {
                let primary = tag.split(['-', '_']).next().unwrap_or(tag);
                Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
            })
            .unwrap_or(Self::English)
    }

    /// The language of the page now. The page is drawn anew when it changes, so nothing has to watch it.
    pub(crate) fn current() -> Self {
        if CURRENT.load(Ordering::Relaxed) == 1 { Self::French } else { Self::English }
    }

    /// Makes it the language of the page.
    pub(crate) fn make_current(self) {
        CURRENT.store(self as usize, Ordering::Relaxed);
    }
}

/// Whether `count` takes the singular.
pub(crate) fn is_one(count: i64) -> bool {
    if cfg!(target_arch = "wasm32") {
        let rules = Intl::PluralRules::new(&locales(), &Object::new());
        #[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^52")]
        let category = rules.select(count as f64);
        category == "one"
    } else {
        count == 1
    }
}

/// A figure with the language's separators.
pub(crate) fn figure(count: i64) -> String {
    if (-999..=999).contains(&count) || !cfg!(target_arch = "wasm32") {
        return count.to_string();
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of people stay far below 2^52")]
    let number = js_sys::Number::from(count as f64);
    number.to_locale_string(&locale()).into()
}

/// Milliseconds as seconds, with one place where they are few.
pub(crate) fn seconds(milliseconds: i64) -> String {
    let tenths = (milliseconds.max(0).saturating_add(50) / 100).max(1);
    let (whole, part) = (tenths / 10, tenths % 10);
    if whole >= 10 {
        return figure(whole);
    }
    let point = if Language::current() == Language::French { "," } else { "." };
    [&whole.to_string(), point, &part.to_string()].concat()
}

/// Day and time, as the language writes them, in the browser's time zone.
pub(crate) fn day_and_time(at: Moment) -> String {
    let options = Object::new();
    set(&options, "dateStyle", "medium");
    set(&options, "timeStyle", "short");
    date_of(at).to_locale_string(&locale(), &options).into()
}

/// Day and month only, where a row of moments stands close together.
pub(crate) fn short_day(at: Moment) -> String {
    let options = Object::new();
    set(&options, "day", "numeric");
    set(&options, "month", "short");
    date_of(at).to_locale_date_string(&locale(), &options).into()
}

/// A calendar day `YYYY-MM-DD` as the language writes it; the text itself if it is no day.
pub(crate) fn day(text: &str) -> String {
    let date = Date::new(&JsValue::from_str(text));
    if date.get_time().is_nan() {
        return text.to_owned();
    }
    let options = Object::new();
    set(&options, "dateStyle", "medium");
    set(&options, "timeZone", "UTC");
    date.to_locale_date_string(&locale(), &options).into()
}

/// The name of a language tag such as `nb`, if the browser knows one: it answers with the tag itself where it does not.
pub(crate) fn language_name(tag: &str) -> Option<String> {
    Names::of("language").and_then(|names| names.name(tag))
}

/// The name of a country by its two letters.
pub(crate) fn country_name(code: &str) -> Option<String> {
    Names::of("region").and_then(|names| names.name(code))
}

/// The browser's names for what has a code, in the language of the page.
pub(crate) struct Names {
    names: JsValue,
    of: js_sys::Function,
}

impl Names {
    /// Of languages or regions.
    pub(crate) fn of(what: &str) -> Option<Self> {
        let names =
            Reflect::get(&Reflect::get(&js_sys::global(), &"Intl".into()).ok()?, &"DisplayNames".into()).ok()?;
        let options = Object::new();
        set(&options, "type", what);
        let names: js_sys::Function = names.dyn_into().ok()?;
        let names = Reflect::construct(&names, &Array::of2(&locales(), &options)).ok()?;
        let of = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        Some(Self { names, of })
    }

    /// The name for a code, if the browser knows one.
    pub(crate) fn name(&self, code: &str) -> Option<String> {
        // A code that is none is an exception, and so no name.
        let name = self.of.call1(&self.names, &code.into()).ok()?.as_string()?;
        (name != code).then_some(name)
    }
}

/// How long ago, in the largest unit that fits: "5 minutes ago".
pub(crate) fn ago(at: Moment) -> String {
    let (count, unit) = largest_unit((Date::now() - date_of(at).get_time()) / 1000.0);
    let options = Object::new();
    set(&options, "numeric", "auto");
    Intl::RelativeTimeFormat::new(&locales(), &options).format(-count, unit).into()
}

fn largest_unit(seconds: f64) -> (f64, &'static str) {
    let away = seconds.abs();
    let (size, unit) = if away < 60.0 {
        (1.0, "second")
    } else if away < 3600.0 {
        (60.0, "minute")
    } else if away < 86_400.0 {
        (3600.0, "hour")
    } else {
        (86_400.0, "day")
    };
    ((seconds / size).trunc(), unit)
}

fn date_of(at: Moment) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "moments of this age stay far below 2^52 milliseconds")]
    Date::new(&JsValue::from_f64(at.0 as f64))
}

fn locales() -> Array {
    Array::of1(&locale().into())
}

/// The reader's own variant of the language (`en-GB`), as the browser names it, so that days and figures look as they are used to.
fn locale() -> String {
    let tag = Language::current().tag();
    let wished = web_sys::window().map(|window| window.navigator().languages()).unwrap_or_default();
    let own = wished.iter().filter_map(|wish| wish.as_string()).find(|wish| wish.split('-').next() == Some(tag));
    own.unwrap_or_else(|| tag.to_owned())
}

fn set(options: &Object, name: &str, value: &str) {
    let _ = Reflect::set(options, &name.into(), &value.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_is_chosen() {
        assert_eq!(Language::choose(["fr-CA", "en"]), Language::French);
        assert_eq!(Language::choose(["xx", "EN_us"]), Language::English);
        assert_eq!(Language::choose([]), Language::English);
    }

    #[test]
    fn a_span_is_told_in_its_largest_unit() {
        assert_eq!(largest_unit(59.0), (59.0, "second"));
        assert_eq!(largest_unit(3599.0), (59.0, "minute"));
        assert_eq!(largest_unit(90_000.0), (1.0, "day"));
    }
}
