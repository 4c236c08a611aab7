//! What the agent's own file allows is all that leaves, whatever the server asks for (S4.6).

use amend_tests::amend::{Options, Source};
use serde_json::{Value, json};

use super::{Allowed, Inside, usual};
use crate::{
    acts::on_both,
    company::{Database, field},
};

on_both!(the_server_gets_no_more_than_the_file_allows, what_must_be_told_is_not_taken_for_blank);

/// S4.6: what is not allowed is left out, said in both logs and on the source's page; a base outside, a filter and a rule that look at what is not
/// allowed are refused; whoever widens the agent's file gets more.
fn the_server_gets_no_more_than_the_file_allows(database: Database) {
    let mut inside = Inside::prepare(database, Options::default());
    let without = |names: &[&str]| {
        let mut allowed = usual();
        allowed.attributes.retain(|name| !names.contains(&name.as_str()));
        allowed
    };
    let narrow = without(&["telephoneNumber", "mobile"]);
    let source = Source::of(&inside.slapd);
    inside.agent.configure(&inside.amend.url(), &source, &narrow).unwrap();
    inside.starts();
    let unreadable = inside.check("filter")["unreadable"].clone();
    assert!(unreadable.as_array().unwrap().contains(&json!("telephoneNumber")), "{unreadable}");
    inside.finish().expect_status(200);
    let run = inside.run("?full=true");
    assert_eq!(run["state"], "complete", "{run}");
    let somebody = inside.slapd.search("(&(telephoneNumber=*)(title=*))", &["uid"]).unwrap();
    let somebody = somebody[0].first("uid").unwrap().to_owned();
    let profile = inside.profile(&somebody);
    assert_eq!(field(&profile, "phone")["value"], Value::Null, "{profile}");
    assert_ne!(field(&profile, "title")["value"], Value::Null, "{profile}");
    for log in [inside.amend.log(), inside.agent.log()] {
        assert!(log.contains("agent.not_allowed") && log.contains("telephoneNumber"), "{log}");
    }
    let listed = inside.listed();
    assert_eq!(listed["refused"], json!(["mobile", "telephoneNumber"]), "{listed}");

    let ask = json!({ "who": "", "attributes": ["mail", "telephoneNumber"] });
    let sample = inside.root.post(&inside.path("/sample"), &ask).expect_status(200).json;
    assert!(sample["values"]["telephoneNumber"].is_null() && !sample["values"]["mail"].is_null(), "{sample}");
    inside.connect(&json!({ "base": inside.slapd.base })).expect_status(200);
    let outside = inside.run("?full=true");
    assert_eq!(outside["state"], "failed", "{outside}");
    assert!(outside["reason"].as_str().unwrap().contains("outside of what the agent's own file allows"), "{outside}");
    inside.connect(&json!({ "base": format!("ou=people,{}", inside.slapd.base), "filter": "(telephoneNumber=*22*)" }));
    let asking = inside.run("?full=true");
    assert_eq!(asking["state"], "failed", "{asking}");
    assert!(asking["reason"].as_str().unwrap().contains("does not allow telephoneNumber"), "{asking}");
    inside.connect(&json!({ "filter": "(objectClass=inetOrgPerson)" })).expect_status(200);

    inside.agent.stop();
    inside.agent.configure(&inside.amend.url(), &source, &usual()).unwrap();
    inside.starts();
    let run = inside.run("?full=true");
    assert_eq!(run["state"], "complete", "{run}");
    let phone = field(&inside.profile(&somebody), "phone")["value"].clone();
    assert_ne!(phone, Value::Null);
    assert_eq!(inside.listed()["refused"], json!([]));
    // What is not let out any more is not read, which is another thing than blank.
    inside.agent.stop();
    inside.agent.configure(&inside.amend.url(), &source, &narrow).unwrap();
    inside.starts();
    let run = inside.run("?full=true");
    assert_eq!((&run["state"], &run["counts"]["changed"]), (&json!("complete"), &json!(0)), "{run}");
    assert_eq!(field(&inside.profile(&somebody), "phone")["value"], phone);
}

/// S4.6: `--dry-run` prints what would be sent and nothing else, without a server; `check` looks at everything; wrong settings name what to do.
#[test]
fn what_would_be_sent_is_printed() {
    let inside = Inside::prepare(Database::Sqlite, Options::default());
    let source = Source::of(&inside.slapd);
    let few = Allowed { attributes: vec!["uid".to_owned(), "mail".to_owned()], ..Allowed::default() };
    inside.agent.configure("https://127.0.0.1:1", &source, &few).unwrap();
    let (code, printed, said) = inside.agent.try_cli(&["--dry-run"]).unwrap();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("30 entries with 60 values would be sent, of 30"), "{said}");
    assert!(printed.contains("\nmail: emma.larsen@") && !printed.contains("telephoneNumber"), "{printed}");
    let attributes: std::collections::BTreeSet<&str> =
        printed.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
    assert_eq!(attributes.into_iter().collect::<Vec<_>>(), ["# id", "dn", "mail", "uid"]);

    inside.agent.configure(&inside.amend.url(), &source, &few).unwrap();
    let (code, lines, _) = inside.agent.try_cli(&["check"]).unwrap();
    assert_eq!((code, lines.matches("ok   ").count()), (Some(0), 5), "{lines}");
    let closed = Source { url: "ldaps://127.0.0.1:9".to_owned(), ..source.clone() };
    inside.agent.configure("http://127.0.0.1:9", &closed, &few).unwrap();
    let (code, lines, _) = inside.agent.try_cli(&["check"]).unwrap();
    assert!(code == Some(1) && lines.contains("fail directory:") && lines.contains("fail server:"), "{lines}");

    let wrong = [
        (Allowed::default(), "setting `allow.attributes`"),
        (
            Allowed { attributes: vec!["userPassword".to_owned()], ..Allowed::default() },
            "userPassword holds a password",
        ),
        (Allowed { tables: "[write]\non = true\n".to_owned(), ..few.clone() }, "setting `write.attributes`"),
        (Allowed { directory: "page_size = 0\n".to_owned(), ..few.clone() }, "setting `directory.page_size`"),
        (Allowed { directory: "pagesize = 1\n".to_owned(), ..few }, "pagesize"),
    ];
    for (allowed, expected) in wrong {
        inside.agent.configure(&inside.amend.url(), &source, &allowed).unwrap();
        let (code, _, said) = inside.agent.try_cli(&["check"]).unwrap();
        assert!(code == Some(2) && said.contains(expected), "{expected}: {said}");
    }
}

/// S4.6, S2.18: by what people sign in, and what says that their account is disabled, has to be let out. Where the file lets it out no more, no run is made: nobody
/// loses their name, and nobody who was blocked is let in again.
fn what_must_be_told_is_not_taken_for_blank(database: Database) {
    let mut inside = Inside::prepare(database, Options::default());
    let source = Source::of(&inside.slapd);
    let letting_out = |names: &[&str]| {
        let mut allowed = usual();
        allowed.attributes.retain(|name| name != "uid");
        allowed.attributes.extend(names.iter().map(|name| (*name).to_owned()));
        allowed
    };
    let goes_on = |inside: &mut Inside, names: &[&str]| {
        inside.agent.stop();
        inside.agent.configure(&inside.amend.url(), &source, &letting_out(names)).unwrap();
        inside.starts();
        inside.run("?full=true")
    };
    inside.agent.configure(&inside.amend.url(), &source, &letting_out(&["uid", "carLicense"])).unwrap();
    inside.starts();
    inside.connect(&json!({ "disabled_attribute": "carLicense", "disabled_values": ["gone"] })).expect_status(200);
    inside.finish().expect_status(200);
    inside.in_directory("emma.larsen", "add: carLicense\ncarLicense: gone");
    let run = inside.run("?full=true");
    assert_eq!(run["state"], "complete", "{run}");
    let people = |inside: &Inside| inside.root.get("/api/v1/people?status=all&limit=100").expect_status(200).json;
    let before = people(&inside);
    let blocked = inside.root.get("/api/v1/people?status=blocked").expect_status(200).json["total"].clone();
    assert_eq!(blocked, 1);
    for (names, missing) in [(&["uid"], "carLicense"), (&["carLicense"], "uid")] {
        let run = goes_on(&mut inside, names);
        assert_eq!(run["state"], "failed", "{run}");
        let why = run["reason"].as_str().unwrap();
        assert!(why.contains(missing) && why.contains("allow.attributes"), "{why}");
        assert_eq!(people(&inside), before);
    }
    let run = goes_on(&mut inside, &["uid", "carLicense"]);
    assert_eq!(run["state"], "complete", "{run}");
    assert_eq!(people(&inside), before);
}
