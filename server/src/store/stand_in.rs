//! Who decides in the place of somebody who is away, and who owns containers and groups.

use domain::{
    id::{OwnerId, PersonId, StandInId},
    moment::Moment,
};

use super::{
    Conn, StoreError,
    connection::{self, execute, fetch_all, fetch_one, fetch_optional, in_numbers},
};

/// A stand-in's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StandIn {
    pub(crate) id: StandInId,
    /// Who is away.
    pub(crate) person: PersonId,
    pub(crate) person_name: String,
    pub(crate) stand_in: PersonId,
    pub(crate) stand_in_name: String,
    /// `YYYY-MM-DD`, both days with it.
    pub(crate) from_day: String,
    pub(crate) until_day: String,
    pub(crate) made_by: Option<String>,
}

type Row = (i64, i64, String, i64, String, String, String, Option<String>);

fn read((id, person, person_name, stand_in, stand_in_name, from_day, until_day, made_by): Row) -> StandIn {
    StandIn {
        id: StandInId(id),
        person: PersonId(person),
        person_name,
        stand_in: PersonId(stand_in),
        stand_in_name,
        from_day,
        until_day,
        made_by,
    }
}

macro_rules! select {
    () => {
        "select s.id, s.person_id, a.display_name, s.stand_in_id, b.display_name, s.from_day, s.until_day, s.made_by_name
         from stand_in s join person a on a.id = s.person_id join person b on b.id = s.stand_in_id "
    };
}

/// Those that are not over on a day, of everybody or of whoever is on either side.
pub(crate) async fn list(conn: &mut Conn, of: Option<PersonId>, today: &str) -> Result<Vec<StandIn>, StoreError> {
    let rows = fetch_all!(
        conn,
        Row,
        concat!(
            select!(),
            "where s.until_day >= $2 and (cast($1 as bigint) is null or s.person_id = $1 or s.stand_in_id = $1) order by s.from_day, s.id"
        ),
        of.map(|person| person.0),
        today.to_owned(),
    )?;
    Ok(rows.into_iter().map(read).collect())
}

/// One of them.
pub(crate) async fn by_id(conn: &mut Conn, id: StandInId) -> Result<Option<StandIn>, StoreError> {
    Ok(fetch_optional!(conn, Row, concat!(select!(), "where s.id = $1"), id.0)?.map(read))
}

/// For whom somebody stands in on a day.
pub(crate) async fn absent(conn: &mut Conn, stand_in: PersonId, today: &str) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select distinct s.person_id from stand_in s join person p on p.id = s.person_id
         where s.stand_in_id = $1 and s.from_day <= $2 and s.until_day >= $2
           and p.blocked_by_admin_at is null and (p.blocked_by_directory_at is null or p.pinned_at is not null)
         order by s.person_id",
        stand_in.0,
        today.to_owned(),
    )?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// Who stands in for these people on a day, and may sign in: the absent one first.
pub(crate) async fn of(
    conn: &mut Conn,
    absent: &[PersonId],
    today: &str,
) -> Result<Vec<(PersonId, PersonId)>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, i64),
        in_numbers!(
            "select distinct s.person_id, s.stand_in_id from stand_in s join person p on p.id = s.stand_in_id
             where s.from_day <= $2 and s.until_day >= $2
               and p.blocked_by_admin_at is null and (p.blocked_by_directory_at is null or p.pinned_at is not null)
               and s.person_id in ",
            "$1",
            " order by s.person_id, s.stand_in_id"
        ),
        connection::list(absent),
        today.to_owned(),
    )?;
    Ok(rows.into_iter().map(|(person, stand_in)| (PersonId(person), PersonId(stand_in))).collect())
}

/// Adds one.
pub(crate) async fn add(
    conn: &mut Conn,
    (person, stand_in): (PersonId, PersonId),
    (from_day, until_day): (&str, &str),
    by: Option<&str>,
    now: Moment,
) -> Result<StandInId, StoreError> {
    let (id,) = fetch_one!(
        conn,
        (i64,),
        "insert into stand_in (person_id, stand_in_id, from_day, until_day, made_at, made_by_name) values ($1, $2, $3, $4, $5, $6) returning id",
        person.0,
        stand_in.0,
        from_day.to_owned(),
        until_day.to_owned(),
        now.0,
        by.map(str::to_owned),
    )?;
    Ok(StandInId(id))
}

/// Takes one away.
pub(crate) async fn remove(conn: &mut Conn, id: StandInId) -> Result<(), StoreError> {
    execute!(conn, "delete from stand_in where id = $1", id.0).map(|_| ())
}

/// Whoever turns out to be somebody else stands in, and owns, as they do.
pub(crate) async fn give(conn: &mut Conn, from: PersonId, to: PersonId) -> Result<(), StoreError> {
    for statement in [
        "update stand_in set person_id = $2 where person_id = $1",
        "update stand_in set stand_in_id = $2 where stand_in_id = $1",
        "delete from stand_in where person_id = stand_in_id and person_id = $2 and stand_in_id <> $1",
        "insert into owner (kind, name, normal, person_id) select kind, name, normal, $2 from owner where person_id = $1
         on conflict (kind, normal, person_id) do nothing",
        "delete from owner where person_id = $1 and person_id <> $2",
        "update approval_given set for_person_id = $2 where for_person_id = $1",
    ] {
        execute!(conn, statement, from.0, to.0)?;
    }
    Ok(())
}

/// An owner's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) id: OwnerId,
    /// `container` or `group`.
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) normal: String,
    pub(crate) person: PersonId,
    pub(crate) person_name: String,
}

/// All owners, by name.
pub(crate) async fn owners(conn: &mut Conn) -> Result<Vec<Owner>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, String, String, String, i64, String),
        "select o.id, o.kind, o.name, o.normal, o.person_id, p.display_name from owner o join person p on p.id = o.person_id
         order by o.normal, o.id"
    )?;
    let owner = |(id, kind, name, normal, person, person_name): (i64, String, String, String, i64, String)| Owner {
        id: OwnerId(id),
        kind,
        name,
        normal,
        person: PersonId(person),
        person_name,
    };
    Ok(rows.into_iter().map(owner).collect())
}

/// Names an owner; says whether that was news.
pub(crate) async fn add_owner(
    conn: &mut Conn,
    kind: &str,
    (name, normal): (&str, &str),
    person: PersonId,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "insert into owner (kind, name, normal, person_id) values ($1, $2, $3, $4) on conflict (kind, normal, person_id) do nothing",
        kind.to_owned(),
        name.to_owned(),
        normal.to_owned(),
        person.0,
    )?;
    super::attribute::move_catalogue(conn).await?;
    Ok(touched > 0)
}

/// Takes an owner away; says whether there was one.
pub(crate) async fn remove_owner(conn: &mut Conn, id: OwnerId) -> Result<bool, StoreError> {
    let touched = execute!(conn, "delete from owner where id = $1", id.0)?;
    super::attribute::move_catalogue(conn).await?;
    Ok(touched > 0)
}
