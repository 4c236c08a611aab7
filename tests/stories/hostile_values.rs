//! Values that want to be a page's script or markup (SEC12): in every attribute that takes them, by the directory and by hand, in comments, reasons, notes
//! and names of files. Every page shows them as text; no script runs, nothing of them becomes markup, and the policy has nothing to refuse.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Options},
    browser::run_script,
    people::{self, line},
    scratch::Scratch,
};
use serde_json::{Value, json};

use crate::{
    acts::{rows, wait_for},
    company::{Company, Database},
    staff::{decide, id_of, save, set, somebody, waiting},
};

/// What is tried. Whatever of it became markup would carry `data-hostile`, and whatever ran would set `window.hostile`.
const CORPUS: [&str; 24] = [
    "<script data-hostile>window.hostile=1</script>",
    "<img data-hostile src=x onerror=\"window.hostile=1\">",
    "\"><svg data-hostile onload=window.hostile=1>",
    "'><b data-hostile>bold</b>",
    "</title><i data-hostile>",
    "</textarea><a data-hostile href=javascript:window.hostile=1>x</a>",
    "<iframe data-hostile srcdoc=\"<script>parent.hostile=1</script>\"></iframe>",
    "<math data-hostile><mi xlink:href=\"data:x,<script>hostile=1</script>\">",
    "<style data-hostile>*{display:none}</style>",
    "<input data-hostile autofocus onfocus=window.hostile=1>",
    "<details data-hostile open ontoggle=window.hostile=1>",
    "<object data-hostile data=javascript:window.hostile=1>",
    "<template data-hostile><script>window.hostile=1</script></template>",
    "&lt;b data-hostile&gt;twice&lt;/b&gt;",
    "&#60;img data-hostile src=x onerror=window.hostile=1&#62;",
    "{{constructor.constructor('window.hostile=1')()}}",
    "${window.hostile=1}",
    "javascript:window.hostile=1//",
    "data:text/html,<script>window.hostile=1</script>",
    "\\u003cimg data-hostile src=x onerror=window.hostile=1\\u003e",
    "<a data-hostile href=\"https://evil.test\" target=_blank>click</a>",
    "<base data-hostile href=//evil.test/>",
    "<meta data-hostile http-equiv=refresh content=0;url=//evil.test>",
    "<!--><img data-hostile src=x onerror=window.hostile=1>-->",
];

/// Attributes of the directory that take any text.
const FROM_DIRECTORY: [&str; 6] = ["title", "roomNumber", "street", "l", "displayName", "givenName"];

#[test]
fn no_value_becomes_a_page() {
    let company = Company::open_with(Database::Sqlite, 30, Options::default());
    let anna = company.signed_in(people::ADMIN);
    let names: Vec<String> = (0..8).map(|place| somebody(&company, place)).collect();
    let payload = |number: usize| CORPUS[number % CORPUS.len()];
    for (place, name) in names.iter().enumerate() {
        for (number, attribute) in FROM_DIRECTORY.iter().enumerate() {
            let value = line(attribute, payload(place * FROM_DIRECTORY.len() + number));
            company.in_directory(name, &format!("replace: {attribute}\n{value}\n"));
        }
    }
    // So many at once are held until somebody has looked.
    let run = company.sync();
    assert_eq!(run["state"], "held", "{run}");
    company.root.post(&format!("/api/v1/runs/{}/release", run["id"]), &json!({})).expect_status(200);
    wait_for("the release", || (company.run(&run)["state"] == "complete").then_some(()));

    // By hand: whatever an attribute's rules let through, one by one.
    let mut taken = 0;
    let attributes = rows(&anna.get("/api/v1/attributes").expect_status(200).json);
    let keys: Vec<&str> =
        attributes.iter().filter_map(|one| one["attribute"]["key"].as_str().or(one["key"].as_str())).collect();
    assert!(keys.len() > 10, "{attributes:?}");
    for (place, name) in names.iter().enumerate().take(4) {
        let path = format!("/api/v1/people/{}", id_of(&company, name));
        for (number, key) in keys.iter().enumerate() {
            let value: String = payload(place * 7 + number).to_owned();
            taken += usize::from(save(&anna, &path, &json!({ *key: value })).status == 200);
        }
    }
    assert!(taken > 30, "only {taken} values were taken");

    // In words that people say, and beside a conflict.
    let emma = company.signed_in(people::EMPLOYEE);
    let send = |values: &Value, names: &[&str], comment: &str| {
        let tag = format!("\"{}\"", Company::profile(&emma)["version"]);
        let body = json!({ "values": values, "suggest": names, "comment": comment });
        emma.send("PATCH", "/api/v1/me", &[("if-match", &tag)], Some(&body)).unwrap().expect_status(200);
    };
    send(&json!({ "title": payload(1), "street": payload(4) }), &[], payload(0));
    decide(&anna, &waiting(&anna, "street"), "reject", Some(payload(2)));
    company.in_directory(people::EMPLOYEE, &format!("replace: title\n{}\n", line("title", payload(3))));
    company.sync();
    set(&anna, "room", &json!({ "locked": true, "pending": "keep" })).expect_status(200);
    send(&json!({ "room": payload(3) }), &["room"], payload(6));
    let blocked = id_of(&company, &names[7]);
    anna.post(&format!("/api/v1/people/{blocked}/block"), &json!({ "note": payload(7) })).expect_status(200);
    let file = format!("mail,display_name\nnew.one@example.test,\"{}\"\n", payload(1).replace('"', "\"\""));
    let import = company.root.send_bytes(
        "POST",
        "/api/v1/imports?name=%3Cimg%20data-hostile%20src%3Dx%20onerror%3Dhostile%3D1%3E.csv",
        &[("content-type", "text/csv")],
        file.as_bytes(),
    );
    let import = import.unwrap().json["id"].clone();

    let person = id_of(&company, &names[0]);
    let run = rows(&company.root.get("/api/v1/sources/1/runs").json)[0]["id"].clone();
    let moment = "2020-01-01T00:00:00.000Z";
    let pages = [
        "/people".to_owned(),
        "/people?status=blocked".to_owned(),
        format!("/people/{person}"),
        format!("/people/{person}/history"),
        format!("/people/{}/history", id_of(&company, people::EMPLOYEE)),
        format!("/people/{person}/undo?to={moment}"),
        format!("/people/{blocked}"),
        "/approvals".to_owned(),
        "/approvals?state=conflict".to_owned(),
        "/conflicts".to_owned(),
        format!("/sources/1/runs/{run}"),
        format!("/runs/{run}/undo"),
        "/people/imports".to_owned(),
        format!("/people/imports/{import}"),
        "/audit".to_owned(),
    ];
    let scratch = Scratch::new("hostile").unwrap();
    let (url, shots) = (company.amend.url(), scratch.path().display().to_string());
    let of_admin = pages.join(" ");
    for (user, password, pages, others) in [
        (ADMINISTRATOR, ADMINISTRATOR_PASSWORD, of_admin.as_str(), "/sources /findings /exports /attributes"),
        (people::EMPLOYEE, people::PASSWORD, "/profile /changes /history", ""),
        (&names[0], people::PASSWORD, "/profile /changes /history", ""),
    ] {
        let environment = [
            ("AMEND_URL", url.as_str()),
            ("AMEND_USER", user),
            ("AMEND_PASSWORD", password),
            ("AMEND_PAGES", pages),
            ("AMEND_OTHERS", others),
            ("AMEND_SHOTS", shots.as_str()),
        ];
        println!("{}", run_script("hostile_values.mjs", &environment).unwrap());
    }
}
