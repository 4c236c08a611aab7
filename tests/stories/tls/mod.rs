//! TLS served by Amend itself: who gets in and who does not, certificates that are renewed while it runs, and the time-outs that hold as they do
//! without TLS.

pub(crate) mod authority;
mod files;
pub(crate) mod wire;

use amend_tests::amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Amend, Options};
use amend_tests::process::free_port;
use amend_tests::programs::{need, run_any};
use amend_tests::scratch::Scratch;
use authority::Authority;
use rustls::ProtocolVersion::{TLSv1_2, TLSv1_3};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};
use wire::{any, get, get_refused, header, in_file, last_words, secure, shown, version};

/// An installation with TLS of its own at `https://localhost:PORT`.
pub(crate) struct Installation {
    pub(crate) amend: Amend,
    pub(crate) authority: Authority,
    pub(crate) port: u16,
    // Last, so that the folder is removed after the server has stopped.
    _scratch: Scratch,
}

impl Installation {
    /// With more settings, for the head of the file and for the table `[tls]`.
    pub(crate) fn open(settings: &str, tls: &str) -> Self {
        let (scratch, port) = (Scratch::new("tls").unwrap(), free_port().unwrap());
        let authority = Authority::new(scratch.path());
        authority.install(&authority.issue(&["localhost"]));
        let options = Options {
            port: Some(port),
            public_url: Some(format!("https://localhost:{port}")),
            settings: settings.to_owned(),
            tables: authority.settings(tls),
            ..Options::default()
        };
        let mut amend = Amend::prepare_in_scratch(options).unwrap();
        amend.create_administrator().unwrap();
        amend.serve().unwrap();
        Self { amend, authority, port, _scratch: scratch }
    }

    fn get(&self, path: &str) -> String {
        get(any(self.port, &self.authority.pem), path)
    }

    /// Waits until a new connection is shown this certificate.
    fn wait_until_shown(&self, certificate: &str) {
        let (since, wanted) = (Instant::now(), in_file(certificate));
        while shown(&any(self.port, &self.authority.pem)) != wanted {
            assert!(
                since.elapsed() < Duration::from_secs(30),
                "the new certificate is not shown\n{}",
                self.amend.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the log says something.
    fn wait_for_word(&self, word: &str) {
        let since = Instant::now();
        while !self.amend.log().contains(word) {
            assert!(since.elapsed() < Duration::from_secs(30), "{word} is not in\n{}", self.amend.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// SEC18, SEC10: TLS 1.2 and 1.3 by HTTP/1.1; nothing older and nothing plain; browsers are told to stay with it, and a session is for HTTPS alone.
#[test]
fn present_tls_and_nothing_else() {
    let redirect = free_port().unwrap();
    let inn = Installation::open("", &format!("redirect_listen = \"127.0.0.1:{redirect}\""));
    for (wanted, versions) in [(TLSv1_2, [&rustls::version::TLS12]), (TLSv1_3, [&rustls::version::TLS13])] {
        let stream = secure(inn.port, &inn.authority.pem, &versions).unwrap();
        assert_eq!((version(&stream), stream.conn.alpn_protocol()), (wanted, Some(&b"http/1.1"[..])));
        let answer = get(stream, "/healthz");
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("ok"), "{answer}");
        assert_eq!(header(&answer, "strict-transport-security"), "max-age=31536000");
    }
    let mut old = Command::new(need("openssl").unwrap());
    let address = format!("127.0.0.1:{}", inn.port);
    old.args(["s_client", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", "-connect", &address]);
    let (status, said, words) = run_any(&mut old, "").unwrap();
    assert!(status != Some(0) && words.contains("SSL alert number"), "{said}{words}");
    let plain = get_refused(wire::connect(inn.port), "/healthz");
    assert!(!plain.contains("HTTP/"), "{plain}");
    assert!(inn.get("/readyz").contains("\"certificates\":{\"portal\":\"ok\"}"));

    let body = format!("{{\"username\":{ADMINISTRATOR:?},\"password\":{ADMINISTRATOR_PASSWORD:?}}}");
    let sign_in = |origin: &str| {
        let mut stream = any(inn.port, &inn.authority.pem);
        write!(
            stream,
            "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\norigin: {origin}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        last_words(stream)
    };
    let answer = sign_in(&format!("https://localhost:{}", inn.port));
    let cookie = header(&answer, "set-cookie");
    assert!(
        cookie.starts_with("__Host-amend=") && cookie.contains("; Secure") && cookie.contains("; HttpOnly"),
        "{answer}"
    );
    assert!(
        sign_in(&format!("http://localhost:{}", inn.port)).starts_with("HTTP/1.1 403 "),
        "plain pages are elsewhere"
    );

    // The listener without TLS leads to the public address whatever it is asked, and takes nothing.
    let answer = get(wire::connect(redirect), "/people?search=a");
    assert!(answer.starts_with("HTTP/1.1 308 "), "{answer}");
    assert_eq!(header(&answer, "location"), format!("https://localhost:{}/people?search=a", inn.port));
    let mut stream = wire::connect(redirect);
    write!(
        stream,
        "POST /api/v1/session HTTP/1.1\r\nhost: evil.example\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let answer = last_words(stream);
    assert!(answer.starts_with("HTTP/1.1 403 ") && !answer.contains("evil"), "{answer}");
}

/// N2, I8: a renewed certificate is shown without a restart, at the signal and by itself; what is no good leaves the old one in use, and says so.
#[test]
fn certificates_are_renewed_while_it_runs() {
    let mut inn = Installation::open("", "renewal_seconds = 86400");
    let kept = any(inn.port, &inn.authority.pem);
    let second = inn.authority.issue(&["localhost"]);
    inn.authority.install(&second);
    inn.amend.process().unwrap().signal("HUP");
    inn.wait_until_shown(&second.certificate);
    assert!(get(kept, "/healthz").ends_with("ok"), "who was connected stays so");

    for (issued, word) in [
        (inn.authority.issue_expired(&["localhost"]), "has expired on 2020-01-31"),
        (inn.authority.issue(&["elsewhere.example"]), "does not name localhost (it is for elsewhere.example)"),
    ] {
        inn.authority.install(&issued);
        inn.amend.process().unwrap().signal("HUP");
        inn.wait_for_word(word);
        assert_eq!(shown(&any(inn.port, &inn.authority.pem)), in_file(&second.certificate));
        assert!(inn.get("/readyz").contains("\"certificates\":{\"portal\":\"failed\"}"));
    }
    // The two files are seldom written at once: meanwhile they do not belong together.
    let third = inn.authority.issue(&["localhost"]);
    inn.authority.put("server.pem", &third.certificate);
    inn.amend.process().unwrap().signal("HUP");
    inn.wait_for_word("does not belong to the certificate");
    inn.authority.put("server.key", &third.key);
    inn.amend.process().unwrap().signal("HUP");
    inn.wait_until_shown(&third.certificate);
    assert!(inn.get("/readyz").contains("\"certificates\":{\"portal\":\"ok\"}"));

    // Without a signal too.
    inn.amend.reconfigure(|options| options.tables = inn.authority.settings("renewal_seconds = 1")).unwrap();
    inn.amend.restart().unwrap();
    let fourth = inn.authority.issue(&["localhost"]);
    inn.authority.install(&fourth);
    inn.wait_until_shown(&fourth.certificate);
}

/// SEC21: whoever connects and says nothing, shakes hands slowly, or never ends what they ask is let go; others are served meanwhile.
#[test]
fn whoever_is_slow_is_let_go() {
    let inn = Installation::open("request_seconds = 2\n", "");
    let silent: Vec<TcpStream> = (0..200).map(|_| wire::connect(inn.port)).collect();
    let mut halting = wire::connect(inn.port);
    halting.write_all(b"\x16\x03\x01\x02\x00\x01\x00").unwrap();
    let mut head = any(inn.port, &inn.authority.pem);
    head.write_all(b"GET /healthz HTTP/1.1\r\nhost: a").unwrap();
    let mut body = any(inn.port, &inn.authority.pem);
    body.write_all(
        b"POST /api/v1/session HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{",
    )
    .unwrap();
    let idle = any(inn.port, &inn.authority.pem);
    assert!(inn.get("/healthz").ends_with("ok"));
    assert!(last_words(body).starts_with("HTTP/1.1 408 "));
    for stream in silent.into_iter().chain([halting]) {
        last_words(stream);
    }
    for stream in [head, idle] {
        let said = last_words(stream);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408 "), "{said}");
    }
    assert!(inn.get("/healthz").ends_with("ok"));
}

/// I1: what is being asked when the process is told to stop is answered, and nobody new gets in.
#[test]
fn stopping_answers_what_is_under_way() {
    let mut inn = Installation::open("", "");
    let mut stream = any(inn.port, &inn.authority.pem);
    let body = format!("{{\"username\":{ADMINISTRATOR:?},\"password\":{ADMINISTRATOR_PASSWORD:?}}}");
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server says so once it is at work on it.
    let mut said = [0; 25];
    stream.read_exact(&mut said).unwrap();
    assert_eq!(&said, b"HTTP/1.1 100 Continue\r\n\r\n");
    inn.amend.process().unwrap().signal("TERM");
    inn.wait_for_word("server.stopping");
    stream.write_all(body.as_bytes()).unwrap();
    let answer = last_words(stream);
    assert!(answer.starts_with("HTTP/1.1 200 ") && !header(&answer, "set-cookie").is_empty(), "{answer}");
    let ended =
        inn.amend.process().unwrap().wait_until(Duration::from_secs(20), || None::<()>).unwrap_err().to_string();
    assert!(ended.contains("exit status: 0"), "{ended}");
    assert!(TcpStream::connect(("127.0.0.1", inn.port)).is_err());
}
