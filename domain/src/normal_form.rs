//! Unicode's normal forms and lower case. The server brings the tables for them; a browser has its own, and the widget would grow by a quarter with a
//! second copy, so that it asks the browser.

pub(crate) use forms::{lower, nfc, nfkc, without_marks};

#[cfg(not(target_arch = "wasm32"))]
mod forms {
    use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

    /// Composed (UAX 15).
    pub(crate) fn nfc(text: &str) -> String {
        text.nfc().collect()
    }

    /// Composed, with look-alikes such as full-width letters made one.
    pub(crate) fn nfkc(text: &str) -> String {
        text.nfkc().collect()
    }

    /// Each character in lower case.
    pub(crate) fn lower(text: &str) -> String {
        text.chars().flat_map(char::to_lowercase).collect()
    }

    /// Decomposed, and without the accents that then stand alone.
    pub(crate) fn without_marks(text: &str) -> String {
        text.nfd().filter(|c| !is_combining_mark(*c)).collect()
    }
}

#[cfg(target_arch = "wasm32")]
mod forms {
    use js_sys::{JsString, RegExp};

    pub(crate) fn nfc(text: &str) -> String {
        JsString::from(text).normalize("NFC").into()
    }

    pub(crate) fn nfkc(text: &str) -> String {
        JsString::from(text).normalize("NFKC").into()
    }

    /// One by one: in a word, the browser would give a Greek capital sigma the form that its place asks for, and texts would no longer fold alike.
    pub(crate) fn lower(text: &str) -> String {
        let mut lower = String::with_capacity(text.len());
        let mut alone = [0; 4];
        for c in text.chars() {
            lower.push_str(&String::from(JsString::from(&*c.encode_utf8(&mut alone)).to_lower_case()));
        }
        lower
    }

    pub(crate) fn without_marks(text: &str) -> String {
        JsString::from(text).normalize("NFD").replace_by_pattern(&RegExp::new("\\p{M}", "gu"), "").into()
    }
}
