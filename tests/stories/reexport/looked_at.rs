//! Looking at what a target would be given: whom and what, before anything is queued.

use amend_tests::people;
use serde_json::{Value, json};

use super::*;
use crate::{
    acts::on_both,
    company::Database,
    staff::{audit, id_of, somebody, with_role},
};

on_both!(nothing_is_queued_by_looking, a_selection_is_meant_as_it_was_sent);

/// S3.3 to S3.6, S3.8, S3.16, X19: by id, name, attribute and action, in each order, page by page; auditors look, and do nothing.
fn nothing_is_queued_by_looking(database: Database) {
    let company = Company::open(database);
    let auditor = with_role(&company, &somebody(&company, 7), "auditor");
    let anna = company.signed_in(people::ADMIN);
    let crm = table(&company, &[("title", "role"), ("phone", "tel")]);
    expression(&company, &crm, "{{ given_name }} {{ surname }}", "fullName");
    let broken = expression(&company, &crm, "{{ street | date }}", "broken");
    let begun = ask(&auditor, &crm, &json!({})).expect_status(202).json;
    let look = wait_until(&auditor, &begun, "ready");
    assert_eq!(
        (&look["people"], &look["looked_at"], &look["asked"]["which"]),
        (&json!(30), &json!(30), &json!("differs"))
    );
    let counts = &look["rows"];
    let total = ["set", "clear", "same", "error"].iter().map(|one| counts[one].as_i64().unwrap()).sum::<i64>();
    assert_eq!(total, 30 * 4, "{look}");
    assert_eq!(company.sql("select count(*) from item").trim(), "0");
    assert_eq!(audit(&company, "reexport.preview").len(), 1);

    let emma = id_of(&company, people::EMPLOYEE);
    let hers = rows(&auditor, &look, &format!("&person={emma}"));
    assert_eq!(hers.len(), 4, "{hers:?}");
    let full = hers.iter().find(|row| row["name"] == "fullName").unwrap();
    assert_eq!(
        (&full["person_name"], &full["key"], &full["known"], &full["value"], &full["action"], &full["state"]),
        (
            &json!("Emma Larsen"),
            &json!("emma.larsen"),
            &json!("not_read"),
            &json!("Emma Larsen"),
            &json!("set"),
            &json!("shown")
        )
    );
    for nobody in ["emma", "4711471147", "-1", "0x1", "%27"] {
        assert_eq!(rows(&auditor, &look, &format!("&person={nobody}")), Vec::<Value>::new(), "{nobody}");
    }
    assert_eq!(rows(&auditor, &look, "&name=LARSEN&attribute=fullname").len(), 1);
    assert_eq!(rows(&auditor, &look, "&attribute=title").len(), 30, "by the attribute or by its name there");
    let errors = rows(&auditor, &look, "&action=error");
    assert!(errors.iter().all(|row| row["mapping"] == broken && row["reason"].is_string()), "{errors:?}");
    assert_eq!(counts["error"], json!(errors.len()));
    let page = |query: &str| auditor.get(&format!("{}/rows?limit=7{query}", path(&look))).expect_status(200).json;
    for (sort, field) in [("id", "person"), ("name", "person_name"), ("attribute", "name"), ("action", "action")] {
        for order in ["", "&descending=true"] {
            let (mut numbers, mut shown, mut after) = (Vec::new(), Vec::new(), String::new());
            loop {
                let page = page(&format!("&sort={sort}{order}{after}"));
                assert_eq!(page["total"], json!(total));
                for row in page["items"].as_array().unwrap() {
                    numbers.push(row["number"].as_i64().unwrap());
                    shown.push(row[field].clone());
                }
                match page["next"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            numbers.sort_unstable();
            numbers.dedup();
            assert_eq!(i64::try_from(numbers.len()).unwrap(), total, "{sort}{order}: each row once");
            let mut sorted = shown.clone();
            match sort {
                "id" => sorted.sort_by_key(|value| value.as_i64()),
                _ => sorted.sort_by_key(|value| value.as_str().unwrap().to_lowercase()),
            }
            if !order.is_empty() {
                sorted.reverse();
            }
            assert!(sort == "name" || shown == sorted, "{sort}{order}: {shown:?}");
        }
    }
    for wrong in ["sort=size", "action=burn", "limit=0", "after=x"] {
        auditor.get(&format!("{}/rows?{wrong}", path(&look))).expect_status(400);
    }
    let csv = auditor.get(&format!("{}/rows.csv?profile=machine", path(&look))).expect_status(200).text();
    assert_eq!(csv.lines().count(), usize::try_from(total).unwrap() + 1, "{csv}");
    assert!(
        csv.starts_with("person,name,key,attribute,in target,approved,action,state,approved at,reason\r\n"),
        "{csv}"
    );

    for act in ["execute", "baseline"] {
        auditor.post(&format!("{}/{act}", path(&look)), &json!({})).expect_status(403);
    }
    assert_eq!(company.sql("select count(*) from item").trim(), "0");
    company.signed_in(people::EMPLOYEE).get(&path(&look)).expect_status(403);
    // Another's look is another's to cancel, one's own is one's own.
    let mine = super::look(&anna, &crm, &json!({}));
    auditor.post(&format!("{}/cancel", path(&mine)), &json!({})).expect_status(403);
    auditor.post(&format!("{}/cancel", path(&look)), &json!({})).expect_status(200);
    let listed = anna.get(&format!("{crm}/reexports")).expect_status(200).json;
    assert_eq!((&listed["total"], &listed["items"][1]["state"]), (&json!(2), &json!("cancelled")), "{listed}");
    assert_eq!(listed["items"][0]["made_by"], "Anna Keller");
}

/// S3.5: what is empty is refused, whom nobody knows is named, and filters are those of the list of people.
fn a_selection_is_meant_as_it_was_sent(database: Database) {
    let company = Company::open(database);
    let anna = company.signed_in(people::ADMIN);
    let crm = table(&company, &[("title", "role"), ("phone", "tel")]);
    let emma = id_of(&company, people::EMPLOYEE);
    let refused = |question: Value, words: &str| {
        let answer = ask(&anna, &crm, &question);
        let detail = answer.json["detail"].as_str().unwrap_or_default().to_owned();
        assert!([400, 409].contains(&answer.status) && detail.contains(words), "{question}: {}", answer.json);
    };
    refused(json!({ "people": [] }), "`people`");
    refused(json!({ "people": [emma, 990_001, 990_002] }), "990001, 990002");
    refused(json!({ "mappings": [] }), "`mappings`");
    refused(json!({ "mappings": [990_001] }), "no row 990001");
    refused(json!({ "filter": { "search": "nobody of this name" } }), "finds nobody");
    refused(json!({ "filter": { "missing": "nothing_known" } }), "no attribute nothing_known");
    refused(json!({ "filter": { "within": { "ou": "not a name" } } }), "`filter.within`");
    ask(&anna, &crm, &json!({ "everybody": true })).expect_status(400);
    ask(&anna, "/api/v1/targets/990001", &json!({})).expect_status(404);
    company.sql("update mapping set off_at = 1 where name = 'tel'");
    moves(&company);
    let off = company.sql("select id from mapping where name = 'tel'").trim().parse::<i64>().unwrap();
    refused(json!({ "mappings": [off] }), "tel is off");

    let of = |question: Value| look(&anna, &crm, &question);
    assert_eq!(of(json!({ "people": [emma] }))["rows"]["set"], 1);
    assert_eq!(
        of(json!({ "filter": { "search": "larsen" } }))["people"],
        json!(company.sql("select count(*) from person where search like '%larsen%'").trim().parse::<i64>().unwrap())
    );
    let place = company.dn(people::EMPLOYEE).split_once(',').unwrap().1.to_owned();
    let inside = of(json!({ "filter": { "within": { "ou": place } } }));
    assert!((1..30).contains(&inside["people"].as_i64().unwrap()), "{inside}");
    // Who is blocked is given nothing about, and is told if named.
    company.root.post(&format!("/api/v1/people/{emma}/block"), &json!({ "note": "leave" })).expect_status(200);
    let blocked = of(json!({ "people": [emma] }));
    assert_eq!((&blocked["rows"]["set"], &blocked["rows"]["error"]), (&json!(0), &json!(1)), "{blocked}");
    assert!(rows(&anna, &blocked, "")[0]["reason"].as_str().unwrap().contains("blocked"));
    assert_eq!(of(json!({}))["rows"]["error"], 0);
}
