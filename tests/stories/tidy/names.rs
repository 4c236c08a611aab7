//! Names that have to be unique across files.

use std::collections::BTreeMap;

use super::reading::File;

/// Shapes of the API's description whose name stands for another one too; `schema(as = …)` gives one of them another name.
pub(crate) fn taken_twice(files: &[File]) -> Vec<String> {
    let mut places: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for file in files.iter().filter(|file| file.is_rust() && !file.is_test()) {
        for described in file.before_tests().split("derive(utoipa::ToSchema").skip(1) {
            let Some((attributes, rest)) = described.split_once("\npub ") else { continue };
            let own = rest.split(|c: char| !c.is_alphanumeric()).nth(1).unwrap_or_default();
            let renamed = attributes.split_once("schema(as = ").and_then(|(_, name)| name.split(')').next());
            places.entry(renamed.unwrap_or(own).to_owned()).or_default().push(&file.path);
        }
    }
    let twice = places.into_iter().filter(|(_, places)| places.len() > 1);
    twice.map(|(name, places)| format!("{name} is described in {}", places.join(" and "))).collect()
}
