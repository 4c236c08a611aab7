//! Access tokens at the pane's door: which are taken, whose they are, and what a person who is vouched for and not linked is told.

use std::time::Instant;

use amend_tests::{
    amend::{Options, Source},
    browser::run_on_pages,
    client::{Client, Response},
    issuer::{Issuer, encoded},
    people,
    process::free_port,
    scratch::Scratch,
    slapd::Slapd,
};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::{audit, id_of},
};

on_both!(
    who_is_vouched_for_is_found_once,
    who_is_blocked_is_out_at_once,
    an_identity_goes_with_its_proof,
    who_is_deleted_leaves_no_identity
);

pub(crate) const TENANT: &str = "aaaaaaaa-0000-4000-8000-000000000001";
const PANE: &str = "bbbbbbbb-0000-4000-8000-000000000002";
const API: &str = "cccccccc-0000-4000-8000-000000000003";
const OTHER: &str = "dddddddd-0000-4000-8000-000000000004";

/// The `oid` of somebody, by a number.
pub(crate) fn oid(number: u32) -> String {
    format!("eeeeeeee-0000-4000-8000-{number:012}")
}

/// The settings of nested app authentication for an issuer. `link` says how people are found.
pub(crate) fn nested(issuer: &Issuer, link: &str) -> String {
    format!(
        "[pane.nested]\ntenant = \"{TENANT}\"\nclient_id = \"{PANE}\"\napi_client_id = \"{API}\"\nissuer = \"{}\"\njwks_url = \"{}\"\n\
         [pane.nested.link]\n{link}\n",
        issuer.url(),
        issuer.keys_url()
    )
}

/// Settings of an installation with a pane that takes an issuer's tokens, and the pane's address.
pub(crate) fn options(issuer: &Issuer, link: &str) -> (Options, String) {
    let (port, pane) = (free_port().unwrap(), free_port().unwrap());
    let url = format!("http://127.0.0.1:{pane}");
    let nested = nested(issuer, link);
    let options = Options {
        port: Some(port),
        settings: format!("public_url = \"http://127.0.0.1:{port}\"\nsign_in_attempts_per_minute = 1000\n"),
        tables: format!("\n[pane]\nlisten = \"127.0.0.1:{pane}\"\npublic_url = \"{url}\"\n{nested}"),
        ..Options::default()
    };
    (options, url)
}

/// A company whose people are found by their user name; the administrator answers for that.
pub(crate) struct Office {
    pub(crate) company: Company,
    issuer: Issuer,
    pub(crate) pane: Client,
}

pub(crate) const BY_NAME: &str = "claim = \"preferred_username\"\nattribute = \"uid\"";

impl Office {
    pub(crate) fn open(database: Database) -> Self {
        let issuer = Issuer::start().unwrap();
        let (options, url) = options(&issuer, BY_NAME);
        Self { company: Company::open_with(database, 30, options), issuer, pane: Client::new(&url) }
    }

    /// A good token of somebody.
    pub(crate) fn token(&self, number: u32, name: &str) -> String {
        self.issuer.token(&with(claims(&self.issuer, number), json!({ "preferred_username": name }))).unwrap()
    }

    pub(crate) fn me(&self, token: &str) -> Response {
        ask(&self.pane, token)
    }

    fn unlinked(&self) -> Vec<Value> {
        unlinked(&self.company.root)
    }
}

/// The own profile, with a token.
pub(crate) fn ask(pane: &Client, token: &str) -> Response {
    pane.send("GET", "/api/v1/me", &[("authorization", &format!("Bearer {token}"))], None).unwrap()
}

pub(crate) fn unlinked(root: &Client) -> Vec<Value> {
    root.get("/api/v1/unlinked-sign-ins").expect_status(200).json.as_array().unwrap().clone()
}

/// What a good token says.
pub(crate) fn claims(issuer: &Issuer, number: u32) -> Value {
    let now = now();
    json!({
        "iss": issuer.url(), "tid": TENANT, "ver": "2.0", "aud": API, "azp": PANE, "azpacr": "0", "scp": "Profile.Edit", "acct": 0,
        "iat": now - 10, "nbf": now - 10, "exp": now + 3600, "oid": oid(number), "sub": "pairwise", "name": "Emma Larsen",
    })
}

#[expect(clippy::disallowed_methods, reason = "tokens say until when they are good")]
pub(crate) fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// The same claims but for these; one that is null is taken out.
pub(crate) fn with(mut claims: Value, others: Value) -> Value {
    let Value::Object(others) = others else { panic!("no claims") };
    let known = claims.as_object_mut().unwrap();
    for (name, value) in others {
        if value.is_null() {
            known.remove(&name)
        } else {
            known.insert(name, value)
        };
    }
    claims
}

/// Claims that make a token worthless.
fn wrong_claims(issuer: &Issuer) -> Vec<(&'static str, Value)> {
    let now = now();
    let tenant_of_others = issuer.url().replace("tenant", OTHER);
    vec![
        ("the issuer of another tenant", json!({ "iss": tenant_of_others })),
        ("the issuer with a slash more", json!({ "iss": format!("{}/", issuer.url()) })),
        ("the issuer of version 1", json!({ "iss": format!("https://sts.windows.net/{TENANT}/") })),
        ("no issuer", json!({ "iss": null })),
        ("two issuers", json!({ "iss": [issuer.url(), "x"] })),
        ("another tenant (SEC7)", json!({ "tid": OTHER, "preferred_username": people::EMPLOYEE })),
        ("another tenant and issuer", json!({ "tid": OTHER, "iss": tenant_of_others })),
        ("no tenant", json!({ "tid": null })),
        ("version 1", json!({ "ver": "1.0" })),
        ("version 2 as a number", json!({ "ver": 2.0 })),
        ("no version", json!({ "ver": null })),
        ("another audience", json!({ "aud": OTHER })),
        ("the audience by its address", json!({ "aud": format!("api://{API}") })),
        ("the pane as audience: an ID token", json!({ "aud": PANE })),
        ("a list of audiences", json!({ "aud": [API, OTHER] })),
        ("no audience", json!({ "aud": null })),
        ("Microsoft Graph's", json!({ "aud": "00000003-0000-0000-c000-000000000000" })),
        ("asked for by another", json!({ "azp": OTHER })),
        ("asked for by nobody", json!({ "azp": null })),
        ("version 1 of asked for by", json!({ "azp": null, "appid": PANE })),
        ("expired", json!({ "nbf": now - 7200, "exp": now - 61 })),
        ("never expires", json!({ "exp": null })),
        ("expires in words", json!({ "exp": "never" })),
        ("expires out of range", json!({ "exp": 1e300 })),
        ("not yet good", json!({ "nbf": now + 120 })),
        ("good since never", json!({ "nbf": null })),
        ("good after it expired", json!({ "nbf": now + 30, "exp": now + 20 })),
        ("no scope: an ID token of one registration", json!({ "scp": null, "nonce": "n" })),
        ("an empty scope", json!({ "scp": "" })),
        ("part of the scope", json!({ "scp": "Profile" })),
        ("the scope with more behind", json!({ "scp": "Profile.EditAll" })),
        ("the scope in small letters", json!({ "scp": "profile.edit" })),
        ("the scope as a list", json!({ "scp": ["Profile.Edit"] })),
        ("a role for a scope", json!({ "scp": null, "roles": ["Profile.Edit"] })),
        ("a program's", json!({ "idtyp": "app" })),
        ("a device's", json!({ "idtyp": "device" })),
        ("an odd kind", json!({ "idtyp": 1 })),
        ("nobody's", json!({ "oid": null })),
        ("somebody's who is no GUID", json!({ "oid": "x' or 1=1 --" })),
        ("a number's", json!({ "oid": 7 })),
        ("a guest's (SEC7)", json!({ "acct": 1 })),
        ("a guest's in words", json!({ "acct": "1" })),
        ("a guest's in no words", json!({ "acct": true })),
        ("a guest's by who signed them in", json!({ "idp": format!("https://sts.windows.net/{OTHER}/") })),
        ("a private account's", json!({ "idp": "live.com" })),
    ]
}

/// Tokens that are forged in another way.
fn forgeries(office: &Office, trap: &Issuer) -> Vec<(&'static str, String)> {
    let issuer = &office.issuer;
    let (kid, good) = (issuer.key.id.as_str(), claims(issuer, 1));
    let good = with(good, json!({ "preferred_username": people::EMPLOYEE })).to_string();
    let header = |more: Value| with(json!({ "typ": "JWT", "alg": "RS256", "kid": kid }), more).to_string();
    let signed = |more: Value| issuer.signed(&header(more), &good).unwrap();
    let signed_as = |more: Value, how: &str| issuer.signed_as(&header(more), &good, how).unwrap();
    let token = issuer.signed(&header(json!({})), &good).unwrap();
    let (message, signature) = token.rsplit_once('.').unwrap();
    let unsigned = |alg: &str| format!("{}.{}.", encoded(&header(json!({ "alg": alg }))), encoded(&good));
    let trapped = trap.signed(&header(json!({})), &good).unwrap();
    let twice = format!("{{\"aud\":\"{OTHER}\",{}", &good[1..]);
    let elsewhere = trap.keys_url();
    vec![
        ("alg none", unsigned("none")),
        ("alg None", unsigned("None")),
        ("alg RS256 without a signature", unsigned("RS256")),
        (
            "HS256 with the public key",
            signed_as(json!({ "alg": "HS256" }), "-sha256 -mac HMAC -macopt hexkey:{public}"),
        ),
        ("HMAC under the name of RS256", signed_as(json!({}), "-sha256 -mac HMAC -macopt hexkey:{public}")),
        ("RS512", signed_as(json!({ "alg": "RS512" }), "-sha512 -sign {key}")),
        ("SHA-512 under the name of RS256", signed_as(json!({}), "-sha512 -sign {key}")),
        (
            "PS256",
            signed_as(
                json!({ "alg": "PS256" }),
                "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sign {key}",
            ),
        ),
        ("ES256", signed(json!({ "alg": "ES256" }))),
        ("alg as a list", signed(json!({ "alg": ["RS256"] }))),
        ("no alg", signed(json!({ "alg": null }))),
        ("no kid", signed(json!({ "kid": null }))),
        ("a kid that is not known", signed(json!({ "kid": "key-2" }))),
        ("a kid that is a path", signed(json!({ "kid": "../../../../dev/null" }))),
        ("a kid that is SQL", signed(json!({ "kid": "key-1' or '1'='1" }))),
        ("a kid that is an address", signed(json!({ "kid": elsewhere }))),
        ("jku", trap.signed(&header(json!({ "jku": elsewhere })), &good).unwrap()),
        ("jku beside a good signature", signed(json!({ "jku": elsewhere }))),
        ("x5u", trap.signed(&header(json!({ "x5u": elsewhere })), &good).unwrap()),
        ("x5c", signed(json!({ "x5c": ["MIIB"] }))),
        ("jwk", signed(json!({ "jwk": { "kty": "RSA", "n": "AQAB", "e": "AQAB" } }))),
        ("crit", signed(json!({ "crit": ["exp"] }))),
        ("another type", signed(json!({ "typ": "JOSE" }))),
        ("signed by another with this kid", trapped.clone()),
        ("the signature of another token", format!("{message}.{}", trapped.rsplit('.').next().unwrap())),
        ("a signature that is cut", format!("{message}.{}", &signature[..signature.len() - 4])),
        ("a signature with padding", format!("{token}==")),
        ("other claims under a good signature", {
            let other = with(claims(issuer, 2), json!({ "preferred_username": people::ADMIN }));
            format!("{}.{}.{signature}", encoded(&header(json!({}))), encoded(&other.to_string()))
        }),
        ("a name that stands twice", issuer.signed(&header(json!({})), &twice).unwrap()),
        ("a header's name that stands twice", {
            let twice = format!("{{\"alg\":\"none\",{}", &header(json!({}))[1..]);
            issuer.signed(&twice, &good).unwrap()
        }),
        ("a huge one", {
            let padded = with(serde_json::from_str(&good).unwrap(), json!({ "groups": "x".repeat(20_000) }));
            issuer.signed(&header(json!({})), &padded.to_string()).unwrap()
        }),
        ("four parts", format!("{token}.x")),
        ("two parts", message.to_owned()),
        ("dots", "..".to_owned()),
        ("no JSON", issuer.signed(&header(json!({})), "claims").unwrap()),
        ("a list", issuer.signed(&header(json!({})), "[]").unwrap()),
        ("JSON without an end", issuer.signed(&header(json!({})), &"[".repeat(5000)).unwrap()),
    ]
}

/// Why tokens are refused, in the log's words.
const REASONS: [&str; 24] = [
    "another issuer",
    "another tenant",
    "another version",
    "meant for another interface",
    "asked for by another program",
    "no exp",
    "no nbf",
    "expired",
    "not yet good",
    "no scp",
    "without the scope",
    "of a program or device",
    "its oid is no GUID",
    "of a guest",
    "longer than tokens are",
    "no token",
    "not in base64url",
    "not an object with each name once",
    "not signed with RS256",
    "its header says more than it may",
    "another type of token",
    "no key id",
    "its signature is wrong",
    "signed with a key that the issuer does not have",
];

/// SEC6: about eighty tokens that are not good, with none of which anything is read or fetched from elsewhere; the keys are fetched once a minute at most.
#[test]
fn forged_tokens_are_refused() {
    let began = Instant::now();
    let office = Office::open(Database::Sqlite);
    let trap = Issuer::start().unwrap();
    let mut forged: Vec<(&str, String)> = wrong_claims(&office.issuer)
        .into_iter()
        .map(|(what, others)| {
            let named = with(claims(&office.issuer, 1), json!({ "preferred_username": people::EMPLOYEE }));
            (what, office.issuer.token(&with(named, others)).unwrap())
        })
        .collect();
    forged.extend(forgeries(&office, &trap));
    assert!(forged.len() >= 60, "{}", forged.len());
    for (what, token) in &forged {
        let answer = office.me(token);
        assert_eq!((answer.status, &answer.json["code"]), (401, &json!("not_signed_in")), "{what}: {}", answer.text());
    }
    assert!(
        office.unlinked().is_empty() && audit(&office.company, "identity.link").is_empty(),
        "nobody was even looked for"
    );

    // The same claims in a token that is good.
    let good = office.token(1, people::EMPLOYEE);
    assert_eq!(office.me(&good).expect_status(200).json["username"], people::EMPLOYEE);
    let member = with(
        claims(&office.issuer, 1),
        json!({ "idp": format!("https://sts.windows.net/{TENANT}/"), "scp": "a Profile.Edit b" }),
    );
    office.me(&office.issuer.token(&member).unwrap()).expect_status(200);
    // What tells a good token from a forged one is the log's alone; neither has a word of a token.
    let log = office.company.amend.log();
    assert!(
        log.contains("bearer.not_taken") && !log.contains(&good[..40]) && !log.contains(&forged[0].1[..40]),
        "{log}"
    );

    // Each check has refused one of them.
    for reason in REASONS {
        assert!(log.contains(reason), "nothing was refused for: {reason}");
    }
    assert!(trap.asked().is_empty(), "{:?}", trap.asked());
    let asked = office.issuer.asked();
    assert!(asked.iter().all(|path| path == "/keys"), "{asked:?}");
    let minutes = usize::try_from(began.elapsed().as_secs() / 60).unwrap();
    assert!((1..=minutes + 1).contains(&asked.len()), "{asked:?} in {minutes} minutes");
    // Neither door takes the other's proof, and the issuer's silence stops nobody.
    office.issuer.silence(true);
    ask(&office.company.amend.client(), &good).expect_status(401);
    office.me(&good).expect_status(200);
    assert_eq!(office.issuer.asked().len(), asked.len(), "a good token asks nobody");
}

/// An issuer that cannot be asked is no fault of the token: the pane is told to come again.
#[test]
fn an_issuer_that_is_away_is_told_apart() {
    let office = Office::open(Database::Sqlite);
    office.issuer.silence(true);
    let answer = office.me(&office.token(1, people::EMPLOYEE));
    assert_eq!((answer.status, &answer.json["code"]), (503, &json!("unavailable")), "{}", answer.text());
}

/// SEC7, S4.18: the first sign-in is linked by the directory's word, later ones by what never changes; a name that moves or is given to another
/// moves nothing; who cannot be linked is told why and is listed.
fn who_is_vouched_for_is_found_once(database: Database) {
    let office = Office::open(database);
    let company = &office.company;
    let emma = id_of(company, people::EMPLOYEE);
    assert_eq!(office.me(&office.token(1, people::EMPLOYEE)).expect_status(200).json["id"], emma);
    // Another mail or name later on, and none at all.
    for name in ["renamed@example.test", people::ADMIN, ""] {
        assert_eq!(office.me(&office.token(1, name)).expect_status(200).json["id"], emma, "{name}");
    }
    let linked = audit(company, "identity.link");
    assert_eq!((linked.len(), &linked[0]["detail"]["proof"]), (1, &json!("uid")), "{linked:?}");

    // Somebody else who got the name.
    let refused = office.me(&office.token(2, people::EMPLOYEE)).expect_status(403);
    assert_eq!(refused.json["code"], "not_linked");
    assert!(refused.json["detail"].as_str().unwrap().contains("another account"), "{}", refused.text());
    // Nobody has it, and no wildcard or filter finds anybody.
    for name in ["nobody.atall", "*", "emma*", "x)(uid=*", "emma.larsen\u{0}"] {
        let refused = office.me(&office.token(3, name)).expect_status(403);
        assert_eq!(refused.json["code"], "not_linked", "{name}");
    }
    let listed = office.unlinked();
    let reasons: Vec<&str> = listed.iter().map(|row| row["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["no_proof", "taken"], "{listed:?}");
    assert_eq!((&listed[0]["attempts"], &listed[1]["name"]), (&json!(5), &json!(people::EMPLOYEE)), "{listed:?}");
    assert_eq!(audit(company, "identity.refused").len(), 3, "once for each reason, however often they come");
    assert!(!audit(company, "identity.refused").iter().any(|row| row.to_string().contains("nobody.atall")));

    // Forgotten, they come again; removed, an identity is looked for anew.
    let path = format!("/api/v1/unlinked-sign-ins/{}", listed[1]["id"]);
    company.root.send("DELETE", &path, &[], None).unwrap().expect_status(204);
    assert_eq!(office.unlinked().len(), 1);
    let path = format!("/api/v1/people/{emma}/identities");
    let identities = company.root.get(&path).expect_status(200).json;
    assert_eq!((&identities[0]["subject"], identities.as_array().unwrap().len()), (&json!(oid(1)), 1), "{identities}");
    let one = format!("{path}/{}", identities[0]["id"]);
    company.root.send("DELETE", &one, &[], None).unwrap().expect_status(204);
    assert_eq!(office.me(&office.token(2, people::EMPLOYEE)).expect_status(200).json["id"], emma);
    assert_eq!(office.me(&office.token(1, people::EMPLOYEE)).expect_status(403).json["code"], "not_linked");
    assert_eq!((audit(company, "identity.remove").len(), audit(company, "identity.forget").len()), (1, 1));
}

/// SEC7, SEC9: a block counts with the next request, and who is blocked or disabled is linked to nothing.
fn who_is_blocked_is_out_at_once(database: Database) {
    let office = Office::open(database);
    let company = &office.company;
    let (emma, token) = (id_of(company, people::EMPLOYEE), office.token(1, people::EMPLOYEE));
    office.me(&token).expect_status(200);
    company.root.post(&format!("/api/v1/people/{emma}/block"), &json!({ "note": "left" })).expect_status(200);
    assert_eq!(office.me(&token).expect_status(403).json["code"], "blocked");
    assert_eq!(office.me(&office.token(2, people::EMPLOYEE)).expect_status(403).json["code"], "blocked");
    assert_eq!(office.unlinked()[0]["reason"], "blocked");
    company.root.post(&format!("/api/v1/people/{emma}/unblock"), &json!({ "pin": false })).expect_status(200);
    office.me(&token).expect_status(200);
    // What stands in the pane's document is all that a token opens.
    let out = office.pane.send("DELETE", "/api/v1/session", &[("authorization", &format!("Bearer {token}"))], None);
    out.unwrap().expect_status(204);
    assert!(audit(company, "session.close").is_empty(), "a token is no session of ours");
}

/// S2.8, SEC9: whoever is taken off the entry that proved them is out until an entry proves them again.
fn an_identity_goes_with_its_proof(database: Database) {
    let office = Office::open(database);
    let company = &office.company;
    let (emma, token) = (id_of(company, people::EMPLOYEE), office.token(1, people::EMPLOYEE));
    office.me(&token).expect_status(200);
    company.root.post(&format!("/api/v1/people/{emma}/detach"), &json!({ "source": 1 })).expect_status(200);
    assert_eq!(office.me(&token).expect_status(403).json["code"], "not_linked");
    assert_eq!(office.unlinked()[0]["reason"], "no_profile");
    let attach = json!({ "source": 1, "entry": company.dn(people::EMPLOYEE) });
    company.root.post(&format!("/api/v1/people/{emma}/attach"), &attach).expect_status(200);
    crate::acts::wait_for("the run", || (office.me(&token).status == 200).then_some(()));
    assert_eq!(office.me(&token).expect_status(200).json["id"], emma);
    assert!(office.unlinked().is_empty(), "{:?}", office.unlinked());
}

/// S2.14: a profile that is deleted for good takes its identity along, and whoever comes after is somebody else.
fn who_is_deleted_leaves_no_identity(database: Database) {
    let issuer = Issuer::start().unwrap();
    let (mut options, url) = options(&issuer, BY_NAME);
    options.settings += "retention_days = 0\n";
    let office = Office { company: Company::open_with(database, 30, options), issuer, pane: Client::new(&url) };
    let (company, token) = (&office.company, office.token(1, people::EMPLOYEE));
    let emma = id_of(company, people::EMPLOYEE);
    office.me(&token).expect_status(200);
    company.leaves(people::EMPLOYEE);
    company.sync();
    assert_eq!(office.me(&token).expect_status(403).json["code"], "blocked");
    let name = company.person(people::EMPLOYEE)["display_name"].clone();
    company.root.post(&format!("/api/v1/people/{emma}/purge"), &json!({ "name": name })).expect_status(204);
    assert_eq!(office.me(&token).expect_status(403).json["code"], "not_linked");
    assert_eq!(office.unlinked()[0]["reason"], "not_found");
    company.hires(people::EMPLOYEE, people::EMPLOYEE, "Oslo");
    company.sync();
    let again = office.me(&token).expect_status(200).json["id"].clone();
    assert!(again != emma && again == id_of(company, people::EMPLOYEE), "{again}");
}

/// S4.18: how identities and the sign-ins that nobody belongs to look to an administrator, at every width and in both colours.
#[test]
fn identities_are_looked_at_in_the_browser() {
    let office = Office::open(Database::Sqlite);
    let company = &office.company;
    office.me(&office.token(1, people::EMPLOYEE)).expect_status(200);
    for (number, name) in [(2, people::EMPLOYEE), (3, "somebody.with.quite.a.long.name@subsidiary.example.test")] {
        office.me(&office.token(number, name)).expect_status(403);
    }
    let scratch = Scratch::new("identities").unwrap();
    let (url, emma) = (company.amend.url(), id_of(company, people::EMPLOYEE).to_string());
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", people::ADMIN),
        ("AMEND_PASSWORD", people::PASSWORD),
        ("AMEND_PERSON", emma.as_str()),
    ];
    println!("{}", run_on_pages("identities.mjs", scratch.path(), &environment).unwrap());
    assert_eq!((audit(company, "identity.remove").len(), audit(company, "identity.forget").len()), (1, 1));
}

/// By a configured pair: two entries with the value are nobody, in one directory or over two; a directory that is away decides nothing.
#[test]
fn two_entries_are_nobody() {
    let issuer = Issuer::start().unwrap();
    let (mut options, url) = options(&issuer, "claim = \"email\"\nattribute = \"mail\"");
    let second = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let first = Slapd::in_scratch(&people::sample(30).unwrap()).unwrap();
    let other =
        Source { name: "other".to_owned(), settings: "filter = \"(uid=nobody)\"\n".to_owned(), ..Source::of(&second) };
    options.sources = vec![Source::of(&first), other];
    let company = Company::of(first, Database::Sqlite, options);
    let pane = Client::new(&url);
    let come = |number: u32, mail: &str| {
        ask(&pane, &issuer.token(&with(claims(&issuer, number), json!({ "email": mail }))).unwrap())
    };
    let reason = |number: u32| {
        let rows = unlinked(&company.root);
        rows.iter().find(|row| row["subject"] == oid(number)).map(|row| row["reason"].clone())
    };
    company.in_directory(people::MANAGER, "add: mail\nmail: both@example.test");
    company.in_directory(people::ADMIN, "add: mail\nmail: both@example.test");
    come(1, "both@example.test").expect_status(403);
    assert_eq!(reason(1), Some(json!("several")));
    come(2, "nobody@example.test").expect_status(403);
    assert_eq!(reason(2), Some(json!("not_found")));
    let emma = company.person(people::EMPLOYEE);
    assert_eq!(come(3, emma["mail"].as_str().unwrap()).expect_status(200).json["id"], emma["id"]);
    drop(second);
    let answer = come(4, company.person(people::MANAGER)["mail"].as_str().unwrap());
    assert_eq!((answer.status, &answer.json["code"]), (502, &json!("directory_unavailable")), "{}", answer.text());
    assert!(!answer.text().contains("127.0.0.1"), "{}", answer.text());
    assert_eq!(reason(4), None, "nothing was decided");
}
