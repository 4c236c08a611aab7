//! Whether a SCIM service can be written to as a template says, found out without changing anything.

use super::{
    path::ScimPath,
    schema::PathRight,
    session::{Place, Session, Trouble},
};

/// What a service says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Examined {
    /// Whether it changes users by PATCH.
    pub(crate) can_patch: bool,
    /// Whether it says which version of a user it is, so that nobody's change is written over.
    pub(crate) has_versions: bool,
    /// One for each path, in their order.
    pub(crate) rights: Vec<PathRight>,
}

/// Asks a service what it can do with these paths.
pub(crate) async fn examine(place: Place, paths: &[String]) -> Result<Examined, Trouble> {
    let session = Session::open(place).await?;
    let right = |path: &String| match ScimPath::parse(path) {
        Ok(path) => session.schemas.right(&path),
        Err(why) => PathRight::Unfit(why),
    };
    let rights = paths.iter().map(right).collect();
    Ok(Examined { can_patch: session.abilities.patch, has_versions: session.abilities.etag, rights })
}
