//! The main job in a real browser: an employee corrects the own profile in the widget, an administrator approves and rejects, exports and
//! downloads; the file is applied to the directory; the next run confirms it and the employee sees so. And every page, looked at in three
//! widths, light and dark.

use amend_tests::{browser::run_on_pages, people, scratch::Scratch};

use crate::{
    company::{Company, Database},
    staff::approved,
};

/// S1.6-S1.8, S1.12, S1.16, M1, M3, X2, X3: the walk that the README describes.
#[test]
fn the_main_job_in_the_browser() {
    let company = Company::open(Database::Sqlite);
    let scratch = Scratch::new("walk").unwrap();
    let part = |part: &str, user: &str| {
        let url = company.amend.url();
        let environment = [
            ("AMEND_URL", url.as_str()),
            ("AMEND_PART", part),
            ("AMEND_USER", user),
            ("AMEND_PASSWORD", people::PASSWORD),
        ];
        run_on_pages("main_job.mjs", scratch.path(), &environment).unwrap();
    };
    part("propose", people::EMPLOYEE);
    part("approve", people::ADMIN);
    part("export", people::ADMIN);

    let file = std::fs::read_to_string(scratch.path().join("export.csv")).unwrap();
    let dn = company.dn(people::EMPLOYEE);
    assert_eq!(file, format!("dn,title\r\n\"{dn}\",Account Manager\r\n"));
    company.in_directory(people::EMPLOYEE, "replace: title\ntitle: Account Manager\n");

    part("sync", people::ADMIN);
    part("see", people::EMPLOYEE);
}

/// X5, T15: what pages say of what happens meanwhile, and why something cannot be done.
#[test]
fn pages_say_what_is_and_why() {
    let company = Company::open(Database::Sqlite);
    let scratch = Scratch::new("say").unwrap();
    let url = company.amend.url();
    let environment = [
        ("AMEND_URL", url.as_str()),
        ("AMEND_USER", people::ADMIN),
        ("AMEND_EMPLOYEE", people::EMPLOYEE),
        ("AMEND_PASSWORD", people::PASSWORD),
    ];
    run_on_pages("pages.mjs", scratch.path(), &environment).unwrap();
}

/// M3, QUALITY section 6: no page scrolls sideways, breaks the policy or fails the accessibility rules, whoever looks.
#[test]
fn every_page_at_every_width() {
    let company = Company::open(Database::Sqlite);
    let emma = company.signed_in(people::EMPLOYEE);
    let values = serde_json::json!({ "title": "Account Manager", "room": "7.01", "skills": ["Rust", "Skiing"] });
    Company::propose(&emma, &values).expect_status(200);
    // What an administrator has to do more rarely is on the pages as well: a value that is stuck, and what another program calls columns.
    let anna = company.signed_in(people::ADMIN);
    approved(&emma, &anna, "city", "Bergen");
    company.sql("update change set approved_at = approved_at - 8 * 86400000 where approved_at is not null");
    let profile = serde_json::json!({ "name": "Payroll", "key": "username", "profile": "machine", "delimiter": "comma", "headings": { "title": "Function" } });
    anna.post("/api/v1/targets/1/column-profiles", &profile).expect_status(201);
    let looks = [
        (people::EMPLOYEE, "/profile /changes"),
        (
            people::ADMIN,
            "/approvals /people /people/1 /findings /attributes /sources /sources/1/setup /sources/1/rekey /sources/1/agents /sources/1/runs/1 /exports /exports/overdue /exports/columns /exports/1 /exports/1/preview /audit",
        ),
    ];
    for (user, pages) in looks {
        let scratch = Scratch::new("looks").unwrap();
        let url = company.amend.url();
        let environment = [
            ("AMEND_URL", url.as_str()),
            ("AMEND_USER", user),
            ("AMEND_PASSWORD", people::PASSWORD),
            ("AMEND_PAGES", pages),
        ];
        run_on_pages("walk.mjs", scratch.path(), &environment).unwrap();
    }
}
