//! The containers of a directory below a base, for choosing among them.

use super::{
    Progress, ReadRequest, Trouble,
    feed::{Asking, NoFeed, containers, pages},
    read_full::{block_on, on_thread, open},
};
use crate::ldap::{LdapSettings, Scope, Search};

/// More than anybody would choose among.
const MOST: usize = 20_000;

/// Reads the distinguished names of the containers at and below the base of the request, in the server's order.
pub(crate) fn read_containers(settings: &LdapSettings, request: &ReadRequest) -> Result<Vec<String>, Trouble> {
    let progress = Progress::default();
    on_thread(|| {
        block_on(async {
            let mut connection = open(settings, &progress).await?;
            let mut asking = Asking { connection: &mut connection, settings, request, progress: &progress };
            let found = all(&mut asking).await;
            connection.close().await;
            found.map_err(|error| match error {
                NoFeed::Trouble(trouble) => trouble,
                NoFeed::StartOver(reason) => Trouble::Fault(reason),
            })
        })
        .and_then(|found| found)
    })
    .unwrap_or_else(|reason| Err(Trouble::Fault(reason)))
}

async fn all(asking: &mut Asking<'_>) -> Result<Vec<String>, NoFeed> {
    let search = Search {
        base: asking.request.base.clone(),
        scope: Scope::Subtree,
        filter: containers(None).into_text(),
        attributes: vec!["1.1".to_owned()],
    };
    let mut found = Vec::new();
    pages(asking, &search, &[], |seen| {
        if found.len() < MOST {
            found.push(seen.name.to_owned());
        }
        Ok(())
    })
    .await?;
    Ok(found)
}
