//! What a change proposes, applied to a value.

use crate::{
    attribute::Attribute,
    equality::canonical,
    value::{Edit, Value},
};

/// The value that `edit` makes of `to`: set and clear replace it; members leave and join, the others stay in their order. A member leaves in
/// whatever spelling it stands there, and joins only if it is not there yet, because a directory refuses the same value twice.
#[must_use]
pub fn apply(attribute: &Attribute, edit: &Edit, to: Option<&Value>) -> Option<Value> {
    match edit {
        Edit::Set(value) => Some(value.clone()),
        Edit::Clear => None,
        Edit::Members { add, remove } => {
            let leaving: Vec<String> = remove.iter().map(|text| canonical(attribute, text)).collect();
            let mut members: Vec<&String> = to.map(Value::texts).unwrap_or_default().iter().collect();
            members.retain(|text| !leaving.contains(&canonical(attribute, text)));
            for text in add {
                let joining = canonical(attribute, text);
                if !members.iter().any(|known| canonical(attribute, known) == joining) {
                    members.push(text);
                }
            }
            Value::many(members.into_iter().cloned())
        }
    }
}
