//! Runs that read only what has changed in a real Active Directory: on each way of asking and with each kind of account they come to what a full
//! run would. What was deleted is told to the account that may see it; with the other the ids of everybody are compared.

use amend_tests::{
    people::{self, active_directory, active_directory::people_base},
    samba::BASE,
    scratch::Scratch,
    sync::wait,
};
use serde_json::{Value, json};

use crate::{
    acts::on_both,
    company::{Database, field},
    deltas::{counted, delta, leaves_nothing},
    domain::{Domain, PEOPLE},
};

on_both!(a_renamed_manager_stays_the_manager);

const NOTHING: [i64; 5] = [0; 5];

/// A domain that is asked like this, by the plain reader or by the account that may replicate.
fn asked(how: &str, replicates: bool) -> Domain {
    asked_on(Database::Sqlite, how, replicates)
}

fn asked_on(database: Database, how: &str, replicates: bool) -> Domain {
    Domain::synced(database, |source, samba| {
        if replicates {
            (source.bind_dn, source.bind_password) = (samba.replication_dn.clone(), samba.replication_password.clone());
        }
        source.settings += &format!("incremental = \"{how}\"\ncompare_ids_minutes = 0\nremovals_at_least = 30\n");
    })
}

fn unit(name: &str) -> String {
    format!("OU={name},{}", people_base())
}

/// A new account with a mailbox of its own.
fn hires(domain: &Domain, username: &str, mailbox: &str, place: &str) {
    let account = format!(
        "sAMAccountName: {username}\nuserAccountControl: 544\ndisplayName: New Comer\nmail: {mailbox}@example.test"
    );
    domain.changes_entry(&format!("CN={mailbox},{place}"), &format!("add\nobjectClass: user\n{account}"));
}

/// Where people go who leave: outside of what is read.
fn outside(domain: &Domain) -> String {
    let place = format!("OU=Left,{BASE}");
    if domain.samba.search("(ou=Left)", &["ou"]).unwrap().is_empty() {
        domain.changes_entry(&place, "add\nobjectClass: organizationalUnit");
    }
    place
}

/// Three people whom nobody reports to, in an office of their own choice, by user name.
fn staff(domain: &Domain, office: &str) -> Vec<String> {
    let filter = "(&(sAMAccountName=*)(employeeNumber=*)(!(directReports=*)))";
    let found = domain.samba.search(filter, &["sAMAccountName", "mail"]).unwrap();
    let here = format!(",{}", unit(office));
    let names = found.iter().filter(|entry| entry.dn.ends_with(&here));
    let mailbox = |name: &str| !name.starts_with(people::EMPLOYEE) && !name.starts_with(active_directory::DISABLED);
    let names: Vec<String> = names.filter_map(|entry| entry.first("sAMAccountName")).map(str::to_owned).collect();
    let names: Vec<String> = names.into_iter().filter(|name| mailbox(name)).collect();
    assert!(names.len() >= 3, "{office} is too small: {names:?}");
    names
}

fn mailbox(domain: &Domain, username: &str) -> String {
    let found = domain.samba.search(&format!("(sAMAccountName={username})"), &["mail"]).unwrap();
    found[0].first("mail").unwrap().strip_suffix("@example.test").unwrap().to_owned()
}

#[test]
fn by_counting_with_a_plain_reader() {
    follows_everything("usn", false);
}

#[test]
fn by_counting_with_an_account_that_sees_what_was_deleted() {
    follows_everything("usn", true);
}

#[test]
fn by_dir_sync_with_an_account_that_may_replicate() {
    follows_everything("dirsync", true);
}

#[test]
fn by_dir_sync_with_a_plain_reader() {
    follows_everything("dirsync", false);
}

/// X13, P9, P12, P31, P33: who came, changed, was disabled, renamed, moved, left, was deleted and made anew, and was brought back.
fn follows_everything(how: &str, replicates: bool) {
    let domain = asked(how, replicates);
    let root = &domain.root;
    let nothing = delta(root);
    assert_eq!((counted(&nothing), &nothing["counts"]["seen"]), (NOTHING, &json!(0)), "{nothing}");
    let read_on = domain.sql("select read_on from source");
    assert!(read_on.contains(&format!("\"by\":\"{how}\"")), "{read_on}");
    assert!(read_on.contains(&format!("\"sees_deleted\":{replicates}")), "{read_on}");

    let oslo = staff(&domain, "Oslo");
    let [renamed, moved, leaver] = [&oslo[0], &oslo[1], &oslo[2]].map(String::as_str);
    let leaver_mailbox = mailbox(&domain, leaver);
    domain.changes(people::EMPLOYEE, "modify\nreplace: title\ntitle: Sales Lead");
    hires(&domain, "new.comer", "new.comer", &unit("Oslo"));
    let home = domain.samba.dn_of(renamed).unwrap();
    domain.changes_entry(&home, "modrdn\nnewrdn: CN=Renamed Person\ndeleteoldrdn: 1");
    domain.moves(&domain.samba.dn_of(moved).unwrap(), &unit("Berlin"));
    domain.changes(leaver, "modify\nreplace: userAccountControl\nuserAccountControl: 514");
    let run = delta(root);
    assert_eq!(counted(&run), [1, 1, 2, 1, 0], "{run}");
    assert_eq!(run["counts"]["seen"], 5, "and nobody else was looked at: {run}");
    assert_eq!(field(&domain.profile(people::EMPLOYEE), "title")["value"], "Sales Lead");
    assert_eq!(domain.profile(&leaver_mailbox)["blocked"]["reason"], "disabled_in_directory");
    leaves_nothing(root, 49);

    // Out of the base; deleted; deleted and made anew under the same names.
    let before = [domain.profile(&leaver_mailbox), domain.profile("new.comer")];
    domain.changes(leaver, "modify\nreplace: userAccountControl\nuserAccountControl: 512");
    assert_eq!(counted(&delta(root)), [0, 0, 0, 0, 1]);
    domain.moves(&domain.samba.dn_of(leaver).unwrap(), &outside(&domain));
    domain.changes(moved, "delete");
    domain.changes("new.comer", "delete");
    hires(&domain, "new.comer", "new.comer-again", &unit("Oslo"));
    let run = delta(root);
    assert_eq!(counted(&run), [1, 0, 0, 3, 0], "{run}");
    let again = domain.profile("new.comer-again");
    assert_eq!((&again["username"], &again["blocked"]), (&json!("new.comer"), &Value::Null));
    let gone = domain.profile("new.comer");
    assert_eq!((&gone["id"], &gone["blocked"]["reason"]), (&before[1]["id"], &json!("left_scope")));
    assert_eq!(domain.profile(&leaver_mailbox)["blocked"]["reason"], "left_scope");
    leaves_nothing(root, 47);

    // Back into the base, and back from the dead.
    domain.moves(&domain.samba.dn_of(leaver).unwrap(), &unit("Oslo"));
    let run = delta(root);
    assert_eq!(counted(&run), [0, 0, 0, 0, 1], "{run}");
    let back = domain.profile(&leaver_mailbox);
    assert_eq!((&back["id"], &back["blocked"]), (&before[0]["id"], &Value::Null));
    leaves_nothing(root, 48);
    let nothing = delta(root);
    assert_eq!((counted(&nothing), &nothing["counts"]["seen"]), (NOTHING, &json!(0)), "{nothing}");
}

/// X13: reanimated under the same objectGUID, but without what a tombstone does not keep.
#[test]
fn who_is_brought_back_from_the_dead_is_who_they_were() {
    for how in ["usn", "dirsync"] {
        let domain = asked(how, true);
        let username = staff(&domain, "Oslo").remove(0);
        let mailbox = mailbox(&domain, &username);
        let before = domain.profile(&mailbox);
        let dn = domain.samba.dn_of(&username).unwrap();
        domain.changes_entry(&dn, "delete");
        assert_eq!(counted(&delta(&domain.root)), [0, 0, 0, 1, 0]);
        domain.samba.reanimate(&username, &dn).unwrap();
        let account = format!("replace: mail\nmail: {mailbox}@example.test\n-\nreplace: userAccountControl\n");
        domain.changes_entry(&dn, &format!("modify\n{account}userAccountControl: 544"));
        let run = delta(&domain.root);
        assert_eq!((&run["counts"]["returned"], &run["counts"]["created"]), (&json!(1), &json!(0)), "{run}");
        let after = domain.profile(&mailbox);
        assert_eq!(
            (&after["id"], &after["blocked"], &after["username"]),
            (&before["id"], &Value::Null, &before["username"])
        );
        leaves_nothing(&domain.root, 48);
    }
}

/// P9, P33: no directory tells the people below a unit that is renamed, or moved out of the base and back.
#[test]
fn a_unit_takes_its_people_along() {
    for (how, replicates) in [("usn", true), ("usn", false), ("dirsync", true), ("dirsync", false)] {
        let domain = asked(how, replicates);
        let inside = domain.samba.search("(employeeNumber=*)", &["cn"]).unwrap();
        let inside = i64::try_from(inside.iter().filter(|entry| entry.dn.contains("OU=Oslo,")).count()).unwrap();
        domain.changes_entry(&unit("Oslo"), "modrdn\nnewrdn: OU=Bergen\ndeleteoldrdn: 1");
        let run = delta(&domain.root);
        assert_eq!((&run["counts"]["renamed"], &run["counts"]["blocked"]), (&json!(inside), &json!(0)), "{how}: {run}");
        assert!(domain.sql("select dn from entry").contains("OU=Bergen"));
        leaves_nothing(&domain.root, 48);

        domain.moves(&unit("Bergen"), &outside(&domain));
        let run = delta(&domain.root);
        assert_eq!(run["counts"]["blocked"], inside, "{how} {replicates}: {run}");
        leaves_nothing(&domain.root, 48 - inside);
        domain.moves(&format!("OU=Bergen,{}", outside(&domain)), &people_base());
        let run = delta(&domain.root);
        assert_eq!(run["counts"]["returned"], inside, "{how} {replicates}: {run}");
        leaves_nothing(&domain.root, 48);
    }
}

/// P27: Active Directory itself follows with references to an entry that is renamed or deleted, and tells nobody.
fn a_renamed_manager_stays_the_manager(database: Database) {
    for (how, replicates) in [("usn", true), ("dirsync", false)] {
        let domain = asked_on(database, how, replicates);
        let reports = format!("(manager={})", domain.samba.dn_of(people::MANAGER).unwrap());
        let reports = i64::try_from(domain.samba.search(&reports, &["cn"]).unwrap().len()).unwrap();
        assert!(reports > 1);
        domain.changes(people::MANAGER, "modrdn\nnewrdn: CN=Marta Hansen\ndeleteoldrdn: 1");
        let run = delta(&domain.root);
        assert_eq!(counted(&run), [0, reports, 1, 0, 0], "{how}: {run}");
        let emma = domain.profile(people::EMPLOYEE);
        assert!(field(&emma, "manager")["value"].as_str().unwrap().starts_with("CN=Marta Hansen,"));
        leaves_nothing(&domain.root, 48);

        // Read anew by herself, before anybody reads what is new.
        domain.changes(people::MANAGER, "modrdn\nnewrdn: CN=Marta Berg\ndeleteoldrdn: 1");
        let path = format!("/api/v1/people/{}/runs", domain.profile(people::MANAGER)["id"]);
        let run = wait(&domain.root, &domain.root.post(&path, &json!({})).expect_status(202).json).unwrap();
        assert_eq!(counted(&run), [0, reports, 1, 0, 0], "{how}: {run}");
        delta(&domain.root);
        leaves_nothing(&domain.root, 48);

        domain.changes("marta.nowak", "delete");
        let run = delta(&domain.root);
        assert_eq!(counted(&run), [0, reports, 0, 1, 0], "{how}: {run}");
        assert_eq!(field(&domain.profile(people::EMPLOYEE), "manager")["value"], Value::Null);
        leaves_nothing(&domain.root, 47);
    }
}

/// P31, P33: a filter on something that no profile attribute is read from is obeyed as soon as it says something else.
#[test]
fn a_filter_may_ask_for_what_is_not_mapped() {
    for how in ["usn", "dirsync"] {
        let domain = Domain::open_with(|source, samba| {
            (source.bind_dn, source.bind_password) = (samba.replication_dn.clone(), samba.replication_password.clone());
            let narrow = "(&(objectCategory=person)(objectClass=user)(!(description=external)))";
            let wide = "(&(objectCategory=person)(objectClass=user))";
            source.settings = source.settings.replace(wide, narrow) + &format!("incremental = \"{how}\"\n");
        });
        domain.changes(people::EMPLOYEE, "modify\nreplace: description\ndescription: external");
        assert_eq!(counted(&delta(&domain.root)), [0, 0, 0, 1, 0], "{how}");
        domain.changes(people::EMPLOYEE, "modify\ndelete: description");
        assert_eq!(counted(&delta(&domain.root)), [0, 0, 0, 0, 1], "{how}");
        leaves_nothing(&domain.root, 48);
    }
}

/// X13, P33: a domain controller that was put back to an earlier state has counted back; a position from its future is noticed, and
/// everything is compared. So is a position of another domain controller, and a damaged one.
#[test]
fn a_restored_domain_controller_is_compared_with_everything() {
    for (how, replicates) in [("usn", true), ("dirsync", true), ("usn", false)] {
        let mut domain = asked(how, replicates);
        let scratch = Scratch::new("backup").unwrap();
        let file = scratch.path().join("domain.tar.gz");
        domain.samba.back_up(&file).unwrap();
        domain.samba.restart().unwrap();
        hires(&domain, "new.comer", "new.comer", &unit("Oslo"));
        domain.changes(people::EMPLOYEE, "modify\nreplace: title\ntitle: Sales Lead");
        assert_eq!(counted(&delta(&domain.root)), [1, 1, 0, 0, 0], "{how}");
        let future = domain.sql("select read_on from source").trim().to_owned();

        domain.samba.put_back(&file).unwrap();
        domain.samba.restart().unwrap();
        let run = domain.delta();
        assert_eq!((&run["kind"], &run["state"]), (&json!("full"), &json!("complete")), "{how}: {run}");
        assert!(run["reason"].as_str().unwrap().contains("counted back"), "{run}");
        assert_eq!(counted(&run), [0, 1, 0, 1, 0], "{how}: what is undone is undone here too: {run}");
        assert_eq!(counted(&delta(&domain.root)), NOTHING);

        let mut foreign: Value = serde_json::from_str(&future).unwrap();
        foreign["position"]["at"]["server"] = json!("another");
        foreign["position"]["at"]["usn"] = json!(1);
        let mut lost = vec![foreign.clone()];
        if how == "dirsync" {
            let current: Value = serde_json::from_str(domain.sql("select read_on from source").trim()).unwrap();
            let cookie = |cookie: &str| {
                let mut position = current.clone();
                position["position"]["cookie"] = json!(cookie);
                position
            };
            lost.extend([cookie("00ff00ff"), cookie("")]);
        }
        for lost in lost {
            domain.sql(&format!("update source set read_on = '{lost}'"));
            let run = domain.delta();
            assert_eq!((&run["kind"], &run["state"]), (&json!("full"), &json!("complete")), "{lost}: {run}");
            assert_eq!(counted(&run), NOTHING, "{lost}: {run}");
            assert_eq!(counted(&delta(&domain.root)), NOTHING);
        }
        leaves_nothing(&domain.root, i64::try_from(PEOPLE).unwrap());
    }
}

/// Where nobody says how, it is counted, from the root of a domain as well.
#[test]
fn a_whole_domain_is_counted_by_itself() {
    let domain = Domain::open_with(|source, _| {
        source.base = BASE.to_owned();
        source.settings += "compare_ids_minutes = 0\nremovals_at_least = 30\n";
    });
    let everybody = domain.sync()["counts"]["seen"].as_i64().unwrap();
    let nothing = delta(&domain.root);
    assert_eq!((counted(&nothing), &nothing["counts"]["seen"]), (NOTHING, &json!(0)), "{nothing}");
    assert!(domain.sql("select read_on from source").contains("\"by\":\"usn\""));
    domain.moves(&unit("Oslo"), &outside(&domain));
    domain.changes(people::EMPLOYEE, "modify\nreplace: title\ntitle: Sales Lead");
    let run = delta(&domain.root);
    assert_eq!((&run["counts"]["blocked"], &run["counts"]["created"]), (&json!(0), &json!(0)), "{run}");
    leaves_nothing(&domain.root, everybody);
}
