//! A wire to the directory on which modifications can be watched, and their answers lost, held back or made up: between being done and being known
//! lies what a story has to reach.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use crate::failure::{Failure, Outcome};

/// What becomes of the answer to a modification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// As it is.
    Arrive,
    /// The wire breaks in their place.
    AreLost,
    /// They come when they may arrive again.
    AreHeld,
    /// The directory is not asked: whatever it is, it is done.
    AreMadeUp,
}

#[derive(Debug)]
struct State {
    answers: Answers,
    modifications: usize,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    moved: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The wire. It lasts as long as the program.
#[derive(Debug)]
pub struct Wire {
    shared: Arc<Shared>,
    port: u16,
}

impl Wire {
    /// To a directory's address, `ldap://host:port`.
    ///
    /// # Errors
    /// When there is no port to listen on.
    pub fn to(url: &str) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(Failure::doing("listening"))?;
        let port = listener.local_addr().map_err(Failure::doing("asking for a port"))?.port();
        let state = Mutex::new(State { answers: Answers::Arrive, modifications: 0 });
        let shared = Arc::new(Shared { state, moved: Condvar::new() });
        let (known, there) = (shared.clone(), url.trim_start_matches("ldap://").to_owned());
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(&there) else { continue };
                // Whoever cannot be connected sees it closed.
                let _ = carry(client, server, &known);
            }
        });
        Ok(Self { shared, port })
    }

    /// Where it begins.
    #[must_use]
    pub fn url(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.port)
    }

    /// From now on.
    pub fn answers(&self, answers: Answers) {
        self.shared.lock().answers = answers;
        self.shared.moved.notify_all();
    }

    /// How many modifications were sent.
    #[must_use]
    pub fn modifications(&self) -> usize {
        self.shared.lock().modifications
    }
}

const MODIFY: u8 = 0x66;
const MODIFY_ANSWER: u8 = 0x67;

/// What becomes of a message.
enum Goes {
    On,
    Nowhere,
    /// It ends the wire.
    Down,
}

fn carry(client: TcpStream, server: TcpStream, shared: &Arc<Shared>) -> std::io::Result<()> {
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let (to_server, to_client, mut back) = (server.try_clone()?, client.try_clone()?, client.try_clone()?);
    let (known, counted) = (shared.clone(), shared.clone());
    thread::spawn(move || {
        messages(client, to_server, |message, operation| {
            if operation != MODIFY {
                return Goes::On;
            }
            let mut state = counted.lock();
            state.modifications += 1;
            match state.answers {
                Answers::AreMadeUp if back.write_all(&done(message)).is_ok() => Goes::Nowhere,
                Answers::AreMadeUp => Goes::Down,
                Answers::Arrive | Answers::AreLost | Answers::AreHeld => Goes::On,
            }
        });
    });
    thread::spawn(move || {
        messages(server, to_client, |_, operation| {
            let mut state = known.lock();
            while operation == MODIFY_ANSWER && state.answers == Answers::AreHeld {
                state = known.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            match operation == MODIFY_ANSWER && state.answers == Answers::AreLost {
                true => Goes::Down,
                false => Goes::On,
            }
        });
    });
    Ok(())
}

/// That the modification with a message's number was done.
fn done(message: &[u8]) -> Vec<u8> {
    const SUCCESS: [u8; 9] = [MODIFY_ANSWER, 7, 0x0a, 1, 0, 4, 0, 4, 0];
    let number = header(message).and_then(|(head, _)| {
        let (id_head, id) = header(message.get(head..)?)?;
        message.get(head..head + id_head + id)
    });
    let number = number.unwrap_or_default();
    let length = u8::try_from(number.len() + SUCCESS.len()).unwrap_or_default();
    [&[0x30, length], number, &SUCCESS].concat()
}

/// Hands on whole messages, for as long as they go on.
fn messages(mut from: TcpStream, mut to: TcpStream, mut goes: impl FnMut(&[u8], u8) -> Goes) {
    let (mut held, mut piece) = (Vec::new(), [0_u8; 65536]);
    'open: while let Ok(count) = from.read(&mut piece)
        && count > 0
    {
        held.extend_from_slice(&piece[..count]);
        while let Some((length, operation)) = first(&held) {
            let message: Vec<u8> = held.drain(..length).collect();
            match goes(&message, operation) {
                Goes::Nowhere => {}
                Goes::On if to.write_all(&message).is_ok() => {}
                Goes::On | Goes::Down => break 'open,
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
