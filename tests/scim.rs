//! A SCIM 2.0 service of somebody else's making: the `scim2-server` of PyPI, in a process of its own, with its users in memory. And a front before it,
//! at which answers can be replaced, lost and held.

mod front;

use crate::client::{Client, Response};
use crate::failure::Outcome;
use crate::process::{Process, answers, free_port};
use crate::python;
use crate::scratch::Scratch;
use serde_json::{Value, json};
use std::process::Command;
use std::time::Duration;

pub use front::{Front, Says};

/// What is installed, in which versions.
const REQUIREMENTS: &str = include_str!("scim/requirements.txt");
/// What the service lets in.
pub const TOKEN: &str = "the-token-of-the-story";

/// A running service. Dropping it ends it, and its users with it.
#[derive(Debug)]
pub struct Scim {
    process: Process,
    port: u16,
    client: Client,
    _scratch: Scratch,
}

impl Scim {
    /// Starts one without users.
    ///
    /// # Errors
    /// When it cannot be installed; the words name the remedy.
    pub fn start() -> Outcome<Self> {
        let (python, port, scratch) =
            (python::installed("scim2-server", REQUIREMENTS)?, free_port()?, Scratch::new("scim")?);
        let mut command = Command::new(python);
        command.args(["-c", "from scim2_server.testserver.cli import main; main()", "--bearer-token", TOKEN]);
        command.args(["--port", &port.to_string()]);
        let mut process = Process::start("the SCIM service", &mut command, &scratch.path().join("scim.log"))?;
        process.wait_until(Duration::from_secs(60), || answers(port).then_some(()))?;
        let client = Client::new(&format!("http://127.0.0.1:{port}"));
        Ok(Self { process, port, client, _scratch: scratch })
    }

    /// Its address, as a target has it.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v2", self.port)
    }

    /// Asks it for something, as another client would.
    ///
    /// # Panics
    /// When it does not answer.
    #[track_caller]
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Response {
        let token = format!("Bearer {TOKEN}");
        match self.client.send(method, &format!("/v2{path}"), &[("authorization", &token)], body) {
            Ok(response) => response,
            #[expect(clippy::panic, reason = "a story whose server is gone has failed")]
            Err(error) => panic!("{error}"),
        }
    }

    /// All of its users.
    ///
    /// # Panics
    /// When it does not answer.
    #[track_caller]
    pub fn users(&self) -> Vec<Value> {
        let listed = self.ask("GET", "/Users?count=1000", None).expect_status(200).json;
        listed["Resources"].as_array().cloned().unwrap_or_default()
    }

    /// The user with this name.
    ///
    /// # Panics
    /// When there is none.
    #[track_caller]
    #[expect(clippy::expect_used, reason = "a story whose user is gone has failed")]
    pub fn user(&self, name: &str) -> Value {
        self.users().into_iter().find(|user| user["userName"] == name).expect("a user of this name")
    }

    /// Makes a user.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn add(&self, user: &Value) -> Value {
        let mut user = user.clone();
        if user["schemas"].is_null() {
            user["schemas"] = json!(["urn:ietf:params:scim:schemas:core:2.0:User"]);
        }
        self.ask("POST", "/Users", Some(&user)).expect_status(201).json
    }

    /// Changes a user, as somebody else would.
    ///
    /// # Panics
    /// When it is refused.
    #[track_caller]
    pub fn change(&self, name: &str, operations: &Value) {
        let path = format!("/Users/{}", self.user(name)["id"].as_str().unwrap_or_default());
        let body = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations });
        let status = self.ask("PATCH", &path, Some(&body)).status;
        assert!(matches!(status, 200 | 204), "{status}");
    }

    /// Ends it.
    pub fn stop(&mut self) {
        self.process.stop();
    }
}
