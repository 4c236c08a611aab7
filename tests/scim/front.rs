//! A front before a SCIM service: it counts what is asked, and can answer in the service's place, lose its answers and hold them back, so that a story
//! reaches what lies between being done and being known.

use super::Scim;
use crate::failure::{Failure, Outcome};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What becomes of requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// What the service says.
    Through,
    /// This status with these further lines of its head; the service hears nothing of it.
    Instead(u16, &'static str),
    /// The service hears of it when requests go through again.
    Waits,
    /// The service does it, and the connection breaks in the answer's place.
    Lost,
    /// The service does it, and its answer comes when answers go through again.
    Held,
}

#[derive(Debug)]
struct Desk {
    method: &'static str,
    says: Says,
    asked: Vec<(String, String)>,
}

/// The front. It lasts as long as the story.
#[derive(Debug, Clone)]
pub struct Front {
    port: u16,
    desk: Arc<(Mutex<Desk>, Condvar)>,
}

impl Front {
    /// Before a service.
    ///
    /// # Errors
    /// When no port is to be had.
    pub fn before(service: &Scim) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(Failure::doing("listening"))?;
        let port = listener.local_addr().map_err(Failure::doing("listening"))?.port();
        let desk = Desk { method: "", says: Says::Through, asked: Vec::new() };
        let desk = Arc::new((Mutex::new(desk), Condvar::new()));
        let (known, there) = (desk.clone(), service.port);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let known = known.clone();
                // A visitor who goes away is no news.
                std::thread::spawn(move || drop(serve(client, there, &known)));
            }
        });
        Ok(Self { port, desk })
    }

    /// Its address, as a target has it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v2", self.port)
    }

    /// What becomes of requests of this method from now on; all others go through.
    pub fn says(&self, method: &'static str, says: Says) {
        let mut desk = lock(&self.desk.0);
        desk.method = method;
        desk.says = says;
        self.desk.1.notify_all();
    }

    /// How many requests of this method there were.
    pub fn asked(&self, method: &str) -> usize {
        lock(&self.desk.0).asked.iter().filter(|(asked, _)| asked == method).count()
    }

    /// The heads of requests of this method.
    pub fn heads(&self, method: &str) -> Vec<String> {
        let desk = lock(&self.desk.0);
        desk.asked.iter().filter(|(asked, _)| asked == method).map(|(_, head)| head.clone()).collect()
    }
}

fn lock(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One request of one connection.
fn serve(mut client: TcpStream, there: u16, desk: &(Mutex<Desk>, Condvar)) -> std::io::Result<()> {
    let mut reader = BufReader::new(client.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        // The connection is for one request.
        if !line.to_lowercase().starts_with("connection:") {
            head += &line;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let method = head.split(' ').next().unwrap_or_default().to_owned();
    let says = {
        let mut desk = lock(&desk.0);
        desk.asked.push((method.clone(), head.clone()));
        if desk.method == method { desk.says.clone() } else { Says::Through }
    };
    if let Says::Instead(status, lines) = says {
        let body = format!("{{\"status\":\"{status}\",\"detail\":\"as the story has it\"}}");
        return write!(
            client,
            "HTTP/1.1 {status} As told\r\n{lines}content-type: application/scim+json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
    }
    wait_while(desk, &says, &Says::Waits);
    let mut server = TcpStream::connect(("127.0.0.1", there))?;
    write!(server, "{head}connection: close\r\n\r\n")?;
    server.write_all(&body)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    if says == Says::Lost {
        return Ok(());
    }
    wait_while(desk, &says, &Says::Held);
    client.write_all(&answer)
}

/// Where a request was told so, waits for as long as others are told so too.
fn wait_while(desk: &(Mutex<Desk>, Condvar), told: &Says, what: &Says) {
    let mut now = lock(&desk.0);
    while told == what && now.says == *what {
        now = desk.1.wait(now).unwrap_or_else(PoisonError::into_inner);
    }
}
