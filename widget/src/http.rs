//! The one place that talks to the server. It keeps the habits that every call shares: problem details become [`Trouble`], a write that
//! got no answer is repeated under the same `Idempotency-Key`, and an expired session is renewed before the call is sent again.

use std::{cell::RefCell, future::Future, marker::PhantomData, pin::Pin, rc::Rc};

use domain::api::{ErrorCode, ProblemDetails, paths};
use futures_channel::oneshot;
use futures_util::future::{AbortHandle, FutureExt as _, abortable};
use js_sys::{Date, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, Headers, Request, RequestInit, Response, Url};

use crate::json;

/// Why a call brought no answer to show.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Trouble {
    /// The server could not be reached.
    Offline,
    /// Something answered, but not as Amend does; the HTTP status.
    Garbled(u16),
    /// Amend said no, and why.
    Refused(Box<ProblemDetails>),
}

impl Trouble {
    /// The server's code, if it was the server that said no.
    pub(crate) fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            Self::Offline | Self::Garbled(_) => None,
        }
    }

    /// Whether it is not for the reader to see; asking again would not help.
    pub(crate) fn is_denial(&self) -> bool {
        matches!(self.code(), Some(ErrorCode::Forbidden | ErrorCode::NotFound))
    }

    /// Whether what the reader looks at is no longer what stands there.
    pub(crate) fn is_overtaken(&self) -> bool {
        matches!(self.code(), Some(ErrorCode::VersionMoved | ErrorCode::Stale))
    }

    /// Whether nobody is signed in.
    pub(crate) fn asks_to_sign_in(&self) -> bool {
        self.code() == Some(ErrorCode::NotSignedIn)
    }
}

/// One call: method, path with query, and for writes the body and the version that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Call {
    method: &'static str,
    path: String,
    body: Option<String>,
    version: Option<i64>,
    /// Nobody is asked anything for its sake, and nobody waits for it.
    is_quiet: bool,
}

/// A call that has not been sent yet; `T` is what its answer holds. All that is worth compiling once is behind it without the `T`.
pub(crate) struct Ask<T> {
    call: Call,
    answer: PhantomData<fn() -> T>,
}

/// Reads `path`.
pub(crate) fn get<T>(path: String) -> Ask<T> {
    ask(Call { method: "GET", path, body: None, version: None, is_quiet: false })
}

/// Does something at `path`, with a body where there is something to say.
pub(crate) fn post<T>(path: String, body: &impl Serialize) -> Ask<T> {
    ask(Call { method: "POST", path, body: serde_json::to_string(body).ok(), version: None, is_quiet: false })
}

/// Changes what stands at `path`, if it still has the `version` that was seen.
pub(crate) fn patch<T>(path: String, version: i64, body: &impl Serialize) -> Ask<T> {
    ask(Call { method: "PATCH", path, body: serde_json::to_string(body).ok(), version: Some(version), is_quiet: false })
}

/// Changes what `body` names of what stands at `path`; the last word counts.
pub(crate) fn merge<T>(path: String, body: &impl Serialize) -> Ask<T> {
    let body = serde_json::to_string(body).ok();
    ask(Call { method: "PATCH", path, body, version: None, is_quiet: false })
}

/// Sets what stands at `path` whole, if it still has the `version` that was seen.
pub(crate) fn put<T>(path: String, version: i64, body: &impl Serialize) -> Ask<T> {
    ask(Call { method: "PUT", path, body: serde_json::to_string(body).ok(), version: Some(version), is_quiet: false })
}

/// Takes `path` away.
pub(crate) fn delete<T>(path: String) -> Ask<T> {
    ask(Call { method: "DELETE", path, body: None, version: None, is_quiet: false })
}

/// Does something at `path`, if what stands there still has the `version` that was seen.
pub(crate) fn post_version<T>(path: String, version: i64) -> Ask<T> {
    ask(Call { method: "POST", path, body: None, version: Some(version), is_quiet: false })
}

/// Does something at `path` with a body, if what stands there still has the `version` that was seen.
pub(crate) fn post_seen<T>(path: String, version: i64, body: &impl Serialize) -> Ask<T> {
    let body = serde_json::to_string(body).ok();
    ask(Call { method: "POST", path, body, version: Some(version), is_quiet: false })
}

/// Takes `path` away, if it still has the `version` that was seen.
pub(crate) fn delete_version<T>(path: String, version: i64) -> Ask<T> {
    ask(Call { method: "DELETE", path, body: None, version: Some(version), is_quiet: false })
}

fn ask<T>(call: Call) -> Ask<T> {
    Ask { call, answer: PhantomData }
}

impl<T> Ask<T> {
    /// Without asking anybody to sign in: what goes on by itself must not stand in the way of what somebody does.
    pub(crate) fn quietly(mut self) -> Self {
        self.call.is_quiet = true;
        self
    }

    /// Begins to read what is certain to be asked for in a moment, beside what has to be known before.
    pub(crate) fn ahead(self) {
        let (sender, answer) = oneshot::channel();
        let path = self.call.path.clone();
        AHEAD.with_borrow_mut(|ahead| {
            ahead.retain(|early| early.path != path);
            ahead.push(Early { path, at: Date::now(), answer });
        });
        leptos::task::spawn_local(async move {
            let _ = sender.send(fetch(&self.call, None).await);
        });
    }

    /// Sends it without waiting for the answer; the browser sees to it even when the page goes away.
    pub(crate) fn leave(self) {
        let Ok((init, headers)) = prepared(&self.call, None) else { return };
        let _ = Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE);
        // Up to its first wait, which is the one for the answer.
        let _ = request(&self.call.path, &init, &headers).now_or_never();
    }
}

impl<T: DeserializeOwned> Ask<T> {
    /// Sends it and waits for the answer.
    pub(crate) async fn send(self) -> Result<T, Trouble> {
        read(Box::pin(send(self.call)).await)
    }

    /// Sends it and does `done` with the answer; [`AbortHandle::abort`] stops both.
    pub(crate) fn then(self, done: impl FnOnce(Result<T, Trouble>) + 'static) -> AbortHandle {
        spawn(self.call, Box::new(move |answer| done(read(answer))))
    }
}

fn read<T: DeserializeOwned>(answer: Result<String, Trouble>) -> Result<T, Trouble> {
    let text = answer?;
    // An answer without a body (204) says that it is done.
    json::read(if text.is_empty() { "null" } else { &text }).map_err(|json::Unreadable| Trouble::Garbled(200))
}

fn spawn(call: Call, done: Box<dyn FnOnce(Result<String, Trouble>)>) -> AbortHandle {
    let (sending, handle) = abortable(send(call));
    leptos::task::spawn_local(async move {
        if let Ok(answer) = sending.await {
            done(answer);
        }
    });
    handle
}

/// How a session that ran out may be renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Renewal {
    /// Only if nobody has to be asked.
    Unseen,
    /// By asking, if it must be.
    First,
    /// By asking: the call has gone out again already and was refused once more.
    Again,
}

/// What a call waits for when nobody is signed in.
type SignInAgain = Rc<dyn Fn(Renewal) -> Pin<Box<dyn Future<Output = bool>>>>;

/// An answer that was asked for ahead.
struct Early {
    path: String,
    /// When, in milliseconds of the browser's clock.
    at: f64,
    answer: oneshot::Receiver<Result<String, Trouble>>,
}

/// For how many milliseconds it is as good as a new one.
const GOOD_FOR: f64 = 5_000.0;

thread_local! {
    static AHEAD: RefCell<Vec<Early>> = const { RefCell::new(Vec::new()) };
    static BEARER: RefCell<Option<String>> = const { RefCell::new(None) };
    static SIGN_IN_AGAIN: RefCell<Option<SignInAgain>> = const { RefCell::new(None) };
    static UNANSWERED: RefCell<Vec<(Call, String)>> = const { RefCell::new(Vec::new()) };
}

/// Names what to do when a session has expired under a call; its answer says whether the call may be sent again.
pub(crate) fn when_expired(sign_in_again: SignInAgain) {
    SIGN_IN_AGAIN.set(Some(sign_in_again));
}

/// Shows this token with every call from now on. The portal needs none: there the browser sends a cookie.
pub(crate) fn use_bearer(token: Option<String>) {
    BEARER.set(token);
}

/// Whether calls show a token, so that what the browser loads by itself (a picture) would be refused.
pub(crate) fn has_bearer() -> bool {
    BEARER.with_borrow(Option::is_some)
}

/// The answer that was asked for ahead, if it went well. What was written since may have made it an old one.
async fn early(call: &Call) -> Option<String> {
    let early = AHEAD.with_borrow_mut(|ahead| {
        if call.method != "GET" {
            ahead.clear();
        }
        let place = ahead.iter().position(|early| early.path == call.path)?;
        Some(ahead.swap_remove(place))
    })?;
    if Date::now() - early.at > GOOD_FOR {
        return None;
    }
    early.answer.await.ok()?.ok()
}

async fn send(call: Call) -> Result<String, Trouble> {
    if let Some(text) = early(&call).await {
        return Ok(text);
    }
    let key = (call.method != "GET" && !call.is_quiet).then(|| key_for(&call));
    let mut is_first = true;
    loop {
        let trouble = match fetch(&call, key.as_deref()).await {
            Ok(text) => {
                answered(&call);
                return Ok(text);
            }
            Err(trouble) => trouble,
        };
        if trouble.asks_to_sign_in() && call.path != paths::SESSION {
            let again = SIGN_IN_AGAIN.with_borrow(Clone::clone);
            let renewal = match (call.is_quiet, is_first) {
                (false, true) => Some(Renewal::First),
                (false, false) => Some(Renewal::Again),
                (true, true) => Some(Renewal::Unseen),
                (true, false) => None,
            };
            if let Some((again, renewal)) = again.zip(renewal)
                && again(renewal).await
            {
                is_first = false;
                continue;
            }
        }
        if matches!(&trouble, Trouble::Refused(problem) if problem.status < 500) {
            answered(&call);
        }
        return Err(trouble);
    }
}

/// The key of a write: a new one, unless the very same write has gone out before and nobody knows what came of it.
fn key_for(call: &Call) -> String {
    UNANSWERED.with_borrow_mut(|unanswered| {
        if let Some((_, key)) = unanswered.iter().find(|(before, _)| before == call) {
            return key.clone();
        }
        let key = random_key();
        unanswered.push((call.clone(), key.clone()));
        key
    })
}

fn answered(call: &Call) {
    UNANSWERED.with_borrow_mut(|unanswered| unanswered.retain(|(before, _)| before != call));
}

fn random_key() -> String {
    let mut bytes = [0_u8; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Stops the request when its asker has gone (the page was left while it was loading).
struct AbortWhenDropped(AbortController);

impl Drop for AbortWhenDropped {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn fetch(call: &Call, key: Option<&str>) -> Result<String, Trouble> {
    let (status, text) = exchange(call, key).await.map_err(|_| Trouble::Offline)?;
    if status < 400 {
        return Ok(text);
    }
    match json::read(&text) {
        Ok(problem) => Err(Trouble::Refused(Box::new(problem))),
        Err(_) => Err(Trouble::Garbled(status)),
    }
}

async fn exchange(call: &Call, key: Option<&str>) -> Result<(u16, String), JsValue> {
    let abort = AbortWhenDropped(AbortController::new()?);
    let (init, headers) = prepared(call, key)?;
    init.set_signal(Some(&abort.0.signal()));
    let response = request(&call.path, &init, &headers).await?;
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok((response.status(), text))
}

fn prepared(call: &Call, key: Option<&str>) -> Result<(RequestInit, Headers), JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_method(call.method);
    if let Some(body) = &call.body {
        headers.set("content-type", "application/json")?;
        init.set_body(&JsValue::from_str(body));
    }
    if let Some(version) = call.version {
        headers.set("if-match", &["\"", &version.to_string(), "\""].concat())?;
    }
    if let Some(key) = key {
        headers.set("idempotency-key", key)?;
    }
    Ok((init, headers))
}

/// Sends a file as it is, as what `kind` says.
pub(crate) async fn hand_in<T: DeserializeOwned>(path: &str, kind: &str, file: &Blob) -> Result<T, Trouble> {
    let (status, text) = send_file(path, kind, file).await.map_err(|_| Trouble::Offline)?;
    if status < 400 {
        return read(Ok(text));
    }
    match json::read(&text) {
        Ok(problem) => Err(Trouble::Refused(Box::new(problem))),
        Err(_) => Err(Trouble::Garbled(status)),
    }
}

async fn send_file(path: &str, kind: &str, file: &Blob) -> Result<(u16, String), JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    headers.set("content-type", kind)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(file);
    let response = request(path, &init, &headers).await?;
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    Ok((response.status(), text))
}

async fn request(path: &str, init: &RequestInit, headers: &Headers) -> Result<Response, JsValue> {
    if let Some(token) = BEARER.with_borrow(Clone::clone) {
        headers.set("authorization", &["Bearer ", &token].concat())?;
    }
    init.set_headers(headers);
    let request = Request::new_with_str_and_init(path, init)?;
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()
}

/// Reads a picture and answers with an address at which this page alone finds it; `None` where it cannot be had.
pub(crate) async fn picture(path: &str) -> Option<String> {
    let response = request(path, &RequestInit::new(), &Headers::new().ok()?).await.ok().filter(Response::ok)?;
    let blob: Blob = JsFuture::from(response.blob().ok()?).await.ok()?.dyn_into().ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}
