//! Who of a directory becomes a person here: containers, groups and rules, asked in this order. What the first four leave out is out of scope;
//! an exclusion rule freezes: whoever it names is neither made, nor changed, nor blocked (P36).

pub mod filter;
mod rule;

use serde::{Deserialize, Serialize};

use crate::dn;
pub use rule::{Compiled, How, Rule, Subject};

/// Who of a source is taken. Empty takes everybody.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Selection {
    /// Containers that are taken or left out with everything below them; the nearest one to an entry counts (S4.11).
    pub containers: Vec<Container>,
    /// Distinguished names of groups: only their members are taken, those of groups inside them too (S4.10). Empty: everybody.
    pub groups: Vec<String>,
    /// Only whom one of these names is taken; empty: everybody (S4.19).
    pub include: Vec<Rule>,
    /// Whom one of these names is left as they are (S4.9).
    pub exclude: Vec<Rule>,
    /// Nobody is made for a disabled account (S1.20).
    pub without_disabled: bool,
}

/// A container and whether what lies in it is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Container {
    /// Its distinguished name.
    pub dn: String,
    /// Taken, or left out.
    pub taken: bool,
}

/// An entry as a selection sees it.
pub trait Candidate {
    /// Its distinguished name.
    fn dn(&self) -> &str;
    /// The texts of an attribute, by its name in the directory; letter case does not count.
    fn texts(&self, attribute: &str) -> Vec<&str>;
    /// Whether the account is disabled.
    fn is_disabled(&self) -> bool;
    /// Whether it is a member of a chosen group.
    fn is_member(&self) -> bool;
}

/// What becomes of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SelectionVerdict))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Verdict {
    /// It is a person here.
    Taken,
    /// It is out of scope: nobody is made, and who was made is blocked.
    LeftOut {
        /// Why.
        because: LeftOut,
    },
    /// It is left as it is: not made, not changed, not blocked.
    Frozen {
        /// Which exclusion rule says so, counted from 1.
        rule: u32,
    },
}

/// Why an entry is out of scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// It lies in a container that is not taken.
    Container,
    /// It is in no chosen group.
    Group,
    /// No inclusion rule names it.
    Inclusion,
    /// Its account is disabled, and nobody was made for it yet.
    Disabled,
}

/// A selection that is ready to judge.
#[derive(Debug, Default)]
pub struct Judge {
    containers: Vec<(Vec<String>, bool)>,
    by_group: bool,
    include: Vec<Compiled>,
    exclude: Vec<Compiled>,
    without_disabled: bool,
}

impl Selection {
    /// Makes it ready.
    ///
    /// # Errors
    /// A sentence that names the row and the remedy.
    pub fn judge(&self) -> Result<Judge, String> {
        if self.containers.len() + self.groups.len() + self.include.len() + self.exclude.len() > 2000 {
            return Err(
                "a selection has at most 2000 rows; use a group or a rule in place of many containers".to_owned()
            );
        }
        let mut containers = Vec::new();
        for (row, container) in self.containers.iter().enumerate() {
            let path = dn::path(&container.dn).ok_or_else(|| not_a_name("containers", row, &container.dn))?;
            containers.push((path, container.taken));
        }
        for (row, group) in self.groups.iter().enumerate() {
            if !dn::is_valid(group) {
                return Err(not_a_name("groups", row, group));
            }
        }
        let compile = |field: &str, rules: &[Rule]| -> Result<Vec<Compiled>, String> {
            let one = |(row, rule): (usize, &Rule)| {
                rule.compile().map_err(|why| format!("`{field}`, row {}: {why}", row + 1))
            };
            rules.iter().enumerate().map(one).collect()
        };
        Ok(Judge {
            containers,
            by_group: !self.groups.is_empty(),
            include: compile("include", &self.include)?,
            exclude: compile("exclude", &self.exclude)?,
            without_disabled: self.without_disabled,
        })
    }

    /// The same with one entry of what is below `base` brought into scope, and nobody else moved; `None` where that is not the selection's to say: it is in no chosen group, or disabled.
    #[must_use]
    pub fn with(&self, dn: &str, because: LeftOut, base: &str) -> Option<Self> {
        let mut wider = self.clone();
        match because {
            // The nearest container counts, and none is nearer than the entry itself.
            LeftOut::Container => {
                // Once one container is taken, what no container is near is left out: what was taken before is named too.
                let is_base = |container: &Container| dn::normalize(&container.dn) == dn::normalize(base);
                if !wider.containers.iter().any(|container| container.taken || is_base(container)) {
                    wider.containers.push(Container { dn: base.to_owned(), taken: true });
                }
                wider.containers.push(Container { dn: dn.to_owned(), taken: true });
            }
            LeftOut::Inclusion => wider.include.push(Rule {
                subject: Subject::Person,
                attribute: "dn".to_owned(),
                how: How::Exact,
                pattern: dn.to_owned(),
            }),
            LeftOut::Group | LeftOut::Disabled => return None,
        }
        Some(wider)
    }

    /// Whether it takes everybody without looking.
    #[must_use]
    pub fn takes_everybody(&self) -> bool {
        *self == Self::default()
    }
}

fn not_a_name(field: &str, row: usize, text: &str) -> String {
    let start: String = text.chars().take(80).collect();
    format!("`{field}`, row {}: {start} is no distinguished name; write it as in ou=Sales,dc=example,dc=com", row + 1)
}

impl Judge {
    /// What becomes of an entry. `is_known` says whether a person was made for it before.
    #[must_use]
    pub fn judge(&self, entry: &dyn Candidate, is_known: bool) -> Verdict {
        let path = dn::path(entry.dn()).unwrap_or_default();
        let left_out = |because| Verdict::LeftOut { because };
        if !self.is_container_taken(&path) {
            return left_out(LeftOut::Container);
        }
        if self.by_group && !entry.is_member() {
            return left_out(LeftOut::Group);
        }
        if !self.include.is_empty() && !self.include.iter().any(|rule| rule.names(entry, &path)) {
            return left_out(LeftOut::Inclusion);
        }
        if let Some(rule) = self.exclude.iter().position(|rule| rule.names(entry, &path)) {
            return Verdict::Frozen { rule: u32::try_from(rule + 1).unwrap_or(u32::MAX) };
        }
        if self.without_disabled && entry.is_disabled() && !is_known {
            return left_out(LeftOut::Disabled);
        }
        Verdict::Taken
    }

    /// Whether a group's members count; an exclusion rule can say no.
    #[must_use]
    pub fn takes_group(&self, group: &dyn Candidate) -> bool {
        let path = dn::path(group.dn()).unwrap_or_default();
        !self.exclude.iter().any(|rule| rule.names_group(group, &path))
    }

    /// The attributes that the rules look at, beside the mapped ones.
    #[must_use]
    pub fn attributes(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.include.iter().chain(&self.exclude).flat_map(|rule| rule.attributes()).collect();
        all.sort_by_key(|name| name.to_ascii_lowercase());
        all.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
        all
    }

    /// The attributes of groups that the rules look at.
    #[must_use]
    pub fn group_attributes(&self) -> Vec<String> {
        self.exclude.iter().flat_map(Compiled::group_attributes).collect()
    }

    /// The nearest chosen container decides. Where none is near, everything is taken unless some container was chosen to be taken.
    fn is_container_taken(&self, path: &[String]) -> bool {
        let above = self.containers.iter().filter(|(container, _)| path.ends_with(container));
        match above.max_by_key(|(container, _)| container.len()) {
            Some((_, taken)) => *taken,
            None => !self.containers.iter().any(|(_, taken)| *taken),
        }
    }
}

#[cfg(test)]
mod tests;
