//! Who asks: made anew for each request from the session, so that a right that ends takes effect at once.

use domain::{
    id::{AccountId, PersonId},
    moment::Moment,
    rights::{Act, Who, Whose, authorize},
};

use super::AppError;
use crate::store::audit::NewAudit;
pub(crate) use crate::store::session::Door;

/// The sender of a request.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    /// Account, person and roles, for [`authorize`].
    pub(crate) who: Who,
    /// The name that the audit log and pages show.
    pub(crate) name: String,
    /// The version of the attribute catalogue at the time of the request.
    pub(crate) catalogue_version: i64,
    /// A local administrator.
    pub(crate) is_local: bool,
}

impl Asker {
    /// Goes on only if the asker may do this.
    pub(crate) fn may(&self, act: Act, whose: Option<&Whose>) -> Result<(), AppError> {
        if authorize(&self.who, act, whose) { Ok(()) } else { Err(AppError::Forbidden) }
    }

    /// Whether the asker may do this.
    pub(crate) fn can(&self, act: Act, whose: Option<&Whose>) -> bool {
        authorize(&self.who, act, whose)
    }

    /// The person behind the account.
    pub(crate) fn person(&self) -> Option<PersonId> {
        self.who.person
    }

    /// As the doer of a step.
    pub(crate) fn actor(&self) -> Actor {
        Actor { account: Some(self.who.account), name: Some(self.name.clone()) }
    }
}

/// The doer of a step, for the audit log: somebody, or (with nothing known) Amend itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Actor {
    pub(crate) account: Option<AccountId>,
    pub(crate) name: Option<String>,
}

impl Actor {
    /// An audit row by this doer.
    pub(crate) fn audit(&self, now: Moment, action: &'static str) -> NewAudit {
        NewAudit::new(now, self.account, self.name.clone(), action)
    }
}
