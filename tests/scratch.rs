//! Throw-away folders. They stay behind when the story that made them fails, because then somebody wants to read the logs.

use crate::failure::{Failure, Outcome};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A folder of its own under the system's temporary folder, removed on drop unless the thread is panicking or
/// `AMEND_KEEP` is set.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes an empty folder; `name` says in its path what it is for.
    pub fn new(name: &str) -> Outcome<Self> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("amend-{name}-{}-{number}", std::process::id()));
        // A folder of the same name can only be left over from a finished process with the same id.
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(Failure::doing(format!("removing {}", path.display())))?;
        }
        std::fs::create_dir_all(&path).map_err(Failure::doing(format!("making {}", path.display())))?;
        Ok(Scratch { path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if std::thread::panicking() || std::env::var_os("AMEND_KEEP").is_some() {
            eprintln!("kept for reading: {}", self.path.display());
        } else if let Err(error) = std::fs::remove_dir_all(&self.path) {
            eprintln!("{} could not be removed: {error}", self.path.display());
        }
    }
}
