//! Reads what is new since a cursor, or certain entries. The server only says whom to look at; what they are now is looked up in the search
//! that a full reading makes. Who is known and not found there is gone.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    Cursor, Expected, LookUps, Progress, ReadRequest, RunEnd, Sink, Trouble,
    cursor::Position,
    feed::{Asking, Feed, MOST, NoFeed, container_entries, feed, id_scan, too_many},
    read_full::{block_on, on_thread, open},
    receive::Receiver,
};
use crate::{
    config::Incremental,
    ldap::{Filter, LdapError, LdapSettings, Patience, Scope, Search},
};

/// Entries that are looked up with one search.
const TOGETHER: usize = 100;

/// What is asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum News {
    /// Everything that has changed since.
    Since {
        /// Where the last run ended.
        cursor: Cursor,
        /// Whether the ids of everybody are compared too, to find who is gone.
        compares_ids: bool,
    },
    /// These entries, by id.
    Of(#[serde(with = "ids_in_hex")] BTreeSet<Vec<u8>>),
}

/// Ids in hexadecimal digits.
mod ids_in_hex {
    use std::collections::BTreeSet;

    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(ids: &BTreeSet<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        ids.iter().map(hex::encode).collect::<Vec<_>>().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<Vec<u8>>, D::Error> {
        let ids = Vec::<String>::deserialize(deserializer)?;
        ids.iter().map(|id| hex::decode(id).map_err(D::Error::custom)).collect()
    }
}

/// How a delta ended.
#[derive(Debug)]
pub(crate) enum Delta {
    /// It was read. Complete means that every entry that it was about was seen, or surely is gone.
    Read(Box<RunEnd>),
    /// The cursor is of no use, and nothing was read; everything has to be compared. In words for the report.
    StartOver(String),
}

/// Reads news into `sink`, as [`super::read_full()`] does everything.
pub(crate) fn read_delta(
    settings: &LdapSettings,
    request: &ReadRequest,
    how: Incremental,
    news: &News,
    sink: &mut dyn Sink,
    progress: &Progress,
) -> Delta {
    let position = match news {
        News::Since { cursor, .. } => match cursor.position(request, how) {
            Some(position) => Some(position),
            None => return Delta::StartOver("the settings have changed since the last run".to_owned()),
        },
        News::Of(_) => None,
    };
    on_thread(|| {
        let mut receiver = Receiver::new(sink, progress, request);
        let result = block_on(async {
            let mut connection = open(settings, progress).await?;
            let mut asking = Asking { connection: &mut connection, settings, request, progress };
            let result = converse(&mut asking, position, news, &mut receiver).await;
            connection.close().await;
            result
        });
        match result {
            Ok(Err(NoFeed::StartOver(reason))) => Delta::StartOver(reason),
            Ok(Err(NoFeed::Trouble(trouble))) | Err(trouble) => Delta::Read(Box::new(receiver.end(Err(trouble)))),
            Ok(Ok(cursor)) => Delta::Read(Box::new(receiver.end(Ok(cursor)))),
        }
    })
    .unwrap_or_else(|reason| Delta::Read(Box::new(RunEnd::fault(progress, reason))))
}

async fn converse(
    asking: &mut Asking<'_>,
    position: Option<&Position>,
    news: &News,
    receiver: &mut Receiver<'_>,
) -> Result<Option<Cursor>, NoFeed> {
    let (expected, next) = match (position, news) {
        (Some(position), News::Since { compares_ids, .. }) => {
            let (Feed { mut touched, mut present, containers, references_follow }, next) =
                feed(asking, position).await?;
            touched.extend(container_entries(asking, &containers).await?);
            // Who was in a container that has left the base is told of by nobody.
            if (*compares_ids || containers.are_outside) && present.is_none() {
                present = Some(id_scan(asking).await?);
            }
            (Expected { touched, present, references_follow }, Some(Cursor::new(next, asking.request)))
        }
        (_, News::Of(ids)) => {
            let references_follow = asking.request.id_is("objectGUID");
            (Expected { touched: ids.clone(), present: None, references_follow }, None)
        }
        (None, News::Since { .. }) => return Err(NoFeed::StartOver("there is no position to go on from".to_owned())),
    };
    let LookUps { first, then } = receiver.expect(expected)?;
    if first.len() + then.len() > MOST {
        return Err(too_many());
    }
    look_up(asking, &first, receiver).await?;
    look_up(asking, &then, receiver).await?;
    Ok(next)
}

/// Searches for these entries in scope, some at a time.
async fn look_up(asking: &mut Asking<'_>, ids: &[Vec<u8>], receiver: &mut Receiver<'_>) -> Result<(), Trouble> {
    let request = asking.request;
    let patience = Patience { operation: "search", limit: asking.settings.limits.first_page_timeout };
    for some in ids.chunks(TOGETHER) {
        let these = Filter::any(some.iter().map(|id| request.id.filter(id)));
        let search = Search {
            base: request.base.clone(),
            scope: Scope::Subtree,
            filter: Filter::all([Filter::written(&request.filter), these]).into_text(),
            attributes: request.requested(),
        };
        search_all(asking, &search, patience, receiver).await?;
    }
    Ok(())
}

/// A hundred entries need no pages, but one without a size limit of its own may be refused.
async fn search_all(
    asking: &mut Asking<'_>,
    search: &Search,
    patience: Patience,
    receiver: &mut Receiver<'_>,
) -> Result<(), Trouble> {
    let mut size = asking.settings.limits.page_size.clamp(1, 100);
    let (mut cookie, mut refused) = (Vec::new(), None);
    for _ in 0..2 * TOGETHER {
        let end = asking.connection.page(search, size, &cookie, patience, receiver).await?;
        match (end.answer.code, end.cookie) {
            (0, next) => {
                refused = None;
                receiver.end_page();
                match next {
                    Some(next) if next.is_empty() => return Ok(()),
                    None if cookie.is_empty() => return Ok(()),
                    // Taken for the end, it would make those gone who were to come.
                    None => return Err(Trouble::PagingLost),
                    Some(next) => cookie = next,
                }
            }
            (code @ (4 | 11), _) if size > 1 => {
                refused.get_or_insert((code, end.answer.text));
                size /= 2;
                receiver.repeat_page();
            }
            (code, _) => {
                let (code, text) = refused.unwrap_or((code, end.answer.text));
                return Err(LdapError::Answered { operation: "search", code, text }.into());
            }
        }
    }
    Err(Trouble::Looping)
}
