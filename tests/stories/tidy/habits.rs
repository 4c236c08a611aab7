//! Habits that keep the source readable: short files that say why they exist, names that say what is inside, nothing undone.

use super::reading::File;

/// Lines of a file without its tests.
const LONGEST: usize = 400;

/// Names for cupboards, which fill up.
const CUPBOARDS: [&str; 9] = ["utils", "util", "helpers", "helper", "common", "types", "misc", "shared", "stuff"];

/// Files are read whole: at most 400 lines, tests apart.
pub(crate) fn files_are_short(file: &File) -> Vec<String> {
    let lines = file.before_tests().lines().count();
    if !file.is_rust() || file.is_test() || lines <= LONGEST {
        return Vec::new();
    }
    vec![format!("{}: {lines} lines; at {LONGEST} a file is divided by what it is about", file.path)]
}

/// A module starts with why it exists. The tests of one module say it by their name.
pub(crate) fn files_say_why(file: &File) -> Vec<String> {
    if !file.is_rust() || file.text.starts_with("//! ") || file.path.ends_with("tests.rs") {
        return Vec::new();
    }
    vec![format!("{}: does not start with a `//!` line on why it exists", file.path)]
}

/// Files and folders are named after what a user would say.
pub(crate) fn names_say_what(file: &File) -> Vec<String> {
    let is_cupboard = |part: &str| CUPBOARDS.contains(&part.split('.').next().unwrap_or_default());
    let found = file.path.split('/').find(|part| is_cupboard(part));
    found.map(|part| format!("{}: `{part}` does not say what is inside", file.path)).into_iter().collect()
}

/// No reminders, no tests that are skipped, no bodies to be written later.
pub(crate) fn nothing_is_left_undone(file: &File) -> Vec<String> {
    // Put together from halves, so that this file keeps its own rule.
    let reminders = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];
    let is_reminder = |word: &str| reminders.contains(&word);
    let mut offences: Vec<String> = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        if line.split(|c: char| !c.is_alphanumeric() && c != '_').any(is_reminder) {
            offences.push(format!("{}:{}: a reminder of work not done", file.path, number + 1));
        }
    }
    let unfinished = ["to", "unimplement"].map(|start| format!("{start}{}!(", if start == "to" { "do" } else { "ed" }));
    let skipped = format!("#[{}", "ignore");
    if file.is_rust() && unfinished.iter().chain([&skipped]).any(|mark| file.text.contains(mark.as_str())) {
        offences.push(format!("{}: a body to be written later or a test that is skipped", file.path));
    }
    offences
}

/// Files of the schema that are not in the program's list.
pub(crate) fn forgotten_steps(files: &[File]) -> Vec<String> {
    let list = files.iter().find(|file| file.path == "server/src/store/migrate.rs");
    let is_listed = |path: &str| list.is_some_and(|list| list.text.contains(path));
    let steps = files.iter().filter(|file| file.path.starts_with("migrations/") && file.path.ends_with(".sql"));
    let forgotten = steps.filter(|step| !is_listed(&step.path));
    forgotten.map(|step| format!("{}: is not in server/src/store/migrate.rs", step.path)).collect()
}

/// The widget never hands text to the browser as HTML.
pub(crate) fn no_raw_html(file: &File) -> Vec<String> {
    let marks =
        ["inner_html", "innerHTML", "outerHTML", "insertAdjacentHTML", "insert_adjacent_html", "document.write"];
    let is_page =
        file.path.starts_with("widget/") && [".rs", ".js", ".html"].iter().any(|end| file.path.ends_with(end));
    let text = if file.is_rust() { file.code() } else { file.text.clone() };
    let found = marks.iter().filter(|mark| is_page && text.contains(*mark));
    found.map(|mark| format!("{}: `{mark}` would let a value become markup", file.path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_found() {
        let long =
            |path: &str, lines: usize| files_are_short(&File::made_up(path, &"let a = 1;\n".repeat(lines))).len();
        assert_eq!(long("server/src/app/approve.rs", 401), 1);
        assert_eq!(long("server/src/app/approve.rs", 400), 0);
        assert_eq!(long("server/src/app/approve_tests.rs", 401), 0);
        let tested = format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{}}}", "\n".repeat(500));
        assert_eq!(files_are_short(&File::made_up("server/src/app/approve.rs", &tested)).len(), 0);
    }

    #[test]
    fn a_file_without_a_head_is_found() {
        assert_eq!(files_say_why(&File::made_up("a.rs", "use std::fs;")).len(), 1);
        assert_eq!(files_say_why(&File::made_up("a.rs", "//! Why.\nuse std::fs;")).len(), 0);
    }

    #[test]
    fn cupboards_are_found() {
        for path in ["server/src/utils.rs", "widget/src/common/button.rs", "tests/helpers.rs"] {
            assert_eq!(names_say_what(&File::made_up(path, "")).len(), 1, "{path}");
        }
        assert_eq!(names_say_what(&File::made_up("server/src/app/approve.rs", "")).len(), 0);
    }

    #[test]
    fn undone_work_is_found() {
        let found = |text: &str| nothing_is_left_undone(&File::made_up("a.rs", text)).len();
        assert_eq!(found(concat!("// TO", "DO: later")), 1);
        assert_eq!(found(concat!("fn a() { to", "do!() }")), 1);
        assert_eq!(found(concat!("#[ig", "nore = \"slow\"]")), 1);
        assert_eq!(found("// a mastodon does"), 0);
    }

    #[test]
    fn raw_html_is_found() {
        assert_eq!(no_raw_html(&File::made_up("widget/src/a.rs", "<div inner_html=value/>")).len(), 1);
        assert_eq!(no_raw_html(&File::made_up("widget/boot.js", "x.innerHTML = y")).len(), 1);
        assert_eq!(no_raw_html(&File::made_up("widget/src/a.rs", "// never inner_html\n<div>{value}</div>")).len(), 0);
    }
}
