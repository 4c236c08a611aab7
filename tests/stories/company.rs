//! A company to tell stories in: a real directory with sample people, a real `amend`, and everybody's way in.

use amend_tests::{
    amend::{Amend, Options, Source},
    client::Client,
    database::OwnDatabase,
    people,
    slapd::Slapd,
    sync::{delta_and_wait, run_and_wait},
};
use serde_json::{Value, json};

/// Which database a story is told on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    /// The embedded one.
    Sqlite,
    /// A server of its own.
    Postgres,
}

/// A directory and an installation that reads it.
pub(crate) struct Company {
    pub(crate) slapd: Slapd,
    pub(crate) amend: Amend,
    /// The local administrator.
    pub(crate) root: Client,
    /// The database, if it is PostgreSQL.
    pub(crate) postgres: Option<OwnDatabase>,
}

impl Company {
    /// Sample people in a directory, synced once; Anna administers.
    pub(crate) fn open(database: Database) -> Self {
        Self::open_with(database, 30, Options::default())
    }

    /// The same with so many people and settings of its own.
    pub(crate) fn open_with(database: Database, count: usize, options: Options) -> Self {
        Self::synced(Self::unsynced(database, count, options))
    }

    /// The same around a directory that is there already, which `options` have as a source.
    pub(crate) fn of(slapd: Slapd, database: Database, options: Options) -> Self {
        Self::synced(Self::around(slapd, database, options))
    }

    /// The same where nobody is an administrator but the local one.
    pub(crate) fn unstaffed(slapd: Slapd, database: Database, options: Options) -> Self {
        let company = Self::around(slapd, database, options);
        let run = company.sync();
        assert_eq!(run["state"], "complete", "{run}");
        company
    }

    /// The same before its first run.
    pub(crate) fn around_unsynced(slapd: Slapd, database: Database, options: Options) -> Self {
        Self::around(slapd, database, options)
    }

    fn synced(company: Self) -> Self {
        let run = company.sync();
        assert_eq!(run["state"], "complete", "{run}");
        for role in ["people-admin", "system-admin"] {
            company.amend.cli(&["admin", "grant", people::ADMIN, role], "").unwrap();
        }
        company
    }

    /// A company before its first run.
    pub(crate) fn unsynced(database: Database, count: usize, options: Options) -> Self {
        Self::around(Slapd::in_scratch(&people::sample(count).unwrap()).unwrap(), database, options)
    }

    fn around(slapd: Slapd, database: Database, mut options: Options) -> Self {
        let postgres = (database == Database::Postgres).then(|| OwnDatabase::with_schema().unwrap());
        options.database = postgres.as_ref().map(OwnDatabase::url);
        if options.sources.is_empty() {
            options.sources.push(Source::of(&slapd));
        }
        let (amend, root) = Amend::start_with_administrator(options).unwrap();
        Self { slapd, amend, root, postgres }
    }

    /// Runs the source to its end.
    pub(crate) fn sync(&self) -> Value {
        run_and_wait(&self.root, "corp").unwrap()
    }

    /// Runs the source to its end with what has changed since the last run.
    pub(crate) fn delta(&self) -> Value {
        delta_and_wait(&self.root, "corp").unwrap()
    }

    /// Somebody signed in with the demo password.
    pub(crate) fn signed_in(&self, username: &str) -> Client {
        let client = self.amend.client();
        client.sign_in(username, people::PASSWORD).expect_status(200);
        client
    }

    /// The own profile of somebody.
    pub(crate) fn profile(client: &Client) -> Value {
        client.get("/api/v1/me").expect_status(200).json
    }

    /// Proposes values on the own profile; once more where something else was noted of it between looking and saving.
    pub(crate) fn propose(client: &Client, values: &Value) -> amend_tests::client::Response {
        let body = json!({ "values": values });
        let mut tries = 0;
        loop {
            let version = Self::profile(client)["version"].clone();
            let tag = format!("\"{version}\"");
            let answer = client.send("PATCH", "/api/v1/me", &[("if-match", &tag)], Some(&body)).unwrap();
            tries += 1;
            if answer.status != 412 || tries == 5 {
                return answer;
            }
        }
    }

    /// Changes an entry in the directory by its user name.
    pub(crate) fn in_directory(&self, username: &str, modification: &str) {
        let dn = people::line("dn", &self.dn(username));
        self.slapd.modify(&format!("{dn}\nchangetype: modify\n{modification}\n")).unwrap();
    }

    /// The distinguished name of somebody's entry.
    pub(crate) fn dn(&self, username: &str) -> String {
        let found = self.slapd.search(&format!("(uid={username})"), &["uid"]).unwrap();
        found.first().unwrap_or_else(|| panic!("{username} is not in the directory")).dn.clone()
    }
}

/// A field of a profile.
pub(crate) fn field<'p>(profile: &'p Value, key: &str) -> &'p Value {
    let fields = profile["fields"].as_array().unwrap();
    fields.iter().find(|field| field["key"] == key).unwrap_or_else(|| panic!("no field {key} in {profile}"))
}

/// The state of the change that a field shows.
pub(crate) fn change_state(profile: &Value, key: &str) -> String {
    field(profile, key)["change"]["state"].as_str().unwrap_or("none").to_owned()
}
