//! Saving a profile: everything that was sent is checked, then stored as changes, or nothing is. What a person typed and got an answer of
//! success for is on disk in exactly one state.

use std::collections::BTreeSet;

use domain::{
    api::{Moved, Profile, Propose},
    approval,
    id::{AccountId, PersonId, RequestId},
    kind, merge,
    moment::Moment,
    name::AttributeKey,
    policy::{self, Editor},
    problem::{Problem, ProblemCode, Problems},
    rights::Act,
    validate,
    value::{Edit, Theirs, Value},
};

use super::{
    App, AppError,
    approval::{self as waits, Staged},
    around::{Around, Wish},
    asker::{Actor, Asker},
    block,
    catalogue::Catalogue,
    confirm, fill_sets,
    notices::news,
    references, scope,
    standing::Standing,
    step, together, words,
};
use crate::store::{Conn, change::Change, draft, person, request};

/// What a save was sent with.
pub(crate) struct Save {
    pub(crate) person: PersonId,
    /// The version in `If-Match`.
    pub(crate) version: i64,
    pub(crate) propose: Propose,
    pub(crate) idempotency_key: Option<String>,
}

impl App {
    /// Saves a profile; gives it back as it is then.
    pub(crate) async fn save(&self, asker: &Asker, save: Save, now: Moment) -> Result<Profile, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let whose = scope::whose(&mut self.store().read().await?, &catalogue, asker, save.person).await?;
        if !asker.can(Act::SeePerson, Some(&whose)) {
            return Err(AppError::NotFound);
        }
        let editor = if asker.can(Act::EditAnything, Some(&whose)) {
            Editor::Admin
        } else {
            asker.may(Act::Propose, Some(&whose))?;
            Editor::Oneself
        };
        let comment = words::said("comment", save.propose.comment.as_deref(), 1000)?;
        let save = Save { propose: Propose { comment, ..save.propose }, ..save };
        if !save.propose.suggest.is_empty() && save.propose.comment.is_none() {
            return Err(AppError::BadRequest(
                "a suggestion needs a reason: say in `comment` why the value that stands there is wrong".to_owned(),
            ));
        }
        let (person, audited) = (save.person, asker.clone());
        let author = asker.clone();
        let outcome = self
            .store()
            .write(move |conn| Box::pin(async move { store(conn, &catalogue, &author, editor, save, now).await }))
            .await;
        if let Err(AppError::Invalid(problems)) = &outcome {
            let why: Vec<_> = problems
                .iter()
                .map(|(key, found)| serde_json::json!({ "attribute": key, "codes": found.iter().map(|one| one.code).collect::<Vec<_>>() }))
                .collect();
            self.note_refused(audited, person, why, now).await?;
        }
        outcome?;
        // Read when all is stored, the steps of the changes too; and nobody else's write has to wait for it.
        self.profile(asker, person, now).await
    }

    /// Puts on record that a save could not be read, if the sender may see the person at all.
    pub(crate) async fn note_unreadable(&self, asker: &Asker, person: PersonId, now: Moment) -> Result<(), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        scope::may_about(&mut self.store().read().await?, &catalogue, asker, Act::SeePerson, person).await?;
        self.note_refused(asker.clone(), person, vec![serde_json::json!({ "codes": ["unreadable"] })], now).await
    }

    /// A refused save leaves one row in the log: who, about whom, which attributes and why, but no value.
    async fn note_refused(
        &self,
        asker: Asker,
        person: PersonId,
        why: Vec<serde_json::Value>,
        now: Moment,
    ) -> Result<(), AppError> {
        self.store()
            .write(move |conn| {
                Box::pin(async move {
                    let mut row = asker.actor().audit(now, "profile.refused");
                    row.person = Some(person);
                    row.detail = serde_json::json!({ "problems": why });
                    conn.audit(row);
                    Ok(())
                })
            })
            .await
    }
}

pub(super) async fn store(
    conn: &mut Conn,
    catalogue: &Catalogue,
    asker: &Asker,
    editor: Editor,
    save: Save,
    now: Moment,
) -> Result<(), AppError> {
    if let Some(key) = &save.idempotency_key {
        match request::person_of(conn, asker.who.account, key).await? {
            // The same save came before and its answer was lost: it is answered again, and nothing is done twice.
            Some(person) if person == save.person => return Ok(()),
            Some(_) => {
                return Err(AppError::BadRequest(
                    "this `Idempotency-Key` came with a save of somebody else; use a new one".to_owned(),
                ));
            }
            None => {}
        }
    }
    // This also locks the person until the transaction ends.
    let version = person::touch(conn, save.person).await?.ok_or(AppError::NotFound)?;
    let request = request::open(
        conn,
        save.person,
        asker.who.account,
        save.propose.comment.as_deref(),
        save.idempotency_key.as_deref(),
        now,
    )
    .await?;
    let mut standing = Standing::load(conn, save.person).await?.ok_or(AppError::NotFound)?;
    // The same save at the same time.
    let Some(request) = request else { return Ok(()) };
    let checked = check(conn, catalogue, &standing, editor, (asker.who.account, &save.propose), now).await;
    if version - 1 != save.version {
        return Err(moved(catalogue, &standing, editor, &save.propose, version - 1));
    }
    let wishes = checked?;
    let asked = together::asked_groups(catalogue, &standing, &wishes);
    let saving = Saving { catalogue, asker, editor, request, asked, now };
    let wished: Vec<AttributeKey> = wishes.iter().map(|wish| wish.attribute.key.clone()).collect();
    for wish in wishes {
        wish.store(conn, &saving, &mut standing).await?;
    }
    let saved: Vec<Change> = standing.changes.iter().filter(|change| change.request == request).cloned().collect();
    news::of_save(conn, catalogue, &standing, &saved, (asker.who.account, asker.person()), now).await?;
    if asker.person() == Some(save.person) {
        // What is saved is no draft any more.
        let keys: Vec<&str> = save.propose.values.keys().map(String::as_str).collect();
        draft::forget(conn, save.person, &keys).await?;
        draft::forget_comment(conn, save.person).await?;
        // Whoever changes a detail has looked at it.
        confirm::note(conn, catalogue, &standing, &wished, now).await?;
    }
    let shown = standing.shown(catalogue);
    if !standing.person.shows(&shown) {
        person::set_shown(conn, save.person, &shown).await?;
    }
    if standing.person.blocked().is_some() {
        // An administrator's edit of somebody who is blocked rests with the others until the person returns.
        block::suspend(conn, &[save.person], Some(now)).await?;
    }
    Ok(())
}

/// Checks every value that was sent; all problems are told at once.
async fn check(
    conn: &mut Conn,
    catalogue: &Catalogue,
    standing: &Standing,
    editor: Editor,
    (author, sent): (AccountId, &Propose),
    now: Moment,
) -> Result<Vec<Wish>, AppError> {
    let mut problems = Problems::new();
    let mut wishes = Vec::new();
    if sent.values.is_empty() {
        return Err(AppError::BadRequest("`values` names no attribute".to_owned()));
    }
    for (name, typed) in &sent.values {
        let suggests = sent.suggest.contains(name);
        let checked = match check_one(catalogue, standing, (editor, suggests), name, typed.as_ref(), now) {
            Ok(wish) => references::resolve(conn, standing, wish, Some(author)).await?,
            Err(found) => match filled(catalogue, standing, sent, (name, typed.as_ref()), &found, now) {
                Some(wish) => Ok(wish),
                None => Err(found),
            },
        };
        match checked {
            Ok(wish) => wishes.push(wish),
            Err(found) => {
                let key = AttributeKey::parse(name).unwrap_or_else(|_| unnamed());
                problems.entry(key).or_default().extend(found);
            }
        }
    }
    let around = Around { catalogue, standing, editor };
    for (key, found) in around.problems(&wishes, &|key| sent.values.contains_key(key.as_str())) {
        problems.entry(key).or_default().extend(found);
    }
    if problems.is_empty() { Ok(wishes) } else { Err(AppError::Invalid(problems)) }
}

/// The key under which problems of malformed names are told.
fn unnamed() -> AttributeKey {
    #[expect(clippy::expect_used, reason = "a constant that is a key")]
    AttributeKey::parse("unknown").expect("a plain word is a key")
}

pub(super) fn check_one(
    catalogue: &Catalogue,
    standing: &Standing,
    (editor, suggests): (Editor, bool),
    name: &str,
    typed: Option<&Value>,
    now: Moment,
) -> Result<Wish, Vec<Problem>> {
    let attribute =
        catalogue.named(name).map_err(|problem| vec![problem.detail(name.chars().take(64).collect::<String>())])?;
    let attribute = catalogue.own(standing.person.id, &standing.entries, attribute);
    let attribute = attribute.as_ref();
    let theirs = standing.theirs(catalogue, &attribute.key);
    let mapped = standing.mapped(catalogue, &attribute.key);
    let edits = policy::may_edit(attribute, theirs, mapped, editor);
    let is_suggested = edits.is_err() && suggests && policy::may_suggest(attribute, theirs, mapped);
    if !is_suggested {
        edits.map_err(|code| vec![Problem::new(code)])?;
    }
    if standing.pin(&attribute.key).is_some() {
        return Err(vec![Problem::new(ProblemCode::Pinned)]);
    }
    if standing.person.blocked().is_some() && editor == Editor::Oneself {
        return Err(vec![Problem::new(ProblemCode::Locked)]);
    }
    let value = typed.and_then(|typed| kind::clean(attribute, typed));
    let problems = validate::check(attribute, value.as_ref(), now);
    if !problems.is_empty() {
        return Err(problems);
    }
    let proposed = standing.changes.iter().filter(|change| change.attribute == attribute.key);
    let mut known: Vec<String> = theirs.value().into_iter().flat_map(Value::texts).cloned().collect();
    known.extend(proposed.flat_map(|change| match &change.edit {
        Edit::Set(value) => value.texts().to_vec(),
        Edit::Members { add, .. } => add.clone(),
        Edit::Clear => Vec::new(),
    }));
    let value = value.map(|value| kind::settled(attribute, value, &known));
    Ok(Wish { attribute: attribute.clone(), value, is_suggested })
}

/// The wish behind a refused value, if a set fills it in where its author could not have typed it.
fn filled(
    catalogue: &Catalogue,
    standing: &Standing,
    sent: &Propose,
    (name, typed): (&String, Option<&Value>),
    found: &[Problem],
    now: Moment,
) -> Option<Wish> {
    let set = *sent.filled.get(name)?;
    let [Problem { code, .. }] = found else { return None };
    let attribute = standing.own(catalogue, catalogue.named(name).ok()?);
    let value = kind::clean(&attribute, typed?)?;
    let is_free = standing.person.blocked().is_none() && standing.pin(&attribute.key).is_none();
    let is_right = is_free
        && fill_sets::is_filled(catalogue, standing, set, (&attribute, &value, *code), &sent.values)
        && validate::check(&attribute, Some(&value), now).is_empty();
    is_right.then(|| Wish { attribute: attribute.into_owned(), value: Some(value), is_suggested: true })
}

/// The answer to a save against an older version: which of the sent attributes stand differently now.
fn moved(catalogue: &Catalogue, standing: &Standing, editor: Editor, sent: &Propose, version: i64) -> AppError {
    let moved = sent
        .values
        .iter()
        .filter_map(|(name, mine)| {
            let attribute = catalogue.named(name).ok()?;
            // A hidden attribute is not told, not even that it moved.
            if editor == Editor::Oneself && !standing.own(catalogue, attribute).policy.visible {
                return None;
            }
            let now = standing.effective(catalogue, attribute).value;
            (now != *mine).then(|| Moved { attribute: attribute.key.clone(), mine: mine.clone(), now })
        })
        .collect();
    AppError::VersionMoved { version, moved }
}

/// What every wish of one save has in common.
struct Saving<'a> {
    catalogue: &'a Catalogue,
    asker: &'a Asker,
    editor: Editor,
    request: RequestId,
    /// Groups of attributes of which nothing passes unasked.
    asked: BTreeSet<String>,
    now: Moment,
}

impl Wish {
    /// Stores the wish; `standing` has the changes as they are then.
    async fn store(self, conn: &mut Conn, saving: &Saving<'_>, standing: &mut Standing) -> Result<(), AppError> {
        let theirs = standing.theirs(saving.catalogue, &self.attribute.key);
        let open = standing.open_changes(&self.attribute.key);
        let own = standing.own(saving.catalogue, &self.attribute);
        let proposal = merge::propose(&own, theirs, &open, self.value.as_ref());
        step::refuse_to_overtake(conn, &proposal).await?;
        let by = (&saving.asker.actor(), saving.now);
        match step::give_way(conn, saving.catalogue, standing, proposal, by).await? {
            Some((edit, base)) => saving.open(conn, standing, &self, base, edit).await,
            None => Ok(()),
        }
    }
}

impl Saving<'_> {
    /// Stores a new change and, where nobody has to be asked, approves it.
    async fn open(
        &self,
        conn: &mut Conn,
        standing: &mut Standing,
        wish: &Wish,
        base: Theirs,
        edit: Edit,
    ) -> Result<(), AppError> {
        let attribute = &wish.attribute;
        let new = merge::apply(attribute, &edit, base.value());
        let asks = wish.is_suggested || !approval::levels(attribute, base.value(), new.as_ref()).is_empty();
        let who = &self.asker.who;
        let author = (who.account, who.person, self.asker.name.clone());
        let mut new =
            Change::pending(self.request, standing.person.id, attribute.key.clone(), (base, edit), author, self.now);
        new.suggested_at = wish.is_suggested.then_some(self.now);
        let mut stored = step::propose(conn, new, &self.asker.actor(), self.now).await?;
        references::note(conn, self.catalogue, &stored).await?;
        // What an administrator sets needs nobody else's word; what the policy lets pass needs nobody's.
        let is_asked = attribute.together.as_ref().is_some_and(|group| self.asked.contains(group));
        let approver = match self.editor {
            Editor::Admin => self.asker.actor(),
            Editor::Oneself if !asks && !is_asked => Actor::default(),
            Editor::Oneself => {
                let entries = [(standing.person.id, standing.entries.as_slice())].into();
                waits::refresh(conn, self.catalogue, &[&stored], &entries, Staged::Anew, self.now).await?;
                standing.changes.push(stored);
                return Ok(());
            }
        };
        step::approve(conn, self.catalogue, &mut stored, &approver, self.now).await?;
        standing.changes.push(stored);
        Ok(())
    }
}
