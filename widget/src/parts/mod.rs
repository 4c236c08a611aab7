//! What pages are built of: dialogs, messages, lists in pages, icons. None of them knows what a page is about.

pub(crate) mod act;
pub(crate) mod asked;
pub(crate) mod dialog;
pub(crate) mod fields;
pub(crate) mod icons;
pub(crate) mod loading;
pub(crate) mod message;
pub(crate) mod mover;
pub(crate) mod notice;
pub(crate) mod pager;
pub(crate) mod person_picker;
pub(crate) mod picture;
pub(crate) mod question;
pub(crate) mod search;
pub(crate) mod steps;
pub(crate) mod table;
pub(crate) mod values;
pub(crate) mod why;
