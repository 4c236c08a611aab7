//! A wire to the directory on which modifications can be watched, and their answers lost or held back: between being done and being known lies what
//! a story has to reach.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    thread,
};

/// What becomes of the answer to a modification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answers {
    Arrive,
    /// The wire breaks in their place.
    AreLost,
    /// They come when they may arrive again.
    AreHeld,
}

struct State {
    answers: Answers,
    modifications: usize,
}

/// The wire. It lasts as long as the story.
pub(super) struct Wire {
    state: Arc<(Mutex<State>, Condvar)>,
    port: u16,
}

impl Wire {
    /// To a directory's address, `ldap://host:port`.
    pub(super) fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new((Mutex::new(State { answers: Answers::Arrive, modifications: 0 }), Condvar::new()));
        let (known, there) = (state.clone(), url.trim_start_matches("ldap://").to_owned());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(&there) else { continue };
                carry(client, server, &known);
            }
        });
        Self { state, port }
    }

    pub(super) fn url(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.port)
    }

    pub(super) fn answers(&self, answers: Answers) {
        self.state.0.lock().unwrap().answers = answers;
        self.state.1.notify_all();
    }

    /// How many modifications went to the directory.
    pub(super) fn modifications(&self) -> usize {
        self.state.0.lock().unwrap().modifications
    }
}

const MODIFY: u8 = 0x66;
const MODIFY_ANSWER: u8 = 0x67;

fn carry(client: TcpStream, server: TcpStream, state: &Arc<(Mutex<State>, Condvar)>) {
    let (to_server, to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let (known, counted) = (state.clone(), state.clone());
    thread::spawn(move || {
        messages(client, to_server, |operation| {
            if operation == MODIFY {
                counted.0.lock().unwrap().modifications += 1;
            }
            true
        });
    });
    thread::spawn(move || {
        messages(server, to_client, |operation| {
            let mut state = known.0.lock().unwrap();
            while operation == MODIFY_ANSWER && state.answers == Answers::AreHeld {
                state = known.1.wait(state).unwrap();
            }
            operation != MODIFY_ANSWER || state.answers == Answers::Arrive
        });
    });
}

/// Hands on whole messages, as long as they may pass.
fn messages(mut from: TcpStream, mut to: TcpStream, mut may_pass: impl FnMut(u8) -> bool) {
    let (mut held, mut piece) = (Vec::new(), [0_u8; 65536]);
    'open: while let Ok(count) = from.read(&mut piece)
        && count > 0
    {
        held.extend_from_slice(&piece[..count]);
        while let Some((length, operation)) = first(&held) {
            let message: Vec<u8> = held.drain(..length).collect();
            if !may_pass(operation) || to.write_all(&message).is_err() {
                break 'open;
            }
        }
    }
    // An error means that it is closed already.
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

/// Length and operation of the first whole message (RFC 4511 section 4.1.1).
fn first(bytes: &[u8]) -> Option<(usize, u8)> {
    let (head, content) = header(bytes)?;
    let id_at = head;
    let (id_head, id) = header(bytes.get(id_at..)?)?;
    let operation = *bytes.get(id_at + id_head + id)?;
    (bytes.len() >= head + content).then_some((head + content, operation))
}

/// Bytes of an element's head and of its content.
fn header(bytes: &[u8]) -> Option<(usize, usize)> {
    let first = usize::from(*bytes.get(1)?);
    if first < 0x80 {
        return Some((2, first));
    }
    let digits = bytes.get(2..2 + (first & 0x7f))?;
    Some((2 + digits.len(), digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit))))
}
