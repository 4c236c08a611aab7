//! Turning writing on and off. It is turned on only once a test has shown that the account may write every attribute of the mapping.

use domain::{
    api::{MayWrite, SetWriting, WRITES_PER_HOUR, WriteRight, Writing, WritingTested},
    id::TargetId,
    moment::Moment,
    template::TargetKind,
};

use super::{
    super::{
        App, AppError,
        asker::{Actor, Asker},
    },
    door::{Way, way},
    test_service,
};
use crate::{
    clock,
    store::{
        Conn, entry, lease,
        mapping::{Mapping, Target},
        within::Within,
        writing,
    },
    target::{self, AttributeRight, Right, Session, Wrote, examine_rights},
};

/// People whose entries are looked at.
const SAMPLE: i64 = 20;

impl App {
    /// Whether the account may write what the mapping of a target names. Nothing is changed.
    pub(crate) async fn test_writing(
        &self,
        asker: &Asker,
        id: TargetId,
        now: Moment,
    ) -> Result<WritingTested, AppError> {
        let target = self.target(asker, id).await?;
        let tested = self.look_at_rights(asker, &target).await?;
        let (actor, may, name) = (asker.actor(), tested.may, target.name);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut row = actor.audit(now, "target.test");
                    row.detail = serde_json::json!({ "target_id": id, "target": name, "may": may });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await?;
        Ok(tested)
    }

    /// Turns writing on or off.
    pub(crate) async fn set_writing(
        &self,
        asker: &Asker,
        id: TargetId,
        version: i64,
        set: SetWriting,
        now: Moment,
    ) -> Result<Writing, AppError> {
        if let Some(limit) = set.writes_per_hour.filter(|limit| !WRITES_PER_HOUR.contains(limit)) {
            return Err(AppError::BadRequest(format!(
                "`writes_per_hour`: {limit} is not between {} and {}",
                WRITES_PER_HOUR.start(),
                WRITES_PER_HOUR.end()
            )));
        }
        let target = self.target(asker, id).await?;
        let before = writing::state(&mut self.store().read().await?, id, &Within::EVERYWHERE, now).await?;
        let before = before.ok_or(AppError::NotFound)?;
        if before.version != version {
            return Err(AppError::VersionMoved { version: before.version, moved: Vec::new() });
        }
        if set.on && !before.on {
            let tested = self.look_at_rights(asker, &target).await?;
            if !tested.may {
                return Err(AppError::Conflict(refusal(&target, &tested)));
            }
        }
        let (actor, name) = (asker.actor(), asker.name.clone());
        let limit = set.writes_per_hour.unwrap_or(before.writes_per_hour);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let on = set.on.then_some(name.as_str());
                    if !turn(conn, (&target, &before), (on, limit), &actor, now).await? {
                        let now = writing::state(conn, id, &Within::EVERYWHERE, now).await?;
                        let version = now.map(|now| now.version).unwrap_or_default();
                        return Err(AppError::VersionMoved { version, moved: Vec::new() });
                    }
                    writing::state(conn, id, &Within::EVERYWHERE, now).await?.ok_or(AppError::NotFound)
                })
            })
            .await
    }

    async fn target(&self, asker: &Asker, id: TargetId) -> Result<Target, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        catalogue.targets.iter().find(|target| target.id == id).cloned().ok_or(AppError::NotFound)
    }

    async fn look_at_rights(&self, asker: &Asker, target: &Target) -> Result<WritingTested, AppError> {
        let failed = |why: String| WritingTested { failure: Some(why), ..WritingTested::default() };
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        match target.kind {
            TargetKind::Directory => {}
            TargetKind::Scim => return Ok(test_service::look(&catalogue, target).await),
            TargetKind::File => return Ok(failed("files are all that it takes".to_owned())),
        }
        let way = match way(&catalogue, target) {
            Ok(way) => way,
            Err(why) => return Ok(failed(why.to_string())),
        };
        let draw = i64::from(u32::from_le_bytes(clock::random()?));
        let sample = entry::some(&mut self.store().read().await?, target.source, draw, SAMPLE).await?;
        let sample: Vec<(Vec<u8>, String)> =
            sample.into_iter().filter_map(|(id, dn)| Some((hex::decode(id).ok()?, dn))).collect();
        if sample.is_empty() {
            return Ok(failed("nobody of this directory is known yet; let a sync finish first".to_owned()));
        }
        let columns = super::super::export_file::columns(&catalogue, target);
        let attribute = |id| target.mapping(id).and_then(Mapping::attribute).cloned();
        let names: Vec<_> = columns.into_iter().map(|column| (attribute(column.mapping), column.heading)).collect();
        let found = match way {
            Way::Here(place) => match Session::open(*place).await {
                Ok(mut session) => {
                    let found = examine_rights(&mut session, &sample, &names).await;
                    session.close().await;
                    found.map_err(|error| error.to_string())
                }
                Err(error) => Err(error.to_string()),
            },
            Way::Far(far, there) => {
                match far.write(&target::Writing::Rights { there, sample: sample.clone(), names }).await {
                    Wrote::Rights(rights) => Ok(rights),
                    Wrote::Failed(why) => Err(why),
                    Wrote::Fates(_) => Err("the agent answered something else than it was asked".to_owned()),
                }
            }
        };
        let attributes: Vec<WriteRight> = match found {
            Ok(rights) => rights.into_iter().map(|one| shown(one, sample.len())).collect(),
            Err(why) => return Ok(failed(why)),
        };
        let may = attributes.iter().all(|one| one.may.is_fine());
        let people = i64::try_from(sample.len()).unwrap_or(i64::MAX);
        Ok(WritingTested { may, people, attributes, ..WritingTested::default() })
    }
}

/// Has a target be written by Amend itself from now on, for `on` who says so, or not any more; `false` if somebody else was faster than `before`.
pub(in crate::app) async fn turn(
    conn: &mut Conn,
    (target, before): (&Target, &Writing),
    (on, writes_per_hour): (Option<&str>, i64),
    actor: &Actor,
    now: Moment,
) -> Result<bool, AppError> {
    if !writing::set(conn, (target.id, before.version), on.map(|name| (now, name)), writes_per_hour).await? {
        return Ok(false);
    }
    if on.is_some() != before.on {
        // Turned on, it takes what stands in files that nobody has had; turned off, everything waits for a file.
        lease::release(conn, target.id, now).await?;
    }
    let mut row = actor.audit(now, if on.is_some() { "target.write_on" } else { "target.write_off" });
    row.detail =
        serde_json::json!({ "target_id": target.id, "target": target.name, "writes_per_hour": writes_per_hour });
    conn.audit(row);
    Ok(true)
}

fn shown(right: AttributeRight, sample: usize) -> WriteRight {
    let (may, detail) = match right.right {
        Right::May => (MayWrite::Yes, None),
        Right::MayNot { people } if people < sample => (MayWrite::No, Some(format!("{people} / {sample}"))),
        Right::MayNot { .. } => (MayWrite::No, None),
        Right::Unknown => (MayWrite::Unknown, None),
        Right::NamesEntry => (MayWrite::NamesEntry, None),
        Right::NotTold(why) => (MayWrite::NotTold, Some(why)),
    };
    WriteRight { attribute: right.attribute, name: right.name, may, detail }
}

/// Why it is not turned on, attribute by attribute, with what to do.
fn refusal(target: &Target, tested: &WritingTested) -> String {
    if let Some(why) = &tested.failure {
        return format!("`on`: {} could not be tested: {why}", target.name);
    }
    let named = |may: MayWrite| {
        let of_it = tested.attributes.iter().filter(|one| one.may == may);
        let name = |one: &WriteRight| match &one.attribute {
            Some(attribute) => format!("{attribute} ({})", one.name),
            None => one.name.clone(),
        };
        of_it.map(name).collect::<Vec<_>>().join(", ")
    };
    let mut told = Vec::new();
    let no = match target.kind {
        TargetKind::Directory | TargetKind::File => {
            ("the account may not write", "give it the right to write them, or take them out of the mapping")
        }
        TargetKind::Scim => ("the service does not take", "correct their paths, or take them out of the template"),
    };
    for (may, why, remedy) in [
        (MayWrite::No, no.0, no.1),
        (MayWrite::Unknown, "it does not know", "correct their names in the mapping"),
        (MayWrite::NotTold, "it did not tell whether the account may write", "ask who administers it"),
    ] {
        let names = named(may);
        if !names.is_empty() {
            told.push(format!("{why} {names}: {remedy}"));
        }
    }
    format!("`on`: nothing is written to {}: {}", target.name, told.join("; "))
}
