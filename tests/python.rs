//! Python packages that stories hold Amend against: installed once, in the versions of a list, into a folder of their own.

use crate::cache;
use crate::failure::{Failure, Outcome};
use crate::programs::{need, run};
use crate::scratch::Scratch;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

/// One installation at a time.
static INSTALLING: Mutex<()> = Mutex::new(());

/// The Python that has the packages of this list; made in the cache folder when it is not there yet.
pub fn installed(name: &str, requirements: &str) -> Outcome<PathBuf> {
    let python = need("python3")?;
    let version = run(Command::new(&python).arg("--version"), "")?;
    let mut hasher = DefaultHasher::new();
    (version.trim(), &python, requirements).hash(&mut hasher);
    let folder = cache::folder();
    let kept = folder.join(format!("{name}-{:016x}", hasher.finish()));
    let guard = INSTALLING
        .lock()
        .map_err(|_| Failure::new(format!("{name} could not be installed, as another story tells")))?;
    if !kept.is_dir() {
        std::fs::create_dir_all(&folder).map_err(Failure::doing(format!("making {}", folder.display())))?;
        // Made beside and renamed: another run of the tests may look for it now.
        let fresh = kept.with_extension(format!("{}", std::process::id()));
        let list = Scratch::new("requirements")?;
        let file = list.path().join("requirements.txt");
        std::fs::write(&file, requirements).map_err(Failure::doing(format!("writing {}", file.display())))?;
        run(Command::new(&python).args(["-m", "venv"]).arg(&fresh), "")?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"];
        run(Command::new(fresh.join("bin/python")).args(pip).arg(&file), "")?;
        if let Err(error) = std::fs::rename(&fresh, &kept)
            && !kept.is_dir()
        {
            return Err(Failure::new(format!("renaming {}: {error}", fresh.display())));
        }
    }
    drop(guard);
    Ok(kept.join("bin/python"))
}
