//! `amend agent enrol CODE` and `amend agent rotate`.

use domain::api::{Enrol, Enrolled, enrol_text, paths};

use super::{
    client::{Server, Trouble},
    identity::{Folder, Identity},
    server_settings::ServerSettings,
    signed::{Signed, host},
};

/// Makes a key and has the server take it for the code.
pub(super) fn enrol(server: &Server, settings: &ServerSettings, code: &str, is_again: bool) -> Result<String, Trouble> {
    let folder = Folder::new(settings.state_dir.clone());
    if !is_again && let Some(Identity { name, source_name, .. }) = folder.identity().map_err(Trouble::Here)? {
        return Err(Trouble::Here(format!(
            "this is agent {name} of source {source_name} already; if it was revoked, or is to become another one, add --again"
        )));
    }
    let key = folder.enrolling().map_err(Trouble::Here)?;
    let public_key = key.public();
    let proof = key.proof(&enrol_text(code, &public_key));
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let asked = Enrol { code: code.to_owned(), public_key, proof, version, host: host() };
    let body = serde_json::to_vec(&asked).map_err(|error| Trouble::Here(error.to_string()))?;
    let sent = server.send("POST", paths::AGENT_ENROL, &[("content-type", "application/json")], &body)?;
    let Enrolled { agent, name, source_name, .. } = sent.json()?;
    folder
        .keep(&Identity { agent, name: name.clone(), source_name: source_name.clone(), key, next: None })
        .map_err(Trouble::Here)?;
    folder.enrolled().map_err(Trouble::Here)?;
    Ok(format!("this is agent {name} of source {source_name} now; start it with `amend agent`"))
}

/// Makes another key and has the server take it in the place of the one before.
pub(super) fn rotate(server: Server, settings: &ServerSettings) -> Result<String, Trouble> {
    Signed::new(server, Folder::new(settings.state_dir.clone()))?.rotate()?;
    Ok("the agent has another key now; the one before is good for nothing any more".to_owned())
}
