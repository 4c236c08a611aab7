//! Random histories of one person's attribute: people edit, approve, withdraw, export; the directory moves, lags, goes back; runs read it.
//! Each history is lived twice, by Amend's rules and by a small naive model of them, and both must agree after every step (H1). On the
//! way nothing may get lost (I1) and no run may take away what people agreed on (I4). `AMEND_HISTORIES` sets how many are lived.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod cell;
mod directory;
mod laws;
mod model;

use amend_domain::{attribute::Authority, moment::Moment};
use proptest::{prelude::*, test_runner::TestRunner};

use cell::Cell;
use directory::{Directory, Members};
use model::Model;

/// How long the target may take, in the unit in which time passes here.
const LAG: i64 = 10;

/// One thing that happens. Numbers pick among what is possible then.
#[derive(Clone, Debug)]
enum Happening {
    Propose {
        wanted: Members,
        as_admin: bool,
    },
    Approve,
    Reject,
    Withdraw,
    Keep,
    TakeTheirs,
    Export,
    TargetFails,
    Reexport,
    /// What was exported longest ago arrives in the directory, or is lost on the way.
    Deliver {
        lost: bool,
    },
    DirectoryMoves {
        to: Members,
    },
    DirectoryGoesBack,
    Sync {
        reading: Read,
    },
    Lock {
        locked: bool,
    },
    SetAuthority {
        authority: Authority,
    },
    TimePasses {
        by: i64,
    },
}

/// What a run sees of the directory.
#[derive(Clone, Copy, Debug)]
enum Read {
    /// What it holds.
    Now,
    /// A replica that is so many changes behind.
    Behind(usize),
    /// It began before the last export and saw what was there then.
    BeganEarly,
    /// The value could not be read.
    Nothing,
}

fn members(many: bool) -> BoxedStrategy<Members> {
    let texts = prop::sample::subsequence(vec!["a", "b", "c", "d"], if many { 0..=4 } else { 0..=1 });
    (texts, any::<[bool; 4]>())
        .prop_map(|(texts, loud)| {
            let spelled = |(text, loud): (&str, bool)| {
                (text.to_owned(), if loud { text.to_uppercase() } else { text.to_owned() })
            };
            texts.into_iter().zip(loud).map(spelled).collect()
        })
        .boxed()
}

fn happening(many: bool) -> impl Strategy<Value = Happening> {
    let authority =
        prop::sample::select(vec![Authority::Shared, Authority::Directory, Authority::Fill, Authority::Local]);
    let read = prop_oneof![
        6 => Just(Read::Now),
        1 => (1..3_usize).prop_map(Read::Behind),
        1 => Just(Read::BeganEarly),
        1 => Just(Read::Nothing),
    ];
    prop_oneof![
        6 => (members(many), any::<bool>()).prop_map(|(wanted, as_admin)| Happening::Propose { wanted, as_admin }),
        5 => Just(Happening::Approve),
        1 => Just(Happening::Reject),
        1 => Just(Happening::Withdraw),
        1 => Just(Happening::Keep),
        1 => Just(Happening::TakeTheirs),
        5 => Just(Happening::Export),
        1 => Just(Happening::TargetFails),
        1 => Just(Happening::Reexport),
        4 => prop::bool::weighted(0.2).prop_map(|lost| Happening::Deliver { lost }),
        3 => members(many).prop_map(|to| Happening::DirectoryMoves { to }),
        1 => Just(Happening::DirectoryGoesBack),
        8 => read.prop_map(|reading| Happening::Sync { reading }),
        1 => any::<bool>().prop_map(|locked| Happening::Lock { locked }),
        1 => authority.prop_map(|authority| Happening::SetAuthority { authority }),
        4 => (1..LAG * 2).prop_map(|by| Happening::TimePasses { by }),
    ]
}

fn history() -> impl Strategy<Value = (bool, Authority, Vec<Happening>)> {
    let authority = prop::sample::select(vec![
        Authority::Shared,
        Authority::Shared,
        Authority::Directory,
        Authority::Fill,
        Authority::Local,
    ]);
    (any::<bool>(), authority).prop_flat_map(|(many, authority)| {
        (Just(many), Just(authority), prop::collection::vec(happening(many), 5..200))
    })
}

/// Lives one history in both worlds.
fn live(many: bool, authority: Authority, history: &[Happening]) -> Result<(), TestCaseError> {
    let mut directory = Directory::new();
    let mut cell = Cell::new(many, authority);
    let mut model = Model::new(many, authority);
    let mut now = 100;
    let mut last_run_ended = 0;
    for happening in history {
        now += 1;
        let before = cell.clone();
        let (told, expected) = match happening {
            Happening::Propose { wanted, as_admin } => {
                (cell.propose(wanted, *as_admin), model.propose(wanted, *as_admin))
            }
            Happening::Approve => (cell.approve(), model.approve()),
            Happening::Reject => (cell.reject(), model.reject()),
            Happening::Withdraw => (cell.withdraw(), model.withdraw()),
            Happening::Keep => (cell.keep(), model.keep()),
            Happening::TakeTheirs => (cell.take_theirs(), model.take_theirs()),
            Happening::TargetFails => (cell.fail(), model.fail()),
            Happening::Reexport => (cell.reexport(), model.reexport()),
            Happening::Export => {
                let expected = model.export(now);
                if let Some(edit) = model.exported_edit(&expected) {
                    directory.send(edit);
                }
                (cell.export(Moment(now)), expected)
            }
            Happening::Deliver { lost } => {
                directory.deliver(*lost);
                (Vec::new(), Vec::new())
            }
            Happening::DirectoryMoves { to } => {
                directory.hold(to.clone());
                (Vec::new(), Vec::new())
            }
            Happening::DirectoryGoesBack => {
                directory.go_back();
                (Vec::new(), Vec::new())
            }
            Happening::Sync { reading } => {
                let (read, began) = match reading {
                    Read::Now => (Some(directory.now()), now),
                    Read::Behind(changes) => (Some(directory.behind(*changes)), now),
                    Read::BeganEarly => (Some(directory.now()), (last_run_ended + 1).max(now - 3)),
                    Read::Nothing => (None, now),
                };
                now += 1;
                last_run_ended = now;
                (cell.sync(read.as_ref(), Moment(began), LAG, Moment(now)), model.sync(read.as_ref(), began, LAG, now))
            }
            Happening::Lock { locked } => {
                cell.lock(*locked);
                model.locked = *locked;
                (Vec::new(), Vec::new())
            }
            Happening::SetAuthority { authority } => {
                cell.set_authority(*authority);
                model.authority = *authority;
                (Vec::new(), Vec::new())
            }
            Happening::TimePasses { by } => {
                now += by;
                (Vec::new(), Vec::new())
            }
        };
        prop_assert_eq!(&told, &expected, "told after {:?}\n{:#?}", happening, before);
        prop_assert_eq!(cell.view(), model.view(), "after {:?}\n{:#?}", happening, before);
        laws::nothing_is_lost(&before, &cell, &told, matches!(happening, Happening::Sync { .. }))?;
        if let Happening::Sync { .. } = happening {
            laws::no_run_clobbers(&before, &cell, &told)?;
        }
    }
    laws::everything_settles(&mut cell, &mut directory, now, LAG)
}

#[test]
fn h1_histories_agree_with_the_model() {
    let cases = std::env::var("AMEND_HISTORIES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2_000);
    let config =
        ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() };
    let lived = TestRunner::new(config).run(&history(), |(many, authority, history)| live(many, authority, &history));
    if let Err(failed) = lived {
        panic!("{failed}");
    }
}
