//! From a bare checkout to a running portal with a real OpenLDAP: the same rooms that the stories stand on, with data that
//! stays in `target/demo` until `--fresh`.

use crate::build::{self, Profile};
use crate::packages;
use crate::steps::{say, target};
use crate::widget;
use amend_tests::amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Amend, Options, Source};
use amend_tests::failure::{Failure, Outcome};
use amend_tests::process::port_near;
use amend_tests::slapd::Slapd;
use amend_tests::{people, sync};
use std::fs::File;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// Starts everything and runs until Ctrl-C.
pub(crate) fn run(flags: &[&str]) -> Outcome<()> {
    let (mut is_fresh, mut ends_when_ready) = (false, false);
    for flag in flags {
        match *flag {
            "--fresh" => is_fresh = true,
            "--exit-when-ready" => ends_when_ready = true,
            other => return Err(Failure::new(format!("demo knows --fresh and --exit-when-ready, not `{other}`"))),
        }
    }
    packages::install(&packages::DIRECTORY)?;
    let folder = target().join("demo");
    let _only_one = take_lock(&folder)?;
    if is_fresh {
        for part in ["slapd", "amend"] {
            let part = folder.join(part);
            if part.exists() {
                std::fs::remove_dir_all(&part).map_err(Failure::doing(format!("removing {}", part.display())))?;
            }
        }
    }
    let built = build::all(Profile::Dev)?;
    // From here on a Ctrl-C means: stop what was started, then end.
    let (stop, stopped) = mpsc::channel();
    ctrlc::set_handler(move || {
        let _ = stop.send(());
    })
    .map_err(|error| Failure::new(format!("watching for Ctrl-C: {error}")))?;

    say("directory: starts OpenLDAP with 200 sample people");
    let (plain, tls) = (port_near(3389)?, port_near(3636)?);
    let mut slapd = Slapd::start_on(&folder.join("slapd"), &people::sample(200)?, plain, tls)?;
    let mut amend = installed(&folder.join("amend"), &slapd, built.amend)?;
    print!("{}", welcome(&amend, &slapd));
    if ends_when_ready {
        say("ready, and stopped again as asked");
        return Ok(());
    }
    while let Err(mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(Duration::from_secs(1)) {
        if amend.process().is_none_or(|process| process.ended().is_some()) {
            return Err(Failure::new(format!("`amend serve` has ended:\n{}", amend.log())));
        }
        if slapd.process().ended().is_some() {
            return Err(Failure::new("OpenLDAP has ended; start the demo again"));
        }
    }
    say("stops Amend and OpenLDAP; their data stays for the next start");
    Ok(())
}

/// Two demos would share one database.
fn take_lock(folder: &Path) -> Outcome<File> {
    std::fs::create_dir_all(folder).map_err(Failure::doing(format!("making {}", folder.display())))?;
    let path = folder.join("lock");
    let lock = File::create(&path).map_err(Failure::doing(format!("writing {}", path.display())))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(_) => Err(Failure::new("a demo of this checkout is already running: use that one, or end it with Ctrl-C")),
    }
}

/// An installation that has seen the directory once and knows its administrator.
fn installed(folder: &Path, slapd: &Slapd, program: std::path::PathBuf) -> Outcome<Amend> {
    let options = Options {
        sources: vec![Source::of(slapd)],
        port: Some(port_near(8080)?),
        widget_dir: Some(widget::dist()),
        program: Some(program),
        ..Options::default()
    };
    let mut amend = Amend::prepare(folder, options)?;
    let finished = folder.join("set-up");
    if finished.exists() {
        say("amend: starts with the data of the last time (--fresh starts over)");
        amend.serve()?;
        return Ok(amend);
    }
    say("amend: sets up a new installation on SQLite");
    // Left over from a start that was broken off.
    for file in ["amend.db", "amend.db-wal", "amend.db-shm"] {
        let file = folder.join(file);
        if file.exists() {
            std::fs::remove_file(&file).map_err(Failure::doing(format!("removing {}", file.display())))?;
        }
    }
    amend.create_administrator()?;
    amend.serve()?;
    let administrator = amend.administrator()?;
    say("first sync: reads the directory");
    let run = sync::run_and_wait(&administrator, "corp")?;
    if run["state"] != "complete" {
        return Err(Failure::new(format!("the first sync did not go through: {run}\n{}", amend.log())));
    }
    println!("    {} people", run["counts"]["created"]);
    for role in ["people-admin", "system-admin"] {
        amend.cli(&["admin", "grant", people::ADMIN, role], "")?;
    }
    std::fs::write(&finished, "").map_err(Failure::doing("noting that the set-up is done"))?;
    Ok(amend)
}

fn welcome(amend: &Amend, slapd: &Slapd) -> String {
    format!(
        "\n\
         Amend is running at  {url}\n\
         \n\
         Sign in with one of these names and the password  {password}\n\
         \x20   {employee:<14} an employee: her title has a typo, and her phone number is missing\n\
         \x20   {manager:<14} her manager\n\
         \x20   {admin:<14} the administrator: approves, exports, runs the sync\n\
         When the directory is away there is still a local administrator: {ADMINISTRATOR}, {ADMINISTRATOR_PASSWORD}\n\
         \n\
         The walk: correct title and phone as {employee}; approve the title as {manager} and the phone as {admin};\n\
         export, and download the file; give the directory the exported values; run the sync again as {admin}: the changes are confirmed. To give the directory the values of the README's walk:\n\
         \n\
         ldapmodify -x -H {ldap} -D {dn} -w {directory_password} <<END\n\
         {correction}\
         END\n\
         \n\
         Data and logs: {folder}. Ctrl-C ends it.\n\n",
        url = amend.url(),
        password = people::PASSWORD,
        employee = people::EMPLOYEE,
        manager = people::MANAGER,
        admin = people::ADMIN,
        ldap = slapd.ldap_url,
        dn = slapd.admin_dn,
        directory_password = slapd.admin_password,
        correction = people::CORRECTION,
        folder = amend.dir().ancestors().nth(1).unwrap_or(amend.dir()).display(),
    )
}
