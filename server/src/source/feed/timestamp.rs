//! Changes by `modifyTimestamp`, for servers that can do nothing better. It never shows who is gone: for that the ids of everybody are compared
//! from time to time.

use domain::moment::Moment;

use super::{
    Asking, Feed, NoFeed,
    names::{changed_containers, ids},
};
use crate::{
    clock,
    ldap::{Filter, Scope, Search},
    source::cursor::Position,
};

/// Looked at once more in each run: as far as two clocks may be apart (P34).
const OVERLAP_MILLISECONDS: i64 = 15 * 60 * 1000;

pub(super) async fn feed(asking: &mut Asking<'_>, since: &str) -> Result<(Feed, Position), NoFeed> {
    let next = position(clock::now());
    let later = Filter::at_least("modifyTimestamp", since.as_bytes());
    let base = asking.request.base.clone();
    let containers = changed_containers(asking, &base, later.clone()).await?;
    let request = asking.request.ids_only();
    let search = Search {
        base: request.base.clone(),
        scope: Scope::Subtree,
        filter: Filter::all([Filter::written(&request.filter), later]).into_text(),
        attributes: request.requested(),
    };
    let touched = ids(asking, &search, &[]).await?;
    Ok((Feed { touched, containers, ..Feed::default() }, next))
}

/// The position of somebody who begins to read now.
pub(super) fn position(now: Moment) -> Position {
    let text = now.plus(-OVERLAP_MILLISECONDS).to_rfc3339();
    let digits: String = text.chars().take_while(|c| *c != '.' && *c != 'Z').filter(char::is_ascii_digit).collect();
    Position::Timestamp { since: format!("{digits}Z") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P34: RFC 4517's form, a quarter of an hour back.
    #[test]
    fn a_position_overlaps() {
        let now = Moment::from_rfc3339("2026-03-01T00:10:00.250Z").unwrap();
        assert_eq!(position(now), Position::Timestamp { since: "20260228235500Z".to_owned() });
    }
}
