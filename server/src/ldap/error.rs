//! What can go wrong with a directory server, each as a sentence that an administrator can act on. Texts that come
//! from a server are cleaned here, once: they end up in logs, reports and on pages.

use std::time::Duration;

use super::ber::Damage;
use super::tls::TlsFailure;

/// Longest text of a server that is shown, in characters.
const TEXT_LIMIT: usize = 300;

/// A failed conversation with a directory server.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum LdapError {
    #[error("no address was found for {host}: check the spelling and the name service of this machine")]
    NameLookup { host: String },
    #[error("{host} refused a connection to port {port}: check port (LDAPS 636, StartTLS 389) and firewall")]
    Refused { host: String, port: u16 },
    #[error("{host} port {port} did not answer within {} s: check address, port and firewall", seconds(.after))]
    ConnectTimeout { host: String, port: u16, after: Duration },
    #[error("{host} port {port} cannot be reached: {reason}")]
    Unreachable { host: String, port: u16, reason: String },
    #[error("{host} leads to {address}, where no directory is: give the address of a directory server")]
    AddressNotAllowed { host: String, address: std::net::IpAddr },
    #[error(
        "the server took the connection and then said nothing for {} s: either it hangs or is overloaded, or it waits for another kind of TLS on this port (LDAPS is usually on 636, StartTLS on 389)",
        seconds(.after)
    )]
    SilentHandshake { after: Duration },
    #[error(transparent)]
    Tls(#[from] TlsFailure),
    #[error("the server refused StartTLS with result {code}{}: use LDAPS, or turn TLS on there", after(.text))]
    StartTlsRefused { code: u32, text: String },
    #[error("the server sent data between its StartTLS answer and TLS: somebody may be tampering with the connection")]
    StartTlsTampered,
    /// Refused here: many servers take a name with an empty password for a successful anonymous sign-in (RFC 4513 5.1.2).
    #[error("the password is empty: enter the password")]
    EmptyPassword,
    #[error("the name to sign in with is empty: give the full distinguished name")]
    EmptyName,
    #[error("the server does not accept the account's name or password (result 49){}: check both", after(.text))]
    AccountRefused { text: String },
    #[error("the {operation} was answered with {} ({code}){}{}", code_name(*.code), after(.text), advice(*.code))]
    Answered { operation: &'static str, code: u32, text: String },
    #[error("the server took longer than {} s to answer the {operation}", seconds(.after))]
    Silent { operation: &'static str, after: Duration },
    #[error("the server closed the connection during the {operation}{}", port_hint(.operation))]
    Closed { operation: &'static str },
    #[error("the connection broke during the {operation}: {reason}")]
    Broken { operation: &'static str, reason: String },
    #[error("the server ended the connection with {} ({code}){}", code_name(*.code), after(.text))]
    Disconnected { code: u32, text: String },
    #[error("the server sent something that is not valid LDAP: {0}")]
    Damaged(#[from] Damage),
    #[error("the filter cannot be understood: write it as in (objectClass=person)")]
    Filter,
    #[error("an operation 0x{tag:02x} that could change the directory was stopped before it was sent")]
    WriteStopped { tag: u8 },
    #[error("the LDAP library failed: {reason}")]
    Library { reason: String },
    /// The receiver of the entries wanted no more.
    #[error("stopped")]
    Stopped,
}

fn seconds(duration: &Duration) -> f64 {
    duration.as_secs_f64()
}

/// A server that hangs up on the first words usually expects, or does not expect, TLS there.
fn port_hint(operation: &str) -> &'static str {
    if operation == "search" { "" } else { ": is it the right port for this kind of TLS?" }
}

fn after(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(", \u{201c}{text}\u{201d}") }
}

/// Text from a server as it may be shown: one line, no control characters, short.
pub(crate) fn clean(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut words = String::with_capacity(text.len().min(TEXT_LIMIT));
    let mut characters = 0;
    for word in text.split(|character: char| character.is_whitespace() || is_hidden(character)) {
        if word.is_empty() {
            continue;
        }
        for character in (!words.is_empty()).then_some(' ').into_iter().chain(word.chars()) {
            if characters == TEXT_LIMIT {
                words.push('\u{2026}');
                return words;
            }
            words.push(character);
            characters += 1;
        }
    }
    words
}

/// Controls, and the characters that turn the direction of what follows them.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What usually helps.
fn advice(code: u32) -> &'static str {
    match code {
        3 | 4 | 11 => ": give the account larger limits on the server",
        8 | 13 => ": the server wants TLS before a password",
        10 => ": the base lies on another server; give that server's address",
        32 => ": the base does not exist, or the account may not see it",
        34 => ": it is not a distinguished name",
        50 => ": the account may not read there",
        51 | 52 => ": try again later",
        _ => "",
    }
}

/// The name of a result code, RFC 4511 section 4.1.9.
pub(crate) fn code_name(code: u32) -> &'static str {
    match code {
        0 => "success",
        1 => "operationsError",
        2 => "protocolError",
        3 => "timeLimitExceeded",
        4 => "sizeLimitExceeded",
        7 => "authMethodNotSupported",
        8 => "strongerAuthRequired",
        10 => "referral",
        11 => "adminLimitExceeded",
        12 => "unavailableCriticalExtension",
        13 => "confidentialityRequired",
        16 => "noSuchAttribute",
        17 => "undefinedAttributeType",
        18 => "inappropriateMatching",
        19 => "constraintViolation",
        20 => "attributeOrValueExists",
        21 => "invalidAttributeSyntax",
        32 => "noSuchObject",
        34 => "invalidDNSyntax",
        48 => "inappropriateAuthentication",
        49 => "invalidCredentials",
        50 => "insufficientAccessRights",
        51 => "busy",
        52 => "unavailable",
        53 => "unwillingToPerform",
        122 => "assertionFailed",
        64 => "namingViolation",
        65 => "objectClassViolation",
        67 => "notAllowedOnRDN",
        68 => "entryAlreadyExists",
        71 => "affectsMultipleDSAs",
        80 => "other",
        _ => "an unusual result",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_text_is_cleaned_and_kept_short() {
        assert_eq!(clean(b"bad\r\nname \x1b[31mred\x00 end\xff"), "bad name [31mred end\u{fffd}");
        assert_eq!(clean("a\u{202e}b".as_bytes()), "a b");
        assert_eq!(clean(&[b'x'; 5000]).chars().count(), TEXT_LIMIT + 1);
        assert_eq!(clean(b""), "");
    }
}
