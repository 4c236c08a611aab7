//! What each room keeps to itself: SQL in the store, nothing but rules in the domain.

use super::reading::File;

/// What `domain` may build on. A new name here is a decision: it is compiled into the widget too.
const DOMAIN_LEANS_ON: [&str; 8] =
    ["serde", "serde_json", "thiserror", "unicode-normalization", "js-sys", "regex-lite", "utoipa", "phonenumber"];

/// What has no place in rules: the world outside. Time and ids come in as arguments.
const WORLD: [&str; 10] = [
    "std::fs",
    "TcpStream",
    "UdpSocket",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "now_utc",
    "now_local",
];

/// SQL and the names of its library stand in `server/src/store` alone.
pub(crate) fn sql_in_the_store_only(file: &File) -> Vec<String> {
    let is_elsewhere = ["server/src/", "domain/src/", "widget/src/"].iter().any(|room| file.path.starts_with(room));
    if !file.is_rust() || file.is_test() || !is_elsewhere || file.path.starts_with("server/src/store") {
        return Vec::new();
    }
    let mut offences = Vec::new();
    if words(&file.code()).any(|word| word == "sqlx") {
        offences.push(format!("{}: names sqlx outside the store", file.path));
    }
    for text in file.strings().iter().filter(|text| is_sql(text)) {
        let start: String = text.trim_start().chars().take(40).collect();
        offences.push(format!("{}: SQL outside the store: {start}", file.path));
    }
    offences
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [("select ", " from "), ("insert into ", "("), ("update ", " set "), ("delete from ", ""), ("create table ", "")]
        .iter()
        .any(|(start, later)| text.strip_prefix(start).is_some_and(|rest| rest.contains(later)))
        || ["create index ", "alter table ", "drop table ", "begin immediate", "pragma "]
            .iter()
            .any(|word| text.starts_with(word))
        || (text.starts_with("with ") && text.contains(" as (select "))
}

/// `domain` does not reach for the clock, the disk, the network or the environment.
pub(crate) fn domain_is_pure(file: &File) -> Vec<String> {
    if !file.path.starts_with("domain/src/") || !file.is_rust() || file.is_test() {
        return Vec::new();
    }
    let code = file.code();
    let found = WORLD.iter().filter(|name| code.contains(*name));
    found
        .map(|name| format!("{}: `{name}` has no place in the rules; let it come in as an argument", file.path))
        .collect()
}

/// `domain` builds on a short list of libraries.
pub(crate) fn domain_leans_on_few(file: &File) -> Vec<String> {
    if file.path != "domain/Cargo.toml" {
        return Vec::new();
    }
    let mut is_inside = false;
    let mut offences = Vec::new();
    for line in file.text.lines() {
        if line.starts_with('[') {
            is_inside = line == "[dependencies]" || (line.starts_with("[target.") && line.ends_with(".dependencies]"));
            continue;
        }
        let name = line.split(['=', '.', ' ']).next().unwrap_or_default();
        if is_inside && !name.is_empty() && !name.starts_with('#') && !DOMAIN_LEANS_ON.contains(&name) {
            offences.push(format!("{}: `{name}` is not on the list of what the rules may build on", file.path));
        }
    }
    offences
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_outside_the_store_is_found() {
        let found = |path: &str, text: &str| sql_in_the_store_only(&File::made_up(path, text)).len();
        assert_eq!(found("server/src/app/approve.rs", "const Q: &str = \"select id\n from changes\";"), 1);
        assert_eq!(found("server/src/app/approve.rs", "run(r#\" UPDATE changes SET x = 1\"#)"), 1);
        assert_eq!(found("server/src/http/mod.rs", "use sqlx::SqlitePool;"), 1);
        assert_eq!(
            found("server/src/store/people.rs", "use sqlx::SqlitePool; const Q: &str = \"select a from b\";"),
            0
        );
        assert_eq!(found("server/src/app/approve.rs", "// select a from b\nlet x = \"select one of them\";"), 0);
    }

    #[test]
    fn the_world_in_the_domain_is_found() {
        let found = |text: &str| domain_is_pure(&File::made_up("domain/src/merge.rs", text)).len();
        assert_eq!(found("use std::time::SystemTime;"), 1);
        assert_eq!(found("let now = time::OffsetDateTime::now_utc();"), 1);
        assert_eq!(found("/// Not std::fs.\nuse std::collections::BTreeMap;"), 0);
    }

    #[test]
    fn a_new_dependency_of_the_domain_is_found() {
        let file = |name: &str| {
            File::made_up("domain/Cargo.toml", &format!("[dependencies]\nserde = \"1\"\n{name} = \"1\"\n"))
        };
        assert_eq!(domain_leans_on_few(&file("tokio")).len(), 1);
        assert_eq!(domain_leans_on_few(&file("thiserror")).len(), 0);
        let dev = File::made_up("domain/Cargo.toml", "[dependencies]\n[dev-dependencies]\nproptest = \"1\"\n");
        assert_eq!(domain_leans_on_few(&dev).len(), 0);
    }
}
