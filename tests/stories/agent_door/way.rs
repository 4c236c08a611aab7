//! The way out: over TLS with a company's own authority, through a proxy that lets nothing else pass, and no other.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    process::Command,
    sync::{Arc, Mutex},
};

use amend_tests::{
    programs::{need, run, run_any},
    scratch::Scratch,
};
use ring::digest;

use crate::tls::Installation;

const CODE: &str = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV";

/// A proxy that connects whoever asks (RFC 9110 section 9.3.6), and keeps what it was asked and what it carried from them.
struct Proxy {
    url: String,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Proxy {
    fn open() -> Self {
        let ear = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", ear.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let keeps = heard.clone();
        std::thread::spawn(move || {
            for client in ear.incoming().flatten() {
                let keeps = keeps.clone();
                std::thread::spawn(move || carry(client, &keeps));
            }
        });
        Self { url, heard }
    }

    fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned()
    }
}

fn carry(mut client: TcpStream, keeps: &Mutex<Vec<u8>>) {
    let mut head = Vec::new();
    let mut one = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if client.read(&mut one).unwrap_or(0) == 0 {
            return;
        }
        head.push(one[0]);
    }
    keeps.lock().unwrap().extend_from_slice(&head);
    let port: u16 =
        String::from_utf8_lossy(&head).split(' ').nth(1).unwrap().rsplit(':').next().unwrap().parse().unwrap();
    let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
    client.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").unwrap();
    let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        keeps.lock().unwrap().extend_from_slice(&buffer[..count]);
        if server.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = server.shutdown(Shutdown::Both);
}

/// S4.4: an agent gets out through a proxy to a server whose certificate is by the company's own authority, and the proxy reads nothing; without that authority
/// it goes nowhere.
#[test]
fn an_agent_gets_out_by_a_proxy_and_believes_its_own_authority() {
    let inn = Installation::open("", "");
    let hash = digest::digest(&digest::SHA256, CODE.replace('-', "").as_bytes());
    let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let sql = format!(
        "insert into source (name, settings, settings_hash, origin, state, via, schedule)
           values ('corp', '{{\"url\":\"\",\"base\":\"\",\"filter\":\"\"}}', '', 'portal', 'draft', 'agent', '{{\"every\":\"off\"}}');
         insert into agent (source_id, name, created_at, created_by_account_id, created_by_name, code_hash, code_until_at)
           values (1, 'dc1', 0, 1, 'local-admin', x'{hash}', 99999999999999);"
    );
    let file = inn.amend.dir().join("amend.db");
    run(Command::new(need("sqlite3").unwrap()).args(["-cmd", ".timeout 5000"]).arg(file).arg(sql), "").unwrap();

    let (folder, proxy) = (Scratch::new("agent").unwrap(), Proxy::open());
    fs::write(folder.path().join("ca.pem"), &inn.authority.pem).unwrap();
    let settings = |more: &str| {
        let server = format!("server = \"https://localhost:{}\"\nstate_dir = \"state\"\n{more}\n", inn.port);
        fs::write(folder.path().join("agent.toml"), server).unwrap();
    };
    let agent = |arguments: &[&str]| {
        let mut command = Command::new(inn.amend.program());
        command.arg("agent").args(arguments).current_dir(folder.path());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AMEND_")) {
            command.env_remove(name);
        }
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"] {
            command.env_remove(name);
        }
        run_any(&mut command, "").unwrap()
    };
    settings(&format!("proxy = \"{}\"", proxy.url));
    let (code, _, complaint) = agent(&["enrol", CODE]);
    assert_eq!(code, Some(1), "{complaint}");
    assert!(complaint.to_lowercase().contains("certificate"), "{complaint}");

    settings(&format!("ca_file = \"ca.pem\"\nproxy = \"{}\"", proxy.url));
    let (code, told, complaint) = agent(&["enrol", CODE]);
    assert_eq!(code, Some(0), "{complaint}");
    assert!(told.contains("agent dc1 of source corp"), "{told}");
    let (code, _, complaint) = agent(&["rotate"]);
    assert_eq!(code, Some(0), "{complaint}");
    let heard = proxy.heard();
    assert!(heard.matches(&format!("CONNECT localhost:{}", inn.port)).count() >= 3, "every word goes by the proxy");
    for secret in [CODE, "enrol", "public_key", "signature-input"] {
        assert!(!heard.contains(secret), "the proxy reads {secret}");
    }

    settings("ca_file = \"ca.pem\"\nproxy = \"http://127.0.0.1:1\"");
    let (code, _, complaint) = agent(&["rotate"]);
    assert_eq!(code, Some(1), "{complaint}");
    settings("ca_file = \"nothing.pem\"");
    let (code, _, complaint) = agent(&["rotate"]);
    assert!(code == Some(2) && complaint.contains("`ca_file`"), "{complaint}");
    settings("proxy = \"::\"");
    let (code, _, complaint) = agent(&["rotate"]);
    assert!(code == Some(2) && complaint.contains("`proxy`"), "{complaint}");
}
