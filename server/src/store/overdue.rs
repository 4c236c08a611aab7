//! What was approved longer ago than its target's days allow, and is not in the directory: where each value is stuck, and whom it was told of.

use domain::{
    api::Stuck,
    id::{ChangeId, ExportId, ItemId, PersonId, TargetId},
    moment::Moment,
    name::AttributeKey,
};

use super::{
    Conn, StoreError,
    connection::{Both, execute, fetch_all, fetch_one, in_numbers, list},
    item_list::pattern,
    within::{Within, within_postgres, within_sqlite},
};

/// Which of them are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) target: Option<TargetId>,
    pub(crate) stuck: Option<Stuck>,
    pub(crate) search: Option<&'a str>,
    pub(crate) within: &'a Within,
    pub(crate) now: Moment,
    /// Of this person these attributes are not listed.
    pub(crate) hidden: Option<(PersonId, Vec<AttributeKey>)>,
}

impl Asked<'_> {
    fn hidden(&self) -> (Option<i64>, Option<String>) {
        self.hidden.as_ref().map(|(person, attributes)| (person.0, list(attributes))).unzip()
    }
}

/// One of them.
#[derive(Clone, Debug)]
pub(crate) struct Late {
    pub(crate) item: ItemId,
    pub(crate) target: TargetId,
    pub(crate) person: PersonId,
    pub(crate) change: ChangeId,
    pub(crate) stuck: Stuck,
    pub(crate) approved_at: Moment,
    pub(crate) handed_over_at: Option<Moment>,
    pub(crate) export: Option<(ExportId, String, Moment)>,
    pub(crate) next_at: Option<Moment>,
    pub(crate) reason: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    target_id: i64,
    person_id: i64,
    change_id: i64,
    stuck: String,
    approved_at: i64,
    exported_at: Option<i64>,
    export_id: Option<i64>,
    file_name: Option<String>,
    made_at: Option<i64>,
    next_at: Option<i64>,
    reason: Option<String>,
}

/// Where a value is stuck, as [`Stuck`] names it.
macro_rules! stuck {
    () => {
        "case when c.state = 'not_taken' then 'not_taken'
              when c.state = 'failed' or i.state = 'parked' then 'stopped'
              when c.state = 'exported' and coalesce(s.read_at, s.complete_at, 0) <= coalesce(c.exported_at, 0) then 'not_read'
              when c.state = 'exported' then 'not_shown'
              when i.export_id is not null then 'not_downloaded'
              when t.write_on_at is not null then 'not_written'
              else 'no_file' end"
    };
}

/// What is overdue at the moment `$1`: of each change and target the newest item counts, and of a change that a target has been given already, only
/// what that target was given.
macro_rules! overdue {
    () => {
        " from change c join item i on i.change_id = c.id join target t on t.id = i.target_id join source s on s.id = t.source_id
          left join export x on x.id = i.export_id
         where c.state in ('approved', 'exported', 'not_taken', 'failed') and c.approved_at <= cast($1 as bigint) - 86400000
           and t.overdue_days > 0 and c.approved_at <= cast($1 as bigint) - t.overdue_days * 86400000
           and c.suspended_at is null and s.retired_at is null and i.state <> 'cancelled'
           and (case when c.state = 'approved' then 1 else 0 end) = (case when i.state = 'done' then 0 when i.state = 'parked' and c.state <> 'approved' then 0 else 1 end)
           and i.id = (select max(o.id) from item o where o.change_id = c.id and o.target_id = i.target_id) "
    };
}

/// `$6` is somebody of whom the attributes `$7` are not listed.
macro_rules! asked {
    ($within:ident, $attributes:literal) => {
        concat!(
            overdue!(),
            "and (cast($2 as bigint) is null or i.target_id = $2) and (cast($3 as text) is null or $3 = ",
            stuck!(),
            ") and (cast($4 as text) is null or exists (select 1 from person p where p.id = i.person_id and p.search like $4 escape '\\'))
             and not (cast($6 as bigint) is not null and i.person_id = $6 and c.attribute in ",
            $attributes,
            ") and ",
            $within!("i.person_id", "$5")
        )
    };
}

/// A page of them, in the order in which they were approved.
pub(crate) async fn page(conn: &mut Conn, asked: &Asked<'_>, after: i64, limit: i64) -> Result<Vec<Late>, StoreError> {
    macro_rules! page {
        ($within:ident, $attributes:literal) => {
            concat!(
                "select i.id, i.target_id, i.person_id, i.change_id, ",
                stuck!(),
                " as stuck, c.approved_at, c.exported_at, x.id as export_id, x.file_name, x.made_at, i.next_at, coalesce(i.reason, t.write_trouble) as reason",
                asked!($within, $attributes),
                " and i.id > $8 order by i.id limit $9"
            )
        };
    }
    const PAGE: Both = Both {
        sqlite: page!(within_sqlite, "(select value from json_each($7))"),
        postgres: page!(within_postgres, "(select jsonb_array_elements_text(cast($7 as jsonb)))"),
        looks_up: true,
    };
    let (person, attributes) = asked.hidden();
    let rows = fetch_all!(
        conn,
        Row,
        PAGE,
        asked.now.0,
        asked.target.map(|target| target.0),
        asked.stuck.map(Stuck::as_str),
        pattern(asked.search),
        asked.within.bound(),
        person,
        attributes,
        after,
        limit,
    )?;
    rows.into_iter().map(Late::try_from).collect()
}

impl TryFrom<Row> for Late {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let stuck = Stuck::parse(&row.stuck).ok_or_else(|| StoreError::Inconsistent {
            table: "item",
            column: "state",
            row: row.id.to_string(),
        })?;
        let export = row.export_id.zip(row.file_name).zip(row.made_at);
        Ok(Self {
            item: ItemId(row.id),
            target: TargetId(row.target_id),
            person: PersonId(row.person_id),
            change: ChangeId(row.change_id),
            stuck,
            approved_at: Moment(row.approved_at),
            handed_over_at: row.exported_at.map(Moment),
            export: export.map(|((id, name), made_at)| (ExportId(id), name, Moment(made_at))),
            next_at: row.next_at.map(Moment),
            reason: row.reason,
        })
    }
}

/// How many there are.
pub(crate) async fn count(conn: &mut Conn, asked: &Asked<'_>) -> Result<i64, StoreError> {
    const COUNT: Both = Both {
        sqlite: concat!("select count(*)", asked!(within_sqlite, "(select value from json_each($7))")),
        postgres: concat!(
            "select count(*)",
            asked!(within_postgres, "(select jsonb_array_elements_text(cast($7 as jsonb)))")
        ),
        looks_up: true,
    };
    let (person, attributes) = asked.hidden();
    let (count,) = fetch_one!(
        conn,
        (i64,),
        COUNT,
        asked.now.0,
        asked.target.map(|target| target.0),
        asked.stuck.map(Stuck::as_str),
        pattern(asked.search),
        asked.within.bound(),
        person,
        attributes,
    )?;
    Ok(count)
}

/// Overdue changes of which nobody was told yet.
pub(crate) async fn untold(conn: &mut Conn, now: Moment, limit: i64) -> Result<Vec<ChangeId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        concat!("select distinct c.id", overdue!(), "and c.overdue_told_at is null order by c.id limit $2"),
        now.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(change,)| ChangeId(change)).collect())
}

/// Notes that these were told; gives those of which nobody, on another server perhaps, had told before.
pub(crate) async fn note_told(conn: &mut Conn, changes: &[ChangeId], now: Moment) -> Result<Vec<ChangeId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        in_numbers!(
            "update change set overdue_told_at = $2 where overdue_told_at is null and id in ",
            "$1",
            " returning id"
        ),
        list(changes),
        now.0,
    )?;
    Ok(rows.into_iter().map(|(change,)| ChangeId(change)).collect())
}

/// After how many days a target's values are overdue, and its version.
pub(crate) async fn days(conn: &mut Conn, target: TargetId) -> Result<(i64, i64), StoreError> {
    fetch_one!(conn, (i64, i64), "select overdue_days, version from target where id = $1", target.0)
}

/// Sets it; `false` if the target has another version by now.
pub(crate) async fn set_days(
    conn: &mut Conn,
    (target, version): (TargetId, i64),
    days: i64,
) -> Result<bool, StoreError> {
    let touched = execute!(
        conn,
        "update target set overdue_days = $3, version = version + 1 where id = $1 and version = $2",
        target.0,
        version,
        days,
    )?;
    Ok(touched > 0)
}
