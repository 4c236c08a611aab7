//! The servers of the rig do what the stories rely on.

use amend_tests::people::{self, active_directory};
use amend_tests::postgres::Postgres;
use amend_tests::programs::{need, run, run_any};
use amend_tests::samba::Samba;
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

#[test]
fn the_domain_has_its_people_over_tls_and_keeps_them() {
    let mut samba = Samba::in_scratch(&active_directory::sample(48).unwrap()).unwrap();
    let as_account = |samba: &Samba, dn: &str, password: &str| {
        let mut command = Command::new(need("ldapsearch").unwrap());
        command.env("LDAPTLS_CACERT", &samba.ca_pem_path).args([
            "-x",
            "-H",
            &samba.ldaps_url,
            "-D",
            dn,
            "-w",
            password,
        ]);
        command
    };

    // The sync account pages through everybody over LDAPS.
    let mut everybody = as_account(&samba, &samba.sync_dn, &samba.sync_password);
    everybody.args(["-LLL", "-E", "pr=10/noprompt", "-b", &active_directory::people_base(), "(objectClass=user)"]);
    let found = run(everybody.args(["sAMAccountName", "unicodePwd"]), "").unwrap();
    assert_eq!(found.matches("\nsAMAccountName: ").count(), 48);
    assert!(!found.contains("unicodePwd"));
    let emma = samba.search("(sAMAccountName=emma.larsen)", &["manager", "memberOf"]).unwrap().remove(0);
    assert!(emma.first("manager").unwrap().starts_with("CN=Marta Nowak,OU=Kraków,"));
    assert!(emma.first("memberOf").unwrap().starts_with("CN=Sales,"));
    let nested = samba.search(
        "(&(memberOf:1.2.840.113556.1.4.1941:=CN=Everybody,OU=Groups,OU=Company,DC=example,DC=test)(objectClass=user))",
        &["cn"],
    );
    assert_eq!(nested.unwrap().len(), 48, "everybody is in the group or in the group inside it");

    // A person binds with the own password and with no other, and a disabled one with none.
    let binds = |samba: &Samba, username: &str, password: &str| {
        let dn = samba.dn_of(username).unwrap();
        let mut search = as_account(samba, &dn, password);
        run_any(search.args(["-s", "base", "-b", "", "highestCommittedUSN"]), "").unwrap().0 == Some(0)
    };
    assert!(binds(&samba, people::EMPLOYEE, people::PASSWORD) && !binds(&samba, people::EMPLOYEE, "wrong"));
    assert!(!binds(&samba, active_directory::DISABLED, people::PASSWORD));
    samba.set_password(people::EMPLOYEE, "another-one").unwrap();
    assert!(binds(&samba, people::EMPLOYEE, "another-one"));

    // Only the account for that sees what was deleted.
    let guid = samba.search("(sAMAccountName=marta.nowak)", &["mail"]).unwrap().remove(0).dn;
    samba.modify(&format!("{}\nchangetype: delete\n", people::line("dn", &guid))).unwrap();
    let deleted = |samba: &Samba, dn: &str, password: &str| {
        let mut search = as_account(samba, dn, password);
        search.args(["-LLL", "-E", "!1.2.840.113556.1.4.417", "-b", &samba.base]);
        run(search.args(["(&(isDeleted=TRUE)(sAMAccountName=marta.nowak))", "cn"]), "").unwrap().contains("dn: ")
    };
    assert!(deleted(&samba, &samba.replication_dn, &samba.replication_password));
    assert!(!deleted(&samba, &samba.sync_dn, &samba.sync_password));
    // DirSync without flags, which asks for the right to replicate.
    let follows = |samba: &Samba, dn: &str, password: &str| {
        let mut search = as_account(samba, dn, password);
        search.args(["-LLL", "-E", "!dirSync=0/1000", "-b", &samba.base]);
        run_any(search.args(["(objectClass=user)", "name"]), "").unwrap().0
    };
    assert_eq!(follows(&samba, &samba.replication_dn, &samba.replication_password), Some(0));
    assert_eq!(follows(&samba, &samba.sync_dn, &samba.sync_password), Some(50), "insufficientAccessRights, RFC 4511");

    samba.restart().unwrap();
    assert!(samba.dn_of("marta.nowak").is_err() && samba.dn_of(people::EMPLOYEE).is_ok());

    // Two at once, each with entries of its own.
    let other = Samba::in_scratch(&active_directory::sample(48).unwrap()).unwrap();
    assert_ne!(other.ldaps_url, samba.ldaps_url);
    assert!(other.dn_of("marta.nowak").is_ok());
}
