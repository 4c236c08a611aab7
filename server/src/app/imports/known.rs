//! Who is recognised by what: hashes of everybody's keys, in memory for as long as a file is compared. Sixteen bytes for each person and key,
//! whatever the file holds; who is found by a hash is looked at before they are taken for anybody.

use domain::{
    api::ImportKey,
    id::PersonId,
    name::AttributeKey,
    rekey::turned_id,
    text::{clean, fold, fold_for_search},
    value::Edit,
};
use xxhash_rust::xxh3::xxh3_64;

use crate::{
    app::{App, AppError, catalogue::Catalogue, names, standing::Standing},
    store::import_keys,
};

/// Rows that are read together.
const TOGETHER: i64 = 5000;

/// People by the hash of a text.
#[derive(Debug, Default)]
pub(super) struct Index(Vec<(u64, PersonId)>);

impl Index {
    fn add(&mut self, text: &str, person: PersonId) {
        if !text.is_empty() {
            self.0.push((xxh3_64(text.as_bytes()), person));
        }
    }

    fn done(mut self) -> Self {
        self.0.sort_unstable();
        self.0.dedup();
        self
    }

    /// Who may have this text.
    pub(super) fn find(&self, text: &str) -> Vec<PersonId> {
        self.of_hash(xxh3_64(text.as_bytes()))
    }

    fn of_hash(&self, hash: u64) -> Vec<PersonId> {
        let from = self.0.partition_point(|(known, _)| *known < hash);
        self.0.iter().skip(from).take_while(|(known, _)| *known == hash).map(|(_, person)| *person).collect()
    }
}

/// Everybody's keys.
pub(super) struct Known {
    key: ImportKey,
    keys: Index,
    mails: Index,
    usernames: Index,
    last: PersonId,
}

impl Known {
    /// Reads them all.
    pub(super) async fn read(app: &App, key: ImportKey) -> Result<Self, AppError> {
        let (mut keys, mut mails, mut usernames) = (Index::default(), Index::default(), Index::default());
        let mut after = PersonId(0);
        loop {
            let page = import_keys::own(&mut app.store().read().await?, after, TOGETHER).await?;
            let Some(last) = page.last() else { break };
            after = PersonId(last.id);
            for one in &page {
                mails.add(one.mail(), PersonId(one.id));
                if let Some(name) = one.username() {
                    usernames.add(&fold(name), PersonId(one.id));
                }
            }
        }
        match key {
            ImportKey::Mail | ImportKey::Username => {}
            ImportKey::EmployeeNumber | ImportKey::Dn | ImportKey::Id => read_entries(app, key, &mut keys).await?,
        }
        if key == ImportKey::EmployeeNumber {
            read_changes(app, key.heading(), &mut keys).await?;
        }
        Ok(Self { key, keys: keys.done(), mails: mails.done(), usernames: usernames.done(), last: after })
    }

    /// The newest person whose keys were read.
    pub(super) fn last(&self) -> PersonId {
        self.last
    }

    /// Who may be meant by the key of a row.
    pub(super) fn by_key(&self, key: &str) -> Vec<PersonId> {
        match self.key {
            ImportKey::Mail => self.mails.find(&mail(key)),
            ImportKey::Username => self.usernames.find(&fold(key)),
            ImportKey::EmployeeNumber => self.keys.find(&fold(key)),
            ImportKey::Id => ids(key).iter().flat_map(|id| self.keys.find(id)).collect(),
            ImportKey::Dn => self.keys.of_hash(names::dn_key(key).cast_unsigned()),
        }
    }

    /// Who may have an e-mail address.
    pub(super) fn by_mail(&self, text: &str) -> Vec<PersonId> {
        self.mails.find(&mail(text))
    }

    /// Who may have a user name.
    pub(super) fn by_username(&self, name: &str) -> Vec<PersonId> {
        self.usernames.find(&fold(name))
    }
}

/// Whether somebody who was found really has this key.
pub(super) fn has(key: ImportKey, text: &str, standing: &Standing, catalogue: &Catalogue) -> bool {
    let person = &standing.person;
    let value = |name: &str| {
        let attribute = AttributeKey::parse(name).ok().and_then(|key| catalogue.attribute(&key))?;
        standing.effective(catalogue, attribute).value
    };
    match key {
        ImportKey::Mail => person.search.rsplit('\n').next() == Some(mail(text).as_str()),
        ImportKey::Username => {
            let held = person.username.as_deref().or(person.wanted_username.as_deref());
            held.is_some_and(|held| fold(held) == fold(text))
        }
        ImportKey::EmployeeNumber => value(key.heading()).is_some_and(|value| fold(value.first()) == fold(text)),
        ImportKey::Dn => standing.followed().any(|entry| names::normal(&entry.dn) == names::normal(text)),
        ImportKey::Id => standing.followed().any(|entry| ids(text).contains(&entry.external_id)),
    }
}

/// The form in which e-mail addresses are compared.
pub(super) fn mail(text: &str) -> String {
    fold_for_search(&clean(text, false))
}

/// How an immutable id may be stored that a directory prints like this: in hexadecimal digits, in either order of a GUID's, or those of a text.
fn ids(text: &str) -> Vec<String> {
    let plain: String = text.trim().chars().filter(|c| !matches!(c, '-' | '{' | '}')).collect();
    let plain = plain.to_ascii_lowercase();
    let turned = turned_id(&plain);
    std::iter::once(plain).chain(turned).chain([hex::encode(text.trim())]).collect()
}

async fn read_entries(app: &App, key: ImportKey, keys: &mut Index) -> Result<(), AppError> {
    let mut after = (0, String::new());
    loop {
        let mut conn = app.store().read().await?;
        let page = import_keys::of_entries(&mut conn, key.heading(), (after.0, &after.1), TOGETHER).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = (last.source_id, last.external_id.clone());
        for one in &page {
            let person = PersonId(one.person_id);
            match key {
                ImportKey::Dn => keys.0.push((one.dn_key.cast_unsigned(), person)),
                ImportKey::Id => keys.add(&one.external_id, person),
                _ => keys.add(&fold(one.text.as_deref().unwrap_or_default()), person),
            }
        }
    }
}

async fn read_changes(app: &App, attribute: &str, keys: &mut Index) -> Result<(), AppError> {
    let mut after = 0;
    loop {
        let page = import_keys::of_changes(&mut app.store().read().await?, attribute, after, TOGETHER).await?;
        let Some((last, ..)) = page.last() else { return Ok(()) };
        after = *last;
        for (_, person, edit) in &page {
            if let Ok(Edit::Set(value)) = serde_json::from_str(edit) {
                keys.add(&fold(value.first()), PersonId(*person));
            }
        }
    }
}
