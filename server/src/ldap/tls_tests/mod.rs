//! SEC16: who the server is, is verified unless a pin says otherwise, and every failure is a sentence that helps.

mod certificates;
mod front;

use std::time::Duration;

use amend_tests::hostile_ldap::{Fault, HostileLdap, Operation, Script};
use secrecy::SecretString;

use self::certificates::Certificate;
use self::front::Start;
use super::tls::TlsProblem;
use super::*;

fn settings_for(host: &str, port: u16, tls: Tls, trust: &Trust) -> LdapSettings {
    let scheme = if tls == Tls::Ldaps { "ldaps" } else { "ldap" };
    let address = Address::parse(&format!("{scheme}://{host}:{port}"), tls, true).unwrap();
    let (name, password) = Script::ACCOUNT;
    let limits = Limits {
        connect_timeout: Duration::from_millis(800),
        operation_timeout: Duration::from_millis(800),
        ..Limits::default()
    };
    LdapSettings::new(address, trust, Account::new(name, SecretString::from(password)).unwrap(), limits).unwrap()
}

async fn sign_in(settings: &LdapSettings) -> Result<Outcome, LdapError> {
    check_bind(settings, Script::ACCOUNT.0, &SecretString::from(Script::ACCOUNT.1)).await
}

fn hostile() -> HostileLdap {
    HostileLdap::start(Script::people(20)).unwrap()
}

/// The problem, and whether the presented certificate came with it.
#[track_caller]
fn refused(result: Result<Outcome, LdapError>) -> (TlsProblem, Option<Fingerprint>) {
    match result {
        Err(LdapError::Tls(failure)) => (failure.problem, failure.presented),
        other => panic!("not a TLS failure but {other:?}"),
    }
}

/// Tries a certificate with the authority that issued it as the only trusted one.
async fn try_certificate(certificate: Certificate) -> (TlsProblem, Option<Fingerprint>, Fingerprint) {
    let server = hostile();
    let (print, trust) = (Fingerprint::of(&certificate.leaf), Trust::CaPem(certificate.authority.clone().into_bytes()));
    let port = front::start(certificate, server.port(), Start::AtOnce).await;
    let (problem, presented) = refused(sign_in(&settings_for("localhost", port, Tls::Ldaps, &trust)).await);
    assert!(server.op_log().is_empty(), "a password was sent");
    (problem, presented, print)
}

#[tokio::test]
async fn ldaps_and_start_tls_with_an_own_authority() {
    for (tls, start) in [(Tls::Ldaps, Start::AtOnce), (Tls::StartTls, Start::OnRequest)] {
        let (server, certificate) = (hostile(), certificates::good());
        let trust = Trust::CaPem(certificate.authority.clone().into_bytes());
        let port = front::start(certificate, server.port(), start).await;
        let settings = settings_for("localhost", port, tls, &trust);
        assert_eq!(sign_in(&settings).await.unwrap(), Outcome::Accepted);
        let wrong = check_bind(&settings, Script::ACCOUNT.0, &SecretString::from("no")).await;
        assert_eq!(wrong.unwrap(), Outcome::WrongCredentials);
    }
}

#[tokio::test]
async fn an_unknown_authority_is_refused_with_the_certificate_to_pin() {
    let (server, certificate) = (hostile(), certificates::good());
    let print = Fingerprint::of(&certificate.leaf);
    let stranger = Trust::CaPem(certificates::issued_by("Another CA", "localhost", |_| ()).authority.into_bytes());
    let namesake = Trust::CaPem(certificates::good().authority.into_bytes());
    let port = front::start(certificate, server.port(), Start::AtOnce).await;
    let result = sign_in(&settings_for("localhost", port, Tls::Ldaps, &stranger)).await;
    assert!(result.as_ref().unwrap_err().to_string().contains(&print.to_string()));
    assert_eq!(refused(result), (TlsProblem::UnknownIssuer, Some(print)));

    let result = sign_in(&settings_for("localhost", port, Tls::Ldaps, &namesake)).await;
    assert_eq!(refused(result), (TlsProblem::BadSignature, Some(print)));

    let pinned = settings_for("localhost", port, Tls::Ldaps, &Trust::PinnedSha256(print));
    assert_eq!(sign_in(&pinned).await.unwrap(), Outcome::Accepted);
}

#[tokio::test]
async fn another_certificate_than_the_pinned_one_is_refused() {
    let server = hostile();
    let pinned = Trust::PinnedSha256(Fingerprint::of(&certificates::good().leaf));
    let certificate = certificates::good();
    let print = Fingerprint::of(&certificate.leaf);
    let port = front::start(certificate, server.port(), Start::AtOnce).await;
    let result = sign_in(&settings_for("localhost", port, Tls::Ldaps, &pinned)).await;
    assert_eq!(refused(result), (TlsProblem::NotThePinned, Some(print)));
    assert!(server.op_log().is_empty());
}

/// A copy of the certificate without its key does not help: the handshake is verified for pins too.
#[tokio::test]
async fn a_pinned_certificate_without_its_key_is_refused() {
    let server = hostile();
    let (victim, thief) = (certificates::good(), certificates::good());
    let print = Fingerprint::of(&victim.leaf);
    let stolen = Certificate { leaf: victim.leaf, key: thief.key, authority: thief.authority };
    let port = front::start(stolen, server.port(), Start::AtOnce).await;
    let result = sign_in(&settings_for("localhost", port, Tls::Ldaps, &Trust::PinnedSha256(print))).await;
    assert_eq!(refused(result).0, TlsProblem::BadSignature);
    assert!(server.op_log().is_empty());
}

#[tokio::test]
async fn certificates_that_no_chain_check_accepts() {
    for (certificate, expected) in [
        (certificates::expired(), TlsProblem::Expired),
        (certificates::not_yet_valid(), TlsProblem::NotYetValid),
        (certificates::authority_as_server(), TlsProblem::CaUsedAsServer),
        (certificates::version_one(), TlsProblem::OldCertificate),
    ] {
        let (problem, presented, print) = try_certificate(certificate).await;
        assert_eq!((problem, presented), (expected, Some(print)));
    }
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let (problem, _, _) = try_certificate(certificates::issued("dc1.example.test", |_| ())).await;
    let TlsProblem::WrongName { asked, presented } = &problem else { panic!("{problem:?}") };
    assert_eq!(asked, "localhost");
    assert!(presented.iter().any(|name| name.contains("dc1.example.test")), "{presented:?}");
    assert!(problem.to_string().contains("dc1.example.test"));
}

/// Certificates that no chain check accepts can be pinned: small directories have nothing better.
#[tokio::test]
async fn odd_certificates_can_be_pinned() {
    for certificate in [certificates::expired(), certificates::authority_as_server()] {
        let server = hostile();
        let trust = Trust::PinnedSha256(Fingerprint::of(&certificate.leaf));
        let port = front::start(certificate, server.port(), Start::AtOnce).await;
        assert_eq!(sign_in(&settings_for("127.0.0.1", port, Tls::Ldaps, &trust)).await.unwrap(), Outcome::Accepted);
    }
}

#[tokio::test]
async fn ldaps_to_a_plain_port() {
    let server = hostile();
    let trust = Trust::CaPem(certificates::good().authority.into_bytes());
    let result = sign_in(&settings_for("localhost", server.port(), Tls::Ldaps, &trust)).await;
    let (problem, presented) = refused(result);
    assert!(matches!(problem, TlsProblem::NotTls | TlsProblem::Other(_)), "{problem:?}");
    assert!(problem.to_string().contains("port"), "{problem}");
    assert_eq!(presented, None);
}

#[tokio::test]
async fn plain_ldap_to_a_tls_port() {
    let (server, certificate) = (hostile(), certificates::good());
    let port = front::start(certificate, server.port(), Start::AtOnce).await;
    let error = sign_in(&settings_for("localhost", port, Tls::Plain, &Trust::System)).await.unwrap_err();
    assert!(matches!(error, LdapError::Damaged(Damage::NotLdap(0x15)) | LdapError::Closed { .. }), "{error:?}");
}

/// A server, or somebody on the line, that does not want TLS never gets the password.
#[tokio::test]
async fn start_tls_that_is_stripped_or_tampered_with() {
    let server = hostile();
    let certificate = certificates::good();
    let trust = Trust::CaPem(certificate.authority.clone().into_bytes());
    let error = sign_in(&settings_for("localhost", server.port(), Tls::StartTls, &trust)).await.unwrap_err();
    assert!(matches!(error, LdapError::StartTlsRefused { code: 2, .. }), "{error:?}");
    assert_eq!(server.op_log(), [Operation::Other(0x77)]);

    let port = front::start(certificate, server.port(), Start::Tampered).await;
    let error = sign_in(&settings_for("localhost", port, Tls::StartTls, &trust)).await.unwrap_err();
    assert!(matches!(error, LdapError::StartTlsTampered), "{error:?}");
    assert_eq!(server.op_log().len(), 1);
}

#[tokio::test]
async fn start_tls_to_an_ldaps_port() {
    let (server, certificate) = (hostile(), certificates::good());
    let trust = Trust::CaPem(certificate.authority.clone().into_bytes());
    let port = front::start(certificate, server.port(), Start::AtOnce).await;
    let error = sign_in(&settings_for("localhost", port, Tls::StartTls, &trust)).await.unwrap_err();
    assert!(matches!(error, LdapError::Damaged(_) | LdapError::Closed { .. }), "{error:?}");
}

/// B1: TLS that ends without a goodbye is an end like any other.
#[tokio::test]
async fn tls_that_ends_without_a_goodbye() {
    let server = HostileLdap::start(Script::people(20).with(Fault::NeverAnswer)).unwrap();
    let certificate = certificates::good();
    let trust = Trust::CaPem(certificate.authority.clone().into_bytes());
    let port = front::start(certificate, server.port(), Start::AtOnce).await;
    let settings = settings_for("localhost", port, Tls::Ldaps, &trust);
    let (result, ()) = tokio::join!(sign_in(&settings), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        drop(server);
    });
    assert!(matches!(result, Err(LdapError::Closed { operation: "sign-in" })), "{result:?}");
}

#[tokio::test]
async fn nobody_there() {
    let lookup = sign_in(&settings_for("no-such-host.invalid", 636, Tls::Plain, &Trust::System)).await;
    assert!(matches!(lookup, Err(LdapError::NameLookup { .. } | LdapError::ConnectTimeout { .. })), "{lookup:?}");
    let server = hostile();
    let port = server.port();
    drop(server);
    let refused = sign_in(&settings_for("127.0.0.1", port, Tls::Plain, &Trust::System)).await;
    assert!(matches!(refused, Err(LdapError::Refused { .. })), "{refused:?}");
}

/// A port that takes the connection and says nothing does not hold anybody up.
#[tokio::test]
async fn a_silent_port() {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let trust = Trust::CaPem(certificates::good().authority.into_bytes());
    for tls in [Tls::Ldaps, Tls::StartTls] {
        let silent = sign_in(&settings_for("localhost", port, tls, &trust)).await.unwrap_err();
        assert!(matches!(silent, LdapError::SilentHandshake { .. }), "{silent:?}");
        // The port took the connection: it is the server's silence that is told first.
        let told = silent.to_string();
        assert!(told.contains("either it hangs") && told.contains("another kind of TLS"), "{told}");
    }
    let plain = sign_in(&settings_for("localhost", port, Tls::Plain, &trust)).await;
    assert!(matches!(plain, Err(LdapError::Silent { operation: "sign-in", .. })), "{plain:?}");
}

/// SEC16: many servers take an empty password for a successful anonymous sign-in, so none is ever sent.
#[tokio::test]
async fn empty_passwords_and_names_are_refused_before_the_wire() {
    let server = hostile();
    let settings = settings_for("localhost", server.port(), Tls::Plain, &Trust::System);
    let empty = check_bind(&settings, Script::ACCOUNT.0, &SecretString::from("")).await;
    assert!(matches!(empty, Err(LdapError::EmptyPassword)));
    let nobody = check_bind(&settings, "  ", &SecretString::from("x")).await;
    assert!(matches!(nobody, Err(LdapError::EmptyName)));
    assert!(server.op_log().is_empty());
}

#[tokio::test]
async fn a_broken_directory_is_not_a_wrong_password() {
    let server = hostile();
    let settings = settings_for("localhost", server.port(), Tls::Plain, &Trust::System);
    for (code, expected) in [
        (0, Some(Outcome::Accepted)),
        (49, Some(Outcome::WrongCredentials)),
        (48, Some(Outcome::WrongCredentials)),
        (51, None),
        (53, None),
    ] {
        server.set_script(Script::people(0).with(Fault::BindResult(code)));
        assert_eq!(sign_in(&settings).await.ok(), expected, "{code}");
    }
}
