//! What a row of a template is refused for, with the field, the place and the remedy.

use amend_tests::{amend::Options, people};
use serde_json::json;

use super::{add, edit, make, row, set, template};
use crate::{
    company::{Company, Database},
    staff::audit,
};

/// S3.13, SEC23, P28, P29: what cannot be understood, looks at what is not told, or writes what must not be written is not kept.
#[test]
fn a_row_says_what_is_wrong_with_it() {
    let company = Company::open_with(Database::Sqlite, 30, Options::default());
    let anna = company.signed_in(people::ADMIN);
    let (directory, file) = (json!(1), make(&anna, "Files"));
    let long = "x".repeat(2001);
    let nested = format!("{{{{ {}'x'{} }}}}", "(".repeat(400), ")".repeat(400));
    let grows = "{{ 'xxxxxxxxxxxxxxxxxxxx' | replace('x','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') | replace('x','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') | replace('x','xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') }}";
    for (target, expression, name, field, code) in [
        (&file, "{{ shoe_size }}", "Size", "expression", "unknown_attribute"),
        (&file, "{{ surname | shout }}", "Name", "expression", "not_an_expression"),
        (&file, "{{ surname", "Name", "expression", "not_an_expression"),
        (&file, "{% for a in all.mail %}{% endfor %}", "Name", "expression", "not_an_expression"),
        (&file, long.as_str(), "Name", "expression", "not_an_expression"),
        (&file, nested.as_str(), "Name", "expression", "not_an_expression"),
        (&file, grows, "Name", "expression", "not_an_expression"),
        (&file, "{{ photo }}", "Photo", "expression", "no_text_here"),
        (&directory, "{{ birthday }}", "carLicense", "expression", "product_only"),
        (&file, "x", "userPassword", "name", "never_written"),
        (&file, "x", "ms-Mcs-AdmPwd", "name", "never_written"),
        (&directory, "x", "unicodePwd", "name", "never_written"),
        (&directory, "x", "car license", "name", "not_a_name"),
        (&file, "x", " ", "name", "not_a_name"),
        (&directory, "{{ surname }}", "uid", "name", "needs_rename"),
        (&directory, "{{ surname }}", "userPrincipalName", "name", "drives_sign_in"),
        (&directory, "{{ surname }}", "proxyAddresses", "name", "drives_sign_in"),
        (&directory, "x", "ROOMNUMBER", "name", "written_twice"),
    ] {
        let before = template(&anna, target);
        let refused = add(&anna, target, &json!({ "expression": expression, "name": name })).expect_status(422).json;
        let problem = &refused["problems"][field][0];
        assert_eq!(problem["code"], code, "{expression} → {name}: {refused}");
        assert_eq!(template(&anna, target), before, "nothing was kept");
    }
    let place = add(&anna, &file, &json!({ "expression": "{{ surname | shout }}", "name": "x" })).json;
    assert_eq!(place["problems"]["expression"][0]["limit"], 14, "{place}");
    let other = add(&anna, &directory, &json!({ "expression": "x", "name": "roomNumber" })).json;
    assert_eq!(other["problems"]["name"][0]["detail"], "room → roomNumber");

    // By name and mail people sign in: it is written only where somebody says that this is meant, and the log tells who did.
    let meant = json!({ "expression": "{{ mail }}", "name": "userPrincipalName", "confirmed": true });
    add(&anna, &directory, &meant).expect_status(200);
    let rows = audit(&company, "target.row_add");
    assert_eq!(rows.len(), 1, "what was refused left none: {rows:?}");
    let told = (&rows[0]["by"], &rows[0]["detail"]["confirmed"], &rows[0]["detail"]["after"]["name"]);
    assert_eq!(told, (&json!("Anna Keller"), &json!(true), &json!("userPrincipalName")), "{rows:?}");
    let says = json!({ "expression": "{{ mail | lower }}" });
    let asked = set(&anna, &directory, "userPrincipalName", &says).expect_status(422).json;
    assert_eq!(asked["problems"]["name"][0]["code"], "drives_sign_in", "{asked}");
    assert!(audit(&company, "target.row_set").is_empty());
    let says = json!({ "expression": "{{ mail | lower }}", "confirmed": true });
    set(&anna, &directory, "userPrincipalName", &says).expect_status(200);
    let detail = audit(&company, "target.row_set")[0]["detail"].clone();
    assert_eq!(
        (&detail["confirmed"], &detail["before"]["expression"], &detail["after"]["expression"]),
        (&json!(true), &json!("{{ mail }}"), &json!("{{ mail | lower }}")),
        "{detail}"
    );
    // In a file a column may be called as it likes.
    add(&anna, &file, &json!({ "attribute": "mail", "name": "mail" })).expect_status(200);
    assert_eq!(audit(&company, "target.row_add")[0]["detail"]["confirmed"], false);

    add(&anna, &file, &json!({ "name": "x" })).expect_status(400);
    add(&anna, &file, &json!({ "attribute": "room", "expression": "x", "name": "x" })).expect_status(400);
    add(&anna, &directory, &json!({ "attribute": "room", "name": "x" })).expect_status(400);
    for (target, name, says, status) in [
        (&directory, "roomNumber", json!({ "name": "room" }), 400),
        (&directory, "roomNumber", json!({ "attribute": "city" }), 400),
        (&directory, "roomNumber", json!({ "format": "upper" }), 422),
        (&directory, "telephoneNumber", json!({ "format": "upper" }), 422),
        (&directory, "telephoneNumber", json!({ "format": "international" }), 200),
        (&file, "mail", json!({ "format": "e164" }), 422),
        (&file, "mail", json!({ "format": "upper" }), 200),
    ] {
        set(&anna, target, name, &says).expect_status(status);
    }
    let room = row(&template(&anna, &directory), "roomNumber")["id"].clone();
    edit(&anna, "DELETE", &directory, &format!("/mappings/{room}"), None).expect_status(409);

    // An attribute that is off makes room for an expression, and does not come back beside it.
    set(&anna, &directory, "roomNumber", &json!({ "on": false })).expect_status(200);
    add(&anna, &directory, &json!({ "expression": "{{ room | upper }}", "name": "roomNumber" })).expect_status(200);
    let now = template(&anna, &directory);
    let says = json!({ "attribute": "room", "name": "roomNumber", "on": true });
    let back = edit(&anna, "PUT", &directory, &format!("/mappings/{room}"), Some(&says)).expect_status(422).json;
    assert_eq!(back["problems"]["name"][0]["code"], "written_twice", "{now}");

    // A source is not called as a target is.
    let begun = company.root.post("/api/v1/sources", &json!({ "name": "Files" })).expect_status(409).json;
    assert!(begun["detail"].as_str().unwrap().contains("there is a target Files"), "{begun}");
}
