//! Which room may lean on which.

use super::reading::File;
use std::collections::BTreeSet;

/// Rooms of the server and the rooms that each may name. A module that is not in this list is a leaf (the clock, the settings):
/// everybody may lean on it, and it leans on leaves only. `main` and its two parts, the
/// command line and the running server, may name everything.
const ARROWS: [(&str, &[&str]); 10] = [
    ("http", &["app"]),
    ("jobs", &["app"]),
    ("agent", &["source", "target"]),
    ("app", &["store", "source", "target", "signin", "mail"]),
    ("store", &[]),
    ("source", &["ldap"]),
    ("target", &["ldap"]),
    ("signin", &["ldap"]),
    ("mail", &[]),
    ("ldap", &[]),
];

/// Inside the server: `http`, `jobs` -> `app` -> `store`, `source`, `target`, `signin`, `mail`, as ARCHITECTURE.md draws it.
pub(crate) fn between_rooms(file: &File) -> Vec<String> {
    let Some(inside) = file.path.strip_prefix("server/src/") else { return Vec::new() };
    if !file.is_rust() || file.is_test() || matches!(inside, "main.rs" | "command.rs" | "serve.rs") {
        return Vec::new();
    }
    let room = inside.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    let allowed = ARROWS.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, allowed)| allowed);
    let code = file.code();
    let mut offences: Vec<String> = named_rooms(&code)
        .into_iter()
        .filter(|named| named != room && ARROWS.iter().any(|(name, _)| name == named))
        .filter(|named| !allowed.contains(&named.as_str()))
        .map(|named| format!("{}: `{room}` must not lean on `{named}`", file.path))
        .collect();
    // Another way round the rule: climbing out of the room.
    let is_folder = inside.ends_with("/mod.rs");
    let depth = inside.matches('/').count() + usize::from(!is_folder);
    if code.contains(&"super::".repeat(depth)) {
        offences.push(format!("{}: leave a room by `crate::`, not by `super::`", file.path));
    }
    offences
}

/// Every first name after `crate::`, also inside `use crate::{…}`.
fn named_rooms(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let is_own = at == 0 || !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
        let rest = &code[at + "crate::".len()..];
        if !is_own {
            continue;
        }
        match rest.strip_prefix('{') {
            None => drop(rooms.insert(first_word(rest))),
            Some(group) => rooms.extend(heads(group)),
        }
    }
    rooms.remove("");
    rooms
}

fn first_word(text: &str) -> String {
    text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The first name of each member of a group, up to its closing brace.
fn heads(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut heads) = (0, 0, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => {
                heads.push(first_word(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.push(first_word(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    heads
}

/// Nobody builds on the server: it is driven from outside, as a built program.
pub(crate) fn to_the_server(file: &File) -> Vec<String> {
    let forbidden: &[&str] = match file.path.as_str() {
        "domain/Cargo.toml" => &["amend-server", "amend-widget", "amend-tests", "xtask"],
        "widget/Cargo.toml" | "tests/Cargo.toml" | "xtask/Cargo.toml" => &["amend-server", "\"../server\""],
        "server/Cargo.toml" => &["amend-widget", "\"../widget\""],
        _ => &[],
    };
    let dependencies = file.text.split_once("dependencies]").map_or("", |(_, rest)| rest);
    let found = forbidden.iter().filter(|name| dependencies.contains(*name));
    found.map(|name| format!("{}: must not build on {name}", file.path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offences(path: &str, text: &str) -> usize {
        between_rooms(&File::made_up(path, text)).len()
    }

    #[test]
    fn forbidden_arrows_are_found() {
        assert_eq!(offences("server/src/http/me.rs", "use crate::store::people;"), 1);
        assert_eq!(offences("server/src/http/me.rs", "use crate::{app::approve, clock::Clock,\n source::{a, b}};"), 1);
        assert_eq!(offences("server/src/store/people.rs", "fn a() { crate::app::approve(); }"), 1);
        assert_eq!(offences("server/src/signin.rs", "pub(crate) use crate::source::x;"), 1);
        assert_eq!(offences("server/src/clock.rs", "use crate::store::x;"), 1, "a leaf leans on no room");
        assert_eq!(offences("server/src/http/mod.rs", "use super::store::x;"), 1);
        assert_eq!(offences("server/src/http/me.rs", "use super::super::store::x;"), 1);
    }

    #[test]
    fn drawn_arrows_are_free() {
        assert_eq!(
            offences("server/src/http/me.rs", "use crate::app::approve; use crate::clock::Clock; // crate::store"),
            0
        );
        assert_eq!(offences("server/src/app/approve.rs", "use crate::{store::x, source::y, target::z};"), 0);
        assert_eq!(offences("server/src/source/read.rs", "use crate::ldap::Connection; use super::progress;"), 0);
        assert_eq!(offences("server/src/main.rs", "use crate::store::x;"), 0);
        assert_eq!(
            offences("server/src/http/me.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n use crate::store::x;\n}"),
            0
        );
        assert_eq!(
            offences("server/src/http/me.rs", "use domain::api::Run; macro_rules! m { () => { $crate::store::x } }"),
            0
        );
    }

    #[test]
    fn building_on_the_server_is_found() {
        let widget = "[package]\nname = \"amend-widget\"\n[dependencies]\namend-server = { path = \"../server\" }";
        assert!(!to_the_server(&File::made_up("widget/Cargo.toml", widget)).is_empty());
        assert!(
            to_the_server(&File::made_up("widget/Cargo.toml", "[dependencies]\ndomain.workspace = true")).is_empty()
        );
    }
}
