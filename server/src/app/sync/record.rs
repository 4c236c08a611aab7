//! What a run did to people's accounts, in the audit log: who was blocked, came back or goes by another name (S2.20). What it did to values, and
//! whom it made, stands in its report.

use domain::api::{ReportKind, ReportLine};

use super::Context;
use crate::{app::asker::Actor, store::Conn};

/// Notes the lines of a report that are about an account, in the caller's transaction.
pub(super) fn note(conn: &mut Conn, context: &Context, lines: &[ReportLine]) {
    for line in lines {
        let action = match line.kind {
            ReportKind::Blocked => "person.blocked_by_run",
            ReportKind::Returned => "person.returned",
            ReportKind::Renamed => "person.renamed",
            _ => continue,
        };
        let Some(person) = line.person else { continue };
        let mut row = Actor::default().audit(context.began_at, action);
        row.person = Some(person);
        row.detail = serde_json::json!({ "run": context.run, "source": context.catalogue.sources.get(&context.source), "reason": line.reason });
        conn.audit(row);
    }
}
