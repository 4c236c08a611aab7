//! What the account that reads may not do and is better allowed to, with the words and commands that an administrator of the directory knows.

use domain::{
    api::{DirectoryRight, MissingRight},
    dn,
    mapping::ServerKind,
};

use super::{Failure, patience, schema};
use crate::{
    ldap::{Connection, Gather, LdapError, LdapSettings, Scope, Search, texts},
    source::{Facts, Progress, ReadRequest, feed},
};

/// Content synchronisation (RFC 4533).
const SYNC: &str = "1.3.6.1.4.1.4203.1.9.1.1";

/// What is missing. `facts` are what the test of the people found.
pub(crate) async fn missing_rights(
    settings: &LdapSettings,
    request: &ReadRequest,
    facts: &Facts,
) -> Result<Vec<MissingRight>, Failure> {
    let mut connection = Connection::open_as_account(settings).await.map_err(|error| Failure::of(&error))?;
    let found = look(&mut connection, settings, request, facts).await;
    connection.close().await;
    found.map_err(|error| Failure::of(&error))
}

async fn look(
    connection: &mut Connection,
    settings: &LdapSettings,
    request: &ReadRequest,
    facts: &Facts,
) -> Result<Vec<MissingRight>, LdapError> {
    let mut missing = Vec::new();
    let mut lacks = |right, lost: &str, remedy: String| {
        missing.push(MissingRight { right, lost: lost.to_owned(), remedy });
    };
    if let Some(code) = facts.limited {
        lacks(
            DirectoryRight::NoSizeLimit,
            "the server stops before it has sent everybody, so no run is ever complete and nobody who leaves is noticed",
            if facts.kind == ServerKind::OpenLdap {
                format!(
                    "olcLimits: dn.exact=\"{}\" size=unlimited size.prtotal=unlimited (result {code})",
                    account(settings)
                )
            } else {
                format!("give the account larger limits on the server (result {code})")
            },
        );
    }
    let (_, attributes) = schema::read(connection, settings).await?;
    if attributes.is_empty() {
        lacks(
            DirectoryRight::ReadSchema,
            "names of attributes in the mapping cannot be checked before they are saved",
            "let the account read the subschema (usually cn=subschema)".to_owned(),
        );
    }
    if facts.kind == ServerKind::OpenLdap && !facts.controls.iter().any(|control| control == SYNC) {
        lacks(
            DirectoryRight::ContentSync,
            "who was deleted is only noticed when the ids of everybody are compared, once an hour unless set otherwise",
            "load the overlay syncprov on the database (moduleload syncprov, overlay syncprov)".to_owned(),
        );
    }
    if facts.kind != ServerKind::ActiveDirectory {
        return Ok(missing);
    }
    let progress = Progress::default();
    let mut asking = feed::Asking { connection, settings, request, progress: &progress };
    // Where the controller does not say who it is, nothing can be said about rights either.
    let Ok(controller) = feed::controller(&mut asking).await else { return Ok(missing) };
    let domain = controller.context.clone();
    let who = principal(connection, settings, &domain).await?;
    if !controller.place.sees_deleted {
        lacks(
            DirectoryRight::SeeDeletedObjects,
            "who was deleted is only noticed when the ids of everybody are compared, once an hour unless set otherwise",
            format!(
                "dsacls \"CN=Deleted Objects,{domain}\" /takeownership\ndsacls \"CN=Deleted Objects,{domain}\" /G \"{who}:LCRP\""
            ),
        );
    }
    if !may_replicate(connection, settings, &domain).await? {
        lacks(
            DirectoryRight::ReplicatingChanges,
            "changes are found all the same, but only of what the account may read: somebody who is hidden from it is noticed by the next full \
             comparison, not at once",
            format!("dsacls \"{domain}\" /G \"{who}:CA;Replicating Directory Changes\""),
        );
    }
    Ok(missing)
}

fn account(settings: &LdapSettings) -> &str {
    settings.account.as_ref().map_or("", |account| account.name.as_str())
}

/// The account as `dsacls` takes it: user@domain.
async fn principal(connection: &mut Connection, settings: &LdapSettings, domain: &str) -> Result<String, LdapError> {
    let name = account(settings).to_owned();
    if dn::path(&name).is_none_or(|path| path.len() < 2) {
        return Ok(name);
    }
    let search = Search {
        base: name.clone(),
        scope: Scope::Base,
        filter: "(objectClass=*)".to_owned(),
        attributes: vec!["sAMAccountName".to_owned()],
    };
    let mut found = Gather::default();
    connection.search(&search, patience(settings), &mut found).await?;
    let short = found.entries.first().and_then(|(_, entry)| texts(entry, "sAMAccountName").into_iter().next());
    let zone: Vec<&str> = domain
        .split(',')
        .filter_map(|part| part.trim().split_once('='))
        .filter(|(kind, _)| kind.trim().eq_ignore_ascii_case("DC"))
        .map(|(_, label)| label.trim())
        .collect();
    Ok(short.map_or(name, |short| format!("{short}@{}", zone.join("."))))
}

/// Whether the account may ask for every change, whoever may read it: a question about the domain's own object alone tells.
async fn may_replicate(connection: &mut Connection, settings: &LdapSettings, domain: &str) -> Result<bool, LdapError> {
    let search = Search {
        base: domain.to_owned(),
        scope: Scope::Subtree,
        filter: "(objectClass=domainDNS)".to_owned(),
        attributes: vec!["name".to_owned()],
    };
    let mut found = Gather::default();
    let question = feed::first_question();
    let end = connection.search_with(&search, &[question], None, patience(settings), &mut found).await?;
    // insufficientAccessRights; other answers say that the server does not know the question, which is no matter of rights.
    Ok(end.answer.code != 50)
}
