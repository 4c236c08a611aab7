//! How to reach each source: of the settings file, or set up on the page. It stands in the catalogue, so that a change reaches every request and
//! every server with the next look at the catalogue's version, while a run that has begun goes on with what it began with.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use domain::{
    api::{AgentTold, Connect, MappingRow, SourceState, TlsMode, Via},
    brake::BrakeLimits,
    id::SourceId,
    kind::country::parts::Part,
    mapping::{ServerKind, is_in_parts, kind_of},
    name::AttributeKey,
};
use secrecy::SecretString;

use super::{
    AppError, expressions,
    reach::{Far, Fars, Reach},
};
use crate::{
    config::{Config, Incremental, SourceConfig},
    seal::Seals,
    source::{Account, Address, Fingerprint, IdAttribute, LdapSettings, Limits, ReadRequest, Tls, Trust},
    store::{Conn, agent_told, set_up, source},
};

/// How to reach a source and what to ask of it.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(super) reach: Reach,
    pub(super) base: String,
    pub(super) request: ReadRequest,
    pub(super) username_attribute: String,
    pub(super) disabled_attribute: Option<String>,
    pub(super) disabled_values: Vec<String>,
    pub(super) mapping: Vec<MappingRow>,
    /// The expressions of the mapping.
    pub(super) expressions: expressions::Ready,
    pub(super) limits: BrakeLimits,
    pub(super) interval_minutes: u32,
    /// How changes are found between full runs.
    pub(super) incremental: Incremental,
    /// After so many milliseconds everything is read and compared again.
    pub(super) full_after: i64,
    /// After so many milliseconds the ids of everybody are compared again, where the directory does not tell who is gone.
    pub(super) compare_ids_after: i64,
    /// Why nothing may be read by it now: its agent lets something out no more without which people would be taken for others than they are.
    pub(super) withheld: Option<String>,
    /// Its set-up is finished, so people may sign in by it.
    pub(super) is_in_use: bool,
    /// The settings file itself says how it is mapped.
    pub(super) mapping_is_fixed: bool,
    /// What pages may show.
    pub(super) connect: Connect,
}

/// What lists of sources show of a source's settings.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Shown {
    pub(super) url: String,
    pub(super) base: String,
    pub(super) filter: String,
}

impl Connection {
    /// What lists show of it.
    pub(super) fn shown(&self) -> Shown {
        let Connect { url, base, filter, .. } = self.connect.clone();
        Shown { url, base, filter }
    }

    /// The same with another mapping.
    pub(super) fn mapped(&self, mapping: &[MappingRow]) -> Result<Self, String> {
        let expressions = expressions::ready(mapping)?;
        let request = request(&self.connect, mapping, &expressions)?;
        Ok(Self { request, mapping: mapping.to_vec(), expressions, ..self.clone() })
    }
}

/// What a certificate is believed by, as far as it is known; an authority or a pin that cannot be read is refused.
pub(super) fn trust(connect: &Connect) -> Result<Trust, String> {
    match (&connect.ca_pem, &connect.pin_sha256) {
        (Some(_), Some(_)) => Err("`ca_pem`: stands beside `pin_sha256`; use one of the two".to_owned()),
        (Some(pem), None) => Ok(Trust::CaPem(pem.clone().into_bytes())),
        (None, Some(pin)) => Fingerprint::parse(pin).map(Trust::PinnedSha256).map_err(|problem| problem.to_string()),
        (None, None) => Ok(Trust::System),
    }
}

/// The address of a connection.
pub(super) fn address(connect: &Connect) -> Result<Address, String> {
    let tls = match connect.tls {
        TlsMode::Ldaps => Tls::Ldaps,
        TlsMode::StartTls => Tls::StartTls,
        TlsMode::Plain => Tls::Plain,
    };
    // Choosing it is the explicit word that it needs.
    let allow_plain = connect.tls == TlsMode::Plain;
    Address::parse(&connect.url, tls, allow_plain).map_err(|problem| problem.to_string())
}

/// How long to wait and how much to take.
pub(super) fn limits(connect: &Connect) -> Limits {
    let operation_timeout = Duration::from_secs(u64::from(connect.operation_seconds));
    Limits {
        connect_timeout: Duration::from_secs(u64::from(connect.connect_seconds)),
        operation_timeout,
        // A server may have to sort everything before it answers for the first time.
        first_page_timeout: operation_timeout * 4,
        page_size: u16::try_from(connect.page_size).unwrap_or(u16::MAX),
        ..Limits::default()
    }
}

/// The search for people, with every attribute that is looked at.
pub(super) fn request(
    connect: &Connect,
    mapping: &[MappingRow],
    expressions: &expressions::Ready,
) -> Result<ReadRequest, String> {
    let id = IdAttribute::new(&connect.id_attribute).map_err(|problem| problem.to_string())?;
    let mut attributes: Vec<&str> = mapping.iter().filter(|row| !row.expression).map(|row| row.from.as_str()).collect();
    attributes.extend(expressions.values().flat_map(|one| one.attributes()));
    if mapping.iter().any(|row| is_in_parts(kind_of(connect), row)) {
        attributes.extend(Part::ALL.map(Part::attribute));
    }
    attributes.push(&connect.username_attribute);
    attributes.extend(connect.disabled_attribute.as_deref());
    ReadRequest::new(&connect.base, &connect.filter, &attributes, id).map_err(|problem| problem.to_string())
}

/// A connection that everything is known of.
pub(super) fn connection(
    connect: &Connect,
    password: SecretString,
    mapping: &[MappingRow],
) -> Result<Connection, String> {
    let account = Account::new(&connect.bind_dn, password).map_err(|problem| problem.to_string())?;
    let ldap = LdapSettings::new(address(connect)?, &trust(connect)?, account, limits(connect))
        .map_err(|problem| problem.to_string())?;
    connection_by(Reach::direct(ldap), connect, mapping)
}

/// A connection that leads this way.
fn connection_by(reach: Reach, connect: &Connect, mapping: &[MappingRow]) -> Result<Connection, String> {
    let expressions = expressions::ready(mapping)?;
    Ok(Connection {
        reach,
        base: connect.base.clone(),
        request: request(connect, mapping, &expressions)?,
        username_attribute: connect.username_attribute.clone(),
        disabled_attribute: connect.disabled_attribute.clone(),
        disabled_values: connect.disabled_values.clone(),
        mapping: mapping.to_vec(),
        expressions,
        limits: BrakeLimits {
            at_least: connect.removals_at_least,
            percent: connect.removals_percent,
            at_most: connect.removals_at_most,
            ..BrakeLimits::default()
        },
        interval_minutes: 0,
        incremental: Incremental::default(),
        full_after: 24 * 3_600_000,
        compare_ids_after: 3_600_000,
        withheld: None,
        is_in_use: true,
        mapping_is_fixed: false,
        connect: connect.clone(),
    })
}

/// The connections of all sources in the settings, by name.
pub(super) fn of_settings(config: &Config) -> Result<BTreeMap<String, Arc<Connection>>, AppError> {
    let one = |source: &SourceConfig| {
        let wrong = |reason: String| AppError::BadRequest(format!("setting `source.{}`: {reason}", source.name));
        Ok((source.name.clone(), Arc::new(configured(source).map_err(wrong)?)))
    };
    config.sources.iter().map(one).collect()
}

fn configured(config: &SourceConfig) -> Result<Connection, String> {
    let ca_pem = match &config.ca_file {
        Some(file) => Some(
            std::fs::read_to_string(file)
                .map_err(|error| format!("ca_file {} cannot be read: {error}", file.display()))?,
        ),
        None => None,
    };
    let tls = match (config.url.starts_with("ldaps:"), config.start_tls) {
        (true, _) => TlsMode::Ldaps,
        (false, true) => TlsMode::StartTls,
        (false, false) if !config.allow_plain => {
            // The constructor says what is wrong with it.
            Address::parse(&config.url, Tls::Plain, false).map_err(|problem| problem.to_string())?;
            TlsMode::Plain
        }
        (false, false) => TlsMode::Plain,
    };
    // A float that is too large for an integer stops at the integer's end.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
    let seconds = |seconds: f64| seconds.ceil() as u32;
    let connect = Connect {
        url: config.url.clone(),
        tls,
        ca_pem,
        pin_sha256: config.pin_sha256.clone(),
        bind_dn: config.bind_dn.clone(),
        base: config.base.clone(),
        filter: config.filter.clone(),
        id_attribute: config.id_attribute.clone(),
        username_attribute: config.username_attribute.clone(),
        disabled_attribute: config.disabled_attribute.clone(),
        disabled_values: config.disabled_values.clone(),
        page_size: config.page_size,
        connect_seconds: seconds(config.connect_seconds),
        operation_seconds: seconds(config.operation_seconds),
        removals_at_least: config.removals_at_least,
        removals_percent: config.removals_percent,
        removals_at_most: config.removals_at_most,
    };
    let password = config.bind_password().map_err(|error| error.to_string())?;
    let mut made = connection(&connect, password, &config.mapping())?;
    let operation_timeout = Duration::from_secs_f64(config.operation_seconds);
    if let Reach::Direct(ldap) = &mut made.reach {
        ldap.limits.connect_timeout = Duration::from_secs_f64(config.connect_seconds);
        ldap.limits.operation_timeout = operation_timeout;
        ldap.limits.first_page_timeout = operation_timeout * 4;
    }
    Ok(Connection {
        interval_minutes: config.interval_minutes,
        incremental: config.incremental,
        full_after: i64::from(config.full_hours) * 3_600_000,
        compare_ids_after: i64::from(config.compare_ids_minutes) * 60_000,
        mapping_is_fixed: config.mapping.is_some(),
        ..made
    })
}

/// What a password in the database is sealed for: at another address, or under another account, it cannot be opened.
pub(super) fn place(source: SourceId, connect: &Connect) -> String {
    format!("source {source} {} {:?} {}", connect.url, connect.tls, connect.bind_dn)
}

/// The mapping of a source: chosen on the page, else of the settings, else what is usual.
pub(super) fn mapping_of(stored: &set_up::Stored, configured: Option<&Connection>) -> Vec<MappingRow> {
    match (&stored.mapping, configured) {
        (Some(chosen), None) => chosen.clone(),
        (Some(chosen), Some(configured)) if !configured.mapping_is_fixed => chosen.clone(),
        (_, Some(configured)) => configured.mapping.clone(),
        (None, None) => {
            let id = stored.connection.as_ref().map(|connect| connect.id_attribute.as_str()).unwrap_or_default();
            domain::mapping::suggested(domain::mapping::kind_by_id(id), &[])
        }
    }
}

/// A source that can be reached, or why not.
pub(super) type Reached = Result<Arc<Connection>, String>;

/// What is known of a source, how it is reached above all.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) reached: Reached,
    /// The attributes that its expressions bring.
    pub(super) worked_out: BTreeSet<AttributeKey>,
    /// The kind of server that it is asked like.
    pub(super) kind: ServerKind,
}

impl Known {
    /// Of a source that nobody has reached yet.
    pub(super) fn of(rows: &[MappingRow], connect: Option<&Connect>) -> Self {
        Self {
            worked_out: rows.iter().filter(|row| row.expression).map(|row| row.attribute.clone()).collect(),
            kind: connect.map(kind_of).unwrap_or_default(),
            reached: Err("it was not reached yet".to_owned()),
        }
    }

    pub(super) fn reached(self, reached: Reached) -> Self {
        Self { reached, ..self }
    }
}

/// Every source that is not retired, with what is known of it.
pub(super) async fn all(
    conn: &mut Conn,
    settings: &BTreeMap<String, Arc<Connection>>,
    (seals, fars): (&Seals, &Fars),
) -> Result<BTreeMap<SourceId, Known>, AppError> {
    let mut set_ups: BTreeMap<SourceId, set_up::Stored> =
        set_up::all(conn).await?.into_iter().map(|stored| (stored.id, stored)).collect();
    let mut reached = BTreeMap::new();
    for source in source::all(conn).await?.into_iter().filter(|source| source.retired_at.is_none()) {
        let Some(stored) = set_ups.remove(&source.id) else { continue };
        let configured = settings.get(&source.name).filter(|_| stored.connection.is_none()).map(AsRef::as_ref);
        let rows = mapping_of(&stored, configured);
        let connect = stored.connection.as_ref().or(configured.map(|configured| &configured.connect));
        let reached_so = match stored.via {
            Via::Direct => how_reached(&source, &stored, settings, seals),
            Via::Agent => by_agent(&source, &stored, fars.to(source.id), agent_told::told(conn, source.id).await?),
        };
        let known = Known::of(&rows, connect).reached(reached_so);
        reached.insert(source.id, known);
    }
    Ok(reached)
}

/// What is asked through an agent where nothing narrower was chosen: what its own settings have.
pub(super) fn within(connect: &Connect, told: Option<&AgentTold>) -> Connect {
    let chosen = |ours: &str, its: Option<&String>| {
        if ours.trim().is_empty() { its.cloned().unwrap_or_default() } else { ours.to_owned() }
    };
    Connect {
        base: chosen(&connect.base, told.map(|told| &told.base)),
        filter: chosen(&connect.filter, told.map(|told| &told.filter)),
        ..connect.clone()
    }
}

fn by_agent(source: &source::Source, stored: &set_up::Stored, far: Far, told: Option<AgentTold>) -> Reached {
    let connect = within(&stored.connection.clone().unwrap_or_default(), told.as_ref());
    if connect.base.trim().is_empty() {
        return Err(
            "no agent of it has started yet; invite one on its page and start it beside the directory".to_owned()
        );
    }
    let mut made = connection_by(Reach::Agent(far), &connect, &mapping_of(stored, None))?;
    if let Some(told) = told {
        let lets_out = |name: &str| told.attributes.iter().any(|known| known.eq_ignore_ascii_case(name));
        made.withheld = withheld(&connect, lets_out);
        // What the agent does not let out is asked for all the same, so that it says so; it is not read, which is another thing than blank.
        let expressions = &made.expressions;
        made.mapping.retain(|row| match expressions.get(&row.attribute).filter(|_| row.expression) {
            Some(expression) => expression.attributes().all(lets_out),
            None => lets_out(&row.from),
        });
    }
    Ok(Arc::new(Connection { is_in_use: source.state != SourceState::Draft, ..made }))
}

/// Why nothing may be read where an agent does not let out by what people sign in, or what says that an account is disabled: what is not told would pass for
/// blank, and everybody would lose their name, or be let in again.
pub(super) fn withheld(connect: &Connect, lets_out: impl Fn(&str) -> bool) -> Option<String> {
    let names = [
        (Some(connect.username_attribute.as_str()), "by which people sign in"),
        (connect.disabled_attribute.as_deref(), "which says that an account is disabled"),
    ];
    let missing = names.into_iter().find_map(|(name, what)| Some((name.filter(|name| !lets_out(name))?, what)));
    let (name, what) = missing?;
    Some(format!(
        "the agent\u{2019}s own file does not let out {name}, {what}; allow it there (allow.attributes), or name another attribute in the set-up"
    ))
}

fn how_reached(
    source: &source::Source,
    stored: &set_up::Stored,
    settings: &BTreeMap<String, Arc<Connection>>,
    seals: &Seals,
) -> Reached {
    let Some(connect) = &stored.connection else {
        let configured = settings.get(&source.name).ok_or("it is no longer in the settings")?;
        let mapping = mapping_of(stored, Some(configured));
        return if mapping == configured.mapping {
            Ok(configured.clone())
        } else {
            configured.mapped(&mapping).map(Arc::new)
        };
    };
    let sealed = stored.secret.as_deref().ok_or("the password of its account is missing; enter it in its set-up")?;
    let password = seals.open(sealed, &place(source.id, connect)).map_err(|error| error.to_string())?;
    let made = connection(connect, password, &mapping_of(stored, None))?;
    Ok(Arc::new(Connection { is_in_use: source.state != SourceState::Draft, ..made }))
}
