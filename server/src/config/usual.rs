//! What stands in the settings where nobody says otherwise.

use std::net::SocketAddr;

pub(super) fn listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

pub(super) fn database() -> String {
    "sqlite://amend.db".to_owned()
}

pub(super) fn session_hours() -> u32 {
    12
}

pub(super) fn lease_seconds() -> u32 {
    20
}

pub(super) fn request_seconds() -> u32 {
    30
}

pub(super) fn renewal_seconds() -> u32 {
    60
}

pub(super) fn lag_hours() -> f64 {
    7.0 * 24.0
}

pub(super) fn approval_day_hours() -> f64 {
    24.0
}

pub(super) fn effect_seconds() -> f64 {
    5.0
}

pub(super) fn sign_in_attempts() -> u32 {
    10
}

pub(super) fn password_sign_in() -> bool {
    true
}

pub(super) fn retention_days() -> u32 {
    30
}

pub(super) fn draft_days() -> u32 {
    30
}

pub(super) fn picture_mib() -> u32 {
    10
}

pub(super) fn mail_seconds() -> u32 {
    60
}

pub(super) fn filter() -> String {
    "(objectClass=inetOrgPerson)".to_owned()
}

pub(super) fn id_attribute() -> String {
    "entryUUID".to_owned()
}

pub(super) fn username_attribute() -> String {
    "uid".to_owned()
}

pub(super) fn full_hours() -> u32 {
    24
}

pub(super) fn compare_ids_minutes() -> u32 {
    60
}

pub(super) fn page_size() -> u32 {
    1000
}

pub(super) fn connect_seconds() -> f64 {
    5.0
}

pub(super) fn operation_seconds() -> f64 {
    30.0
}

pub(super) fn removals_at_least() -> i64 {
    5
}

pub(super) fn removals_percent() -> i64 {
    2
}

pub(super) fn removals_at_most() -> i64 {
    500
}
