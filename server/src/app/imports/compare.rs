//! What a line comes to: whom it means, what of them it changes, or everything that is wrong with it. Nothing is written.

use std::collections::{BTreeMap, HashMap};

use domain::{
    api::{ImportAct, ImportKey, ImportRow, ImportSettings, ImportUse, ImportValue, RowCode, RowProblem},
    attribute::{Attribute, Kind},
    equality::identical,
    id::PersonId,
    import::{Reader, Row},
    kind,
    moment::Moment,
    name::AttributeKey,
    policy::Editor,
    problem::{Problem, ProblemCode},
    rights::{Act, Scope},
    text::{fold, fold_for_search},
    value::Value,
};

use super::{
    known::{self, Known},
    table::Line,
};
use crate::{
    app::{AppError, add_person, asker::Asker, catalogue::Catalogue, references, standing::Standing, submit},
    store::{Conn, import_row, person},
};

/// Most bytes of a line that are kept to be handed back.
const MOST_RAW: usize = 256 << 10;
/// Most characters of a user name.
const MOST_USERNAME: usize = 256;

/// Compares lines with everybody who is known.
pub(super) struct Comparer<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) asker: &'a Asker,
    pub(super) settings: &'a ImportSettings,
    pub(super) reader: Reader<'a>,
    pub(super) known: Known,
    pub(super) now: Moment,
    /// The line of each key, and of each e-mail address and user name that is added.
    pub(super) keys: HashMap<String, i64>,
    pub(super) mails: HashMap<String, i64>,
    pub(super) usernames: HashMap<String, i64>,
    /// Earlier lines whose key comes again, with the line where.
    pub(super) again: BTreeMap<i64, (RowCode, i64)>,
    /// Lines that mean nobody whom the asker's role reaches.
    pub(super) outside: Vec<i64>,
    /// Lines of which nobody can tell whom they mean.
    pub(super) nameless: i64,
}

/// What becomes of a row.
struct Fate {
    act: ImportAct,
    person: Option<(PersonId, i64)>,
    username: Option<String>,
    name: Option<String>,
    values: Vec<ImportValue>,
    problems: Vec<RowProblem>,
}

impl Fate {
    fn refused(problems: Vec<RowProblem>) -> Self {
        let act = ImportAct::Refuse;
        Self { act, person: None, username: None, name: None, values: Vec::new(), problems }
    }

    fn of(self, standing: &Standing) -> Self {
        let person = &standing.person;
        Self { person: Some((person.id, person.version)), name: Some(person.display_name.clone()), ..self }
    }
}

impl Comparer<'_> {
    /// What these lines come to.
    pub(super) async fn compare(
        &mut self,
        conn: &mut Conn,
        lines: &[Line],
    ) -> Result<Vec<import_row::Stored>, AppError> {
        let mut read: Vec<Result<Row, Vec<RowProblem>>> = Vec::with_capacity(lines.len());
        let mut meant: Vec<PersonId> = Vec::new();
        for line in lines {
            let cells: Vec<&str> = line.cells.iter().map(String::as_str).collect();
            let row = self.reader.read(&cells);
            if let Ok(row) = &row {
                meant.extend(self.known.by_key(&row.key));
            }
            read.push(row);
        }
        meant.sort_unstable();
        meant.dedup();
        let standings = Standing::load_many(conn, &meant).await?;
        let mut compared = Vec::with_capacity(lines.len());
        for (line, row) in lines.iter().zip(read) {
            let key = row.as_ref().map(|row| row.key.clone()).unwrap_or_default();
            let fate = match row {
                Ok(row) => self.fate(conn, line.number, &row, &standings).await?,
                Err(problems) => {
                    self.nameless += 1;
                    Fate::refused(problems)
                }
            };
            compared.push(stored(line, &key, fate));
        }
        Ok(compared)
    }

    async fn fate(
        &mut self,
        conn: &mut Conn,
        line: i64,
        row: &Row,
        standings: &BTreeMap<PersonId, Standing>,
    ) -> Result<Fate, AppError> {
        let has = |id: &PersonId| {
            standings.get(id).filter(|standing| known::has(self.settings.key, &row.key, standing, self.catalogue))
        };
        let found: Vec<&Standing> = self.known.by_key(&row.key).iter().filter_map(has).collect();
        if self.is_outside(&found) {
            self.outside.push(line);
            return Ok(Fate::refused(vec![RowProblem::of(RowCode::Nobody)]));
        }
        let first = self.keys.get(&self.folded(&row.key)).copied();
        if let Some(first) = first {
            // Which of the two is meant, nobody can tell.
            self.again.entry(first).or_insert((RowCode::SameKey, line));
            let fate = Fate::refused(vec![RowProblem::of(RowCode::SameKey).detail(first.to_string())]);
            return Ok(found.first().map_or(fate, |one| Fate::refused(same_key(first)).of(one)));
        }
        self.keys.insert(self.folded(&row.key), line);
        match found.as_slice() {
            [] if !self.settings.key.adds() => Ok(Fate::refused(vec![RowProblem::of(RowCode::Nobody)])),
            [] => self.addition(conn, line, row).await,
            [one] => Ok(self.change(conn, row, one).await?.of(one)),
            [one, ..] => {
                self.nameless += 1;
                Ok(Fate::refused(vec![RowProblem::of(RowCode::SeveralPeople)]).of(one))
            }
        }
    }

    /// Whether a row means somebody whom the asker's role does not reach, or nobody: whoever administers a part cannot tell the two apart, and adds
    /// nobody.
    fn is_outside(&self, found: &[&Standing]) -> bool {
        let reach = self.asker.who.reach(Act::Import);
        if reach == Scope::Everywhere {
            return false;
        }
        let facts = |one: &Standing| self.catalogue.policies.facts(one.person.id, &one.entries);
        found.is_empty() || !found.iter().all(|one| reach.covers(&facts(one)))
    }

    /// What a row changes of somebody who is known.
    async fn change(&self, conn: &mut Conn, row: &Row, standing: &Standing) -> Result<Fate, AppError> {
        let id = standing.person.id;
        let whose = self.catalogue.whose(self.asker, id, &standing.entries);
        if !self.asker.can(Act::EditAnything, Some(&whose)) {
            return Ok(Fate::refused(vec![RowProblem::of(RowCode::Own)]));
        }
        let mut problems = Vec::new();
        if let Some(name) = &row.username
            && !known::has(ImportKey::Username, name, standing, self.catalogue)
        {
            problems.push(RowProblem::of(RowCode::UsernameStays));
        }
        let mut values = self.values(conn, row, standing, &mut problems).await?;
        // What somebody is recognised by stays as it is.
        values.retain(|value| !self.is_key(&value.attribute));
        if let Some(mail) = mail_of(&values)
            && self.known.by_mail(mail).iter().any(|other| *other != id)
        {
            problems.push(self.taken(conn, mail).await?);
        }
        if !problems.is_empty() {
            return Ok(Fate::refused(problems));
        }
        let act = if values.is_empty() { ImportAct::Same } else { ImportAct::Change };
        Ok(Fate { act, person: None, username: None, name: None, values, problems })
    }

    /// Somebody new.
    async fn addition(&mut self, conn: &mut Conn, line: i64, row: &Row) -> Result<Fate, AppError> {
        let person = add_person::nobody_yet(PersonId(0), self.now);
        let standing = Standing::bare(person);
        let mut problems = Vec::new();
        let values = self.values(conn, row, &standing, &mut problems).await?;
        for needed in add_person::NEEDED {
            let is_there = values.iter().any(|value| value.attribute.as_str() == needed);
            let heading =
                AttributeKey::parse(needed).map_or_else(|_| needed.to_owned(), |key| self.reader.heading(&key));
            let is_told = problems.iter().any(|problem| problem.column.as_ref() == Some(&heading));
            if !is_there && !is_told {
                problems.push(RowProblem::of_value(&heading, Problem::new(ProblemCode::Mandatory)));
            }
        }
        if let Some(mail) = mail_of(&values) {
            if !self.known.by_mail(mail).is_empty() {
                // It may mean whoever has the address.
                self.nameless += 1;
                problems.push(self.taken(conn, mail).await?);
            }
            if let Some(first) = self.mails.insert(known::mail(mail), line) {
                self.again.entry(first).or_insert((RowCode::SameMail, line));
                problems.push(RowProblem::of(RowCode::SameMail).detail(first.to_string()));
            }
        }
        if let Some(name) = &row.username {
            let is_twice = self.usernames.insert(fold(name), line).is_some();
            if is_twice || !self.known.by_username(name).is_empty() {
                problems.push(RowProblem::of(RowCode::UsernameTaken));
            }
            if name.chars().count() > MOST_USERNAME {
                problems.push(RowProblem::of(RowCode::TooLong));
            }
        }
        let name = values.iter().find(|value| value.attribute.as_str() == "display_name");
        let name = name.and_then(|value| value.new.as_ref()).map(|value| value.first().to_owned());
        if !problems.is_empty() {
            return Ok(Fate { name, ..Fate::refused(problems) });
        }
        Ok(Fate { act: ImportAct::Add, person: None, username: row.username.clone(), name, values, problems })
    }

    /// What a row says that is not so already; problems are added.
    async fn values(
        &self,
        conn: &mut Conn,
        row: &Row,
        standing: &Standing,
        problems: &mut Vec<RowProblem>,
    ) -> Result<Vec<ImportValue>, AppError> {
        let mut values = Vec::new();
        for (key, said) in &row.values {
            let Some(attribute) = self.catalogue.attribute(key) else { continue };
            let old = standing.effective(self.catalogue, attribute).value;
            match self.value(conn, attribute, said.as_ref(), standing, old.as_ref()).await? {
                Ok(Some(new)) => {
                    let doubtful = kind::is_doubtful(attribute, new.as_ref());
                    values.push(ImportValue { attribute: key.clone(), old, new, doubtful });
                }
                Ok(None) => {}
                Err(found) => {
                    let heading = self.reader.heading(key);
                    problems.extend(found.into_iter().map(|problem| RowProblem::of_value(&heading, problem)));
                }
            }
        }
        Ok(values)
    }

    /// The value that a cell sets; `None` if it stands there already.
    async fn value(
        &self,
        conn: &mut Conn,
        attribute: &Attribute,
        said: Option<&Value>,
        standing: &Standing,
        old: Option<&Value>,
    ) -> Result<Result<Option<Option<Value>>, Vec<Problem>>, AppError> {
        let cleaned = said.and_then(|said| kind::clean(attribute, said));
        if identical(old, cleaned.as_ref()) {
            return Ok(Ok(None));
        }
        let key = attribute.key.as_str();
        let wish = match submit::check_one(self.catalogue, standing, (Editor::Admin, false), key, said, self.now) {
            Ok(wish) => wish,
            Err(found) => return Ok(Err(found)),
        };
        if !matches!(attribute.kind, Kind::Person | Kind::Photo) {
            return Ok(Ok(Some(wish.value)));
        }
        Ok(references::resolve(conn, standing, wish, None)
            .await?
            .map(|wish| (!identical(old, wish.value.as_ref())).then_some(wish.value)))
    }

    async fn taken(&self, conn: &mut Conn, mail: &str) -> Result<RowProblem, AppError> {
        let holders = self.known.by_mail(mail);
        let holder = person::by_ids(conn, &holders).await?.into_iter().next();
        // Who it is elsewhere is not for whoever sees a part.
        let name = holder.filter(|_| self.asker.can_everywhere(Act::SeePeople)).map(|one| one.display_name);
        Ok(RowProblem::of(RowCode::MailTaken).detail(name.unwrap_or_default()))
    }

    fn is_key(&self, attribute: &AttributeKey) -> bool {
        self.settings.key.column() == ImportUse::Attribute { attribute: attribute.clone() }
    }

    fn folded(&self, key: &str) -> String {
        match self.settings.key {
            ImportKey::Mail => known::mail(key),
            _ => fold(key),
        }
    }
}

fn same_key(line: i64) -> Vec<RowProblem> {
    vec![RowProblem::of(RowCode::SameKey).detail(line.to_string())]
}

/// The e-mail address that is set.
fn mail_of(values: &[ImportValue]) -> Option<&str> {
    let value = values.iter().find(|value| value.attribute.as_str() == "mail")?;
    value.new.as_ref().map(Value::first)
}

fn stored(line: &Line, key: &str, fate: Fate) -> import_row::Stored {
    let raw = serde_json::to_string(&line.cells).ok().filter(|raw| raw.len() <= MOST_RAW);
    let first = line.cells.first().map(String::as_str).unwrap_or_default();
    let shown = fate.name.clone().or_else(|| Some(key.to_owned()).filter(|key| !key.is_empty()));
    let name: String = shown.unwrap_or_else(|| first.to_owned()).chars().take(200).collect();
    import_row::Stored {
        search: fold_for_search(&format!("{name}\n{}", key.chars().take(300).collect::<String>())),
        row: ImportRow {
            line: line.number,
            act: fate.act,
            person: fate.person.map(|(id, _)| id),
            name: domain::text::clean(&name, false),
            values: fate.values,
            problems: fate.problems,
            outcome: None,
        },
        person_version: fate.person.map(|(_, version)| version),
        username: fate.username,
        raw,
    }
}
