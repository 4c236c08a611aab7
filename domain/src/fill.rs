//! Sets of values that go together, such as the address of an office: choosing one value fills in the others (T4). What is filled in is a
//! proposal like a typed one; only where a set says so may it also stand in what its author could not have typed into.

use serde::{Deserialize, Serialize};

use crate::{
    attribute::Attribute, equality, moment::Moment, name::AttributeKey, problem::ProblemCode, validate, value::Value,
};

/// A set of values, and what it is chosen by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FillSet {
    /// What administrators call it.
    pub name: String,
    /// The attribute that it is chosen by.
    pub when: AttributeKey,
    /// The value of it that chooses this set.
    pub is: Value,
    /// What is filled in then.
    pub fills: Vec<SetValue>,
}

/// One value of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetValue {
    /// The attribute.
    pub attribute: AttributeKey,
    /// Its value.
    pub value: Value,
    /// It is proposed even where its owner may not change the attribute; it always waits for an approval then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub even_locked: bool,
}

impl FillSet {
    /// Refuses a set that could fill nothing in, in a sentence that begins with the field.
    ///
    /// # Errors
    /// The sentence.
    pub fn check<'a>(
        &self,
        attribute: impl Fn(&AttributeKey) -> Option<&'a Attribute>,
        now: Moment,
    ) -> Result<(), String> {
        if self.name.trim().is_empty() || self.name.chars().count() > 100 {
            return Err("`name`: is a text of 1 to 100 characters, such as Oslo office".to_owned());
        }
        let known = |field: &str, key: &AttributeKey| {
            attribute(key).ok_or_else(|| format!("`{field}`: there is no attribute {key}"))
        };
        let fits = |field: &str, attribute: &Attribute, value: &Value| {
            let wrong = validate::check(attribute, Some(value), now);
            if wrong.is_empty() {
                Ok(())
            } else {
                Err(format!("`{field}`: \"{}\" cannot stand in {}", value.first(), attribute.label("en")))
            }
        };
        fits("is", known("when", &self.when)?, &self.is)?;
        if self.fills.is_empty() {
            return Err("`fills`: is empty; name what is filled in".to_owned());
        }
        for (place, fill) in self.fills.iter().enumerate() {
            let target = known("fills", &fill.attribute)?;
            fits("fills", target, &fill.value)?;
            if fill.attribute == self.when
                || self.fills.iter().take(place).any(|other| other.attribute == fill.attribute)
            {
                return Err(format!("`fills`: {} stands there twice; send it once", target.label("en")));
            }
        }
        Ok(())
    }

    /// Whether a value chooses this set.
    #[must_use]
    pub fn is_chosen_by(&self, attribute: &Attribute, value: Option<&Value>) -> bool {
        self.when == attribute.key && equality::equivalent(attribute, Some(&self.is), value)
    }

    /// Whether the set lets its value stand in an attribute that may not be changed for this reason. What is hidden or worked out it never
    /// fills in.
    #[must_use]
    pub fn opens(&self, key: &AttributeKey, why: ProblemCode) -> bool {
        let is_locked = matches!(
            why,
            ProblemCode::Locked
                | ProblemCode::ManagedByDirectory
                | ProblemCode::FilledByDirectory
                | ProblemCode::NotReadYet
        );
        is_locked && self.fills.iter().any(|fill| fill.attribute == *key && fill.even_locked)
    }

    /// The value that it fills in.
    #[must_use]
    pub fn value(&self, key: &AttributeKey) -> Option<&Value> {
        self.fills.iter().find(|fill| fill.attribute == *key).map(|fill| &fill.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    fn key(key: &str) -> AttributeKey {
        AttributeKey::parse(key).unwrap()
    }

    fn fill(attribute: &str, value: &str, even_locked: bool) -> SetValue {
        SetValue { attribute: key(attribute), value: Value::one(value).unwrap(), even_locked }
    }

    fn set(fills: Vec<SetValue>) -> FillSet {
        FillSet { name: "Oslo".to_owned(), when: key("office"), is: Value::one("Head office").unwrap(), fills }
    }

    fn check(set: &FillSet) -> Result<(), String> {
        let all = catalogue::default_attributes();
        set.check(|wanted| all.iter().find(|one| one.key == *wanted), Moment(0))
    }

    /// T4: a set names values that can stand where it fills them in.
    #[test]
    fn a_set_that_fills_in_nothing_is_refused() {
        assert_eq!(check(&set(vec![fill("city", "Oslo", false), fill("country", "NO", false)])), Ok(()));
        let mut other = set(vec![fill("city", "Oslo", false)]);
        other.is = Value::one("Moon").unwrap();
        for (wrong, why) in [
            (set(Vec::new()), "name what is filled in"),
            (set(vec![fill("nothing", "x", false)]), "there is no attribute"),
            (set(vec![fill("country", "Norwegen?", false)]), "cannot stand in Country"),
            (set(vec![fill("city", "Oslo", false), fill("city", "Bergen", false)]), "twice"),
            (set(vec![fill("office", "Home office", false)]), "twice"),
            (other, "cannot stand in Office"),
        ] {
            assert!(check(&wrong).is_err_and(|said| said.contains(why)), "{why}");
        }
    }

    /// T4, I7: a lock gives way only where the set says so, and never for what is hidden.
    #[test]
    fn a_lock_gives_way_only_where_the_set_says_so() {
        let set = set(vec![fill("city", "Oslo", true), fill("street", "Gate 1", false)]);
        assert!(
            set.opens(&key("city"), ProblemCode::Locked) && set.opens(&key("city"), ProblemCode::ManagedByDirectory)
        );
        assert!(!set.opens(&key("street"), ProblemCode::Locked));
        assert!(!set.opens(&key("city"), ProblemCode::UnknownAttribute));
        assert!(!set.opens(&key("city"), ProblemCode::WorkedOut));
        assert!(!set.opens(&key("room"), ProblemCode::Locked));
    }
}
