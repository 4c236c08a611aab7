//! The house rules of ARCHITECTURE.md that no compiler knows, read off the source. Each rule is a function over files, tried on
//! a made-up offence beside it, so that a rule that stopped biting is a failing test.

mod arrows;
mod habits;
mod names;
mod purity;
mod reading;

use reading::File;
use std::path::{Path, PathBuf};

/// The folders whose files are ours.
const ROOMS: [&str; 9] = ["domain", "server", "widget", "tests", "xtask", "manifest", "migrations", ".ci", ".cargo"];

#[test]
fn the_house_is_tidy() {
    let files = all_files();
    assert!(files.len() > 40, "only {} files were found below {}", files.len(), root().display());
    let rules: [fn(&File) -> Vec<String>; 10] = [
        arrows::between_rooms,
        arrows::to_the_server,
        purity::sql_in_the_store_only,
        purity::domain_is_pure,
        purity::domain_leans_on_few,
        habits::files_are_short,
        habits::files_say_why,
        habits::names_say_what,
        habits::nothing_is_left_undone,
        habits::no_raw_html,
    ];
    let offences: Vec<String> = files.iter().flat_map(|file| rules.iter().flat_map(|rule| rule(file))).collect();
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

/// The API's description knows a shape by its name alone: of two with one name, one would silently be described as the other.
#[test]
fn described_shapes_have_names_of_their_own() {
    let made_up =
        |name: &str| File::made_up("domain/src/a.rs", &format!("derive(utoipa::ToSchema)\npub enum {name} {{}}"));
    assert_eq!(names::taken_twice(&[made_up("Verdict"), made_up("Verdict")]).len(), 1);
    assert_eq!(names::taken_twice(&[made_up("Verdict"), made_up("Judgement")]).len(), 0);
    let offences = names::taken_twice(&all_files());
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

/// A step of the schema that the program does not know of would never be taken.
#[test]
fn every_step_of_the_schema_is_taken() {
    let step = || File::made_up("migrations/0002_more.sql", "create table more (id bigint);");
    let list = |text: &str| File::made_up("server/src/store/migrate.rs", text);
    assert_eq!(habits::forgotten_steps(&[step(), list("")]).len(), 1);
    assert_eq!(habits::forgotten_steps(&[step(), list("include_str!(\"../migrations/0002_more.sql\")")]).len(), 0);
    let offences = habits::forgotten_steps(&all_files());
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(1).unwrap().to_owned()
}

fn all_files() -> Vec<File> {
    let mut files = Vec::new();
    for room in ROOMS {
        collect(&root().join(room), &mut files);
    }
    for entry in std::fs::read_dir(root()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        read(&entry.path(), &mut files);
    }
    files
}

fn collect(folder: &Path, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_made = ["target", "dist", "node_modules"].iter().any(|name| path.ends_with(name));
        if path.is_dir() && !is_made {
            collect(&path, files);
        } else if path.is_file() {
            read(&path, files);
        }
    }
}

fn read(path: &Path, files: &mut Vec<File>) {
    let is_lock = ["Cargo.lock", "package-lock.json", "LICENSE"].iter().any(|name| path.ends_with(name));
    // What is no text is a picture.
    if let (false, Ok(text)) = (is_lock, std::fs::read_to_string(path)) {
        let path = path.strip_prefix(root()).unwrap().display().to_string();
        files.push(File { path, text });
    }
}
