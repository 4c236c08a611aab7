//! Whose attempts to sign in are counted together where a proxy stands in front.

use amend_tests::amend::{Amend, Options};
use serde_json::json;

/// Attempts from one address that are let through with the settings below.
const ALLOWED: usize = 20;

fn installation(settings: &str) -> Amend {
    let settings = format!("sign_in_attempts_per_minute = 1\n{settings}");
    Amend::start(Options { settings, ..Options::default() }).unwrap()
}

/// An attempt under a name of its own, as a proxy hands it on.
fn attempt(amend: &Amend, number: usize, forwarded: &str) -> u16 {
    let body = json!({ "username": format!("nobody-{number}-{}", forwarded.len()), "password": "wrong" });
    amend.client().send("POST", "/api/v1/session", &[("x-forwarded-for", forwarded)], Some(&body)).unwrap().status
}

/// SEC26: behind our own proxy each visitor has attempts of their own, and an address that the visitor made up counts for nothing.
#[test]
fn visitors_behind_our_proxy_are_told_apart() {
    let amend = installation("trusted_proxies = [\"127.0.0.0/8\"]\n");
    for number in 0..ALLOWED {
        let made_up = format!("192.0.2.{number}, 198.51.100.7");
        assert_eq!(attempt(&amend, number, &made_up), 401);
    }
    assert_eq!(attempt(&amend, 100, "203.0.113.1, 198.51.100.7"), 429, "the proxy's word is the last one");
    assert_eq!(attempt(&amend, 101, "198.51.100.80"), 401, "somebody else");
}

/// SEC26: where no proxy is trusted, nobody gets more attempts by a header.
#[test]
fn nobody_elses_word_counts() {
    let amend = installation("");
    for number in 0..ALLOWED {
        assert_eq!(attempt(&amend, number, &format!("198.51.100.{number}")), 401);
    }
    assert_eq!(attempt(&amend, 100, "203.0.113.100"), 429);
}
