//! Why a test of a directory failed, as a code that a page has its own words for.

use domain::api::CheckFailure;

use crate::ldap::{Fingerprint, LdapError, LdapSettings, Tls, TlsFailure, TlsProblem};

/// Why a test failed.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Failure {
    pub(crate) code: CheckFailure,
    /// A sentence with what to do about it.
    pub(crate) detail: String,
    /// The certificate that was presented, where pinning it would help.
    #[serde(skip)]
    pub(crate) fingerprint: Option<Fingerprint>,
}

impl Failure {
    pub(crate) fn new(code: CheckFailure, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), fingerprint: None }
    }

    /// What an error means in general.
    pub(crate) fn of(error: &LdapError) -> Self {
        let fingerprint = match error {
            LdapError::Tls(TlsFailure { problem, presented }) if helps_to_pin(problem) => *presented,
            _ => None,
        };
        Self { code: code(error), detail: error.to_string(), fingerprint }
    }

    /// What an error means before anybody has signed in: a port that expects another kind of TLS shows itself as nonsense or as a hang-up.
    pub(super) fn at_address(settings: &LdapSettings, error: &LdapError) -> Self {
        let is_nonsense = matches!(
            error,
            LdapError::Closed { .. }
                | LdapError::Damaged(_)
                | LdapError::SilentHandshake { .. }
                | LdapError::Silent { .. }
        );
        if is_nonsense && settings.address.tls != Tls::Ldaps {
            return Self::new(
                CheckFailure::ExpectsTls,
                "the server takes the connection but does not answer plain LDAP: the port probably expects TLS from the first byte, so write \
                 ldaps:// (usually port 636)",
            );
        }
        Self::of(error)
    }
}

/// Whether the certificate that was presented can be believed by its fingerprint alone. One that is merely not the pinned one can, on purpose.
fn helps_to_pin(problem: &TlsProblem) -> bool {
    matches!(
        problem,
        TlsProblem::UnknownIssuer
            | TlsProblem::CaUsedAsServer
            | TlsProblem::WrongName { .. }
            | TlsProblem::OldCertificate
            | TlsProblem::NotThePinned
            | TlsProblem::Expired
    )
}

fn code(error: &LdapError) -> CheckFailure {
    match error {
        LdapError::NameLookup { .. } => CheckFailure::NameNotFound,
        LdapError::Refused { .. } => CheckFailure::Refused,
        LdapError::ConnectTimeout { .. } | LdapError::Silent { .. } | LdapError::SilentHandshake { .. } => {
            CheckFailure::TimedOut
        }
        LdapError::Unreachable { .. } => CheckFailure::Unreachable,
        LdapError::AddressNotAllowed { .. } => CheckFailure::AddressNotAllowed,
        LdapError::Tls(failure) => tls_code(&failure.problem),
        LdapError::StartTlsRefused { .. } => CheckFailure::StartTlsRefused,
        LdapError::EmptyPassword => CheckFailure::NoPassword,
        LdapError::EmptyName => CheckFailure::Settings,
        LdapError::AccountRefused { text } => account_code(text),
        LdapError::Answered { code, .. } => answer_code(*code),
        LdapError::Filter => CheckFailure::NotAFilter,
        _ => CheckFailure::Other,
    }
}

fn tls_code(problem: &TlsProblem) -> CheckFailure {
    match problem {
        TlsProblem::UnknownIssuer | TlsProblem::BadSignature => CheckFailure::UnknownIssuer,
        TlsProblem::CaUsedAsServer | TlsProblem::OldCertificate => CheckFailure::UnusableCertificate,
        TlsProblem::WrongName { .. } => CheckFailure::WrongName,
        TlsProblem::Expired => CheckFailure::Expired,
        TlsProblem::NotYetValid => CheckFailure::NotYetValid,
        TlsProblem::NotThePinned => CheckFailure::NotThePinned,
        TlsProblem::OldTls => CheckFailure::OldTls,
        TlsProblem::NotTls => CheckFailure::NotTls,
        TlsProblem::Other(_) => CheckFailure::TlsFailed,
    }
}

/// Active Directory says in its text why an account with the right password may not sign in: expired, disabled, must change the password,
/// locked, or not at this hour or machine (LogonUser's error codes, in hexadecimal digits).
fn account_code(text: &str) -> CheckFailure {
    const UNUSABLE: [&str; 7] = ["530", "531", "532", "533", "701", "773", "775"];
    let data = text.split_once("data ").map(|(_, rest)| rest);
    let number = data.and_then(|rest| rest.split(|letter: char| !letter.is_ascii_hexdigit()).next());
    match number {
        Some(number) if UNUSABLE.contains(&number) => CheckFailure::AccountUnusable,
        _ => CheckFailure::WrongPassword,
    }
}

fn answer_code(code: u32) -> CheckFailure {
    match code {
        3 | 4 | 11 => CheckFailure::Limited,
        8 | 13 => CheckFailure::TlsNeeded,
        10 => CheckFailure::OtherServer,
        32 => CheckFailure::BaseNotFound,
        34 => CheckFailure::NotAName,
        50 => CheckFailure::NoRight,
        _ => CheckFailure::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn active_directory_says_why_an_account_is_of_no_use() {
        let text = |data: &str| {
            format!("80090308: LdapErr: DSID-0C090449, comment: AcceptSecurityContext error, data {data}, v4563")
        };
        assert_eq!(account_code(&text("52e")), CheckFailure::WrongPassword);
        assert_eq!(account_code(&text("533")), CheckFailure::AccountUnusable);
        assert_eq!(account_code(&text("775")), CheckFailure::AccountUnusable);
        assert_eq!(account_code(""), CheckFailure::WrongPassword);
    }
}
