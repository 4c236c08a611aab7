//! A domain that only an agent reaches: read, followed by what its controller says is new, and nobody lost.

use amend_tests::{
    agent::{Agent, Allowed},
    amend::{Amend, Options, Source},
    people::{active_directory, line},
    samba::Samba,
    sync::wait,
};
use serde_json::{Value, json};

use crate::{company::field, domain::PEOPLE};

/// S4.4, S4.14, S4.17: everybody, what is new, who was disabled.
#[test]
fn a_domain_is_read_by_an_agent() {
    let samba = Samba::in_scratch(&active_directory::sample(PEOPLE).unwrap()).unwrap();
    let (amend, root) = Amend::start_with_administrator(Options::default()).unwrap();
    let begun = root.post("/api/v1/sources", &json!({ "name": "corp" })).expect_status(201).json;
    let source = begun["id"].as_i64().unwrap();
    let path = |more: &str| format!("/api/v1/sources/{source}{more}");
    let save = |set: &Value| {
        let tag = root.get(&path("/setup")).expect_status(200).headers["etag"].clone();
        root.send("PATCH", &path("/setup"), &[("if-match", &tag)], Some(set)).unwrap().expect_status(200)
    };
    let mapped = domain::catalogue::active_directory_mapping();
    let attributes = mapped.into_iter().map(|(_, from)| from.to_owned());
    let more = ["sAMAccountName", "userAccountControl", "co", "countryCode"].map(str::to_owned);
    let allowed = Allowed {
        attributes: attributes.chain(more).collect(),
        directory: "filter = \"(&(objectCategory=person)(objectClass=user))\"\n".to_owned(),
        ..Allowed::default()
    };
    let direct = Source { settings: String::new(), ..Source::of_active_directory(&samba) };
    let mut agent = Agent::prepare(&amend.url(), &direct, &allowed).unwrap();
    save(&json!({ "via": "agent" }));
    agent.enrol(&root, source, "first").unwrap();
    agent.start().unwrap();
    agent.wait_for(&root, source, "first", |agent| agent["state"] == "active").unwrap();
    let usual = root.post(&path("/check"), &json!({ "step": "account" })).expect_status(200).json["usual"].clone();
    assert_eq!(usual["id_attribute"], "objectGUID", "{usual}");
    save(&json!({ "connection": usual }));
    let schema = root.get(&path("/schema")).expect_status(200).json;
    save(&json!({ "mapping": schema["suggested"] }));
    let tag = root.get(&path("/setup")).expect_status(200).headers["etag"].clone();
    root.send("POST", &path("/finish"), &[("if-match", &tag)], None).unwrap().expect_status(200);
    let run = |query: &str| {
        wait(&root, &root.post(&path(&format!("/runs{query}")), &json!({})).expect_status(202).json).unwrap()
    };
    let full = run("?full=true");
    let counts = &full["counts"];
    assert_eq!((&full["state"], &counts["created"]), (&json!("complete"), &json!(PEOPLE)), "{full}");
    assert_eq!(counts["blocked"], 1, "{full}");

    let change = |name: &str, modification: &str| {
        let dn = line("dn", &samba.dn_of(name).unwrap());
        samba.modify(&format!("{dn}\nchangetype: modify\n{modification}\n")).unwrap();
    };
    change("emma.larsen", "replace: title\ntitle: Director");
    change("anna.keller", "replace: userAccountControl\nuserAccountControl: 514");
    let delta = run("");
    assert_eq!((&delta["state"], &delta["kind"]), (&json!("complete"), &json!("delta")), "{delta}");
    assert_eq!((&delta["counts"]["changed"], &delta["counts"]["blocked"]), (&json!(1), &json!(1)), "{delta}");
    let found = root.get("/api/v1/people?status=all&search=emma.larsen").expect_status(200).json;
    let emma = root.get(&format!("/api/v1/people/{}", found["items"][0]["id"])).expect_status(200).json;
    assert_eq!(field(&emma, "title")["value"], "Director");
    let again = run("?full=true");
    assert_eq!((&again["counts"]["unchanged"], &again["counts"]["seen"]), (&json!(PEOPLE), &json!(PEOPLE)), "{again}");
}
