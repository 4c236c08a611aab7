//! What `amend serve` says of certificate files that it cannot use, before it listens.

use amend_tests::amend::{Amend, Options};
use amend_tests::scratch::Scratch;

use super::authority::Authority;

/// SEC18, SEC25: each says which file it is and what to do, and no key is printed.
#[test]
fn certificates_that_nobody_would_take_are_refused() {
    let scratch = Scratch::new("tls-files").unwrap();
    let authority = Authority::new(scratch.path());
    let good = authority.issue(&["amend.example.test"]);
    let said_with = |settings: &str, tables: &str| {
        let (settings, tables) = (settings.to_owned(), tables.to_owned());
        let public_url = Some("https://amend.example.test".to_owned());
        let amend = Amend::prepare_in_scratch(Options { settings, tables, public_url, ..Options::default() }).unwrap();
        let (code, output, errors) = amend.try_cli(&["serve"], "").unwrap();
        assert!(code != Some(0) && !output.contains("listening"), "{output}");
        assert!(!errors.contains("PRIVATE KEY"), "{errors}");
        errors
    };
    let said = |certificate: &str, key: &str| {
        authority.put("server.pem", certificate);
        authority.put("server.key", key);
        said_with("", &authority.settings(""))
    };
    let expect =
        |said: String, words: &str| assert!(said.contains("setting `tls`: ") && said.contains(words), "{said}");

    expect(
        said(&good.certificate, &authority.issue(&["amend.example.test"]).key),
        "server.key does not belong to the certificate",
    );
    expect(said(&good.key, &good.key), "server.pem has no certificate");
    expect(said(&good.certificate, &good.certificate), "server.key has no private key");
    expect(said("", &good.key), "server.pem has no certificate");
    let expired = authority.issue_expired(&["amend.example.test"]);
    expect(said(&expired.certificate, &expired.key), "has expired on 2020-01-31: renew it");
    let other = authority.issue(&["mail.example.test", "*.sub.example.test"]);
    let words = "does not name amend.example.test (it is for mail.example.test, *.sub.example.test)";
    expect(said(&other.certificate, &other.key), words);
    std::fs::remove_file(scratch.path().join("server.key")).unwrap();
    expect(said_with("", &authority.settings("")), "server.key cannot be read");

    // Settings that do not go together.
    let unfit = said_with(
        "",
        "\n[pane]\nlisten = \"127.0.0.1:0\"\npublic_url = \"https://pane.example.test\"\n\
                               [pane.tls]\ncertificate_file = \"a\"\nkey_file = \"b\"\n",
    );
    assert!(unfit.contains("`pane.tls`: needs [tls]"), "{unfit}");
    let unfit = said_with("trusted_proxies = [\"10.0.0.0/99\"]\n", "");
    assert!(unfit.contains("trusted_proxies"), "{unfit}");
    let unfit = said_with("trusted_proxies = [\"0.0.0.0/0\"]\n", "");
    assert!(unfit.contains("`trusted_proxies`: would let everybody"), "{unfit}");
}
