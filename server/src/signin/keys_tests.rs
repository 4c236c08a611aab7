//! Keys are fetched as seldom as promised, whatever is asked; a real issuer answers, and time is told to it.

use amend_tests::issuer::Issuer;

use super::*;

/// Any time will do.
const START: Moment = Moment(1_700_000_000_000);

fn after(seconds: i64) -> Moment {
    START.plus(seconds * 1000)
}

/// What is fetched beside a request has been fetched.
async fn settled(issuer: &Issuer, asked: usize) {
    for _ in 0..500 {
        if issuer.asked().len() >= asked {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(issuer.asked().len(), asked);
}

/// SEC6: unknown key ids lead to one look a minute, also all at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_flood_of_unknown_ids_is_one_look_a_minute() {
    let issuer = Issuer::start().unwrap();
    let keys = Keys::at(&issuer.keys_url()).unwrap();
    for second in 0..180 {
        let flood: Vec<_> = (0..20)
            .map(|number| {
                let keys = keys.clone();
                tokio::spawn(async move { keys.key(&format!("made-up-{second}-{number}"), after(second)).await.err() })
            })
            .collect();
        for one in flood {
            assert_eq!(one.await.unwrap(), Some(NoKey::Unknown));
        }
        assert!(keys.key("key-1", after(second)).await.is_ok());
    }
    assert_eq!(issuer.asked().len(), 3, "three minutes");
}

/// SEC6: an issuer that is away stops nobody for a day, and then everybody; the reason is told apart from an unknown key.
#[tokio::test]
async fn keys_outlive_an_issuer_that_is_away() {
    let issuer = Issuer::start().unwrap();
    let keys = Keys::at(&issuer.keys_url()).unwrap();
    issuer.silence(true);
    assert!(matches!(keys.key("key-1", START).await, Err(NoKey::Away(_))));
    assert!(matches!(keys.key("key-1", after(1)).await, Err(NoKey::Away(_))));
    assert_eq!(issuer.asked().len(), 1, "not with every request");
    issuer.silence(false);
    assert!(keys.key("key-1", after(6)).await.is_ok());
    issuer.silence(true);
    for hours in 1..23 {
        assert!(keys.key("key-1", after(10 + hours * 3600)).await.is_ok(), "{hours} hours");
    }
    issuer.serve("<html>a page in the way</html>");
    issuer.silence(false);
    assert!(keys.key("key-1", after(23 * 3600)).await.is_ok(), "what is no list of keys replaces none");
    assert!(matches!(keys.key("key-1", after(25 * 3600)).await, Err(NoKey::Away(_))));
    assert!(matches!(keys.key("key-1", START).await, Ok(_) | Err(NoKey::Away(_))), "a clock that is put back");
}

/// Keys are changed: the new one is known with the first token that it signs, the old one as long as it is published.
#[tokio::test]
async fn keys_change() {
    let issuer = Issuer::start().unwrap();
    let keys = Keys::at(&issuer.keys_url()).unwrap();
    assert!(keys.key("key-1", START).await.is_ok());
    let second = issuer.new_key("key-2").unwrap();
    issuer.publish(&[&issuer.key, &second]);
    assert_eq!(keys.key("key-2", after(59)).await.err(), Some(NoKey::Unknown));
    assert!(keys.key("key-2", after(60)).await.is_ok());
    issuer.publish(&[&second]);
    assert!(keys.key("key-1", after(61)).await.is_ok());
    assert!(keys.key("key-2", after(3700)).await.is_ok(), "looked for anew beside this request");
    settled(&issuer, 3).await;
    for _ in 0..500 {
        if keys.key("key-1", after(3701)).await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("a key that was withdrawn is still good");
}

#[test]
fn only_keys_for_signatures_are_taken() {
    let list =
        |keys: &str| read(format!("{{\"keys\":[{keys}]}}").as_bytes()).map(|keys| keys.into_keys().collect::<Vec<_>>());
    let good = r#"{"kty":"RSA","use":"sig","kid":"a","n":"AQAB","e":"AQAB"}"#;
    assert_eq!(list(good).unwrap(), ["a"]);
    assert_eq!(list(&good.replace("\"use\":\"sig\",", "")).unwrap(), ["a"]);
    for bad in [
        good.replace("RSA", "oct"),
        good.replace("sig", "enc"),
        good.replace("\"kty\"", "\"alg\":\"RS512\",\"kty\""),
        good.replace("\"AQAB\",\"e\"", "\"\",\"e\""),
        good.replace("\"AQAB\",\"e\"", "\"AAAA\",\"e\""),
        good.replace("AQAB", "*"),
        format!("{good},{good}"),
        String::new(),
    ] {
        assert!(list(&bad).is_err(), "{bad}");
    }
    assert!(read(b"{}").is_err() && read(b"").is_err());
}
