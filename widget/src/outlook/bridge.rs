//! The way to Outlook: what `pane/pane_boot.js` and `pane/pane_office.js` have laid into `window.__host`. Every answer may be missing.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Where the pane stands, as far as office.js told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In Outlook.
    Outlook,
    /// In a browser or another program.
    Elsewhere,
    /// office.js could not be loaded, so nobody knows.
    Missing,
    /// office.js did not answer in time.
    Slow,
}

impl Place {
    fn parse(word: Option<&str>) -> Self {
        match word {
            Some("outlook") => Self::Outlook,
            Some("elsewhere") => Self::Elsewhere,
            Some("slow") => Self::Slow,
            _ => Self::Missing,
        }
    }
}

/// Whether this page is the task pane's.
pub(super) fn is_there() -> bool {
    host().is_some()
}

/// Waits until it is known where the pane stands.
pub(super) async fn place() -> Place {
    let ready = web_sys::window().and_then(|window| Reflect::get(&window.into(), &"__hostReady".into()).ok());
    Place::parse(settled(ready).await.ok().as_deref())
}

/// Waits for an office.js that comes after the time limit; for ever, if it does not.
pub(super) async fn late() {
    let late = host().and_then(|host| Reflect::get(&host, &"late".into()).ok());
    let _ = settled(late).await;
}

/// Asks for a text at once.
pub(super) fn say(name: &str) -> Option<String> {
    call(name, &[]).ok()?.as_string()
}

/// Asks for a text that takes its time; the error is a short word, a number of Office's, or what a script said.
pub(super) async fn ask(name: &str, with: &[&str]) -> Result<String, String> {
    settled(Some(call(name, with).map_err(|error| words(&error))?)).await
}

async fn settled(promise: Option<JsValue>) -> Result<String, String> {
    let promise: Promise = promise.and_then(|it| it.dyn_into().ok()).ok_or_else(|| "missing".to_owned())?;
    match JsFuture::from(promise).await {
        Ok(value) => Ok(value.as_string().unwrap_or_default()),
        Err(error) => Err(words(&error)),
    }
}

fn words(error: &JsValue) -> String {
    let message = || Reflect::get(error, &"message".into()).ok()?.as_string();
    error.as_string().or_else(message).unwrap_or_else(|| "unknown".to_owned())
}

fn call(name: &str, with: &[&str]) -> Result<JsValue, JsValue> {
    let host = host().ok_or(JsValue::NULL)?;
    let function: Function = Reflect::get(&host, &name.into())?.dyn_into()?;
    function.apply(&host, &with.iter().map(|text| JsValue::from_str(text)).collect::<Array>())
}

fn host() -> Option<JsValue> {
    let host = Reflect::get(&web_sys::window()?.into(), &"__host".into()).ok()?;
    host.is_object().then_some(host)
}
