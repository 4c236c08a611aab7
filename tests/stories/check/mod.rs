//! `amend check`: a sound installation has nothing to complain of, and whatever is wrong on the way to it or around it is named, with what to do.

mod around;
mod issuer;
mod proxy;

use amend_tests::amend::{Amend, Options};
use amend_tests::process::free_port;
use amend_tests::scratch::Scratch;
use proxy::{Proxy, Script, drop_header};
use serde_json::Value;

use crate::tls::Installation;
use crate::tls::authority::{Authority, Issued};

/// What `amend check --json` says: its end, and its lines.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) lines: Vec<Value>,
}

impl Said {
    pub(crate) fn by(amend: &Amend, more: &[&str]) -> Self {
        let arguments: Vec<&str> = ["check", "--json"].iter().chain(more).copied().collect();
        let (code, output, errors) = amend.try_cli(&arguments, "").unwrap();
        assert!(!output.contains("canary") && !errors.contains("canary"), "a secret is told: {output}{errors}");
        let lines = serde_json::from_str(&output).unwrap_or_else(|error| panic!("{error}: {output}{errors}"));
        Self { code, lines }
    }

    /// Every line is fine.
    #[track_caller]
    pub(crate) fn all_is_well(&self) {
        let wrong: Vec<&Value> = self.lines.iter().filter(|line| line["verdict"] != "ok").collect();
        assert!(wrong.is_empty() && self.code == Some(0), "{:?} {wrong:#?}", self.code);
    }

    /// One line has this verdict and these words and says what to do; every other one is as it was.
    #[track_caller]
    pub(crate) fn names(&self, part: &str, verdict: &str, words: &str) {
        let is_it = |line: &&Value| {
            line["part"] == part
                && line["verdict"] == verdict
                && line["seen"].as_str().is_some_and(|seen| seen.contains(words))
                && line["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty())
        };
        assert!(self.lines.iter().any(|line| is_it(&line)), "no `{verdict} {part}: {words}` in {:#?}", self.lines);
        let expected = if self.lines.iter().any(|line| line["verdict"] == "fail") { Some(1) } else { Some(0) };
        assert_eq!(self.code, expected, "{:#?}", self.lines);
    }

    /// Nothing but this is wrong.
    #[track_caller]
    pub(crate) fn names_alone(&self, part: &str, verdict: &str, words: &str) {
        self.names(part, verdict, words);
        let wrong: Vec<&Value> = self.lines.iter().filter(|line| line["verdict"] != "ok").collect();
        assert_eq!(wrong.len(), 1, "{wrong:#?}");
    }

    pub(crate) fn parts(&self) -> Vec<&str> {
        self.lines.iter().filter_map(|line| line["part"].as_str()).collect()
    }
}

/// An installation with a pane behind two proxies that end TLS.
pub(crate) struct Behind {
    pub(crate) amend: Amend,
    pub(crate) portal: Proxy,
    pane: Proxy,
    pub(crate) authority: Authority,
    good: Issued,
    _scratch: Scratch,
}

impl Behind {
    /// With more settings at the end, which are told the portal's address.
    pub(crate) fn open(tables: impl FnOnce(&str) -> String, environment: Vec<(String, String)>) -> Self {
        let scratch = Scratch::new("proxies").unwrap();
        let [listen, front, pane_listen, pane_front] = [(); 4].map(|()| free_port().unwrap());
        let authority = Authority::new(scratch.path());
        let good = authority.issue(&["localhost", "127.0.0.1"]);
        let portal_url = format!("https://localhost:{front}");
        let ca = ("SSL_CERT_FILE".to_owned(), authority.ca_file().display().to_string());
        let options = Options {
            port: Some(listen),
            settings: "trusted_proxies = [\"127.0.0.0/8\"]\n".to_owned(),
            tables: format!(
                "\n[pane]\nlisten = \"127.0.0.1:{pane_listen}\"\npublic_url = \"https://127.0.0.1:{pane_front}\"\n{}",
                tables(&portal_url)
            ),
            public_url: Some(portal_url),
            environment: [ca].into_iter().chain(environment).collect(),
            ..Options::default()
        };
        let amend = Amend::start(options).unwrap();
        let portal = Proxy::start(front, listen, &good);
        let pane = Proxy::start(pane_front, pane_listen, &good);
        Self { amend, portal, pane, authority, good, _scratch: scratch }
    }

    pub(crate) fn check(&self) -> Said {
        Said::by(&self.amend, &[])
    }
}

/// SEC11, SEC18, SEC26: whatever a proxy does to requests and answers is named for what it is; left alone, everything is well.
#[test]
fn what_a_proxy_does_is_named() {
    let behind = Behind::open(|_| String::new(), Vec::new());
    behind.check().all_is_well();
    let faults: [(&str, &str, &str, Script); 15] = [
        (
            "portal headers",
            "fail",
            "content-security-policy is missing",
            answers(|head| drop_header(head, "content-security-policy")),
        ),
        (
            "portal headers",
            "fail",
            "x-content-type-options is missing",
            answers(|head| drop_header(head, "x-content-type-options")),
        ),
        (
            "portal headers",
            "fail",
            "strict-transport-security is missing",
            answers(|head| drop_header(head, "strict-transport-security")),
        ),
        (
            "portal headers",
            "fail",
            "content-security-policy stands 2 times",
            answers(|head| {
                head.push("content-security-policy: frame-ancestors *".to_owned());
            }),
        ),
        (
            "portal headers",
            "fail",
            "access-control-allow-origin is added",
            answers(|head| head.push("access-control-allow-origin: *".to_owned())),
        ),
        (
            "portal answer",
            "fail",
            "ETag is changed to `W/\"amend-check\"`",
            answers(|head| {
                drop_header(head, "etag");
                head.push("etag: W/\"amend-check\"".to_owned());
            }),
        ),
        (
            "portal answer",
            "fail",
            "Set-Cookie is changed to",
            answers(|head| {
                for line in head.iter_mut().filter(|line| line.starts_with("set-cookie:")) {
                    *line = line.replace("; Secure", "");
                }
            }),
        ),
        (
            "portal downloads",
            "fail",
            "arrives as `application/octet-stream`",
            answers(|head| {
                for line in head.iter_mut() {
                    *line = line.replace("application/wasm", "application/octet-stream");
                }
            }),
        ),
        ("portal downloads", "warn", "arrives uncompressed", asks(|head| drop_header(head, "accept-encoding"))),
        (
            "portal request",
            "warn",
            "Host arrives as backend.internal",
            asks(|head| {
                drop_header(head, "host");
                head.push("host: backend.internal".to_owned());
            }),
        ),
        (
            "portal request",
            "fail",
            "were lost: Origin, Authorization",
            asks(|head| {
                drop_header(head, "origin");
                drop_header(head, "authorization");
            }),
        ),
        (
            "portal methods",
            "fail",
            "PATCH, PUT do not get through",
            asks(|head| {
                if head[0].starts_with("PATCH ") || head[0].starts_with("PUT ") {
                    head[0] = "GET /healthz HTTP/1.1".to_owned();
                }
            }),
        ),
        (
            "portal client address",
            "warn",
            "does not say whom it speaks for",
            asks(|head| drop_header(head, "x-forwarded-for")),
        ),
        ("portal event stream", "fail", "is held back", Script { gathers: true, ..Script::default() }),
        (
            "portal clock",
            "fail",
            "s behind this machine's",
            answers(|head| {
                drop_header(head, "date");
                head.push("date: Sun, 06 Nov 2016 08:49:37 GMT".to_owned());
            }),
        ),
    ];
    for (part, verdict, words, script) in faults {
        behind.portal.does(script);
        let said = behind.check();
        said.names(part, verdict, words);
        assert!(
            said.lines
                .iter()
                .all(|line| line["verdict"] == "ok" || line["part"].as_str().unwrap().starts_with("portal "))
        );
    }
    behind.portal.does(Script::default());

    // Outlook shows the pane in a frame.
    behind.pane.does(answers(|head| head.push("x-frame-options: SAMEORIGIN".to_owned())));
    behind.check().names_alone("pane headers", "fail", "x-frame-options is added");
    behind.pane.does(Script::default());
    behind.check().all_is_well();
}

fn asks(request: fn(&mut Vec<String>)) -> Script {
    Script { request, ..Script::default() }
}

fn answers(answer: fn(&mut Vec<String>)) -> Script {
    Script { answer, ..Script::default() }
}

/// An address that leads to another installation, another door or nobody, and certificates that browsers refuse.
#[test]
fn where_an_address_leads_is_told() {
    let behind = Behind::open(|_| String::new(), Vec::new());
    let other = Amend::start(Options::default()).unwrap();
    let there = other.url().rsplit(':').next().unwrap().parse().unwrap();
    behind.portal.does(Script { elsewhere: Some(there), ..Script::default() });
    behind.check().names_alone("portal", "fail", "that is not this installation");
    let pane = std::fs::read_to_string(behind.amend.config_path()).unwrap();
    let pane =
        pane.split("\n[pane]\nlisten = \"127.0.0.1:").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    behind.portal.does(Script { elsewhere: Some(pane), ..Script::default() });
    behind.check().names_alone("portal", "fail", "leads to another door");
    behind.portal.does(Script { elsewhere: Some(free_port().unwrap()), ..Script::default() });
    behind.check().names_alone("portal", "fail", "cannot be reached from here");
    behind.portal.does(Script::default());

    behind.portal.presents(&behind.authority.issue_expired(&["localhost"]));
    behind.check().names_alone("portal certificate", "fail", "has expired on 2020-01-31");
    behind.portal.presents(&behind.authority.issue(&["elsewhere.example"]));
    behind.check().names_alone("portal certificate", "fail", "is for other names: elsewhere.example");
    let scratch = Scratch::new("stranger").unwrap();
    behind.portal.presents(&Authority::new(scratch.path()).issue(&["localhost"]));
    behind.check().names_alone("portal certificate", "fail", "this machine does not know the certificate's authority");
    behind.portal.presents(&behind.good);
    behind.check().all_is_well();
    // Nobody without the installation's secret learns that there is anything at this address.
    let answer = behind.amend.client().get("/api/v1/check?nonce=aa&proof=bb").expect_status(404);
    assert_eq!(answer.json["code"], "not_found");
    behind.amend.client().get("/api/v1/check").expect_status(404);
}

/// TLS of Amend's own, with the redirecting listener: nothing to complain of; then a key that everybody can read, and a certificate about to end.
#[test]
fn tls_of_our_own_is_looked_at() {
    let redirect = free_port().unwrap();
    let mut inn = Installation::open("", &format!("redirect_listen = \"127.0.0.1:{redirect}\""));
    let ca = inn.authority.ca_file().display().to_string();
    inn.amend.reconfigure(|options| options.environment.push(("SSL_CERT_FILE".to_owned(), ca))).unwrap();
    let said = Said::by(&inn.amend, &[]);
    said.all_is_well();
    assert!(said.lines.iter().any(|line| line["part"] == "portal without TLS"
        && line["seen"].as_str().unwrap().contains("leads to https://localhost")));

    let key = inn.authority.ca_file().with_file_name("server.key");
    set_mode(&key, 0o644);
    Said::by(&inn.amend, &[]).names_alone("tls.key_file", "warn", "can be read by everybody");
    set_mode(&key, 0o600);
    let text = inn.amend.cli(&["check"], "").unwrap();
    assert!(text.lines().all(|line| line.starts_with("ok   ")), "{text}");
    assert!(text.contains("ok   portal: https://localhost:"), "{text}");
}

fn set_mode(file: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
}
