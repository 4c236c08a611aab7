//! One of the two public addresses, asked as a browser asks it: whether it leads to this installation, and what happens to requests and answers on
//! the way.

use std::sync::Arc;

use url::Url;

use super::{
    Line, clocks, fail, files,
    headers::shown,
    ok,
    page::{self, Asking},
    seen::{COOKIE, ETAG, PATH, PAUSE, Seen},
    warn,
};
use crate::{
    clock,
    config::Config,
    door_headers::Headers,
    mark::Mark,
    tls::{self, Presented},
};

/// A public address.
pub(super) struct Front {
    pub(super) name: &'static str,
    /// Scheme, host and port.
    pub(super) url: String,
    pub(super) headers: Headers,
    /// Whether other sites show it in a frame.
    pub(super) is_framed: bool,
}

/// The addresses of the settings.
pub(super) fn of(config: &Config) -> Vec<Front> {
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let url = config.public_url.clone().unwrap_or_else(|| format!("{scheme}://{}", config.listen));
    let portal = Front { name: "portal", url, headers: Headers::portal(), is_framed: false };
    let pane = config.pane.as_ref().map(|pane| Front {
        name: "pane",
        url: pane.public_url.clone(),
        headers: Headers::pane(pane),
        is_framed: true,
    });
    std::iter::once(portal).chain(pane).collect()
}

/// Asks it.
pub(super) async fn look(front: &Front, config: &Config, mark: Option<&Mark>) -> Vec<Line> {
    let name = front.name;
    let Ok(url) = Url::parse(&front.url) else {
        return vec![fail(name, format!("{} is no address", front.url), "correct `public_url`")];
    };
    let Some(mark) = mark else {
        return vec![warn(
            name,
            "the server has not been started with this database yet",
            "start `amend serve` and check again",
        )];
    };
    let mut lines = Vec::new();
    let is_tls = url.scheme() == "https";
    if is_tls {
        let presented = tls::presented(&url).await;
        let is_taken = matches!(presented, Presented::Good(_));
        lines.push(certificate(front, presented));
        if !is_taken {
            return lines;
        }
    } else if !is_here(&url) {
        let seen = format!("{} is without TLS: passwords travel in the clear, and browsers keep no session", front.url);
        lines.push(fail(
            format!("{name} TLS"),
            seen,
            "set [tls], or let a proxy end TLS, and `public_url` to https://…",
        ));
    }
    let nonce = match clock::random::<16>() {
        Ok(bytes) => hex::encode(bytes),
        Err(error) => return vec![fail(name, error.to_string(), "look at this machine")],
    };
    let (proof, expected) = (mark.proof(&nonce), mark.answer(name, &nonce));
    let path = format!("{PATH}?nonce={nonce}&proof={proof}");
    let asking = match Asking::of(&front.url) {
        Ok(asking) => Arc::new(asking),
        Err(why) => return vec![fail(name, why, "look at this machine's certificate authorities")],
    };
    let sent = [
        ("origin", front.url.clone()),
        ("cookie", "amend-check=1".to_owned()),
        ("authorization", "Bearer amend-check".to_owned()),
        ("if-match", ETAG.to_owned()),
        ("accept", "text/event-stream".to_owned()),
    ];
    let answer = match asking.clone().get(path, sent.to_vec()).await {
        Ok(answer) => answer,
        Err(why) => {
            let seen = format!("{} cannot be reached from here: {why}", front.url);
            lines.push(fail(
                name,
                seen,
                "look at the name in DNS, the proxy and the firewall; or correct the public address",
            ));
            return lines;
        }
    };
    let seen = first_event(&answer.body).filter(|_| answer.status == 200);
    let Some(seen) = seen else {
        let found = format!("{} answers with {}, and that is not this installation", front.url, answer.status);
        let remedy = format!("let {} lead to `{}`, with {PATH} and everything else", front.url, listen(name));
        lines.push(fail(name, found, remedy));
        return lines;
    };
    if seen.answer != expected {
        let found = format!("{} leads to another door or another installation of Amend", front.url);
        lines.push(fail(name, found, format!("let it lead to `{}` of this one", listen(name))));
        return lines;
    }
    lines.push(ok(name, format!("{} is answered by this installation", front.url)));
    lines.extend(request(front, &url, &seen));
    lines.extend(client(front, config, &seen));
    lines.push(stream(name, &answer));
    let date = answer.text("date");
    lines.extend(clocks::ahead(date.as_deref(), answer.at).map(|ahead| clocks::judge(format!("{name} clock"), ahead)));
    lines.push(answer_headers(name, &answer));
    lines.extend(page::look(front, config, &asking, is_tls).await);
    lines
}

fn listen(name: &str) -> &'static str {
    if name == "pane" { "pane.listen" } else { "listen" }
}

fn is_here(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

fn certificate(front: &Front, presented: Presented) -> Line {
    let part = format!("{} certificate", front.name);
    match presented {
        Presented::Good(facts) => files::ends(&part, &format!("that of {}", front.url), facts.until, clock::now()),
        Presented::Refused(why) => {
            fail(part, format!("{}: {why}", front.url), "browsers refuse it likewise: correct it where TLS ends")
        }
        Presented::Unreached(why) => {
            let seen = format!("{} cannot be reached from here: {why}", front.url);
            fail(part, seen, "look at the name in DNS, the proxy and the firewall; or correct the public address")
        }
    }
}

/// The first event of the stream.
fn first_event(body: &[u8]) -> Option<Seen> {
    let text = std::str::from_utf8(body).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("data:"))?;
    serde_json::from_str(line.trim()).ok()
}

/// What has arrived of the request.
fn request(front: &Front, url: &Url, seen: &Seen) -> Vec<Line> {
    let part = format!("{} request", front.name);
    let mut lines = Vec::new();
    let mut lost = Vec::new();
    match &seen.origin {
        Some(origin) if origin == &front.url => {}
        Some(other) => lost.push(format!("Origin (it became {other})")),
        None => lost.push("Origin".to_owned()),
    }
    let carried = [
        ("Cookie", &seen.cookie, "amend-check=1"),
        ("Authorization", &seen.authorization, "Bearer amend-check"),
        ("If-Match", &seen.if_match, ETAG),
    ];
    lost.extend(
        carried
            .iter()
            .filter(|(_, arrived, sent)| arrived.as_deref() != Some(*sent))
            .map(|(name, ..)| (*name).to_owned()),
    );
    if !lost.is_empty() {
        let remedy = "let the proxy hand these request headers on as they are";
        lines.push(fail(&part, format!("on the way were lost: {}", lost.join(", ")), remedy));
    }
    let host = url.port().map_or_else(
        || url.host_str().unwrap_or_default().to_owned(),
        |port| format!("{}:{port}", url.host_str().unwrap_or_default()),
    );
    if seen.host.as_deref() != Some(host.as_str()) {
        let arrived = seen.host.as_deref().unwrap_or("nothing");
        let remedy = "let the proxy hand Host on (nginx: proxy_set_header Host $http_host), so that logs and later checks see the public name";
        lines.push(warn(&part, format!("Host arrives as {arrived} in place of {host}"), remedy));
    }
    if lines.is_empty() {
        lines.push(ok(part, "Host, Origin, Cookie, Authorization and If-Match arrive as they were sent"));
    }
    lines
}

/// Under whose address attempts to sign in are counted.
fn client(front: &Front, config: &Config, seen: &Seen) -> Option<Line> {
    let part = format!("{} client address", front.name);
    let is_ours = config.trusted_proxies.iter().any(|net| net.contains(&seen.peer));
    if seen.is_forwarded && !is_ours {
        let found = format!(
            "a proxy at {} hands requests on, so that everybody's attempts to sign in are counted together",
            seen.peer
        );
        return Some(warn(part, found, format!("trusted_proxies = [\"{}\"]", seen.peer)));
    }
    if is_ours && !seen.is_forwarded {
        let found = format!("the proxy at {} does not say whom it speaks for", seen.peer);
        return Some(warn(part, found, "let it add X-Forwarded-For (nginx: $proxy_add_x_forwarded_for)"));
    }
    if front.url.starts_with("https:") && config.tls.is_none() && !seen.is_forwarded {
        let found = format!("everybody's attempts to sign in are counted together, as those of {}", seen.peer);
        let remedy = format!("let the proxy add X-Forwarded-For, and set trusted_proxies = [\"{}\"]", seen.peer);
        return Some(warn(part, found, remedy));
    }
    Some(ok(part, format!("this check came from {}", seen.address)))
}

/// Whether the stream flows.
fn stream(name: &str, answer: &page::Answer) -> Line {
    let part = format!("{name} event stream");
    let remedy = "switch buffering and compression off for text/event-stream (nginx: proxy_buffering off)";
    match answer.gap {
        Some(gap) if gap.as_millis() >= u128::from(PAUSE) / 2 => ok(part, "flows"),
        Some(_) => fail(part, "is held back on the way and arrives at its end", remedy),
        None => fail(part, "breaks off on the way", remedy),
    }
}

/// What has arrived of the answer's own headers.
fn answer_headers(name: &str, answer: &page::Answer) -> Line {
    let part = format!("{name} answer");
    let mut wrong = Vec::new();
    match answer.all("etag").as_slice() {
        [one] if one == ETAG => {}
        [] => wrong.push("ETag is missing".to_owned()),
        [one, ..] => wrong.push(format!("ETag is changed to `{one}`")),
    }
    // A proxy may add a cookie of its own, to lead somebody to the same server again. The pane's door sets none.
    match answer.all("set-cookie").as_slice() {
        _ if name == "pane" => {}
        all if all.iter().any(|one| one == COOKIE) => {}
        [] => wrong.push("Set-Cookie is missing".to_owned()),
        all => wrong.push(format!("Set-Cookie is changed to `{}`", all.join("`, `"))),
    }
    if let Some(kind) = answer.headers.get("content-type").filter(|kind| *kind != "text/event-stream") {
        wrong.push(format!("Content-Type is changed to `{}`", shown(kind)));
    }
    if wrong.is_empty() {
        return ok(part, "ETag and cookie attributes arrive as they were sent");
    }
    fail(part, wrong.join("; "), "let the proxy leave these headers alone: saving and sessions rest on them")
}
