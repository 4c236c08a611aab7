//! Whoever sends slowly, or nothing at all, holds nobody else up and is let go.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use amend_tests::{amend::Options, people};

use crate::company::{Company, Database};

/// Connections that ask for something and never say what.
const CROWD: usize = 500;

fn began(company: &Company, words: &str) -> TcpStream {
    let address = company.amend.url();
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(words.as_bytes()).unwrap();
    stream
}

/// What the server still says before it hangs up.
fn last_words(mut stream: TcpStream) -> String {
    let mut said = Vec::new();
    stream.read_to_end(&mut said).unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

/// SEC21, QUALITY F2: heads and bodies that never end are given up after a while, and meanwhile everybody else is served as ever.
#[test]
fn whoever_sends_slowly_holds_nobody_up() {
    let settings = "request_seconds = 2\n".to_owned();
    let company = Company::open_with(Database::Sqlite, 6, Options { settings, ..Options::default() });
    let emma = company.signed_in(people::EMPLOYEE);
    let crowd: Vec<TcpStream> = (0..CROWD).map(|_| began(&company, "GET /api/v1/me HTTP/1.1\r\nhost: a")).collect();
    let body =
        "POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{";
    let slow = began(&company, body);
    // Nothing at all, and the beginning of a protocol that has no such limit here.
    let silent = [began(&company, ""), began(&company, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")];

    let since = Instant::now();
    for _ in 0..20 {
        Company::profile(&emma);
    }
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());

    let said = last_words(slow);
    assert!(said.starts_with("HTTP/1.1 408 ") && said.contains("\"code\":\"too_slow\""), "{said}");
    for stream in crowd.into_iter().chain(silent) {
        let said = last_words(stream);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    }
    Company::profile(&emma);
}
