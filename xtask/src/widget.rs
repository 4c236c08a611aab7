//! The browser side: three pages, the whole widget, the small one that everybody loads, and the task pane's, which starts the same small program;
//! built by Trunk as `Trunk.toml` says, then compressed once, so that no server does it per request.

use crate::steps::{cargo, root, run, say, target};
use crate::{msal, trunk};
use amend_tests::failure::{Failure, Outcome};
use std::collections::hash_map::DefaultHasher;
use std::ffi::OsStr;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is worth compressing; pictures are compressed already.
const COMPRESSED: [&str; 6] = ["wasm", "js", "css", "html", "svg", "json"];

/// A built file: its name, its bytes, its bytes compressed by brotli.
#[derive(Debug, Clone)]
pub(crate) struct Asset {
    pub(crate) name: String,
    pub(crate) raw: usize,
    pub(crate) brotli: usize,
}

/// What a browser loads to show one of the pages that start the widget.
#[derive(Debug)]
pub(crate) struct Download {
    /// Who needs it.
    pub(crate) whose: &'static str,
    pub(crate) assets: Vec<Asset>,
}

impl Download {
    /// All its bytes: as built, and as sent.
    pub(crate) fn bytes(&self) -> (usize, usize) {
        self.assets.iter().fold((0, 0), |sum, asset| (sum.0 + asset.raw, sum.1 + asset.brotli))
    }
}

/// Builds the widget into `widget/dist`, each file beside a `.br` copy; answers with what stands in it for whom.
pub(crate) fn build() -> Outcome<[Download; 3]> {
    trunk::add_wasm_target()?;
    let trunk = trunk::trunk()?;
    let tools = trunk::bindgen_folder()?;
    // Trunk is told to stay off the network, and hands that on to cargo: what cargo needs is fetched before.
    run("crates", "fetches the sources that Cargo.lock names", &mut cargo(&["fetch", "--locked"]))?;
    // Trunk builds one program at a time; this way the two are linked side by side, and it finds them ready.
    let programs = ["build", "--package", "amend-widget", "--bins", "--target", trunk::WASM, "--profile", "widget"];
    run("widget", "compiles the browser side", cargo(&programs).args(["--locked", "--offline"]))?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(tools).chain(std::env::split_paths(&path)))
        .map_err(|error| Failure::new(format!("PATH has an entry that cannot be handed on: {error}")))?;
    let page = |arguments: &[&OsStr]| {
        let mut command = Command::new(&trunk);
        command.current_dir(root()).arg("build").args(arguments).args(["--release", "--locked", "--offline"]);
        command.env("PATH", &path).env("TRUNK_SKIP_VERSION_CHECK", "true").env("NO_COLOR", "true");
        command
    };
    run("whole widget", "puts all pages together with Trunk, in widget/dist", &mut page(&[]))?;
    let whole = names(&dist())?;
    let beside = |name: &str, step: &str, why: &str| -> Outcome<Vec<String>> {
        // Trunk empties the folder that it builds into.
        let aside = target().join(format!("widget-{name}"));
        let (source, file) = (format!("widget/{name}.html"), format!("{name}.html"));
        let arguments = [&source, "--html-output", &file, "--dist"].map(OsStr::new);
        run(step, why, &mut page(&[&arguments[..], &[aside.as_os_str()]].concat()))?;
        let names = names(&aside)?;
        for name in &names {
            let (from, to) = (aside.join(name), dist().join(name));
            std::fs::copy(&from, &to).map_err(Failure::doing(format!("writing {}", to.display())))?;
        }
        Ok(names)
    };
    let small = beside("employee", "small widget", "puts the pages that everybody has together with Trunk")?;
    let pane = beside("pane", "task pane", "puts the page for Outlook together with Trunk")?;
    msal::add(&dist())?;
    let assets = compress(&dist())?;
    let download = |whose, names: &[String]| {
        let assets = assets.iter().filter(|asset| names.contains(&asset.name)).cloned().collect();
        Download { whose, assets }
    };
    let downloads =
        [download("everybody", &small), download("the task pane", &pane), download("administration", &whole)];
    for download in &downloads {
        let (raw, brotli) = download.bytes();
        let (files, whose) = (download.assets.len(), download.whose);
        say(format!("widget for {whose}: {files} files, {} kB, {} kB compressed", raw / 1000, brotli / 1000));
    }
    Ok(downloads)
}

/// The files in a folder, by their names within it.
fn names(folder: &Path) -> Outcome<Vec<String>> {
    let paths = files(folder)?;
    Ok(paths.iter().map(|path| path.strip_prefix(folder).unwrap_or(path).display().to_string()).collect())
}

/// Where the built widget is.
pub(crate) fn dist() -> PathBuf {
    root().join("widget").join("dist")
}

fn compress(folder: &Path) -> Outcome<Vec<Asset>> {
    let doing = |what: &str, path: &Path| Failure::doing(format!("{what} {}", path.display()));
    let kept = target().join("brotli");
    std::fs::create_dir_all(&kept).map_err(doing("making", &kept))?;
    let mut assets = Vec::new();
    for path in files(folder)? {
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if !COMPRESSED.contains(&extension.as_str()) {
            continue;
        }
        let bytes = std::fs::read(&path).map_err(doing("reading", &path))?;
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        // The best compression takes seconds, and most files are those of the last build.
        let known = kept.join(format!("{:016x}.br", hasher.finish()));
        if !known.is_file() {
            let mut small = Vec::new();
            let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
            brotli::BrotliCompress(&mut bytes.as_slice(), &mut small, &best).map_err(doing("compressing", &path))?;
            std::fs::write(&known, small).map_err(doing("writing", &known))?;
        }
        let beside = folder.join(format!("{}.br", path.display()));
        let copied = std::fs::copy(&known, &beside).map_err(doing("writing", &beside))?;
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        assets.push(Asset { name, raw: bytes.len(), brotli: copied as usize });
    }
    assets.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(assets)
}

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).map_err(Failure::doing(format!("reading {}", folder.display())))?;
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use amend_tests::scratch::Scratch;

    #[test]
    fn every_text_gets_a_compressed_copy_that_reads_back() {
        let scratch = Scratch::new("dist").unwrap();
        let folder = scratch.path().join("dist");
        std::fs::create_dir_all(folder.join("snippets")).unwrap();
        let text = "amend ".repeat(1000);
        std::fs::write(folder.join("index.html"), &text).unwrap();
        std::fs::write(folder.join("snippets/a.js"), &text).unwrap();
        std::fs::write(folder.join("icon.png"), "picture").unwrap();
        let assets = compress(&folder).unwrap();
        assert_eq!(assets.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(), ["index.html", "snippets/a.js"]);
        assert!(assets.iter().all(|asset| asset.raw == 6000 && asset.brotli < 100));
        let mut back = Vec::new();
        let small = std::fs::read(folder.join("index.html.br")).unwrap();
        brotli::BrotliDecompress(&mut small.as_slice(), &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
        assert!(!folder.join("icon.png.br").exists());
    }
}
