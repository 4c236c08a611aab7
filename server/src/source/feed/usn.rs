//! Changes by update sequence number: everything that a domain controller has touched since, tombstones among it where the account may see
//! them.

use super::{
    Asking, Feed, NoFeed,
    active_directory::{after, check, containers, controller, with_deleted},
    names::ids,
};
use crate::{
    ldap::{Scope, Search},
    source::cursor::{Place, Position},
};

pub(super) async fn feed(asking: &mut Asking<'_>, at: &Place) -> Result<(Feed, Position), NoFeed> {
    let controller = controller(asking).await?;
    check(at, &controller.place)?;
    let containers = containers(asking, &controller.context, at).await?;
    // The whole naming context and no other condition: who moved out of the base, or stopped to fit the filter, is told too.
    let search = Search {
        base: controller.context,
        scope: Scope::Subtree,
        filter: after(at).into_text(),
        attributes: asking.request.ids_only().requested(),
    };
    let touched = ids(asking, &search, &with_deleted()).await?;
    Ok((
        Feed { touched, containers, references_follow: true, ..Feed::default() },
        Position::Usn { at: controller.place },
    ))
}
