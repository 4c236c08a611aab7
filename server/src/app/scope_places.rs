//! What a role can be granted within: the tree of what people lie in, with how many, and the groups that are known.

use std::collections::BTreeMap;

use domain::{
    api::{ContainerPlace, ScopePlaces},
    dn,
};

use super::{App, AppError};
use crate::store::{container, policy_group};

impl App {
    /// What a role can be granted within.
    pub(crate) async fn scope_places(&self) -> Result<ScopePlaces, AppError> {
        let mut conn = self.store().read().await?;
        let containers = tree(&container::with_people(&mut conn).await?);
        let groups = policy_group::all(&mut conn).await?.into_iter().map(|group| group.name);
        let mut groups: Vec<String> = groups.collect();
        groups.sort();
        groups.dedup();
        Ok(ScopePlaces { containers, groups })
    }
}

/// A name from its root on, in the form in which names are compared.
type Trail = Vec<String>;

/// The tree of what these names lie in, parents first, from where it first branches or somebody lies; with how many people are in each, however
/// deep.
fn tree(holding: &[(String, i64)]) -> Vec<ContainerPlace> {
    let mut nodes: BTreeMap<Trail, (String, i64, i64)> = BTreeMap::new();
    for (name, people) in holding {
        let mut above = name.as_str();
        while let Some(mut trail) = dn::path(above) {
            trail.reverse();
            let node = nodes.entry(trail).or_insert_with(|| (above.to_owned(), 0, 0));
            node.1 += people;
            node.2 += if above == name { *people } else { 0 };
            above = dn::above(above);
        }
    }
    let all: i64 = holding.iter().map(|(_, people)| people).sum();
    // What holds everybody and nobody directly says no more than what follows it.
    let is_root = |trail: &Trail, within: i64, own: i64| {
        let has_one = nodes.keys().filter(|one| one.len() == trail.len() + 1 && one.starts_with(trail)).count() == 1;
        !(within == all && own == 0 && has_one)
    };
    let kept: Vec<(&Trail, &(String, i64, i64))> =
        nodes.iter().filter(|(trail, (_, within, own))| is_root(trail, *within, *own)).collect();
    let depth =
        |trail: &Trail| kept.iter().filter(|(one, _)| one.len() < trail.len() && trail.starts_with(one)).count();
    let place = |(trail, (name, within, _)): &(&Trail, &(String, i64, i64))| ContainerPlace {
        name: dn::common_name(name).unwrap_or_else(|| name.clone()),
        dn: name.clone(),
        depth: depth(trail),
        people: *within,
    };
    kept.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S1.21: parents that hold nobody themselves can be chosen too; what is above everything is left out.
    #[test]
    fn the_tree_begins_where_it_branches() {
        let holding = [
            ("ou=Oslo,ou=People,dc=x,dc=test", 3),
            ("OU=Nord,OU=Oslo,OU=People,DC=X,DC=Test", 2),
            ("ou=Paris,ou=people,dc=x,dc=test", 4),
        ];
        let holding: Vec<(String, i64)> = holding.iter().map(|(name, people)| ((*name).to_owned(), *people)).collect();
        let told: Vec<(String, usize, i64)> =
            tree(&holding).into_iter().map(|one| (one.name, one.depth, one.people)).collect();
        let expected = [("People", 0, 9), ("Oslo", 1, 5), ("Nord", 2, 2), ("Paris", 1, 4)];
        assert_eq!(told, expected.map(|(name, depth, people)| (name.to_owned(), depth, people)));
        assert!(tree(&[]).is_empty());
    }
}
