//! A company with a real Active Directory: accounts are read as they are kept there, followed when they move, and sign in.

use amend_tests::people::{self, active_directory, line};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Database, field},
    domain::{Domain, PEOPLE},
};

on_both!(everybody_is_read_with_everything);

/// Profile attributes and where they stand in Active Directory; pictures apart.
const READ_FROM: [(&str, &str); 14] = [
    ("given_name", "givenName"),
    ("surname", "sn"),
    ("display_name", "displayName"),
    ("title", "title"),
    ("department", "department"),
    ("manager", "manager"),
    ("employee_number", "employeeNumber"),
    ("mail", "mail"),
    ("phone", "telephoneNumber"),
    ("mobile", "mobile"),
    ("room", "physicalDeliveryOfficeName"),
    ("street", "streetAddress"),
    ("city", "l"),
    ("country", "c"),
];

/// S4.13, S4.17, S2.12: without a mapping in the settings.
fn everybody_is_read_with_everything(database: Database) {
    let domain = Domain::unsynced(database, |_, _| ());
    let run = domain.sync();
    let counts = &run["counts"];
    assert_eq!((&run["state"], &counts["created"]), (&json!("complete"), &json!(PEOPLE)), "{run}");
    assert_eq!((&counts["blocked"], &counts["skipped"]), (&json!(1), &json!(0)), "{run}");

    let names: Vec<&str> = READ_FROM.iter().map(|(_, name)| *name).chain(["sAMAccountName"]).collect();
    let entries = domain.samba.search("(employeeNumber=*)", &names).unwrap();
    assert_eq!(entries.len(), PEOPLE);
    for entry in &entries {
        let mailbox = entry.first("mail").unwrap().strip_suffix("@example.test").unwrap();
        let profile = domain.profile(mailbox);
        assert_eq!(profile["dn"], entry.dn.as_str());
        // Somebody who is disabled holds no name.
        let is_disabled = mailbox == active_directory::DISABLED;
        let username = entry.first("sAMAccountName").filter(|_| !is_disabled);
        assert_eq!(profile["username"], json!(username));
        for (key, name) in READ_FROM {
            assert_eq!(field(&profile, key)["value"], json!(entry.first(name)), "{name} of {mailbox}");
        }
    }
    let emma = domain.profile(people::EMPLOYEE);
    assert_eq!(field(&emma, "manager")["shown"], "Marta Nowak");
    let photo = field(&emma, "photo")["value"].as_str().unwrap().strip_prefix("sha256:").unwrap().to_owned();
    domain.root.get(&format!("/api/v1/people/{}/photos/{photo}", emma["id"])).expect_status(200);
    let tom = domain.profile(active_directory::DISABLED);
    assert_eq!((&emma["blocked"], &tom["blocked"]["reason"]), (&Value::Null, &json!("disabled_in_directory")));

    let run = domain.sync();
    assert_eq!(run["counts"]["unchanged"], PEOPLE, "and then there is nothing new: {run}");
}

/// S4.17: from the root of the domain, where the server points to its other parts, groups and computers are no people.
#[test]
fn a_whole_domain_is_read() {
    let domain = Domain::unsynced(Database::Sqlite, |source, _| source.base = amend_tests::samba::BASE.to_owned());
    let run = domain.sync();
    let accounts = domain.samba.search("(&(objectCategory=person)(objectClass=user))", &["cn"]).unwrap().len();
    assert!(accounts > PEOPLE, "with the domain's own: {accounts}");
    assert_eq!((&run["state"], &run["counts"]["created"]), (&json!("complete"), &json!(accounts)), "{run}");
}

/// S4.14, S2.12: one bit among others says it.
#[test]
fn who_is_disabled_is_blocked_until_enabled() {
    let domain = Domain::open();
    let before = domain.profile(people::EMPLOYEE);
    assert_eq!(domain.sign_in(people::EMPLOYEE, people::PASSWORD), 200);
    for (control, is_blocked) in [(66050, true), (66048, false), (514, true), (512, false)] {
        let replace = format!("modify\nreplace: userAccountControl\nuserAccountControl: {control}");
        domain.changes(people::EMPLOYEE, &replace);
        let run = domain.sync();
        let kind = if is_blocked { "blocked" } else { "returned" };
        assert_eq!((&run["state"], &run["counts"][kind]), (&json!("complete"), &json!(1)), "{control}: {run}");
        let after = domain.profile(people::EMPLOYEE);
        let reason = if is_blocked { json!("disabled_in_directory") } else { Value::Null };
        assert_eq!((&after["id"], &after["blocked"]["reason"]), (&before["id"], &reason), "{control}");
        assert_eq!(domain.sign_in(people::EMPLOYEE, people::PASSWORD) == 200, !is_blocked, "{control}");
    }
}

/// S2.7, S4.17: the account name, the entry's name and its place change at once; objectGUID stays. The directory itself follows with
/// the references of those whom she manages.
#[test]
fn who_is_renamed_and_moved_stays_who_they_are() {
    let domain = Domain::open();
    let before = domain.profile(people::MANAGER);
    let berlin = format!("OU=Berlin,{}", active_directory::people_base());
    let place = line("newsuperior", &berlin);
    domain.changes(people::MANAGER, &format!("modrdn\nnewrdn: CN=Marta Hansen\ndeleteoldrdn: 1\n{place}"));
    domain.changes(people::MANAGER, "modify\nreplace: sAMAccountName\nsAMAccountName: marta.hansen");
    let run = domain.sync();
    let counts = &run["counts"];
    assert_eq!((&run["state"], &counts["renamed"]), (&json!("complete"), &json!(1)), "{run}");
    assert_eq!((&counts["created"], &counts["blocked"]), (&json!(0), &json!(0)), "{run}");

    let after = domain.profile(people::MANAGER);
    let dn = format!("CN=Marta Hansen,{berlin}");
    assert_eq!((&after["id"], &after["username"]), (&before["id"], &json!("marta.hansen")));
    assert_eq!(after["dn"], dn.as_str());
    let emma = domain.profile(people::EMPLOYEE);
    assert_eq!(field(&emma, "manager")["value"], dn.as_str());
    assert_eq!(field(&emma, "manager")["shown"], "Marta Nowak", "her name was not changed");
    assert_eq!(domain.sign_in("marta.hansen", people::PASSWORD), 200);
    assert_eq!(domain.sign_in(people::MANAGER, people::PASSWORD), 401);
}

/// S2.13, P11: and whoever gets the name afterwards is somebody else.
#[test]
fn who_is_deleted_is_blocked() {
    let domain = Domain::open();
    let before = domain.profile(people::EMPLOYEE);
    let dn = domain.samba.dn_of(people::EMPLOYEE).unwrap();
    domain.changes(people::EMPLOYEE, "delete");
    let run = domain.sync();
    assert_eq!((&run["state"], &run["counts"]["blocked"]), (&json!("complete"), &json!(1)), "{run}");
    let gone = domain.profile(people::EMPLOYEE);
    assert_eq!((&gone["id"], &gone["blocked"]["reason"]), (&before["id"], &json!("left_scope")));
    assert_eq!(domain.sign_in(people::EMPLOYEE, people::PASSWORD), 401);

    let account =
        format!("sAMAccountName: {}\ndisplayName: Emma Larsen\nmail: e.larsen@example.test", people::EMPLOYEE);
    domain.samba.modify(&format!("dn: {dn}\nchangetype: add\nobjectClass: user\n{account}\n")).unwrap();
    let run = domain.sync();
    assert_eq!((&run["counts"]["created"], &run["counts"]["returned"]), (&json!(1), &json!(0)), "{run}");
    assert_ne!(domain.profile("e.larsen")["id"], before["id"]);
}

/// SEC26, S4.17: by the account name, in any spelling, with the password that the domain has at the moment.
#[test]
fn people_sign_in_with_the_password_of_their_domain() {
    let domain = Domain::open();
    let emma = domain.profile(people::EMPLOYEE);
    let client = domain.amend.client();
    client.sign_in("Emma.LARSEN", people::PASSWORD).expect_status(200);
    assert_eq!(client.get("/api/v1/session").json["person"], emma["id"]);
    assert_eq!(client.get("/api/v1/me").json["username"], people::EMPLOYEE);
    for wrong in ["wrong", ""] {
        assert_eq!(domain.sign_in(people::EMPLOYEE, wrong), 401);
    }
    domain.samba.set_password(people::EMPLOYEE, "a-new-one").unwrap();
    // The one before may be good for another hour: that is the domain's decision.
    assert_eq!(domain.sign_in(people::EMPLOYEE, "a-new-one"), 200);
}

/// S4.10, S4.11, S4.17: groups inside groups, the primary group that lists nobody, and an organisational unit, as Active Directory keeps them.
#[test]
fn groups_and_units_choose_who_comes_in() {
    let domain = Domain::unsynced(Database::Sqlite, |_, _| ());
    let group = |name: &str| format!("CN={name},OU=Groups,OU=Company,{}", domain.samba.base);
    let tried = |selection: Value| {
        domain.root.post("/api/v1/sources/1/try", &json!({ "selection": selection })).expect_status(200).json
    };
    let everybody = tried(json!({ "groups": [group("Everybody")] }));
    assert_eq!((&everybody["taken"], &everybody["comes"]), (&json!(PEOPLE), &json!(PEOPLE)), "{everybody}");
    let sales = tried(json!({ "groups": [group("Sales")] }));
    let in_sales = domain.samba.search("(&(employeeNumber=*)(department=Sales))", &["cn"]).unwrap().len();
    assert!(in_sales > 2 && sales["taken"] == in_sales, "{sales}");
    let users = format!("CN=Domain Users,CN=Users,{}", domain.samba.base);
    assert_eq!(tried(json!({ "groups": [users] }))["taken"], PEOPLE, "members by their primary group");

    let oslo = format!("OU=Oslo,OU=People,OU=Company,{}", domain.samba.base);
    let chosen = json!({ "containers": [{ "dn": oslo, "taken": true }] });
    let here = domain.samba.search("(employeeNumber=*)", &["cn"]).unwrap();
    let here = here.iter().filter(|entry| entry.dn.contains("OU=Oslo,")).count();
    assert_eq!(tried(chosen)["taken"], here);
    let off = json!({ "exclude": [
        { "subject": "person", "how": "filter", "pattern": "(userAccountControl:1.2.840.113556.1.4.803:=2)" }
    ] });
    assert_eq!(tried(off)["frozen"], 1);
    assert_eq!(tried(json!({ "without_disabled": true }))["left_out"], 1);
    let names = domain.root.get("/api/v1/sources/1/containers").expect_status(200).json;
    assert!(names.as_array().unwrap().iter().any(|one| one["name"] == "Oslo"), "{names}");
}
