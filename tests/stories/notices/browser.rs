//! Owner contacts as an administrator sees them.

use amend_tests::{
    amend::{ADMINISTRATOR, ADMINISTRATOR_PASSWORD, Options},
    browser::run_on_pages,
    mail::{MailServer, Security},
    scratch::Scratch,
};

use super::{BOTH, DEPUTY, OWNER, messages, with};
use crate::company::Database;

/// S2.17: a missing contact is said on the source, addresses are entered and tried, and what could not be delivered is shown and sent again.
#[test]
fn contacts_are_entered_and_tried_in_the_browser() {
    let mail = MailServer::start(Security::StartTls).unwrap();
    let company = with(Database::Sqlite, &mail, Options::default());
    let scratch = Scratch::new("contacts").unwrap();
    let url = company.amend.url();
    let part = |part: &str| {
        let environment = [
            ("AMEND_URL", url.as_str()),
            ("AMEND_USER", ADMINISTRATOR),
            ("AMEND_PASSWORD", ADMINISTRATOR_PASSWORD),
            ("AMEND_PART", part),
            ("AMEND_REFUSED", OWNER),
            ("AMEND_TAKEN", DEPUTY),
        ];
        run_on_pages("contacts.mjs", scratch.path(), &environment).unwrap();
    };
    mail.refuse(&[OWNER]).unwrap();
    part("enter");
    assert_eq!(messages(&mail, BOTH, 1)[0].to, [DEPUTY]);
    mail.accept().unwrap();
    part("again");
    assert_eq!(messages(&mail, BOTH, 2)[1].to, [OWNER]);
}
