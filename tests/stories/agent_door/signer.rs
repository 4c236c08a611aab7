//! An agent's side, written by hand from RFC 9421, RFC 9530 and the interface's description: so what the program sends and takes is held against
//! something that does not share its code.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use amend_tests::client::{Client, Response};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ring::{
    digest,
    rand::{SecureRandom as _, SystemRandom},
    signature::{Ed25519KeyPair, KeyPair as _},
};
use serde_json::{Value, json};

pub(super) const SESSION: &str = "/api/agent/v1/session";
pub(super) const KEY: &str = "/api/agent/v1/key";
pub(super) const ENROL: &str = "/api/agent/v1/enrol";

/// An agent's key and its place.
pub(super) struct Signer {
    pair: Arc<Ed25519KeyPair>,
    pub(super) agent: i64,
    pub(super) epoch: i64,
    pub(super) sequence: i64,
    /// Added to the clock, in seconds.
    pub(super) skew: i64,
}

/// A request with its signature, to be sent as it is or otherwise.
#[derive(Clone)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn send(&self, client: &Client) -> Response {
        let headers: Vec<(&str, &str)> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        client.send_bytes(&self.method, &self.path, &headers, &self.body).unwrap()
    }

    /// The same with another header.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        for header in &mut self.headers {
            if header.0 == name {
                value.clone_into(&mut header.1);
            }
        }
        self
    }

    /// The same without a header.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|header| header.0 != name);
        self
    }
}

pub(super) fn pair() -> Ed25519KeyPair {
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap()
}

/// The `Content-Digest` of a body.
pub(super) fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(digest::digest(&digest::SHA256, body)))
}

impl Signer {
    pub(super) fn new() -> Self {
        Self { pair: Arc::new(pair()), agent: 0, epoch: 0, sequence: 0, skew: 0 }
    }

    pub(super) fn public(&self) -> String {
        STANDARD.encode(self.pair.public_key())
    }

    pub(super) fn enrolment(&self, code: &str) -> Value {
        let proof = self.pair.sign(format!("amend agent enrol {code} {}", self.public()).as_bytes());
        json!({ "code": code, "public_key": self.public(), "proof": STANDARD.encode(proof), "version": "1", "host": "dc1" })
    }

    pub(super) fn enrol(&self, client: &Client, code: &str) -> Response {
        client.post(ENROL, &self.enrolment(code))
    }

    /// A signed request in the place that is given.
    #[expect(clippy::disallowed_methods, reason = "a signature tells when it was made")]
    pub(super) fn signed(&self, method: &str, path: &str, (epoch, sequence): (i64, i64), body: &[u8]) -> Request {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let created = i64::try_from(now).unwrap() + self.skew;
        let mut nonce = [0_u8; 16];
        SystemRandom::new().fill(&mut nonce).unwrap();
        let nonce = STANDARD.encode(nonce);
        let digest = content_digest(body);
        let params = format!(
            "(\"@method\" \"@path\" \"@query\" \"content-digest\" \"amend-epoch\" \"amend-sequence\");created={created};nonce=\"{nonce}\";keyid=\"{}\";alg=\"ed25519\"",
            self.agent
        );
        let (bare, query) = path.split_once('?').unwrap_or((path, ""));
        let base = format!(
            "\"@method\": {method}\n\"@path\": {bare}\n\"@query\": ?{query}\n\"content-digest\": {digest}\n\"amend-epoch\": {epoch}\n\"amend-sequence\": {sequence}\n\"@signature-params\": {params}"
        );
        Request {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: vec![
                ("content-type", "application/json".to_owned()),
                ("content-digest", digest),
                ("amend-epoch", epoch.to_string()),
                ("amend-sequence", sequence.to_string()),
                ("signature-input", format!("amend={params}")),
                ("signature", format!("amend=:{}:", STANDARD.encode(self.pair.sign(base.as_bytes())))),
            ],
            body: body.to_vec(),
        }
    }

    /// The next request.
    pub(super) fn next(&mut self, method: &str, path: &str, body: &[u8]) -> Request {
        self.sequence += 1;
        self.signed(method, path, (self.epoch, self.sequence), body)
    }

    /// The next request that asks how it stands.
    pub(super) fn ask(&mut self, client: &Client) -> Response {
        self.next("GET", SESSION, b"").send(client)
    }

    pub(super) fn beginning(&self) -> Request {
        let told = json!({ "base": "ou=people,dc=example", "filter": "(objectClass=person)", "attributes": ["mail"] });
        let body = json!({ "version": "1", "host": "dc1", "told": told }).to_string();
        self.signed("POST", SESSION, (0, 0), body.as_bytes())
    }

    /// Says that it has started.
    pub(super) fn begin(&mut self, client: &Client) -> Response {
        let begun = self.beginning().send(client);
        if begun.status == 200 {
            self.epoch = begun.json["epoch"].as_i64().unwrap();
            self.sequence = 0;
        }
        begun
    }

    /// The request that puts another key in the place of this one.
    pub(super) fn rotation(&self, next: &Ed25519KeyPair) -> Request {
        let public = STANDARD.encode(next.public_key());
        let proof = STANDARD.encode(next.sign(format!("amend agent key {} {public}", self.agent).as_bytes()));
        let body = json!({ "public_key": public, "proof": proof }).to_string();
        self.signed("POST", KEY, (0, 0), body.as_bytes())
    }

    /// The request that puts another agent's key in the place of this one's.
    pub(super) fn rotation_to(&self, other: &Self) -> Request {
        self.rotation(&other.pair)
    }

    /// The same agent in the same place with another key.
    pub(super) fn turned(&self, pair: Ed25519KeyPair) -> Self {
        Self { pair: Arc::new(pair), ..*self }
    }

    /// The same key and place once more, as a copy of the machine has them.
    pub(super) fn copied(&self) -> Self {
        Self { pair: self.pair.clone(), ..*self }
    }

    /// This key under an agent's id.
    pub(super) fn of_agent(self, agent: i64) -> Self {
        Self { agent, epoch: 1, ..self }
    }
}
