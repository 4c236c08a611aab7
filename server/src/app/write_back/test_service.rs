//! Whether a SCIM service takes what a template names, asked without changing anything.

use domain::api::{MayWrite, WriteRight, WritingTested};

use super::{super::catalogue::Catalogue, door};
use crate::{
    store::mapping::{Mapping, Target},
    target::scim::{self, PathRight},
};

/// What a service says of the rows of a target.
pub(super) async fn look(catalogue: &Catalogue, target: &Target) -> WritingTested {
    let failed = |why: String| WritingTested { failure: Some(why), ..WritingTested::default() };
    let place = match door::service(catalogue, target) {
        Ok(place) => place,
        Err(why) => return failed(why),
    };
    let rows: Vec<&Mapping> = target.on().collect();
    let paths: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let examined = match scim::examine(place, &paths).await {
        Ok(examined) => examined,
        Err(trouble) => return failed(trouble.why),
    };
    if !examined.can_patch {
        return failed("the service says that it cannot change users by PATCH; ask who administers it".to_owned());
    }
    let attributes: Vec<WriteRight> =
        rows.into_iter().zip(examined.rights).map(|(row, right)| shown(row, right)).collect();
    let warning = (!examined.has_versions).then(|| {
        "the service does not tell versions of users: what somebody else writes there while Amend writes is written over"
            .to_owned()
    });
    WritingTested {
        may: attributes.iter().all(|one| one.may.is_fine()),
        warning,
        attributes,
        ..WritingTested::default()
    }
}

fn shown(row: &Mapping, right: PathRight) -> WriteRight {
    let (may, detail) = match right {
        PathRight::May => (MayWrite::Yes, None),
        PathRight::Unknown => (MayWrite::Unknown, None),
        PathRight::ReadOnly => (MayWrite::No, Some("the service says itself what stands there".to_owned())),
        PathRight::Unfit(why) => (MayWrite::No, Some(why)),
        // Then each answer tells.
        PathRight::NotTold => (MayWrite::Yes, Some("the service does not tell which attributes it has".to_owned())),
    };
    WriteRight { attribute: row.attribute().cloned(), name: row.name.clone(), may, detail }
}
