//! Whether two people may be the same human: an account that was deleted and made anew has another immutable id, and the same person in two
//! directories has two. Likeness is only ever a proposal; nobody is merged by it (P12, P14, X7).

use serde::{Deserialize, Serialize};

use crate::{id::PersonId, text::fold};

/// What two people share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The e-mail address.
    Mail,
    /// The employee number.
    EmployeeNumber,
    /// The name, which many people share.
    Name,
}

/// What people are compared by.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Traits {
    /// The e-mail address.
    pub mail: Option<String>,
    /// The employee number.
    pub employee_number: Option<String>,
    /// The name to show.
    pub name: Option<String>,
}

/// What two people share, the most telling first. Letter case and blanks do not count; what is blank is shared by nobody (P16, P17).
#[must_use]
pub fn likeness(one: &Traits, other: &Traits) -> Vec<Likeness> {
    let is_same = |one: &Option<String>, other: &Option<String>| match (one, other) {
        (Some(one), Some(other)) => !fold(one).is_empty() && fold(one) == fold(other),
        _ => false,
    };
    let pairs = [
        (Likeness::Mail, is_same(&one.mail, &other.mail)),
        (Likeness::EmployeeNumber, is_same(&one.employee_number, &other.employee_number)),
        (Likeness::Name, is_same(&one.name, &other.name)),
    ];
    pairs.into_iter().filter(|(_, is_same)| *is_same).map(|(shared, _)| shared).collect()
}

/// Whether it is more than a name.
#[must_use]
pub fn is_telling(shared: &[Likeness]) -> bool {
    shared.iter().any(|one| *one != Likeness::Name)
}

/// Whether a newcomer *is* somebody whom an administrator had added by hand, so that nobody needs to be asked: the two share more than a name,
/// and neither shares as much with anybody else (S4.21). `others` are all pairs of that kind that a run found, as (newcomer, person).
#[must_use]
pub fn is_safely(pair: (PersonId, PersonId), others: &[(PersonId, PersonId)]) -> bool {
    others.iter().filter(|(newcomer, person)| *newcomer == pair.0 || *person == pair.1).eq([&pair])
}

/// Whether a newcomer is proposed to be a person. Of somebody whom no directory knows any more a name is enough to ask; of somebody who is
/// there in another directory it is not, since namesakes are many.
#[must_use]
pub fn is_worth_asking(shared: &[Likeness], is_elsewhere: bool) -> bool {
    if is_elsewhere { is_telling(shared) } else { !shared.is_empty() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(mail: &str, number: &str, name: &str) -> Traits {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Traits { mail: said(mail), employee_number: said(number), name: said(name) }
    }

    /// S4.21: one to one, or nobody.
    #[test]
    fn only_one_to_one_is_safe() {
        let pair = |newcomer, person| (PersonId(newcomer), PersonId(person));
        let all = [pair(1, 10), pair(2, 20), pair(2, 21), pair(3, 30), pair(4, 30)];
        assert!(is_safely(pair(1, 10), &all));
        for doubt in [pair(2, 20), pair(2, 21), pair(3, 30), pair(4, 30)] {
            assert!(!is_safely(doubt, &all), "{doubt:?}");
        }
        assert!(!is_safely(pair(9, 90), &all), "what was not found is nobody");
    }

    /// P12, P16, P17: by mail, number or name, however they are spelled; blanks are shared by nobody.
    #[test]
    fn people_are_alike_by_what_they_share() {
        let emma = traits("emma.larsen@example.test", "1007", "Emma Larsen");
        let rows: [(Traits, &[Likeness]); 6] = [
            (traits("Emma.Larsen@Example.test", "", "E. Larsen"), &[Likeness::Mail]),
            (traits("emma.hansen@example.test", " 1007", "Emma Hansen"), &[Likeness::EmployeeNumber]),
            (traits("", "", "emma  LARSEN"), &[Likeness::Name]),
            (emma.clone(), &[Likeness::Mail, Likeness::EmployeeNumber, Likeness::Name]),
            (traits("other@example.test", "1008", "Emma"), &[]),
            (Traits::default(), &[]),
        ];
        for (other, shared) in rows {
            assert_eq!(likeness(&emma, &other), shared, "{other:?}");
            assert_eq!(likeness(&other, &emma), shared, "it works both ways: {other:?}");
        }
        assert!(likeness(&Traits::default(), &Traits::default()).is_empty());
    }

    /// S4.18: a name alone says little, and nothing of somebody who is elsewhere.
    #[test]
    fn a_name_alone_says_little() {
        assert!(!is_telling(&[Likeness::Name]) && is_telling(&[Likeness::Mail, Likeness::Name]));
        assert!(is_worth_asking(&[Likeness::Name], false) && !is_worth_asking(&[Likeness::Name], true));
        assert!(is_worth_asking(&[Likeness::EmployeeNumber], true) && !is_worth_asking(&[], false));
    }
}
