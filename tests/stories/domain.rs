//! A domain to tell stories in: a real Active Directory with sample people, and a real `amend` that reads it.

use amend_tests::{
    amend::{Amend, Options, Source},
    client::Client,
    database::OwnDatabase,
    people::{active_directory, line},
    samba::Samba,
    sync::{delta_and_wait, run_and_wait},
};
use serde_json::Value;

use crate::{
    acts::{rows, sql},
    company::Database,
};

/// Accounts in the sample domain, one of them disabled.
pub(crate) const PEOPLE: usize = 48;

/// A domain and an installation that reads it.
pub(crate) struct Domain {
    pub(crate) samba: Samba,
    pub(crate) amend: Amend,
    /// The local administrator.
    pub(crate) root: Client,
    postgres: Option<OwnDatabase>,
}

impl Domain {
    /// Sample people in a domain, before the first run; `change` sees the source, and the domain that it reads.
    pub(crate) fn unsynced(database: Database, change: impl FnOnce(&mut Source, &Samba)) -> Self {
        let samba = Samba::in_scratch(&active_directory::sample(PEOPLE).unwrap()).unwrap();
        let postgres = (database == Database::Postgres).then(|| OwnDatabase::with_schema().unwrap());
        let mut source = Source::of_active_directory(&samba);
        change(&mut source, &samba);
        let database = postgres.as_ref().map(OwnDatabase::url);
        let (amend, root) =
            Amend::start_with_administrator(Options { database, sources: vec![source], ..Options::default() }).unwrap();
        Self { samba, amend, root, postgres }
    }

    /// The same after the first run.
    pub(crate) fn open_with(change: impl FnOnce(&mut Source, &Samba)) -> Self {
        Self::synced(Database::Sqlite, change)
    }

    /// The same on a database of choice.
    pub(crate) fn synced(database: Database, change: impl FnOnce(&mut Source, &Samba)) -> Self {
        let domain = Self::unsynced(database, change);
        let run = domain.sync();
        assert_eq!(run["state"], "complete", "{run}");
        domain
    }

    /// The same with nothing special.
    pub(crate) fn open() -> Self {
        Self::open_with(|_, _| ())
    }

    /// Reads and compares everything.
    pub(crate) fn sync(&self) -> Value {
        run_and_wait(&self.root, "corp").unwrap()
    }

    /// Reads what is new.
    pub(crate) fn delta(&self) -> Value {
        delta_and_wait(&self.root, "corp").unwrap()
    }

    /// Somebody's profile as the administrator sees it, by the name in front of the e-mail address.
    #[track_caller]
    pub(crate) fn profile(&self, mailbox: &str) -> Value {
        let listed = self.root.get(&format!("/api/v1/people?status=all&search={mailbox}")).expect_status(200).json;
        let mail = format!("{mailbox}@example.test");
        let found: Vec<Value> = rows(&listed).into_iter().filter(|row| row["mail"] == mail.as_str()).collect();
        assert_eq!(found.len(), 1, "{mailbox} is not one person: {found:?}");
        self.root.get(&format!("/api/v1/people/{}", found[0]["id"])).expect_status(200).json
    }

    /// Changes the entry with this user name.
    #[track_caller]
    pub(crate) fn changes(&self, username: &str, modification: &str) {
        self.changes_entry(&self.samba.dn_of(username).unwrap(), modification);
    }

    /// Changes the entry with this name.
    #[track_caller]
    pub(crate) fn changes_entry(&self, dn: &str, modification: &str) {
        self.samba.modify(&format!("{}\nchangetype: {modification}\n", line("dn", dn))).unwrap();
    }

    /// Moves the entry with this name below another, under the same name of its own.
    #[track_caller]
    pub(crate) fn moves(&self, dn: &str, below: &str) {
        let (own, _) = dn.split_once(',').unwrap();
        let (own, below) = (line("newrdn", own), line("newsuperior", below));
        self.changes_entry(dn, &format!("modrdn\n{own}\ndeleteoldrdn: 1\n{below}"));
    }

    pub(crate) fn sign_in(&self, username: &str, password: &str) -> u16 {
        self.amend.client().sign_in(username, password).status
    }

    /// Runs SQL and returns the rows, columns divided by `|`.
    #[track_caller]
    pub(crate) fn sql(&self, text: &str) -> String {
        sql(&self.amend, self.postgres.as_ref(), text)
    }
}
