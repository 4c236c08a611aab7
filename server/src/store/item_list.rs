//! What is on its way to a target, as a list for people.

use domain::{
    id::{ItemId, MappingId, PersonId, ReexportId, TargetId},
    item::ItemState,
    moment::Moment,
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{Both, fetch_all, fetch_one, in_numbers, list},
    item::{Item, Row as ItemRow, item_columns},
    within::{Within, within_postgres, within_sqlite},
};

/// Which items are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'w> {
    pub(crate) target: TargetId,
    pub(crate) state: Option<ItemState>,
    pub(crate) search: Option<&'w str>,
    /// Only those of this job, whatever became of them.
    pub(crate) reexport: Option<ReexportId>,
    pub(crate) within: &'w Within,
    /// What is done is listed if it was since then.
    pub(crate) done_since: Moment,
    pub(crate) hidden: Option<Hidden>,
}

/// What somebody must not be told of themselves: attributes, and the mappings that look at one of them.
#[derive(Clone, Debug)]
pub(crate) struct Hidden {
    pub(crate) person: PersonId,
    pub(crate) attributes: Vec<AttributeKey>,
    pub(crate) mappings: Vec<MappingId>,
}

impl Asked<'_> {
    /// Whose, which attributes and which mappings, as statements take them.
    fn hidden(&self) -> (Option<i64>, Option<String>, Option<String>) {
        let hidden = self.hidden.as_ref();
        let (attributes, mappings) = (hidden.map(|one| list(&one.attributes)), hidden.map(|one| list(&one.mappings)));
        (hidden.map(|one| one.person.0), attributes, mappings)
    }
}

/// An item with what became of it so far.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) item: Item,
    pub(crate) attempts: i64,
    pub(crate) next_at: Option<Moment>,
    pub(crate) reason: Option<String>,
    pub(crate) receipt: Option<String>,
    pub(crate) moved_at: Moment,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    item: ItemRow,
    attempts: i64,
    next_at: Option<i64>,
    reason: Option<String>,
    receipt: Option<String>,
    moved_at: i64,
}

/// `$7` is somebody of whom neither the attributes `$8` nor what the mappings `$9` bring are listed.
macro_rules! asked {
    (sqlite) => {
        asked!("(select value from json_each($8))", "(select value from json_each($9))")
    };
    (postgres) => {
        asked!(
            "(select jsonb_array_elements_text(cast($8 as jsonb)))",
            "(select cast(one as bigint) from jsonb_array_elements_text(cast($9 as jsonb)) as one)"
        )
    };
    ($attributes:literal, $mappings:literal) => {
        concat!(
            " from item i left join change c on c.id = i.change_id join person p on p.id = i.person_id
         where i.target_id = $1 and i.suspended_at is null and (cast($2 as text) is null or i.state = $2)
           and (cast($6 as bigint) is null or i.reexport_id = $6)
           and ($6 is not null or (i.state in ('waiting', 'queued', 'failed', 'parked') and (i.change_id is null or c.state = 'approved')) or i.state = 'sending'
                or (i.state = 'done' and i.moved_at > $3))
           and (cast($4 as text) is null or p.search like $4 escape '\\')
           and not (cast($7 as bigint) is not null and i.person_id = $7
                and (coalesce(i.attribute, '') in ",
            $attributes,
            " or coalesce(i.mapping_id, 0) in ",
            $mappings,
            ")) and "
        )
    };
}

/// A page of them, in the order in which they were approved.
pub(crate) async fn page(
    conn: &mut Conn,
    asked: &Asked<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    macro_rules! page {
        ($within:ident, $engine:ident) => {
            concat!(
                "select ",
                item_columns!(),
                ", i.attempts, i.next_at, i.reason, i.receipt, i.moved_at",
                asked!($engine),
                $within!("i.person_id", "$5"),
                " and i.id > $10 order by i.id limit $11"
            )
        };
    }
    const PAGE: Both =
        Both { sqlite: page!(within_sqlite, sqlite), postgres: page!(within_postgres, postgres), looks_up: true };
    let (person, attributes, mappings) = asked.hidden();
    let rows = fetch_all!(
        conn,
        Row,
        PAGE,
        asked.target.0,
        asked.state.map(ItemState::as_str),
        asked.done_since.0,
        pattern(asked.search),
        asked.within.bound(),
        asked.reexport.map(|job| job.0),
        person,
        attributes,
        mappings,
        after,
        limit,
    )?;
    let listed = |row: Row| {
        Ok(Listed {
            item: row.item.try_into()?,
            attempts: row.attempts,
            next_at: row.next_at.map(Moment),
            reason: row.reason,
            receipt: row.receipt,
            moved_at: Moment(row.moved_at),
        })
    };
    rows.into_iter().map(listed).collect()
}

/// How many there are.
pub(crate) async fn count(conn: &mut Conn, asked: &Asked<'_>) -> Result<i64, StoreError> {
    const COUNT: Both = Both {
        sqlite: concat!("select count(*)", asked!(sqlite), within_sqlite!("i.person_id", "$5")),
        postgres: concat!("select count(*)", asked!(postgres), within_postgres!("i.person_id", "$5")),
        looks_up: true,
    };
    let (person, attributes, mappings) = asked.hidden();
    let (count,) = fetch_one!(
        conn,
        (i64,),
        COUNT,
        asked.target.0,
        asked.state.map(ItemState::as_str),
        asked.done_since.0,
        pattern(asked.search),
        asked.within.bound(),
        asked.reexport.map(|job| job.0),
        person,
        attributes,
        mappings,
    )?;
    Ok(count)
}

/// Whom items are about.
pub(crate) async fn people(conn: &mut Conn, items: &[ItemId]) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        in_numbers!("select distinct person_id from item where id in ", "$1", " order by person_id"),
        list(items)
    )?;
    Ok(rows.into_iter().map(|(person,)| PersonId(person)).collect())
}

/// A text as the pattern that finds it in a person's folded names.
pub(super) fn pattern(text: Option<&str>) -> Option<String> {
    let folded = domain::text::fold_for_search(text?);
    let plain = super::people_list::escape_like(&folded);
    Some(format!("%{plain}%"))
}
