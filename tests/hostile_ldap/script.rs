//! What the server holds and which single thing it does wrong.

use std::sync::Arc;
use std::time::Duration;

use super::news::{News, Question};

/// One object. Names and values are bytes, because some of them are meant to be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The distinguished name.
    pub dn: Vec<u8>,
    /// Attributes in the order in which they are sent.
    pub attributes: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
}

impl Entry {
    /// The person with this number: uid, cn, sn, mail, telephoneNumber, a secret, and entryUUID last.
    #[must_use]
    pub fn person(number: usize) -> Self {
        let attribute = |name: &str, value: String| (name.as_bytes().to_vec(), vec![value.into_bytes()]);
        Self {
            dn: format!("uid=u{number:06},ou=people,dc=example,dc=test").into_bytes(),
            attributes: vec![
                attribute("objectClass", "inetOrgPerson".into()),
                attribute("uid", format!("u{number:06}")),
                attribute("cn", format!("Person {number}")),
                attribute("sn", "Müller".into()),
                attribute("mail", format!("u{number:06}@example.test")),
                attribute("telephoneNumber", format!("+49 30 {number:07}")),
                attribute("userPassword", "{SSHA}never-ask-for-this".into()),
                attribute("entryUUID", Self::id(number)),
            ],
        }
    }

    /// Replaces the values of an attribute, or appends it.
    #[must_use]
    pub fn with(mut self, name: &str, values: &[&[u8]]) -> Self {
        let values = values.iter().map(|value| value.to_vec()).collect();
        match self.attributes.iter_mut().find(|(known, _)| known == name.as_bytes()) {
            Some((_, old)) => *old = values,
            None => self.attributes.push((name.as_bytes().to_vec(), values)),
        }
        self
    }

    /// The id of the person with this number.
    #[must_use]
    pub fn id(number: usize) -> String {
        format!("{number:08x}-0000-4000-8000-0000000000ff")
    }

    /// Its sixteen bytes.
    #[must_use]
    pub fn uuid(number: usize) -> [u8; 16] {
        let mut bytes = [0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xff];
        bytes[..4].copy_from_slice(&u32::try_from(number).unwrap_or(0).to_be_bytes());
        bytes
    }

    /// The first value of an attribute.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&[u8]> {
        self.attributes.iter().find(|(known, _)| known == name.as_bytes())?.1.first().map(Vec::as_slice)
    }

    /// Without an attribute.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.attributes.retain(|(known, _)| known != name.as_bytes());
        self
    }
}

/// What goes wrong. `at` counts the entries from 0 over all pages, `page` counts from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Sends half of an entry and hangs up.
    HangUpInEntry {
        /// The entry.
        at: usize,
    },
    /// Hangs up before an entry.
    HangUpBefore {
        /// The entry.
        at: usize,
    },
    /// Hangs up after the end of a page, before the next is asked for.
    HangUpAfterPage {
        /// The page.
        page: usize,
    },
    /// Falls silent before an entry, connection open.
    Silence {
        /// The entry.
        at: usize,
    },
    /// Takes the connection and never answers anything.
    NeverAnswer,
    /// From an entry on one byte per pause.
    Drip {
        /// The entry.
        at: usize,
        /// Between two bytes.
        pause: Duration,
    },
    /// Answers a page with a result code and no entries.
    Result {
        /// The page.
        page: usize,
        /// Result code.
        code: u8,
    },
    /// Ends the search with a code once so many entries were sent on all pages.
    Limit {
        /// How many.
        entries: usize,
        /// Result code.
        code: u8,
    },
    /// Result 11 for pages larger than this.
    PageSizeLimit(usize),
    /// Result 4 after this many entries, for pages larger than that.
    PageCap(usize),
    /// Sends a page whose number is reached again and again, with the same cookie.
    SamePageForEver {
        /// The page.
        page: usize,
    },
    /// Empty pages with ever new cookies.
    EmptyPagesForEver,
    /// The cookie never changes although the pages do, as 389 Directory Server does: not wrong at all.
    ConstantCookie,
    /// The last entry of each page comes again as the first of the next.
    Twice,
    /// Success with no entry.
    Nothing,
    /// Success with so many percent of the entries.
    Percent(usize),
    /// All entries at once, no paging control in the answer.
    IgnorePaging,
    /// The answer to this page comes without the paging control although entries remain.
    LosePaging {
        /// The page.
        page: usize,
    },
    /// A paging control whose value is no paging control.
    BrokenPaging,
    /// Instead of an entry: so many SEQUENCEs inside each other.
    Nested {
        /// The entry.
        at: usize,
        /// How many.
        levels: usize,
    },
    /// Instead of the final answer of the first page: the same, as a control list.
    NestedAnswer {
        /// How many.
        levels: usize,
    },
    /// Instead of an entry: a message that announces this length.
    Announce {
        /// The entry.
        at: usize,
        /// Bytes.
        length: usize,
    },
    /// An entry with an inner length beyond the end of the message.
    Overrun {
        /// The entry.
        at: usize,
    },
    /// Before an entry: an operation that does not exist.
    UnknownOperation {
        /// The entry.
        at: usize,
    },
    /// Before an entry: an entry for another message id.
    WrongMessageId {
        /// The entry.
        at: usize,
    },
    /// Before an entry: the answer to a bind that was never made.
    WrongAnswer {
        /// The entry.
        at: usize,
    },
    /// Before an entry: a continuation reference.
    Reference {
        /// The entry.
        at: usize,
    },
    /// Before an entry: Notice of Disconnection, then hangs up. Active Directory's malformed kind if so wished.
    Disconnection {
        /// The entry.
        at: usize,
        /// The object identifier stands outside of the answer, as Active Directory puts it.
        malformed: bool,
    },
    /// The search is refused with result 53 and a text that is not UTF-8 and has control characters.
    DirtyText,
    /// The bind is answered with this code, whatever the password.
    BindResult(u8),
}

/// What the server holds and does.
#[derive(Debug, Clone)]
pub struct Script {
    /// In the order in which they are sent.
    pub entries: Arc<Vec<Entry>>,
    /// The one thing that goes wrong.
    pub fault: Fault,
    /// In the answers to which questions it does.
    pub fault_in: Question,
    /// What the server says is new. One that knows a way to say that looks at filters too, as far as they name ids.
    pub news: News,
    /// Names of containers that are said to have changed.
    pub containers: Vec<String>,
    /// Names and passwords that a bind accepts.
    pub passwords: Vec<(String, String)>,
}

impl Script {
    /// The account that may always bind.
    pub const ACCOUNT: (&'static str, &'static str) = ("cn=sync,dc=example,dc=test", "syncpw");

    /// A healthy server with these entries.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Self {
        let (name, password) = Self::ACCOUNT;
        Self {
            entries: Arc::new(entries),
            fault: Fault::None,
            fault_in: Question::Any,
            news: News::Unknown,
            containers: Vec::new(),
            passwords: vec![(name.into(), password.into())],
        }
    }

    /// A healthy server with so many people.
    #[must_use]
    pub fn people(count: usize) -> Self {
        Self::new((0..count).map(Entry::person).collect())
    }

    /// The same with something wrong.
    #[must_use]
    pub fn with(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }

    /// The same with something wrong in the answers to one kind of question.
    #[must_use]
    pub fn with_in(mut self, question: Question, fault: Fault) -> Self {
        (self.fault_in, self.fault) = (question, fault);
        self
    }

    /// The same with something to say when it is asked for what is new.
    #[must_use]
    pub fn saying(mut self, news: News) -> Self {
        self.news = news;
        self
    }
}
