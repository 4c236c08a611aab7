//! What the measurements share: sizes from the environment, times, medians, and how much memory a process has held.

use std::{
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    client::Client,
    failure::{Failure, Outcome},
    programs::need,
    slapd::Slapd,
};

/// The number in an environment variable, or the usual one where it is not set or no number.
pub fn number(variable: &str, usual: u32) -> u32 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// How long some work takes.
pub fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

/// The most memory that a process has held so far, in kilobytes (VmHWM of proc(5)).
///
/// # Errors
/// When there is no such process.
pub fn peak_kilobytes(process: u32) -> Outcome<u64> {
    let path = format!("/proc/{process}/status");
    let status = std::fs::read_to_string(&path).map_err(Failure::doing(format!("reading {path}")))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| Failure::new(format!("{path} does not tell the memory")))
}

/// The directory's attributes that the first source asks for.
///
/// # Errors
/// When there is no source.
pub fn mapped(administrator: &Client) -> Outcome<Vec<String>> {
    let sources = administrator.get("/api/v1/sources").expect_status(200).json;
    let rows = sources.get("items").unwrap_or(&sources);
    let mapping = rows[0]["mapping"].as_object().ok_or_else(|| Failure::new("there is no source with a mapping"))?;
    Ok(mapping.values().filter_map(|name| name.as_str()).map(str::to_owned).chain(["entryUUID".to_owned()]).collect())
}

/// Has `ldapsearch` read these attributes of everybody, in pages over LDAPS like Amend, and throw them away: what the directory itself takes.
///
/// # Errors
/// When it fails.
pub fn ldapsearch(slapd: &Slapd, attributes: &[String]) -> Outcome<()> {
    let mut command = Command::new(need("ldapsearch")?);
    command.env("LDAPTLS_CACERT", &slapd.ca_pem_path).args(["-x", "-LLL", "-H", &slapd.ldaps_url]);
    command.args(["-D", &slapd.sync_dn, "-w", &slapd.sync_password, "-b", &format!("ou=people,{}", slapd.base)]);
    command.args(["-E", "pr=1000/noprompt", "(objectClass=inetOrgPerson)"]).args(attributes);
    let status = command.stdout(Stdio::null()).status().map_err(Failure::doing("starting ldapsearch"))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("ldapsearch ended with {status}"))) }
}
