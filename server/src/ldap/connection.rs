//! One guarded connection: sign in, then read pages. The LDAP library forms the requests and digests the answers;
//! there is no way to write through it, unless it is opened for a [`super::Writer`].

use ldap3::controls::{Control, ControlType, PagedResults, RawControl};
use ldap3::{DerefAliases, Ldap, LdapConnAsync, LdapConnSettings, LdapResult, Scope, SearchOptions, StdStream};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::UnixStream;
use tokio::task::JoinHandle;

use super::connect::connect;
use super::error::{LdapError, clean};
use super::guard::May;
use super::settings::{LdapSettings, Limits, SettingsProblem};
use super::wire::{Inbox, NoInbox, Patience, Wire};

/// A final answer of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Result code, RFC 4511 section 4.1.9.
    pub(crate) code: u32,
    /// The server's text, cleaned.
    pub(crate) text: String,
}

/// How a page ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageEnd {
    pub(crate) answer: Answer,
    /// The cookie for the next page, empty on the last; `None` when the server did not page at all.
    pub(crate) cookie: Option<Vec<u8>>,
    /// Object identifier and value of the answer's controls.
    pub(crate) controls: Vec<(String, Vec<u8>)>,
}

impl PageEnd {
    /// The value of a control of the answer.
    pub(crate) fn control(&self, kind: &str) -> Option<&[u8]> {
        self.controls.iter().find(|(known, _)| known == kind).map(|(_, value)| value.as_slice())
    }
}

/// What to search for; the same for every page.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    pub(crate) base: String,
    pub(crate) scope: Scope,
    /// RFC 4515.
    pub(crate) filter: String,
    /// Exactly these are requested.
    pub(crate) attributes: Vec<String>,
}

/// A connection that can only read.
pub(crate) struct Connection {
    pub(super) library: Ldap,
    driver: JoinHandle<()>,
    pub(super) wire: Wire,
    pub(super) limits: Limits,
}

impl Connection {
    /// Connects; TLS is up when this returns, unless the settings say plain.
    pub(crate) async fn open(settings: &LdapSettings) -> Result<Self, LdapError> {
        Self::open_that(May::Read, settings).await
    }

    async fn open_that(may: May, settings: &LdapSettings) -> Result<Self, LdapError> {
        let server = connect(settings).await?;
        let failed = |reason: String| LdapError::Library { reason };
        let (ours, theirs) = UnixStream::pair().map_err(|error| failed(error.to_string()))?;
        let theirs = theirs.into_std().map_err(|error| failed(error.to_string()))?;
        let stream = LdapConnSettings::new().set_std_stream(StdStream::Unix(theirs));
        let (connection, library) =
            LdapConnAsync::with_settings(stream, "ldapi:///").await.map_err(|error| failed(error.to_string()))?;
        let driver = tokio::spawn(async move {
            if let Err(error) = connection.drive().await {
                tracing::debug!(%error, "the LDAP library's connection ended");
            }
        });
        let wire = Wire::new(server, ours, settings.limits.message_bytes, may);
        Ok(Self { library, driver, wire, limits: settings.limits })
    }

    /// Connects and signs the configured account in.
    pub(crate) async fn open_as_account(settings: &LdapSettings) -> Result<Self, LdapError> {
        Self::open_as_account_that(May::Read, settings).await
    }

    /// The same for what it may do.
    pub(super) async fn open_as_account_that(may: May, settings: &LdapSettings) -> Result<Self, LdapError> {
        let Some(account) = &settings.account else { return Err(LdapError::EmptyName) };
        let mut connection = Self::open_that(may, settings).await?;
        let answer = connection.bind(&account.name, &account.password).await?;
        match answer.code {
            0 => Ok(connection),
            49 => Err(LdapError::AccountRefused { text: answer.text }),
            code => Err(LdapError::Answered { operation: "sign-in", code, text: answer.text }),
        }
    }

    /// Simple bind. An empty name or password is refused here, before anything is sent.
    pub(crate) async fn bind(&mut self, name: &str, password: &SecretString) -> Result<Answer, LdapError> {
        if name.trim().is_empty() {
            return Err(LdapError::EmptyName);
        }
        if password.expose_secret().is_empty() {
            return Err(LdapError::EmptyPassword);
        }
        let patience = Patience { operation: "sign-in", limit: self.limits.operation_timeout };
        let Self { library, wire, .. } = self;
        let mut inbox = NoInbox;
        let answer = tokio::select! {
            biased;
            answer = library.simple_bind(name, password.expose_secret()) => answer.map_err(|error| library_error(&error)),
            error = wire.carry(patience, &mut inbox) => Err(error),
        };
        answer.map(|result| Answer::from(&result))
    }

    /// Reads one page of at most `size` entries, the first with an empty `cookie`, later ones with the cookie of the
    /// page before. Entries go to `inbox` before this returns.
    pub(crate) async fn page(
        &mut self,
        search: &Search,
        size: u16,
        cookie: &[u8],
        patience: Patience,
        inbox: &mut dyn Inbox,
    ) -> Result<PageEnd, LdapError> {
        // Not critical: a server without paging then sends everything, which the stream takes as well.
        self.library.with_controls(PagedResults { size: i32::from(size), cookie: cookie.to_vec() });
        self.search(search, patience, inbox).await
    }

    /// Reads without paging, for a single entry such as the root.
    pub(crate) async fn search(
        &mut self,
        search: &Search,
        patience: Patience,
        inbox: &mut dyn Inbox,
    ) -> Result<PageEnd, LdapError> {
        let Self { library, wire, .. } = self;
        let question = async {
            let mut stream = library
                .with_search_options(SearchOptions::new().deref(DerefAliases::Never))
                .streaming_search(&search.base, search.scope, &search.filter, &search.attributes)
                .await?;
            // Entries go another way, so the first thing to come is the end.
            stream.next().await?;
            Ok(stream.finish().await)
        };
        let result = tokio::select! {
            biased;
            result = question => result.map_err(|error| library_error(&error)),
            error = wire.carry(patience, inbox) => Err(error),
        }?;
        let cookie = result
            .ctrls
            .iter()
            .find(|control| matches!(control.0, Some(ControlType::PagedResults)))
            .map(|control| control.1.parse::<PagedResults>().cookie);
        let plain = |control: &Control| (control.1.ctype.clone(), control.1.val.clone().unwrap_or_default());
        let controls = result.ctrls.iter().map(plain).collect();
        Ok(PageEnd { answer: Answer::from(&result), cookie, controls })
    }

    /// Searches with controls of the caller's own making, and pages if `paging` gives a size and the cookie of the page before.
    pub(crate) async fn search_with(
        &mut self,
        search: &Search,
        controls: &[RawControl],
        paging: Option<(u16, &[u8])>,
        patience: Patience,
        inbox: &mut dyn Inbox,
    ) -> Result<PageEnd, LdapError> {
        let mut all = controls.to_vec();
        if let Some((size, cookie)) = paging {
            all.push(PagedResults { size: i32::from(size), cookie: cookie.to_vec() }.into());
        }
        self.library.with_controls(all);
        self.search(search, patience, inbox).await
    }

    /// Ends the connection politely.
    pub(crate) async fn close(self) {
        self.wire.close().await;
        self.driver.abort();
    }
}

impl From<&LdapResult> for Answer {
    fn from(result: &LdapResult) -> Self {
        Self { code: result.rc, text: clean(result.text.as_bytes()) }
    }
}

pub(super) fn library_error(error: &ldap3::LdapError) -> LdapError {
    match error {
        ldap3::LdapError::FilterParsing => LdapError::Filter,
        other => LdapError::Library { reason: clean(other.to_string().as_bytes()) },
    }
}

/// Longest filter taken, in bytes, and how deep its parentheses may go: the library's parser recurses.
const FILTER_BYTES: usize = 8 << 10;
const FILTER_DEPTH: usize = 32;

/// Checks that a filter can be understood (RFC 4515).
pub(crate) fn check_filter(filter: &str) -> Result<(), SettingsProblem> {
    let problem = |reason: &str| SettingsProblem {
        field: "filter",
        reason: reason.into(),
        remedy: "write it in parentheses, as in (objectClass=person)",
    };
    let mut depth = 0_usize;
    for byte in filter.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => (),
        }
        if depth > FILTER_DEPTH {
            return Err(problem("it has too many parentheses inside each other"));
        }
    }
    if filter.len() > FILTER_BYTES {
        return Err(problem("it is too long"));
    }
    ldap3::parse_filter(filter).map(|_| ()).map_err(|()| problem("it cannot be understood"))
}
