//! The add-in's manifests hold what Outlook checks only when somebody installs it: order, addresses, names, pictures. They are what the built
//! program prints and serves, and everything that they lead to is there.

mod order;
mod pictures;
mod rules;
mod spoilt;
mod unified;

use amend_tests::{
    amend::{Amend, Options},
    client::{Client, Response},
    process::free_port,
};
use std::collections::BTreeSet;

use rules::{PANE, PORTAL, PRODUCT, faults};

/// The addresses, the kinds on the command line, and what they are served as.
const SERVED: [(&str, &str, &str); 4] = [
    ("/manifest/outlook.xml", "outlook", "application/xml"),
    ("/manifest/outlook-on-premises.xml", "on-premises", "application/xml"),
    ("/manifest/outlook.json", "json", "application/json"),
    ("/manifest/fr.json", "json-fr", "application/json"),
];

/// What `amend manifest` prints for the example's addresses.
fn printed(kind: &str) -> String {
    let amend = Amend::prepare_in_scratch(Options::default()).unwrap();
    amend.cli(&["manifest", "--origin", PANE, "--portal", PORTAL, "--kind", kind], "").unwrap()
}

/// An installation whose pane is known to the world by the example's addresses, and a visitor of the pane.
fn installed(pane_url: &str, more: &str) -> (Amend, Client) {
    let pane = free_port().unwrap();
    let options = Options {
        settings: format!("public_url = \"{PORTAL}\"\n"),
        tables: format!("\n[pane]\nlisten = \"127.0.0.1:{pane}\"\npublic_url = \"{pane_url}\"\n{more}"),
        ..Options::default()
    };
    (Amend::start(options).unwrap(), Client::new(&format!("http://127.0.0.1:{pane}")))
}

#[test]
fn the_manifests_are_sound() {
    assert_eq!(faults(&printed("outlook"), 2), Vec::<String>::new());
    let on_premises = printed("on-premises");
    assert_eq!(faults(&on_premises, 1), Vec::<String>::new());
    assert!(!on_premises.contains("mailappversionoverrides/1.1"), "Exchange on-premises has older rules");
}

/// Every address below one of the two origins.
fn addresses(text: &str) -> BTreeSet<String> {
    let ends = |character: char| character == '"' || character == '<' || character.is_whitespace();
    let starts = text.match_indices("https://").map(|(at, _)| &text[at..]);
    let addresses = starts.filter_map(|rest| rest.split(ends).next()).map(str::to_owned);
    addresses.filter(|address| address.starts_with(PANE) || address.starts_with(PORTAL)).collect()
}

/// S1.6: the pane's door serves what the program prints, and whatever stands in it leads somewhere, at once and without a redirect.
#[test]
fn what_a_manifest_leads_to_is_served() {
    let (amend, pane) = installed(PANE, "");
    let portal = amend.client();
    let mut seen = BTreeSet::new();
    for (path, kind, mime) in SERVED {
        let answer = pane.get(path).expect_status(200);
        assert_eq!(answer.text(), amend.cli(&["manifest", "--kind", kind], "").unwrap(), "{path}");
        assert_eq!((&*answer.headers["content-type"], &*answer.headers["cache-control"]), (mime, "no-cache"), "{path}");
        seen.extend(addresses(&answer.text()));
        portal.get(path).expect_status(404);
    }
    assert!(seen.len() > 15, "{seen:?}");
    for address in &seen {
        let (client, path) = match address.strip_prefix(PANE) {
            Some(path) => (&pane, path),
            None => (&portal, &address[PORTAL.len()..]),
        };
        let answer = client.get(if path.is_empty() { "/" } else { path }).expect_status(200);
        let is_picture = path.starts_with("/icons/");
        let kind = if is_picture { "image/png" } else { "text/html; charset=utf-8" };
        assert_eq!(answer.headers["content-type"], kind, "{address}");
    }
}

/// Outlook on the web shows the pictures on a page of its own, and every Outlook keeps them.
#[test]
fn every_picture_is_served_to_be_kept() {
    let (amend, pane) = installed(PANE, "");
    let mut count = 0;
    for entry in std::fs::read_dir(pictures::folder()).unwrap().flatten() {
        let name = entry.file_name().into_string().unwrap();
        let Some(stem) = name.strip_suffix(".png") else { continue };
        let answer = pane.get(&format!("/icons/{name}")).expect_status(200);
        let side = stem.rsplit('-').next().unwrap().parse().unwrap();
        assert_eq!(pictures::size(&answer.body), Some((side, side)), "{name}");
        assert_eq!(answer.body, std::fs::read(entry.path()).unwrap(), "{name}");
        assert_eq!(answer.headers["cache-control"], "public, max-age=86400", "{name}");
        assert_eq!(answer.headers["cross-origin-resource-policy"], "cross-origin", "{name}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{name}");
        amend.client().get(&format!("/icons/{name}")).expect_status(404);
        count += 1;
    }
    assert_eq!(count, 16, "drawn and served are the same");
    for name in ["amend-17.png", "amend.svg", "..%2Foutlook.xml"] {
        pane.get(&format!("/icons/{name}")).expect_status(404);
    }
    assert_eq!(pane.get("/manifest/outlook.xml").headers["cross-origin-resource-policy"], "same-origin");
}

/// An id of its own is for a second installation in one tenant. What Outlook would not take is refused with what to do, on both ways.
#[test]
fn addresses_and_id_come_from_the_settings() {
    let own = "5f0c6a1e-2b7d-4e39-8c54-d1a9037be6f2";
    let (amend, pane) = installed(PANE, &format!("add_in_id = \"{own}\"\n"));
    for (path, kind, _) in &SERVED[..3] {
        let answer = pane.get(path).expect_status(200);
        assert!(answer.text().contains(own) && !answer.text().contains(PRODUCT), "{path}");
        let printed =
            amend.cli(&["manifest", "--kind", kind, "--id", PRODUCT, "--origin", "https://a.example"], "").unwrap();
        assert!(
            printed.contains(PRODUCT) && printed.contains("https://a.example/") && !printed.contains(PANE),
            "{kind}"
        );
    }
    let (_plain, http) = installed("http://127.0.0.1:8444", "");
    let detail = |answer: Response| answer.expect_status(409).json["detail"].as_str().unwrap().to_owned();
    assert!(detail(http.get("/manifest/outlook.xml")).contains("https://host"));

    let none = Amend::prepare_in_scratch(Options::default()).unwrap();
    for (arguments, wanted) in [
        (vec!["manifest"], "--origin"),
        (vec!["manifest", "--origin", PANE], "--portal"),
        (vec!["manifest", "--origin", "http://addin.example.org", "--portal", PORTAL], "https://host"),
        (vec!["manifest", "--origin", "https://addin.example.org/x", "--portal", PORTAL], "https://host"),
        (vec!["manifest", "--origin", PORTAL, "--portal", PORTAL], "host name of its own"),
        (vec!["manifest", "--origin", PANE, "--portal", PORTAL, "--id", "1"], "GUID"),
        (vec!["manifest", "--origin", PANE, "--portal", PORTAL, "--kind", "word"], "on-premises"),
    ] {
        let (code, out, error) = none.try_cli(&arguments, "").unwrap();
        assert!(code != Some(0) && out.is_empty() && error.contains(wanted), "{arguments:?}: {error}");
    }
    let (code, _, error) = {
        let options = Options {
            settings: format!("public_url = \"{PORTAL}\"\n"),
            tables: format!("\n[pane]\nlisten = \"127.0.0.1:0\"\npublic_url = \"{PANE}\"\nadd_in_id = \"mine\"\n"),
            ..Options::default()
        };
        Amend::prepare_in_scratch(options).unwrap().try_cli(&["manifest"], "").unwrap()
    };
    assert!(code != Some(0) && error.contains("pane.add_in_id"), "{error}");
}
