//! Makes a domain and keeps it, packed, in the cache folder: under a name that changes with Samba's version and with everything that
//! goes into the domain.

use super::{BASE, SECRET, Samba, service_dn};
use crate::cache;
use crate::failure::{Failure, Outcome};
use crate::people::active_directory::password;
use crate::programs::{need, run};
use crate::scratch::Scratch;
use base64::Engine as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// What `samba-tool domain provision` is told besides the password and the folder. No name service: nobody looks names up.
const PROVISION: [&str; 9] = [
    "--realm=EXAMPLE.TEST",
    "--domain=EXAMPLE",
    "--server-role=dc",
    "--host-name=dc1",
    "--host-ip=127.0.0.1",
    "--dns-backend=NONE",
    "--use-rfc2307",
    "--backend-store=tdb",
    "--quiet",
];

/// What has no program of its own.
const GRANT: &str = include_str!("grant.py");

/// What a domain keeps.
pub(super) const FOLDERS: [&str; 2] = ["private", "state"];

/// One story makes it, the others wait.
static MAKING: Mutex<()> = Mutex::new(());

/// The packed domain with these entries; made when it is not there yet.
pub(super) fn of(ldif: &str) -> Outcome<PathBuf> {
    let version = run(Command::new(need("samba")?).arg("--version"), "")?;
    let foundation = foundation();
    let mut hasher = DefaultHasher::new();
    // The source says how the domain is made.
    let how = [include_str!("snapshot.rs"), GRANT, include_str!("settings.conf")];
    (version.trim(), how, &foundation, ldif).hash(&mut hasher);
    let folder = cache::folder();
    let kept = folder.join(format!("active-directory-{:016x}.tar.gz", hasher.finish()));
    let guard = MAKING.lock().map_err(|_| Failure::new("the domain could not be made, as another story tells"))?;
    if !kept.is_file() {
        std::fs::create_dir_all(&folder).map_err(Failure::doing(format!("making {}", folder.display())))?;
        make(&format!("{foundation}\n{ldif}"), &kept)?;
    }
    drop(guard);
    Ok(kept)
}

/// Unpacks a domain into a folder.
pub(super) fn restore(kept: &Path, dir: &Path) -> Outcome<()> {
    run(Command::new(need("tar")?).arg("-xzf").arg(kept).arg("-C").arg(dir), "").map(drop)
}

/// Packs the domain in a folder; its server must not be running.
pub(super) fn pack(dir: &Path, file: &Path) -> Outcome<()> {
    run(Command::new(need("tar")?).arg("-czf").arg(file).arg("-C").arg(dir).args(FOLDERS), "").map(drop)
}

fn make(ldif: &str, kept: &Path) -> Outcome<()> {
    let scratch = Scratch::new("samba-domain")?;
    let (dir, settings) = (scratch.path().join("domain"), scratch.path().join("none.conf"));
    // The settings of a Samba that this machine may have are not asked.
    std::fs::write(&settings, "[global]\n").map_err(Failure::doing("writing none.conf"))?;
    let mut provision = Command::new(need("samba-tool")?);
    provision.args(["domain", "provision"]).args(PROVISION).arg(format!("--adminpass={SECRET}"));
    provision.arg(format!("--targetdir={}", dir.display())).arg(format!("--configfile={}", settings.display()));
    run(&mut provision, "")?;
    let mut samba = Samba::start(&dir)?;
    samba.modify(ldif)?;
    samba.stop();
    let mut grant = Command::new(python()?);
    run(grant.arg("-").arg(dir.join("settings.conf")).args([BASE, &service_dn("replication")]), GRANT)?;
    // Made beside and renamed: another run of the tests may look for it now.
    let fresh = kept.with_extension(format!("{}", std::process::id()));
    pack(&dir, &fresh)?;
    std::fs::rename(&fresh, kept).map_err(Failure::doing(format!("renaming {}", fresh.display())))
}

/// The Python that Samba's library belongs to, which need not be the first on the path: the one that runs Samba's own programs.
fn python() -> Outcome<PathBuf> {
    let program = need("samba-tool")?;
    let text = std::fs::read_to_string(&program).map_err(Failure::doing(format!("reading {}", program.display())))?;
    let interpreter = text.lines().next().and_then(|line| line.strip_prefix("#!")).unwrap_or("python3");
    Ok(PathBuf::from(interpreter.trim()))
}

/// Rules for passwords that sample people can live with, and the accounts that read. Passwords never run out: the domain may be kept
/// for longer than the six weeks that they last by default.
fn foundation() -> String {
    let secret = base64::engine::general_purpose::STANDARD.encode(password(SECRET));
    let mut ldif = format!("dn: {BASE}\nchangetype: modify\n");
    for rule in ["pwdProperties", "minPwdLength", "minPwdAge", "maxPwdAge"] {
        ldif += &format!("replace: {rule}\n{rule}: 0\n-\n");
    }
    for name in ["sync", "replication"] {
        ldif += &format!(
            "\ndn: {}\nchangetype: add\nobjectClass: user\nsAMAccountName: {name}\nuserAccountControl: 512\n\
             unicodePwd:: {secret}\n",
            service_dn(name)
        );
    }
    ldif
}
