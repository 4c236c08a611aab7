//! The rows of looks at what targets would be given, exactly as they were shown.

use domain::{
    api::{ReexportRow, RowSort},
    id::{MappingId, PersonId, ReexportId},
    moment::Moment,
    name::AttributeKey,
    reexport::{RowAction, RowState},
    value::{Theirs, Value},
};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_one, fetch_optional, in_numbers, insert_many, list},
    given::{read_value, write_value},
    people_list::escape_like,
    within::{Within, within, within_postgres, within_sqlite},
};

/// A row to be kept.
#[derive(Clone, Debug)]
pub(crate) struct New {
    pub(crate) person: PersonId,
    pub(crate) person_name: String,
    pub(crate) key: Option<String>,
    pub(crate) mapping: MappingId,
    pub(crate) known: Theirs,
    pub(crate) value: Option<Value>,
    pub(crate) action: RowAction,
    pub(crate) reason: Option<String>,
    pub(crate) since: Option<Moment>,
}

/// A row that is to be carried out.
#[derive(Clone, Debug)]
pub(crate) struct ToDo {
    pub(crate) number: i64,
    pub(crate) person: PersonId,
    pub(crate) mapping: MappingId,
    pub(crate) value: Option<Value>,
}

/// Which rows are asked for, with texts already folded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing<'w> {
    pub(crate) person: Option<PersonId>,
    pub(crate) name: Option<String>,
    pub(crate) attribute: Option<String>,
    pub(crate) action: Option<RowAction>,
    pub(crate) state: Option<RowState>,
    pub(crate) within: Option<&'w Within>,
    /// Of this person, rows of these mappings are not shown.
    pub(crate) hidden: Option<(PersonId, Vec<MappingId>)>,
}

/// Where to go on: by what is sorted, and the number.
pub(crate) type Place = (String, i64);

/// Adds rows, numbered from `first` on.
pub(crate) async fn add(conn: &mut Conn, id: ReexportId, first: i64, rows: &[New]) -> Result<(), StoreError> {
    let numbered: Vec<(i64, &New)> = (first..).zip(rows).collect();
    insert_many!(
        conn,
        "insert into reexport_row (reexport_id, number, person_id, mapping_id, person_name, target_key, known, value, action, reason, since_at) ",
        numbered,
        |b, (number, row)| {
            b.push_bind(id.0)
                .push_bind(*number)
                .push_bind(row.person.0)
                .push_bind(row.mapping.0)
                .push_bind(row.person_name.clone())
                .push_bind(row.key.clone())
                .push_bind(serde_json::to_string(&row.known).unwrap_or_default())
                .push_bind(write_value(row.value.as_ref()))
                .push_bind(row.action.as_str())
                .push_bind(row.reason.clone())
                .push_bind(row.since.map(|at| at.0))
        },
        ""
    )
}

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    person_id: i64,
    person_name: String,
    target_key: Option<String>,
    mapping_id: i64,
    attribute: Option<String>,
    name: String,
    known: String,
    value: String,
    action: String,
    state: String,
    reason: Option<String>,
    since_at: Option<i64>,
    value_now: Option<String>,
    version: i64,
    place: String,
}

impl TryFrom<Row> for (ReexportRow, Place) {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let wrong = |column| StoreError::Inconsistent { table: "reexport_row", column, row: row.number.to_string() };
        let attribute = row.attribute.as_deref().map(AttributeKey::parse).transpose();
        let shown = ReexportRow {
            number: row.number,
            person: PersonId(row.person_id),
            person_name: row.person_name.clone(),
            key: row.target_key.clone(),
            mapping: MappingId(row.mapping_id),
            attribute: attribute.map_err(|_| wrong("mapping_id"))?,
            name: row.name.clone(),
            known: serde_json::from_str(&row.known).map_err(|_| wrong("known"))?,
            value: read_value(&row.value)?,
            action: RowAction::parse(&row.action).ok_or_else(|| wrong("action"))?,
            state: RowState::parse(&row.state).ok_or_else(|| wrong("state"))?,
            reason: row.reason.clone(),
            since: row.since_at.map(Moment),
            value_now: row.value_now.as_deref().map(read_value).transpose()?.flatten(),
            version: row.version,
        };
        Ok((shown, (row.place, row.number)))
    }
}

/// `$1` look, `$2` person, `$3` pattern of the name, `$4` attribute or name in the target, `$5` action, `$6` state, `$7` scope, `$8` person and
/// `$9` mappings that are hidden.
macro_rules! listed {
    ($start:expr, $end:expr) => {
        Both {
            sqlite: concat!(listed!($start, within_sqlite, "(select value from json_each($9))"), $end),
            postgres: concat!(
                listed!(
                    $start,
                    within_postgres,
                    "(select cast(one as bigint) from jsonb_array_elements_text(cast($9 as jsonb)) as one)"
                ),
                $end
            ),
            looks_up: true,
        }
    };
    ($start:expr, $within:ident, $hidden:literal) => {
        concat!(
            $start,
            " from reexport_row r join mapping m on m.id = r.mapping_id join person p on p.id = r.person_id
             where r.reexport_id = $1 and (cast($2 as bigint) is null or r.person_id = $2)
               and (cast($3 as text) is null or p.search like $3 escape '\\')
               and (cast($4 as text) is null or m.attribute = $4 or lower(m.name) = $4)
               and (cast($5 as text) is null or r.action = $5) and (cast($6 as text) is null or r.state = $6)
               and not (cast($8 as bigint) is not null and r.person_id = $8 and r.mapping_id in ",
            $hidden,
            ") and ",
            $within!("r.person_id", "$7")
        )
    };
}

macro_rules! columns {
    ($place:literal) => {
        concat!(
            "select r.number, r.person_id, r.person_name, r.target_key, r.mapping_id, m.attribute, m.name, r.known, r.value, r.action, r.state,
               r.reason, r.since_at, r.value_now, r.version, ",
            $place,
            " as place"
        )
    };
}

macro_rules! by_place {
    ($comparison:literal, $order:literal) => {
        listed!(
            columns!("case $12 when 'name' then p.search when 'attribute' then m.name else r.action end"),
            concat!(
                " and (cast($10 as text) is null or (case $12 when 'name' then p.search when 'attribute' then m.name else r.action end) ",
                $comparison,
                " $10 or ((case $12 when 'name' then p.search when 'attribute' then m.name else r.action end) = $10 and r.number ",
                $comparison,
                " $11)) order by place ",
                $order,
                ", r.number ",
                $order,
                " limit $13"
            )
        )
    };
}

macro_rules! by_number {
    ($comparison:literal, $order:literal) => {
        listed!(
            columns!("''"),
            concat!(
                " and (cast($10 as text) is null or r.number ",
                $comparison,
                " $11) and cast($12 as text) is not null order by r.number ",
                $order,
                " limit $13"
            )
        )
    };
}

/// A page of rows after a place, each with its own.
pub(crate) async fn page(
    conn: &mut Conn,
    id: ReexportId,
    listing: &Listing<'_>,
    (sort, descending): (RowSort, bool),
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<(ReexportRow, Place)>, StoreError> {
    let statement: Both = match (sort, descending) {
        (RowSort::Id, false) => by_number!(">", "asc"),
        (RowSort::Id, true) => by_number!("<", "desc"),
        (_, false) => by_place!(">", "asc"),
        (_, true) => by_place!("<", "desc"),
    };
    let (place, number) = after.map_or((None, 0), |(place, number)| (Some(place), number));
    let (person, mappings) = listing.hidden.clone().unzip();
    let rows = fetch_all!(
        conn,
        Row,
        statement,
        id.0,
        listing.person.map(|person| person.0),
        listing.name.as_deref().map(name_pattern),
        listing.attribute.clone(),
        listing.action.map(RowAction::as_str),
        listing.state.map(RowState::as_str),
        listing.within.and_then(Within::bound_for_few),
        person.map(|person| person.0),
        list(&mappings.clone().unwrap_or_default()),
        place.clone(),
        number,
        sort.as_str(),
        limit,
    )?;
    rows.into_iter().map(Row::try_into).collect()
}

/// How many there are.
pub(crate) async fn count(conn: &mut Conn, id: ReexportId, listing: &Listing<'_>) -> Result<i64, StoreError> {
    let (person, mappings) = listing.hidden.clone().unzip();
    let (count,) = fetch_one!(
        conn,
        (i64,),
        listed!("select count(*)", ""),
        id.0,
        listing.person.map(|person| person.0),
        listing.name.as_deref().map(name_pattern),
        listing.attribute.clone(),
        listing.action.map(RowAction::as_str),
        listing.state.map(RowState::as_str),
        listing.within.and_then(Within::bound_for_few),
        person.map(|person| person.0),
        list(&mappings.clone().unwrap_or_default()),
    )?;
    Ok(count)
}

/// Part of a name or user name: not of the e-mail address, which stands behind a line feed.
fn name_pattern(text: &str) -> String {
    format!("%{}%\n%", escape_like(text))
}

/// One row.
pub(crate) async fn one(conn: &mut Conn, id: ReexportId, number: i64) -> Result<Option<ReexportRow>, StoreError> {
    let row = fetch_optional!(
        conn,
        Row,
        concat!(
            columns!("''"),
            " from reexport_row r join mapping m on m.id = r.mapping_id where r.reexport_id = $1 and r.number = $2"
        ),
        id.0,
        number
    )?;
    Ok(row.map(<(ReexportRow, Place)>::try_from).transpose()?.map(|(row, _)| row))
}

/// Rows above `after` that are to be carried out, in their order.
pub(crate) async fn to_do(conn: &mut Conn, id: ReexportId, after: i64, limit: i64) -> Result<Vec<ToDo>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64, i64, i64, String),
        "select number, person_id, mapping_id, value from reexport_row
         where reexport_id = $1 and number > $2 and state = 'shown' and action <> 'error' order by number limit $3",
        id.0,
        after,
        limit,
    )?;
    let read = |(number, person, mapping, value): (i64, i64, i64, String)| {
        Ok(ToDo { number, person: PersonId(person), mapping: MappingId(mapping), value: read_value(&value)? })
    };
    rows.into_iter().map(read).collect()
}

/// Notes what became of rows.
pub(crate) async fn set_state(
    conn: &mut Conn,
    id: ReexportId,
    rows: &[i64],
    state: RowState,
) -> Result<(), StoreError> {
    const SET: Both = in_numbers!(
        "update reexport_row set state = $3, version = version + 1 where reexport_id = $2 and number in ",
        "$1",
        ""
    );
    if rows.is_empty() {
        return Ok(());
    }
    execute!(conn, SET, list(rows), id.0, state.as_str()).map(|_| ())
}

/// Notes that a row moved since it was shown: to another value, or to none that can be given, with the reason.
pub(crate) async fn set_moved(
    conn: &mut Conn,
    (id, number): (ReexportId, i64),
    now: &Result<Option<Value>, String>,
) -> Result<(), StoreError> {
    execute!(
        conn,
        "update reexport_row set state = 'moved', value_now = $3, reason = $4, version = version + 1 where reexport_id = $1 and number = $2",
        id.0,
        number,
        now.as_ref().ok().map(|value| write_value(value.as_ref())),
        now.as_ref().err().cloned(),
    )
    .map(|_| ())
}

/// Whom a look is about who is not within, at most so many.
pub(crate) async fn outside(
    conn: &mut Conn,
    id: ReexportId,
    scope: &Within,
    most: i64,
) -> Result<Vec<PersonId>, StoreError> {
    const OUTSIDE: Both = within!(
        "select distinct r.person_id from reexport_row r where r.reexport_id = $1 and not ",
        "r.person_id",
        "$2",
        " order by r.person_id limit $3"
    );
    if scope.is_everywhere() {
        return Ok(Vec::new());
    }
    let rows = fetch_all!(conn, (i64,), OUTSIDE, id.0, scope.bound_for_few(), most)?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}
