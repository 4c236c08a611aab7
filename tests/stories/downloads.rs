//! The widget comes in two downloads: everybody loads the small one, and the pages of administration come with the whole. Which is which
//! must not be felt but in the bytes.

use amend_tests::{browser::run_on_pages, client::Client, people, scratch::Scratch};

use crate::company::{Company, Database};

/// The text after `before` up to the next quotation mark, each time it occurs.
fn quoted<'a>(page: &'a str, before: &str) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The files that the page at `address` loads; the page itself is checked on the way.
fn files_of(visitor: &Client, address: &str) -> Vec<String> {
    let page = visitor.get(address).expect_status(200);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8", "{address}");
    assert_eq!(page.headers["cache-control"], "no-cache", "{address}");
    let policy = &page.headers["content-security-policy"];
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{address}: {policy}");
    let text = page.text();
    let names =
        [quoted(&text, "data-module=\""), quoted(&text, "data-wasm=\""), quoted(&text, "rel=\"stylesheet\" href=\"")];
    let [modules, wasm, _] = &names;
    assert!(modules.len() == 1 && wasm.len() == 1, "{address}: {text}");
    names.concat().into_iter().map(str::to_owned).collect()
}

/// SPEED17: each address is answered with the download that holds its page, and what a page loads is there, compressed and kept for ever.
#[test]
fn each_address_is_answered_with_its_download() {
    let company = Company::open(Database::Sqlite);
    let visitor = company.amend.client();
    let small = files_of(&visitor, "/");
    let whole = files_of(&visitor, "/people");
    assert!(small.iter().any(|name| name.starts_with("/employee-")), "{small:?}");
    assert!(whole.iter().any(|name| name.starts_with("/administration-")), "{whole:?}");
    for address in ["/profile", "/profile/", "/changes", "/approvals", "/approvals?state=conflict"] {
        assert_eq!(files_of(&visitor, address), small, "{address}");
    }
    for address in ["/people/7", "/people?search=/profile", "/attributes", "/sources/1/runs/2", "/exports", "/nowhere"]
    {
        assert_eq!(files_of(&visitor, address), whole, "{address}");
    }
    let bytes = |names: &[String]| -> usize {
        let sizes = names.iter().map(|name| {
            let file = visitor.send("GET", name, &[("accept-encoding", "br")], None).unwrap().expect_status(200);
            assert_eq!(file.headers["cache-control"], "public, max-age=31536000, immutable", "{name}");
            assert_eq!(file.headers["content-encoding"], "br", "{name}");
            file.body.len()
        });
        sizes.sum()
    };
    let (small, whole) = (bytes(&small), bytes(&whole));
    assert!(small * 4 < whole * 3, "the small download saves too little: {small} of {whole} bytes");
}

/// Links, the back button, reloads, drafts and the session work across the two downloads.
#[test]
fn a_link_leads_from_one_download_to_the_other() {
    let company = Company::open(Database::Sqlite);
    let scratch = Scratch::new("downloads").unwrap();
    let environment = [
        ("AMEND_URL", company.amend.url()),
        ("AMEND_USER", people::ADMIN.to_owned()),
        ("AMEND_PASSWORD", people::PASSWORD.to_owned()),
    ];
    let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
    run_on_pages("downloads.mjs", scratch.path(), &environment).unwrap();
}
