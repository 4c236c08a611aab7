//! A throw-away PostgreSQL server, with a fresh database for everybody who asks.

use crate::failure::{Failure, Outcome};
use crate::process::{Process, free_port};
use crate::programs::{need_postgres, run};
use crate::scratch::Scratch;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A running PostgreSQL server on loopback without passwords; its durability is switched off unless somebody asks for it, as nothing in
/// it is kept.
#[derive(Debug)]
pub struct Postgres {
    process: Process,
    port: u16,
    programs: Option<Account>,
    databases: AtomicU32,
    // Last, so that the folder is removed after the server has stopped.
    scratch: Option<Scratch>,
}

/// The user and group that the server runs as: it refuses to be root.
#[derive(Debug, Clone, Copy)]
struct Account {
    user: u32,
    group: u32,
}

/// Nothing waits for a disk.
const HASTY: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

impl Postgres {
    /// Starts a server below `dir`, which must be reachable by an unprivileged user when the caller is root.
    pub fn start(dir: &Path) -> Outcome<Self> {
        Self::start_with(dir, &HASTY)
    }

    /// Like [`Postgres::in_scratch`], but what is committed is on disk: for measuring what that costs.
    pub fn durable() -> Outcome<Self> {
        let scratch = Scratch::new("postgres")?;
        let mut started = Self::start_with(scratch.path(), &[])?;
        started.scratch = Some(scratch);
        Ok(started)
    }

    fn start_with(dir: &Path, settings: &[&str]) -> Outcome<Self> {
        let account = unprivileged(dir)?;
        let home = dir.join("postgres");
        std::fs::create_dir_all(&home).map_err(Failure::doing(format!("making {}", home.display())))?;
        if let Some(account) = account {
            std::os::unix::fs::chown(&home, Some(account.user), Some(account.group))
                .map_err(Failure::doing(format!("handing over {}", home.display())))?;
        }
        let data = home.join("data");
        let mut initdb = command("initdb", account, &home)?;
        initdb
            .args(["--no-sync", "--auth=trust", "--username=amend", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data);
        run(&mut initdb, "")?;
        let mut last = Failure::new("PostgreSQL was not started");
        for _ in 0..5 {
            let port = free_port()?;
            match launch(&data, &home, account, (port, settings)) {
                Ok(process) => {
                    return Ok(Postgres {
                        process,
                        port,
                        programs: account,
                        databases: AtomicU32::new(0),
                        scratch: None,
                    });
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Like [`Postgres::start`], in a folder of its own that goes away with the server.
    pub fn in_scratch() -> Outcome<Self> {
        let scratch = Scratch::new("postgres")?;
        let mut started = Self::start(scratch.path())?;
        started.scratch = Some(scratch);
        Ok(started)
    }

    /// The address of a new, empty database: `postgres://amend@127.0.0.1:PORT/amend_N`.
    pub fn url(&self) -> Outcome<String> {
        self.create(None).map(|name| self.address_of(&name))
    }

    /// Makes a database, empty or a copy of one that nobody is connected to, and returns its name.
    pub fn create(&self, template: Option<&str>) -> Outcome<String> {
        let name = format!("amend_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let like = template.map(|template| format!(" template {template}")).unwrap_or_default();
        self.sql("postgres", &format!("create database {name}{like}"))?;
        Ok(name)
    }

    /// The address of a database by its name.
    pub fn address_of(&self, database: &str) -> String {
        format!("postgres://amend@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs SQL in a database and returns the rows, columns divided by `|`: for stories that look behind the curtain.
    pub fn sql(&self, database: &str, text: &str) -> Outcome<String> {
        let mut psql = command("psql", self.programs, Path::new("/"))?;
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "amend"]);
        psql.args(["-p", &self.port.to_string(), "-d", database, "-c", text]);
        run(&mut psql, "")
    }

    /// The running process, for stories that stop or kill it.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }
}

fn launch(data: &Path, home: &Path, account: Option<Account>, (port, more): (u16, &[&str])) -> Outcome<Process> {
    let mut server = command("postgres", account, home)?;
    server.arg("-D").arg(data).args(["-p", &port.to_string()]);
    let settings = [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=400",
        // Shared memory segments can vanish in containers, and the server then refuses connections.
        "dynamic_shared_memory_type=mmap",
    ];
    for setting in settings.iter().chain(more) {
        server.args(["-c", setting]);
    }
    let mut process = Process::start("PostgreSQL", &mut server, &home.join("postgres.log"))?;
    let log = home.join("postgres.log");
    process.wait_until(Duration::from_secs(30), || {
        let text = std::fs::read_to_string(&log).unwrap_or_default();
        text.contains("database system is ready to accept connections").then_some(())
    })?;
    Ok(process)
}

fn command(program: &str, account: Option<Account>, folder: &Path) -> Outcome<Command> {
    let mut command = Command::new(need_postgres(program)?);
    // The server's programs refuse to start in a folder that they may not read, such as root's home.
    command.current_dir(folder).env_remove("PGDATA").env_remove("PGPORT").env_remove("PGPASSWORD");
    if let Some(account) = account {
        command.uid(account.user).gid(account.group);
    }
    Ok(command)
}

/// Whom to run as: nobody else when we are an ordinary user, `postgres` or `nobody` when we are root.
fn unprivileged(dir: &Path) -> Outcome<Option<Account>> {
    // A new file belongs to whom we are; the standard library has no other way to ask.
    let probe: PathBuf = dir.join("whose");
    std::fs::write(&probe, "").map_err(Failure::doing(format!("writing {}", probe.display())))?;
    let owner = std::fs::metadata(&probe).map_err(Failure::doing("looking at a file"))?.uid();
    std::fs::remove_file(&probe).map_err(Failure::doing("removing a file"))?;
    if owner != 0 {
        return Ok(None);
    }
    let accounts = std::fs::read_to_string("/etc/passwd").map_err(Failure::doing("reading /etc/passwd"))?;
    let find = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some(Account { user: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
    };
    find("postgres").or_else(|| find("nobody")).map(Some).ok_or_else(|| {
        Failure::new(
            "PostgreSQL refuses to run as root, and there is neither a user `postgres` nor `nobody` to run it as",
        )
    })
}
