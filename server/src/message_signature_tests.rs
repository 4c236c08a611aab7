//! The examples of RFC 9421, and what is not taken.

use ring::signature::{ED25519, UnparsedPublicKey};

use super::*;

/// RFC 9421 appendix B.1.4, the raw public key of `test-key-ed25519`.
const RFC_KEY: &str = "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=";
/// RFC 9421 appendix B.2.6.
const RFC_PARAMS: &str = "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
const RFC_BASE: &str = "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\
    \"@method\": POST\n\
    \"@path\": /foo\n\
    \"@authority\": example.com\n\
    \"content-type\": application/json\n\
    \"content-length\": 18\n\
    \"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";
const RFC_SIGNATURE: &str = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";

/// SEC8: the text that is signed is the standard's.
#[test]
fn the_example_of_the_standard_comes_out() {
    let components = [
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("@method", "POST"),
        ("@path", "/foo"),
        ("@authority", "example.com"),
        ("content-type", "application/json"),
        ("content-length", "18"),
    ];
    let made = base(&components, RFC_PARAMS);
    assert_eq!(made, RFC_BASE);
    let key = UnparsedPublicKey::new(&ED25519, STANDARD.decode(RFC_KEY).unwrap());
    key.verify(made.as_bytes(), &STANDARD.decode(RFC_SIGNATURE).unwrap()).unwrap();
}

/// RFC 9530 appendix B.1.
#[test]
fn a_body_has_the_digest_of_the_standard() {
    assert_eq!(digest(b"{\"hello\": \"world\"}\n"), "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
}

const REQUEST: Signed<'static> =
    Signed { method: "POST", path: "/api/agent/v1/work", query: "", digest: "sha-256=:AA==:", epoch: 3, sequence: 14 };

fn said() -> Said {
    Said { created: 1_700_000_000, nonce: "n-1".to_owned(), key: "7".to_owned() }
}

#[test]
fn what_was_sent_is_what_is_received() {
    let (input, signature) = (said().input(), signature(&[1, 2, 3]));
    let received = receive(&input, &signature, &REQUEST).unwrap();
    assert_eq!((received.said, received.bytes), (said(), vec![1, 2, 3]));
    assert_eq!(received.text, said().text(&REQUEST));
    assert_eq!(
        received.text,
        "\"@method\": POST\n\"@path\": /api/agent/v1/work\n\"@query\": ?\n\"content-digest\": sha-256=:AA==:\n\"amend-epoch\": 3\n\
         \"amend-sequence\": 14\n\"@signature-params\": (\"@method\" \"@path\" \"@query\" \"content-digest\" \"amend-epoch\" \"amend-sequence\")\
         ;created=1700000000;nonce=\"n-1\";keyid=\"7\";alg=\"ed25519\""
    );
    // Others write the parameters in another order, and then sign that.
    let turned = format!("amend={};alg=\"ed25519\";keyid=\"7\";nonce=\"n-1\";created=1700000000", covered());
    let received = receive(&turned, &signature, &REQUEST).unwrap();
    assert_eq!(received.said, said());
    assert!(received.text.ends_with("created=1700000000"));
}

/// SEC8: nobody has less signed than agents sign.
#[test]
fn no_other_form_is_taken() {
    let good = said().input();
    let covered = covered();
    for input in [
        good.replacen("amend", "sig1", 1),
        good.replacen(" \"content-digest\"", "", 1),
        good.replacen("\"@method\" ", "", 1),
        good.replace("ed25519", "hmac-sha256"),
        good.replace(";alg=\"ed25519\"", ""),
        good.replace(";nonce=\"n-1\"", ""),
        good.replace(";nonce=\"n-1\"", ";nonce=\"\""),
        good.replace("n-1", &"n".repeat(65)),
        good.replace("n-1", "n\\\"1"),
        good.replace("created=1700000000", "created=soon"),
        format!("{good};created=1700000000"),
        format!("{good};expires=1"),
        format!("{good}, sig2={covered};created=1"),
        format!(" {good}"),
        covered,
        String::new(),
    ] {
        assert!(receive(&input, &signature(&[1]), &REQUEST).is_none(), "{input}");
    }
    for wrong in ["amend=:!:", "amend=AQ==", "sig1=:AQ==:", "amend=:AQ==:, sig1=:AQ==:", ""] {
        assert!(receive(&good, wrong, &REQUEST).is_none(), "{wrong}");
    }
}
