//! A real Active Directory domain controller for the stories: Samba, with TLS and its own authority, accounts for the sync, and
//! people who may sign in with their own passwords.
//!
//! Making a domain takes seconds, so it is done once per machine and kept (`snapshot`). The ports of Active Directory cannot be
//! chosen, so each server has a loopback address of its own.

mod snapshot;

use crate::certificates;
use crate::failure::{Failure, Outcome};
use crate::ldif::{Entry, entries, name_and_value};
use crate::people::active_directory::password;
use crate::people::line;
use crate::process::Process;
use crate::programs::{need, run, run_any};
use crate::scratch::Scratch;
use base64::Engine as _;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The root of the sample domain.
pub const BASE: &str = "DC=example,DC=test";
/// The password of every account of the sample domain that is not a person.
const SECRET: &str = "Directory-Secret-1";
/// The ports on which a domain controller speaks LDAP, plainly and with TLS; it has no others.
const PORTS: [u16; 2] = [389, 636];

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A running domain controller. Its folder holds its database, so that a restart finds the same entries.
#[derive(Debug)]
pub struct Samba {
    process: Process,
    address: Ipv4Addr,
    /// `ldap://127.X.Y.Z`, which also speaks StartTLS.
    pub ldap_url: String,
    /// `ldaps://127.X.Y.Z`.
    pub ldaps_url: String,
    /// The certificate of the authority that signed the server's certificate.
    pub ca_pem_path: PathBuf,
    /// May write everything.
    pub admin_dn: String,
    /// The password of `admin_dn`.
    pub admin_password: String,
    /// May read what everybody may read, and no more: it does not see what was deleted.
    pub sync_dn: String,
    /// The password of `sync_dn`.
    pub sync_password: String,
    /// May follow changes with the DirSync control, deletions included.
    pub replication_dn: String,
    /// The password of `replication_dn`.
    pub replication_password: String,
    /// The root of the domain, `DC=example,DC=test`.
    pub base: String,
    dir: PathBuf,
    // Last, so that the folder is removed after the server has stopped.
    scratch: Option<Scratch>,
}

impl Samba {
    /// Starts a domain with the entries of `ldif`, in a folder of its own that goes away with the server.
    ///
    /// # Errors
    /// Also when the caller is not root, who alone may use the ports.
    pub fn in_scratch(ldif: &str) -> Outcome<Self> {
        need_root()?;
        let kept = snapshot::of(ldif)?;
        let scratch = Scratch::new("samba")?;
        snapshot::restore(&kept, scratch.path())?;
        let mut started = Self::start(scratch.path())?;
        started.scratch = Some(scratch);
        Ok(started)
    }

    /// Starts the domain that is in `dir`.
    fn start(dir: &Path) -> Outcome<Self> {
        let address = free_address()?;
        let certificates = certificates::make_for(&dir.join("tls"), address)?;
        let settings = include_str!("samba/settings.conf")
            .replace("@DIR@", &dir.display().to_string())
            .replace("@ADDRESS@", &address.to_string())
            .replace("@CA@", &certificates.ca.display().to_string())
            .replace("@CERTIFICATE@", &certificates.server.display().to_string())
            .replace("@KEY@", &certificates.key.display().to_string());
        std::fs::write(dir.join("settings.conf"), settings).map_err(Failure::doing("writing settings.conf"))?;
        for folder in ["run/ncalrpc", "lock", "cache"] {
            let folder = dir.join(folder);
            std::fs::create_dir_all(&folder).map_err(Failure::doing(format!("making {}", folder.display())))?;
        }
        Ok(Samba {
            process: launch(dir, address, &certificates.ca)?,
            address,
            ldap_url: format!("ldap://{address}"),
            ldaps_url: format!("ldaps://{address}"),
            ca_pem_path: certificates.ca,
            admin_dn: format!("CN=Administrator,CN=Users,{BASE}"),
            admin_password: SECRET.to_owned(),
            sync_dn: service_dn("sync"),
            sync_password: SECRET.to_owned(),
            replication_dn: service_dn("replication"),
            replication_password: SECRET.to_owned(),
            base: BASE.to_owned(),
            dir: dir.to_owned(),
            scratch: None,
        })
    }

    /// Applies LDIF change records (RFC 2849) as the domain's administrator.
    pub fn modify(&self, ldif: &str) -> Outcome<()> {
        run(&mut self.client("ldapmodify")?, ldif).map(drop)
    }

    /// Searches the whole domain as administrator; `attributes` empty means all that are not computed.
    pub fn search(&self, filter: &str, attributes: &[&str]) -> Outcome<Vec<Entry>> {
        let mut command = self.client("ldapsearch")?;
        command.args(["-LLL", "-o", "ldif-wrap=no", "-b", BASE, filter]).args(attributes);
        Ok(entries(&run(&mut command, "")?))
    }

    /// The distinguished name of the entry with this user name.
    pub fn dn_of(&self, username: &str) -> Outcome<String> {
        let found = self.search(&format!("(sAMAccountName={username})"), &["sAMAccountName"])?;
        let entry = found.into_iter().next();
        entry.map(|entry| entry.dn).ok_or_else(|| Failure::new(format!("{username} is not in the domain")))
    }

    /// The bytes of an attribute of the entry with this user name.
    pub fn bytes_of(&self, username: &str, attribute: &str) -> Outcome<Vec<u8>> {
        let mut command = self.client("ldapsearch")?;
        command.args(["-LLL", "-o", "ldif-wrap=no", "-b", BASE, &format!("(sAMAccountName={username})"), attribute]);
        let printed = run(&mut command, "")?;
        let found = printed.lines().filter_map(name_and_value).find(|(name, _)| *name == attribute);
        found.map(|(_, bytes)| bytes).ok_or_else(|| Failure::new(format!("{username} has no {attribute}")))
    }

    /// Brings back what was deleted, to where it was.
    pub fn reanimate(&self, username: &str, dn: &str) -> Outcome<()> {
        const SHOW_DELETED: &str = "1.2.840.113556.1.4.417";
        let mut search = self.client("ldapsearch")?;
        search.args(["-LLL", "-o", "ldif-wrap=no", "-E", &format!("!{SHOW_DELETED}"), "-b", BASE]);
        let found = run(search.args([&format!("(&(isDeleted=TRUE)(sAMAccountName={username}))"), "cn"]), "")?;
        let deleted = entries(&found).into_iter().next();
        let deleted = deleted.ok_or_else(|| Failure::new(format!("{username} was not deleted")))?;
        let (name, place) = (line("dn", &deleted.dn), line("distinguishedName", dn));
        let change = "changetype: modify\ndelete: isDeleted\n-\nreplace: distinguishedName";
        self.modify(&format!("{name}\ncontrol: {SHOW_DELETED} true\n{change}\n{place}\n-\n"))
    }

    /// Gives the account with this user name a password.
    pub fn set_password(&self, username: &str, text: &str) -> Outcome<()> {
        let encoded = base64::engine::general_purpose::STANDARD.encode(password(text));
        let dn = line("dn", &self.dn_of(username)?);
        self.modify(&format!("{dn}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: {encoded}\n"))
    }

    /// Stops the server; its entries stay.
    pub fn stop(&mut self) {
        self.process.stop();
    }

    /// Stops the server if it runs, and starts it again on the same address with the same entries.
    pub fn restart(&mut self) -> Outcome<()> {
        self.stop();
        self.process = launch(&self.dir, self.address, &self.ca_pem_path)?;
        Ok(())
    }

    /// Stops the server and packs its entries into `file`, as a backup; the server has to be started again.
    pub fn back_up(&mut self, file: &Path) -> Outcome<()> {
        self.stop();
        snapshot::pack(&self.dir, file)
    }

    /// Stops the server and puts back what [`Self::back_up`] packed; the server has to be started again.
    pub fn put_back(&mut self, file: &Path) -> Outcome<()> {
        self.stop();
        for folder in snapshot::FOLDERS {
            let folder = self.dir.join(folder);
            std::fs::remove_dir_all(&folder).map_err(Failure::doing(format!("removing {}", folder.display())))?;
        }
        snapshot::restore(file, &self.dir)
    }

    /// The running process, for stories that pause or kill it.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// One of OpenLDAP's programs, connected as administrator; over TLS, without which passwords are not accepted.
    fn client(&self, program: &str) -> Outcome<Command> {
        let mut command = client(program, &self.ca_pem_path, &self.ldaps_url)?;
        command.args(["-D", &self.admin_dn, "-w", &self.admin_password]);
        Ok(command)
    }
}

fn client(program: &str, ca: &Path, url: &str) -> Outcome<Command> {
    let mut command = Command::new(need(program)?);
    command.env("LDAPTLS_CACERT", ca).args(["-x", "-H", url]);
    Ok(command)
}

fn service_dn(name: &str) -> String {
    format!("CN={name},CN=Users,{BASE}")
}

fn launch(dir: &Path, address: Ipv4Addr, ca: &Path) -> Outcome<Process> {
    let mut command = Command::new(need("samba")?);
    // In the foreground as one process, where it can be waited for and stopped.
    command.args(["--interactive", "--model=single", "--debug-stdout", "--configfile"]).arg(dir.join("settings.conf"));
    let mut process = Process::start("samba", &mut command, &dir.join("samba.out"))?;
    let limit = Duration::from_secs(30);
    process
        .wait_until(limit, || PORTS.iter().all(|port| TcpStream::connect((address, *port)).is_ok()).then_some(()))?;
    let mut ask = client("ldapsearch", ca, &format!("ldaps://{address}"))?;
    ask.args(["-s", "base", "-b", "", "highestCommittedUSN"]);
    process.wait_until(limit, || run_any(&mut ask, "").is_ok_and(|(status, ..)| status == Some(0)).then_some(()))?;
    Ok(process)
}

/// A loopback address on which nobody uses our ports. Two runs of the tests at once look in different places.
fn free_address() -> Outcome<Ipv4Addr> {
    let [.., high, low] = std::process::id().to_be_bytes();
    for _ in 0..250 {
        let number = NEXT.fetch_add(1, Ordering::Relaxed) % 250;
        let address = Ipv4Addr::new(127, 64 + high % 64, low, 2 + number.to_be_bytes()[3]);
        if PORTS.iter().all(|port| TcpListener::bind((address, *port)).is_ok()) {
            return Ok(address);
        }
    }
    Err(Failure::new(format!("the ports {PORTS:?} are taken on all loopback addresses that were tried")))
}

fn need_root() -> Outcome<()> {
    // The standard library has no other way to ask who we are.
    let own = std::fs::metadata("/proc/self").map_err(Failure::doing("looking at /proc/self"))?;
    if own.uid() == 0 {
        return Ok(());
    }
    Err(Failure::new(
        "Samba serves Active Directory on port 389 only, which root alone may use, and sets file owners while it makes a \
         domain: run these tests as root, for example in a container.",
    ))
}
