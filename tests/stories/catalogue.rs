//! The attribute catalogue: what an attribute is called, what may stand in it, where it stands on the form, and what is asked of the others when
//! one is saved.

use amend_tests::{
    client::{Client, Response},
    people,
};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Company, Database, field},
    staff::{audit, id_of, save, set},
};

on_both!(
    an_attribute_is_defined_anew,
    a_validator_speaks_for_itself,
    options_follow_another_attribute,
    nothing_mandatory_is_left_blank,
    a_blank_means_what_it_is_set_to_mean,
    what_is_not_mapped_clears_nothing,
    the_form_has_the_order_that_was_set
);

fn path(key: &str) -> String {
    format!("/api/v1/attributes/{key}/definition")
}

fn preview(client: &Client, key: &str, define: &Value) -> Response {
    client.post(&format!("/api/v1/attributes/{key}/preview"), define)
}

/// An attribute's definition as it is, with some of it changed.
pub(crate) fn definition(client: &Client, key: &str, changed: &Value) -> Value {
    let view = client.get(&format!("/api/v1/attributes/{key}")).expect_status(200).json;
    let mut define = json!({ "help": {}, "rules": {} });
    for name in ["labels", "help", "section", "kind", "many", "rules"] {
        if let Some(value) = changed.get(name).or(view.get(name)) {
            define[name] = value.clone();
        }
    }
    define
}

fn define_against(client: &Client, key: &str, tag: &str, define: &Value) -> Response {
    client.send("PUT", &path(key), &[("if-match", tag)], Some(define)).unwrap()
}

/// Defines an attribute anew, whatever no longer fits.
pub(crate) fn define(client: &Client, key: &str, changed: &Value) -> Response {
    let mut define = definition(client, key, changed);
    let effect = preview(client, key, &define);
    define["accepts"] = effect.json.get("failing").cloned().unwrap_or(json!(0));
    let tag = client.get(&format!("/api/v1/attributes/{key}")).expect_status(200).headers["etag"].clone();
    define_against(client, key, &tag, &define)
}

/// A field of somebody's own profile.
fn own(client: &Client, key: &str) -> Value {
    field(&Company::profile(client), key).clone()
}

fn codes(refused: &Response, key: &str) -> Vec<Value> {
    let found = refused.json["problems"][key].as_array().cloned().unwrap_or_default();
    found.into_iter().map(|problem| problem["code"].clone()).collect()
}

/// S1.17, T12: labels, help, kind and limits are edited; what would no longer fit is counted first and stays; two administrators do not write
/// over each other.
fn an_attribute_is_defined_anew(database: Database) {
    let company = Company::open(database);
    let (anna, emma) = (company.signed_in(people::ADMIN), company.signed_in(people::EMPLOYEE));
    let before = own(&emma, "room")["value"].clone();
    assert!(before.is_string(), "{before}");
    let wanted = json!({
        "labels": { "en": "Room number", "fr": "Numéro de salle", "nb-NO": "Romnummer" },
        "help": { "en": "As on the door." },
        "rules": { "max_chars": 64, "pattern": "room [0-9]+" },
    });
    let mut wanted = definition(&anna, "room", &wanted);
    let effect = preview(&anna, "room", &wanted).expect_status(200).json;
    let rooms = company.slapd.search("(roomNumber=*)", &["roomNumber"]).unwrap().len();
    assert_eq!((&effect["people"], &effect["failing"]), (&json!(rooms), &json!(rooms)), "{effect}");
    assert_eq!(effect["sample"][0]["problems"][0]["code"], "pattern", "{effect}");
    assert_eq!(own(&emma, "room")["labels"]["en"], "Room", "a preview changes nothing");

    let tag = anna.get("/api/v1/attributes/room").headers["etag"].clone();
    let refused = define_against(&anna, "room", &tag, &wanted).expect_status(409);
    assert!(refused.text().contains("would not fit"), "{}", refused.text());
    wanted["accepts"] = effect["failing"].clone();
    let view = define_against(&anna, "room", &tag, &wanted).expect_status(200).json;
    assert_eq!(view["labels"]["nb-NO"], "Romnummer");
    define_against(&anna, "room", &tag, &wanted).expect_status(412);
    let row = audit(&company, "attribute.define")[0].clone();
    assert_eq!(
        (&row["attribute"], &row["detail"]["before"]["labels"]["en"], &row["detail"]["after"]["labels"]["en"]),
        (&json!("room"), &json!("Room"), &json!("Room number")),
        "{row}"
    );

    let room = own(&emma, "room");
    assert_eq!((&room["value"], &room["help"]["en"]), (&before, &json!("As on the door.")), "nothing is lost");
    let refused = Company::propose(&emma, &json!({ "room": "12" })).expect_status(422);
    assert_eq!(codes(&refused, "room"), ["pattern"]);
    Company::propose(&emma, &json!({ "room": "room 12" })).expect_status(200);

    // Text may become a number, a list or several; what people are named by and rights follow from stays as it is.
    define(&anna, "title", &json!({ "many": true })).expect_status(200);
    define(&anna, "about", &json!({ "kind": "number", "rules": { "least": "0" } })).expect_status(200);
    for (key, changed, why) in [
        ("manager", json!({ "kind": "text" }), "stays as it is"),
        ("surname", json!({ "many": true }), "stays as it is"),
        ("room", json!({ "kind": "photo" }), "stays as it is"),
        ("room", json!({ "kind": "choice", "rules": {} }), "list at least one"),
        ("room", json!({ "labels": { "fr": "Salle" } }), "English label"),
        ("room", json!({ "labels": { "en": "Room", "x!": "Salle" } }), "is no language"),
        ("room", json!({ "rules": { "least": "1" } }), "holds no numbers"),
        ("room", json!({ "rules": { "depends_on": "nothing" } }), "there is no attribute nothing"),
        ("room", json!({ "rules": { "pattern": "(" } }), "no regular expression"),
    ] {
        let refused = define(&anna, key, &changed).expect_status(400);
        assert!(refused.text().contains(why), "{key}: {}", refused.text());
    }
    preview(&emma, "room", &wanted).expect_status(403);
}

/// T2: each validator refuses on the server what the form refuses, with the administrator's own words where there are some.
fn a_validator_speaks_for_itself(database: Database) {
    let company = Company::open(database);
    let (anna, emma) = (company.signed_in(people::ADMIN), company.signed_in(people::EMPLOYEE));
    let said = json!({ "en": "Ask Ola.", "fr": "Demandez à Ola." });
    for (kind, rules, wrong, code, right) in [
        ("text", json!({ "min_chars": 3 }), "ab", "too_short", "abc"),
        ("text", json!({ "max_chars": 3 }), "abcd", "too_long", "abc"),
        ("text", json!({ "pattern": "[A-Z]{2}[0-9]" }), "ab1", "pattern", "AB1"),
        ("number", json!({ "least": "1", "most": "9.5" }), "10", "too_great", "9.50"),
        ("number", json!({ "least": "1" }), "0.9", "too_small", "1"),
        ("number", json!({}), "many", "not_a_number", "-1"),
        ("date", json!({ "earliest": "2020-01-01", "latest": "today" }), "2019-12-31", "too_early", "2020-01-01"),
        ("date", json!({ "latest": "today" }), "2999-01-01", "too_late", "2020-01-02"),
        ("email", json!({}), "nobody", "not_an_email", "a@example.org"),
        ("url", json!({}), "example.org", "not_a_url", "https://example.org/"),
        ("phone", json!({ "strict_phone": true }), "desk", "not_a_phone", "+47 22 12 34 56"),
        (
            "choice",
            json!({ "choices": ["A", { "value": "b", "labels": { "en": "Bee" } }] }),
            "C",
            "not_a_choice",
            "Bee",
        ),
    ] {
        let mut rules = rules;
        rules["messages"] = said.clone();
        define(&anna, "about", &json!({ "kind": kind, "rules": rules })).expect_status(200);
        let refused = Company::propose(&emma, &json!({ "about": wrong })).expect_status(422);
        assert_eq!(codes(&refused, "about"), [code], "{kind} {rules}");
        assert_eq!(refused.json["problems"]["about"][0]["messages"], said, "{kind}");
        Company::propose(&emma, &json!({ "about": right })).expect_status(200);
    }
    let about = own(&emma, "about");
    assert_eq!(about["change"]["new"], "b", "what people read is stored as what it stands for: {about}");
}

/// T2: a city goes with its country, whichever of the two is changed; what is retired stays where it stands.
fn options_follow_another_attribute(database: Database) {
    let company = Company::open(database);
    let (anna, emma) = (company.signed_in(people::ADMIN), company.signed_in(people::EMPLOYEE));
    let profile = Company::profile(&emma);
    let city = field(&profile, "city")["value"].as_str().unwrap().to_owned();
    assert_eq!(field(&profile, "country")["value"], "NO");
    let in_country = |value: &str, country: &str| json!({ "value": value, "under": [country] });
    let mut christiania = in_country("Christiania", "NO");
    christiania["retired"] = json!(true);
    let choices = [in_country(&city, "NO"), in_country("Bergen", "NO"), in_country("Paris", "France"), christiania];
    let rules = json!({ "choices": choices, "depends_on": "country" });
    let defined = define(&anna, "city", &json!({ "kind": "choice", "rules": rules })).expect_status(200).json;
    assert_eq!(defined["rules"]["choices"][2]["under"], json!(["FR"]), "a country is named as people name it");
    let circle = json!({ "rules": { "depends_on": "city" } });
    let refused = define(&anna, "country", &circle).expect_status(400);
    assert!(refused.text().contains("depend on themselves"), "{}", refused.text());

    let refused = Company::propose(&emma, &json!({ "city": "Paris" })).expect_status(422);
    let told = refused.json["problems"]["city"][0].clone();
    assert_eq!((&told["code"], &told["detail"]), (&json!("not_offered_here"), &json!("NO")));
    let refused = Company::propose(&emma, &json!({ "country": "FR" })).expect_status(422);
    assert_eq!(codes(&refused, "city"), ["not_offered_here"], "told at the city, which was not sent");
    let refused = Company::propose(&emma, &json!({ "city": "Christiania" })).expect_status(422);
    assert_eq!(codes(&refused, "city"), ["retired"]);
    Company::propose(&emma, &json!({ "country": "FR", "city": "Paris" })).expect_status(200);
    // What waits is what the form says by now.
    let refused = Company::propose(&emma, &json!({ "city": "Bergen" })).expect_status(422);
    assert_eq!(codes(&refused, "city"), ["not_offered_here"]);
    Company::propose(&emma, &json!({ "country": null })).expect_status(200);

    // Whose city is locked is not kept from saving the country.
    set(&anna, "city", &json!({ "locked": true, "pending": "keep" })).expect_status(200);
    Company::propose(&emma, &json!({ "country": "SE" })).expect_status(200);
}

/// T1: a save leaves nothing mandatory blank that its author can fill in, and nobody is trapped by what they cannot.
fn nothing_mandatory_is_left_blank(database: Database) {
    let company = Company::open(database);
    let (anna, emma) = (company.signed_in(people::ADMIN), company.signed_in(people::EMPLOYEE));
    assert_eq!(own(&emma, "skills")["value"], Value::Null);
    set(&anna, "skills", &json!({ "mandatory": true })).expect_status(200);
    let refused = Company::propose(&emma, &json!({ "room": "1" })).expect_status(422);
    assert_eq!((codes(&refused, "skills"), codes(&refused, "room")), (vec![json!("mandatory")], vec![]));
    assert_eq!(audit(&company, "profile.refused").len(), 1);
    assert_eq!(own(&emma, "room")["change"], Value::Null, "nothing was stored");

    set(&anna, "skills", &json!({ "locked": true, "pending": "keep" })).expect_status(200);
    Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
    set(&anna, "skills", &json!({ "locked": false })).expect_status(200);
    Company::propose(&emma, &json!({ "room": "2", "skills": ["chess"] })).expect_status(200);
    // What waits for a decision is not missing.
    Company::propose(&emma, &json!({ "room": "3" })).expect_status(200);
    let refused = Company::propose(&emma, &json!({ "skills": null })).expect_status(422);
    assert_eq!(codes(&refused, "skills"), ["mandatory"]);
    // An administrator mends one field of somebody without knowing the others.
    let other = format!("/api/v1/people/{}", id_of(&company, people::MANAGER));
    save(&anna, &other, &json!({ "room": "4" })).expect_status(200);
}

/// X15: whether a blank in the directory, and one that a person leaves, clears the value is set apart from each other.
fn a_blank_means_what_it_is_set_to_mean(database: Database) {
    let company = Company::open(database);
    let (anna, emma) = (company.signed_in(people::ADMIN), company.signed_in(people::EMPLOYEE));
    let room = || own(&emma, "room");
    set(&anna, "room", &json!({ "emptied": "ignored" })).expect_status(200);
    assert_eq!(room()["keeps"], true);
    let refused = Company::propose(&emma, &json!({ "room": null })).expect_status(422);
    assert_eq!(codes(&refused, "room"), ["not_emptied"]);
    Company::propose(&emma, &json!({ "room": "77" })).expect_status(200);
    let path = format!("/api/v1/people/{}", id_of(&company, people::EMPLOYEE));
    save(&anna, &path, &json!({ "room": null })).expect_status(200);
    assert_eq!(room()["value"], Value::Null, "an administrator may");

    set(&anna, "street", &json!({ "blank": "ignored" })).expect_status(200);
    let street = own(&emma, "street")["value"].clone();
    assert!(street.is_string());
    company.in_directory(people::EMPLOYEE, "delete: street\n");
    company.in_directory(people::EMPLOYEE, "delete: postalCode\n");
    company.sync();
    let profile = Company::profile(&emma);
    assert_eq!(field(&profile, "street")["value"], street, "a blank says nothing of the street");
    assert_eq!(field(&profile, "postal_code")["value"], Value::Null, "and clears the postal code");
}

/// X15, P22: of what the settings map no more, a run says nothing: neither a blank in the directory nor that everybody has none there clears it, though
/// the attribute is set to be cleared by a blank. What is mapped is cleared beside it, and what is mapped again follows the directory again.
fn what_is_not_mapped_clears_nothing(database: Database) {
    let mut company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    for key in ["street", "city"] {
        set(&anna, key, &json!({ "blank": "clears" })).expect_status(200);
    }
    let of = |company: &Company, who: &str, key: &str| own(&company.signed_in(who), key)["value"].clone();
    let streets = |company: &Company| [people::EMPLOYEE, people::MANAGER].map(|who| of(company, who, "street"));
    let before = streets(&company);
    assert!(before.iter().all(Value::is_string) && of(&company, people::EMPLOYEE, "city").is_string());

    let without_street = "[source.mapping]\ngiven_name = \"givenName\"\nsurname = \"sn\"\ndisplay_name = \"displayName\"\n\
                          title = \"title\"\nmail = \"mail\"\nmanager = \"manager\"\ncity = \"l\"\n";
    configured(&mut company, without_street);
    company.in_directory(people::EMPLOYEE, "delete: street\n-\ndelete: l\n");
    for _ in 0..2 {
        let run = company.sync();
        assert_eq!((&run["state"], &run["held"]), (&json!("complete"), &Value::Null), "{run}");
        assert_eq!(streets(&company), before, "one is blank there, and neither is read any more");
        assert_eq!(of(&company, people::EMPLOYEE, "city"), Value::Null, "this one is read");
    }

    configured(&mut company, "");
    assert_eq!(company.sync()["state"], "complete");
    assert_eq!(streets(&company), [Value::Null, before[1].clone()], "and now it is again");
}

/// The settings file says this of the source from now on.
fn configured(company: &mut Company, settings: &str) {
    company.amend.reconfigure(|options| options.sources[0].settings = settings.to_owned()).unwrap();
    company.amend.restart().unwrap();
    company.root = company.amend.administrator().unwrap();
}

/// S1.17, T12: sections and attributes stand in the order that was set, under the names that were given; what was moved meanwhile is not
/// written over.
fn the_form_has_the_order_that_was_set(database: Database) {
    let company = Company::open(database);
    let (anna, emma) = (company.signed_in(people::ADMIN), company.signed_in(people::EMPLOYEE));
    let read = anna.get("/api/v1/form-order").expect_status(200);
    let mut sections = read.json["sections"].as_array().unwrap().clone();
    let names = |sections: &[Value]| sections.iter().map(|one| one["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names(&sections), ["person", "work", "contact", "place"]);
    sections.rotate_left(3);
    sections[0]["attributes"].as_array_mut().unwrap().reverse();
    let skills = json!("skills");
    let work = sections.iter_mut().find(|one| one["name"] == "work").unwrap();
    work["attributes"].as_array_mut().unwrap().retain(|key| *key != skills);
    sections.push(
        json!({ "name": "hobbies", "labels": { "en": "After work", "fr": "Loisirs" }, "attributes": ["skills"] }),
    );
    let put = |tag: &str, sections: &[Value]| {
        let body = json!({ "sections": sections });
        anna.send("PUT", "/api/v1/form-order", &[("if-match", tag)], Some(&body)).unwrap()
    };
    let tag = read.headers["etag"].clone();
    let refused = put(&tag, &sections[1..]).expect_status(400);
    assert!(refused.text().contains("stands nowhere"), "{}", refused.text());
    let after = put(&tag, &sections).expect_status(200).json;
    assert_eq!(after["sections"], json!(sections));
    put(&tag, &sections).expect_status(412);

    let profile = Company::profile(&emma);
    let fields = profile["fields"].as_array().unwrap();
    let of_place: Vec<_> = fields.iter().take_while(|field| field["section"] == "place").collect();
    assert_eq!(of_place[0]["key"], "remote_work", "the last is the first");
    assert_eq!(fields.last().unwrap()["section"], "hobbies");
    assert_eq!(profile["sections"]["hobbies"]["fr"], "Loisirs");
    assert_eq!(audit(&company, "attribute.order").len(), 1);
    emma.get("/api/v1/form-order").expect_status(403);
}
