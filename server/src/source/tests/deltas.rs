//! QUALITY B1, B2, P31, P33: whatever a server says is new, a run looks up the right people, or starts over, or says why it could not: it never
//! takes somebody for gone whom a look-up finds, never hangs, never takes the program down. Each table is a list of scripts.

mod counted;
mod dir_sync;
mod looked_up;
mod refreshed;

use std::collections::BTreeSet;

use amend_tests::hostile_ldap::{Controller, Entry, Fault, News, Question, Say};

use super::*;
use crate::{
    config::Incremental,
    source::cursor::{Place, Position},
};

/// Who is known: these many. Since then 7 and 8 have gone, and 60 has come.
const KNOWN: usize = 50;
const GONE: [usize; 2] = [7, 8];
const NEWCOMER: usize = 60;

/// How a script has to end.
enum Ends {
    /// Everything has to be compared, for a reason with these words.
    StartsOver(&'static str),
    /// These were looked up, and 7 and 8 were found to be gone, or nobody was.
    Complete(Vec<usize>, bool),
    /// Something was looked up, not all.
    Partial(&'static str),
    /// Nothing was looked up.
    Failed(&'static str),
}
use Ends::{Complete, Failed, Partial, StartsOver};

/// A script, the position that reading goes on from, and how it ends.
struct Case {
    what: &'static str,
    script: Script,
    position: Position,
    compares_ids: bool,
    ends: Ends,
}

impl Case {
    fn with(self, question: Question, fault: Fault) -> Self {
        Self { script: self.script.with_in(question, fault), ..self }
    }
}

fn there() -> Vec<usize> {
    (0..KNOWN).filter(|number| !GONE.contains(number)).chain([NEWCOMER]).collect()
}

fn truth() -> Script {
    Script::new(there().into_iter().map(Entry::person).collect())
}

/// Everybody who was or is there.
fn all() -> Vec<usize> {
    (0..KNOWN).chain([NEWCOMER]).collect()
}

/// What has really changed.
const NEWS: [usize; 4] = [3, 7, 8, NEWCOMER];

fn refresh(what: &'static str, says: Vec<Say>, ends: Ends) -> Case {
    let cookie = b"rid=000,csn=20250101000000.000000Z#000000#000#000000".to_vec();
    let script = truth().saying(News::Sync(says));
    Case { what, script, position: Position::SyncRepl { cookie }, compares_ids: false, ends }
}

/// A refresh that tells the truth.
fn honest() -> Vec<Say> {
    let gone = Say::Ids(Some(true), GONE.to_vec());
    vec![Say::Entry(3, 1), Say::Entry(NEWCOMER, 1), gone, Say::Done(Some("rid=000,csn=next"), true)]
}

fn controller(sees_deleted: bool) -> Controller {
    Controller { usn: Some(200), invocation: vec![1; 16], sees_deleted }
}

fn place(sees_deleted: bool) -> Place {
    Place { server: hex::encode([1; 16]), usn: 100, sees_deleted }
}

fn counted(what: &'static str, controller: Controller, touched: &[usize], ends: Ends) -> Case {
    let sees_deleted = controller.sees_deleted;
    let script = truth().saying(News::Counted { controller, touched: touched.to_vec() });
    let position = Position::Usn { at: place(sees_deleted) };
    Case { what, script, position, compares_ids: !sees_deleted, ends }
}

fn number(id: &[u8]) -> usize {
    u32::from_be_bytes(id[..4].try_into().unwrap()) as usize
}

/// Tells each script to a server, and looks how reading ends.
#[track_caller]
fn check(cases: Vec<Case>) {
    let server = HostileLdap::start(truth()).unwrap();
    let mut settings = settings(server.port());
    settings.limits.pages = 40;
    for case in cases {
        let Case { what, script, position, compares_ids, ends } = case;
        let there: BTreeSet<usize> = there().into_iter().collect();
        server.set_script(script);
        let mut keep =
            Keep { known: (0..KNOWN).map(|number| Entry::uuid(number).to_vec()).collect(), ..Keep::default() };
        let news = super::News::Since { cursor: Cursor::new(position, &request()), compares_ids };
        let began = Instant::now();
        let delta = read_delta(&settings, &request(), Incremental::Auto, &news, &mut keep, &Progress::default());
        assert!(began.elapsed() < Duration::from_secs(8), "{what}: took {:?}", began.elapsed());
        let met: BTreeSet<usize> = keep.met.iter().map(|(id, _)| number(id)).collect();
        let wanted: BTreeSet<usize> = keep.wanted.iter().map(|id| number(id)).collect();
        let gone: Vec<usize> = wanted.iter().copied().filter(|one| *one < KNOWN && !met.contains(one)).collect();
        let reason = match &delta {
            Delta::StartOver(reason) => reason.clone(),
            Delta::Read(end) => match &end.outcome {
                Outcome::Partial { reason } | Outcome::Failed { reason } => reason.to_string(),
                _ => String::new(),
            },
        };
        let cursor = if let Delta::Read(end) = &delta { end.cursor.clone() } else { None };
        match (&ends, &delta) {
            (StartsOver(says), Delta::StartOver(_)) => {
                assert!(reason.contains(says) && met.is_empty(), "{what}: {reason}");
            }
            (Complete(looked_up, has_gone), Delta::Read(end)) if matches!(end.outcome, Outcome::Complete) => {
                assert_eq!(wanted, looked_up.iter().copied().collect(), "{what}");
                assert_eq!(gone, if *has_gone { GONE.to_vec() } else { Vec::new() }, "{what}");
                assert!(gone.iter().all(|one| !there.contains(one)), "{what}");
                assert!(cursor.is_some(), "{what}: there is nothing to go on from");
            }
            (Partial(says), Delta::Read(end)) if matches!(end.outcome, Outcome::Partial { .. }) => {
                assert!(reason.contains(says) && cursor.is_none(), "{what}: {reason}");
            }
            (Failed(says), Delta::Read(end)) if matches!(end.outcome, Outcome::Failed { .. }) => {
                assert!(reason.contains(says) && cursor.is_none() && met.is_empty(), "{what}: {reason}");
            }
            _ => panic!("{what}: ended as {delta:?}"),
        }
    }
}
