//! The company's own words: templates for each event and language, checked when they are saved and looked at before.

use amend_tests::people;
use serde_json::json;

use super::{EMMA, against_now, choose, company, emma, letters, set_for_all};
use crate::{
    company::{Company, Database},
    staff::{audit, decide, waiting},
};

const PATH: &str = "/api/v1/notice-settings";

/// T8: a company writes letters of its own; what could not be filled in is refused with the remedy; the usual words come back.
#[test]
fn letters_are_written_in_the_companys_words() {
    let (company, mail) = company(Database::Sqlite);
    let (emma, anna) = (emma(&company), company.signed_in(people::ADMIN));
    let usual = company.root.get(PATH).expect_status(200).json;
    let templates = usual["templates"].as_array().unwrap();
    assert_eq!(templates.len(), 24);
    assert!(templates.iter().all(|one| one["usual"] == true), "{usual}");
    let own =
        |subject: &str, text: &str| json!({ "about": "rejected", "language": "fr", "subject": subject, "text": text });
    for (subject, text, says) in [
        ("{nobody}", "{link}", "`templates.rejected.fr.subject`: {nobody} is no place; there are {name}"),
        ("{changes}", "{link}", "put it into the text"),
        ("", "{link}", "is blank"),
        ("ok", "{changes", "a place is written as {person}"),
        ("ok", "no way there", "has no {link}"),
        ("ok", "{{link}}", "`templates.rejected.fr.text`"),
    ] {
        let body = json!({ "templates": [own(subject, text)] });
        let refused = against_now(&company.root, "PATCH", PATH, &body).expect_status(400);
        assert!(refused.text().contains(says), "{says}: {}", refused.text());
        company.root.post(&format!("{PATH}/preview"), &own(subject, text)).expect_status(400);
    }
    let words = own("Non : {fields}", "{name}, c'est non.\nMotif : {reason}\nPar : {by}\n{changes}\n<b>{link}</b>");
    let seen = company.root.post(&format!("{PATH}/preview"), &words).expect_status(200).json;
    assert_eq!(seen["subject"], "Non : Fonction, Bureau");
    assert!(seen["text"].as_str().unwrap().starts_with("Alex Sample, c'est non.\nMotif : Le titre"), "{seen}");
    let set = set_for_all(&company, &json!({ "templates": [words] }));
    assert_eq!(set["templates"].as_array().unwrap().iter().filter(|one| one.get("usual").is_none()).count(), 1);
    let row = &audit(&company, "notice.settings")[0];
    assert_eq!(row["detail"], json!({ "set": { "templates": ["rejected.fr"] } }));

    choose(&emma, &json!({ "language": "fr" }));
    Company::propose(&emma, &json!({ "room": "1" })).expect_status(200);
    decide(&anna, &waiting(&anna, "room"), "reject", Some("{name} <script>"));
    let told = &letters(&mail, EMMA, 1)[0];
    assert_eq!(told.header("Content-Type"), "text/plain; charset=utf-8");
    assert!(
        told.text.starts_with("Emma Larsen, c'est non.\nMotif : {name} <script>\nPar : Anna Keller\n- Salle\n<b>http"),
        "{}",
        told.text
    );

    let back = set_for_all(&company, &json!({ "templates": [own("", "")] }));
    assert_eq!(back["templates"], usual["templates"]);
}

/// Who may see and set it, and what is refused.
#[test]
fn only_administrators_set_it() {
    let (company, _mail) = company(Database::Sqlite);
    let emma = emma(&company);
    emma.get(PATH).expect_status(403);
    emma.send("PATCH", PATH, &[("if-match", "\"0\"")], Some(&json!({}))).unwrap().expect_status(403);
    emma.get("/api/v1/undelivered").expect_status(403);
    emma.get("/api/v1/confirmations").expect_status(403);
    for (wrong, says) in [
        (json!({ "values_of": ["shoe_size"] }), "`values_of`: there is no attribute shoe_size"),
        (json!({ "digest_at": "25:00" }), "`digest_at`"),
        (json!({ "cycle": { "days": 180, "newcomer_days": 0, "newcomer_for": 90 } }), "`cycle.newcomer_days`"),
        (json!({ "cycle": { "days": 9999, "newcomer_days": 1, "newcomer_for": 90 } }), "`cycle.days`"),
    ] {
        let refused = against_now(&company.root, "PATCH", PATH, &wrong).expect_status(400);
        assert!(refused.text().contains(says), "{says}: {}", refused.text());
    }
    let stale = company.root.send("PATCH", PATH, &[("if-match", "\"3\"")], Some(&json!({ "language": "fr" }))).unwrap();
    assert_eq!(stale.status, 412);
    assert_eq!(company.root.get(PATH).expect_status(200).json["version"], 0);
}
