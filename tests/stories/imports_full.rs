//! Whole lists of people, other keys than the e-mail address, and files that a server does not live to carry out.

use amend_tests::people;
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows, wait_for},
    company::{Company, Database, field},
    imports::{at_rest, carried_out, done, execute, handed_in, lines, set, undone},
    staff::audit,
};

on_both!(a_whole_list_blocks_who_is_not_in_it, other_keys_recognise_people, a_killed_import_goes_on);

fn local(company: &Company, status: &str) -> Vec<Value> {
    rows(&company.root.get(&format!("/api/v1/people?limit=200&status={status}")).expect_status(200).json)
}

/// T11, I5: people whom no directory has are blocked where a whole list does not name them, with a brake; those of directories never are.
fn a_whole_list_blocks_who_is_not_in_it(database: Database) {
    let company = Company::open(database);
    let root = &company.root;
    let mut file = "mail,display_name\n".to_owned();
    for number in 0..8 {
        file.push_str(&format!("guest{number}@example.test,Guest {number}\n"));
    }
    carried_out(&company.root, file.as_bytes());
    let others = company.root.get("/api/v1/people").json["total"].as_i64().unwrap() - 8;
    let partial = handed_in(root, "one.csv", b"mail,title\nguest0@example.test,Boss\n");
    assert_eq!(partial["counts"]["blocked"], 0, "{partial}");
    let full = set(root, &partial, &[("mode", json!("full"))]);
    assert_eq!((&full["counts"]["blocked"], &full["brake"]), (&json!(7), &json!(5)), "{full}");
    let blocked = lines(root, &full, "act=block");
    assert!(blocked.iter().all(|row| row["name"].as_str().unwrap().starts_with("Guest")), "{blocked:?}");
    for wish in [json!({ "rows": "valid" }), json!({ "rows": "valid", "blocks": 5 })] {
        let held = execute(root, &full, &wish).expect_status(409).json;
        assert!(held["detail"].as_str().unwrap().starts_with("7 people would be blocked"), "{held}");
    }
    assert!(local(&company, "blocked").is_empty());
    execute(root, &full, &json!({ "rows": "valid", "blocks": 7 })).expect_status(200);
    let import = at_rest(root, &full["id"]);
    assert_eq!((&import["state"], &import["counts"]["done"]), (&json!("done"), &json!(8)), "{import}");
    let blocked = local(&company, "blocked");
    assert_eq!(blocked.len(), 7, "{blocked:?}");
    assert!(blocked[0]["blocked"]["note"].as_str().unwrap().contains("one.csv"), "{blocked:?}");
    assert_eq!(local(&company, "active").len() as i64, others + 1, "nobody of the directory");
    assert_eq!(audit(&company, "person.block").len(), 7);
    let import = undone(root, &import);
    assert_eq!((&import["state"], &import["counts"]["kept"]), (&json!("undone"), &json!(0)), "{import}");
    assert!(local(&company, "blocked").is_empty());
    // Where a row does not tell whom it means, nobody is blocked for not being named.
    let doubtful = handed_in(root, "two.csv", b"mail,title\nguest0@example.test,Boss\nguest1@example.test\n");
    let doubtful = set(root, &doubtful, &[("mode", json!("full"))]);
    assert_eq!((&doubtful["counts"]["blocked"], &doubtful["counts"]["refused"]), (&json!(0), &json!(1)), "{doubtful}");
    assert!(doubtful["reason"].as_str().unwrap().contains("nobody is blocked"), "{doubtful}");
}

/// S1.3: user name, employee number, distinguished name and immutable id recognise people, case aside; a new one is added by the first two.
fn other_keys_recognise_people(database: Database) {
    let company = Company::open(database);
    let root = &company.root;
    let emma = company.person(people::EMPLOYEE);
    let number = field(&company.seen_by_root(&emma), "employee_number")["value"].as_str().unwrap().to_owned();
    let dn = company.dn(people::EMPLOYEE);
    let file = format!("employee_number,mail,display_name,room\n{number},,,7\n990042,guest@example.test,Guest,8\n");
    let import = handed_in(root, "numbers.csv", file.as_bytes());
    assert_eq!(import["settings"]["key"], "mail", "the first key that the file has");
    let import = set(root, &import, &[("key", json!("employee_number"))]);
    assert_eq!((&import["counts"]["changed"], &import["counts"]["added"]), (&json!(1), &json!(1)), "{import}");
    assert_eq!(lines(root, &import, "act=change")[0]["person"], emma["id"]);
    done(root, &import);
    assert_eq!(field(&company.seen_by_root(&emma), "room")["value"], "7");
    let again = handed_in(root, "numbers.csv", b"employee_number,room\n990042,9\n");
    assert_eq!(
        (&again["settings"]["key"], &again["counts"]["changed"]),
        (&json!("employee_number"), &json!(1)),
        "{again}"
    );

    let file = b"username,mail,display_name,room\nEmma.Larsen,,,10\nguest.two,guest2@example.test,Guest Two,11\nanna.keller,guest@example.test,,\n";
    let import = handed_in(root, "names.csv", file);
    let import = set(root, &import, &[("key", json!("username"))]);
    assert_eq!((&import["counts"]["changed"], &import["counts"]["added"]), (&json!(1), &json!(1)), "{import}");
    let taken = &lines(root, &import, "act=refuse")[0]["problems"][0];
    assert_eq!((&taken["code"], &taken["detail"]), (&json!("mail_taken"), &json!("Guest")), "{taken}");
    done(root, &import);
    assert_eq!(company.person("guest2")["username"], "guest.two");

    let file = format!("dn,room\n\"{}\",12\nuid=nobody,13\n", dn.to_uppercase());
    let import = handed_in(root, "dns.csv", file.as_bytes());
    assert_eq!((&import["settings"]["key"], &import["counts"]["changed"]), (&json!("dn"), &json!(1)), "{import}");
    assert_eq!(lines(root, &import, "act=refuse")[0]["problems"][0]["code"], "nobody");
}

/// I1, I2, I8: a server that is killed in the middle of a file goes on with it when it is back, and does nothing twice.
fn a_killed_import_goes_on(database: Database) {
    let mut company = Company::open(database);
    let mut file = "mail,display_name,title\n".to_owned();
    for number in 0..3000 {
        file.push_str(&format!("guest{number}@example.test,Guest {number},Guest\n"));
    }
    let import = handed_in(&company.root, "many.csv", file.as_bytes());
    execute(&company.root, &import, &json!({ "rows": "all" })).expect_status(200);
    let path = format!("/api/v1/imports/{}", import["id"]);
    wait_for("the first rows", || (company.root.get(&path).json["counts"]["done"].as_i64()? > 0).then_some(()));
    company.amend.kill9();
    company.amend.serve().unwrap();
    let import = at_rest(&company.root, &import["id"]);
    assert_eq!((&import["state"], &import["counts"]["done"]), (&json!("done"), &json!(3000)), "{import}");
    let listed = company.root.get("/api/v1/people?status=local").expect_status(200).json;
    assert_eq!(listed["total"], 3000, "each once");
    assert_eq!(audit(&company, "person.add").len().min(1), 1);
}
