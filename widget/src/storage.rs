//! What the browser keeps for the reader between visits. Browsers may deny storage altogether; then nothing is kept and nothing breaks.

use web_sys::Storage;

/// The text under `name`.
pub(crate) fn read(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps `text` under `name`; `None` forgets it.
pub(crate) fn keep(name: &str, text: Option<&str>) {
    let Some(storage) = storage() else { return };
    let _ = match text {
        Some(text) => storage.set_item(name, text),
        None => storage.remove_item(name),
    };
}

/// Whether anything can be kept at all.
pub(crate) fn is_there() -> bool {
    storage().is_some()
}

/// The getter itself throws where storage is denied.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Forgets everything whose name begins with `prefix`.
pub(crate) fn forget_all(prefix: &str) {
    let Some(storage) = storage() else { return };
    let count = storage.length().unwrap_or(0);
    let names: Vec<String> = (0..count).filter_map(|index| storage.key(index).ok().flatten()).collect();
    for name in names.iter().filter(|name| name.starts_with(prefix)) {
        let _ = storage.remove_item(name);
    }
}
