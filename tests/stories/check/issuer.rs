//! An identity provider that says what a story wants it to: of itself, of its keys, and of the time.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What it says.
#[derive(Clone)]
pub(crate) struct Says {
    /// Its name, in place of the true one.
    pub(crate) issuer: Option<String>,
    pub(crate) keys: Value,
    /// The `Date` of its answers.
    pub(crate) date: Option<String>,
    /// How it answers whoever wants to sign in: status, and where to.
    pub(crate) authorization: (u16, Option<String>),
}

/// It listens as long as the story runs.
pub(crate) struct ScriptedIssuer {
    port: u16,
    says: Arc<Mutex<Says>>,
}

/// A key that tokens can be checked with.
pub(crate) fn good_key() -> Value {
    json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "a", "n": "sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1WlUzewbgBHod5pcM9H95GQRV3JDXboIRROSBigeC5yjU1hGzHHyXss8UDprecbAYxknTcQkhslANGRUZmdTOQ5qTRsLAt6BTYuyvVRdhS8exSZEy_c4gs_7svlJJQ4H9_NxsiIoLwAEk7-Q3UXERGYw_75IDrGA84-lA_-Ct4eTlXHBIY2EaV7t7LjJaynVJCpkv4LKjTTAumiGUIuQhrNhZLuF_RJLqHpM2kgWFLU7-VTdL1VbC2tejvcI2BlMkEpk1BzBZI0KQB0GaDWFLN-aEAw3vRw", "e": "AQAB" })
}

impl ScriptedIssuer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let says = Says { issuer: None, keys: json!([good_key()]), date: None, authorization: (200, None) };
        let says = Arc::new(Mutex::new(says));
        let shared = says.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let says = shared.lock().unwrap().clone();
                std::thread::spawn(move || drop(answer(stream, port, &says)));
            }
        });
        Self { port, says }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }

    /// The settings of Amend for it.
    pub(crate) fn settings(&self) -> String {
        format!(
            "\n[[sign_in]]\nkey = \"scripted\"\nname = \"Scripted\"\nissuer = {:?}\nclient_id = \"amend\"\n\
             client_secret = \"canary-client-secret\"\nallow_plain_loopback = true\n",
            self.url()
        )
    }
}

fn answer(mut stream: TcpStream, port: u16, says: &Says) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = first.split(' ').nth(1).unwrap_or_default();
    let own = format!("http://127.0.0.1:{port}");
    let (status, location, body) = if path.starts_with("/authorize") {
        (says.authorization.0, says.authorization.1.clone(), json!({}))
    } else if path.starts_with("/keys") {
        (200, None, json!({ "keys": says.keys }))
    } else {
        let issuer = says.issuer.clone().unwrap_or_else(|| own.clone());
        let document = json!({
            "issuer": issuer, "authorization_endpoint": format!("{own}/authorize"), "token_endpoint": format!("{own}/token"),
            "jwks_uri": format!("{own}/keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        });
        (200, None, document)
    };
    let location = location.map(|to| format!("location: {to}\r\n")).unwrap_or_default();
    let date = says.date.as_ref().map(|date| format!("date: {date}\r\n")).unwrap_or_default();
    let body = body.to_string();
    write!(
        stream,
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\n{location}{date}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
