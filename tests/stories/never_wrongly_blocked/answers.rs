//! What the scripted directory answers: the truth in one of several ways, something else, or with a fault.

use amend_tests::hostile_ldap::{Controller, Fault, News, Question, Round, Say};

use crate::dice::Dice;

/// How the directory tells what is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Sync,
    DirSync,
    /// The account does not see what was deleted, so ids are compared.
    Counted,
}

/// What has really happened since the last run.
pub(super) struct Truth {
    /// Whoever came, changed or went.
    pub(super) touched: Vec<usize>,
    /// Whoever is there.
    pub(super) there: Vec<usize>,
}

impl Truth {
    fn gone(&self) -> Vec<usize> {
        self.touched.iter().copied().filter(|one| !self.there.contains(one)).collect()
    }

    fn changed(&self) -> impl Iterator<Item = usize> {
        self.touched.iter().copied().filter(|one| self.there.contains(one))
    }
}

const COOKIE: Option<&str> = Some("rid=000,csn=20260102000000.000000Z#000000#000#000000");

fn controller(usn: i64, sees_deleted: bool) -> Controller {
    Controller { usn: Some(usn), invocation: vec![1; 16], sees_deleted }
}

fn dir_sync(rounds: Vec<Round>) -> News {
    News::DirSync { controller: controller(200, true), refuses_replication: false, rounds }
}

fn counted(controller: Controller, touched: Vec<usize>) -> News {
    News::Counted { controller, touched }
}

/// The truth.
pub(super) fn honest(way: Way, dice: &mut Dice, truth: &Truth) -> News {
    match way {
        Way::Sync => {
            let mut says: Vec<Say> = truth.changed().map(|one| Say::Entry(one, 1)).collect();
            if dice.pick(2) == 0 {
                says.extend([Say::Ids(Some(true), truth.gone()), Say::Done(COOKIE, true)]);
            } else {
                let rest = truth.there.iter().copied().filter(|one| !truth.touched.contains(one)).collect();
                says.extend([Say::Ids(None, rest), Say::RefreshPresent, Say::Done(COOKIE, false)]);
            }
            News::Sync(says)
        }
        Way::DirSync => {
            let (one, other) = truth.touched.split_at(dice.pick(truth.touched.len() + 1));
            dir_sync(vec![Round::new(one, true, "first"), Round::new(other, false, "second")])
        }
        Way::Counted => counted(controller(200, false), truth.touched.clone()),
    }
}

/// Something else.
pub(super) fn lying(way: Way, dice: &mut Dice, truth: &Truth) -> News {
    let anybody = |dice: &mut Dice| (0..60).filter(|_| dice.pick(3) == 0).collect::<Vec<usize>>();
    match way {
        Way::Sync => {
            let mut says: Vec<Say> =
                truth.changed().filter(|_| dice.pick(2) == 0).map(|one| Say::Entry(one, 1)).collect();
            says.extend(match dice.pick(9) {
                0 => vec![Say::RefreshPresent, Say::Done(COOKIE, false)],
                1 => vec![Say::Ids(None, anybody(dice)), Say::Done(COOKIE, false)],
                2 => vec![Say::Ids(Some(true), anybody(dice)), Say::Done(COOKIE, true)],
                3 => vec![Say::Ids(Some(true), (0..60).collect()), Say::Done(COOKIE, true)],
                4 => vec![Say::Done(Some(""), true)],
                5 => vec![Say::Code([51, 53, 4096, 80][dice.pick(4)])],
                6 => vec![Say::Ids(Some(true), anybody(dice)), Say::HangUp],
                7 => vec![Say::Info(b"junk".to_vec()), Say::Done(COOKIE, true)],
                _ => vec![Say::Done(None, false)],
            });
            News::Sync(says)
        }
        Way::DirSync => dir_sync(match dice.pick(6) {
            0 => vec![Round::new(&anybody(dice), false, "first")],
            1 => vec![Round::new(&anybody(dice), true, "same")],
            2 => vec![Round::new(&truth.touched, true, "first"), Round::refused(53)],
            3 => vec![Round::refused([12, 51, 50, 1][dice.pick(4)])],
            4 => vec![Round { control: None, ..Round::new(&truth.touched, false, "first") }],
            _ => vec![Round { control: Some(b"junk".to_vec()), ..Round::new(&anybody(dice), false, "first") }],
        }),
        Way::Counted => match dice.pick(5) {
            0 => counted(controller(1, false), truth.touched.clone()),
            1 => counted(Controller { invocation: vec![2; 16], ..controller(200, false) }, truth.touched.clone()),
            2 => counted(Controller { usn: None, ..controller(200, false) }, truth.touched.clone()),
            3 => counted(controller(200, true), anybody(dice)),
            _ => counted(controller(200, false), anybody(dice)),
        },
    }
}

/// Something that goes wrong, and in the answer to which question. What a reading of everything leaves out without a word nobody can notice, so
/// there the directory is only ever silent about everybody.
pub(super) fn some_fault(dice: &mut Dice) -> (Question, Fault) {
    use Question::{Containers, Everything, Ids, LookUp, News};
    let question = [Everything, Everything, News, Ids, LookUp, LookUp, Containers][dice.pick(7)];
    // Of those who are looked up there are few.
    let (most, pages) = if question == LookUp { (3, 1) } else { (25, 3) };
    let (at, page) = (dice.pick(most), 1 + dice.pick(pages));
    let fault = match dice.pick(16) {
        0 => Fault::HangUpInEntry { at },
        1 => Fault::HangUpBefore { at },
        2 => Fault::HangUpAfterPage { page },
        3 => Fault::Result { page, code: [1, 3, 10, 32, 51, 52, 53][dice.pick(7)] },
        4 => Fault::Limit { entries: at, code: [3, 4][dice.pick(2)] },
        5 => Fault::PageSizeLimit(3),
        6 => Fault::PageCap(3),
        7 => Fault::SamePageForEver { page },
        8 => Fault::LosePaging { page: 2 },
        9 => Fault::Twice,
        10 => Fault::ConstantCookie,
        11 => Fault::BrokenPaging,
        12 => Fault::Overrun { at },
        13 => Fault::Disconnection { at, malformed: dice.pick(2) == 0 },
        14 if question != Everything => Fault::Percent(dice.pick(100)),
        _ => Fault::Nothing,
    };
    (question, fault)
}
