//! Files beside the settings: secrets that others could read, and certificates of our own.

use std::path::Path;

use domain::moment::Moment;

use super::{Line, fail, ok, warn};
use crate::{
    config::Config,
    tls::{is_open, look as look_at},
};

/// Days before a certificate ends from which on somebody should look.
pub(super) const DAYS: i64 = 21;

/// Looks at all of them.
pub(super) fn look(config: &Config, now: Moment) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut files = 0;
    for (key, file) in config.secret_files() {
        match std::fs::File::open(&file) {
            // The key for passwords is made when it is first needed.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && key == "secret_key_file" => {}
            Err(error) => {
                let seen = format!("{} cannot be read: {error}", file.display());
                lines.push(fail(
                    key,
                    seen,
                    "let the account that the service runs as read it, and run this check as that account",
                ));
            }
            Ok(_) if is_open(&file) => lines.push(open(key, &file)),
            Ok(_) => files += 1,
        }
    }
    if lines.is_empty() {
        let some = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
        lines.push(ok("secrets", format!("{some}, none readable by everybody")));
    }
    for keeping in config.portal_certificate().into_iter().chain(config.pane_certificate()) {
        let part = format!("{} certificate file", keeping.table);
        lines.push(match look_at(&keeping, now) {
            Ok((_, facts)) => ends(&part, &keeping.certificate_file.display().to_string(), facts.until, now),
            Err(unfit) => fail(part, unfit.to_string(), "put a good pair there; a running server takes it by itself"),
        });
    }
    lines
}

fn open(key: String, file: &Path) -> Line {
    warn(
        key,
        format!("{} can be read by everybody on this machine", file.display()),
        format!("chmod 600 {}", file.display()),
    )
}

/// A certificate that is good, and for how long.
pub(super) fn ends(part: &str, what: &str, until: Moment, now: Moment) -> Line {
    let days = until.since(now).div_euclid(86_400_000);
    let day: String = until.to_rfc3339().chars().take(10).collect();
    let seen = format!("{what} is good until {day}, {days} days");
    if days < DAYS { warn(part, seen, "renew it, and see why that has not happened by itself") } else { ok(part, seen) }
}
