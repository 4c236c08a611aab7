//! Who this agent is: its id and its key, in one file of its own folder that is written whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use domain::id::AgentId;
use serde::{Deserialize, Serialize};

use super::key::Key;

/// The file with who this agent is.
const FILE: &str = "identity.json";
/// The file with a key whose enrolment has not been answered yet.
const ENROLLING: &str = "enrolling.json";

/// The folder where an agent keeps who it is.
#[derive(Clone, Debug)]
pub(crate) struct Folder(PathBuf);

/// Who this agent is.
#[derive(Debug)]
pub(crate) struct Identity {
    pub(crate) agent: AgentId,
    pub(crate) name: String,
    pub(crate) source_name: String,
    pub(crate) key: Key,
    /// A key that was sent to take the place of the other one, and whose answer has not come.
    pub(crate) next: Option<Key>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    agent: AgentId,
    name: String,
    source_name: String,
    key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Enrolling {
    key: String,
}

impl Folder {
    /// This one.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Who this agent is; `None` before it has enrolled.
    pub(crate) fn identity(&self) -> Result<Option<Identity>, String> {
        let Some(text) = self.read(FILE)? else { return Ok(None) };
        let wrong = |why: String| {
            format!(
                "{} cannot be used: {why}; put its backup there, or enrol anew with a code and --again",
                self.0.join(FILE).display()
            )
        };
        let kept: Kept = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let next = kept.next.as_deref().map(Key::read).transpose().map_err(&wrong)?;
        let key = Key::read(&kept.key).map_err(&wrong)?;
        Ok(Some(Identity { agent: kept.agent, name: kept.name, source_name: kept.source_name, key, next }))
    }

    /// Keeps who this agent is.
    pub(crate) fn keep(&self, identity: &Identity) -> Result<(), String> {
        let Identity { agent, name, source_name, key, next } = identity;
        let kept = Kept {
            agent: *agent,
            name: name.clone(),
            source_name: source_name.clone(),
            key: key.kept().to_owned(),
            next: next.as_ref().map(|next| next.kept().to_owned()),
        };
        self.write(FILE, &kept)
    }

    /// The key that an enrolment goes on with: made now, or when it was tried before and the answer did not come.
    pub(crate) fn enrolling(&self) -> Result<Key, String> {
        if let Some(text) = self.read(ENROLLING)?
            && let Ok(Enrolling { key }) = serde_json::from_str(&text)
            && let Ok(key) = Key::read(&key)
        {
            return Ok(key);
        }
        let key = Key::make()?;
        self.write(ENROLLING, &Enrolling { key: key.kept().to_owned() })?;
        Ok(key)
    }

    /// The enrolment has been answered.
    pub(crate) fn enrolled(&self) -> Result<(), String> {
        match fs::remove_file(self.0.join(ENROLLING)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.failed("written", &error)),
            _ => Ok(()),
        }
    }

    fn read(&self, name: &str) -> Result<Option<String>, String> {
        match fs::read_to_string(self.0.join(name)) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed("read", &error)),
        }
    }

    fn write<T: Serialize>(&self, name: &str, kept: &T) -> Result<(), String> {
        let text = serde_json::to_string_pretty(kept).map_err(|error| error.to_string())?;
        written(&self.0, name, &text).map_err(|error| self.failed("written", &error))
    }

    fn failed(&self, what: &str, error: &io::Error) -> String {
        format!(
            "setting `state_dir`: {} cannot be {what}: {error}; name a folder that belongs to whoever runs the agent",
            self.0.display()
        )
    }
}

/// Writes a file beside the one that is there and puts it in its place, so that there always is a whole one; for its owner's eyes alone.
fn written(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let new = folder.join(format!("{name}.new-{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, folder.join(name))?;
    // A folder cannot be opened as a file everywhere; where it can, its entry is made to last too.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_kept_for_its_owner_alone() {
        let path = std::env::temp_dir().join(format!("amend-agent-{}", std::process::id()));
        let folder = Folder::new(path.join("deep"));
        assert!(folder.identity().unwrap().is_none());
        let first = folder.enrolling().unwrap();
        assert_eq!(
            folder.enrolling().unwrap().public(),
            first.public(),
            "a lost answer is asked for with the same key"
        );
        let next = Key::make().unwrap();
        let (key, next_public) = (first.public(), next.public());
        let identity = Identity {
            agent: AgentId(7),
            name: "dc1".to_owned(),
            source_name: "corp".to_owned(),
            key: first,
            next: Some(next),
        };
        folder.keep(&identity).unwrap();
        folder.enrolled().unwrap();
        folder.enrolled().unwrap();
        let again = folder.identity().unwrap().unwrap();
        assert_eq!((again.agent, again.key.public(), again.next.unwrap().public()), (AgentId(7), key, next_public));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |name: &str| fs::metadata(path.join(name)).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode("deep/identity.json"), mode("deep")), (0o600, 0o700));
        }
        assert_eq!(fs::read_dir(path.join("deep")).unwrap().count(), 1, "nothing is left over");
        fs::write(path.join("deep/identity.json"), "{}").unwrap();
        assert!(folder.identity().unwrap_err().contains("--again"));
        fs::remove_dir_all(&path).unwrap();
    }
}
