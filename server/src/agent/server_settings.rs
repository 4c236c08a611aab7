//! What the agent's own file says of the server: where it is, how to get there, and where the agent keeps who it is.

use std::path::{Path, PathBuf};

use figment::{
    Figment,
    providers::{Format as _, Toml},
};
use serde::Deserialize;
use url::{Host, Url};

/// Where the server is.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ServerSettings {
    /// `https://amend.example.org`.
    pub(crate) server: String,
    /// A proxy on the way, such as `http://proxy:3128`; that of the environment (`HTTPS_PROXY`) if absent.
    #[serde(default)]
    pub(crate) proxy: Option<String>,
    /// A PEM file with the authority of the server's certificate; the machine's own if absent.
    #[serde(default)]
    pub(crate) ca_file: Option<PathBuf>,
    /// The folder where the agent keeps its key, for itself alone.
    pub(crate) state_dir: PathBuf,
}

impl ServerSettings {
    /// Reads them; paths in the file are taken from its folder. A sentence with setting, reason and remedy if they cannot be used.
    pub(crate) fn load(file: &Path) -> Result<Self, String> {
        if !file.is_file() {
            return Err(format!("there is no settings file {}; name one with --config", file.display()));
        }
        let read = Figment::new().merge(Toml::file_exact(file)).extract::<Self>();
        let settings = read.map_err(|error| format!("the settings {} cannot be used: {error}", file.display()))?;
        settings.settled(file.parent().unwrap_or(Path::new(".")))
    }

    fn settled(mut self, folder: &Path) -> Result<Self, String> {
        let form = "write it as https://amend.example.org";
        let wrong = |reason: &str| format!("setting `server`: {reason}; {form}");
        let url = Url::parse(self.server.trim()).map_err(|_| wrong("it is no address"))?;
        let is_here = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => return Err(wrong("the host is missing")),
        };
        match url.scheme() {
            "https" => {}
            "http" if is_here => {}
            "http" => return Err(wrong("without TLS everybody's data is readable on the network")),
            _ => return Err(wrong("it is not https")),
        }
        let is_more = !url.username().is_empty() || url.password().is_some() || !matches!(url.path(), "" | "/");
        if is_more || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it holds more than host and port"));
        }
        self.server = url.origin().ascii_serialization();
        self.ca_file = self.ca_file.map(|file| folder.join(file));
        self.state_dir = folder.join(self.state_dir);
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(text: &str) -> Result<String, String> {
        let settings =
            ServerSettings { server: text.to_owned(), proxy: None, ca_file: None, state_dir: PathBuf::from("state") };
        settings.settled(Path::new("/etc/amend")).map(|settings| {
            assert_eq!(settings.state_dir, Path::new("/etc/amend/state"));
            settings.server
        })
    }

    #[test]
    fn the_server_is_an_origin_with_tls() {
        assert_eq!(server("https://amend.example/").unwrap(), "https://amend.example");
        assert_eq!(server("https://amend.example:8443").unwrap(), "https://amend.example:8443");
        assert_eq!(server("http://127.0.0.1:80").unwrap(), "http://127.0.0.1");
        for wrong in [
            "",
            "amend.example",
            "http://amend.example",
            "ldap://amend.example",
            "https://a@amend.example",
            "https://amend.example/portal",
            "https://amend.example/?a",
        ] {
            assert!(server(wrong).unwrap_err().starts_with("setting `server`:"), "{wrong}");
        }
    }
}
