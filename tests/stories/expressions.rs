//! Expressions of the settings file, and over a real Active Directory that tells only what has changed.

use amend_tests::{
    amend::{Amend, Options},
    hostile_ldap::{HostileLdap, Script},
    people,
};
use serde_json::json;

use crate::{
    company::{Database, field},
    domain::{Domain, PEOPLE},
    hostile_directory::source,
};

/// S2.4, S2.10, SEC23: what a set-up refuses, the settings file is refused for, with the key.
#[test]
fn the_settings_file_says_what_is_wrong_with_an_expression() {
    let server = HostileLdap::start(Script::people(1)).unwrap();
    for (expression, says) in [
        ("{{ userPassword | upper }}", "holds a password or a key"),
        ("{{ sn | shout }}", "at character 9: there is no filter `shout`"),
        ("{{ sn", "at character 4"),
        ("{% for a in all.mail %}{% endfor %}", "`for` is not known here"),
    ] {
        let mapping = format!("[source.mapping]\nabout = {{ expression = \"{expression}\" }}\n");
        let options = Options { sources: vec![source(&server, &mapping)], ..Options::default() };
        let mut amend = Amend::prepare_in_scratch(options).unwrap();
        let refused = amend.serve().unwrap_err().to_string();
        for part in ["source.corp.mapping.about", says] {
            assert!(refused.contains(part), "{part} is not in {refused}");
        }
    }
    assert!(server.op_log().is_empty(), "the directory was not even asked");
}

/// S2.4, S3.13, X13: DirSync tells the attributes that have changed and no others; an expression over one that has not does not take it for blank.
fn follows_what_did_not_change(how: &str, replicates: bool) {
    let domain = Domain::synced(Database::Sqlite, |source, samba| {
        if replicates {
            (source.bind_dn, source.bind_password) = (samba.replication_dn.clone(), samba.replication_password.clone());
        }
        source.settings += &format!(
            "incremental = \"{how}\"\ncompare_ids_minutes = 0\n[source.mapping]\n\
             display_name = {{ expression = \"{{{{ givenName }}}} {{{{ sn | upper }}}}\" }}\n\
             about = {{ expression = \"{{{{ title | default('no title') }}}}, {{{{ whenCreated | date('%Y') | default('?') }}}}\" }}\n\
             title = \"title\"\nmail = \"mail\"\nmanager = \"manager\"\nemployee_number = \"employeeNumber\"\n"
        );
    });
    let value = |key: &str| field(&domain.profile(people::EMPLOYEE), key)["value"].as_str().unwrap().to_owned();
    let name = value("display_name");
    let (given, surname) = name.split_once(' ').unwrap();
    assert_eq!(surname, surname.to_uppercase());
    let year = value("about").rsplit(", ").next().unwrap().to_owned();
    assert!(year.parse::<u32>().is_ok_and(|year| year > 2000), "{year}");

    domain.changes(people::EMPLOYEE, "modify\nreplace: sn\nsn: Berg");
    let run = domain.delta();
    assert_eq!(
        (&run["state"], &run["kind"], &run["counts"]["seen"]),
        (&json!("complete"), &json!("delta"), &json!(1)),
        "{run}"
    );
    assert_eq!(value("display_name"), format!("{given} BERG"));
    assert_eq!(value("about").rsplit(", ").next(), Some(year.as_str()));

    // Neither of what the name looks at.
    domain.changes(people::EMPLOYEE, "modify\nreplace: title\ntitle: Sales Lead");
    assert_eq!(domain.delta()["counts"]["changed"], 1);
    assert_eq!((value("display_name"), value("about")), (format!("{given} BERG"), format!("Sales Lead, {year}")));

    domain.changes(people::EMPLOYEE, "modify\ndelete: title");
    assert_eq!(domain.delta()["counts"]["changed"], 1);
    assert_eq!(value("about"), format!("no title, {year}"));
    let full = domain.sync();
    assert_eq!((&full["counts"]["seen"], &full["counts"]["changed"]), (&json!(PEOPLE), &json!(0)), "{full}");
}

#[test]
fn by_dir_sync_what_did_not_change_is_not_blank() {
    follows_what_did_not_change("dirsync", true);
}

#[test]
fn by_dir_sync_with_a_plain_reader_what_did_not_change_is_not_blank() {
    follows_what_did_not_change("dirsync", false);
}
