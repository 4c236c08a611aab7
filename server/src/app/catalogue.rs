//! The attribute definitions, mappings and targets in memory. They are read by every request and moved rarely; each request's session look-up
//! brings the version number that tells whether what is here is still good.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use domain::{
    api::MappingRow,
    approval::{self, Reads},
    attribute::{Attribute, Kind},
    id::{PersonId, SourceId},
    mapping::{self, ServerKind},
    name::AttributeKey,
    policy,
    problem::{Problem, ProblemCode},
    rekey,
    template::TargetKind,
};

use super::{
    App, AppError,
    connection::{self, Connection, Known, Reached},
    notices::settings::Company,
    policies::Policies,
    reach::Fars,
    scim_targets, template,
};
use crate::{
    seal::Seals,
    store::{
        Conn, attribute, column_profile,
        entry::Entry,
        fill_set,
        mapping::{self as rows, Target},
        source, source_order,
    },
};

/// Everything that a value's meaning depends on.
#[derive(Clone, Debug)]
pub(crate) struct Catalogue {
    pub(crate) version: i64,
    /// In the page's order.
    pub(crate) attributes: Vec<attribute::Stored>,
    by_key: BTreeMap<AttributeKey, usize>,
    /// Source attribute by source and attribute.
    pub(crate) mappings: BTreeMap<SourceId, BTreeMap<AttributeKey, String>>,
    /// Names of the sources.
    pub(crate) sources: BTreeMap<SourceId, String>,
    /// How each source is reached, or why it cannot be.
    connections: BTreeMap<SourceId, Known>,
    pub(crate) targets: Vec<Target>,
    /// The expressions of their templates.
    pub(crate) expressions: template::Ready,
    /// How those that are services are reached.
    pub(super) services: scim_targets::Services,
    /// All sources in the order in which their word counts.
    pub(crate) order: Vec<SourceId>,
    /// The order of single attributes, where it is another.
    pub(crate) orders: BTreeMap<AttributeKey, Vec<SourceId>>,
    /// What sections of the form are called, by language, where they are not called by their name.
    pub(crate) sections: BTreeMap<String, BTreeMap<String, String>>,
    /// Sets of values that fill in a form.
    pub(crate) fill_sets: Vec<fill_set::Stored>,
    /// What the columns of files may be called.
    pub(crate) column_profiles: Vec<column_profile::Stored>,
    /// Rules that narrow the policy of attributes for some people.
    pub(crate) policies: Arc<Policies>,
    /// How everybody is told who has not chosen, and how often people are asked about their details.
    pub(super) company: Arc<Company>,
    /// The country whose phone numbers are written without its code where nothing else is known, from the settings.
    pub(crate) default_country: Option<String>,
    /// A day of a level's time-out, in milliseconds.
    pub(crate) day: i64,
}

impl Catalogue {
    pub(super) async fn load(
        conn: &mut Conn,
        settings: &BTreeMap<String, Arc<Connection>>,
        (seals, fars): (&Seals, &Fars),
        day: i64,
    ) -> Result<Self, AppError> {
        let version = attribute::catalogue_version(conn).await?;
        let attributes = attribute::all(conn).await?;
        let by_key = attributes.iter().enumerate().map(|(index, one)| (one.attribute.key.clone(), index)).collect();
        let mut mappings: BTreeMap<SourceId, BTreeMap<AttributeKey, String>> = BTreeMap::new();
        for (source, key, name) in source::mappings(conn).await? {
            mappings.entry(source).or_default().insert(key, name);
        }
        let mut all = source::all(conn).await?;
        let set = source_order::read(conn).await?;
        // Who was never named comes in the order of ids; who is no longer in the settings comes last.
        all.sort_by_key(|source| {
            let place = set.order.iter().position(|named| *named == source.id).unwrap_or(usize::MAX);
            (source.retired_at.is_some(), place, source.id)
        });
        let order = all.iter().map(|source| source.id).collect();
        let sources = all.into_iter().map(|source| (source.id, source.name)).collect();
        let targets = rows::targets(conn).await?;
        let expressions = template::ready(&targets);
        let connections = connection::all(conn, settings, (seals, fars)).await?;
        let services = scim_targets::services(conn, seals).await?;
        let orders = set.attributes;
        let sections = attribute::sections(conn).await?;
        let fill_sets = fill_set::all(conn).await?;
        let column_profiles = column_profile::all(conn).await?;
        let reads = approval::reads(attributes.iter().map(|one| &one.attribute));
        let policies = Arc::new(Policies::load(conn, reads).await?);
        let company = Arc::new(Company::load(conn).await?);
        Ok(Self {
            version,
            attributes,
            by_key,
            mappings,
            sources,
            connections,
            targets,
            expressions,
            services,
            order,
            orders,
            sections,
            fill_sets,
            column_profiles,
            policies,
            default_country: None,
            company,
            day,
        })
    }

    /// The catalogue as it would be if a source were reached in this way, for a trial that changes nothing.
    pub(super) fn with(&self, source: SourceId, connection: Connection) -> Self {
        let mut tried = self.clone();
        let rows = &connection.mapping;
        tried.mappings.insert(source, rows.iter().map(|row| (row.attribute.clone(), row.from.clone())).collect());
        let known = Known::of(&connection.mapping, Some(&connection.connect));
        tried.connections.insert(source, known.reached(Ok(Arc::new(connection))));
        tried
    }

    /// How a source is reached.
    pub(super) fn connection(&self, source: SourceId) -> Result<&Arc<Connection>, AppError> {
        let name = self.sources.get(&source).ok_or(AppError::NotFound)?;
        let why = match self.connections.get(&source).map(|known| &known.reached) {
            Some(Ok(connection)) => return Ok(connection),
            Some(Err(why)) => why,
            None => "it was retired, or is no longer in the settings",
        };
        Err(AppError::Conflict(format!("source {name} cannot be read: {why}")))
    }

    /// Every source that is not retired, by name, with how it is reached.
    pub(super) fn reached(&self) -> impl Iterator<Item = (&str, &Reached)> {
        self.connections.iter().filter_map(|(source, known)| Some((self.sources.get(source)?.as_str(), &known.reached)))
    }

    /// The same by id.
    pub(super) fn reached_sources(&self) -> impl Iterator<Item = (SourceId, &Reached)> {
        self.connections.iter().map(|(source, known)| (*source, &known.reached))
    }

    /// A definition with its version.
    pub(crate) fn stored(&self, key: &AttributeKey) -> Option<&attribute::Stored> {
        self.by_key.get(key).and_then(|index| self.attributes.get(*index))
    }

    /// A definition.
    pub(crate) fn attribute(&self, key: &AttributeKey) -> Option<&Attribute> {
        self.stored(key).map(|stored| &stored.attribute)
    }

    /// A definition that a request named by text; an unknown one is a problem of that attribute.
    pub(crate) fn named(&self, text: &str) -> Result<&Attribute, Problem> {
        AttributeKey::parse(text)
            .ok()
            .and_then(|key| self.attribute(&key))
            .ok_or_else(|| Problem::new(ProblemCode::UnknownAttribute))
    }

    /// Whether any source says something about an attribute.
    pub(crate) fn is_mapped(&self, key: &AttributeKey) -> bool {
        self.mappings.values().any(|mapping| mapping.contains_key(key))
    }

    /// Whether an expression brings what a source says of an attribute.
    pub(crate) fn is_worked_out(&self, source: SourceId, key: &AttributeKey) -> bool {
        self.connections.get(&source).is_some_and(|known| known.worked_out.contains(key))
    }

    /// Whether a target writes an attribute in the three parts of a country (P26).
    pub(crate) fn is_in_parts(&self, target: &Target, key: &AttributeKey, name: &str) -> bool {
        if target.kind != TargetKind::Directory {
            return false;
        }
        let is_country =
            self.attribute(key).is_some_and(|attribute| attribute.kind == Kind::Country && !attribute.many);
        let kind = self.server_kind(target.source).unwrap_or_default();
        is_country && mapping::is_in_parts(kind, &MappingRow::plain(key.clone(), name))
    }

    /// What kind of server a source is; `None` if it is given up.
    pub(super) fn server_kind(&self, source: SourceId) -> Option<ServerKind> {
        self.connections.get(&source).map(|known| known.kind)
    }

    /// An id of a source's entry as that directory prints it.
    pub(super) fn printed_id(&self, source: SourceId, id: &str) -> String {
        let reached = self.connections.get(&source).and_then(|known| known.reached.as_ref().ok());
        rekey::printed_id(id, reached.map_or("", |connection| connection.request.id_name()))
    }

    /// The order in which sources count for an attribute.
    pub(crate) fn order_of(&self, key: &AttributeKey) -> &[SourceId] {
        self.orders.get(key).unwrap_or(&self.order)
    }

    /// The targets that write an attribute and are followed.
    pub(crate) fn targets_of<'a>(&'a self, key: &'a AttributeKey) -> impl Iterator<Item = &'a Target> {
        self.targets.iter().filter(move |target| target.mapping_of(key).is_some())
    }

    /// What the levels of attributes read of a directory.
    pub(super) fn reads(&self) -> Reads {
        approval::reads(self.attributes.iter().map(|stored| &stored.attribute))
    }

    /// Keys of the attributes that every employee sees.
    pub(crate) fn seen_by_all(&self) -> BTreeSet<&AttributeKey> {
        let all = self.attributes.iter().map(|stored| &stored.attribute);
        all.filter(|one| policy::is_seen_by_all(one, &self.policies.rules)).map(|one| &one.key).collect()
    }

    /// Keys of the attributes that a person with these entries sees.
    pub(crate) fn visible_to(&self, person: PersonId, entries: &[Entry]) -> Vec<AttributeKey> {
        let all = self.attributes.iter().map(|stored| &stored.attribute);
        all.filter(|one| self.own(person, entries, one).policy.visible).map(|one| one.key.clone()).collect()
    }
}

impl App {
    /// The catalogue as of `version`, from memory if it is there.
    pub(crate) async fn catalogue(&self, version: i64) -> Result<Arc<Catalogue>, AppError> {
        if let Some(known) = self.known_catalogue().filter(|known| known.version == version) {
            return Ok(known);
        }
        let mut conn = self.store().read().await?;
        let day = self.config().approval_day();
        let loaded = Catalogue::load(&mut conn, &self.0.parts.settings, (&self.0.seals, self.fars()), day).await?;
        let default_country = self.config().profiles.default_country.clone();
        let fresh = Arc::new(Catalogue { default_country, ..loaded });
        self.keep_catalogue(fresh.clone());
        Ok(fresh)
    }

    /// The catalogue as it is now, for work that no request started.
    pub(crate) async fn present_catalogue(&self) -> Result<Arc<Catalogue>, AppError> {
        let mut conn = self.store().read().await?;
        let version = attribute::catalogue_version(&mut conn).await?;
        drop(conn);
        self.catalogue(version).await
    }
}
