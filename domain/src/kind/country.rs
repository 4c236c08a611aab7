//! Countries as ISO 3166-1 numbers them. Directories keep the two-letter code, a name and a number apart, and they drift apart
//! there; here a country is one value, its two-letter code, and the rest follows from this table (P26).

pub mod parts;

use std::{collections::BTreeMap, sync::OnceLock};

use crate::text::fold_for_search;

/// A country of ISO 3166-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    /// Two letters, upper case: what Amend stores and what LDAP's `c` holds (RFC 4519).
    pub alpha2: &'static str,
    /// Three letters, upper case.
    pub alpha3: &'static str,
    /// The number; Active Directory's `countryCode`.
    pub number: u16,
    /// The name in English.
    pub english: &'static str,
    /// The name in French.
    pub french: &'static str,
    /// Other English names that people type, separated by `|`.
    others: &'static str,
}

struct Table {
    /// By two-letter code, ascending.
    countries: Vec<Country>,
    /// Place in `countries` by every folded code and name.
    by_name: BTreeMap<String, usize>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let countries: Vec<Country> = rows().collect();
        let mut by_name = BTreeMap::new();
        for (place, country) in countries.iter().enumerate() {
            for name in [country.english, country.french].into_iter().chain(country.others.split('|')) {
                by_name.entry(fold_for_search(name)).or_insert(place);
            }
            by_name.insert(country.alpha3.to_ascii_lowercase(), place);
            by_name.insert(country.number.to_string(), place);
            by_name.insert(format!("{:03}", country.number), place);
        }
        by_name.remove("");
        Table { countries, by_name }
    })
}

#[cfg(not(target_arch = "wasm32"))]
fn rows() -> impl Iterator<Item = Country> {
    include_str!("country.tsv").lines().filter(|line| !line.starts_with('#')).filter_map(row)
}

/// The browser knows the names in every language, and a page offers what is chosen by its two letters: they are all that it has to load.
#[cfg(target_arch = "wasm32")]
fn rows() -> impl Iterator<Item = Country> {
    (0..CODES.len()).step_by(2).filter_map(|place| {
        let alpha2 = CODES.get(place..place + 2)?;
        Some(Country { alpha2, alpha3: "", number: 0, english: alpha2, french: alpha2, others: "" })
    })
}

/// The two-letter codes of the table.
#[cfg(any(target_arch = "wasm32", test))]
const CODES: &str = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

#[cfg(not(target_arch = "wasm32"))]
fn row(line: &'static str) -> Option<Country> {
    let mut fields = line.split('\t');
    Some(Country {
        alpha2: fields.next()?,
        alpha3: fields.next()?,
        number: fields.next()?.parse().ok()?,
        english: fields.next()?,
        french: fields.next()?,
        others: fields.next().unwrap_or_default(),
    })
}

/// All countries, by two-letter code.
#[must_use]
pub fn all() -> &'static [Country] {
    &table().countries
}

/// The country that a text names: by two-letter, three-letter or numeric code, or by its name in English or French, case and accents
/// aside.
#[must_use]
pub fn find(text: &str) -> Option<&'static Country> {
    let table = table();
    let text = text.trim();
    if text.len() == 2 {
        let code = text.to_ascii_uppercase();
        let place = table.countries.binary_search_by(|country| country.alpha2.cmp(code.as_str()));
        if let Ok(place) = place {
            return table.countries.get(place);
        }
    }
    table.by_name.get(&fold_for_search(text)).and_then(|place| table.countries.get(*place))
}

/// The country with this two-letter code, and by no other name: the stored form.
#[must_use]
pub fn by_code(text: &str) -> Option<&'static Country> {
    find(text).filter(|country| country.alpha2.eq_ignore_ascii_case(text))
}

impl Country {
    /// The name in a language; English where it has none.
    #[must_use]
    pub fn name(&self, language: &str) -> &'static str {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("fr") { self.french } else { self.english }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P26: however a country is written, it is one value, and the three attributes of a directory follow from it.
    #[test]
    fn a_country_is_found_by_any_of_its_names() {
        for written in ["NO", "no", "NOR", "578", "Norway", "norvege", " NORVÈGE "] {
            assert_eq!(find(written).map(|country| country.alpha2), Some("NO"), "{written}");
        }
        for (written, code) in
            [("UK", "GB"), ("USA", "US"), ("8", "AL"), ("008", "AL"), ("Ivory Coast", "CI"), ("Turkey", "TR")]
        {
            assert_eq!(find(written).map(|country| country.alpha2), Some(code), "{written}");
        }
        for nonsense in ["", "XX", "Atlantis", "|", "999"] {
            assert_eq!(find(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn the_stored_form_is_the_code() {
        assert_eq!(by_code("NO").map(|country| country.number), Some(578));
        assert_eq!(by_code("Norway"), None);
    }

    #[test]
    fn the_table_is_whole_and_sorted() {
        let all = all();
        assert_eq!(all.len(), 249);
        assert!(all.is_sorted_by(|a, b| a.alpha2 < b.alpha2));
        assert_eq!(all.iter().map(|country| country.alpha2).collect::<String>(), CODES);
        for country in all {
            assert_eq!(find(country.alpha2), Some(country));
            assert_eq!(find(country.alpha3), Some(country));
            assert_eq!(find(country.english), Some(country), "{}", country.english);
            assert_eq!(find(country.french), Some(country), "{}", country.french);
            assert!(country.alpha2.len() == 2 && country.alpha3.len() == 3 && country.number > 0);
        }
    }
}
