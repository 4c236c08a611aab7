//! What Amend does, one file for each thing a user would name. `http` and `jobs` are two doors into this room; it is the only one where
//! database, sources, targets and sign-in meet.

mod add_attribute;
mod add_person;
pub(crate) mod admin;
pub(crate) mod administrators;
pub(crate) mod agents;
mod approval;
pub(crate) mod approvals;
mod around;
pub(crate) mod asker;
pub(crate) mod attributes;
pub(crate) mod audit_log;
mod bearer;
pub(crate) mod block;
pub(crate) mod catalogue;
pub(crate) mod changes;
pub(crate) mod check;
mod check_source;
mod colleagues;
pub(crate) mod column_profiles;
mod confirm;
mod confirm_report;
mod conflicts;
mod connection;
pub(crate) mod decide;
mod deciders;
pub(crate) mod definitions;
mod draft;
mod end_at_provider;
mod error;
mod export_file;
pub(crate) mod export_links;
mod exports;
mod expressions;
pub(crate) mod figures;
pub(crate) mod fill_sets;
pub(crate) mod findings;
pub(crate) mod form_order;
pub(crate) mod health;
mod history;
pub(crate) mod identities;
pub(crate) mod imports;
pub(crate) mod items;
mod link_identity;
pub(crate) mod links;
pub(crate) mod manifest;
mod names;
pub(crate) mod notices;
pub(crate) mod open_session;
mod overdue;
mod own_path;
pub(crate) mod pane_sign_in;
pub(crate) mod people;
mod photos;
pub(crate) mod pins;
mod place;
mod policies;
mod policy_effect;
mod policy_groups;
pub(crate) mod policy_rules;
mod preview_source;
pub(crate) mod problem;
pub(crate) mod profile;
pub(crate) mod provider_sign_in;
pub(crate) mod purge;
mod reach;
mod reaching;
mod received;
pub(crate) mod reexport;
mod references;
pub(crate) mod rekey;
mod relink;
mod remap;
mod renew;
mod report_file;
mod reports;
mod scim_targets;
mod scope;
mod scope_places;
pub(crate) mod seats;
pub(crate) mod seed;
mod seek_entry;
pub(crate) mod selection;
pub(crate) mod send_picture;
mod set_up;
mod settle;
mod show_change;
pub(crate) mod sign_in;
pub(crate) mod source_order;
pub(crate) mod sources;
mod spreadsheet;
mod standing;
mod step;
mod step_many;
pub(crate) mod submit;
pub(crate) mod sync;
mod template;
mod together;
mod undo;
pub(crate) mod withdraw;
mod words;
mod write_back;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use domain::id::RunId;

pub(crate) use error::AppError;

use crate::{config::Config, mail::Mailer, seal::Seals, signin::Provider, source::Progress, store::Store};
use bearer::Bearers;
use catalogue::Catalogue;
use connection::Connection;
use reach::{Bell, Fars};
use sign_in::Attempts;

/// The running product. Cloning is cheap.
#[derive(Clone)]
pub(crate) struct App(Arc<Inner>);

struct Inner {
    store: Store,
    config: Arc<Config>,
    parts: Parts,
    seals: Seals,
    catalogue: RwLock<Option<Arc<Catalogue>>>,
    /// Runs that this process is reading now, for live figures and for stopping them.
    reading: Mutex<BTreeMap<RunId, Arc<Progress>>>,
    attempts: Attempts,
    /// Leads to agents.
    fars: Fars,
    /// This process, as the holder of leases.
    holder: String,
}

/// What follows from the settings alone.
struct Parts {
    /// How to reach each source of the settings file, by its name.
    settings: BTreeMap<String, Arc<Connection>>,
    /// The way to the mail server, if the settings name one.
    mailer: Option<Mailer>,
    /// Checks access tokens at the pane's door, if that is set up.
    bearers: Option<Bearers>,
    /// The identity providers that people sign in with.
    providers: Vec<Provider>,
}

impl Parts {
    /// Settings that cannot be used are refused here, before anything starts.
    fn of(config: &Config) -> Result<Self, AppError> {
        let settings = connection::of_settings(config)?;
        let mailer = config.mail.as_ref().map(Mailer::new).transpose();
        let mailer = mailer.map_err(|wrong| AppError::BadRequest(format!("setting {wrong}")))?;
        let nested = config.pane.as_ref().and_then(|pane| pane.nested.as_ref());
        let bearers = nested.map(Bearers::of).transpose()?;
        let portal = config.public_url.clone().unwrap_or_default();
        let providers = config.sign_in.iter().map(|settings| Provider::new(settings, &portal));
        let providers = providers.collect::<Result<_, _>>().map_err(AppError::BadRequest)?;
        Ok(Self { settings, mailer, bearers, providers })
    }
}

impl App {
    /// Puts the parts together.
    pub(crate) fn new(store: Store, config: impl Into<Arc<Config>>) -> Result<Self, AppError> {
        let config: Arc<Config> = config.into();
        let parts = Parts::of(&config)?;
        let seals = Seals::new(config.secret_key_file.clone().unwrap_or_else(|| "amend.key".into()));
        let attempts = Attempts::new(config.sign_in_attempts_per_minute);
        let holder = hex::encode(crate::clock::random::<8>()?);
        let (catalogue, reading) = (RwLock::default(), Mutex::default());
        let fars = Fars::new(store.clone(), reach::Patience::of(&config.agents));
        Ok(Self(Arc::new(Inner { store, config, parts, seals, catalogue, reading, attempts, fars, holder })))
    }

    /// The database.
    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    /// The settings.
    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    fn seals(&self) -> &Seals {
        &self.0.seals
    }

    fn holder(&self) -> &str {
        &self.0.holder
    }

    fn bearers(&self) -> Option<&Bearers> {
        self.0.parts.bearers.as_ref()
    }

    fn providers(&self) -> &[Provider] {
        &self.0.parts.providers
    }

    fn fars(&self) -> &Fars {
        &self.0.fars
    }

    fn bell(&self) -> &Bell {
        self.0.fars.bell()
    }

    fn attempts(&self) -> &Attempts {
        &self.0.attempts
    }

    fn mailer(&self) -> Option<&Mailer> {
        self.0.parts.mailer.as_ref()
    }

    fn known_catalogue(&self) -> Option<Arc<Catalogue>> {
        self.0.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep_catalogue(&self, fresh: Arc<Catalogue>) {
        *self.0.catalogue.write().unwrap_or_else(PoisonError::into_inner) = Some(fresh);
    }

    fn reading(&self, run: RunId) -> Option<Arc<Progress>> {
        self.0.reading.lock().unwrap_or_else(PoisonError::into_inner).get(&run).cloned()
    }

    fn set_reading(&self, run: RunId, progress: Option<Arc<Progress>>) {
        let mut reading = self.0.reading.lock().unwrap_or_else(PoisonError::into_inner);
        match progress {
            Some(progress) => reading.insert(run, progress),
            None => reading.remove(&run),
        };
    }
}
