//! What an agent brings, made by hand: pieces that come twice, out of order, from somebody else or too late (S4.7, A4).

use amend_tests::client::Client;
use serde_json::{Value, json};

use super::{House, Signer};
use crate::{
    acts::{on_both, wait_for},
    company::Database,
};

on_both!(pieces_come_in_order_and_once, who_is_revoked_while_waiting_is_given_nothing);

/// Somebody asks for something that only an agent can tell, and waits for it.
fn asking(root: Client, source: i64) -> std::thread::JoinHandle<Value> {
    let path = format!("/api/v1/sources/{source}/check");
    std::thread::spawn(move || root.post(&path, &json!({ "step": "account" })).expect_status(200).json)
}

struct Work {
    id: i64,
    token: i64,
}

impl Work {
    fn taken(signer: &mut Signer, client: &Client) -> Self {
        let asked = json!({ "wait_seconds": 20 }).to_string();
        let next = signer.next("POST", "/api/agent/v1/work", asked.as_bytes()).send(client).expect_status(200).json;
        let work = &next["work"];
        assert_eq!(work["errand"], "{\"ask\":\"account\"}", "{next}");
        Self { id: work["id"].as_i64().unwrap(), token: work["token"].as_i64().unwrap() }
    }

    fn put(&self, signer: &mut Signer, client: &Client, (sequence, body): (i64, &[u8])) -> (u16, Value) {
        let path = format!("/api/agent/v1/work/{}/pieces/{sequence}?token={}", self.id, self.token);
        let answer = signer.next("PUT", &path, body).send(client);
        let next = answer.json["next"].clone();
        (answer.status, next)
    }

    fn say(&self, signer: &mut Signer, client: &Client, what: &str, body: &Value) -> Value {
        let path = format!("/api/agent/v1/work/{}/{what}", self.id);
        signer.next("POST", &path, body.to_string().as_bytes()).send(client).expect_status(200).json
    }
}

/// S4.7, A4: each answer tells the piece that is expected; the same one twice is once; nobody else's count, nor those of work that is over; what
/// cannot be read is an error for whoever asked, and nothing else.
fn pieces_come_in_order_and_once(database: Database) {
    let house = House::open(database);
    let client = house.amend.client();
    let (mut first, mut second) = (house.begun("first"), house.begun("second"));
    let idle = json!({ "wait_seconds": 0 }).to_string();
    let standing = second.next("POST", "/api/agent/v1/work", idle.as_bytes()).send(&client).expect_status(200).json;
    assert_eq!((&standing["is_active"], &standing["work"]), (&json!(false), &Value::Null), "{standing}");

    let waits = asking(house.amend.administrator().unwrap(), house.source);
    let work = Work::taken(&mut first, &client);
    // The first byte says whether a message goes on.
    let (zero, one) = ([0, 1, 2, 3], [0, 4, 5, 6]);
    assert_eq!(work.put(&mut first, &client, (1, &one)), (409, json!(0)));
    assert_eq!(work.put(&mut first, &client, (0, &zero)), (200, json!(1)));
    assert_eq!(work.put(&mut first, &client, (0, &zero)), (200, json!(1)), "the answer was lost");
    assert_eq!(work.put(&mut first, &client, (0, &one)), (409, json!(1)), "it is another one");
    assert_eq!(work.put(&mut first, &client, (5, &one)), (409, json!(1)));
    assert_eq!(work.put(&mut second, &client, (1, &one)).0, 410, "it is not theirs");
    let foreign = Work { token: work.token + 1, ..work };
    assert_eq!(foreign.put(&mut first, &client, (1, &one)).0, 410);
    let alive = json!({ "token": work.token, "seen": 3 });
    assert_eq!(work.say(&mut first, &client, "alive", &alive)["is_wanted"], true);
    assert_eq!(work.say(&mut second, &client, "alive", &alive)["is_wanted"], false);
    let early = json!({ "token": work.token, "pieces": 7, "digest": "0" });
    assert_eq!(work.say(&mut first, &client, "end", &early)["is_wanted"], false, "not all are there");

    assert_eq!(work.put(&mut first, &client, (1, &[1, 7, 8])), (200, json!(2)));
    let checked = waits.join().unwrap();
    assert_eq!(checked["failure"], "other", "{checked}");
    assert!(checked["detail"].as_str().unwrap().contains("cannot be read"), "{checked}");
    assert_eq!(work.put(&mut first, &client, (2, &one)).0, 410, "nobody waits any more");
    assert_eq!(work.say(&mut first, &client, "alive", &alive)["is_wanted"], false);
    let tables = "select (select count(*) from agent_work) + (select count(*) from agent_chunk)";
    assert_eq!(house.sql(tables).trim(), "0", "nothing is left");
}

/// S4.7: revoked is revoked at once, also for whoever was let in before and waits for work.
fn who_is_revoked_while_waiting_is_given_nothing(database: Database) {
    let house = House::open(database);
    let (client, mut signer) = (house.amend.client(), house.begun("dc1"));
    let agent = signer.agent;
    let waiting = std::thread::spawn(move || {
        let ask = json!({ "wait_seconds": 5 }).to_string();
        signer.next("POST", "/api/agent/v1/work", ask.as_bytes()).send(&client).expect_status(200).json
    });
    wait_for("the request for work", || {
        (house.sql(&format!("select sequence from agent where id = {agent}")).trim() == "1").then_some(())
    });
    house.root.delete(&house.path(&format!("/{agent}"))).expect_status(204);
    house.sql(&format!(
        "insert into agent_work (source_id, errand, state, asked_at, asker_until_at) values ({}, '{{\"ask\":\"account\"}}', 'waiting', 0, {})",
        house.source,
        i64::MAX
    ));
    let next = waiting.join().unwrap();
    assert_eq!(next["work"], Value::Null, "{next}");
    assert_eq!(house.sql("select state from agent_work").trim(), "waiting");
}
