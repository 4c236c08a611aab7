//! Who decides in somebody's place decides wherever that somebody is asked: so whoever administers a part names nobody for others.

use amend_tests::people;
use serde_json::{Value, json};

use super::{in_office, of_office};
use crate::{
    acts::on_both,
    company::{Company, Database},
    staff::{audit, id_of, queue, waiting},
};

on_both!(nobody_reaches_out_of_their_part_by_a_stand_in);

const PATH: &str = "/api/v1/stand-ins";

/// S1.21, X8, SEC5: Marta lies in the part, and so does whoever would stand in; Emma, on whom Marta decides, does not.
fn nobody_reaches_out_of_their_part_by_a_stand_in(database: Database) {
    let company = Company::open_with(database, 60, Default::default());
    let (admin, friend) = (of_office(&company, "Kraków", 0), of_office(&company, "Kraków", 1));
    let krakow = in_office(&company, &admin, "people-admin", "Kraków");
    let (marta, anna) = (company.signed_in(people::MANAGER), company.signed_in(people::ADMIN));
    let (marta_id, emma_id) = (id_of(&company, people::MANAGER), id_of(&company, people::EMPLOYEE));
    Company::propose(&company.signed_in(people::EMPLOYEE), &json!({ "title": "Chief" })).expect_status(200);
    krakow.get(&format!("/api/v1/people/{marta_id}")).expect_status(200);
    krakow.get(&format!("/api/v1/people/{emma_id}")).expect_status(404);

    let named =
        |person: Value| json!({ "person": person, "username": friend, "from": "2020-01-01", "until": "2999-12-31" });
    krakow.post(PATH, &named(json!(marta_id))).expect_status(403);
    krakow.post(PATH, &named(json!(emma_id))).expect_status(404);
    let friends = company.signed_in(&friend);
    assert!(queue(&friends).is_empty());
    assert!(audit(&company, "stand_in.add").is_empty());

    // What others have set is neither shown nor ended there.
    let made = anna.post(PATH, &named(json!(marta_id))).expect_status(201).json;
    let one = format!("{PATH}/{}", made["id"]);
    krakow.get(&format!("{PATH}?person={marta_id}")).expect_status(403);
    krakow.get(&format!("{PATH}?person={emma_id}")).expect_status(404);
    krakow.get(&format!("{PATH}?all=true")).expect_status(403);
    krakow.send("DELETE", &one, &[], None).unwrap().expect_status(404);
    assert_eq!(waiting(&friends, "title")["approval"]["on_behalf_of"], "Marta Nowak");

    // Who administers everybody sees both sides; the ones concerned go on by themselves.
    let of = |person: i64| anna.get(&format!("{PATH}?person={person}")).expect_status(200).json;
    assert_eq!((of(marta_id), of(id_of(&company, &friend))), (json!([made]), json!([made])));
    assert_eq!((of(emma_id), marta.get(&format!("{PATH}?person={marta_id}")).json), (json!([]), json!([made])));
    marta.send("DELETE", &one, &[], None).unwrap().expect_status(204);
    assert!(queue(&friends).is_empty());
    marta.post(PATH, &named(Value::Null)).expect_status(201);
}
