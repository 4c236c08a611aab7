//! A picture that somebody sends: made small and harmless at once, kept for its sender, and saved later as a value like any other, with the
//! approval that its attribute needs. Until then nothing of the profile has changed.

use domain::{
    api::{PictureRules, SentPicture, Square},
    attribute::{Attribute, Kind},
    id::PersonId,
    kind::photo::{self, LEAST_SIDE, Limits},
    moment::Moment,
    name::AttributeKey,
    policy::{self, Editor},
    problem::{Problem, ProblemCode},
    rights::Act,
    value::Value,
};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use super::{App, AppError, asker::Asker, catalogue::Catalogue, scope, standing::Standing};
use crate::{
    config::ProfilesConfig,
    picture::{self, Made, Refused},
    store::{
        picture as stored,
        sent_picture::{self, Sent},
    },
};

/// Pictures of one sender that are kept and not saved.
const KEPT: i64 = 20;

/// Pictures are read one after the other, so that no number of senders fills the memory.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// What may be sent of an attribute, and what is made of it.
pub(super) fn rules_of(catalogue: &Catalogue, attribute: &Attribute, settings: &ProfilesConfig) -> PictureRules {
    PictureRules {
        made: limits_of(catalogue, attribute),
        sent_bytes: settings.picture_bytes(),
        sent_megapixels: picture::MEGAPIXELS,
        notice: settings.picture_notice.clone(),
    }
}

/// By what directories know the attribute as: whatever is written must fit into each of them.
fn limits_of(catalogue: &Catalogue, attribute: &Attribute) -> Limits {
    let written = catalogue.targets_of(&attribute.key).filter_map(|target| target.mapping_of(&attribute.key));
    let names = written.map(|mapping| mapping.name.as_str());
    photo::limits(&attribute.rules, names)
}

/// A picture as it came.
pub(crate) struct Picture {
    pub(crate) attribute: AttributeKey,
    pub(crate) square: Option<Square>,
    pub(crate) content: Vec<u8>,
}

impl App {
    /// Whether the asker may send a picture of this attribute of a person; asked before the bytes are read.
    pub(crate) async fn may_send_picture(
        &self,
        asker: &Asker,
        person: PersonId,
        key: &AttributeKey,
    ) -> Result<(), AppError> {
        self.picture_place(asker, person, key).await.map(|_| ())
    }

    /// The attribute as it is for the person, who stands so, and what it becomes.
    async fn picture_place(
        &self,
        asker: &Asker,
        person: PersonId,
        key: &AttributeKey,
    ) -> Result<(Limits, Vec<String>), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let whose = scope::whose(&mut conn, &catalogue, asker, person).await?;
        if !asker.can(Act::SeePerson, Some(&whose)) {
            return Err(AppError::NotFound);
        }
        let editor = match asker.can(Act::EditAnything, Some(&whose)) {
            true => Editor::Admin,
            false => {
                asker.may(Act::Propose, Some(&whose))?;
                Editor::Oneself
            }
        };
        let standing = Standing::load(&mut conn, person).await?.ok_or(AppError::NotFound)?;
        let attribute =
            catalogue.attribute(key).ok_or_else(|| refusal(key, Problem::new(ProblemCode::UnknownAttribute)))?;
        let own = standing.own(&catalogue, attribute);
        let mapped = standing.mapped(&catalogue, key);
        policy::may_edit(&own, standing.theirs(&catalogue, key), mapped, editor)
            .map_err(|code| refusal(key, Problem::new(code)))?;
        if standing.person.blocked().is_some() && editor == Editor::Oneself {
            return Err(refusal(key, Problem::new(ProblemCode::Locked)));
        }
        if own.kind != Kind::Photo {
            return Err(AppError::BadRequest(format!("`attribute`: {key} is no picture")));
        }
        let known =
            [standing.effective(&catalogue, attribute).value, standing.theirs(&catalogue, key).value().cloned()];
        let known = known.into_iter().flatten().flat_map(|value| value.texts().to_vec()).collect();
        Ok((limits_of(&catalogue, &own), known))
    }

    /// Makes of a picture what its attribute holds, and keeps it for the asker to save.
    pub(crate) async fn send_picture(
        &self,
        asker: &Asker,
        person: PersonId,
        sent: Picture,
        now: Moment,
    ) -> Result<SentPicture, AppError> {
        let (limits, known) = self.picture_place(asker, person, &sent.attribute).await?;
        let Picture { attribute: key, square, content } = sent;
        let as_sent = format!("sha256:{}", hex::encode(Sha256::digest(&content)));
        // What the directory gave and comes back whole is what stands there already: made anew it would only lose.
        let is_known = square.is_none() && known.contains(&as_sent);
        let (made, as_sent) = {
            let _turn = ONE_AT_A_TIME.acquire().await.map_err(|closed| AppError::Internal(closed.to_string()))?;
            tokio::task::spawn_blocking(move || (picture::remake(&content, square, &limits), as_sent))
                .await
                .map_err(|error| AppError::Internal(format!("a picture: {error}")))?
        };
        let made = made.map_err(|why| refused(&key, why))?;
        let bytes = u32::try_from(made.content.len()).unwrap_or(u32::MAX);
        let Made { content, side } = made;
        let digest = match is_known {
            true => as_sent.trim_start_matches("sha256:").to_owned(),
            false => hex::encode(Sha256::digest(&content)),
        };
        let value = Value::one(format!("sha256:{digest}")).ok_or_else(|| AppError::Internal("no digest".to_owned()))?;
        let sent = Sent { account: asker.who.account, person, attribute: key, digest };
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    if !is_known {
                        stored::put(conn, &sent.digest, &content).await?;
                    }
                    sent_picture::put(conn, &sent, now).await?;
                    sent_picture::forget_beyond(conn, sent.account, KEPT).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(SentPicture { value, side, bytes })
    }

    /// Forgets pictures that were sent and that nobody has saved. A few at a time: each asks who else has it.
    pub(crate) async fn sweep_sent_pictures(&self, now: Moment) -> Result<(), AppError> {
        // Twice as long as drafts are kept, which may name one of them.
        let before = now.plus(-2 * i64::from(self.config().draft_days) * 24 * 3_600_000);
        self.store()
            .write(move |conn| Box::pin(async move { Ok(sent_picture::sweep(conn, before, 5).await.map(|_| ())?) }))
            .await
    }

    /// The answer to a file with more bytes than are taken.
    pub(crate) fn picture_too_large(&self, key: &AttributeKey) -> AppError {
        let limit = i64::from(self.config().profiles.picture_bytes());
        refusal(key, Problem::new(ProblemCode::PictureTooLarge).limit(limit))
    }
}

fn refusal(key: &AttributeKey, problem: Problem) -> AppError {
    AppError::Invalid([(key.clone(), vec![problem])].into())
}

fn refused(key: &AttributeKey, why: Refused) -> AppError {
    let problem = match why {
        Refused::NoPicture => Problem::new(ProblemCode::NotAPicture),
        Refused::TooManyPixels => Problem::new(ProblemCode::PictureTooManyPixels).limit(i64::from(picture::MEGAPIXELS)),
        Refused::TooSmall => Problem::new(ProblemCode::PictureTooSmall).limit(i64::from(LEAST_SIDE)),
        Refused::Outside => {
            return AppError::BadRequest("`x`, `y`, `side`: this part lies outside the picture".to_owned());
        }
    };
    refusal(key, problem)
}
