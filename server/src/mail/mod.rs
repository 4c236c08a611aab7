//! Sending a letter to one address over SMTP (RFC 5321). Only this room knows the library for it; what a letter says is decided in `app`.

mod address;

use std::time::Duration;

use domain::{moment::Moment, text};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, CertificateStore, Tls, TlsParameters},
    },
};
use secrecy::ExposeSecret as _;

use crate::config::MailConfig;
use address::{Security, ServerAddress};

/// The longest words of a server that are kept.
const WORDS: usize = 300;

/// What is sent.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    /// The part of the Message-ID in front of the `@`; the same letter keeps it, so that a repetition can be told.
    pub(crate) id: String,
    pub(crate) written_at: Moment,
    /// The page on which whoever gets it chooses what they get.
    pub(crate) choose_at: Option<String>,
}

/// Why a letter was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub(crate) struct NotTaken {
    /// The server will not take it later either.
    pub(crate) for_good: bool,
    /// The server's words, or ours.
    pub(crate) words: String,
}

/// The way to the mail server. No password of it can be printed.
#[derive(Debug)]
pub(crate) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    timeout: Duration,
}

impl Mailer {
    /// From the settings; an error is a sentence that names the key and what to do.
    pub(crate) fn new(config: &MailConfig) -> Result<Self, String> {
        let server = ServerAddress::parse(&config.server, config.allow_plain)?;
        if config.from.chars().any(char::is_control) {
            return Err("`mail.from` has a line break or another control character".to_owned());
        }
        let from: Mailbox = config.from.parse().map_err(|_| {
            "`mail.from` is an address such as amend@example.org or Amend <amend@example.org>".to_owned()
        })?;
        let timeout = Duration::from_secs(u64::from(config.timeout_seconds));
        let tls = match server.security {
            Security::Plain => Tls::None,
            Security::StartTls => Tls::Required(trust(config, &server.host)?),
            Security::Tls => Tls::Wrapper(trust(config, &server.host)?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host.as_str())
            .port(server.port)
            .tls(tls)
            .timeout(Some(timeout));
        if let Some((name, password)) = config.account().map_err(|error| error.to_string())? {
            builder = builder.credentials(Credentials::new(name, password.expose_secret().to_owned()));
        }
        Ok(Self { transport: builder.build(), from, timeout })
    }

    /// How long sending may take at most.
    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Connects and signs in, and sends nothing. An error is the server's words, or ours.
    pub(crate) async fn greet(&self) -> Result<(), String> {
        match tokio::time::timeout(self.timeout, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err("the mail server hung up".to_owned()),
            Ok(Err(error)) => Err(judge(&error).words),
            Err(_) => Err(format!("the mail server did not answer within {} s", self.timeout.as_secs())),
        }
    }

    /// Sends a letter. Success means that the server has taken it, which is not yet that somebody reads it.
    pub(crate) async fn send(&self, letter: &Letter) -> Result<(), NotTaken> {
        let message = self.write(letter)?;
        match tokio::time::timeout(self.timeout, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(judge(&error)),
            Err(_) => Err(NotTaken {
                for_good: false,
                words: format!("the mail server did not answer within {} s", self.timeout.as_secs()),
            }),
        }
    }

    fn write(&self, letter: &Letter) -> Result<Message, NotTaken> {
        let broken = |why: &dyn std::fmt::Display| NotTaken { for_good: true, words: why.to_string() };
        let to: Address = letter.to.parse().map_err(|error: lettre::address::AddressError| broken(&error))?;
        let made = u64::try_from(letter.written_at.0).unwrap_or_default();
        let raw = |name: &'static str, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
        let mut head = Message::builder();
        if let Some(page) = &letter.choose_at {
            // A page to look at and no address that acts (RFC 2369): without `List-Unsubscribe-Post` nobody acts on it unasked.
            head = head.raw_header(raw("List-Unsubscribe", format!("<{page}>")));
        }
        head.from(self.from.clone())
            .to(Mailbox::new(None, to))
            // A header is one line, whatever it is made of.
            .subject(text::clean(&letter.subject, false))
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .date(std::time::UNIX_EPOCH + Duration::from_millis(made))
            // So that nobody's holiday notice answers (RFC 3834 section 5).
            .raw_header(raw("Auto-Submitted", "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|error| broken(&error))
    }
}

/// Whom to believe that it is the mail server.
fn trust(config: &MailConfig, host: &str) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(file) = &config.ca_file {
        let wrong = |why: &dyn std::fmt::Display| {
            format!(
                "`mail.ca_file`: {} cannot be used: {why}; give the authority's certificate in PEM form",
                file.display()
            )
        };
        let pem = std::fs::read(file).map_err(|error| wrong(&error))?;
        let certificate = Certificate::from_pem(&pem).map_err(|error| wrong(&error))?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(certificate);
    }
    builder.build().map_err(|error| format!("`mail.server`: TLS cannot be used: {error}"))
}

/// What a failure means. A server that does not let Amend itself in (530, 534, 535, 538) says nothing of the letter: somebody mends the settings,
/// and then it goes.
fn judge(error: &lettre::transport::smtp::Error) -> NotTaken {
    let code = error.status().map_or(0, u16::from);
    let for_good = error.is_permanent() && !matches!(code, 530 | 534 | 535 | 538);
    // Its words come from outside: one line, of a bounded length.
    let words: String = text::clean(&error.to_string(), false).chars().take(WORDS).collect();
    NotTaken { for_good, words }
}
