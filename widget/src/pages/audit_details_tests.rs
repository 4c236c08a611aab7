//! What details of the audit log say to a reader.

use serde_json::json;

use super::*;

fn said(action: &str, detail: &Value) -> Vec<String> {
    details(action, detail, &|key| key.to_string())
}

/// S2.20: no code and no name of a field is left for the reader to guess at.
#[test]
fn details_say_what_helps() {
    let counts = RunCounts { seen: 2, changed: 1, ..RunCounts::default() };
    let ended = json!({ "run": 3, "state": "complete", "counts": counts });
    assert_eq!(said("run.end", &ended), ["2 read · 1 changed", "Run 3"]);
    let begun = json!({ "run": 3, "source": "corp", "kind": "delta", "dry": false });
    assert_eq!(said("run.start", &begun), ["changes only", "Run 3", "Directory “corp”"]);
    assert_eq!(said("finding.ignore", &json!({ "kind": "username_taken" })), ["User name taken"]);
    assert_eq!(
        said("source.check", &json!({ "step": "base", "failure": "base_not_found" })),
        ["The base does not exist, or the account may not see it", "Step: Base"]
    );
    assert!(said("change.confirm", &json!({ "state": "confirmed", "notice": null })).is_empty());
    assert_eq!(said("export.download", &json!({ "export": 1, "sha256": "ab" })), ["Export 1"]);
    let by_link = json!({ "export": 1, "link_of": "Anna", "sha256": "ab" });
    assert_eq!(said("export.download_by_link", &by_link), ["Export 1", "Link of Anna"]);
    assert!(said("session.open", &json!({ "local": false })).is_empty());
    let pane = json!({ "local": false, "by": "hand_over", "door": "pane" });
    assert_eq!(said("session.open", &pane), ["by way of the portal", "in Outlook"]);
    let sent = json!({ "source": "corp", "to": "a@b.example", "run": 7, "reason": null });
    assert_eq!(said("notice.sent", &sent), ["Run 7", "Directory “corp”", "to a@b.example"]);
    let set = json!({ "set": { "contacts": [] } });
    assert_eq!(said("source.set", &set), ["Owner contacts: nobody"]);
    let set = json!({ "set": { "locked": true, "approval": "manager", "pending": "keep" }, "withdrawn": 0 });
    assert_eq!(said("attribute.set", &set), ["Locked, Approval: Manager, waiting changes kept"]);
    let refused = json!({ "problems": [{ "attribute": "mail", "codes": ["not_an_email"] }] });
    assert_eq!(said("profile.refused", &refused), ["mail: Enter an e-mail address such as name@example.com."]);
    assert!(said("session.close", &Value::Null).is_empty());
    let roles = json!({ "provider": "entra", "granted": ["auditor"], "ended": [] });
    assert_eq!(said("session.roles", &roles), ["granted: auditor", "with entra"]);
    let rule = json!({ "who": {}, "what": { "attribute": "room" }, "sets": { "locked": true } });
    let added = json!({ "rule": 3, "edit": "add", "before": null, "after": { "rule": rule, "off": false }, "place": { "before": null, "after": 1 } });
    assert_eq!(said("policy.rule", &added), ["Rule 3", "now: For everybody, room: Locked"]);
    let refused = json!({ "provider": "entra", "refused": "cancelled" });
    assert_eq!(said("session.refused", &refused), ["with entra", "The sign-in was cancelled."]);
    let refused = json!({ "issuer": "https://login.example/t", "not_linked": "several" });
    assert_eq!(said("identity.refused", &refused), ["vouched for by https://login.example/t", "Several entries fit"]);
}
