//! Files of people: handed in as spreadsheets and other programs write them, looked at, carried out, mended and taken back.

use std::io::Write as _;

use amend_tests::{
    client::{Client, Response},
    people,
    programs::{need, run},
};
use serde_json::{Value, json};

use crate::{
    acts::{on_both, rows, wait_for},
    company::{Company, Database, field},
    staff::{audit, somebody, with_role},
};

on_both!(
    a_file_is_shown_carried_out_and_taken_back,
    what_moved_since_is_shown_anew,
    what_waits_beside_the_directory_is_taken_back,
    what_amend_has_exported_comes_back,
    somebody_imported_survives_and_is_recognised,
);

/// Settings as they are sent.
pub(crate) fn usual() -> Value {
    json!({ "encoding": "utf8", "delimiter": "comma", "profile": "spreadsheet", "key": "mail", "mode": "partial", "columns": [] })
}

pub(crate) fn send(client: &Client, name: &str, content: &[u8]) -> Response {
    let path = format!("/api/v1/imports?name={name}");
    client.send_bytes("POST", &path, &[("content-type", "text/csv")], content).unwrap()
}

/// An import when the server is no longer busy with it.
pub(crate) fn at_rest(client: &Client, id: &Value) -> Value {
    wait_for("the import", || {
        let now = client.get(&format!("/api/v1/imports/{id}")).expect_status(200).json;
        let state = now["state"].as_str().unwrap();
        (!["planning", "running", "undoing"].contains(&state)).then_some(now)
    })
}

/// A file with its preview.
pub(crate) fn handed_in(client: &Client, name: &str, content: &[u8]) -> Value {
    let sent = send(client, name, content).expect_status(201).json;
    let import = at_rest(client, &sent["id"]);
    assert_eq!(import["state"], "ready", "{import}");
    import
}

pub(crate) fn tag(import: &Value) -> String {
    format!("\"{}\"", import["version"])
}

pub(crate) fn set(client: &Client, import: &Value, settings: &[(&str, Value)]) -> Value {
    let mut all = import["settings"].clone();
    for (key, value) in settings {
        all[*key] = value.clone();
    }
    let path = format!("/api/v1/imports/{}", import["id"]);
    client.send("PUT", &path, &[("if-match", &tag(import))], Some(&all)).unwrap().expect_status(200);
    at_rest(client, &import["id"])
}

pub(crate) fn execute(client: &Client, import: &Value, wish: &Value) -> Response {
    let path = format!("/api/v1/imports/{}/execute", import["id"]);
    client.send("POST", &path, &[("if-match", &tag(import))], Some(wish)).unwrap()
}

pub(crate) fn done(client: &Client, import: &Value) -> Value {
    execute(client, import, &json!({ "rows": "valid" })).expect_status(200);
    at_rest(client, &import["id"])
}

pub(crate) fn undone(client: &Client, import: &Value) -> Value {
    client.post(&format!("/api/v1/imports/{}/undo", import["id"]), &json!({})).expect_status(200);
    at_rest(client, &import["id"])
}

/// Hands a file in and carries it out; its id.
pub(crate) fn carried_out(client: &Client, content: &[u8]) -> i64 {
    let import = handed_in(client, "people.csv", content);
    let import = done(client, &import);
    assert_eq!(import["state"], "done", "{import}");
    import["id"].as_i64().unwrap()
}

pub(crate) fn lines(client: &Client, import: &Value, filter: &str) -> Vec<Value> {
    rows(&client.get(&format!("/api/v1/imports/{}/rows?limit=200&{filter}", import["id"])).expect_status(200).json)
}

fn download(client: &Client, import: &Value, which: &str) -> Vec<u8> {
    let answer = client.get(&format!("/api/v1/imports/{}/{which}.csv", import["id"])).expect_status(200);
    assert!(answer.headers["content-disposition"].contains("attachment"), "{:?}", answer.headers);
    answer.body
}

/// Python's own CSV reader on a file.
fn read_by_python(content: &[u8], delimiter: &str) -> Vec<Vec<String>> {
    let scratch = amend_tests::scratch::Scratch::new("csv").unwrap();
    let path = scratch.path().join("file.csv");
    std::fs::File::create(&path).unwrap().write_all(content).unwrap();
    let script = "import csv, json, sys\nwith open(sys.argv[1], encoding='utf-8-sig', newline='') as f:\n    print(json.dumps(list(csv.reader(f, delimiter=sys.argv[2], strict=True))))";
    let mut command = std::process::Command::new(need("python3").unwrap());
    let printed = run(command.args(["-c", script]).arg(&path).arg(delimiter), "").unwrap();
    serde_json::from_str(&printed).unwrap()
}

/// A file as Python's CSV writer writes it.
fn written_by_python(table: &Value, delimiter: &str, encoding: &str) -> Vec<u8> {
    let scratch = amend_tests::scratch::Scratch::new("csv").unwrap();
    let path = scratch.path().join("file.csv");
    let script = "import csv, json, sys\nwith open(sys.argv[1], 'w', encoding=sys.argv[3], newline='') as f:\n    csv.writer(f, delimiter=sys.argv[2]).writerows(json.load(sys.stdin))";
    let mut command = std::process::Command::new(need("python3").unwrap());
    run(command.args(["-c", script]).arg(&path).args([delimiter, encoding]), &table.to_string()).unwrap();
    std::fs::read(&path).unwrap()
}

/// S1.3, S1.19, T11, SEC13: as Excel saves it (a mark, semicolons, labels for headings), with everything that can be wrong with a row.
fn a_file_is_shown_carried_out_and_taken_back(database: Database) {
    let company = Company::open(database);
    let root = &company.root;
    let emma = company.person(people::EMPLOYEE);
    let file = "\u{FEFF}E-mail;Name shown;Job title;Téléphone;Rom\r\n\
        gudrun.gast@example.test;Gudrun Gast;\"Guest; senior\";'+47 22 62 15 88;x\r\n\
        EMMA.LARSEN@example.test;;Account Manager;;x\r\n\
        anna.keller@example.test;;;;x\r\n\
        no address;Nobody;;;x\r\n\
        one@example.test;One\r\n\
        ;Keyless;;;x\r\n\
        twin@example.test;Twin One;;;x\r\n\
        Twin@Example.test;Twin Two;;;x\r\n\
        nameless@example.test;;;;x\r\n\
        ola.gast@example.test;Ola Gast;<clear>;;x\r\n";
    let import = handed_in(root, "folder%2Fnew.csv", file.as_bytes());
    let settings = &import["settings"];
    assert_eq!((&settings["encoding"], &settings["delimiter"]), (&json!("utf8"), &json!("semicolon")), "{settings}");
    assert_eq!((&settings["key"], &import["file_name"]), (&json!("mail"), &json!("new.csv")), "{import}");
    let taken: Vec<&str> =
        settings["columns"].as_array().unwrap().iter().map(|one| one["taken"]["as"].as_str().unwrap()).collect();
    assert_eq!(taken, ["attribute", "attribute", "attribute", "attribute", "ignore"], "{settings}");
    assert_eq!(settings["columns"][4]["suggestion"]["attribute"], "room", "{settings}");
    let counts = &import["counts"];
    let figure = |key: &str| counts[key].as_i64().unwrap();
    assert_eq!((figure("added"), figure("changed"), figure("unchanged"), figure("refused")), (2, 1, 1, 6), "{import}");

    let refused: Vec<(i64, String)> = lines(root, &import, "act=refuse")
        .iter()
        .map(|row| (row["line"].as_i64().unwrap(), row["problems"][0]["code"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [(5, "value"), (6, "wrong_columns"), (7, "no_key"), (8, "same_key"), (9, "same_key"), (10, "value")];
    assert_eq!(refused, expected.map(|(line, code)| (line, code.to_owned())));
    let wrong = &lines(root, &import, "act=refuse")[0]["problems"];
    assert_eq!((wrong.as_array().unwrap().len(), &wrong[0]["column"]), (1, &json!("E-mail")), "{wrong}");
    let change = &lines(root, &import, "act=change")[0];
    assert_eq!((&change["person"], &change["line"]), (&emma["id"], &json!(3)), "{change}");
    let value = json!({ "attribute": "title", "old": "Account Manger", "new": "Account Manager" });
    assert_eq!(change["values"], json!([value]));
    assert_eq!(lines(root, &import, "search=gudrun").len(), 1);
    assert!(rows(&root.get("/api/v1/people?status=local").json).is_empty(), "nothing is written before");

    let import = done(root, &import);
    assert_eq!((&import["state"], &import["counts"]["done"]), (&json!("done"), &json!(3)), "{import}");
    let local = rows(&root.get("/api/v1/people?status=local").expect_status(200).json);
    assert_eq!(local.len(), 2, "{local:?}");
    let gudrun = company.seen_by_root(&company.person("gudrun.gast"));
    assert_eq!(field(&gudrun, "title")["value"], "Guest; senior");
    assert_eq!(field(&gudrun, "phone")["value"], "+47 22 62 15 88", "no apostrophe of a spreadsheet's");
    let changed = company.seen_by_root(&emma);
    assert_eq!(field(&changed, "title")["value"], "Account Manager");
    let from = &field(&changed, "title")["provenance"];
    assert_eq!((&from["from"], &from["file"]), (&json!("change"), &json!("new.csv")), "{from}");
    assert_eq!(field(&changed, "title")["change"]["state"], "approved", "it waits for its export like an edit");
    assert_eq!((audit(&company, "import.start").len(), audit(&company, "person.add").len()), (1, 2));

    let rejects = read_by_python(&download(root, &import, "rejects"), ";");
    assert_eq!(rejects.len(), 7, "{rejects:?}");
    assert_eq!(rejects[0][5..], ["#line", "#reason"]);
    assert!(rejects[1][6].contains("no e-mail address") && rejects[1][5] == "5", "{:?}", rejects[1]);
    let mut mended = rejects[..2].to_vec();
    mended[1][0] = "no.body@example.test".to_owned();
    let mended = handed_in(root, "mended.csv", &written_by_python(&json!(mended), ";", "utf-8-sig"));
    assert_eq!((&mended["counts"]["added"], &mended["counts"]["refused"]), (&json!(1), &json!(0)), "{mended}");
    root.delete(&format!("/api/v1/imports/{}", mended["id"])).expect_status(204);
    root.get(&format!("/api/v1/imports/{}", mended["id"])).expect_status(404);

    // What was there before comes back by the backup as it does by taking back.
    let backup = download(root, &import, "backup");
    assert_eq!(read_by_python(&backup, ";")[1][..3], ["EMMA.LARSEN@example.test", "", "Account Manger"]);
    let restored = handed_in(root, "backup.csv", &backup);
    assert_eq!(lines(root, &restored, "act=change")[0]["values"][0]["new"], "Account Manger");

    company.root_sets(&company.person("ola.gast"), &json!({ "room": "7" })).expect_status(200);
    let import = undone(root, &import);
    let counts = &import["counts"];
    assert_eq!(
        (&import["state"], &counts["undone"], &counts["kept"]),
        (&json!("undone"), &json!(2), &json!(1)),
        "{import}"
    );
    assert_eq!(field(&company.seen_by_root(&emma), "title")["value"], "Account Manger");
    assert!(company.find("gudrun.gast").is_empty(), "nobody has done anything with them");
    let kept = &lines(root, &import, "outcome=kept")[0];
    assert_eq!((&kept["name"], &kept["problems"][0]["code"]), (&json!("Ola Gast"), &json!("in_use")), "{kept}");
    assert_eq!(company.find("ola.gast").len(), 1);
    let history = rows(&root.get("/api/v1/imports").expect_status(200).json);
    assert_eq!((history.len(), &history[1]["id"]), (2, &import["id"]), "{history:?}");
    root.delete(&format!("/api/v1/imports/{}", import["id"])).expect_status(409);
    company.amend.cli(&["check"], "").unwrap();
}

/// Import tolerant: what other programs write is recognised, and what is no table is refused with the way out.
#[test]
fn letters_and_columns_are_recognised() {
    let company = Company::open(Database::Sqlite);
    let root = &company.root;
    let table = json!([
        ["mail", "display_name", "city"],
        ["jose.munoz@example.test", "José Muñoz", "Zürich, \"West\""],
        ["zoe@example.test", "Zoë\nLi", "Århus"],
    ]);
    let files = [
        (",", "utf-8", "utf8", "comma"),
        (";", "utf-8-sig", "utf8", "semicolon"),
        ("\t", "utf-16", "utf16_le", "tab"),
        (";", "utf-16-be", "utf16_be", "semicolon"),
        ("|", "cp1252", "windows1252", "pipe"),
        (";", "cp1252", "windows1252", "semicolon"),
    ];
    for (delimiter, encoding, name, column) in files {
        let import = handed_in(root, "people.csv", &written_by_python(&table, delimiter, encoding));
        let settings = &import["settings"];
        assert_eq!(
            (&settings["encoding"], &settings["delimiter"]),
            (&json!(name), &json!(column)),
            "{encoding} {settings}"
        );
        let added = lines(root, &import, "act=add");
        assert_eq!((added.len(), &added[0]["name"]), (2, &json!("José Muñoz")), "{encoding}: {added:?}");
        let city = added[0]["values"].as_array().unwrap().iter().find(|value| value["attribute"] == "city").unwrap();
        assert_eq!(city["new"], "Zürich, \"West\"", "{encoding}");
        assert_eq!((&added[0]["line"], &added[1]["line"]), (&json!(2), &json!(3)), "{encoding}");
        root.delete(&format!("/api/v1/imports/{}", import["id"])).expect_status(204);
    }
    // A wrong guess is corrected: the letters that are none are told, and the row is not lost.
    let import = handed_in(root, "people.csv", &written_by_python(&table, ",", "cp1252"));
    let wrong = set(root, &import, &[("encoding", json!("utf8"))]);
    assert_eq!(lines(root, &wrong, "act=refuse")[0]["problems"][0]["code"], "unreadable", "{wrong}");
    let again = set(root, &wrong, &[("encoding", json!("windows1252"))]);
    assert_eq!(again["counts"]["added"], 2, "{again}");
    // Another column for the key, one that is ignored, and one that is no column of the file's.
    let mut columns = again["settings"]["columns"].clone();
    columns[2]["taken"] = json!({ "as": "ignore" });
    let ignored = set(root, &again, &[("columns", columns.clone())]);
    let values = &lines(root, &ignored, "act=add")[0]["values"];
    assert!(!values.to_string().contains("city"), "{values}");
    let keyless = set(root, &ignored, &[("key", json!("username"))]);
    assert!(keyless["reason"].as_str().unwrap().contains("expected"), "{keyless}");
    execute(root, &keyless, &json!({ "rows": "valid" })).expect_status(409);
    columns[2]["taken"] = json!({ "as": "attribute", "attribute": "photo" });
    let mut settings = keyless["settings"].clone();
    settings["columns"] = columns;
    let path = format!("/api/v1/imports/{}", keyless["id"]);
    root.send("PUT", &path, &[("if-match", &tag(&keyless))], Some(&settings)).unwrap().expect_status(400);

    let told =
        |content: &[u8]| send(root, "x.xlsx", content).expect_status(400).json["detail"].as_str().unwrap().to_owned();
    assert!(told(b"PK\x03\x04\x14\x00\x06\x00").contains("Save As"));
    assert!(told(b"\xD0\xCF\x11\xE0\xA1\xB1").contains("Save As"));
    assert!(told(b"").contains("empty"));
    assert!(told(b"\x89PNG\r\n\x1a\n\x00\x00\x00").contains("no text"));
    send(root, "x.csv", &vec![b'a'; (64 << 20) + 1]).expect_status(413);
    let import = send(root, "x.csv", b"nothing,that,fits\n1,2,3\n").expect_status(201).json;
    let import = at_rest(root, &import["id"]);
    let why = import["reason"].as_str().unwrap();
    assert!(why.contains("mail, display_name, title") && why.contains("nothing, that, fits"), "{why}");

    let sample = root.get("/api/v1/import-sample.csv?delimiter=semicolon").expect_status(200);
    let sample = handed_in(root, "sample.csv", &sample.body);
    assert_eq!((&sample["counts"]["added"], &sample["counts"]["refused"]), (&json!(1), &json!(0)), "{sample}");
    let columns = root.get("/api/v1/import-columns").expect_status(200).json;
    assert!(columns["columns"].as_array().unwrap().iter().any(|one| one["needed"] == true), "{columns}");
}

/// S1.3: what was looked at is what is done. Somebody who moved meanwhile is shown anew, and who sends an older version is told.
fn what_moved_since_is_shown_anew(database: Database) {
    let company = Company::open(database);
    let root = &company.root;
    let desk = with_role(&company, &somebody(&company, 0), "service-desk");
    send(&desk, "x.csv", b"mail\n").expect_status(403);
    desk.get("/api/v1/imports").expect_status(403);
    let emma = company.person(people::EMPLOYEE);
    let file = b"mail,display_name,title\nemma.larsen@example.test,,Boss\nnew.one@example.test,New One,\nbad,Bad,\n";
    let import = handed_in(root, "people.csv", file);
    let refused = execute(root, &import, &json!({ "rows": "all" })).expect_status(409).json;
    assert!(refused["detail"].as_str().unwrap().contains("1 rows"), "{refused}");
    company.root_sets(&emma, &json!({ "title": "Chief" })).expect_status(200);
    let moved = execute(root, &import, &json!({ "rows": "valid" })).expect_status(409).json;
    assert!(moved["detail"].as_str().unwrap().contains("fresh"), "{moved}");
    let fresh = at_rest(root, &import["id"]);
    execute(root, &import, &json!({ "rows": "valid" })).expect_status(412);
    assert_eq!(lines(root, &fresh, "act=change")[0]["values"][0]["old"], "Chief", "{fresh}");
    assert_eq!(field(&company.seen_by_root(&emma), "title")["value"], "Chief");
    // Somebody with the address is added in the meantime: the row is left alone, the others are carried out.
    let values = json!({ "display_name": "Faster", "mail": "New.One@example.test" });
    root.post("/api/v1/people", &json!({ "values": values })).expect_status(201);
    let done = done(root, &fresh);
    assert_eq!((&done["counts"]["done"], &done["counts"]["moved"]), (&json!(1), &json!(1)), "{done}");
    assert_eq!(company.find("new.one").len() + company.find("New.One").len(), 1);
    assert_eq!(read_by_python(&download(root, &done, "rejects"), ",").len(), 3, "refused and left alone");

    // All or nothing: where one row cannot be carried out as it was shown, all is taken back.
    let file = b"mail,display_name,title\nemma.larsen@example.test,,Queen\nnew.two@example.test,New Two,\n";
    let import = handed_in(root, "people.csv", file);
    let values = json!({ "display_name": "Faster", "mail": "new.two@example.test" });
    root.post("/api/v1/people", &json!({ "values": values })).expect_status(201);
    execute(root, &import, &json!({ "rows": "all" })).expect_status(200);
    let undone = at_rest(root, &import["id"]);
    assert_eq!(undone["state"], "undone", "{undone}");
    assert_eq!(field(&company.seen_by_root(&emma), "title")["value"], "Boss");
}

/// T11, S2.2: where the directory's word counts, what a file brought waits beside it, and goes again when the import is taken back.
fn what_waits_beside_the_directory_is_taken_back(database: Database) {
    let company = Company::open(database);
    let (root, emma) = (&company.root, company.person(people::EMPLOYEE));
    let import = handed_in(root, "people.csv", b"mail,display_name,title\nemma.larsen@example.test,Emma L.,Boss\n");
    done(root, &import);
    assert_eq!(company.change(&emma, "display_name")["state"], "approved");
    let undone = undone(root, &import);
    assert_eq!((&undone["counts"]["undone"], &undone["counts"]["kept"]), (&json!(1), &json!(0)), "{undone}");
    assert_eq!(company.change(&emma, "display_name")["state"], "withdrawn");
    let goes_out = |(attribute, state): &(String, String)| attribute == "display_name" && state == "waiting";
    assert!(!company.items().iter().any(goes_out), "{:?}", company.items());
}

/// P37, SEC13: a file that Amend has made for a spreadsheet says the same when it comes back.
fn what_amend_has_exported_comes_back(database: Database) {
    let company = Company::open(database);
    let root = &company.root;
    let emma = company.person(people::EMPLOYEE);
    let values = json!({
        "title": "=HYPERLINK(\"http://evil.example\",\"x\")", "phone": "+47 22 62 15 88", "street": "Strata; \"North\", 7",
        "city": "-Ørsta", "room": "'1.01", "postal_code": "0155", "state": "@SUM(A1)", "about": "<clear>", "country": "NO",
    });
    company.root_sets(&emma, &values).expect_status(200);
    let make = json!({ "target": 1, "profile": "spreadsheet", "key": "mail", "delimiter": "semicolon" });
    let export = root.post("/api/v1/exports", &make).expect_status(201).json;
    let file = root.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200).body;
    let import = handed_in(root, "export.csv", &file);
    assert_eq!((&import["counts"]["unchanged"], &import["counts"]["rows"]), (&json!(1), &json!(1)), "{import}");
    company
        .root_sets(&emma, &json!({ "title": "a", "city": "b", "room": "c", "about": "d", "phone": null }))
        .expect_status(200);
    let import = handed_in(root, "export.csv", &file);
    let import = done(root, &import);
    assert_eq!(import["counts"]["done"], 1, "{import}");
    let seen = company.seen_by_root(&emma);
    for (key, value) in values.as_object().unwrap() {
        assert_eq!(&field(&seen, key)["value"], value, "{key}");
    }
}

/// S2.25, S4.21, T11: a run leaves whom a file brought alone, and gives them the entry that is theirs.
fn somebody_imported_survives_and_is_recognised(database: Database) {
    let company = Company::open(database);
    carried_out(&company.root, b"mail,display_name,title\ngudrun.gast@example.test,Gudrun Gast,Guest\n");
    let added = company.person("gudrun.gast");
    assert_eq!(added["in_directory"], false, "{added}");
    let run = company.sync();
    assert_eq!((&run["counts"]["blocked"], &run["counts"]["changed"]), (&json!(0), &json!(0)), "{run}");
    company.hires("gudrun", "gudrun.gast", "Oslo");
    let run = company.delta();
    assert_eq!((&run["counts"]["created"], &run["counts"]["adopted"]), (&json!(0), &json!(1)), "{run}");
    let now = company.seen_by_root(&added);
    assert_eq!((&now["username"], &field(&now, "title")["value"]), (&json!("gudrun"), &json!("Guest")));
}
