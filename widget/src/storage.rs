//! What the browser keeps for the reader between visits. Browsers may deny storage altogether, as to frames of other sites; then it is kept as
//! long as the page is, and nothing breaks.

use std::{cell::RefCell, collections::BTreeMap};

use web_sys::Storage;

thread_local! {
    static MEMORY: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

/// The text under `name`.
pub(crate) fn read(name: &str) -> Option<String> {
    match storage() {
        Some(storage) => storage.get_item(name).ok().flatten(),
        None => MEMORY.with_borrow(|memory| memory.get(name).cloned()),
    }
}

/// Keeps `text` under `name`; `None` forgets it.
pub(crate) fn keep(name: &str, text: Option<&str>) {
    match (storage(), text) {
        (Some(storage), Some(text)) => drop(storage.set_item(name, text)),
        (Some(storage), None) => drop(storage.remove_item(name)),
        (None, Some(text)) => MEMORY.with_borrow_mut(|memory| drop(memory.insert(name.to_owned(), text.to_owned()))),
        (None, None) => MEMORY.with_borrow_mut(|memory| drop(memory.remove(name))),
    }
}

/// Whether anything outlasts the page.
pub(crate) fn is_there() -> bool {
    storage().is_some()
}

/// The getter itself throws where storage is denied.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Forgets everything whose name begins with `prefix`.
pub(crate) fn forget_all(prefix: &str) {
    MEMORY.with_borrow_mut(|memory| memory.retain(|name, _| !name.starts_with(prefix)));
    let Some(storage) = storage() else { return };
    let count = storage.length().unwrap_or(0);
    let names: Vec<String> = (0..count).filter_map(|index| storage.key(index).ok().flatten()).collect();
    for name in names.iter().filter(|name| name.starts_with(prefix)) {
        let _ = storage.remove_item(name);
    }
}
