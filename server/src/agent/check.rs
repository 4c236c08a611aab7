//! `amend agent check`: the settings, the directory, the server and the clock, each a line that says what was seen and what to do.

use std::{io::Write as _, process::ExitCode};

use super::{
    client::Server,
    dry_run::{Nobody, errand, why},
    identity::Folder,
    settings::Settings,
};
use crate::{
    clock,
    source::{Count, Errand, Progress, Told},
};

/// By how much the clocks may differ, in seconds.
const SKEW: i64 = 60;

/// Prints a line for each part; fails if one of them does.
pub(super) fn check(settings: &Settings) -> ExitCode {
    let mut failed = 0;
    let mut line = |part: &str, seen: Result<String, String>| {
        failed += i32::from(seen.is_err());
        let (word, text) = match seen {
            Ok(seen) => ("ok  ", seen),
            Err(why) => ("fail", why),
        };
        // Whoever reads no further has seen enough.
        let _ = writeln!(std::io::stdout(), "{word} {part}: {text}");
    };
    let write = match &settings.write {
        Some(write) => format!("{} may be written, {} entries an hour", write.attributes.join(", "), write.per_hour),
        None => "nothing may be written".to_owned(),
    };
    line("settings", Ok(format!("{} attributes may be sent; {write}", settings.attributes.len())));
    line("directory", directory(settings));
    let folder = Folder::new(settings.server.state_dir.clone());
    let identity = folder.identity().and_then(|identity| {
        let identity = identity.ok_or_else(|| {
            "not enrolled yet; have a code made in the portal (the source's page, Agents), then amend agent enrol CODE".to_owned()
        })?;
        Ok(format!("enrolled as agent {}; whether it still is one, the server says when it starts", identity.agent))
    });
    line("identity", identity);
    match server(settings) {
        Ok(date) => {
            line("server", Ok(format!("{} answers", settings.server.server)));
            line("clock", date.map_or_else(|| Ok("the server does not tell its time".to_owned()), skew));
        }
        Err(why) => line("server", Err(why)),
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn directory(settings: &Settings) -> Result<String, String> {
    let Errand::Full { request, .. } = errand(settings)? else { return Err("there is nothing to ask".to_owned()) };
    match (Errand::Probe { request }).carry_out(&settings.ldap, &mut Nobody, &Progress::default()) {
        Told::Facts(facts) if facts.count == Count::Exactly(0) => Err(format!(
            "{} answers, and nobody matches; look at directory.base and directory.filter, and at what the account may read",
            facts.kind.name()
        )),
        Told::Facts(facts) => Ok(format!("{} answers, {} people match", facts.kind.name(), facts.count)),
        other => Err(why(&other)),
    }
}

/// The server's time, in seconds.
fn server(settings: &Settings) -> Result<Option<i64>, String> {
    let answer =
        Server::new(&settings.server)?.send("GET", "/healthz", &[], b"").map_err(|trouble| trouble.to_string())?;
    if answer.status != 200 {
        return Err(format!("{} answers with {}; see whether it is well", settings.server.server, answer.status));
    }
    Ok(answer.date)
}

fn skew(date: i64) -> Result<String, String> {
    let ahead = clock::now().0.div_euclid(1000) - date;
    if ahead.abs() > SKEW {
        let side = if ahead > 0 { "ahead of" } else { "behind" };
        return Err(format!("this machine is {} s {side} the server; set its clock (NTP)", ahead.abs()));
    }
    Ok(format!("{ahead} s apart from the server's"))
}
