//! An issuer of access tokens, as Entra ID is one: keys of its own on a loopback port, and tokens signed with them. It can forge too, change its keys,
//! fall silent, and tell what it was asked for.

use crate::failure::{Failure, Outcome};
use crate::programs::{need, run};
use crate::scratch::Scratch;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

/// A key pair with its id.
#[derive(Debug, Clone)]
pub struct Key {
    /// `kid`.
    pub id: String,
    file: PathBuf,
    jwk: Value,
}

/// What is served and what was asked for.
#[derive(Debug, Default)]
struct Desk {
    document: String,
    is_silent: bool,
    asked: Vec<String>,
}

/// An issuer that listens until it is dropped.
#[derive(Debug)]
pub struct Issuer {
    scratch: Scratch,
    port: u16,
    desk: Arc<Mutex<Desk>>,
    /// The key that tokens are signed with.
    pub key: Key,
}

impl Issuer {
    /// Makes a key and listens.
    ///
    /// # Errors
    /// When the port or the key cannot be had.
    pub fn start() -> Outcome<Self> {
        let scratch = Scratch::new("issuer")?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(Failure::doing("listening"))?;
        let port = listener.local_addr().map_err(Failure::doing("listening"))?.port();
        let desk = Arc::new(Mutex::new(Desk::default()));
        let shared = desk.clone();
        // It ends with the process: a thread that waits for connections costs nothing.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A visitor who goes away is no news.
                drop(answer(stream, &shared));
            }
        });
        let key = make_key(&scratch, "key-1")?;
        let issuer = Self { scratch, port, desk, key };
        issuer.publish(&[&issuer.key]);
        Ok(issuer)
    }

    /// Who it says that it is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/tenant/v2.0", self.port)
    }

    /// Where its keys are.
    pub fn keys_url(&self) -> String {
        format!("http://127.0.0.1:{}/keys", self.port)
    }

    /// A new key pair, not yet published.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new_key(&self, id: &str) -> Outcome<Key> {
        make_key(&self.scratch, id)
    }

    /// Serves these keys from now on.
    pub fn publish(&self, keys: &[&Key]) {
        let keys: Vec<&Value> = keys.iter().map(|key| &key.jwk).collect();
        self.serve(&json!({ "keys": keys }).to_string());
    }

    /// Serves this text from now on.
    pub fn serve(&self, document: &str) {
        document.clone_into(&mut self.desk().document);
    }

    /// Answers nothing any more, or again.
    pub fn silence(&self, is_silent: bool) {
        self.desk().is_silent = is_silent;
    }

    /// The paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.desk().asked.clone()
    }

    fn desk(&self) -> std::sync::MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A token as it should be.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn token(&self, claims: &Value) -> Outcome<String> {
        self.signed(&json!({ "typ": "JWT", "alg": "RS256", "kid": self.key.id }).to_string(), &claims.to_string())
    }

    /// Header and claims as they are written, signed with RS256.
    ///
    /// # Errors
    /// When they cannot be signed.
    pub fn signed(&self, header: &str, claims: &str) -> Outcome<String> {
        self.signed_as(header, claims, "-sha256 -sign {key}")
    }

    /// The same, signed by `openssl dgst` with these arguments; `{key}` is the private key's file, `{public}` the public key in hexadecimal digits.
    ///
    /// # Errors
    /// When they cannot be signed.
    pub fn signed_as(&self, header: &str, claims: &str, how: &str) -> Outcome<String> {
        let message = format!("{}.{}", encoded(header), encoded(claims));
        let mut command = Command::new(need("openssl")?);
        command.arg("dgst").arg("-hex");
        for argument in how.split_whitespace() {
            let argument = argument.replace("{key}", &self.key.file.display().to_string());
            command.arg(if argument.contains("{public}") {
                argument.replace("{public}", &self.public_in_digits()?)
            } else {
                argument
            });
        }
        let printed = run(&mut command, &message)?;
        let digits = printed.rsplit(' ').next().unwrap_or_default().trim();
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes(digits))))
    }

    fn public_in_digits(&self) -> Outcome<String> {
        let pem = run(Command::new(need("openssl")?).arg("rsa").arg("-pubout").arg("-in").arg(&self.key.file), "")?;
        Ok(pem.bytes().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// A part of a token.
pub fn encoded(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn make_key(scratch: &Scratch, id: &str) -> Outcome<Key> {
    let file = scratch.path().join(format!("{id}.pem"));
    let openssl = need("openssl")?;
    run(Command::new(&openssl).args(["genrsa", "-out"]).arg(&file).arg("2048"), "")?;
    let printed = run(Command::new(&openssl).args(["rsa", "-noout", "-modulus", "-in"]).arg(&file), "")?;
    let modulus = bytes(printed.trim().trim_start_matches("Modulus="));
    let jwk = json!({ "kty": "RSA", "use": "sig", "kid": id, "n": URL_SAFE_NO_PAD.encode(modulus), "e": "AQAB" });
    Ok(Key { id: id.to_owned(), file, jwk })
}

fn bytes(digits: &str) -> Vec<u8> {
    let pair = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    (0..digits.len()).step_by(2).filter_map(pair).collect()
}

fn answer(mut stream: TcpStream, desk: &Mutex<Desk>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
    desk.asked.push(first.split(' ').nth(1).unwrap_or_default().to_owned());
    if desk.is_silent {
        return Ok(());
    }
    let body = &desk.document;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
