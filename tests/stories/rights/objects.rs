//! What the requests of the frozen tables name: objects of Emma's, and bodies that change nothing where they are allowed.

use std::cell::{Cell, RefCell};

use amend_tests::{people, portrait};
use serde_json::{Value, json};

use crate::{
    acts::wait_for,
    company::Company,
    imports,
    staff::{approved, decide, id_of, set, somebody, waiting},
};

/// Objects of Emma's that the requests name, each in a state in which an allowed request is answered without harm.
pub(crate) struct Objects {
    emma: i64,
    pub(crate) blockee: i64,
    photo: String,
    rejected: i64,
    export: i64,
    columns: i64,
    pub(crate) import: i64,
    scim: i64,
    reexport: i64,
    // What an allowed request ends, and what is made again before the next one.
    stand_in: Cell<i64>,
    owner: Cell<i64>,
    notice: Cell<i64>,
    /// Where a link to the export leads.
    token: RefCell<String>,
}

impl Objects {
    pub(crate) fn of(company: &Company) -> Self {
        let (emma, anna) = (company.signed_in(people::EMPLOYEE), company.signed_in(people::ADMIN));
        approved(&emma, &anna, "room", "4.01");
        let make = json!({ "target": 1, "profile": "machine", "key": "dn" });
        let profile = json!({ "name": "Payroll", "key": "dn", "headings": { "title": "Occupation" } });
        let columns = company.root.post("/api/v1/targets/1/column-profiles", &profile).expect_status(201).json;
        let columns = columns["id"].as_i64().unwrap();
        let export = anna.post("/api/v1/exports", &make).expect_status(201).json["id"].as_i64().unwrap();
        Company::propose(&emma, &json!({ "title": "Chief", "street": "Storgata 1" })).expect_status(200);
        let rejected = waiting(&anna, "title");
        decide(&anna, &rejected, "reject", Some("no"));
        // A picture that waits: whoever finds colleagues sees the one of the directory anyway.
        set(&company.root, "photo", &json!({ "authority": "shared", "locked": false, "approval": "admins" }))
            .expect_status(200);
        let id = id_of(company, people::EMPLOYEE);
        let sent = emma.send_bytes(
            "POST",
            &format!("/api/v1/people/{id}/photos?attribute=photo"),
            &[("content-type", "image/jpeg")],
            &portrait::draw(7).unwrap(),
        );
        let photo = sent.unwrap().expect_status(201).json["value"].clone();
        Company::propose(&emma, &json!({ "photo": photo })).expect_status(200);
        let service = json!({ "url": "https://scim.example.test/v2" });
        let new = json!({ "name": "a service", "source": 1, "service": service, "token": "token" });
        let scim = company.root.post("/api/v1/scim-targets", &new).expect_status(201).json;
        let ask = json!({ "which": "all", "people": [id] });
        let look = company.root.post("/api/v1/targets/1/reexports", &ask).expect_status(202).json;
        let path = format!("/api/v1/targets/1/reexports/{}", look["id"]);
        wait_for("the look", || (company.root.get(&path).json["state"] == "ready").then_some(()));
        company.sql(
            "insert into agent (source_id, name, created_at, created_by_account_id, created_by_name, enrolled_at)
             values (1, 'dc1', 0, 1, 'local-admin', 0)",
        );
        Self {
            scim: scim["id"].as_i64().unwrap(),
            emma: id,
            reexport: look["id"].as_i64().unwrap(),
            blockee: id_of(company, &somebody(company, 7)),
            photo: photo.as_str().unwrap().trim_start_matches("sha256:").to_owned(),
            rejected: rejected["id"].as_i64().unwrap(),
            export,
            columns,
            import: imports::carried_out(&company.root, b"mail,display_name\nnew.one@example.test,New One\n"),
            stand_in: Cell::new(0),
            owner: Cell::new(0),
            notice: Cell::new(0),
            token: RefCell::default(),
        }
    }

    /// Makes what an allowed request to this address would end, unless it is there.
    pub(super) fn renew(&self, company: &Company, path: &str) {
        if path.contains("{stand_in}") {
            let days = ("2020-01-01", "2999-12-31");
            let new = json!({ "person": self.emma, "username": people::ADMIN, "from": days.0, "until": days.1 });
            let made = company.root.post("/api/v1/stand-ins", &new).expect_status(201).json;
            self.stand_in.set(made["id"].as_i64().unwrap());
        }
        if path.contains("{owner}") {
            let name = "ou=nobody lies here,dc=example,dc=org";
            let new = json!({ "kind": "container", "name": name, "username": people::EMPLOYEE });
            company.root.post("/api/v1/owners", &new);
            self.owner.set(company.root.get("/api/v1/owners").expect_status(200).json[0]["id"].as_i64().unwrap());
        }
        if path.contains("{token}") {
            let links = format!("/api/v1/exports/{}/links", self.export);
            let made = company.root.post(&links, &json!({ "hours": 1 })).expect_status(201).json;
            let token = made["path"].as_str().unwrap().rsplit('/').next().unwrap_or_default().to_owned();
            self.token.replace(token);
        }
        if path.contains("{notice}") {
            company.sql(&format!(
                "insert into notice (person_id, about, recipient, told, state, attempts, reason, next_at, made_at, moved_at)
                 values ({}, 'approved', 'emma.larsen@example.test', '{{}}', 'parked', 1, 'full', 0, 0, 0)",
                self.emma
            ));
            self.notice.set(company.sql("select max(id) from notice").trim().parse().unwrap());
        }
    }

    pub(super) fn address(&self, path: &str) -> String {
        let person = if path.ends_with("block") { self.blockee } else { self.emma };
        let places = [
            ("{person}", person.to_string()),
            ("{digest}", self.photo.clone()),
            ("{change}", self.rejected.to_string()),
            ("{attribute}", "title".to_owned()),
            ("{source}", "1".to_owned()),
            ("{agent}", "1".to_owned()),
            ("{run}", "1".to_owned()),
            ("{target}", if path.contains("/scim-targets/") { self.scim } else { 1 }.to_string()),
            ("{mapping}", "1".to_owned()),
            ("{identity}", "1".to_owned()),
            ("{sign_in}", "1".to_owned()),
            ("{stand_in}", self.stand_in.get().to_string()),
            ("{owner}", self.owner.get().to_string()),
            ("{export}", self.export.to_string()),
            ("{import}", self.import.to_string()),
            ("{reexport}", self.reexport.to_string()),
            ("{row}", "1".to_owned()),
            // The local administrator's.
            ("{account}", "1".to_owned()),
            ("{role}", "auditor".to_owned()),
            ("{notice}", self.notice.get().to_string()),
            ("{set}", "1".to_owned()),
            ("{columns}", self.columns.to_string()),
            ("{token}", self.token.borrow().clone()),
        ];
        let question = match path {
            path if path.ends_with("/photos") => "?attribute=photo",
            "/api/v1/colleagues" => "?search=a",
            _ => "",
        };
        let path = [path, question].concat();
        places.iter().fold(path, |path, (place, value)| path.replace(place, value))
    }

    pub(super) fn body(&self, method: &str, path: &str) -> Option<Value> {
        match (method, path) {
            // There is no pane here.
            ("post", "/api/v1/session/hand-overs") => Some(json!({ "challenge": "0".repeat(64) })),
            ("post", "/api/v1/session") => Some(json!({ "username": "nobody.atall", "password": "wrong" })),
            ("patch", "/api/v1/me" | "/api/v1/people/{person}") => Some(json!({ "values": { "title": "x" } })),
            ("patch", "/api/v1/me/draft") => Some(json!({ "version": 1 })),
            ("post", "/api/v1/me/news/read") => Some(json!({ "up_to": 0 })),
            ("put", "/api/v1/me/notices") => Some(json!({})),
            ("post", "/api/v1/me/confirmations") => Some(json!({ "attributes": ["title"] })),
            ("patch", "/api/v1/notice-settings") => Some(json!({})),
            ("post", "/api/v1/notice-settings/preview") => {
                Some(json!({ "about": "approved", "language": "en", "subject": "x", "text": "{link}" }))
            }
            ("post", "/api/v1/people") => Some(json!({ "values": {} })),
            ("post", path) if path.ends_with("/block") => Some(json!({ "note": "gone" })),
            ("post", path) if path.ends_with("/detach") => Some(json!({ "source": 99 })),
            ("post", path) if path.contains("/attach") => Some(json!({ "source": 99, "entry": "nobody" })),
            ("post", path) if path.ends_with("/purge") => Some(json!({ "name": "nobody" })),
            ("post", path) if path.ends_with("/unblock") => Some(json!({ "pin": false })),
            ("post", "/api/v1/decisions") => {
                Some(json!({ "decisions": [{ "change": self.rejected, "version": 0, "verdict": "approve" }] }))
            }
            ("post", path) if path.ends_with("/withdraw") || path.ends_with("/renew") => Some(json!({})),
            ("post", path) if path.ends_with("/settle") => Some(json!({ "version": 0, "choice": "take_theirs" })),
            ("post", "/api/v1/undo/preview") => Some(json!({ "what": { "run": 1 } })),
            // Refused to everybody who may: nothing was looked at.
            ("post", "/api/v1/undo") => Some(json!({ "what": { "run": 1 }, "rows": [] })),
            // Refused to everybody who may: the days are past.
            ("post", "/api/v1/stand-ins") => {
                Some(json!({ "person": self.emma, "username": "nobody", "from": "2001-01-01", "until": "2001-01-02" }))
            }
            ("post", "/api/v1/owners") => Some(json!({ "kind": "container", "name": "nothing", "username": "nobody" })),
            ("patch", "/api/v1/attributes/{attribute}") => Some(json!({ "locked": true })),
            ("put" | "post", path) if path.starts_with("/api/v1/attributes/{attribute}/") => {
                Some(json!({ "labels": { "en": "Title" }, "section": "work", "kind": "text", "many": false }))
            }
            // Refused to everybody who may: it fills nothing in.
            ("put" | "post", path) if path.starts_with("/api/v1/fill-sets") => {
                Some(json!({ "name": "x", "when": "office", "is": "x", "fills": [] }))
            }
            // Refused to everybody who may: it has ended already.
            ("put", path) if path.contains("/pins/") => {
                Some(json!({ "value": null, "until": "2000-01-01T00:00:00Z", "reason": "x" }))
            }
            // Refused to everybody who may: no attribute stands in it.
            ("put", "/api/v1/form-order") => Some(json!({ "sections": [] })),
            ("post", "/api/v1/findings/acts") => Some(json!({ "act": "ignore", "findings": [] })),
            // Refused to everybody who may: nobody looked at what it would come to.
            ("post", "/api/v1/policy-rules") => Some(json!({ "edit": { "do": "delete", "id": 99 }, "previewed": 0 })),
            // Refused to everybody who may: people would have no name.
            ("post", path) if path.ends_with("/preview") => Some(json!({ "mapping": [] })),
            ("post", path) if path.ends_with("/rekey/try") => {
                Some(json!({ "id_attribute": "entryUUID", "by": "mail" }))
            }
            ("post", path) if path.ends_with("/rekey") => {
                Some(json!({ "id_attribute": "entryUUID", "by": "mail", "digest": "" }))
            }
            ("post", "/api/v1/targets/{target}/try") => Some(json!({ "person": self.emma })),
            ("post", "/api/v1/targets/{target}/effect") => Some(json!({ "expression": "x" })),
            // Refused to everybody who may: the version is another.
            ("post" | "put", path) if path.starts_with("/api/v1/targets/{target}/mappings") => {
                match (method, path.ends_with("}")) {
                    ("put", false) => Some(json!({ "rows": [] })),
                    _ => Some(json!({ "expression": "x", "name": "info" })),
                }
            }
            ("patch", "/api/v1/targets/{target}") => Some(json!({ "name": "x" })),
            // Refused to everybody who may: a source is called so.
            ("post", "/api/v1/targets") => Some(json!({ "name": "corp", "source": 1 })),
            ("post", path) if path.ends_with("/try") => Some(json!({ "selection": {} })),
            ("post", path) if path.ends_with("/notices/again") => Some(json!({ "to": "nobody@example.test" })),
            ("put", "/api/v1/imports/{import}") => Some(imports::usual()),
            ("post", path) if path.ends_with("/execute") => Some(json!({ "rows": "valid" })),
            ("put", "/api/v1/source-order") => Some(json!({ "order": [] })),
            ("patch", "/api/v1/sources/{source}") => Some(json!({ "schedule": { "every": "off" } })),
            // Refused to everybody who may: a change waits and nothing says what becomes of it.
            ("post", "/api/v1/locks") => Some(json!({ "locked": true })),
            // Refused to everybody who may: there is no such person.
            ("post", "/api/v1/administrators") => Some(json!({ "person": 999_999, "role": "auditor" })),
            ("put", "/api/v1/administrators/{account}/roles/{role}") => Some(json!({})),
            // Refused to everybody who may: the source is read directly.
            ("post", path) if path.ends_with("/agents") => Some(json!({ "name": "dc2" })),
            ("post", path) if path.ends_with("/links") => Some(json!({ "hours": 1 })),
            ("post", "/api/v1/items/retry") => Some(json!({ "items": [1] })),
            ("put", "/api/v1/targets/{target}/overdue") => Some(json!({ "days": 7 })),
            // Refused to everybody who may: no column has a name.
            ("put" | "post", path) if path.contains("/column-profiles") => {
                Some(json!({ "name": "x", "key": "dn", "headings": {} }))
            }
            ("post", "/api/v1/targets/{target}/reexports") => Some(json!({ "people": [self.emma] })),
            ("put", "/api/v1/targets/{target}/write") => Some(json!({ "on": false })),
            ("post", "/api/v1/exports") => Some(json!({ "target": 1, "profile": "machine", "key": "dn" })),
            _ => None,
        }
    }
}
