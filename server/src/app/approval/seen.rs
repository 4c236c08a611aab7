//! Where a change stands between its levels, as pages show it.

use domain::{
    api::{ApprovalView, AskedKind, AskedView},
    approval::{Approver, Capacity, Circle},
    dn,
    id::PersonId,
};

use super::{Approvals, Waits};
use crate::store::change::Change;

impl Approvals {
    /// What a change waits for, in words to be shown.
    pub(in crate::app) fn view(&self, change: &Change, waits: &Waits) -> ApprovalView {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let stage = self.stage(change.id);
        let asks = waits.asked.circles.iter().map(|(approver, circle)| AskedView {
            kind: match approver {
                Approver::Admins => AskedKind::Admins,
                Approver::Manager => AskedKind::Manager,
                Approver::ManagersManager => AskedKind::ManagersManager,
                Approver::Group(_) => AskedKind::Group,
                Approver::ContainerOwner => AskedKind::ContainerOwner,
                Approver::GroupOwner => AskedKind::GroupOwner,
                Approver::People(_) => AskedKind::People,
            },
            names: match circle {
                Circle::Admins => Vec::new(),
                Circle::Group(name) => vec![dn::common_name(name).unwrap_or_else(|| name.clone())],
                Circle::People(people) => self.names_of(people),
            },
        });
        let on_behalf_of = match self.capacity(change, waits) {
            Some(Capacity::For(person)) => self.names_of(&[person]).pop(),
            _ => None,
        };
        ApprovalView {
            level: count(waits.place.0),
            of: count(waits.place.1),
            asks: asks.collect(),
            since: stage.map_or(change.proposed_at, |stage| stage.since),
            due: stage.and_then(|stage| stage.due),
            on_behalf_of,
        }
    }

    fn names_of(&self, people: &[PersonId]) -> Vec<String> {
        let name = |person: &PersonId| {
            self.around.name(*person).or_else(|| self.absent.get(person).map(String::as_str)).map(str::to_owned)
        };
        people.iter().filter_map(name).collect()
    }
}
