//! MSAL.js, with which Outlook signs people in to the task pane by itself: Microsoft's own file from its npm package, of the version that
//! `widget/package-lock.json` pins, put beside the widget under a name with its digest.

use crate::steps::{root, run, say};
use amend_tests::failure::{Failure, Outcome};
use amend_tests::programs::find;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::path::Path;
use std::process::Command;

/// What stands in the pane's page in the place of the name.
const PLACE: &str = "name=\"amend-msal\" content=\"none\"";

/// Adds it to the built widget in `dist`. Without npm the pane signs in through the portal alone, which is no reason not to build.
pub(crate) fn add(dist: &Path) -> Outcome<()> {
    let Some(npm) = find("npm") else {
        say("there is no npm: this build has no MSAL.js, and the task pane signs in through the portal alone");
        return Ok(());
    };
    let folder = root().join("widget");
    let package = folder.join("node_modules/@azure/msal-browser");
    let stamp = folder.join("node_modules/.installed");
    let read = |path: &Path| std::fs::read(path).map_err(Failure::doing(format!("reading {}", path.display())));
    let lock = read(&folder.join("package-lock.json"))?;
    if std::fs::read(&stamp).ok().as_ref() != Some(&lock) {
        let mut install = Command::new(npm);
        install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder);
        run("MSAL.js", "fetches the version that widget/package-lock.json pins", &mut install)?;
        std::fs::write(&stamp, &lock).map_err(Failure::doing("noting the installed package"))?;
    }
    let script = read(&package.join("lib/msal-browser.min.js"))?;
    let mut hasher = DefaultHasher::new();
    script.hash(&mut hasher);
    let name = format!("msal-{:016x}.js", hasher.finish());
    let page = dist.join("pane.html");
    let text = String::from_utf8_lossy(&read(&page)?).into_owned();
    if !text.contains(PLACE) {
        return Err(Failure::new(format!("{} has no place for the name of MSAL.js: {PLACE}", page.display())));
    }
    let named = text.replace(PLACE, &format!("name=\"amend-msal\" content=\"/{name}\""));
    let licence = read(&package.join("LICENSE"))?;
    for (name, content) in [(&*name, script), ("msal.license.txt", licence), ("pane.html", named.into_bytes())] {
        let path = dist.join(name);
        std::fs::write(&path, content).map_err(Failure::doing(format!("writing {}", path.display())))?;
    }
    Ok(())
}
