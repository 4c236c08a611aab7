//! A real OpenLDAP server for the stories and the demo: TLS with its own authority, an account for the sync, and people
//! who may sign in with their own passwords.

use crate::certificates;
use crate::failure::{Failure, Outcome};
use crate::ldif::{Entry, entries, name_and_value};
use crate::process::{Process, answers, end_left_over, free_port};
use crate::programs::{need, run};
use crate::scratch::Scratch;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The suffix of the sample directory.
pub const BASE: &str = "dc=example,dc=test";
/// The password of every account of the sample directory that is not a person.
const PASSWORD: &str = "directory-secret";

/// A running slapd. Its folder holds its database, so that a later start finds the same entries.
#[derive(Debug)]
pub struct Slapd {
    process: Process,
    dir: PathBuf,
    /// `ldap://127.0.0.1:PORT`, which also speaks StartTLS.
    pub ldap_url: String,
    /// `ldaps://127.0.0.1:PORT`.
    pub ldaps_url: String,
    /// The certificate of the authority that signed the server's certificate.
    pub ca_pem_path: PathBuf,
    /// May write everything.
    pub admin_dn: String,
    /// The password of `admin_dn`.
    pub admin_password: String,
    /// May read every entry without size limits, but no password.
    pub sync_dn: String,
    /// The password of `sync_dn`.
    pub sync_password: String,
    /// The suffix, `dc=example,dc=test`.
    pub base: String,
    ports: (u16, u16),
    // Last, so that the folder is removed after the server has stopped.
    scratch: Option<Scratch>,
}

impl Slapd {
    /// Starts a server in `dir` on free ports. `ldif` holds the entries below the suffix, and is loaded only when `dir`
    /// has no database yet; the suffix itself and the sync account come by themselves.
    pub fn start(dir: &Path, ldif: &str) -> Outcome<Self> {
        // Somebody else may take a port between the look and the start; then others are tried.
        let mut last = Failure::new("slapd was not started");
        for _ in 0..5 {
            match Self::start_on(dir, ldif, free_port()?, free_port()?) {
                Ok(started) => return Ok(started),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Like [`Slapd::start`], in a folder of its own that goes away with the server.
    pub fn in_scratch(ldif: &str) -> Outcome<Self> {
        let scratch = Scratch::new("slapd")?;
        let mut started = Self::start(scratch.path(), ldif)?;
        started.scratch = Some(scratch);
        Ok(started)
    }

    /// Like [`Slapd::start`], on given ports (plain with StartTLS, and LDAPS).
    pub fn start_on(dir: &Path, ldif: &str, ldap_port: u16, ldaps_port: u16) -> Outcome<Self> {
        let slapadd = need("slapadd")?;
        need("ldapmodify")?;
        let certificates = certificates::make(&dir.join("tls"))?;
        let (conf, db) = (dir.join("conf"), dir.join("db"));
        end_left_over(&dir.join("slapd.pid"), &conf);
        if conf.exists() {
            std::fs::remove_dir_all(&conf).map_err(Failure::doing(format!("removing {}", conf.display())))?;
        }
        let is_new = !db.join("data.mdb").exists();
        for folder in [&conf, &db] {
            std::fs::create_dir_all(folder).map_err(Failure::doing(format!("making {}", folder.display())))?;
        }
        let settings = include_str!("slapd.ldif")
            .replace("@DIR@", &dir.display().to_string())
            .replace("@PASSWORD@", PASSWORD)
            .replace("@CA@", &certificates.ca.display().to_string())
            .replace("@CERTIFICATE@", &certificates.server.display().to_string())
            .replace("@KEY@", &certificates.key.display().to_string());
        run(Command::new(&slapadd).args(["-n0", "-F"]).arg(&conf), &settings)?;
        if is_new {
            let all = format!("{}\n{ldif}", foundation());
            run(Command::new(&slapadd).args(["-q", "-b", BASE, "-F"]).arg(&conf), &all)?;
        }
        let ports = (ldap_port, ldaps_port);
        Ok(Slapd {
            process: launch(dir, ports)?,
            dir: dir.to_owned(),
            ldap_url: format!("ldap://127.0.0.1:{ldap_port}"),
            ldaps_url: format!("ldaps://127.0.0.1:{ldaps_port}"),
            ca_pem_path: certificates.ca,
            admin_dn: format!("cn=admin,{BASE}"),
            admin_password: PASSWORD.to_owned(),
            sync_dn: format!("cn=sync,{BASE}"),
            sync_password: PASSWORD.to_owned(),
            base: BASE.to_owned(),
            ports,
            scratch: None,
        })
    }

    /// Applies LDIF change records (RFC 2849) as the directory's administrator.
    pub fn modify(&self, ldif: &str) -> Outcome<()> {
        let mut command = Command::new(need("ldapmodify")?);
        command.args(["-x", "-H", &self.ldap_url, "-D", &self.admin_dn, "-w", &self.admin_password]);
        run(&mut command, ldif).map(drop)
    }

    /// Searches the whole tree as administrator; `attributes` empty means all, `*` and `+` work as in LDAP.
    pub fn search(&self, filter: &str, attributes: &[&str]) -> Outcome<Vec<Entry>> {
        let mut command = Command::new(need("ldapsearch")?);
        command.args(["-x", "-LLL", "-o", "ldif-wrap=no", "-H", &self.ldap_url, "-b", BASE]);
        command.args(["-D", &self.admin_dn, "-w", &self.admin_password, filter]).args(attributes);
        Ok(entries(&run(&mut command, "")?))
    }

    /// The bytes of an attribute of the entry with this user name.
    pub fn bytes_of(&self, username: &str, attribute: &str) -> Outcome<Vec<u8>> {
        let mut command = Command::new(need("ldapsearch")?);
        command.args(["-x", "-LLL", "-o", "ldif-wrap=no", "-H", &self.ldap_url, "-b", BASE]);
        command.args(["-D", &self.admin_dn, "-w", &self.admin_password, &format!("(uid={username})"), attribute]);
        let printed = run(&mut command, "")?;
        let found = printed.lines().filter_map(name_and_value).find(|(name, _)| *name == attribute);
        found.map(|(_, bytes)| bytes).ok_or_else(|| Failure::new(format!("{username} has no {attribute}")))
    }

    /// Stops the server; its entries stay.
    pub fn stop(&mut self) {
        self.process.stop();
    }

    /// Stops the server if it runs, and starts it again on the same ports with the same entries.
    pub fn restart(&mut self) -> Outcome<()> {
        self.stop();
        self.process = launch(&self.dir, self.ports)?;
        Ok(())
    }

    /// The running process, for stories that pause or kill it.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }
}

fn launch(dir: &Path, (ldap_port, ldaps_port): (u16, u16)) -> Outcome<Process> {
    let listen = format!("ldap://127.0.0.1:{ldap_port} ldaps://127.0.0.1:{ldaps_port}");
    let mut command = Command::new(need("slapd")?);
    // `-d 0` keeps it in the foreground, where it can be waited for and stopped.
    command.args(["-d", "0", "-h", &listen, "-F"]).arg(dir.join("conf"));
    let mut process = Process::start("slapd", &mut command, &dir.join("slapd.log"))?;
    process.wait_until(Duration::from_secs(30), || (answers(ldap_port) && answers(ldaps_port)).then_some(()))?;
    // Another server that already held the port would have answered too; ours ends when it cannot bind.
    std::thread::sleep(Duration::from_millis(30));
    match process.ended() {
        None => Ok(process),
        Some(status) => Err(Failure::new(format!("slapd ended at once ({status})\n{}", process.log_tail()))),
    }
}

/// The suffix and the account that the sync binds with.
fn foundation() -> String {
    format!(
        "dn: {BASE}\nobjectClass: organization\nobjectClass: dcObject\no: Example\ndc: example\n\n\
         dn: cn=sync,{BASE}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: sync\n\
         userPassword: {PASSWORD}\n"
    )
}
