//! Signing in and out.

use serde::{Deserialize, Serialize};

use crate::{id::PersonId, moment::Moment, rights::Role};

/// A name and a password. The password is checked by the directory (or, for a local administrator, here) and never kept.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// The user name, upper and lower case alike.
    pub username: String,
    /// The password; an empty one is refused before the directory is asked.
    pub password: String,
}

/// What a pane keeps to itself while its dialog is open is the verifier; this is what it shows of it.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskHandOver {
    /// The SHA-256 of the verifier, in hexadecimal digits.
    #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9a-f]{64}$"))]
    pub challenge: String,
}

/// A code for the pane, worth one attempt within a minute.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandOver {
    /// The code.
    pub code: String,
    /// The origin of the pane, the only place that the code may be handed to.
    pub pane: String,
}

/// A code with the verifier that belongs to its challenge.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Redeem {
    /// The code that the dialog handed over.
    pub code: String,
    /// The verifier that the pane has kept.
    pub verifier: String,
}

/// A session in the pane.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaneSession {
    /// Goes into the header `Authorization: Bearer ...` of every request; to be kept in memory alone.
    pub token: String,
    /// Until when it is good.
    pub expires_at: Moment,
    /// Who is signed in.
    pub session: Session,
}

/// What the pane has to know before anybody is signed in.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaneSettings {
    /// The origin of the portal.
    pub portal: String,
    /// How Outlook signs people in by itself, where that is set up.
    pub nested: Option<NestedSettings>,
}

/// What Outlook is asked for a token with.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NestedSettings {
    /// The application id of the pane.
    pub client_id: String,
    /// Who signs people in, such as `https://login.microsoftonline.com/<tenant>`.
    pub authority: String,
    /// The whole address of the scope.
    pub scope: String,
}

/// How many changes each list of approvals has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApprovalLists {
    /// Proposed and not decided on.
    pub pending: i64,
    /// The directory got another value meanwhile.
    pub conflict: i64,
    /// Exported, and the directory did not take it.
    pub not_taken: i64,
    /// Could not be written.
    pub failed: i64,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// The name to greet with.
    pub name: String,
    /// The person behind the account; a local administrator has none.
    pub person: Option<PersonId>,
    /// The roles that hold everywhere.
    pub roles: Vec<Role>,
    /// The roles that hold within parts of the directories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scoped: Vec<Role>,
    /// Whether people report to them, so that approvals may come.
    pub manages: bool,
    /// Changes that wait for them: to be decided on or, where they may export, to be sent out once more.
    pub approvals: i64,
    /// The changes that they see in each of the lists of approvals.
    #[serde(default)]
    pub lists: ApprovalLists,
    /// Findings that somebody should look at; none for those who may not see them.
    #[serde(default)]
    pub findings: i64,
    /// What they were told and have not seen; 100 stands for that many or more.
    #[serde(default)]
    pub news: i64,
    /// Whether they may look for other people by name, to name one as a value.
    #[serde(default)]
    pub finds_colleagues: bool,
    /// Whether this is a local administrator (break-glass).
    pub local: bool,
}
