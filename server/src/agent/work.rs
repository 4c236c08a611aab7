//! The agent at work: it asks the server for something to do, does it beside the directory, and sends what was read. It ends when the server says
//! that it is no agent any more, or that another process goes on as it; everything else passes.

use std::{
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
        mpsc,
    },
    thread,
    time::Duration,
};

use domain::api::{AgentWork, AskWork, ErrorCode, NextWork, paths};

use super::{
    bounds::{Bounded, bounded, within},
    client::Trouble,
    outbox::{Line, Outbox},
    pause::Pause,
    settings::Settings,
    signed::Signed,
    write::{Quota, write},
};
use crate::{
    source::{Errand, Message, Progress, Told},
    target::{Writing, Wrote},
};

/// Pieces of work that are done at once.
const AT_ONCE: usize = 4;
/// For how long the server holds an answer back while there is nothing to do.
const WAIT: u32 = 20;
/// Between two questions while work is being done.
const BUSY: Duration = Duration::from_millis(400);
/// Between two signs of life.
const HEART: Duration = Duration::from_secs(2);
/// Messages that wait between reading and sending.
const WAITING: usize = 4;
/// Another process goes on as this agent; EX_CONFIG of sysexits.h, which systemd is told not to start again after.
const OTHER_PROCESS: u8 = 78;
/// It is no agent any more; EX_NOPERM.
const NOT_KNOWN: u8 = 77;

/// Works until it is not wanted any more.
pub(super) fn work(settings: Settings, signed: Signed) -> ExitCode {
    let (settings, signed) = (Arc::new(settings), Arc::new(signed));
    let (busy, quota) = (Arc::new(AtomicUsize::new(0)), Arc::new(Quota::default()));
    let mut pause = Pause::default();
    let mut has_begun = false;
    loop {
        let asked = if has_begun { ask(&signed, &busy) } else { begin(&settings, &signed) };
        let trouble = match asked {
            Ok(next) => {
                has_begun = true;
                pause = Pause::default();
                take((&settings, &quota), &signed, &busy, next);
                continue;
            }
            Err(trouble) => trouble,
        };
        if let Trouble::Refused(problem) = &trouble {
            match problem.code {
                ErrorCode::OtherProcess => return ended(OTHER_PROCESS, &trouble),
                ErrorCode::AgentNotKnown => return ended(NOT_KNOWN, &trouble),
                ErrorCode::NotBegun => {
                    has_begun = false;
                    continue;
                }
                _ => {}
            }
        }
        let rest = pause.next();
        tracing::warn!(reason = %trouble, pause_ms = rest.as_millis(), "agent.server_away");
        thread::sleep(rest);
    }
}

fn ended(code: u8, trouble: &Trouble) -> ExitCode {
    tracing::error!(reason = %trouble, "agent.ends");
    eprintln!("amend: {trouble}");
    ExitCode::from(code)
}

/// Says that it has started.
fn begin(settings: &Settings, signed: &Signed) -> Result<NextWork, Trouble> {
    let begun = signed.begin(&settings.told())?;
    tracing::info!(start = begun.epoch, is_active = begun.is_active, "agent.begun");
    Ok(NextWork { is_active: begun.is_active, rotate: begun.rotate, work: None })
}

/// Asks for something to do. While something is being done the line is left free for it.
fn ask(signed: &Signed, busy: &AtomicUsize) -> Result<NextWork, Trouble> {
    let wait_seconds = match busy.load(Relaxed) {
        0 => WAIT,
        count => {
            thread::sleep(BUSY);
            if count >= AT_ONCE {
                return Ok(NextWork { is_active: true, rotate: false, work: None });
            }
            0
        }
    };
    let body = serde_json::to_vec(&AskWork { wait_seconds }).map_err(|error| Trouble::Here(error.to_string()))?;
    signed.send("POST", paths::AGENT_WORK, "application/json", &body)?.json()
}

/// Takes up what came.
fn take(
    (settings, quota): (&Arc<Settings>, &Arc<Quota>),
    signed: &Arc<Signed>,
    busy: &Arc<AtomicUsize>,
    next: NextWork,
) {
    if next.rotate {
        match signed.rotate() {
            Ok(()) => tracing::info!("agent.key_rotated"),
            Err(trouble) => tracing::warn!(reason = %trouble, "agent.key_not_rotated"),
        }
    }
    let Some(AgentWork { id, token, errand }) = next.work else { return };
    let line = Line { signed: signed.clone(), work: id, token, is_over: Arc::new(AtomicBool::new(false)) };
    let (settings, quota, there) = (settings.clone(), quota.clone(), busy.clone());
    busy.fetch_add(1, Relaxed);
    let started = thread::Builder::new().name("agent-work".to_owned()).spawn(move || {
        // Counted down whatever happens, else the agent would think itself busy for ever.
        let _free = Free(there);
        do_it(&settings, &quota, &line, &errand);
    });
    if let Err(error) = started {
        busy.fetch_sub(1, Relaxed);
        tracing::error!(work = id, reason = %error, "agent.no_thread");
    }
}

struct Free(Arc<AtomicUsize>);

impl Drop for Free {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

fn do_it(settings: &Settings, quota: &Quota, line: &Line, errand: &str) {
    let asked = asked(settings, errand);
    let progress = Progress::default();
    let (messages, coming) = mpsc::sync_channel(WAITING);
    thread::scope(|scope| {
        let sender = scope.spawn(move || line.send_all(&coming).and_then(|sum| line.end(&sum)));
        let (done, is_done) = mpsc::channel::<()>();
        scope.spawn({
            let progress = &progress;
            move || heart(line, progress, &is_done)
        });
        let mut outbox = Outbox { line, messages, progress: &progress };
        let (told, refused) = match asked {
            Ok(Asked::Write(writing)) => (written(write(settings, quota, writing)), Vec::new()),
            Ok(Asked::Read(Bounded { errand, refused })) => {
                if !refused.is_empty() {
                    tracing::warn!(work = line.work, attributes = refused.join(" "), "agent.not_allowed");
                }
                let told = errand.carry_out(&settings.ldap, &mut outbox, &progress);
                (within(settings, told, &refused), refused)
            }
            Err(why) => {
                tracing::warn!(work = line.work, reason = why, "agent.refuses");
                (Told::Refused(why), Vec::new())
            }
        };
        let told = Box::new(told.with_texts(&|text| settings.scrubbed(text)));
        tracing::info!(work = line.work, entries = progress.seen(), "agent.has_read");
        let last = outbox.put(Message::End { told, refused });
        drop(outbox);
        let sent = sender.join();
        drop(done);
        if last.is_err() || !matches!(sent, Ok(Ok(()))) {
            tracing::info!(work = line.work, "agent.work_over");
        }
    });
}

/// What is asked, within the bounds.
enum Asked {
    Read(Bounded),
    Write(Writing),
}

fn asked(settings: &Settings, errand: &str) -> Result<Asked, String> {
    let strange = |error: serde_json::Error| {
        format!("this agent does not understand what it is asked ({error}); bring it to the server's version")
    };
    let json: serde_json::Value = serde_json::from_str(errand).map_err(strange)?;
    if json.get("write").is_some() {
        return serde_json::from_value(json).map(Asked::Write).map_err(strange);
    }
    let errand = serde_json::from_value::<Errand>(json).map_err(strange)?;
    bounded(settings, errand).map(Asked::Read)
}

fn written(wrote: Wrote) -> Told {
    serde_json::to_value(wrote).map_or_else(|error| Told::Refused(error.to_string()), Told::Written)
}

/// Gives signs of life until the work is done, and stops the reading when nobody waits for it.
fn heart(line: &Line, progress: &Progress, is_done: &mpsc::Receiver<()>) {
    while let Err(mpsc::RecvTimeoutError::Timeout) = is_done.recv_timeout(HEART) {
        if line.is_over() || line.alive(progress.seen()).is_err() {
            progress.cancel();
            return;
        }
    }
}
