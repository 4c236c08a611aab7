//! Lists of people: searched, filtered, in pages, with the one before and after, and how complete they are.

use domain::{api::PersonStatus, id::PersonId, name::AttributeKey};

use super::{
    Conn, StoreError,
    connection::{Both, fetch_all, fetch_one, fetch_optional, in_numbers, list},
    person::{Person, Row, columns},
    within::{Within, within},
};

/// What a list of people shows: filters with the text already folded and escaped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    /// Part of name, user name or e-mail.
    pub(crate) search: Option<String>,
    /// The e-mail is not searched.
    pub(crate) names_only: bool,
    /// The key of an attribute that is to be blank.
    pub(crate) missing: Option<String>,
    pub(crate) status: PersonStatus,
    /// Who is shown at all.
    pub(crate) within: Within,
}

impl Listing {
    pub(super) fn search_pattern(&self) -> Option<String> {
        // A line feed stands between the names and the e-mail, and nowhere else.
        let end = if self.names_only { "%\n%" } else { "%" };
        self.search.as_ref().map(|text| format!("%{}{end}", escape_like(text)))
    }

    pub(super) fn missing_pattern(&self) -> Option<String> {
        self.missing.as_ref().map(|key| format!("%,{},%", escape_like(key)))
    }

    /// The scope, for counting: with nothing to search, nearly everybody is looked at.
    fn within_for_all(&self) -> Option<String> {
        let is_few = self.search.is_some() || matches!(self.status, PersonStatus::Blocked | PersonStatus::Local);
        if is_few { self.within.bound_for_few() } else { self.within.bound() }
    }

    fn status_number(&self) -> i64 {
        match self.status {
            PersonStatus::Active => 0,
            PersonStatus::Blocked => 1,
            PersonStatus::All => 2,
            PersonStatus::Local => 3,
        }
    }
}

/// A text as it stands for itself in a `like` pattern with `\` as the escape.
pub(super) fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Somebody with this e-mail address, folded as for searching.
pub(crate) async fn with_mail(conn: &mut Conn, mail: &str) -> Result<Option<(PersonId, String)>, StoreError> {
    let row = fetch_optional!(
        conn,
        (i64, String),
        "select id, display_name from person where search like $1 escape '\\' order by id limit 1",
        format!("%\n{}", escape_like(mail)),
    )?;
    Ok(row.map(|(id, name)| (PersonId(id), name)))
}

/// `$1` pattern to find, `$2` pattern of the blank attribute, `$3` status (0 active, 1 blocked, 2 all, 3 in no source), `$4` scope.
macro_rules! listed {
    ($start:expr, $end:expr) => {
        within!(
            concat!(
                $start,
                " from person where (cast($1 as text) is null or search like $1 escape '\\')
         and (cast($2 as text) is null or filled not like $2 escape '\\')
         and ($3 = 2 or ($3 = 3 and not exists (select 1 from entry e where e.person_id = person.id and e.detached_at is null))
              or $3 = case when blocked_by_admin_at is not null
              or (blocked_by_directory_at is not null and pinned_at is null) then 1 else 0 end) and "
            ),
            "person.id",
            "$4",
            $end
        )
    };
}

/// People of a listing after the place (`search`, id), in its order.
pub(crate) async fn page(
    conn: &mut Conn,
    listing: &Listing,
    after: Option<(String, PersonId)>,
    limit: i64,
) -> Result<Vec<Person>, StoreError> {
    let (place, id) = after.map_or((None, 0), |(place, id)| (Some(place), id.0));
    fetch_all!(
        conn,
        Row,
        listed!(
            concat!("select ", columns!()),
            " and (cast($5 as text) is null or search > $5 or (search = $5 and id > $6)) order by search, id limit $7"
        ),
        listing.search_pattern(),
        listing.missing_pattern(),
        listing.status_number(),
        listing.within.bound_for_few(),
        place.clone(),
        id,
        limit,
    )?
    .into_iter()
    .map(Person::try_from)
    .collect()
}

/// How many people a listing has.
pub(crate) async fn count(conn: &mut Conn, listing: &Listing) -> Result<i64, StoreError> {
    let (count,) = fetch_one!(
        conn,
        (i64,),
        listed!("select count(*)", ""),
        listing.search_pattern(),
        listing.missing_pattern(),
        listing.status_number(),
        listing.within_for_all(),
    )?;
    Ok(count)
}

/// The people before and after the place (`search`, id) in a listing.
pub(crate) async fn neighbours(
    conn: &mut Conn,
    listing: &Listing,
    place: &str,
    id: PersonId,
) -> Result<(Option<PersonId>, Option<PersonId>), StoreError> {
    let before = fetch_optional!(
        conn,
        (i64,),
        listed!("select id", " and (search < $5 or (search = $5 and id < $6)) order by search desc, id desc limit 1"),
        listing.search_pattern(),
        listing.missing_pattern(),
        listing.status_number(),
        listing.within.bound_for_few(),
        place.to_owned(),
        id.0,
    )?;
    let after = fetch_optional!(
        conn,
        (i64,),
        listed!("select id", " and (search > $5 or (search = $5 and id > $6)) order by search, id limit 1"),
        listing.search_pattern(),
        listing.missing_pattern(),
        listing.status_number(),
        listing.within.bound_for_few(),
        place.to_owned(),
        id.0,
    )?;
    Ok((before.map(|(id,)| PersonId(id)), after.map(|(id,)| PersonId(id))))
}

/// People with ids above `after` who have a value of an attribute.
pub(crate) async fn with_value(
    conn: &mut Conn,
    key: &AttributeKey,
    after: PersonId,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = fetch_all!(
        conn,
        (i64,),
        "select id from person where id > $2 and filled like $1 escape '\\' order by id limit $3",
        format!("%,{},%", escape_like(key.as_str())),
        after.0,
        limit,
    )?;
    Ok(rows.into_iter().map(|(id,)| PersonId(id)).collect())
}

/// Active people by the set of attributes that they have, with how many have just that set.
pub(crate) async fn filled_sets(conn: &mut Conn, within: &Within) -> Result<Vec<(String, i64)>, StoreError> {
    const FILLED: Both = within!(
        "select filled, count(*) from person
         where blocked_by_admin_at is null and (blocked_by_directory_at is null or pinned_at is not null) and ",
        "person.id",
        "$1",
        " group by filled"
    );
    fetch_all!(conn, (String, i64), FILLED, within.bound())
}

/// Changes that wait for a decision, by person, for these people.
pub(crate) async fn pending(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<(PersonId, i64)>, StoreError> {
    const PENDING: Both = in_numbers!(
        "select person_id, count(*) from change where state in ('pending', 'conflict') and person_id in ",
        "$1",
        " group by person_id"
    );
    let rows = fetch_all!(conn, (i64, i64), PENDING, list(people))?;
    Ok(rows.into_iter().map(|(id, count)| (PersonId(id), count)).collect())
}
