//! What stands around an installation: the identity providers, the directory, the mail server, the database, and a server that does not run.

use amend_tests::amend::{Amend, Options, Source};
use amend_tests::issuer::Issuer;
use amend_tests::mail::{MailServer, Security};
use amend_tests::people;
use amend_tests::provider::IdentityProvider;
use amend_tests::slapd::Slapd;
use serde_json::json;

use super::issuer::{ScriptedIssuer, good_key};
use super::{Behind, Said};
use crate::acts::on_both;
use crate::company::{Company, Database};

on_both!(the_database_is_looked_at);

/// A provider, a directory, a mail server and an issuer of Outlook's tokens, each as it should be; then the provider does not know our address, and
/// the mail server another password.
#[test]
fn everybody_whom_amend_asks_is_asked() {
    let mut mail = MailServer::start(Security::StartTls).unwrap();
    let slapd = Slapd::in_scratch(&people::sample(12).unwrap()).unwrap();
    let issuer = Issuer::start().unwrap();
    issuer.serve(&json!({ "issuer": issuer.url(), "keys": [good_key()] }).to_string());
    let guid = "1f2e3d4c-0000-4000-8000-123456789abc";
    let nested = format!(
        "[pane.nested]\ntenant = \"{guid}\"\nclient_id = \"{guid}\"\napi_client_id = \"{guid}\"\nissuer = {:?}\njwks_url = {:?}\n",
        issuer.url(),
        issuer.keys_url()
    );
    let mut provider = None;
    let mut behind = Behind::open(
        |portal| {
            let started = provider.insert(IdentityProvider::start(portal).unwrap());
            nested + &started.settings("works", "")
        },
        mail.environment(),
    );
    behind
        .amend
        .reconfigure(|options| {
            options.settings += &mail.settings();
            options.sources = vec![Source::of(&slapd)];
        })
        .unwrap();
    behind.amend.restart().unwrap();
    let said = behind.check();
    let secret = "settings file";
    // The rig hands the client's secret over in the settings, in a file for its owner alone.
    assert!(!said.parts().contains(&secret), "{:?}", said.parts());
    said.all_is_well();
    let seen = |part: &str| {
        let line = said.lines.iter().find(|line| line["part"] == part).unwrap_or_else(|| panic!("{:?}", said.parts()));
        line["seen"].as_str().unwrap().to_owned()
    };
    assert!(seen("sign_in.works redirect").ends_with("/sign-in/works/back is registered"));
    assert!(seen("sign_in.works").contains("answers as itself, with 1 keys"));
    assert!(seen("pane.nested").contains("with 1 keys"));
    assert!(seen("source corp").contains("12 people match"));
    assert!(seen("mail").contains("signed in as amend"));

    // Nobody signed in, and nothing was sent or written.
    issuer.serve(&json!({ "issuer": "https://elsewhere.example", "keys": [good_key()] }).to_string());
    behind.check().names_alone("pane.nested", "fail", "names another issuer");
    issuer.serve(&json!({ "issuer": issuer.url(), "keys": [{ "kty": "EC", "kid": "a" }] }).to_string());
    behind.check().names_alone("pane.nested", "fail", "no key that tokens can be checked with");
    issuer.serve(&json!({ "issuer": issuer.url(), "keys": [good_key()] }).to_string());

    let right = behind.amend.config_path();
    let text = std::fs::read_to_string(&right).unwrap();
    std::fs::write(&right, text.replace("client_id = \"amend-works\"", "client_id = \"amend-other\"")).unwrap();
    behind.check().names_alone(
        "sign_in.works redirect",
        "fail",
        "the provider refuses the question: 400 Bad Request, about redirect_uri",
    );
    std::fs::write(&right, text.replace("from = \"Amend <amend", "timeout_seconds = 5, from = \"Amend <amend"))
        .unwrap();
    mail.stop();
    behind.check().names_alone("mail", "fail", "");
    std::fs::write(&right, text.replace("cn=", "cn=no")).unwrap();
    behind.check().names("source corp", "fail", "");
}

/// A provider that is another one, has no keys for us, lives in another time, refuses, or is away.
#[test]
fn what_a_provider_says_is_judged() {
    let issuer = ScriptedIssuer::start();
    let behind = Behind::open(|_| issuer.settings(), Vec::new());
    let said = behind.check();
    said.all_is_well();
    assert!(said.lines.iter().any(|line| line["seen"].as_str().unwrap().contains("cannot be told without signing in")));

    issuer.says(|says| says.issuer = Some("http://127.0.0.1:1".to_owned()));
    behind.check().names_alone("sign_in.scripted", "fail", "it names another issuer");
    issuer.says(|says| (says.issuer, says.keys) = (None, json!([{ "kty": "oct", "kid": "a", "k": "AAAA" }])));
    behind.check().names_alone("sign_in.scripted", "fail", "no key that tokens can be checked with");
    issuer.says(|says| says.keys = json!([good_key()]));
    issuer.says(|says| says.date = Some("Tue, 15 Nov 1994 08:12:31 GMT".to_owned()));
    behind.check().names_alone("sign_in.scripted clock", "fail", "s behind this machine's");
    issuer.says(|says| (says.date, says.authorization) = (None, (400, None)));
    behind.check().names_alone("sign_in.scripted redirect", "fail", "the provider refuses the question: 400");
    let back = |url: &str, query: &str| Some(format!("{url}/sign-in/scripted/back?{query}"));
    let config = std::fs::read_to_string(behind.amend.config_path()).unwrap();
    let portal = config.split("public_url = \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    issuer.says(|says| says.authorization = (302, back(&portal, "error=unauthorized_client&state=a")));
    behind.check().names_alone("sign_in.scripted redirect", "fail", "unauthorized_client");
    issuer.says(|says| says.authorization = (302, back(&portal, "error=login_required&state=a")));
    behind.check().all_is_well();

    // Away: the port is somebody else's by now, or nobody's.
    std::fs::write(behind.amend.config_path(), config.replace(&issuer.url(), "http://127.0.0.1:9")).unwrap();
    behind.check().names_alone("sign_in.scripted", "fail", "http://127.0.0.1:9");
}

/// A server that does not run: its addresses are not looked at and say so; offline nobody but the database is asked.
#[test]
fn a_check_works_while_nothing_runs() {
    let mut amend = Amend::prepare_in_scratch(Options {
        port: Some(amend_tests::process::free_port().unwrap()),
        ..Options::default()
    })
    .unwrap();
    let said = Said::by(&amend, &["--offline"]);
    said.names_alone("database", "warn", "there is none yet");
    assert!(!amend.dir().join("amend.db").exists(), "a check makes nothing");
    amend.serve().unwrap();
    Said::by(&amend, &[]).all_is_well();
    amend.stop();
    Said::by(&amend, &[]).names_alone("portal", "warn", "`amend serve` does not run on this machine");
    let said = Said::by(&amend, &["--offline"]);
    said.all_is_well();
    assert!(said.parts().contains(&"audit log") && !said.parts().contains(&"portal"), "{:?}", said.parts());
}

/// I6: schema, clock, and a chain that another hand has broken.
fn the_database_is_looked_at(database: Database) {
    let company = Company::open_with(database, 6, Options::default());
    let said = Said::by(&company.amend, &[]);
    said.all_is_well();
    assert_eq!(said.parts().contains(&"database clock"), database == Database::Postgres);
    company.sql("update audit set action = 'nothing' where sequence = 2");
    Said::by(&company.amend, &[]).names_alone("audit log", "fail", "broken at row 2");
    company.sql("update _sqlx_migrations set version = 9999 where version = 1");
    Said::by(&company.amend, &["--offline"]).names_alone("database", "fail", "its schema is at step 9999");
    company.sql("delete from _sqlx_migrations where version > 5");
    Said::by(&company.amend, &["--offline"]).names_alone("database", "warn", "its schema is at step 5");
}
