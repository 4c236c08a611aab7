//! How the countries of the world are called from abroad, and what they dial before a number at home.

use std::sync::OnceLock;

/// A country's part of its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home {
    /// The calling code.
    pub(super) code: &'static str,
    /// What is dialled before a number inside the country and left out from abroad; empty where there is no such thing.
    pub(super) trunk: &'static str,
}

/// By two-letter code.
pub(super) fn of(country: &str) -> Option<Home> {
    static ROWS: OnceLock<Vec<(&'static str, Home)>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| include_str!("../calling.tsv").lines().filter_map(row).collect());
    let is_here = |countries: &str| {
        (0..countries.len())
            .step_by(2)
            .any(|place| countries.get(place..place + 2).is_some_and(|code| code.eq_ignore_ascii_case(country)))
    };
    rows.iter().find(|(countries, _)| is_here(countries)).map(|(_, home)| *home)
}

fn row(line: &'static str) -> Option<(&'static str, Home)> {
    let mut fields = line.split('\t');
    let (code, trunk, countries) = (fields.next()?, fields.next()?, fields.next()?);
    code.bytes().all(|b| b.is_ascii_digit()).then_some((countries, Home { code, trunk }))
}

impl Home {
    /// The digits without what is dialled before them; `None` if they are no number of this country.
    pub(super) fn national<'d>(&self, digits: &'d str) -> Option<&'d str> {
        let full = match self.code {
            // Where numbers may begin with the digit that is dialled before them, their length tells.
            "1" | "7" => Some(10),
            "375" => Some(9),
            "993" => Some(8),
            _ => None,
        };
        let bare = digits.strip_prefix(self.trunk).filter(|_| !self.trunk.is_empty());
        let national = match full {
            Some(full) => bare.filter(|bare| bare.len() == full).unwrap_or(digits),
            None => bare.unwrap_or(digits),
        };
        let fits = match full {
            Some(full) => national.len() == full,
            None => (4..=13).contains(&national.len()),
        };
        fits.then_some(national)
    }
}
