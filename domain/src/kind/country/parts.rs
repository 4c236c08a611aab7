//! Active Directory keeps a country in three attributes, and its own tools write all three. So they are one value here: read together, and written
//! together (P26).

use super::find;
use crate::value::Value;

/// One of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// `c`, the two letters, which count.
    Code,
    /// `co`, the name in English.
    Name,
    /// `countryCode`, the number.
    Number,
}

impl Part {
    /// All three, in the order in which they are believed and written.
    pub const ALL: [Self; 3] = [Self::Code, Self::Name, Self::Number];

    /// Its name in Active Directory.
    #[must_use]
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Code => "c",
            Self::Name => "co",
            Self::Number => "countryCode",
        }
    }

    /// What it holds for a country; `None` where the value is none.
    #[must_use]
    pub fn of(self, value: &Value) -> Option<Value> {
        let country = find(value.first())?;
        Value::one(match self {
            Self::Code => country.alpha2.to_owned(),
            Self::Name => country.english.to_owned(),
            Self::Number => country.number.to_string(),
        })
    }
}

/// What the three say together.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Together {
    /// The country, by its two letters where it is one.
    pub text: Option<String>,
    /// Set if they name different countries: what each says.
    pub differs: Option<String>,
}

/// Reads the three together: the two letters count, then a name that is known, then the number. Zero is what the number is where nobody has set it,
/// and a name in another language says nothing against the letters.
#[must_use]
pub fn together(code: Option<&str>, name: Option<&str>, number: Option<&str>) -> Together {
    let texts = [code, name, number].map(|text| text.map(str::trim).filter(|text| !text.is_empty()));
    let [code, name, number] = texts;
    let number = number.filter(|text| *text != "0");
    let said = [(Part::Code, code), (Part::Name, name), (Part::Number, number)];
    let known: Vec<(Part, &str, &str)> =
        said.into_iter().filter_map(|(part, text)| Some((part, text?, find(text?)?.alpha2))).collect();
    let first = known.first().map(|(_, _, alpha2)| *alpha2);
    let differs = known.iter().any(|(_, _, alpha2)| Some(*alpha2) != first).then(|| {
        let each = known.iter().map(|(part, text, _)| format!("{} says {text}", part.attribute()));
        each.collect::<Vec<_>>().join(", ")
    });
    // Letters that are no country are kept as they are, so that they can be seen and put right.
    let text = match code {
        Some(code) => Some(find(code).map_or(code, |country| country.alpha2)),
        None => first.or(name),
    };
    Together { text: text.map(str::to_owned), differs }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The three as they are held, the country that they come to, and whether they differ.
    type Case = ([Option<&'static str>; 3], Option<&'static str>, bool);

    /// P26.
    #[test]
    fn the_letters_count_and_the_others_stand_in_for_them() {
        let rows: [Case; 13] = [
            ([Some("NO"), Some("Norway"), Some("578")], Some("NO"), false),
            ([Some("no"), None, None], Some("NO"), false),
            ([None, Some("Norway"), None], Some("NO"), false),
            ([None, None, Some("578")], Some("NO"), false),
            ([None, Some("Norwegen"), Some("578")], Some("NO"), false),
            ([Some("NO"), Some("Norwegen"), Some("0")], Some("NO"), false),
            ([Some("NO"), Some("Sweden"), Some("578")], Some("NO"), true),
            ([Some("NO"), None, Some("752")], Some("NO"), true),
            ([None, Some("Sweden"), Some("578")], Some("SE"), true),
            ([Some("XX"), Some("Sweden"), None], Some("XX"), false),
            ([None, Some("Norwegen"), None], Some("Norwegen"), false),
            ([Some(" "), None, Some("0")], None, false),
            ([None, None, None], None, false),
        ];
        for ([code, name, number], text, differs) in rows {
            let read = together(code, name, number);
            assert_eq!((read.text.as_deref(), read.differs.is_some()), (text, differs), "{code:?} {name:?} {number:?}");
        }
        let read = together(Some("NO"), Some("Sweden"), Some("752"));
        assert_eq!(read.differs.as_deref(), Some("c says NO, co says Sweden, countryCode says 752"));
    }

    /// P26: all three are written together, and come back as the same value.
    #[test]
    fn what_is_written_is_read_as_the_same() {
        for country in super::super::all() {
            let value = Value::one(country.alpha2).unwrap();
            let written = Part::ALL.map(|part| part.of(&value).map(|text| text.first().to_owned()));
            let [code, name, number] = &written;
            let read = together(code.as_deref(), name.as_deref(), number.as_deref());
            assert_eq!(read, Together { text: Some(country.alpha2.to_owned()), differs: None });
        }
        assert_eq!(Part::Name.of(&Value::one("Atlantis").unwrap()), None);
    }
}
