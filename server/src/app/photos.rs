//! Pictures of people, for those who may see the person and the attribute, who sent one, or who decide on one.

use domain::{
    attribute::{Attribute, Kind},
    id::PersonId,
    rights::{Act, Whose},
};

use super::{App, AppError, approval::Approvals, asker::Asker, catalogue::Catalogue, colleagues, standing::Standing};
use crate::store::{
    Conn,
    change::{self, Change},
    picture, sent_picture,
};

impl App {
    /// The kind and bytes of a picture of a person.
    pub(crate) async fn photo(
        &self,
        asker: &Asker,
        id: PersonId,
        digest: &str,
    ) -> Result<(&'static str, Vec<u8>), AppError> {
        if digest.len() != 64 || !digest.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(AppError::NotFound);
        }
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let Some(standing) = Standing::load(&mut conn, id).await? else { return Err(AppError::NotFound) };
        let whose = catalogue.whose(asker, id, &standing.entries);
        let is_open = self.config().profiles.find_colleagues || asker.can(Act::SeePeople, Some(&whose));
        let finds_colleagues = is_open && self.finds_colleagues(asker);
        let look = Look { catalogue: &catalogue, asker, finds_colleagues, standing: &standing, digest };
        if !look.may(&mut conn).await? {
            return Err(AppError::NotFound);
        }
        let content = picture::get(&mut conn, digest).await?.ok_or(AppError::NotFound)?;
        let kind = kind(&content).ok_or(AppError::NotFound)?;
        Ok((kind, content))
    }
}

/// Somebody asks for a picture of a person.
struct Look<'a> {
    catalogue: &'a Catalogue,
    asker: &'a Asker,
    finds_colleagues: bool,
    standing: &'a Standing,
    digest: &'a str,
}

impl Look<'_> {
    fn whose(&self) -> Whose {
        self.catalogue.whose(self.asker, self.standing.person.id, &self.standing.entries)
    }

    async fn may(&self, conn: &mut Conn) -> Result<bool, AppError> {
        let person = self.standing.person.id;
        let sees_person = self.asker.can(Act::SeePerson, Some(&self.whose()));
        if sees_person
            && (self.is_held() || sent_picture::is_by(conn, self.asker.who.account, person, self.digest).await?)
        {
            return Ok(true);
        }
        if self.is_known_by_it() {
            return Ok(true);
        }
        // Whoever is shown a change is shown what it is about.
        let changes = change::with_picture(conn, person, self.digest).await?;
        let changes: Vec<&Change> = changes.iter().filter(|change| self.sees(&change.attribute)).collect();
        if changes.is_empty() || sees_person {
            return Ok(!changes.is_empty());
        }
        let entries = self.standing.entries.as_slice();
        let of_person = [(person, entries)].into();
        let approvals =
            Approvals::load(conn, self.catalogue, Some(self.asker), changes.iter().copied(), &of_person).await?;
        Ok(changes.iter().any(|change| approvals.concerns(self.catalogue, change, entries)))
    }

    /// Whether colleagues know the person by it, and the asker may look for colleagues.
    fn is_known_by_it(&self) -> bool {
        let value = colleagues::photo(self.catalogue)
            .filter(|_| self.finds_colleagues && self.standing.person.blocked().is_none())
            .and_then(|attribute| self.standing.effective(self.catalogue, attribute).value);
        value.is_some_and(|value| value.first().strip_prefix("sha256:") == Some(self.digest))
    }

    /// Whether the profile shows it: as the value that counts, or as what a directory has.
    fn is_held(&self) -> bool {
        let wanted = format!("sha256:{}", self.digest);
        let all = self.catalogue.attributes.iter().map(|stored| &stored.attribute);
        let is_shown = |attribute: &Attribute| {
            let effective = self.standing.effective(self.catalogue, attribute).value;
            let theirs = self.standing.theirs(self.catalogue, &attribute.key).value();
            effective.iter().chain(theirs).any(|value| value.texts().contains(&wanted))
        };
        all.filter(|attribute| self.sees(&attribute.key)).any(is_shown)
    }

    fn sees(&self, key: &domain::name::AttributeKey) -> bool {
        let Some(attribute) = self.catalogue.attribute(key).filter(|one| one.kind == Kind::Photo) else { return false };
        self.standing.own(self.catalogue, attribute).policy.visible || self.asker.sees_hidden(&self.whose())
    }
}

/// The kind of a picture by its first bytes. Anything else, SVG above all, is never sent to a browser.
fn kind(content: &[u8]) -> Option<&'static str> {
    match content {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        _ => None,
    }
}
