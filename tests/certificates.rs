//! A private certificate authority and a server certificate, as a company's own directory has them.

use crate::failure::{Failure, Outcome};
use crate::programs::{need, run};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the files are; all PEM.
#[derive(Debug, Clone)]
pub struct Certificates {
    /// The authority's certificate: what a client is told to trust.
    pub ca: PathBuf,
    /// The server's certificate, for `localhost`, `dc1.example.test` and the loopback addresses.
    pub server: PathBuf,
    /// The server's private key.
    pub key: PathBuf,
}

/// Makes them in `dir` (EC P-256, which is quick), or takes those that are there.
pub fn make(dir: &Path) -> Outcome<Certificates> {
    make_for(dir, Ipv4Addr::LOCALHOST)
}

/// The same for a server that has a loopback address of its own.
pub fn make_for(dir: &Path, address: Ipv4Addr) -> Outcome<Certificates> {
    std::fs::create_dir_all(dir).map_err(Failure::doing(format!("making {}", dir.display())))?;
    let made = Certificates { ca: dir.join("ca.pem"), server: dir.join("server.pem"), key: dir.join("server.key") };
    if made.server.is_file() {
        return Ok(made);
    }
    let extensions = format!(
        "subjectAltName=DNS:dc1.example.test,DNS:localhost,IP:{address},IP:::1\nextendedKeyUsage=serverAuth\n\
         basicConstraints=CA:FALSE\n"
    );
    std::fs::write(dir.join("server.ext"), extensions).map_err(Failure::doing("writing server.ext"))?;
    let openssl = |line: &str| -> Outcome<String> {
        run(Command::new(need("openssl")?).current_dir(dir).args(line.split_whitespace()), "")
    };
    openssl("ecparam -name prime256v1 -genkey -noout -out ca.key")?;
    openssl(
        "req -x509 -new -key ca.key -sha256 -days 3650 -subj /CN=Example-Directory-CA -addext \
         basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign -out ca.pem",
    )?;
    openssl("ecparam -name prime256v1 -genkey -noout -out server.key")?;
    openssl("req -new -key server.key -subj /CN=dc1.example.test -out server.csr")?;
    openssl(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 825 -sha256 -extfile server.ext -out \
         server.pem",
    )?;
    Ok(made)
}
