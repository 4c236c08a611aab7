//! One policy rule: for whom, of which attributes, and what it says of them. What it does not say is left to the rules after it and, at last,
//! to the attribute's own policy.

use serde::{Deserialize, Serialize};

use crate::{
    attribute::{Approval, Attribute, Authority, Family, Rules},
    dn,
    id::SourceId,
    name::AttributeKey,
};

/// A rule as administrators write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyRule {
    /// For whom it holds.
    #[serde(default)]
    pub who: WhoRule,
    /// Of what it speaks.
    pub what: What,
    /// What it says.
    pub sets: Sets,
}

/// For whom a rule holds: everything that is named must be so. Nothing named: everybody.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct WhoRule {
    /// People whose entry lies in this container, however deep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ou: Option<String>,
    /// Members of this group, and of groups inside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// People whom this source has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceId>,
}

impl WhoRule {
    /// Whether it holds for everybody.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        *self == Self::default()
    }
}

/// Of which attributes a rule speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Of one.
    Attribute(AttributeKey),
    /// Of all of a family.
    Family(Family),
}

impl What {
    /// Whether it speaks of this attribute.
    #[must_use]
    pub fn means(&self, attribute: &Attribute) -> bool {
        match self {
            Self::Attribute(key) => *key == attribute.key,
            Self::Family(family) => *family == attribute.family,
        }
    }
}

/// What a rule says; what is absent it leaves to the next.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Sets {
    /// Whether employees may not change it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked: Option<bool>,
    /// Whether employees see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visible: Option<bool>,
    /// Whether it must not be blank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandatory: Option<bool>,
    /// Who decides on a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// Whose word counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<Authority>,
    /// What may stand in it: each limit that is named takes the place of the attribute's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<Rules>,
}

impl Sets {
    /// What it says something about.
    pub fn aspects(&self) -> impl Iterator<Item = Aspect> + '_ {
        Aspect::ALL.into_iter().filter(|aspect| match aspect {
            Aspect::Locked => self.locked.is_some(),
            Aspect::Visible => self.visible.is_some(),
            Aspect::Mandatory => self.mandatory.is_some(),
            Aspect::Approval => self.approval.is_some(),
            Aspect::Authority => self.authority.is_some(),
            Aspect::Limits => self.limits.is_some(),
        })
    }
}

/// One side of a policy. Each is decided by the first rule that says something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PolicyAspect))]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// The lock.
    Locked,
    /// Whether employees see it.
    Visible,
    /// Whether it must not be blank.
    Mandatory,
    /// Who decides on a change.
    Approval,
    /// Whose word counts.
    Authority,
    /// What may stand in it.
    Limits,
}

impl Aspect {
    /// All, in the order in which pages name them.
    pub const ALL: [Self; 6] =
        [Self::Locked, Self::Visible, Self::Mandatory, Self::Approval, Self::Authority, Self::Limits];
}

impl PolicyRule {
    /// Refuses a rule that means nothing, in a sentence with the remedy.
    ///
    /// # Errors
    /// The sentence, which begins with the field.
    pub fn check(&self) -> Result<(), String> {
        if self.sets.aspects().next().is_none() {
            return Err("`sets` is empty: say what the rule changes, such as locked".to_owned());
        }
        for (field, name) in [("who.ou", &self.who.ou), ("who.group", &self.who.group)] {
            if let Some(name) = name.as_ref().filter(|name| !dn::is_valid(name) || name.len() > 2000) {
                let start: String = name.chars().take(80).collect();
                return Err(format!(
                    "`{field}`: {start} is no distinguished name; write it as in ou=Sales,dc=example,dc=com"
                ));
            }
        }
        let Some(limits) = &self.sets.limits else { return Ok(()) };
        if limits.limit_nothing() {
            return Err("`sets.limits` is empty: name a limit, or leave it out".to_owned());
        }
        if limits.mandatory {
            return Err("`sets.limits.mandatory`: say it as `sets.mandatory`".to_owned());
        }
        crate::validate::check_rules(limits).map_err(|why| format!("`sets.limits`: {why}"))
    }
}
