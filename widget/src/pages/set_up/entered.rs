//! What is being typed into the steps of a set-up.

use domain::api::{Connect, SaveSetUp, SetUp, SetUpStep, TlsMode, Via};
use leptos::prelude::*;

/// The forms of trust, in the order of the list.
pub(super) const PINNED: usize = 2;
const OWN_AUTHORITY: usize = 1;

#[derive(Clone, Copy)]
pub(super) struct Entered {
    /// Its place among directly and by an agent.
    pub(super) via: RwSignal<usize>,
    pub(super) url: RwSignal<String>,
    /// Its place among LDAPS, StartTLS and none.
    pub(super) tls: RwSignal<usize>,
    /// Its place among system, own authority and pin.
    pub(super) trust: RwSignal<usize>,
    pub(super) ca_pem: RwSignal<String>,
    pub(super) pin: RwSignal<String>,
    pub(super) bind_dn: RwSignal<String>,
    pub(super) password: RwSignal<String>,
    pub(super) base: RwSignal<String>,
    pub(super) filter: RwSignal<String>,
    pub(super) id_attribute: RwSignal<String>,
    pub(super) username_attribute: RwSignal<String>,
    pub(super) disabled_attribute: RwSignal<String>,
    pub(super) disabled_values: RwSignal<String>,
}

const TLS: [TlsMode; 3] = [TlsMode::Ldaps, TlsMode::StartTls, TlsMode::Plain];

fn blank(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What is kept of a connection where an agent knows the rest.
fn inside(connect: Connect) -> Connect {
    Connect {
        url: String::new(),
        tls: TlsMode::default(),
        ca_pem: None,
        pin_sha256: None,
        bind_dn: String::new(),
        ..connect
    }
}

impl Entered {
    pub(super) fn of(known: &SetUp) -> Self {
        let connect = known.connection.clone();
        let trust = match (&connect.ca_pem, &connect.pin_sha256) {
            (Some(_), _) => OWN_AUTHORITY,
            (None, Some(_)) => PINNED,
            (None, None) => 0,
        };
        Self {
            via: RwSignal::new(usize::from(known.via == Via::Agent)),
            tls: RwSignal::new(TLS.iter().position(|tls| *tls == connect.tls).unwrap_or(0)),
            trust: RwSignal::new(trust),
            ca_pem: RwSignal::new(connect.ca_pem.unwrap_or_default()),
            pin: RwSignal::new(connect.pin_sha256.unwrap_or_default()),
            password: RwSignal::new(String::new()),
            url: RwSignal::new(connect.url),
            bind_dn: RwSignal::new(connect.bind_dn),
            base: RwSignal::new(connect.base),
            filter: RwSignal::new(connect.filter),
            id_attribute: RwSignal::new(connect.id_attribute),
            username_attribute: RwSignal::new(connect.username_attribute),
            disabled_attribute: RwSignal::new(connect.disabled_attribute.unwrap_or_default()),
            disabled_values: RwSignal::new(connect.disabled_values.join(", ")),
        }
    }

    /// How the directory is to be reached.
    pub(super) fn via(self) -> Via {
        if self.via.get() == 1 { Via::Agent } else { Via::Direct }
    }

    /// What to save; what no step asks for stays as it is.
    pub(super) fn save(self, known: &SetUp, step: SetUpStep) -> SaveSetUp {
        let trust = self.trust.get_untracked();
        let values = self.disabled_values.get_untracked();
        let connection = Connect {
            url: self.url.get_untracked().trim().to_owned(),
            tls: TLS.get(self.tls.get_untracked()).copied().unwrap_or_default(),
            ca_pem: blank(&self.ca_pem.get_untracked()).filter(|_| trust == OWN_AUTHORITY),
            pin_sha256: blank(&self.pin.get_untracked()).filter(|_| trust == PINNED),
            bind_dn: self.bind_dn.get_untracked().trim().to_owned(),
            base: self.base.get_untracked().trim().to_owned(),
            filter: self.filter.get_untracked().trim().to_owned(),
            id_attribute: self.id_attribute.get_untracked().trim().to_owned(),
            username_attribute: self.username_attribute.get_untracked().trim().to_owned(),
            disabled_attribute: blank(&self.disabled_attribute.get_untracked()),
            disabled_values: values.split(',').filter_map(blank).collect(),
            ..known.connection.clone()
        };
        let via = untrack(|| self.via());
        let (connection, password) = match via {
            Via::Direct => (connection, self.password.get_untracked()),
            // What an agent knows is not sent, whatever was typed before.
            Via::Agent => (inside(connection), String::new()),
        };
        SaveSetUp {
            step: Some(step),
            via: Some(via).filter(|via| *via != known.via),
            connection: Some(connection),
            password: Some(password).filter(|text| !text.is_empty()),
            ..SaveSetUp::default()
        }
    }

    /// Takes over what is usual for a kind of server, where nothing else was entered.
    pub(super) fn take_usual(self, usual: &Connect) {
        let start = Connect::default();
        let is_untouched = self.filter.get_untracked() == start.filter
            && self.id_attribute.get_untracked() == start.id_attribute
            && self.username_attribute.get_untracked() == start.username_attribute;
        if is_untouched {
            self.filter.set(usual.filter.clone());
            self.id_attribute.set(usual.id_attribute.clone());
            self.username_attribute.set(usual.username_attribute.clone());
            self.disabled_attribute.set(usual.disabled_attribute.clone().unwrap_or_default());
            self.disabled_values.set(usual.disabled_values.join(", "));
        }
    }
}
