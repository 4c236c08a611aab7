//! Nothing of the directory's account leaves the company (S4.5).

use amend_tests::amend::{Options, Source};

use super::{Inside, usual};
use crate::{acts::on_both, company::Database};

on_both!(nowhere_outside_is_the_account_or_where_the_directory_is);

/// Rows of a database as text, wherever they are.
fn whole_database(inside: &Inside) -> Vec<u8> {
    match &inside.postgres {
        Some(database) => {
            let rows = "select query_to_xml(format('select * from %I', table_name), true, false, '')
                from information_schema.tables where table_schema = 'public'";
            database.sql(rows).unwrap().into_bytes()
        }
        None => ["amend.db", "amend.db-wal"]
            .iter()
            .flat_map(|file| std::fs::read(inside.amend.dir().join(file)).unwrap_or_default())
            .collect(),
    }
}

/// S4.4, S4.5: after set-up, runs and failures of every kind, neither password nor account nor address of the directory is in the server's
/// database, answers or log; the password is not even in the agent's log.
fn nowhere_outside_is_the_account_or_where_the_directory_is(database: Database) {
    let settings = "[agents]\npatience_seconds = 2\n".to_owned();
    let environment = vec![("AMEND_LOG".to_owned(), "debug,sqlx=info,hyper=info".to_owned())];
    let options = Options { tables: settings, environment, ..Options::default() };
    let mut inside = Inside::finished(database, options);
    let (secret, account) = ("Geheim-4c77-inside", "cn=planted-account,dc=example,dc=test");
    inside
        .slapd
        .modify(&format!(
            "dn: {account}\nchangetype: add\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: planted-account\nuserPassword: {secret}\n"
        ))
        .unwrap();
    let planted = |password: &str| Source {
        bind_dn: account.to_owned(),
        bind_password: password.to_owned(),
        ..Source::of(&inside.slapd)
    };
    let (right, wrong) = (planted(secret), planted(&format!("{secret}-wrong")));
    let closed = Source { url: "ldaps://127.0.0.1:9".to_owned(), ..planted(secret) };
    let mut said = Vec::new();
    for source in [&wrong, &closed, &right] {
        inside.agent.stop();
        inside.agent.configure(&inside.amend.url(), source, &usual()).unwrap();
        inside.starts();
        for step in ["address", "account", "base", "filter"] {
            said.push(inside.check(step).to_string());
        }
        said.push(inside.run("?full=true").to_string());
        said.push(inside.run("").to_string());
    }
    let address = inside.slapd.ldaps_url.trim_start_matches("ldaps://").to_owned();
    for path in ["", "/setup", "/agents"] {
        said.push(inside.root.get(&inside.path(path)).expect_status(200).text());
    }
    said.push(inside.root.get("/api/v1/audit?limit=200").expect_status(200).text());
    said.push(inside.root.get(&inside.path("/runs")).expect_status(200).text());
    said.push(inside.amend.log());
    said.push(String::from_utf8_lossy(&whole_database(&inside)).into_owned());
    for text in &said {
        for hidden in [secret, "planted-account", &address, "127.0.0.1:9\""] {
            assert!(!text.contains(hidden), "{hidden} is in {}", &text[..text.len().min(2000)]);
        }
    }
    let log = inside.agent.log();
    assert!(!log.contains(secret), "{log}");
    // Nor is anybody's data in it.
    assert!(!log.contains("emma.larsen") && !log.contains("Larsen"), "{log}");
}
