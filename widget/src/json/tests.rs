//! Whatever the shapes are made of, they are read as serde_json reads them.

use domain::{
    api::{AttributeView, Held, Lock, ProblemDetails, ReportValue},
    provenance::Provenance,
    value::Theirs,
};

use super::*;

/// Whatever a shape is made of, it is read as serde_json would read it.
fn check<T: DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) {
    assert_eq!(read::<T>(text), serde_json::from_str(text).map_err(|_| Unreadable), "{text}");
}

#[test]
fn shapes_are_read() {
    check::<Option<Lock>>(r#"{"why":"managed_by_directory","source":"A","read_at":"2026-01-02T03:04:05Z"}"#);
    check::<Option<Lock>>("null");
    check::<Held>(r#"{"brake":"removals","removals":27,"limit":5}"#);
    check::<Provenance>(r#"{"from":"directory","source":"A","run":4,"at":"2026-01-02T03:04:05Z"}"#);
    check::<Vec<Theirs>>(r#"["not_read","empty",{"value":"a"},{"value":["a","b"]}]"#);
    check::<ReportValue>(r#"{"attribute":"title","old":"empty","new":{"value":"x"}}"#);
    check::<ProblemDetails>(
        r#"{"type":"t","title":"x","status":422,"code":"invalid","problems":{"title":[{"code":"too_long","limit":9}]}}"#,
    );
    check::<AttributeView>(
        r#"{"key":"title","labels":{"en":"Title"},"kind":"text","many":false,"family":"directory","section":"work","position":1,
        "rules":{"max_chars":64,"choices":["a"]},"policy":{"authority":"fill","locked":true,"visible":true,"approval":"none"},
        "version":3,"mapped_from":["title"],"written_to":null,"pending":0}"#,
    );
}

#[test]
fn what_does_not_fit_is_refused() {
    check::<Lock>(r#"{"why":"no_such_reason"}"#);
    check::<Vec<i64>>(r#"{"a":1}"#);
    check::<u32>("-1");
    check::<String>("7");
    check::<bool>("half a text");
}
