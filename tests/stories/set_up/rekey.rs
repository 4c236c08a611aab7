//! The people of a source that was set up on the page are to be known by another attribute.

use amend_tests::sync::wait;
use serde_json::json;

use super::{Beginning, PEOPLE};
use crate::{acts::on_both, company::Database};

on_both!(another_id_attribute_is_chosen_on_the_page,);

/// P13: while everybody is known by it, the id attribute is no field to type over; re-keying changes it, and what is set up with it.
fn another_id_attribute_is_chosen_on_the_page(database: Database) {
    let beginning = Beginning::open(database);
    let draft = beginning.draft("corp");
    let asked = json!({ "id_attribute": "uid", "by": "mail" });
    let early = beginning.root.post(&draft.path("/rekey/try"), &asked).expect_status(409);
    assert!(early.text().contains("still being set up"), "{}", early.text());
    draft.finish().expect_status(200);
    assert_eq!(draft.run("?full=true")["counts"]["created"], json!(PEOPLE));

    let refused = draft.connect(&json!({ "id_attribute": "uid" })).expect_status(409);
    assert!(refused.text().contains("re-key the source"), "{}", refused.text());
    let preview = beginning.root.post(&draft.path("/rekey/try"), &asked).expect_status(200).json;
    assert_eq!((&preview["counts"]["matched"], &preview["known_by"]), (&json!(PEOPLE), &json!("entryUUID")));
    let confirmed = json!({ "id_attribute": "uid", "by": "mail", "digest": preview["digest"] });
    let done = beginning.root.post(&draft.path("/rekey"), &confirmed).expect_status(200).json;
    assert_eq!(done["people"], json!(PEOPLE));
    let run = wait(&beginning.root, &done["run"]).unwrap();
    let counts = ["created", "blocked", "seen"].map(|name| run["counts"][name].clone());
    assert_eq!((&run["state"], counts), (&json!("complete"), [json!(0), json!(0), json!(PEOPLE)]), "{run}");
    assert_eq!(draft.known().json["connection"]["id_attribute"], "uid");
    assert_eq!(draft.source()["rekey_due"], json!(null));
    let run = draft.run("?full=true");
    assert_eq!(run["counts"]["unchanged"], json!(PEOPLE), "{run}");

    for (asked, part) in [
        (json!({ "id_attribute": "user password", "by": "mail" }), "`id_attribute`"),
        (json!({ "id_attribute": "userPassword", "by": "mail" }), "never reads it"),
        (json!({ "id_attribute": "uid", "by": "shoe_size" }), "by: unknown variant"),
    ] {
        let answer = beginning.root.post(&draft.path("/rekey/try"), &asked).expect_status(400);
        assert!(answer.text().contains(part), "{}", answer.text());
    }
}
