//! The addresses of the pages, read and written in one place: what stands in the address bar is what a reload, a bookmark and the back
//! button bring back.

use domain::{
    api::{
        ApprovalsQuery, AuditQuery, ConfirmQuery, ConfirmState, ConflictsQuery, Doer, FindingKind, FindingState,
        FindingsQuery, HistoryQuery, PeopleQuery, PersonStatus,
    },
    change::ChangeState,
    id::{ImportId, MappingId, PersonId, ReexportId, RunId, SourceId, TargetId},
    moment::Moment,
    name::AttributeKey,
    reexport::Which,
};
use serde::Serialize;

use crate::json::{self, Json};

/// A page and what it was asked to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    Home,
    Profile,
    Changes,
    /// The history of a person, or one's own.
    History(Option<PersonId>, HistoryQuery),
    News,
    /// Which way the reader is told.
    Notices,
    NoticeSettings,
    Approvals(ApprovalsQuery),
    Conflicts(ConflictsQuery),
    /// Setting a run back.
    UndoRun(RunId),
    /// Setting a person back to a moment, or one attribute of theirs.
    UndoPerson(PersonId, Option<AttributeKey>, Option<Moment>),
    People(PeopleQuery),
    Imports,
    Import(ImportId),
    Confirmations(ConfirmQuery),
    /// A person, and the list that previous and next walk.
    Person(PersonId, PeopleQuery),
    Attributes,
    PolicyRules,
    FormOrder,
    FillSets,
    /// What an attribute is.
    Attribute(String),
    Sources,
    SetUp(SourceId),
    Rekey(SourceId),
    Agents(SourceId),
    Run(SourceId, RunId),
    Findings(FindingsQuery),
    Exports,
    /// What was approved and is not in the directory yet.
    Overdue,
    /// What other programs call the columns of files.
    ColumnProfiles,
    /// What a target is given.
    Template(TargetId, TemplateTab),
    /// What a target would be given.
    Reexport(TargetId, ReexportQuery),
    Audit(AuditQuery),
    Administrators,
    /// Handing a sign-in over to the pane that shows this challenge.
    PaneSignIn(String),
    Nowhere,
}

/// A part of a target's template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TemplateTab {
    Export,
    Test,
    History,
}

impl TemplateTab {
    fn address(self) -> &'static str {
        match self {
            Self::Export => "",
            Self::Test => "/test",
            Self::History => "/history",
        }
    }
}

fn template(target: &str, tab: TemplateTab) -> Page {
    target.parse().map_or(Page::Nowhere, |target| Page::Template(target, tab))
}

/// What is asked of a target, or which answer is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ReexportQuery {
    /// Only this row of its template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mapping: Option<MappingId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) which: Option<Which>,
    /// The answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) look: Option<ReexportId>,
}

impl Page {
    /// Reads path and query; what cannot be understood in a query is left out.
    pub(crate) fn read(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let pairs = pairs(query);
        match *parts.as_slice() {
            [] => Self::Home,
            ["profile"] => Self::Profile,
            ["changes"] => Self::Changes,
            ["history"] => Self::History(None, history_query(&pairs)),
            ["people", id, "history"] => {
                id.parse().map_or(Self::Nowhere, |id| Self::History(Some(id), history_query(&pairs)))
            }
            ["people", id, "undo"] => id.parse().map_or(Self::Nowhere, |id| {
                let to = find(&pairs, "to").and_then(|text| Moment::from_rfc3339(&text));
                Self::UndoPerson(id, history_query(&pairs).attribute, to)
            }),
            ["runs", run, "undo"] => run.parse().map_or(Self::Nowhere, Self::UndoRun),
            ["conflicts"] => Self::Conflicts(ConflictsQuery {
                attribute: history_query(&pairs).attribute,
                source: find(&pairs, "source").and_then(|id| id.parse().ok()),
                ..ConflictsQuery::default()
            }),
            ["news"] => Self::News,
            ["notices"] => Self::Notices,
            ["notices", "everybody"] => Self::NoticeSettings,
            ["approvals"] => Self::Approvals(ApprovalsQuery {
                search: find(&pairs, "search"),
                state: find(&pairs, "state").and_then(|word| ChangeState::parse(&word)),
                mine: find(&pairs, "mine").is_some_and(|word| word == "true"),
                ..ApprovalsQuery::default()
            }),
            ["people"] => Self::People(people_query(&pairs)),
            ["people", "imports"] => Self::Imports,
            ["people", "confirmations"] => Self::Confirmations(ConfirmQuery {
                state: find(&pairs, "state").and_then(|word| ConfirmState::parse(&word)),
                search: find(&pairs, "search"),
                ..ConfirmQuery::default()
            }),
            ["people", "imports", id] => id.parse().map_or(Self::Nowhere, Self::Import),
            ["people", id] => id.parse().map_or(Self::Nowhere, |id| Self::Person(id, people_query(&pairs))),
            ["attributes"] => Self::Attributes,
            ["attributes", "rules"] => Self::PolicyRules,
            ["attributes", "form"] => Self::FormOrder,
            ["attributes", "sets"] => Self::FillSets,
            ["attributes", key, "definition"] => Self::Attribute((*key).to_owned()),
            ["sources"] => Self::Sources,
            ["sources", source, "setup"] => source.parse().map_or(Self::Nowhere, Self::SetUp),
            ["sources", source, "agents"] => source.parse().map_or(Self::Nowhere, Self::Agents),
            ["sources", source, "rekey"] => source.parse().map_or(Self::Nowhere, Self::Rekey),
            ["sources", source, "runs", run] => match (source.parse(), run.parse()) {
                (Ok(source), Ok(run)) => Self::Run(source, run),
                _ => Self::Nowhere,
            },
            ["findings"] => Self::Findings(FindingsQuery {
                kind: find(&pairs, "kind").and_then(|word| FindingKind::parse(&word)),
                state: find(&pairs, "state").and_then(|word| FindingState::parse(&word)),
                ..FindingsQuery::default()
            }),
            ["exports"] => Self::Exports,
            ["exports", "overdue"] => Self::Overdue,
            ["exports", "columns"] => Self::ColumnProfiles,
            ["exports", target] => template(target, TemplateTab::Export),
            ["exports", target, "test"] => template(target, TemplateTab::Test),
            ["exports", target, "history"] => template(target, TemplateTab::History),
            ["exports", target, "preview"] => target.parse().map_or(Self::Nowhere, |target| {
                let mapping = find(&pairs, "mapping").and_then(|id| id.parse().ok());
                let which = find(&pairs, "which").and_then(|word| Which::parse(&word));
                let look = find(&pairs, "look").and_then(|id| id.parse().ok());
                Self::Reexport(target, ReexportQuery { mapping, which, look })
            }),
            ["audit"] => Self::Audit(AuditQuery {
                person: find(&pairs, "person").and_then(|id| id.parse().ok()),
                by: find(&pairs, "by").and_then(|word| Doer::parse(&word)),
                action: find(&pairs, "action"),
                actor: find(&pairs, "actor"),
                attribute: history_query(&pairs).attribute,
                from: find(&pairs, "from").and_then(|text| Moment::from_rfc3339(&text)),
                to: find(&pairs, "to").and_then(|text| Moment::from_rfc3339(&text)),
                text: find(&pairs, "text"),
                ..AuditQuery::default()
            }),
            ["administrators"] => Self::Administrators,
            ["pane-sign-in"] => Self::PaneSignIn(find(&pairs, "challenge").unwrap_or_default()),
            _ => Self::Nowhere,
        }
    }

    /// Path and query.
    pub(crate) fn address(&self) -> String {
        match self {
            Self::Home | Self::Nowhere => "/".to_owned(),
            Self::Profile => "/profile".to_owned(),
            Self::Changes => "/changes".to_owned(),
            Self::News => "/news".to_owned(),
            Self::Notices => "/notices".to_owned(),
            Self::NoticeSettings => "/notices/everybody".to_owned(),
            Self::Confirmations(query) => with_query("/people/confirmations", query),
            Self::Approvals(query) => with_query("/approvals", query),
            Self::History(None, query) => with_query("/history", query),
            Self::History(Some(id), query) => with_query(&["/people/", &id.to_string(), "/history"].concat(), query),
            Self::Conflicts(query) => with_query("/conflicts", query),
            Self::UndoRun(run) => ["/runs/", &run.to_string(), "/undo"].concat(),
            Self::UndoPerson(id, attribute, to) => {
                let path = ["/people/", &id.to_string(), "/undo"].concat();
                with_query(&path, &AuditQuery { attribute: attribute.clone(), to: *to, ..AuditQuery::default() })
            }
            Self::People(query) => with_query("/people", query),
            Self::Imports => "/people/imports".to_owned(),
            Self::Import(id) => ["/people/imports/", &id.to_string()].concat(),
            Self::Person(id, query) => with_query(&["/people/", &id.to_string()].concat(), query),
            Self::Attributes => "/attributes".to_owned(),
            Self::PolicyRules => "/attributes/rules".to_owned(),
            Self::FormOrder => "/attributes/form".to_owned(),
            Self::FillSets => "/attributes/sets".to_owned(),
            Self::Attribute(key) => ["/attributes/", key, "/definition"].concat(),
            Self::Sources => "/sources".to_owned(),
            Self::SetUp(source) => ["/sources/", &source.to_string(), "/setup"].concat(),
            Self::Agents(source) => ["/sources/", &source.to_string(), "/agents"].concat(),
            Self::Rekey(source) => ["/sources/", &source.to_string(), "/rekey"].concat(),
            Self::Run(source, run) => ["/sources/", &source.to_string(), "/runs/", &run.to_string()].concat(),
            Self::Findings(query) => with_query("/findings", query),
            Self::Exports => "/exports".to_owned(),
            Self::Overdue => "/exports/overdue".to_owned(),
            Self::ColumnProfiles => "/exports/columns".to_owned(),
            Self::Template(target, tab) => ["/exports/", &target.to_string(), tab.address()].concat(),
            Self::Reexport(target, query) => {
                with_query(&["/exports/", &target.to_string(), "/preview"].concat(), query)
            }
            Self::Audit(query) => with_query("/audit", query),
            Self::Administrators => "/administrators".to_owned(),
            Self::PaneSignIn(challenge) => {
                let mut address = "/pane-sign-in?challenge=".to_owned();
                encode(challenge, &mut address);
                address
            }
        }
    }

    /// The page without its filters: while this stays the same, the page is not left.
    pub(crate) fn place(&self) -> Self {
        match self {
            Self::Approvals(_) => Self::Approvals(ApprovalsQuery::default()),
            Self::History(id, _) => Self::History(*id, HistoryQuery::default()),
            Self::Conflicts(_) => Self::Conflicts(ConflictsQuery::default()),
            Self::UndoPerson(id, ..) => Self::UndoPerson(*id, None, None),
            Self::People(_) => Self::People(PeopleQuery::default()),
            Self::Confirmations(_) => Self::Confirmations(ConfirmQuery::default()),
            Self::Person(id, _) => Self::Person(*id, PeopleQuery::default()),
            Self::Findings(_) => Self::Findings(FindingsQuery::default()),
            Self::Audit(_) => Self::Audit(AuditQuery::default()),
            Self::Reexport(target, _) => Self::Reexport(*target, ReexportQuery::default()),
            other => other.clone(),
        }
    }
}

/// `path` with the fields of `query` that are set, for pages and for the server alike.
pub(crate) fn with_query(path: &str, query: &impl Serialize) -> String {
    let mut address = path.to_owned();
    let mut mark = '?';
    for (name, value) in json::fields(query) {
        let text = match value {
            Json::Text(text) => text,
            Json::Whole(number) => number.to_string(),
            Json::Truth(is_so) => is_so.to_string(),
            _ => continue,
        };
        if text.is_empty() {
            continue;
        }
        address.push(mark);
        address.push_str(&name);
        address.push('=');
        encode(&text, &mut address);
        mark = '&';
    }
    address
}

fn people_query(pairs: &[(String, String)]) -> PeopleQuery {
    PeopleQuery {
        search: find(pairs, "search"),
        missing: find(pairs, "missing").and_then(|key| AttributeKey::parse(&key).ok()),
        status: find(pairs, "status").and_then(|word| match word.as_str() {
            "active" => Some(PersonStatus::Active),
            "blocked" => Some(PersonStatus::Blocked),
            "all" => Some(PersonStatus::All),
            "local" => Some(PersonStatus::Local),
            _ => None,
        }),
        ..PeopleQuery::default()
    }
}

fn history_query(pairs: &[(String, String)]) -> HistoryQuery {
    let attribute = find(pairs, "attribute").and_then(|key| AttributeKey::parse(&key).ok());
    HistoryQuery { attribute, ..HistoryQuery::default() }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}

fn find(pairs: &[(String, String)], name: &str) -> Option<String> {
    pairs.iter().find(|(known, value)| known == name && !value.is_empty()).map(|(_, value)| value.clone())
}

/// Percent-encodes all but the unreserved characters (RFC 3986 section 2.3).
fn encode(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.push('%');
            for half in [byte >> 4, byte & 15] {
                into.push(char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = text.get(at + 1..at + 3).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (byte, pair) {
            (b'%', Some(value)) => {
                decoded.push(value);
                at += 2;
            }
            (b'+', _) => decoded.push(b' '),
            _ => decoded.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests;
