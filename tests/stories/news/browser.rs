//! The bell, the settings and the question about one's details, as people see them.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD},
    browser::run_on_pages,
    people,
    scratch::Scratch,
};
use serde_json::json;

use super::{EMMA, company, emma, settled};
use crate::{
    acts::wait_for,
    company::{Company, Database},
    staff::{decide, waiting},
};

/// X11, X22, T8, T9: news are read, details confirmed or put off, choices made, letters written in other words and sent again, in both colours and
/// at every width.
#[test]
fn news_are_read_and_details_confirmed_in_the_browser() {
    let (company, mail) = company(Database::Sqlite);
    let (emma, anna, marta) = (emma(&company), company.signed_in(people::ADMIN), company.signed_in(people::MANAGER));
    mail.refuse(&[EMMA]).unwrap();
    Company::propose(&emma, &json!({ "title": "Chief", "room": "1.01" })).expect_status(200);
    decide(&marta, &waiting(&marta, "title"), "reject", Some("It is Account Manager."));
    decide(&anna, &waiting(&anna, "room"), "approve", None);
    wait_for("the refusal", || {
        (company.sql("select count(*) from notice where state = 'parked'").trim() == "1").then_some(())
    });
    company.sql("update person set created_at = created_at - 8640000000");
    company.sql("update confirmation set at = at - 8640000000");
    settled(&company);
    let scratch = Scratch::new("news").unwrap();
    let url = company.amend.url();
    for part in ["employee", "manager", "administrator"] {
        let environment = [
            ("AMEND_URL", url.as_str()),
            ("AMEND_EMPLOYEE", people::EMPLOYEE),
            ("AMEND_MANAGER", people::MANAGER),
            ("AMEND_PASSWORD", people::PASSWORD),
            ("AMEND_ROOT", ADMINISTRATOR),
            ("AMEND_ROOT_PASSWORD", ADMINISTRATOR_PASSWORD),
            ("AMEND_REFUSED", EMMA),
            ("AMEND_PART", part),
        ];
        run_on_pages("news.mjs", scratch.path(), &environment).unwrap();
    }
}
