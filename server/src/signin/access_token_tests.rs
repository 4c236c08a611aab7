//! The validator against tokens that differ from a good one in anything at all (SEC6). Each way to forge one is told in the stories.

use amend_tests::issuer::Issuer;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const NOW: i64 = 1_700_000_000;
const ID: &str = "aaaaaaaa-0000-4000-8000-000000000001";

struct Desk {
    issuer: Issuer,
    rules: Rules,
    keys: Keys,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    fn new() -> Self {
        let issuer = Issuer::start().unwrap();
        let rules = Rules {
            issuer: issuer.url(),
            tenant: ID.to_owned(),
            audience: ID.to_owned(),
            client: ID.to_owned(),
            scope: "Profile.Edit".to_owned(),
            allow_guests: false,
        };
        let keys = Keys::at(&issuer.keys_url()).unwrap();
        Self { issuer, rules, keys, runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    fn token(&self) -> String {
        self.issuer.token(&self.claims()).unwrap()
    }

    fn claims(&self) -> Value {
        json!({
            "iss": self.issuer.url(), "tid": ID, "ver": "2.0", "aud": ID, "azp": ID, "scp": "Profile.Edit", "oid": ID.to_uppercase(),
            "nbf": NOW - 10, "exp": NOW + 3600, "preferred_username": "emma@example.test",
        })
    }

    fn verify(&self, token: &str, now: i64) -> Result<Verified, NotTaken> {
        self.runtime.block_on(self.rules.verify(&self.keys, token, Moment(now * 1000)))
    }
}

#[test]
fn a_good_token_says_who_it_is() {
    let desk = Desk::new();
    let verified = desk.verify(&desk.token(), NOW).unwrap();
    assert_eq!((verified.subject.as_str(), verified.name.as_str()), (ID, "emma@example.test"));
    // To the second, with clocks a minute apart.
    for (now, is_good) in [(NOW - 71, false), (NOW - 70, true), (NOW + 3659, true), (NOW + 3660, false)] {
        assert_eq!(desk.verify(&desk.token(), now).is_ok(), is_good, "{now}");
    }
}

#[test]
fn guests_come_in_where_the_settings_say_so() {
    let mut desk = Desk::new();
    let mut claims = desk.claims();
    claims["acct"] = json!(1);
    let token = desk.issuer.token(&claims).unwrap();
    assert_eq!(desk.verify(&token, NOW).err(), Some(Bad("of a guest")));
    desk.rules.allow_guests = true;
    assert!(desk.verify(&token, NOW).is_ok());
}

/// No change of a good token makes another good one, and nothing makes the validator panic.
#[test]
fn no_changed_token_is_good() {
    let desk = Desk::new();
    let token = desk.token();
    assert!(desk.verify(&token, NOW).is_ok());
    let length = token.len();
    let one = prop_oneof![Just('.'), Just('='), Just('-'), Just('A'), any::<char>()];
    let change = (0..length, 0..3_u8, one, 0..length);
    proptest!(ProptestConfig::with_cases(3000), |(changes in prop::collection::vec(change, 1..4))| {
        let mut changed: Vec<char> = token.chars().collect();
        for (at, how, letter, other) in changes {
            let at = at.min(changed.len().saturating_sub(1));
            match how {
                0 => changed[at] = letter,
                1 => changed.insert(at, letter),
                _ => {
                    let other = other.min(changed.len() - 1);
                    changed.swap(at, other);
                }
            }
        }
        let changed: String = changed.into_iter().collect();
        prop_assume!(changed != token);
        prop_assert!(desk.verify(&changed, NOW).is_err(), "{}", changed);
    });
    // Whatever stands in the three parts.
    proptest!(ProptestConfig::with_cases(3000), |(header in ".*", claims in ".*", signature in ".*", raw in any::<String>())| {
        let token = [header, claims, signature].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
        prop_assert!(desk.verify(&token, NOW).is_err());
        prop_assert!(desk.verify(&raw, NOW).is_err());
    });
    assert_eq!(desk.issuer.asked().len(), 1);
}

/// Any set of claims but the wanted ones is refused before a key is looked for.
#[test]
fn claims_decide_without_a_key() {
    let desk = Desk::new();
    let value = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        ".*".prop_map(Value::from),
        prop::collection::vec(".*", 0..3).prop_map(Value::from),
    ];
    let name = prop::sample::select(vec![
        "iss", "tid", "ver", "aud", "azp", "exp", "nbf", "scp", "idtyp", "oid", "acct", "idp",
    ]);
    proptest!(ProptestConfig::with_cases(3000), |(name in name, value in value)| {
        let mut claims = desk.claims();
        prop_assume!(claims.get(name) != Some(&value));
        let is_harmless = match name {
            "acct" => value == json!(0) || value == json!("0"),
            "idp" => value.as_str().is_some_and(|text| text.contains(ID)),
            "exp" => value.as_i64().is_some_and(|exp| exp > NOW - 60),
            "nbf" => value.as_i64().is_some_and(|nbf| nbf <= NOW + 60),
            _ => false,
        };
        prop_assume!(!is_harmless);
        claims[name] = value;
        let claims: Claims = serde_json::from_value(claims).unwrap();
        prop_assert!(desk.rules.check(&claims, Moment(NOW * 1000)).is_err());
    });
    assert!(desk.issuer.asked().is_empty());
}
