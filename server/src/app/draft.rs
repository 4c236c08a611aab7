//! What somebody typed into their own profile and did not save. It is kept for its author alone, until it is saved, discarded or old; it is no
//! edit yet, so nothing of it is checked, decided on or written to the log.

use domain::{
    api::{Draft, KeepDraft, Typed},
    id::PersonId,
    moment::Moment,
};

use super::{App, AppError, asker::Asker};
use crate::store::{draft, entry};

/// How many bytes of one field are kept. The longest value that any rule lets through is far shorter.
const LONGEST: usize = 32 << 10;
/// How many characters of a word to the approver are kept: as many as can be sent.
const LONGEST_COMMENT: usize = 1000;

impl App {
    /// What the asker typed before.
    pub(crate) async fn draft(&self, asker: &Asker, person: PersonId, now: Moment) -> Result<Draft, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let since = self.drafts_since(now);
        let mut conn = self.store().read().await?;
        let mut draft = draft::of_person(&mut conn, person, since).await?;
        // What was hidden since is not told, not even to whoever has seen it.
        let visible = catalogue.visible_to(person, &entry::of_person(&mut conn, person).await?);
        draft.fields.retain(|key, _| visible.contains(key));
        Ok(draft)
    }

    /// Keeps what the asker typed.
    pub(crate) async fn keep_draft(
        &self,
        asker: &Asker,
        person: PersonId,
        keep: KeepDraft,
        now: Moment,
    ) -> Result<(), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let KeepDraft { version, mut fields, forget, comment } = keep;
        if let Some((key, _)) = fields.iter().find(|(_, typed)| size(typed) > LONGEST) {
            return Err(AppError::BadRequest(format!("`fields.{}` is longer than {LONGEST} bytes", key.as_str())));
        }
        // Where there is no field any more, there is nothing to keep.
        let entries = entry::of_person(&mut self.store().read().await?, person).await?;
        let visible = catalogue.visible_to(person, &entries);
        fields.retain(|key, _| visible.contains(key));
        let comment = comment.map(|comment| comment.trim().to_owned());
        if comment.as_ref().is_some_and(|comment| comment.chars().count() > LONGEST_COMMENT) {
            return Err(AppError::BadRequest(format!("`comment` has more than {LONGEST_COMMENT} characters")));
        }
        let of = (person, version);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let forget: Vec<&str> = forget.iter().map(|key| key.as_str()).collect();
                    draft::forget(conn, person, &forget).await?;
                    draft::keep(conn, of, &fields, now).await?;
                    match comment {
                        Some(comment) if comment.is_empty() => draft::forget_comment(conn, person).await?,
                        Some(comment) => draft::keep_comment(conn, of, &comment, now).await?,
                        None => {}
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Forgets all that the asker typed.
    pub(crate) async fn discard_draft(&self, person: PersonId) -> Result<(), AppError> {
        self.store().write(move |conn| Box::pin(async move { Ok(draft::forget_all(conn, person).await?) })).await
    }

    /// Forgets drafts that nobody has come back to.
    pub(crate) async fn sweep_drafts(&self, now: Moment) -> Result<(), AppError> {
        let before = self.drafts_since(now);
        self.store().write(move |conn| Box::pin(async move { Ok(draft::sweep(conn, before).await?) })).await
    }

    /// What was kept before this is as good as forgotten.
    fn drafts_since(&self, now: Moment) -> Moment {
        now.plus(-i64::from(self.config().draft_days) * 24 * 3_600_000)
    }
}

fn size(typed: &Typed) -> usize {
    let base = typed.base.iter().flat_map(|value| value.texts());
    typed.texts.iter().chain([&typed.next]).chain(base).map(|text| text.len() + 8).sum()
}
