//! Signing in to the portal with the company's identity provider: the way there and back, roles that come with it, and signing out in both places.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Options},
    browser::run_on_pages,
    client::{Client, Response},
    people,
    process::free_port,
    provider::{IdentityProvider, Visit},
    scratch::Scratch,
};
use serde_json::json;

use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::{audit, id_of},
};

on_both!(the_company_vouches_for_people, roles_come_and_go_with_the_groups);

/// A company with a provider that Amend knows by two names.
pub(crate) struct Works {
    pub(crate) company: Company,
    pub(crate) provider: IdentityProvider,
}

impl Works {
    pub(crate) fn open(database: Database) -> Self {
        Self::open_with(database, "", "")
    }

    /// The same with more settings, in front and in the table of `works`.
    pub(crate) fn open_with(database: Database, settings: &str, more: &str) -> Self {
        let port = free_port().unwrap();
        let portal = format!("http://127.0.0.1:{port}");
        let provider = IdentityProvider::start(&portal).unwrap();
        let options = Options {
            port: Some(port),
            settings: format!("public_url = \"{portal}\"\nsign_in_attempts_per_minute = 100\n{settings}"),
            tables: provider.settings("works", more) + &provider.settings("other", ""),
            ..Options::default()
        };
        Self { company: Company::open_with(database, 30, options), provider }
    }

    pub(crate) fn visit(&self) -> Visit {
        Visit::new(&self.company.amend.url(), &self.provider)
    }
}

/// Where an answer sends a browser.
pub(crate) fn leads(answer: &Response) -> &str {
    &answer.headers["location"]
}

/// The cookie of a session, for somebody without a client's manners.
fn session_cookie(answer: &Response) -> String {
    let all = &answer.headers["set-cookie"];
    let start = all.find("__Host-amend=").unwrap_or_else(|| panic!("no session in {all}"));
    all[start..].split(';').next().unwrap().to_owned()
}

/// M4, SEC7, SEC10: somebody comes back signed in to the page that they asked for; later their identity is known; the session before ends; who
/// signs out is signed out at the provider too; passwords and the local administrator stay.
fn the_company_vouches_for_people(database: Database) {
    let works = Works::open(database);
    let company = &works.company;
    let ways = company.amend.client().get("/api/v1/sign-in").expect_status(200).json;
    let providers = json!([{ "key": "works", "name": "works account" }, { "key": "other", "name": "other account" }]);
    assert_eq!(ways, json!({ "providers": providers, "passwords": true, "by_agent": false }));

    let emma = works.visit();
    let sent = emma.amend.get("/sign-in/works?to=/changes%3Fa%3Db").expect_status(303);
    for part in ["response_type=code", "code_challenge_method=S256", "scope=openid+profile+groups", "state=", "nonce="]
    {
        assert!(leads(&sent).contains(part), "{part} in {}", leads(&sent));
    }
    let kept = &sent.headers["set-cookie"];
    for part in ["__Host-amend-sign-in=", "; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"] {
        assert!(kept.contains(part), "{part} in {kept}");
    }
    let first = emma.sign_in("/sign-in/works?to=/changes%3Fa%3Db", people::EMPLOYEE).expect_status(303);
    assert_eq!(leads(&first), "/changes?a=b");
    assert!(!first.headers.contains_key("cross-origin-opener-policy"), "Outlook's dialog keeps its opener");
    let old = session_cookie(&first);
    let session = emma.amend.get("/api/v1/session").expect_status(200).json;
    assert_eq!((&session["name"], &session["roles"]), (&json!("Emma Larsen"), &json!([])));
    let linked = audit(company, "identity.link");
    assert_eq!(linked[0]["detail"]["proof"], "uid", "{linked:?}");
    let opened = audit(company, "session.open");
    let detail = &opened[0]["detail"];
    assert_eq!((&detail["by"], &detail["provider"]), (&json!("provider"), &json!("works")), "{detail}");

    // Whoever is signed in there need not say so again. The session before is worthless.
    let second = emma.sign_in("/sign-in/works", "nobody.is.asked").expect_status(303);
    assert_eq!(leads(&second), "/");
    assert_ne!(session_cookie(&second), old);
    let with =
        |cookie: &str| company.amend.client().send("GET", "/api/v1/me", &[("cookie", cookie)], None).unwrap().status;
    assert_eq!((with(&old), with(&session_cookie(&second))), (401, 200));
    assert_eq!(audit(company, "identity.link").len(), 1, "known by now");

    // Signing out leads to the provider, and from there back here.
    let out = emma.amend.delete("/api/v1/session").expect_status(200);
    assert_eq!(with(&session_cookie(&second)), 401);
    let there = out.json["provider"].as_str().unwrap().to_owned();
    assert!(there.starts_with(&works.provider.url()) && there.contains("id_token_hint="), "{there}");
    let asked = emma.at_provider(&there).expect_status(200).text();
    let secret = asked.split("name=\"xsrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let done = emma.type_in("/session/end/confirm", &format!("xsrf={secret}&logout=yes")).expect_status(303);
    assert_eq!(leads(&done).split('?').next().unwrap(), format!("{}/", company.amend.url()));
    let marta = emma.sign_in("/sign-in/works", people::MANAGER).expect_status(303);
    assert_eq!(leads(&marta), "/", "somebody else may sign in now");
    assert_eq!(emma.amend.get("/api/v1/session").json["name"], "Marta Nowak");

    company.signed_in(people::EMPLOYEE).delete("/api/v1/session").expect_status(204);
    company.amend.client().sign_in(ADMINISTRATOR, ADMINISTRATOR_PASSWORD).expect_status(200);
}

/// SEC9, M4: a group brings a role for as long as the sign-in lasts and no longer; what was granted here stays; a blocked person is out with the next
/// request and cannot come back; whoever has no profile is told so and listed.
fn roles_come_and_go_with_the_groups(database: Database) {
    let roles = "role_claim = \"groups\"\n[[sign_in.role]]\nvalue = \"g-auditors\"\nrole = \"auditor\"\n\
                 [[sign_in.role]]\nvalue = \"g-admins\"\nrole = \"system-admin\"\n";
    let works = Works::open_with(database, "", roles);
    let company = &works.company;
    let roles_of = |client: &Client| client.get("/api/v1/session").expect_status(200).json["roles"].clone();
    let in_groups = |groups: &[&str]| {
        works.provider.says(&json!({ "groups": { people::EMPLOYEE: groups } })).unwrap();
        let visit = works.visit();
        visit.sign_in("/sign-in/works", people::EMPLOYEE).expect_status(303);
        visit
    };
    company.amend.cli(&["admin", "grant", people::EMPLOYEE, "service-desk"], "").unwrap();
    let auditor = in_groups(&["g-auditors", "g-chess"]);
    assert_eq!(roles_of(&auditor.amend), json!(["service-desk", "auditor"]));
    auditor.amend.get("/api/v1/audit").expect_status(200);
    // Signed in by a password, nobody vouches for the group.
    assert_eq!(roles_of(&company.signed_in(people::EMPLOYEE)), json!(["service-desk"]));
    let admin = in_groups(&["g-admins"]);
    assert_eq!(roles_of(&admin.amend), json!(["service-desk", "system-admin"]));
    let neither = in_groups(&[]);
    assert_eq!(roles_of(&neither.amend), json!(["service-desk"]));
    neither.amend.get("/api/v1/audit").expect_status(403);
    let told: Vec<_> = audit(company, "session.roles").iter().map(|row| row["detail"].clone()).collect();
    let expected = [
        json!({ "provider": "works", "granted": [], "ended": ["system-admin"] }),
        json!({ "provider": "works", "granted": ["system-admin"], "ended": ["auditor"] }),
        json!({ "provider": "works", "granted": ["auditor"], "ended": [] }),
    ];
    assert_eq!(told, expected);

    let emma = id_of(company, people::EMPLOYEE);
    let version = company.root.get(&format!("/api/v1/people/{emma}")).expect_status(200).json["version"].clone();
    company
        .root
        .send(
            "POST",
            &format!("/api/v1/people/{emma}/block"),
            &[("if-match", &format!("\"{version}\""))],
            Some(&json!({ "note": "left" })),
        )
        .unwrap();
    neither.amend.get("/api/v1/me").expect_status(401);
    assert_eq!(
        leads(&neither.sign_in("/sign-in/works?to=/changes", people::EMPLOYEE)),
        "/changes?sign_in_failed=blocked"
    );

    let stranger = works.visit();
    assert_eq!(leads(&stranger.sign_in("/sign-in/works", "no.body")), "/?sign_in_failed=not_linked");
    stranger.amend.get("/api/v1/me").expect_status(401);
    let unlinked = company.root.get("/api/v1/unlinked-sign-ins").expect_status(200).json;
    assert_eq!((&unlinked[0]["name"], &unlinked[0]["reason"]), (&json!("no.body"), &json!("not_found")), "{unlinked}");

    // What ends at the provider ends here.
    let marta = works.visit();
    marta.sign_in("/sign-in/works", people::MANAGER).expect_status(303);
    marta.amend.get("/api/v1/me").expect_status(200);
    let asked = marta.at_provider("/session/end").expect_status(200).text();
    let secret = asked.split("name=\"xsrf\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    marta.type_in("/session/end/confirm", &format!("xsrf={secret}&logout=yes"));
    marta.amend.get("/api/v1/me").expect_status(401);
    assert_eq!(audit(company, "session.end")[0]["detail"], json!({ "provider": "works" }));
}

/// M4: the whole way in a browser, by keyboard, with what a browser's policies allow; a session that ran out is renewed beside the page.
#[test]
fn a_browser_goes_there_and_back() {
    let mut works = Works::open(Database::Sqlite);
    let scratch = Scratch::new("provider-sign-in").unwrap();
    let url = works.company.amend.url();
    let environment = [("AMEND_URL", url.as_str()), ("AMEND_USER", people::EMPLOYEE)];
    run_on_pages("provider_sign_in.mjs", scratch.path(), &environment).unwrap();
    assert_eq!(audit(&works.company, "session.refused").len(), 1, "the one that was cancelled");

    works.company.amend.reconfigure(|options| options.settings += "password_sign_in = false\n").unwrap();
    works.company.amend.restart().unwrap();
    let environment =
        [("AMEND_URL", url.as_str()), ("AMEND_USER", ADMINISTRATOR), ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD)];
    run_on_pages("provider_alone.mjs", scratch.path(), &environment).unwrap();
}
