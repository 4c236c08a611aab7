//! A scripted LDAP server on a real TCP port that misbehaves on purpose: directories break in ways that no healthy
//! server can be made to show. It keeps a log of what it was asked, and takes no write.

mod answer;
mod ber;
mod news;
mod script;
mod tell;

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

pub use news::{Controller, News, Question, Round, Say};
pub use script::{Entry, Fault, Script};

/// One thing that the server was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// A simple bind.
    Bind {
        /// The name given.
        dn: String,
        /// Whether the password was the right one.
        accepted: bool,
    },
    /// A search, or one page of it.
    Search {
        /// Where.
        base: String,
        /// Text form of the filter (RFC 4515); parts that are rarely used are shown as `?`.
        filter: String,
        /// The attributes asked for, in order.
        attributes: Vec<String>,
        /// Page size and cookie, if the paging control was sent.
        page: Option<(usize, Vec<u8>)>,
    },
    /// An operation that would change the directory, with its tag byte (0x66 modify, 0x68 add, 0x4a delete, 0x6c
    /// rename). It was refused.
    Write(u8),
    /// The client said goodbye.
    Unbind,
    /// Anything else, with its tag byte.
    Other(u8),
}

/// A running server; it ends when dropped.
#[derive(Debug)]
pub struct HostileLdap {
    port: u16,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    script: Mutex<Script>,
    log: Mutex<Vec<Operation>>,
    open: Mutex<Vec<TcpStream>>,
    stopped: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl HostileLdap {
    /// Starts on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(script: Script) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            script: Mutex::new(script),
            log: Mutex::default(),
            open: Mutex::default(),
            stopped: AtomicBool::new(false),
        });
        let inside = shared.clone();
        let accepting = std::thread::spawn(move || accept(&listener, &inside));
        Ok(Self { port, shared, accepting: Some(accepting) })
    }

    /// The TCP port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `ldap://127.0.0.1:port`
    #[must_use]
    pub fn url(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.port)
    }

    /// Everything asked so far, on all connections.
    #[must_use]
    pub fn op_log(&self) -> Vec<Operation> {
        lock(&self.shared.log).clone()
    }

    /// What it does from the next request on.
    pub fn set_script(&self, script: Script) {
        *lock(&self.shared.script) = script;
    }
}

impl Drop for HostileLdap {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Relaxed);
        for stream in lock(&self.shared.open).drain(..) {
            // Already gone is as good.
            stream.shutdown(Shutdown::Both).ok();
        }
        // Wakes the accepting thread, which then sees that it is over.
        TcpStream::connect(("127.0.0.1", self.port)).ok();
        if let Some(accepting) = self.accepting.take() {
            accepting.join().ok();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopped.load(Relaxed) {
            return;
        }
        let Ok(stream) = stream else { continue };
        if let Ok(copy) = stream.try_clone() {
            lock(&shared.open).push(copy);
        }
        let shared = shared.clone();
        std::thread::spawn(move || {
            // A client that hangs up, or a script that does, ends the conversation.
            converse(&stream, &shared).ok();
            stream.shutdown(Shutdown::Both).ok();
        });
    }
}

/// What to do with the connection next.
enum Act {
    Send(Vec<u8>),
    /// One byte at a time with this pause.
    Drip(Vec<u8>, Duration),
    HangUp,
    /// Keep the connection open and never say anything again.
    Silence,
}

fn converse(mut stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::new();
    let mut buffer = [0; 16 << 10];
    let mut place = answer::Place::default();
    loop {
        while let Some(length) = ber::message_length(&received) {
            let message: Vec<u8> = received.drain(..length).collect();
            let script = lock(&shared.script).clone();
            let (operation, acts) = answer::answer(&message, &script, &mut place)?;
            let goodbye = operation == Operation::Unbind;
            lock(&shared.log).push(operation);
            if goodbye || !perform(stream, acts, shared)? {
                return Ok(());
            }
        }
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            count => received.extend_from_slice(&buffer[..count]),
        }
    }
}

/// False when the connection is over.
fn perform(mut stream: &TcpStream, acts: Vec<Act>, shared: &Shared) -> io::Result<bool> {
    for act in acts {
        match act {
            Act::Send(bytes) => stream.write_all(&bytes)?,
            Act::Drip(bytes, pause) => {
                for byte in bytes {
                    stream.write_all(&[byte])?;
                    std::thread::sleep(pause);
                    if shared.stopped.load(Relaxed) {
                        return Ok(false);
                    }
                }
            }
            Act::HangUp => return Ok(false),
            Act::Silence => {
                // Reading ends when the client, or the end of the test, closes the connection.
                io::copy(&mut stream, &mut io::sink())?;
                return Ok(false);
            }
        }
    }
    Ok(true)
}
