//! Tests of a source's set-up against the real directory, one step at a time: what came out, in a code that a page has words for, and what was
//! seen.

use std::collections::BTreeMap;

use domain::{
    api::{
        AskSample, CheckFailure, Checked, Connect, MappingRow, ProfileAttribute, SampleEntry, SetUpStep,
        SourceAttribute, SourceOrigin, SourceSchema, SourceState, Via,
    },
    attribute::Family,
    id::SourceId,
    mapping::{self, ServerKind},
    moment::Moment,
};

use super::{
    App, AppError,
    asker::Asker,
    connection::{self, mapping_of},
    expressions,
    reach::Reach,
};
use crate::{
    source::{Account, Count, Facts, Failure, LdapSettings, ReadRequest, Sample, Server},
    store::{
        agent_told,
        set_up::{self, Stored},
        source,
    },
};

/// Entries that could not be used, as many as are shown.
const UNUSABLE: usize = 10;

impl App {
    /// Tests a step with what was saved.
    pub(crate) async fn check_source(
        &self,
        asker: &Asker,
        id: SourceId,
        step: SetUpStep,
        now: Moment,
    ) -> Result<Checked, AppError> {
        let (row, stored) = self.row_and_set_up(id).await?;
        let connect = self.connect_of(&row, &stored).await?;
        let checked = match step {
            SetUpStep::Address => self.check_address(&row, &stored, &connect).await,
            SetUpStep::Account => self.check_account(&row, &stored, &connect).await,
            SetUpStep::Base => self.check_base(&row, &stored, &connect).await,
            SetUpStep::Filter | SetUpStep::Mapping => self.check_people(&row, &stored, &connect).await,
            _ => {
                return Err(AppError::BadRequest(
                    "`step`: only address, account, base, filter and mapping can be tested".to_owned(),
                ));
            }
        };
        let mut checked = checked.unwrap_or_else(failed);
        // What is usual helps with what nobody has set yet.
        let is_open = row.state == SourceState::Draft && row.origin == SourceOrigin::Portal;
        if let Some(kind) = checked.kind.filter(|_| is_open) {
            checked.usual = Some(Box::new(mapping::usual(kind, connect)));
        }
        let (actor, failure) = (asker.actor(), checked.failure);
        self.store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let mut audit = actor.audit(now, "source.check");
                    audit.detail = serde_json::json!({ "source": row.name, "step": step, "failure": failure });
                    conn.audit(audit);
                    Ok(())
                })
            })
            .await?;
        Ok(checked)
    }

    pub(super) async fn row_and_set_up(&self, id: SourceId) -> Result<(source::Source, Stored), AppError> {
        let mut conn = self.store().read().await?;
        let row = source::all(&mut conn).await?.into_iter().find(|row| row.id == id).ok_or(AppError::NotFound)?;
        let stored = set_up::one(&mut conn, id).await?.ok_or(AppError::NotFound)?;
        if row.retired_at.is_some() {
            return Err(AppError::Conflict(format!("source {} is retired", row.name)));
        }
        Ok((row, stored))
    }

    async fn connect_of(&self, row: &source::Source, stored: &Stored) -> Result<Connect, AppError> {
        let configured = || self.0.parts.settings.get(&row.name).map(|connection| connection.connect.clone());
        let connect = stored.connection.clone().or_else(configured).unwrap_or_default();
        if stored.via == Via::Direct {
            return Ok(connect);
        }
        let told = agent_told::told(&mut self.store().read().await?, row.id).await?;
        Ok(connection::within(&connect, told.as_ref()))
    }

    fn rows_of(&self, row: &source::Source, stored: &Stored) -> Vec<MappingRow> {
        let configured = self.0.parts.settings.get(&row.name).filter(|_| row.origin == SourceOrigin::File);
        mapping_of(stored, configured.map(AsRef::as_ref))
    }

    /// How to reach the directory as the account, with what is known so far.
    fn reach(&self, row: &source::Source, stored: &Stored) -> Result<Reach, Failure> {
        if stored.via == Via::Agent {
            return Ok(Reach::Agent(self.fars().to(row.id)));
        }
        let Some(connect) = &stored.connection else {
            let configured = self.0.parts.settings.get(&row.name);
            return configured
                .map(|connection| connection.reach.clone())
                .ok_or_else(|| settings("it is no longer in the settings"));
        };
        let sealed = stored.secret.as_deref().ok_or_else(|| {
            Failure::new(CheckFailure::NoPassword, "there is no password yet: enter the account's password")
        })?;
        let password = self
            .seals()
            .open(sealed, &connection::place(row.id, connect))
            .map_err(|error| settings(error.to_string()))?;
        let account = Account::new(&connect.bind_dn, password).map_err(|problem| settings(problem.to_string()))?;
        let address = connection::address(connect).map_err(settings)?;
        let trust = connection::trust(connect).map_err(settings)?;
        let ldap = LdapSettings::new(address, &trust, account, connection::limits(connect));
        ldap.map(Reach::direct).map_err(|problem| settings(problem.to_string()))
    }

    async fn check_address(
        &self,
        row: &source::Source,
        stored: &Stored,
        connect: &Connect,
    ) -> Result<Checked, Failure> {
        if stored.via == Via::Agent {
            return Ok(told(self.reach(row, stored)?.examine_address().await?));
        }
        let address = connection::address(connect).map_err(settings)?;
        let trust = connection::trust(connect).map_err(settings)?;
        let unsigned = LdapSettings::unsigned(address, &trust, connection::limits(connect))
            .map_err(|problem| settings(problem.to_string()))?;
        Ok(told(Reach::direct(unsigned).examine_address().await?))
    }

    async fn check_account(
        &self,
        row: &source::Source,
        stored: &Stored,
        connect: &Connect,
    ) -> Result<Checked, Failure> {
        if stored.via == Via::Direct && connect.bind_dn.trim().is_empty() {
            return Err(settings(
                "the name of the account is missing: give its distinguished name, or user@domain for Active Directory",
            ));
        }
        Ok(told(self.reach(row, stored)?.examine_account().await?))
    }

    async fn check_base(&self, row: &source::Source, stored: &Stored, connect: &Connect) -> Result<Checked, Failure> {
        let reach = self.reach(row, stored)?;
        let server = told(reach.examine_account().await?);
        if connect.base.trim().is_empty() {
            return Ok(Checked {
                naming_contexts: server.naming_contexts,
                ..failed(settings("the base is missing: give the name below which people are"))
            });
        }
        match reach.examine_base(&connect.base).await {
            Ok(()) => Ok(server),
            Err(failure) => Ok(Checked { naming_contexts: server.naming_contexts, ..failed(failure) }),
        }
    }

    async fn check_people(&self, row: &source::Source, stored: &Stored, connect: &Connect) -> Result<Checked, Failure> {
        let reach = self.reach(row, stored)?;
        let rows = self.rows_of(row, stored);
        let ready = expressions::ready(&rows).map_err(settings)?;
        let request = connection::request(connect, &rows, &ready).map_err(settings)?;
        let (facts, unreadable) = reach.examine_people(&request).await?;
        let missing = reach.missing_rights(&request, &facts).await?;
        Ok(Checked { missing, ..found(facts, unreadable) })
    }

    /// Refuses to go on unless everybody can be found.
    pub(super) async fn must_find_people(
        &self,
        row: &source::Source,
        stored: &Stored,
        rows: &[MappingRow],
    ) -> Result<(), AppError> {
        let connect = self.connect_of(row, stored).await?;
        let request = expressions::ready(rows)
            .and_then(|ready| connection::request(&connect, rows, &ready))
            .map_err(|reason| AppError::BadRequest(format!("`connection`: {reason}")))?;
        let refused = |failure: Failure| AppError::Conflict(failure.detail);
        self.reach(row, stored).map_err(refused)?.examine_people(&request).await.map_err(refused)?;
        Ok(())
    }

    /// Refuses a mapping that says what it must not; with the row. Where there is no connection yet, what the directory knows is asked when
    /// the set-up is finished.
    pub(super) async fn check_mapping(
        &self,
        row: &source::Source,
        stored: &Stored,
        rows: &[MappingRow],
    ) -> Result<(), AppError> {
        let catalogue = self.present_catalogue().await?;
        let attributes: Vec<_> = catalogue.attributes.iter().map(|one| one.attribute.clone()).collect();
        let schema = match self.reach(row, stored) {
            Ok(reach) => {
                let read = reach.read_schema().await;
                let away = |failure: Failure| {
                    AppError::Conflict(format!("the directory's attributes could not be read: {}", failure.detail))
                };
                match (read, row.state) {
                    (Ok((_, schema)), _) => schema,
                    (Err(_), SourceState::Draft) => Vec::new(),
                    (Err(failure), _) => return Err(away(failure)),
                }
            }
            Err(_) => Vec::new(),
        };
        let mut problems = mapping::check(rows, &attributes, &schema);
        expressions::check(rows, &schema, &mut problems);
        if problems.is_empty() { Ok(()) } else { Err(AppError::Invalid(problems)) }
    }

    /// What the directory knows, and what is usual for its kind.
    pub(crate) async fn source_schema(&self, id: SourceId) -> Result<SourceSchema, AppError> {
        let (row, stored) = self.row_and_set_up(id).await?;
        let (kind, attributes) = self.schema(&row, &stored).await.map_err(|failure| away(&failure))?;
        let suggested = mapping::suggested(kind, &attributes);
        let catalogue = self.present_catalogue().await?;
        let profile = catalogue
            .attributes
            .iter()
            .map(|stored| &stored.attribute)
            .filter(|attribute| attribute.family != Family::ProductOnly)
            .map(|attribute| ProfileAttribute {
                key: attribute.key.clone(),
                labels: attribute.labels.clone(),
                kind: attribute.kind,
                many: attribute.many,
                required: mapping::is_required(&attribute.key),
            })
            .collect();
        Ok(SourceSchema { kind, attributes, suggested, profile })
    }

    async fn schema(
        &self,
        row: &source::Source,
        stored: &Stored,
    ) -> Result<(ServerKind, Vec<SourceAttribute>), Failure> {
        self.reach(row, stored)?.read_schema().await
    }

    /// Values of one entry that matches.
    pub(crate) async fn source_sample(&self, id: SourceId, ask: AskSample) -> Result<SampleEntry, AppError> {
        let (row, stored) = self.row_and_set_up(id).await?;
        let connect = self.connect_of(&row, &stored).await?;
        let mut rows = self.rows_of(&row, &stored);
        if let Some(denied) = ask.attributes.iter().find(|name| domain::catalogue::is_denied(name)) {
            return Err(AppError::BadRequest(format!(
                "`attributes`: {denied} holds a password or a key; Amend never reads it"
            )));
        }
        if !ask.attributes.is_empty() || !ask.expressions.is_empty() {
            rows.clear();
        }
        let tried = expressions::Tried::of(&ask.expressions)?;
        let plain = rows.iter().filter(|row| !row.expression).map(|row| row.from.as_str());
        let names: Vec<&str> =
            ask.attributes.iter().map(String::as_str).chain(plain).chain(tried.attributes()).collect();
        let wrong = |reason: String| AppError::BadRequest(format!("`attributes`: {reason}"));
        // Made for its checks alone: no name of an attribute goes to a server unseen.
        let id_attribute =
            crate::source::IdAttribute::new(&connect.id_attribute).map_err(|problem| wrong(problem.to_string()))?;
        let request = ReadRequest::new(&connect.base, &connect.filter, &names, id_attribute)
            .map_err(|problem| wrong(problem.to_string()))?;
        let reach = self.reach(&row, &stored).map_err(|failure| away(&failure))?;
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let by = [&connect.username_attribute, "mail", "cn", "displayName"].map(str::to_owned);
        let sample = reach.read_sample(&request, (&ask.who, &by), &names).await.map_err(|failure| away(&failure))?;
        let (dn, attributes) = sample.ok_or(AppError::NotFound)?;
        let shown = shown(Sample::of(&dn, &attributes));
        Ok(SampleEntry { expressions: tried.on(&attributes), ..shown })
    }
}

fn settings(reason: impl Into<String>) -> Failure {
    Failure::new(CheckFailure::Settings, reason)
}

fn away(failure: &Failure) -> AppError {
    AppError::Conflict(format!("the directory could not be read: {}", failure.detail))
}

fn failed(failure: Failure) -> Checked {
    Checked {
        failure: Some(failure.code),
        detail: Some(failure.detail),
        fingerprint: failure.fingerprint.map(|print| print.to_string()),
        ..Checked::default()
    }
}

fn told(server: Server) -> Checked {
    Checked {
        kind: Some(server.kind),
        vendor: server.vendor,
        naming_contexts: server.naming_contexts,
        ..Checked::default()
    }
}

fn found(facts: Facts, unreadable: Vec<String>) -> Checked {
    let (count, count_is_open) = match facts.count {
        Count::Exactly(count) => (count, false),
        Count::AtLeast(count) => (count, true),
    };
    Checked {
        kind: Some(facts.kind),
        vendor: facts.vendor,
        naming_contexts: facts.naming_contexts,
        count: Some(i64::try_from(count).unwrap_or(i64::MAX)),
        count_is_open,
        sample: facts.sample.iter().map(|entry| shown(Sample::of(&entry.dn, &entry.attributes))).collect(),
        unreadable,
        unusable: facts.undecodable.iter().take(UNUSABLE).map(|(name, why)| format!("{name}: {why}")).collect(),
        ..Checked::default()
    }
}

fn shown(sample: Sample) -> SampleEntry {
    let Sample { dn, values } = sample;
    let values: BTreeMap<String, Vec<String>> = values;
    SampleEntry { dn, values, expressions: Vec::new() }
}
