//! `amend agent --dry-run`: reads the directory as a full run would and prints what would be sent, without any server.

use std::{
    io::{self, BufWriter, Write},
    process::ExitCode,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    bounds::{Bounded, bounded},
    settings::Settings,
};
use crate::{
    config::Incremental,
    source::{Errand, IdAttribute, Meeting, Outcome, Progress, RawEntry, ReadRequest, RunEnd, Sink, Stop, Told},
    target::is_safe_string,
};

/// Prints to `out`; what it came to goes to standard error.
pub(super) fn dry_run(settings: &Settings) -> ExitCode {
    let mut printer = Printer { out: BufWriter::new(io::stdout()), entries: 0, values: 0, error: None };
    let told = match errand(settings).and_then(|errand| bounded(settings, errand)) {
        Ok(Bounded { errand, .. }) => errand.carry_out(&settings.ldap, &mut printer, &Progress::default()),
        Err(why) => Told::Refused(why),
    };
    let flushed = printer.out.flush().err();
    if let Some(error) = printer.error.take().or(flushed) {
        eprintln!("amend: this cannot be printed: {error}");
        return ExitCode::FAILURE;
    }
    let Told::Read(end) = told else {
        eprintln!("amend: {}", why(&told));
        return ExitCode::FAILURE;
    };
    let RunEnd { outcome, seen, undecodable, undecodable_count, referrals, .. } = *end;
    eprintln!(
        "{} entries with {} values would be sent, of {seen} that the directory gave; {undecodable_count} cannot be used, {referrals} referrals are \
         not followed",
        printer.entries, printer.values
    );
    for (name, reason) in undecodable {
        eprintln!("  {name}: {reason}");
    }
    match outcome {
        Outcome::Complete => ExitCode::SUCCESS,
        Outcome::Partial { reason } | Outcome::Failed { reason } => {
            eprintln!("amend: it was not read to the end: {reason}");
            ExitCode::FAILURE
        }
        Outcome::Cancelled => ExitCode::FAILURE,
    }
}

/// Why an errand did not come to a reading.
pub(super) fn why(told: &Told) -> String {
    match told {
        Told::Failure(failure) => failure.detail.clone(),
        Told::Trouble(trouble) => trouble.to_string(),
        Told::Refused(why) | Told::StartOver(why) => why.clone(),
        _ => "the directory said something else than was asked".to_owned(),
    }
}

/// Everything that may be sent of everybody.
pub(super) fn errand(settings: &Settings) -> Result<Errand, String> {
    let id = match &settings.id_attribute {
        Some(id) => id.clone(),
        None => match Errand::Account.carry_out(&settings.ldap, &mut Nobody, &Progress::default()) {
            Told::Server(server) => server.kind.usual_id().to_owned(),
            other => return Err(why(&other)),
        },
    };
    let id = IdAttribute::new(&id).map_err(|problem| problem.to_string())?;
    let attributes: Vec<&str> = settings.attributes.iter().map(String::as_str).collect();
    let request = ReadRequest::new(&settings.base, &settings.filter, &attributes, id);
    Ok(Errand::Full { request: request.map_err(|problem| problem.to_string())?, how: Incremental::Off })
}

/// Takes nothing.
pub(super) struct Nobody;

impl Sink for Nobody {
    fn meet(&mut self, _id: &[u8], _dn: &str, _hash: u128) -> Meeting {
        Meeting::Skip
    }

    fn take(&mut self, _entries: Vec<RawEntry>) -> Result<(), Stop> {
        Ok(())
    }
}

/// Prints entries in the form of LDIF (RFC 2849).
struct Printer<W> {
    out: W,
    entries: u64,
    values: u64,
    error: Option<io::Error>,
}

impl<W: Write> Printer<W> {
    fn print(&mut self, entry: &RawEntry) -> io::Result<()> {
        writeln!(self.out, "dn{}", value(entry.dn.as_bytes()))?;
        writeln!(self.out, "# id: {}", hex::encode(&entry.id))?;
        for (name, values) in &entry.attributes {
            for one in values {
                writeln!(self.out, "{name}{}", value(one))?;
                self.values += 1;
            }
        }
        writeln!(self.out)
    }
}

/// A value after its name; in Base64 if it could be taken for something else.
fn value(bytes: &[u8]) -> String {
    // LDIF lets control characters stand, which are nothing for somebody's terminal.
    let is_plain = |text: &&str| is_safe_string(text) && !text.contains(char::is_control);
    match std::str::from_utf8(bytes).ok().filter(is_plain) {
        Some(text) => format!(": {text}"),
        None => format!(":: {}", STANDARD.encode(bytes)),
    }
}

impl<W: Write + Send> Sink for Printer<W> {
    fn meet(&mut self, _id: &[u8], _dn: &str, _hash: u128) -> Meeting {
        Meeting::Take
    }

    fn take(&mut self, entries: Vec<RawEntry>) -> Result<(), Stop> {
        for entry in entries {
            if let Err(error) = self.print(&entry) {
                self.error = Some(error);
                return Err(Stop);
            }
            self.entries += 1;
        }
        Ok(())
    }
}
