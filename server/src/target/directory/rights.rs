//! Whether the account may write what the mapping names, found out without changing anything. Active Directory says it of each entry; others are
//! asked to take away a value that is not there, which they refuse differently to whoever may and to whoever may not.

use domain::{dn::names_entry, name::AttributeKey};

use super::{answer::NEEDS_RENAME, order::values, session::Session};
use crate::ldap::{Answer, LdapError, Modification, Verb};

/// What Active Directory lets the account write of an entry ([MS-ADTS] 3.1.1.4.5.20).
const EFFECTIVE: &str = "allowedAttributesEffective";
/// How many people are looked at where that costs a modification each.
const TRIED: usize = 3;

/// One attribute of the directory.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct AttributeRight {
    pub(crate) attribute: Option<AttributeKey>,
    /// Its name in the directory.
    pub(crate) name: String,
    pub(crate) right: Right,
}

/// Whether the account may write it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Right {
    /// Of everybody who was looked at.
    May,
    /// Not of so many.
    MayNot { people: usize },
    /// The directory does not know the attribute.
    Unknown,
    /// It names the entry, which no modification changes.
    NamesEntry,
    /// The directory answered something else.
    NotTold(String),
}

/// Looks what may be written of some people, by id and distinguished name.
pub(crate) async fn examine_rights(
    session: &mut Session,
    sample: &[(Vec<u8>, String)],
    attributes: &[(Option<AttributeKey>, String)],
) -> Result<Vec<AttributeRight>, LdapError> {
    let mut rights: Vec<AttributeRight> = Vec::new();
    for (attribute, name) in attributes {
        let right = match sample.iter().any(|(_, dn)| names_entry(dn, name)) {
            true => Right::NamesEntry,
            false if session.is_active_directory => told(session, sample, name).await?,
            false => tried(session, sample, name).await?,
        };
        rights.push(AttributeRight { attribute: attribute.clone(), name: name.clone(), right });
    }
    Ok(rights)
}

/// Why a value that is written to these attributes of an entry needs more than a modification, if so (P28).
pub(crate) fn needs_rename<'n>(entry: &str, mut names: impl Iterator<Item = &'n str>) -> Option<String> {
    let named = names.find(|name| names_entry(entry, name))?;
    Some(format!("{named} is part of the entry's name: {NEEDS_RENAME}"))
}

async fn told(session: &mut Session, sample: &[(Vec<u8>, String)], name: &str) -> Result<Right, LdapError> {
    let mut people = 0;
    for (id, _) in sample {
        let Some(found) = session.find(id, vec![EFFECTIVE.to_owned()]).await? else { continue };
        let may = values(&found.attributes, EFFECTIVE).iter().any(|known| known.eq_ignore_ascii_case(name.as_bytes()));
        people += usize::from(!may);
    }
    Ok(if people == 0 { Right::May } else { Right::MayNot { people } })
}

async fn tried(session: &mut Session, sample: &[(Vec<u8>, String)], name: &str) -> Result<Right, LdapError> {
    let mut people = 0;
    for (id, _) in sample.iter().take(TRIED) {
        let Some(found) = session.find(id, vec![name.to_owned()]).await? else { continue };
        let held = values(&found.attributes, name);
        let mut answer = None;
        for probe in probes().into_iter().filter(|probe| !held.contains(probe)) {
            let modification = Modification { verb: Verb::Delete, attribute: name.to_owned(), values: vec![probe] };
            let said = session.writer.modify(&found.dn, &[modification], None).await?;
            let is_other_syntax = said.code == 21;
            answer = Some(said);
            if !is_other_syntax {
                break;
            }
        }
        match answer {
            // It would have taken the value away had it been there, or would have had to compare it.
            Some(Answer { code: 16 | 18, .. }) | None => {}
            Some(Answer { code: 50, .. }) => people += 1,
            Some(Answer { code: 17, .. }) => return Ok(Right::Unknown),
            Some(Answer { code, text }) => {
                return Ok(Right::NotTold(LdapError::Answered { operation: "test", code, text }.to_string()));
            }
        }
    }
    Ok(if people == 0 { Right::May } else { Right::MayNot { people } })
}

/// Values that nobody has, in the forms that attributes take: digits, a distinguished name, a moment, a country, a picture, yes or no.
fn probes() -> Vec<Vec<u8>> {
    const NOBODYS: &str = "40759183620471958306";
    let name = format!("cn={NOBODYS},dc=invalid");
    let texts = [NOBODYS, name.as_str(), "16010203040506Z", "ZZ"];
    let mut probes: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    probes.push([b"\xff\xd8\xff\xe0".as_slice(), NOBODYS.as_bytes()].concat());
    probes.extend([b"TRUE".to_vec(), b"FALSE".to_vec()]);
    probes
}
