//! Addresses are read back, and what is none is nowhere.

use super::*;

/// S1.10: a person's address carries the list that previous and next walk.
#[test]
fn addresses_are_read_back() {
    let list = PeopleQuery {
        search: Some("Zoë & 100 %+".to_owned()),
        missing: AttributeKey::parse("mobile").ok(),
        status: Some(PersonStatus::All),
        ..PeopleQuery::default()
    };
    for page in [
        Page::Home,
        Page::Profile,
        Page::Changes,
        Page::News,
        Page::Notices,
        Page::NoticeSettings,
        Page::Confirmations(ConfirmQuery { state: Some(ConfirmState::Never), ..ConfirmQuery::default() }),
        Page::Approvals(ApprovalsQuery { state: Some(ChangeState::Conflict), ..ApprovalsQuery::default() }),
        Page::People(list.clone()),
        Page::Person(PersonId(7), list),
        Page::Imports,
        Page::Import(ImportId(4)),
        Page::Attributes,
        Page::PolicyRules,
        Page::FormOrder,
        Page::FillSets,
        Page::Attribute("room".to_owned()),
        Page::Sources,
        Page::SetUp(SourceId(2)),
        Page::Rekey(SourceId(3)),
        Page::Agents(SourceId(4)),
        Page::Run(SourceId(1), RunId(5)),
        Page::Findings(FindingsQuery { state: Some(FindingState::Refused), ..FindingsQuery::default() }),
        Page::Exports,
        Page::Overdue,
        Page::ColumnProfiles,
        Page::Template(TargetId(2), TemplateTab::Export),
        Page::Template(TargetId(2), TemplateTab::Test),
        Page::Template(TargetId(2), TemplateTab::History),
        Page::Reexport(
            TargetId(2),
            ReexportQuery { mapping: Some(MappingId(3)), which: Some(Which::All), look: Some(ReexportId(4)) },
        ),
        Page::PaneSignIn("a&b".to_owned()),
        Page::History(None, HistoryQuery { attribute: AttributeKey::parse("title").ok(), ..HistoryQuery::default() }),
        Page::History(Some(PersonId(7)), HistoryQuery::default()),
        Page::Conflicts(ConflictsQuery { source: Some(SourceId(2)), ..ConflictsQuery::default() }),
        Page::UndoRun(RunId(5)),
        Page::UndoPerson(PersonId(7), AttributeKey::parse("title").ok(), Some(Moment(1_700_000_000_123))),
        Page::Audit(AuditQuery {
            text: Some("a & b".to_owned()),
            from: Some(Moment(1_700_000_000_000)),
            ..AuditQuery::default()
        }),
        Page::Audit(AuditQuery { person: Some(PersonId(3)), ..AuditQuery::default() }),
    ] {
        assert_eq!(Page::read(&page.address()), page);
    }
}

/// X5: whoever asks for a dry run must not be given a real one.
#[test]
fn what_is_asked_of_a_run_is_in_its_address() {
    use domain::api::StartRun;
    assert_eq!(with_query("/runs", &StartRun { dry: true, ..StartRun::default() }), "/runs?dry=true");
    assert_eq!(with_query("/runs", &StartRun { full: true, ..StartRun::default() }), "/runs?full=true");
    assert_eq!(with_query("/runs", &StartRun::default()), "/runs");
}

#[test]
fn what_is_no_address_is_nowhere() {
    for address in ["/people/x", "/sources/1/runs", "/nothing", "/profile/7"] {
        assert_eq!(Page::read(address), Page::Nowhere, "{address}");
    }
    assert_eq!(
        Page::read("/people?search=%&missing=No&status=some"),
        Page::People(PeopleQuery { search: Some("%".to_owned()), ..PeopleQuery::default() })
    );
}

#[test]
fn a_filter_is_no_new_place() {
    assert_eq!(Page::read("/people?search=a").place(), Page::read("/people").place());
    assert_ne!(Page::read("/people/7").place(), Page::read("/people/8").place());
}
