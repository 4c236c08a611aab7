use super::super::trust::Fingerprint;
use super::*;

fn address(url: &str, tls: Tls) -> Result<(String, u16), SettingsProblem> {
    Address::parse(url, tls, false).map(|address| (address.host, address.port))
}

#[test]
fn addresses() {
    assert_eq!(address("ldaps://dc1.example.test", Tls::Ldaps), Ok(("dc1.example.test".into(), 636)));
    assert_eq!(address(" ldap://dc1.example.test/ ", Tls::StartTls), Ok(("dc1.example.test".into(), 389)));
    assert_eq!(address("ldap://10.0.0.7:3389", Tls::StartTls), Ok(("10.0.0.7".into(), 3389)));
    assert_eq!(address("ldaps://[::1]:3636", Tls::Ldaps), Ok(("::1".into(), 3636)));
    for (url, tls) in [
        ("dc1.example.test", Tls::Ldaps),
        ("https://dc1.example.test", Tls::Ldaps),
        ("ldaps://", Tls::Ldaps),
        ("ldaps://dc1.example.test", Tls::StartTls),
        ("ldap://dc1.example.test", Tls::Ldaps),
        ("ldap://dc1.example.test:0", Tls::StartTls),
        ("ldap://dc1.example.test:99999", Tls::StartTls),
        ("ldaps://dc1.example.test/dc=example,dc=test", Tls::Ldaps),
        ("ldaps://admin:secret@dc1.example.test", Tls::Ldaps),
    ] {
        let problem = address(url, tls).unwrap_err();
        assert_eq!(problem.field, "address", "{url}");
        assert!(!problem.to_string().contains("secret"));
    }
}

/// SEC16: no plain bind unless explicit.
#[test]
fn plain_ldap_needs_to_be_allowed() {
    assert_eq!(Address::parse("ldap://a", Tls::Plain, false).unwrap_err().field, "TLS");
    assert_eq!(Address::parse("ldap://a", Tls::Plain, true).unwrap().port, 389);
}

#[test]
fn accounts_need_a_name_and_a_password_that_is_never_printed() {
    assert_eq!(Account::new(" ", SecretString::from("x")).unwrap_err().field, "account");
    assert_eq!(Account::new("cn=a", SecretString::from("")).unwrap_err().field, "password");
    let account = Account::new("cn=a", SecretString::from("hunter2")).unwrap();
    let address = Address::parse("ldap://a", Tls::Plain, true).unwrap();
    let settings = LdapSettings::new(address, &Trust::System, account, Limits::default()).unwrap();
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn fingerprints() {
    let text = "AB:".repeat(31) + "cd";
    let print = Fingerprint::parse(&text).unwrap();
    assert_eq!(print.to_string(), text.to_uppercase());
    assert_eq!(Fingerprint::parse(&print.to_string()).unwrap(), print);
    for bad in ["", "AB:CD", &"G".repeat(64), &"A".repeat(65)] {
        assert_eq!(Fingerprint::parse(bad).unwrap_err().field, "certificate fingerprint");
    }
}

#[test]
fn authorities_that_cannot_be_read_are_named() {
    for pem in ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let problem = Trust::CaPem(pem.into()).verifier().unwrap_err();
        assert_eq!(problem.field, "CA certificate");
    }
}
