//! The servers of the rig do what the stories rely on.

use amend_tests::people;
use amend_tests::postgres::Postgres;
use amend_tests::programs::{need, run, run_any};
use amend_tests::slapd::Slapd;
use std::process::Command;

#[test]
fn the_directory_has_its_people_over_tls_and_keeps_them() {
    let mut slapd = Slapd::in_scratch(&people::sample(200).unwrap()).unwrap();

    // The sync account pages through everybody over LDAPS, trusting the rig's own authority, and sees no password.
    let everybody = |slapd: &Slapd| {
        let mut search = Command::new(need("ldapsearch").unwrap());
        search.env("LDAPTLS_CACERT", &slapd.ca_pem_path).args(["-x", "-LLL", "-H", &slapd.ldaps_url]);
        search.args(["-D", &slapd.sync_dn, "-w", &slapd.sync_password, "-b", &slapd.base, "-E", "pr=100/noprompt"]);
        run(search.args(["(objectClass=inetOrgPerson)", "uid", "userPassword", "manager"]), "").unwrap()
    };
    let found = everybody(&slapd);
    assert_eq!(found.matches("\nuid: ").count(), 200);
    assert!(!found.contains("userPassword"));

    // A person binds with the own password and with no other, over StartTLS too.
    let sign_in = |slapd: &Slapd, password: &str| {
        let emma = slapd.search("(uid=emma.larsen)", &["entryUUID"]).unwrap().remove(0);
        assert!(emma.first("entryUUID").is_some());
        let mut whoami = Command::new(need("ldapwhoami").unwrap());
        whoami.env("LDAPTLS_CACERT", &slapd.ca_pem_path).args(["-x", "-ZZ", "-H", &slapd.ldap_url, "-D", &emma.dn]);
        run_any(whoami.args(["-w", password]), "").unwrap().0
    };
    assert_eq!(sign_in(&slapd, people::PASSWORD), Some(0));
    assert_eq!(sign_in(&slapd, "wrong"), Some(49), "invalidCredentials, RFC 4511");

    let emma = slapd.search("(uid=emma.larsen)", &["telephoneNumber", "manager"]).unwrap().remove(0);
    assert_eq!(emma.first("telephoneNumber"), None, "the demo's employee has a number to add");
    assert!(emma.first("manager").unwrap().starts_with("uid=marta.nowak,ou=Kraków,"));
    slapd
        .modify(&format!(
            "dn: {}\nchangetype: modify\nadd: telephoneNumber\ntelephoneNumber: +47 22 00 00 01\n",
            emma.dn
        ))
        .unwrap();
    slapd.restart().unwrap();
    assert_eq!(slapd.search("(telephoneNumber=+4722000001)", &["uid"]).unwrap()[0].first("uid"), Some("emma.larsen"));
}

#[test]
fn every_database_is_fresh() {
    let postgres = Postgres::in_scratch().unwrap();
    let (first, second) = (postgres.url().unwrap(), postgres.url().unwrap());
    assert_ne!(first, second);
    let name = first.rsplit('/').next().unwrap();
    postgres.sql(name, "create table t (x int)").unwrap();
    let count = "select count(*) from information_schema.tables where table_schema = 'public'";
    assert_eq!(postgres.sql(name, count).unwrap().trim(), "1");
    assert_eq!(postgres.sql(second.rsplit('/').next().unwrap(), count).unwrap().trim(), "0");
}
