//! One file per page, and the frame around them.

pub(crate) mod approvals;
mod attribute_dialogs;
pub(crate) mod attributes;
pub(crate) mod audit;
mod audit_words;
mod change_card;
mod decision_card;
mod export_form;
mod export_list;
pub(crate) mod exports;
mod fill;
pub(crate) mod frame;
mod labels;
pub(crate) mod my_changes;
pub(crate) mod my_profile;
pub(crate) mod people;
pub(crate) mod person;
mod person_link;
mod person_status;
mod progress;
mod report;
pub(crate) mod run;
mod run_words;
pub(crate) mod sign_in;
pub(crate) mod sources;
mod waiting;
