//! What people do in many stories through the front door, what happens in the directory meanwhile, and a look behind the curtain.

use amend_tests::{
    amend::Amend,
    client::{Client, Response},
    database::OwnDatabase,
    people::line,
    programs::{need, run},
};
use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::company::Company;

/// Each story is told on both databases.
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            use crate::company::Database;

            #[test]
            fn on_sqlite() {
                super::$story(Database::Sqlite);
            }

            #[test]
            fn on_postgres() {
                super::$story(Database::Postgres);
            }
        }
    )+};
}
pub(crate) use on_both;

/// Waits for something to come true, for half a minute at most.
#[track_caller]
pub(crate) fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "{what} did not come about");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The rows of an answer that is a page or a plain list.
pub(crate) fn rows(answer: &Value) -> Vec<Value> {
    answer.get("items").unwrap_or(answer).as_array().cloned().unwrap_or_default()
}

/// What happens to people.
impl Company {
    /// Somebody's row in the list of all people, by the name in front of the e-mail address: it stays when the user name moves.
    #[track_caller]
    pub(crate) fn person(&self, mailbox: &str) -> Value {
        let found = self.find(mailbox);
        assert_eq!(found.len(), 1, "{mailbox} is not one person: {found:?}");
        found[0].clone()
    }

    /// Everybody with this mailbox, blocked or not.
    pub(crate) fn find(&self, mailbox: &str) -> Vec<Value> {
        let listed = self.root.get(&format!("/api/v1/people?status=all&search={mailbox}")).expect_status(200).json;
        let mail = format!("{mailbox}@example.test");
        rows(&listed).into_iter().filter(|row| row["mail"] == mail.as_str()).collect()
    }

    /// Somebody's profile as an administrator sees it.
    #[track_caller]
    pub(crate) fn seen_by_root(&self, person: &Value) -> Value {
        self.root.get(&format!("/api/v1/people/{}", person["id"])).expect_status(200).json
    }

    /// Somebody's changes, newest first.
    #[track_caller]
    pub(crate) fn changes_of(&self, person: &Value) -> Vec<Value> {
        rows(&self.root.get(&format!("/api/v1/people/{}/changes", person["id"])).expect_status(200).json)
    }

    /// Proposes values for somebody as the administrator.
    pub(crate) fn root_sets(&self, person: &Value, values: &Value) -> Response {
        let tag = format!("\"{}\"", self.seen_by_root(person)["version"]);
        let path = format!("/api/v1/people/{}", person["id"]);
        self.root.send("PATCH", &path, &[("if-match", &tag)], Some(&json!({ "values": values }))).unwrap()
    }
}

/// What happens to changes.
impl Company {
    /// The local administrator decides on one change as it is now; gives the result.
    #[track_caller]
    pub(crate) fn decide(&self, change: &Value, verdict: &str) -> Value {
        let mut decision = json!({ "change": change["id"], "version": change["version"], "verdict": verdict });
        if verdict == "reject" {
            decision["reason"] = json!("because of the story");
        }
        let decided = self.root.post("/api/v1/decisions", &json!({ "decisions": [decision] })).expect_status(200).json;
        decided["results"][0].clone()
    }

    /// The newest change of somebody's attribute.
    #[track_caller]
    pub(crate) fn change(&self, person: &Value, attribute: &str) -> Value {
        let found = self.changes_of(person).into_iter().find(|change| change["attribute"] == attribute);
        found.unwrap_or_else(|| panic!("no change of {attribute}"))
    }

    /// Somebody corrects an attribute and an administrator approves it; gives the change.
    #[track_caller]
    pub(crate) fn approved(&self, who: &Client, person: &Value, attribute: &str, value: &str) -> Value {
        Self::propose(who, &json!({ attribute: value })).expect_status(200);
        let pending = self.change(person, attribute);
        assert_eq!(pending["state"], "pending");
        assert_eq!(self.decide(&pending, "approve")["state"], "approved");
        self.change(person, attribute)
    }

    /// Exports everything that waits and downloads the file.
    #[track_caller]
    pub(crate) fn export(&self) -> String {
        let make = json!({ "target": 1, "profile": "machine", "key": "dn" });
        let made = self.root.post("/api/v1/exports", &make).expect_status(201).json;
        self.root.get(&format!("/api/v1/exports/{}/file", made["id"])).expect_status(200).text()
    }

    /// The items of the export queue as (attribute, state), oldest first.
    pub(crate) fn items(&self) -> Vec<(String, String)> {
        let listed = self.sql("select attribute, state from item order by id");
        let pair = |row: &str| row.split_once('|').map(|(one, other)| (one.to_owned(), other.to_owned()));
        listed.lines().filter_map(pair).collect()
    }
}

/// What happens in the directory.
impl Company {
    /// Renames somebody's entry, and moves it below another superior if one is given.
    #[track_caller]
    pub(crate) fn rename(&self, username: &str, new: &str, superior: Option<&str>) {
        let below = superior.map(|name| format!("{}\n", line("newsuperior", name))).unwrap_or_default();
        let dn = line("dn", &self.dn(username));
        self.slapd.modify(&format!("{dn}\nchangetype: modrdn\nnewrdn: uid={new}\ndeleteoldrdn: 1\n{below}")).unwrap();
    }

    /// The place outside of what is synced where people go who leave.
    pub(crate) fn outside(&self) -> String {
        let place = format!("ou=left,{}", self.slapd.base);
        if self.slapd.search("(ou=left)", &["ou"]).unwrap().is_empty() {
            self.slapd.modify(&format!("dn: {place}\nchangetype: add\nobjectClass: organizationalUnit\n")).unwrap();
        }
        place
    }

    /// Moves somebody out of what is synced; gives where they were.
    pub(crate) fn leaves(&self, username: &str) -> String {
        let dn = self.dn(username);
        let (_, home) = dn.split_once(',').unwrap();
        self.rename(username, username, Some(&self.outside()));
        home.to_owned()
    }

    /// A new entry with these names in an office.
    #[track_caller]
    pub(crate) fn hires(&self, username: &str, mailbox: &str, office: &str) {
        let dn = line("dn", &format!("uid={username},ou={office},ou=people,{}", self.slapd.base));
        let entry = format!(
            "{dn}\nchangetype: add\nobjectClass: inetOrgPerson\nuid: {username}\ncn: New Comer\nsn: Comer\ngivenName: New\n\
             displayName: New {mailbox}\nmail: {mailbox}@example.test\nuserPassword: {}\n",
            amend_tests::people::PASSWORD
        );
        self.slapd.modify(&entry).unwrap();
    }
}

/// What a run tells.
impl Company {
    /// The lines of a run's report, of one kind if one is given.
    #[track_caller]
    pub(crate) fn report(&self, run: &Value, kind: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut after = String::new();
        loop {
            let path = format!("/api/v1/runs/{}/report?kind={kind}&limit=200{after}", run["id"]);
            let page = self.root.get(&path).expect_status(200).json;
            all.extend(rows(&page));
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
        assert!(all.iter().all(|line| line["kind"] == kind), "{all:?}");
        all
    }

    /// Starts a run without waiting for its end.
    pub(crate) fn start(&self) -> Response {
        self.root.post("/api/v1/sources/1/runs", &json!({}))
    }

    /// A run as it is now.
    #[track_caller]
    pub(crate) fn run(&self, run: &Value) -> Value {
        self.root.get(&format!("/api/v1/runs/{}", run["id"])).expect_status(200).json
    }

    /// The one source as it is now.
    #[track_caller]
    pub(crate) fn source(&self) -> Value {
        rows(&self.root.get("/api/v1/sources").expect_status(200).json)[0].clone()
    }

    /// Runs SQL and returns the rows, columns divided by `|`.
    #[track_caller]
    pub(crate) fn sql(&self, text: &str) -> String {
        sql(&self.amend, self.postgres.as_ref(), text)
    }
}

/// The same of any installation, with its PostgreSQL database if it has one.
#[track_caller]
pub(crate) fn sql(amend: &Amend, postgres: Option<&OwnDatabase>, text: &str) -> String {
    if let Some(database) = postgres {
        return database.sql(text).unwrap();
    }
    let mut shell = Command::new(need("sqlite3").unwrap());
    run(shell.args(["-cmd", ".timeout 5000"]).arg(amend.dir().join("amend.db")).arg(text), "").unwrap()
}
