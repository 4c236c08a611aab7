//! Days and moments as the browser's own inputs write them, in the reader's time zone.

use domain::moment::Moment;

#[cfg(target_arch = "wasm32")]
#[expect(clippy::cast_possible_truncation, reason = "whole milliseconds")]
fn parse(text: &str) -> Option<Moment> {
    let milliseconds = js_sys::Date::parse(text);
    milliseconds.is_finite().then_some(Moment(milliseconds as i64))
}

/// Tests run without a browser; there it is the universal time.
#[cfg(not(target_arch = "wasm32"))]
fn parse(text: &str) -> Option<Moment> {
    Moment::from_rfc3339(&[text, "Z"].concat())
}

/// When a day begins (`2026-03-01`), some days later.
pub(super) fn day_begins(day: &str, later: u32) -> Option<Moment> {
    let begins = parse(&[day, "T00:00:00"].concat())?;
    // Noon of the day, so many days on, is on that day whatever the clocks do.
    let noon = begins.plus(43_200_000 + i64::from(later) * 86_400_000);
    if later == 0 { Some(begins) } else { parse(&[&day_of(noon), "T00:00:00"].concat()) }
}

/// A moment as an input of date and time writes it (`2026-03-01T08:00:00.000`).
pub(super) fn moment(text: &str) -> Option<Moment> {
    parse(text)
}

#[cfg(target_arch = "wasm32")]
fn local(at: Moment) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a browser's moments are such numbers")]
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(at.0 as f64));
    // The same figures in universal time are what the reader's clock shows.
    let shift = date.get_timezone_offset() * 60_000.0;
    let shifted = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(date.get_time() - shift));
    shifted.to_iso_string().as_string().unwrap_or_default()
}

#[cfg(not(target_arch = "wasm32"))]
fn local(at: Moment) -> String {
    at.to_rfc3339()
}

/// The day of a moment.
pub(super) fn day_of(at: Moment) -> String {
    local(at).chars().take(10).collect()
}

/// The moment as an input of date and time takes it.
pub(super) fn input_of(at: Moment) -> String {
    let text = local(at);
    text.trim_end_matches('Z').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight() {
        let day = day_begins("2026-03-01", 0).unwrap();
        assert_eq!(day.to_rfc3339(), "2026-03-01T00:00:00Z");
        assert_eq!(day_begins("2026-02-28", 1), Some(day));
        assert_eq!(day_of(day), "2026-03-01");
        assert_eq!(moment(&input_of(day)), Some(day));
        assert_eq!(day_begins("soon", 0), None);
    }
}
