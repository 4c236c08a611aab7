//! People are written to a real service, over a front that can spoil its answers.

use amend_tests::scim::{Front, Says, Scim, TOKEN};
use domain::value::{Theirs, Value};
use secrecy::SecretString;

use super::{
    super::{examine, order::Wish, schema::PathRight},
    *,
};

fn place(url: &str, missing: Missing) -> Place {
    Place { address: Address::new(url, SecretString::from(TOKEN), None).unwrap(), missing }
}

async fn open(front: &Front) -> Session {
    Session::open(place(&front.url(), Missing::Wait)).await.unwrap()
}

fn emma() -> Whom {
    Whom { external_id: "id-1".to_owned(), user_names: vec!["emma".to_owned()], name: "Emma Larsen".to_owned() }
}

fn order(wishes: &[(&str, Option<&str>)]) -> Order {
    let wish = |(path, new): &(&str, Option<&str>)| {
        let new = New::Value(new.and_then(Value::one));
        Ok(Wish { path: ScimPath::parse(path)?, known: Theirs::NotRead, new, attribute: None })
    };
    Order { whom: emma(), wishes: wishes.iter().map(wish).collect() }
}

fn start() -> (Scim, Front) {
    let scim = Scim::start().unwrap();
    let front = Front::before(&scim).unwrap();
    (scim, front)
}

const WORK: &str = "emails[type eq \"work\"].value";
const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

/// S1.14: the kinds of paths, written, read back, found there the second time, and taken away again.
#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_found_and_written_once() {
    let (scim, front) = start();
    scim.add(&json!({ "userName": "EMMA", "title": "Clerk", "emails": [{ "type": "home", "value": "e@home.test" }] }));
    scim.add(&json!({ "userName": "noah", "externalId": "id-2" }));
    let mut session = open(&front).await;
    let all = order(&[
        ("title", Some("Chief")),
        ("name.familyName", Some("Larsen")),
        (WORK, Some("emma@example.test")),
        ("phoneNumbers[type eq \"work\"].value", Some("+47 22 12 34 56")),
        ("addresses[type eq \"work\"].locality", Some("Oslo")),
        ("addresses[type eq \"work\"].country", Some("NO")),
        (DEPARTMENT, Some("Sales")),
        ("active", Some("TRUE")),
        ("nickName", None),
    ]);
    let fates = session.deliver(&all).await.unwrap();
    assert_eq!(fates[..8], vec![Fate::Written; 8]);
    assert_eq!(fates[8], Fate::There);
    let user = scim.user("EMMA");
    assert_eq!(
        (&user["title"], &user["name"]["familyName"], &user["active"]),
        (&json!("Chief"), &json!("Larsen"), &json!(true))
    );
    assert_eq!(user["addresses"], json!([{ "type": "work", "locality": "Oslo", "country": "NO" }]));
    assert_eq!(user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["department"], "Sales");
    assert_eq!(user["emails"].as_array().unwrap().len(), 2);
    assert_eq!(user["externalId"], "id-1", "found by our id from now on");
    assert!(front.heads("PATCH")[0].to_lowercase().contains("if-match: w/\"1\""), "{:?}", front.heads("PATCH"));

    let version = user["meta"]["version"].clone();
    assert_eq!(session.deliver(&all).await.unwrap(), vec![Fate::There; 9]);
    assert_eq!((scim.user("EMMA")["meta"]["version"].clone(), front.asked("PATCH")), (version, 1));

    let none = order(&[(WORK, None), ("addresses[type eq \"work\"].locality", None), (DEPARTMENT, None)]);
    assert_eq!(session.deliver(&none).await.unwrap(), vec![Fate::Written; 3]);
    let user = scim.user("EMMA");
    assert_eq!(user["emails"], json!([{ "type": "home", "value": "e@home.test" }]));
    assert_eq!(user["addresses"], json!([{ "type": "work", "country": "NO" }]));
    assert!(user["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["department"].is_null());
}

/// Whoever is not there is made where that is wanted, once; who is called the same and is another is nobody of ours.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_missing_is_made_or_waited_for() {
    let (scim, front) = start();
    let title = order(&[("title", Some("Chief")), (DEPARTMENT, Some("Sales")), ("active", Some("perhaps"))]);
    let fates = open(&front).await.deliver(&title).await.unwrap();
    assert!(matches!(&fates[0], Fate::Absent(why) if why.contains("make one there")), "{fates:?}");
    let mut session = Session::open(place(&front.url(), Missing::Make)).await.unwrap();
    let fates = session.deliver(&title).await.unwrap();
    assert!(matches!(fates.as_slice(), [Fate::Made, Fate::Made, Fate::Refused(_)]), "{fates:?}");
    let user = scim.user("emma");
    assert_eq!((&user["externalId"], &user["title"], &user["active"]), (&json!("id-1"), &json!("Chief"), &json!(true)));
    session.deliver(&title).await.unwrap();
    assert_eq!((scim.users().len(), front.asked("POST")), (1, 1));
    // Made, and the answer lost: found by our id, and not made again.
    let mut noah = title.clone();
    noah.whom =
        Whom { external_id: "id-2".to_owned(), user_names: vec!["noah".to_owned()], name: "Noah Berg".to_owned() };
    front.says("POST", Says::Lost);
    assert!(session.deliver(&noah).await.is_err());
    front.says("POST", Says::Through);
    let fates = session.deliver(&noah).await.unwrap();
    assert!(matches!(fates.as_slice(), [Fate::There, Fate::There, Fate::Refused(_)]), "{fates:?}");
    assert_eq!((scim.users().len(), front.asked("POST")), (2, 2));
    let mut other = title.clone();
    other.whom.external_id = "id-9".to_owned();
    let fates = session.deliver(&other).await.unwrap();
    assert!(matches!(&fates[0], Fate::Refused(why) if why.contains("stands for somebody else")), "{fates:?}");
}

/// What a value names is written by the service's own id for them.
#[tokio::test(flavor = "multi_thread")]
async fn a_manager_is_written_by_their_id_there() {
    let (scim, front) = start();
    scim.add(&json!({ "userName": "emma" }));
    let mut session = open(&front).await;
    let boss =
        Whom { external_id: "id-7".to_owned(), user_names: vec!["anna".to_owned()], name: "Anna Berg".to_owned() };
    let mut order = order(&[("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", None)]);
    order.wishes[0].as_mut().unwrap().new = New::Person(boss);
    let fates = session.deliver(&order).await.unwrap();
    assert!(matches!(&fates[0], Fate::Absent(why) if why.starts_with("Anna Berg")), "{fates:?}");
    let anna = scim.add(&json!({ "userName": "anna", "externalId": "id-7" }));
    assert_eq!(session.deliver(&order).await.unwrap(), [Fate::Written]);
    assert_eq!(
        scim.user("emma")["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"]["manager"]["value"],
        anna["id"]
    );
    assert_eq!(session.deliver(&order).await.unwrap(), [Fate::There]);
}

/// One value that is refused holds the others of a person up no more than other people.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_holds_nothing_else_up() {
    let (scim, front) = start();
    scim.add(&json!({ "userName": "emma" }));
    scim.add(&json!({ "userName": "noah" }));
    let mut session = open(&front).await;
    let both = order(&[
        ("title", Some("Chief")),
        ("userName", Some("noah")),
        ("profileUrl", Some("https://example.test/e")),
        ("no path", None),
    ]);
    let fates = session.deliver(&both).await.unwrap();
    assert!(
        matches!(fates.as_slice(), [Fate::Written, Fate::Refused(why), Fate::Written, Fate::Refused(_)] if why.starts_with("another user has this already")),
        "{fates:?}"
    );
    let unknown = order(&[("shoeSize", Some("38")), ("title", Some("Boss"))]);
    let fates = session.deliver(&unknown).await.unwrap();
    assert!(matches!(fates.as_slice(), [Fate::Refused(_), Fate::Written]), "{fates:?}");
}

/// B3: 429 and what is out of order is later, and rested for; an answer that is lost is looked up; a token that ended stops everything.
#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_later_or_for_people() {
    let (scim, front) = start();
    scim.add(&json!({ "userName": "emma" }));
    let mut session = open(&front).await;
    let chief = order(&[("title", Some("Chief"))]);
    front.says("PATCH", Says::Instead(429, "retry-after: 120\r\n"));
    let fates = session.deliver(&chief).await.unwrap();
    assert!(matches!(fates.as_slice(), [Fate::Later(why)] if why.contains("429")), "{fates:?}");
    assert_eq!(session.rest(), Some(120));
    front.says("GET", Says::Instead(503, ""));
    assert!(matches!(open_again(&front).await, Err(trouble) if trouble.why.contains("503")));
    front.says("GET", Says::Instead(401, ""));
    assert!(matches!(session.deliver(&chief).await, Err(trouble) if trouble.why.contains("does not take the token")));
    front.says("GET", Says::Instead(302, "location: http://127.0.0.1:1/\r\n"));
    assert!(matches!(session.deliver(&chief).await, Err(trouble) if trouble.why.contains("does not follow")));
    front.says("PATCH", Says::Lost);
    assert!(session.deliver(&chief).await.is_err());
    assert_eq!(scim.user("emma")["title"], "Chief");
    front.says("PATCH", Says::Through);
    assert_eq!(session.deliver(&chief).await.unwrap(), [Fate::There]);
}

async fn open_again(front: &Front) -> Result<(), Trouble> {
    Session::open(place(&front.url(), Missing::Wait)).await.map(drop)
}

/// I4: who writes between the look and the write is not written over; what they did not touch is written.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_in_between_is_not_written_over() {
    let (scim, front) = start();
    scim.add(&json!({ "userName": "emma", "title": "Clerk" }));
    let mut session = open(&front).await;
    for (theirs, expected) in [
        (json!({ "op": "add", "path": "nickName", "value": "Em" }), "written"),
        (json!({ "op": "replace", "path": "title", "value": "Cook" }), "else"),
    ] {
        let (text, held) = (format!("Chief {expected}"), front.asked("PATCH"));
        let chief = order(&[("title", Some(&text))]);
        front.says("PATCH", Says::Waits);
        let (delivered, ()) = tokio::join!(session.deliver(&chief), async {
            while front.asked("PATCH") == held {
                tokio::task::yield_now().await;
            }
            scim.change("emma", &json!([theirs]));
            front.says("PATCH", Says::Through);
        });
        match delivered.unwrap().as_slice() {
            [Fate::Written] => {
                assert_eq!((expected, scim.user("emma")["title"].as_str()), ("written", Some(text.as_str())));
            }
            [Fate::Else(now)] => assert_eq!((expected, now.clone()), ("else", Value::one("Cook"))),
            other => panic!("{other:?}"),
        }
    }
}

/// S1.14: what a service says of itself, before anything is written.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_is_asked_what_it_takes() {
    let (_scim, front) = start();
    let paths = ["title", DEPARTMENT, WORK, "shoeSize", "emails.value", "no path"].map(str::to_owned);
    let told = examine::examine(place(&front.url(), Missing::Wait), &paths).await.unwrap();
    assert!(told.can_patch && told.has_versions);
    let is_fine: Vec<bool> = told.rights.iter().map(|right| *right == PathRight::May).collect();
    assert_eq!(is_fine, [true, true, true, false, false, false]);
    assert_eq!(front.asked("PATCH") + front.asked("POST"), 0);
}

/// A service that looks at no filter is not believed.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_lists_others_is_not_believed() {
    use std::io::{Read as _, Write as _};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            let mut head = [0; 4096];
            let _ = client.read(&mut head);
            let body =
                json!({ "Resources": [{ "id": "7", "userName": "noah", "externalId": "id-2" }], "totalResults": 900 })
                    .to_string();
            let _ =
                write!(client, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
        }
    });
    let mut session = Session::open(place(&url, Missing::Make)).await.unwrap();
    let fates = session.deliver(&order(&[("title", Some("Chief"))])).await.unwrap();
    assert!(matches!(&fates[0], Fate::Refused(why) if why.contains("lists others")), "{fates:?}");
}
