//! The Outlook add-in's manifests, filled in for one installation. Outlook checks them only when somebody installs the add-in, so what cannot be
//! right is refused here.

use crate::config::{Config, is_guid, is_secure_origin};

/// Amend's own id, the same for all installations and versions. An installation beside another in one tenant needs an id of its own.
const PRODUCT: &str = "9d3c4a52-6f0e-4c55-9a0b-2f6e1d7b8c41";

/// Which manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The add-in only one for Exchange Online, which every Outlook of today takes.
    #[default]
    Outlook,
    /// The reduced one for Exchange on-premises.
    OnPremises,
    /// The unified one.
    Json,
    /// The unified one's translation into French, a file of its own.
    JsonFrench,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Outlook, Self::OnPremises, Self::Json, Self::JsonFrench];

    /// The word on the command line.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Outlook => "outlook",
            Self::OnPremises => "on-premises",
            Self::Json => "json",
            Self::JsonFrench => "json-fr",
        }
    }

    /// The kind with this word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    fn template(self) -> &'static str {
        match self {
            Self::Outlook => include_str!("../../../manifest/outlook.xml"),
            Self::OnPremises => include_str!("../../../manifest/outlook-on-premises.xml"),
            Self::Json => include_str!("../../../manifest/outlook.json"),
            Self::JsonFrench => include_str!("../../../manifest/fr.json"),
        }
    }
}

/// What tells one installation's add-in from another's.
#[derive(Clone, Debug)]
pub(crate) struct AddIn {
    pane: String,
    portal: String,
    id: String,
}

impl AddIn {
    /// What is given, and for what is not, what the settings say.
    pub(crate) fn new(
        pane: Option<String>,
        portal: Option<String>,
        id: Option<String>,
        settings: Option<&Config>,
    ) -> Result<Self, String> {
        let settings_of_pane = settings.and_then(|settings| settings.pane.as_ref());
        let pane = pane
            .or_else(|| Some(settings_of_pane?.public_url.clone()))
            .ok_or("give --origin, the task pane's address, or settings with [pane]")?;
        let portal = portal
            .or_else(|| settings?.public_url.clone())
            .ok_or("give --portal, the portal's address, or settings with public_url: signing in leads there")?;
        let id = id.or_else(|| settings_of_pane?.add_in_id.clone()).unwrap_or_else(|| PRODUCT.to_owned());
        for origin in [&pane, &portal] {
            if !is_secure_origin(origin) {
                return Err(format!(
                    "{origin} is no address for Outlook: it takes https://host, with nothing behind it"
                ));
            }
        }
        if pane == portal {
            return Err(format!("{pane} is the portal; give the task pane a host name of its own"));
        }
        if !is_guid(&id.to_ascii_lowercase()) {
            return Err(format!("{id} is no id: give a GUID such as {PRODUCT}"));
        }
        Ok(Self { pane, portal, id })
    }

    /// The manifest of this kind.
    pub(crate) fn manifest(&self, kind: Kind) -> String {
        let host = |origin: &str| origin.trim_start_matches("https://").to_owned();
        [
            ("pane", self.pane.clone()),
            ("portal", self.portal.clone()),
            ("pane_host", host(&self.pane)),
            ("portal_host", host(&self.portal)),
            ("id", self.id.clone()),
            ("version", version()),
        ]
        .iter()
        .fold(kind.template().to_owned(), |text, (name, value)| text.replace(&format!("{{{{{name}}}}}"), value))
    }
}

/// The program's version with one added in front, for Outlook wants at least 1.0: 0.3.1 is 1.3.1.
fn version() -> String {
    let major = env!("CARGO_PKG_VERSION_MAJOR").parse::<u32>().unwrap_or_default();
    format!("{}.{}.{}", major + 1, env!("CARGO_PKG_VERSION_MINOR"), env!("CARGO_PKG_VERSION_PATCH"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_outlook_takes_are_filled_in() {
        let filled = |pane: &str, portal: &str, id: Option<&str>| {
            AddIn::new(Some(pane.to_owned()), Some(portal.to_owned()), id.map(str::to_owned), None)
        };
        let portal = "https://amend.example.org";
        let add_in = filled("https://addin.example.org:8443", portal, None).unwrap();
        for kind in Kind::ALL {
            let text = add_in.manifest(kind);
            assert!(!text.contains("{{"), "{kind:?}");
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        assert!(add_in.manifest(Kind::Outlook).contains(&format!("<Id>{PRODUCT}</Id>")));
        assert!(add_in.manifest(Kind::Json).contains("[\"addin.example.org:8443\", \"amend.example.org\"]"));
        for bad in ["http://addin.example.org", "https://addin.example.org/", "http://127.0.0.1:80", "addin", portal] {
            assert!(filled(bad, portal, None).is_err(), "{bad}");
        }
        assert!(filled("https://a.example", "http://b.example", None).is_err());
        assert!(filled("https://a.example", portal, Some("9d3c4a52")).is_err());
        assert!(AddIn::new(Some("https://a.example".to_owned()), None, None, None).unwrap_err().contains("--portal"));
    }
}
