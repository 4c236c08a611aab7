//! The attributes that Amend starts with on a directory of inetOrgPerson entries (RFC 2798), where each is read from, and which source
//! attributes are never read at all.

use std::collections::BTreeMap;

use crate::{
    attribute::{Approval, Attribute, Authority, Blank, Family, Kind, Policy, Rules},
    choice::Choice,
    name::AttributeKey,
    validate,
};

/// Key, English and French label, kind, section, policy. Locked ones are the directory's.
type Row = (&'static str, &'static str, &'static str, Kind, &'static str, Policy);

const fn policy(authority: Authority, locked: bool, approval: Approval) -> Policy {
    Policy { authority, locked, visible: true, approval, blank: Blank::Clears, emptied: Blank::Clears }
}

/// The directory's word, for people to see.
const DIRECTORYS: Policy = policy(Authority::Directory, true, Approval::Admins);
/// The directory's word, for administrators to see.
const HIDDEN: Policy = Policy { visible: false, ..DIRECTORYS };
/// People correct it, an administrator looks.
const CORRECTED: Policy = policy(Authority::Shared, false, Approval::Admins);
/// People correct it, their manager knows best.
const WORK: Policy = policy(Authority::Shared, false, Approval::Manager);
/// People correct it, nobody has to look.
const FREE: Policy = policy(Authority::Shared, false, Approval::None);
/// Amend's own, nobody has to look.
const OWN: Policy = policy(Authority::Local, false, Approval::None);

const ROWS: [Row; 24] = [
    ("given_name", "First name", "Prénom", Kind::Text, "person", DIRECTORYS),
    ("surname", "Last name", "Nom", Kind::Text, "person", DIRECTORYS),
    ("display_name", "Name shown", "Nom affiché", Kind::Text, "person", DIRECTORYS),
    ("photo", "Photo", "Photo", Kind::Photo, "person", DIRECTORYS),
    ("about", "About me", "À propos de moi", Kind::Text, "person", FREE),
    ("birthday", "Birthday", "Date de naissance", Kind::Date, "person", OWN),
    ("preferred_language", "Preferred language", "Langue préférée", Kind::Text, "person", FREE),
    ("title", "Job title", "Fonction", Kind::Text, "work", WORK),
    ("department", "Department", "Service", Kind::Text, "work", WORK),
    ("manager", "Manager", "Responsable", Kind::Person, "work", DIRECTORYS),
    ("employee_number", "Employee number", "Matricule", Kind::Text, "work", HIDDEN),
    ("skills", "Skills", "Compétences", Kind::Text, "work", OWN),
    ("mail", "E-mail", "Adresse e-mail", Kind::Email, "contact", DIRECTORYS),
    ("phone", "Phone", "Téléphone", Kind::Phone, "contact", CORRECTED),
    ("mobile", "Mobile phone", "Téléphone portable", Kind::Phone, "contact", CORRECTED),
    ("website", "Website", "Site web", Kind::Url, "contact", FREE),
    ("office", "Office", "Bureau", Kind::Choice, "place", OWN),
    ("room", "Room", "Salle", Kind::Text, "place", CORRECTED),
    ("street", "Street", "Rue", Kind::Text, "place", CORRECTED),
    ("postal_code", "Postal code", "Code postal", Kind::Text, "place", CORRECTED),
    ("city", "City", "Ville", Kind::Text, "place", CORRECTED),
    ("state", "State or region", "Région", Kind::Text, "place", CORRECTED),
    ("country", "Country", "Pays", Kind::Country, "place", CORRECTED),
    ("remote_work", "Works remotely", "Télétravail", Kind::YesNo, "place", OWN),
];

/// Most characters that directories hold: the smaller of the upper bounds of X.520 and Active Directory's schema.
const UPPER_BOUNDS: [(&str, u32); 17] = [
    ("given_name", 64),
    ("surname", 64),
    ("display_name", 256),
    ("about", 1024),
    ("preferred_language", 64),
    ("title", 64),
    ("department", 64),
    ("employee_number", 64),
    ("skills", 64),
    ("mail", 254),
    ("phone", 32),
    ("mobile", 32),
    ("room", 64),
    ("street", 128),
    ("postal_code", 40),
    ("city", 128),
    ("state", 128),
];

/// The attributes that Amend starts with, in the page's order.
#[must_use]
pub fn default_attributes() -> Vec<Attribute> {
    let attribute = |(place, row): (usize, Row)| {
        let (key, english, french, kind, section, policy) = row;
        let is_own = policy.authority == Authority::Local;
        Some(Attribute {
            key: AttributeKey::parse(key).ok()?,
            labels: [("en".to_owned(), english.to_owned()), ("fr".to_owned(), french.to_owned())].into(),
            help: BTreeMap::new(),
            kind,
            many: key == "skills",
            family: if is_own { Family::ProductOnly } else { Family::Directory },
            section: section.to_owned(),
            position: i32::try_from(place * 10 + 10).ok()?,
            rules: rules(key),
            policy,
            together: None,
            levels: Vec::new(),
        })
    };
    ROWS.into_iter().enumerate().filter_map(attribute).collect()
}

/// The pattern of a language tag such as `fr` or `pt-BR` (RFC 5646), as browsers send it.
pub const LANGUAGE_TAG: &str = "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*";

fn rules(key: &str) -> Rules {
    let bound = UPPER_BOUNDS.iter().find(|(bounded, _)| *bounded == key).map(|(_, bound)| *bound);
    let rules = Rules { max_chars: bound, ..Rules::default() };
    match key {
        "skills" => Rules { max_values: Some(30), ..rules },
        "birthday" => {
            Rules { earliest: Some("1900-01-01".to_owned()), latest: Some(validate::YESTERDAY.to_owned()), ..rules }
        }
        "office" => {
            Rules { choices: ["Head office", "Branch office", "Home office"].map(Choice::from).into(), ..rules }
        }
        "preferred_language" => Rules { pattern: Some(LANGUAGE_TAG.to_owned()), ..rules },
        "website" => Rules { max_chars: Some(2048), ..rules },
        _ => rules,
    }
}

/// Where each attribute is read from in an inetOrgPerson directory; Amend's own are read from nowhere.
#[must_use]
pub fn default_mapping() -> Vec<(AttributeKey, &'static str)> {
    [
        ("given_name", "givenName"),
        ("surname", "sn"),
        ("display_name", "displayName"),
        ("photo", "jpegPhoto"),
        ("about", "description"),
        ("preferred_language", "preferredLanguage"),
        ("title", "title"),
        ("department", "departmentNumber"),
        ("manager", "manager"),
        ("employee_number", "employeeNumber"),
        ("mail", "mail"),
        ("phone", "telephoneNumber"),
        ("mobile", "mobile"),
        ("website", "labeledURI"),
        ("room", "roomNumber"),
        ("street", "street"),
        ("postal_code", "postalCode"),
        ("city", "l"),
        ("state", "st"),
        ("country", "c"),
    ]
    .into_iter()
    .filter_map(|(key, source)| Some((AttributeKey::parse(key).ok()?, source)))
    .collect()
}

/// The same for Active Directory, which has names of its own for some.
#[must_use]
pub fn active_directory_mapping() -> Vec<(AttributeKey, &'static str)> {
    const OWN: [(&str, &str); 6] = [
        ("photo", "thumbnailPhoto"),
        // The notes on an account's page of telephone numbers; `description` is the administrators' own.
        ("about", "info"),
        ("department", "department"),
        ("website", "wWWHomePage"),
        ("room", "physicalDeliveryOfficeName"),
        ("street", "streetAddress"),
    ];
    let mut mapping = default_mapping();
    for (key, name) in &mut mapping {
        if let Some((_, own)) = OWN.iter().find(|(known, _)| *known == key.as_str()) {
            *name = own;
        }
    }
    mapping
}

/// Whether a source attribute holds passwords or keys and is never read, whatever a mapping says (S2.10). Case and options (`;binary`) do
/// not count.
#[must_use]
pub fn is_denied(source_attribute: &str) -> bool {
    let name = source_attribute.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let by_number = |number: &str| name == number || name.strip_prefix("oid.") == Some(number);
    DENIED.contains(&name.as_str())
        || DENIED_NUMBERS.into_iter().any(by_number)
        || DENIED_STARTS.iter().any(|start| name.starts_with(start))
}

/// Whether a source attribute is not kept as it was sent: what is denied, and what sounds like a secret or like what is known of one. It may be mapped, as the date on
/// which a password ends is, and is then kept as a value alone.
#[must_use]
pub fn is_never_kept(source_attribute: &str) -> bool {
    const WORDS: [&str; 5] = ["password", "passwd", "secret", "krb", "privatekey"];
    let name = source_attribute.to_ascii_lowercase().replace("secretary", "");
    is_denied(source_attribute) || name.starts_with("mslaps") || WORDS.iter().any(|word| name.contains(word))
}

/// Passwords, password histories, keys and recovery secrets of Active Directory, OpenLDAP, 389 Directory Server, FreeIPA, Samba, MIT and
/// Heimdal Kerberos, eDirectory and Oracle.
const DENIED: [&str; 46] = [
    "authpassword",
    "clearpassword",
    "currentvalue",
    "dbcspwd",
    "goipassword",
    "initialauthincoming",
    "initialauthoutgoing",
    "ipanthash",
    "ipatokenhotpcounter",
    "ipatokenotpkey",
    "ipatokenradiussecret",
    "krb5key",
    "krbextradata",
    "krbmkey",
    "krbprincipalkey",
    "krbpwdhistory",
    "lmpwdhistory",
    "msds-executescriptpassword",
    "msds-groupmsamembership",
    "msds-keycredentiallink",
    "msds-managedpassword",
    "msds-managedpasswordid",
    "msds-managedpasswordpreviousid",
    "msfve-keypackage",
    "msfve-recoverypassword",
    "mspki-accountcredentials",
    "mspkiaccountcredentials",
    "mspkidpapimasterkeys",
    "ntpwdhistory",
    "nspmdistributionpassword",
    "nspmpassword",
    "oath-secret",
    "oathsecret",
    "olcrootpw",
    "orclpassword",
    "passwordhistory",
    "priorvalue",
    "privatekey",
    "pwdhistory",
    "radiussecret",
    "supplementalcredentials",
    "trustauthincoming",
    "trustauthoutgoing",
    "unicodepwd",
    "unixuserpassword",
    "userpassword",
];

/// The same for families of attributes.
const DENIED_STARTS: [&str; 7] = [
    "ms-mcs-admpwd",
    "mslaps-",
    "sambalmpassword",
    "sambantpassword",
    "sambapasswordhistory",
    "userpkcs12",
    "sambacleartextpassword",
];

/// `userPassword`, `unicodePwd`, `userPKCS12`, `authPassword` and `privateKey` by number.
const DENIED_NUMBERS: [&str; 4] =
    ["2.5.4.35", "1.2.840.113556.1.4.90", "2.16.840.1.113730.3.1.216", "1.3.6.1.4.1.4203.1.3.4"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_is_sound() {
        let attributes = default_attributes();
        assert_eq!(attributes.len(), ROWS.len(), "a key is malformed");
        for attribute in &attributes {
            assert_eq!(validate::check_definition(attribute), Ok(()));
            assert!(attribute.labels.contains_key("fr"));
            assert!(ROWS.iter().filter(|row| row.0 == attribute.key.as_str()).count() == 1, "{} twice", attribute.key);
        }
        let known = |key: &str| attributes.iter().any(|attribute| attribute.key.as_str() == key);
        assert!(UPPER_BOUNDS.iter().all(|(key, _)| known(key)));
        for (key, source) in default_mapping().into_iter().chain(active_directory_mapping()) {
            assert!(known(key.as_str()) && !is_denied(source), "{key} from {source}");
        }
        assert_eq!(default_mapping().len(), 20);
        let differs = |(one, other): &((AttributeKey, &str), (AttributeKey, &str))| one != other;
        assert_eq!(default_mapping().into_iter().zip(active_directory_mapping()).filter(differs).count(), 6);
    }

    /// S1.17: what is Amend's own is not expected from a directory.
    #[test]
    fn every_attribute_is_mapped_or_local() {
        let mapping = default_mapping();
        for attribute in default_attributes() {
            let mapped = mapping.iter().any(|(key, _)| *key == attribute.key);
            assert_eq!(mapped, attribute.family != Family::ProductOnly, "{}", attribute.key);
        }
    }

    /// S2.10.
    #[test]
    fn passwords_are_never_read() {
        for denied in [
            "userPassword",
            "UNICODEPWD",
            "sambaNTPassword",
            "krbPrincipalKey",
            "ms-Mcs-AdmPwd",
            "ms-Mcs-AdmPwdExpirationTime",
        ] {
            assert!(is_denied(denied), "{denied}");
        }
        for denied in
            ["userPassword;binary", " userpassword ", "2.5.4.35", "OID.2.5.4.35;x-a", "msLAPS-EncryptedPassword"]
        {
            assert!(is_denied(denied), "{denied}");
        }
        assert!(!is_denied("telephoneNumber"));
        for kept_nowhere in ["passwordExpirationTime", "krbLastPwdChange", "x-appSecret", "msLAPSCurrent", "unicodePwd"]
        {
            assert!(is_never_kept(kept_nowhere), "{kept_nowhere}");
        }
        assert!(!is_never_kept("telephoneNumber") && !is_never_kept("secretary"), "a secretary is a person");
        assert!(!is_denied("title;lang-en"));
    }
}
