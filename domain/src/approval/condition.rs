//! In which cases a level is asked: what a change does to a value, said so that an administrator can write it without code.

use regex_lite::Regex;
use serde::{Deserialize, Serialize};

use crate::{attribute::Attribute, equality, text::fold, value::Value};

/// Most characters of a text or pattern in a condition.
const MOST_CHARS: usize = 1000;

/// A case. Of an attribute of many values it is so if it is so of one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ApprovalCondition))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Of which value it speaks.
    #[serde(default)]
    pub of: Side,
    /// What has to be so.
    pub is: Test,
    /// The opposite has to be so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not: bool,
}

/// A side of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ApprovalSide))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// What the directory held when it was proposed.
    Old,
    /// What is proposed.
    #[default]
    New,
}

/// What a condition asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ApprovalTest))]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// There is no value.
    Blank,
    /// It is this text; upper and lower case are alike.
    Equals(String),
    /// This text stands in it; upper and lower case are alike.
    Contains(String),
    /// A regular expression is found in it.
    Matches(String),
    /// Both sides mean the same and are only spelled otherwise.
    OnlySpelling,
}

impl Condition {
    /// Whether it is so of a change from `old` to `new`.
    #[must_use]
    pub fn holds(&self, attribute: &Attribute, old: Option<&Value>, new: Option<&Value>) -> bool {
        let value = match self.of {
            Side::Old => old,
            Side::New => new,
        };
        let any = |is: &dyn Fn(&str) -> bool| value.is_some_and(|value| value.texts().iter().any(|text| is(text)));
        let is_so = match &self.is {
            Test::Blank => value.is_none(),
            Test::Equals(text) => any(&|one| fold(one) == fold(text)),
            Test::Contains(text) => any(&|one| fold(one).contains(&fold(text))),
            Test::Matches(pattern) => match Regex::new(pattern) {
                Ok(regex) => any(&|one| regex.is_match(one)),
                // One that cannot be read is refused before it is stored; were it there, somebody is rather asked than not.
                Err(_) => return true,
            },
            Test::OnlySpelling => equality::equivalent(attribute, old, new),
        };
        is_so != self.not
    }

    /// Refuses a condition that means nothing, in a sentence with the remedy.
    pub(super) fn check(&self) -> Result<(), String> {
        let (Test::Equals(text) | Test::Contains(text) | Test::Matches(text)) = &self.is else { return Ok(()) };
        if text.trim().is_empty() {
            return Err("a condition compares with no text: write one, or ask whether the value is blank".to_owned());
        }
        if text.chars().count() > MOST_CHARS {
            return Err(format!("the text of a condition is longer than {MOST_CHARS} characters: make it shorter"));
        }
        match &self.is {
            Test::Matches(pattern) => Regex::new(pattern).map(|_| ()).map_err(|error| {
                format!("the pattern \"{pattern}\" is no regular expression that can be used ({error}): mend it")
            }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    fn holds(of: Side, is: Test, old: &str, new: &str) -> bool {
        let attribute = catalogue::default_attributes().into_iter().find(|one| one.key.as_str() == "title").unwrap();
        let one = Condition { of, is, not: false };
        let (old, new) = (Value::one(old), Value::one(new));
        let holds = one.holds(&attribute, old.as_ref(), new.as_ref());
        let opposite = Condition { not: true, ..one }.holds(&attribute, old.as_ref(), new.as_ref());
        assert_ne!(holds, opposite);
        holds
    }

    /// T7: title contains "director".
    #[test]
    fn a_case_is_told_from_both_values() {
        let text = |text: &str| text.to_owned();
        assert!(holds(Side::New, Test::Contains(text("director")), "Clerk", "Managing DIRECTOR"));
        assert!(!holds(Side::New, Test::Contains(text("director")), "Director", "Clerk"));
        assert!(holds(Side::Old, Test::Contains(text("director")), "Director", "Clerk"));
        assert!(holds(Side::New, Test::Equals(text("CLERK")), "", " clerk "));
        assert!(holds(Side::Old, Test::Blank, "", "Clerk") && !holds(Side::New, Test::Blank, "", "Clerk"));
        assert!(holds(Side::New, Test::Matches(text("^C[A-Z]O$")), "Clerk", "CTO"));
        assert!(!holds(Side::New, Test::Matches(text("^C[A-Z]O$")), "Clerk", "CTOs"));
        assert!(holds(Side::New, Test::OnlySpelling, "clerk", "Clerk"));
        assert!(!holds(Side::New, Test::OnlySpelling, "Clerk", "Chief"));
    }

    #[test]
    fn a_case_that_means_nothing_is_refused() {
        let check = |is: Test| Condition { of: Side::New, is, not: false }.check();
        assert!(check(Test::Contains(" ".to_owned())).is_err_and(|why| why.contains("blank")));
        assert!(check(Test::Matches("(".to_owned())).is_err_and(|why| why.contains("mend it")));
        assert!(check(Test::Equals("x".repeat(1001))).is_err_and(|why| why.contains("shorter")));
        assert_eq!(check(Test::Matches("(a+)+b".to_owned())), Ok(()));
        assert_eq!(check(Test::Blank), Ok(()));
    }
}
