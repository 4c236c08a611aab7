//! Seals what must not be readable in the database or its backups: the passwords of directories. The key lies in a file of its own, so that
//! a copy of the database alone opens nothing.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    sync::Mutex,
};

use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest,
};
use secrecy::{ExposeSecret as _, SecretString};

/// What is wrong with the key or with what was sealed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SealError {
    /// The file cannot be read or made.
    #[error("setting `secret_key_file`: {file} cannot be {what}: {reason}")]
    File { file: String, what: &'static str, reason: String },
    /// The file holds something else.
    #[error(
        "setting `secret_key_file`: {0} is no key: it holds 64 hexadecimal digits; put the right file there, or name another"
    )]
    NoKey(String),
    /// Sealed with another key, or tampered with.
    #[error(
        "the password was sealed with another key than the one in {0}: put that key file there, or enter the password again"
    )]
    OtherKey(String),
    /// No randomness.
    #[error("this machine gives no randomness")]
    NoRandomness,
}

/// Knows where the key is; the file is made when something is sealed for the first time.
pub(crate) struct Seals {
    file: PathBuf,
    key: Mutex<Option<[u8; 32]>>,
}

impl Seals {
    /// With the key in this file.
    pub(crate) fn new(file: PathBuf) -> Self {
        Self { file, key: Mutex::new(None) }
    }

    /// Seals a text. `place` says what it belongs to: moved to another place, it cannot be opened.
    pub(crate) fn seal(&self, text: &SecretString, place: &str) -> Result<String, SealError> {
        let key = self.key(true)?;
        let nonce: [u8; NONCE_LEN] = crate::clock::random().map_err(|_| SealError::NoRandomness)?;
        let mut bytes = text.expose_secret().as_bytes().to_vec();
        cipher(&key)?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut bytes)
            .map_err(|_| SealError::NoRandomness)?;
        Ok(format!("1:{}:{}", hex::encode(nonce), hex::encode(bytes)))
    }

    /// Opens what was sealed for `place`.
    pub(crate) fn open(&self, sealed: &str, place: &str) -> Result<SecretString, SealError> {
        let other = || SealError::OtherKey(self.file.display().to_string());
        let key = self.key(false)?;
        let mut parts = sealed.split(':');
        let (Some("1"), Some(nonce), Some(bytes), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(other());
        };
        let nonce: [u8; NONCE_LEN] =
            hex::decode(nonce).ok().and_then(|bytes| bytes.try_into().ok()).ok_or_else(other)?;
        let mut bytes = hex::decode(bytes).map_err(|_| other())?;
        let text = cipher(&key)?
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut bytes)
            .map_err(|_| other())?;
        String::from_utf8(text.to_vec()).map(SecretString::from).map_err(|_| other())
    }

    fn key(&self, make: bool) -> Result<[u8; 32], SealError> {
        let mut known = self.key.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(key) = *known {
            return Ok(key);
        }
        if make && !self.file.exists() {
            make_key(&self.file)?;
        }
        let failed = |error: std::io::Error| self.failed("read", &error);
        let text = SecretString::from(std::fs::read_to_string(&self.file).map_err(failed)?);
        let key = hex::decode(text.expose_secret().trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let key = key.ok_or_else(|| SealError::NoKey(self.file.display().to_string()))?;
        *known = Some(key);
        Ok(key)
    }

    fn failed(&self, what: &'static str, error: &std::io::Error) -> SealError {
        SealError::File { file: self.file.display().to_string(), what, reason: error.to_string() }
    }
}

fn cipher(key: &[u8; 32]) -> Result<LessSafeKey, SealError> {
    // The key has the right length, so this cannot fail.
    UnboundKey::new(&AES_256_GCM, key).map(LessSafeKey::new).map_err(|_| SealError::NoRandomness)
}

/// Makes the file, whole or not at all; one that is there meanwhile is kept.
fn make_key(file: &Path) -> Result<(), SealError> {
    let failed = |error: std::io::Error| SealError::File {
        file: file.display().to_string(),
        what: "made",
        reason: error.to_string(),
    };
    let key: [u8; 32] = crate::clock::random().map_err(|_| SealError::NoRandomness)?;
    // A name of its own, so that two servers that start at once do not write into each other's.
    let own = file.with_extension(format!("new-{}", hex::encode(&digest::digest(&digest::SHA256, &key).as_ref()[..4])));
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&own).and_then(|mut made| {
        writeln!(made, "{}", hex::encode(key))?;
        made.sync_all()
    });
    // A link, unlike a rename, replaces nothing.
    let linked = written.and_then(|()| std::fs::hard_link(&own, file));
    // What is left over is a key that nothing was sealed with.
    let _ = std::fs::remove_file(&own);
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(failed(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S4.3: sealed for one place it opens nowhere else, nor with another key, nor when a byte has moved.
    #[test]
    fn what_was_sealed_opens_in_its_place_alone() {
        let folder = std::env::temp_dir().join(format!("amend-seal-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let seals = Seals::new(folder.join("key"));
        let sealed = seals.seal(&SecretString::from("hunter2"), "source 1").unwrap();
        assert!(!sealed.contains(&hex::encode("hunter2")));
        assert_ne!(sealed, seals.seal(&SecretString::from("hunter2"), "source 1").unwrap());
        let again = Seals::new(folder.join("key"));
        assert_eq!(again.open(&sealed, "source 1").unwrap().expose_secret(), "hunter2");
        assert!(again.open(&sealed, "source 2").is_err());
        assert!(again.open(&sealed.replace("1:", "1:00"), "source 1").is_err());
        let other = Seals::new(folder.join("other"));
        other.seal(&SecretString::from("x"), "").unwrap();
        assert!(matches!(other.open(&sealed, "source 1"), Err(SealError::OtherKey(_))));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(folder.join("key")).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
