//! Two thousand people in a directory that never stands still, and a server that is killed again and again.

use amend_tests::amend::{Options, Source};
use amend_tests::client::Client;
use amend_tests::crowd::crowd;
use amend_tests::people::PASSWORD;
use amend_tests::slapd::Slapd;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::invariants::{cells, files_repeat_nothing, hold};
use super::staff::Employee;
use crate::acts::{rows, wait_for};
use crate::company::{Company, Database};
use crate::dice::Dice;

const PEOPLE: u32 = 2000;
const EMPLOYEES: usize = 48;
/// Employees who save while the server is killed.
const BUSY: usize = 4;
/// People whose title moves in the directory in each round.
const MOVERS: u64 = 60;

pub(super) struct Town {
    company: Company,
    staff: Vec<Employee>,
    dice: Dice,
    round: usize,
    /// Who is out of what is synced now, by number.
    away: Vec<u64>,
    /// How long a run, a bulk approval and an export last when nobody interferes.
    lasts: [Duration; 3],
}

impl Town {
    pub(super) fn open(database: Database, seed: u64) -> Self {
        let password = format!("employeeType: staff\nuserPassword: {PASSWORD}\n");
        let slapd = Slapd::in_scratch(&crowd(PEOPLE).replace("employeeType: staff\n", &password)).unwrap();
        let settings = "lease_seconds = 1\nsign_in_attempts_per_minute = 10000\n".to_owned();
        let options = Options { sources: vec![Source::of(&slapd)], settings, ..Options::default() };
        let company = Company::unstaffed(slapd, database, options);
        company.outside();
        let employee = |number: usize| {
            let username = format!("u{number:06}");
            Employee::new(company.signed_in(&username), username)
        };
        let staff = (0..EMPLOYEES).map(employee).collect();
        let second = Duration::from_secs(1);
        let mut town = Self { company, staff, dice: Dice(seed), round: 0, away: Vec::new(), lasts: [second; 3] };
        // Some who will leave have something on its way.
        for number in 1000..1010 {
            let person = town.company.person(&format!("u{number:06}"));
            town.company.root_sets(&person, &json!({ "room": format!("u{number:06} early") })).expect_status(200);
        }
        town.measures();
        town
    }

    /// One round of everything in which nobody is killed, to know how long each takes while employees save.
    fn measures(&mut self) {
        self.directory_moves();
        self.lasts[0] = self.measured(|company| drop(company.sync()));
        self.everybody_saves();
        self.lasts[1] = self.measured(|company| drop(approve_all(&company.root)));
        self.everybody_saves();
        approve_all(&self.company.root).unwrap();
        self.lasts[2] = self.measured(|company| drop(export(&company.root)));
        hold(&self.company);
    }

    fn measured(&mut self, work: impl FnOnce(&Company)) -> Duration {
        let (company, staff) = (&self.company, &mut self.staff);
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for employee in staff.iter_mut().take(BUSY) {
                scope.spawn(|| employee.keeps_saving(&over));
            }
            // Dropped when `work` panics too: the employees would never stop.
            let _over = Over(&over);
            let since = Instant::now();
            work(company);
            since.elapsed()
        })
    }

    pub(super) fn killed_while_syncing(&mut self) {
        self.directory_moves();
        let started = self.company.start().expect_status(202).json;
        self.killed_during(0, |_| ());
        // Taken up where it was, or closed, as soon as the lease of the dead server has run out (I8).
        let run = wait_for("the end of the run that was cut off", || {
            Some(self.company.run(&started)).filter(|run| run["state"] != "running")
        });
        assert!(["complete", "failed"].contains(&run["state"].as_str().unwrap()), "{run}");
        self.syncs();
        self.mirrors();
        self.everything_holds();
    }

    pub(super) fn killed_while_approving(&mut self) {
        self.everybody_saves();
        let promised = self.killed_during(1, approve_all);
        let states = self.states();
        // Whoever got an answer can rely on it; what employees replaced since has moved on.
        for (change, _) in promised.into_iter().flatten().flatten() {
            let state = states.get(&change).map(String::as_str);
            assert!(
                ["approved", "superseded"].map(Some).contains(&state),
                "the approval of {change} is lost: {state:?}"
            );
        }
        self.everything_holds();
    }

    pub(super) fn killed_while_exporting(&mut self) {
        self.everybody_saves();
        approve_all(&self.company.root).unwrap();
        let made = self.killed_during(2, export).flatten();
        if let Some((id, content)) = made {
            let again = self.company.root.get(&format!("/api/v1/exports/{id}/file")).expect_status(200).text();
            assert_eq!(again, content, "the same bytes as before the kill");
        }
        self.everything_holds();
        // The owner of the directory applies what was handed over; the next run confirms it.
        let files = self.files();
        self.applies(&files[files.len().saturating_sub(1)..]);
    }

    /// Everything is approved, exported, applied and confirmed: the end of the story is as if nobody had been killed (I3).
    pub(super) fn comes_to_rest(&mut self) {
        self.everybody_saves();
        while !approve_all(&self.company.root).unwrap().is_empty() {}
        // Who is away comes back, so that nothing rests.
        let away = std::mem::take(&mut self.away);
        self.returns(&away);
        self.syncs();
        // The second file has what had to wait behind a change in flight.
        for _ in 0..2 {
            export(&self.company.root);
            self.applies(&self.files());
            self.syncs();
        }
        self.mirrors();
        self.everything_holds();
        let left = self
            .company
            .sql("select state, count(*) from change where state not in ('confirmed', 'superseded') group by state");
        assert!(left.trim().is_empty(), "{left}");
        let files = self.files();
        files_repeat_nothing(&files);
        let promised: usize = self.staff.iter().map(|one| one.promised.len()).sum();
        println!("{promised} promises kept, {} files", files.len());
        assert!(promised > EMPLOYEES);
    }
}

/// Being killed.
impl Town {
    /// Does `work` while employees save, kills the server at a moment in between, and starts it again. `None` if `work` did not come to an
    /// end.
    fn killed_during<T: Send>(&mut self, kind: usize, work: impl FnOnce(&Client) -> T + Send) -> Option<T> {
        let moment = Duration::from_micros(self.dice.below(self.lasts[kind].as_micros() as u64 * 5 / 4));
        let (root, staff, amend) = (&self.company.root, &mut self.staff, &mut self.company.amend);
        let done = std::thread::scope(|scope| {
            let working = scope.spawn(move || work(root));
            for employee in staff.iter_mut().take(BUSY) {
                scope.spawn(move || employee.keeps_saving(&AtomicBool::new(false)));
            }
            std::thread::sleep(moment);
            amend.kill9();
            working.join()
        });
        println!("round {}: kind {kind} killed after {moment:?} of {:?}", self.round, self.lasts[kind]);
        self.company.amend.serve().unwrap();
        for employee in &mut self.staff {
            employee.asks_again(&self.company);
        }
        done.ok()
    }

    fn everything_holds(&self) {
        hold(&self.company);
        let listed = self.company.sql("select id, attribute, edit from change order by id");
        let changes: BTreeMap<i64, (&str, Value)> = listed
            .lines()
            .map(|line| {
                let mut parts = line.splitn(3, '|');
                let (id, attribute) = (parts.next().unwrap().parse().unwrap(), parts.next().unwrap());
                (id, (attribute, serde_json::from_str(parts.next().unwrap()).unwrap()))
            })
            .collect();
        for (id, (attribute, value)) in self.staff.iter().flat_map(|one| &one.promised) {
            let kept = changes.get(id).unwrap_or_else(|| panic!("change {id} is gone: {attribute} = {value}"));
            assert_eq!((kept.0, &kept.1), (attribute.as_str(), &json!({ "set": value })), "change {id}");
        }
    }

    fn states(&self) -> BTreeMap<i64, String> {
        let listed = self.company.sql("select id, state from change");
        let pair = |line: &str| {
            let (id, state) = line.split_once('|').unwrap();
            (id.parse().unwrap(), state.to_owned())
        };
        listed.lines().map(pair).collect()
    }
}

/// What people do.
impl Town {
    fn everybody_saves(&mut self) {
        for employee in &mut self.staff {
            assert!(employee.saves());
        }
    }

    /// Runs until the end, which has to be a complete one.
    fn syncs(&self) {
        let run = self.company.sync();
        assert_eq!(run["state"], "complete", "{run}");
    }

    /// Every file that was made, fetched (once more).
    fn files(&self) -> Vec<String> {
        let exports = rows(&self.company.root.get("/api/v1/exports?limit=200").expect_status(200).json);
        let fetch = |export: &Value| {
            self.company.root.get(&format!("/api/v1/exports/{}/file", export["id"])).expect_status(200).text()
        };
        exports.iter().rev().map(fetch).collect()
    }
}

/// Says that something is over when it goes out of scope.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

/// Approves what waits for a decision, but does not chase what employees add meanwhile for ever; gives the changes whose approval was answered,
/// with their states. `None` if the server went.
fn approve_all(root: &Client) -> Option<Vec<(i64, String)>> {
    let mut approved = Vec::new();
    for _ in 0..3 {
        let page = root.send("GET", "/api/v1/approvals?limit=200", &[], None).ok()?.expect_status(200).json;
        let decisions: Vec<Value> = rows(&page)
            .iter()
            .map(|change| json!({ "change": change["id"], "version": change["version"], "verdict": "approve" }))
            .collect();
        if decisions.is_empty() {
            break;
        }
        let body = json!({ "decisions": decisions });
        let answer = root.send("POST", "/api/v1/decisions", &[], Some(&body)).ok()?.expect_status(200).json;
        for result in answer["results"].as_array().unwrap().iter().filter(|result| result["problem"].is_null()) {
            approved.push((result["change"].as_i64().unwrap(), result["state"].as_str().unwrap().to_owned()));
        }
    }
    Some(approved)
}

/// Makes a file of all that waits and fetches it; `None` if the server went, or nothing waited.
fn export(root: &Client) -> Option<(i64, String)> {
    let make = json!({ "target": 1, "profile": "machine", "key": "dn" });
    let made = root.send("POST", "/api/v1/exports", &[], Some(&make)).ok()?;
    if made.status == 409 {
        return None;
    }
    let id = made.expect_status(201).json["id"].as_i64().unwrap();
    let file = root.send("GET", &format!("/api/v1/exports/{id}/file"), &[], None).ok()?;
    Some((id, file.expect_status(200).text()))
}

/// What happens in the directory.
impl Town {
    /// Titles move, a few people leave, a few of those who had left return.
    fn directory_moves(&mut self) {
        self.round += 1;
        let mut ldif = String::new();
        for _ in 0..MOVERS {
            // Nobody of the staff, and nobody who leaves: their titles are the business of others.
            let number = 100 + self.dice.below(800);
            let _ = writeln!(
                ldif,
                "dn: {}\nchangetype: modify\nreplace: title\ntitle: Engineer {}\n",
                home(number),
                self.round
            );
        }
        self.company.slapd.modify(&ldif).unwrap();
        let back: Vec<u64> = self.away.drain(..).collect();
        self.returns(&back);
        let mut ldif = String::new();
        while self.away.len() < 5 {
            let number = 1000 + self.dice.below(20);
            if !self.away.contains(&number) && !back.contains(&number) {
                self.away.push(number);
                let place = format!("ou=left,{}", self.company.slapd.base);
                let _ = writeln!(
                    ldif,
                    "dn: {}\nchangetype: modrdn\nnewrdn: uid=u{number:06}\ndeleteoldrdn: 1\nnewsuperior: {place}\n",
                    home(number)
                );
            }
        }
        self.company.slapd.modify(&ldif).unwrap();
    }

    fn returns(&self, back: &[u64]) {
        let mut ldif = String::new();
        for number in back {
            let home = home(*number);
            let (_, place) = home.split_once(',').unwrap();
            let left = format!("uid=u{number:06},ou=left,{}", self.company.slapd.base);
            let _ = writeln!(
                ldif,
                "dn: {left}\nchangetype: modrdn\nnewrdn: uid=u{number:06}\ndeleteoldrdn: 1\nnewsuperior: {place}\n"
            );
        }
        if !ldif.is_empty() {
            self.company.slapd.modify(&ldif).unwrap();
        }
    }

    /// The directory's owner carries files over, the newest last.
    fn applies(&self, files: &[String]) {
        let mut entries: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (dn, name, value) in files.iter().flat_map(|file| cells(file)) {
            if !self.away.iter().any(|number| home(*number) == dn) {
                entries.entry(dn).or_default().insert(name, value);
            }
        }
        let mut ldif = String::new();
        for (dn, values) in entries {
            let _ = write!(ldif, "dn: {dn}\nchangetype: modify\n");
            for (name, value) in values {
                let _ = write!(ldif, "replace: {name}\n{name}: {value}\n-\n");
            }
            ldif.push('\n');
        }
        if !ldif.is_empty() {
            self.company.slapd.modify(&ldif).unwrap();
        }
    }

    /// I3: what Amend knows of the directory is what the directory holds.
    fn mirrors(&self) {
        let names = ["title", "roomNumber", "street", "l"];
        let found = self.company.slapd.search("(objectClass=inetOrgPerson)", &names).unwrap();
        let theirs: BTreeMap<String, Vec<Option<String>>> = found
            .into_iter()
            .filter(|entry| entry.dn.contains(",ou=people,"))
            .map(|entry| (entry.dn.clone(), names.iter().map(|name| entry.first(name).map(str::to_owned)).collect()))
            .collect();
        let listed = self.company.sql("select dn, theirs from entry where absent_at is null");
        let ours: BTreeMap<String, Vec<Option<String>>> = listed
            .lines()
            .map(|line| {
                let (dn, said) = line.split_once('|').unwrap();
                let said: Value = serde_json::from_str(said).unwrap();
                let keys = ["title", "room", "street", "city"];
                (dn.to_owned(), keys.iter().map(|key| said[key][0].as_str().map(str::to_owned)).collect())
            })
            .collect();
        assert!(
            theirs == ours,
            "the mirror differs: {:?}",
            theirs.iter().find(|(dn, values)| ours.get(*dn) != Some(*values))
        );
    }
}

/// Where somebody of the crowd is at home.
fn home(number: u64) -> String {
    format!("uid=u{number:06},ou=d{:02},ou=people,{}", number % 40, amend_tests::slapd::BASE)
}
