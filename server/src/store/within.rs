//! People within a scope, as a condition of SQL: lists of a hundred thousand are narrowed where they are read, and a person who moved is in or out
//! with the next look.

use domain::{
    id::PersonId,
    rights::{Area, Scope},
};
use serde::Serialize;

use super::{
    Conn, StoreError,
    connection::{fetch_all, fetch_one, in_numbers, list},
    container,
};

/// A scope as statements take it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Within(Option<Keys>);

/// Hashes of containers and ids of groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Keys {
    /// Whether there are many people in them. It comes first: the statements read it as the tenth character.
    broad: u8,
    containers: Vec<i64>,
    groups: Vec<i64>,
}

/// More people than are gathered gladly for each look at a list.
const MANY: i64 = 2000;

impl Within {
    /// No limit.
    pub(crate) const EVERYWHERE: Self = Self(None);

    /// Looks up what lies in a scope.
    pub(crate) async fn of(conn: &mut Conn, scope: &Scope) -> Result<Self, StoreError> {
        let Scope::Within(areas) = scope else { return Ok(Self::EVERYWHERE) };
        let mut keys = Keys::default();
        for area in areas {
            match area {
                Area::Ou(path) => keys.containers.extend(container::at_or_below(conn, path).await?),
                Area::Group(name) => {
                    let found = fetch_all!(conn, (i64,), "select id from policy_group where name = $1", name.clone())?;
                    keys.groups.extend(found.into_iter().map(|(id,)| id));
                }
            }
        }
        let (entries,) = fetch_one!(
            conn,
            (i64,),
            in_numbers!(
                "select count(*) from (select 1 as one from entry where container_key in ",
                "$1",
                " limit 2001) as few"
            ),
            list(&keys.containers)
        )?;
        let (members,) = fetch_one!(
            conn,
            (i64,),
            in_numbers!(
                "select count(*) from (select 1 as one from policy_member where group_id in ",
                "$1",
                " limit 2001) as few"
            ),
            list(&keys.groups)
        )?;
        keys.broad = u8::from(entries.max(members) > MANY);
        Ok(Self(Some(keys)))
    }

    /// Whether nothing is left out.
    pub(crate) fn is_everywhere(&self) -> bool {
        self.0.is_none()
    }

    /// What is bound for it where a statement looks at very many people: those within are gathered first.
    pub(super) fn bound(&self) -> Option<String> {
        self.0.as_ref().map(|keys| as_json(&Keys { broad: 0, ..keys.clone() }))
    }

    /// The same where few people are looked at, since another condition leaves few or the list ends early: of many within, each of the few is asked.
    pub(super) fn bound_for_few(&self) -> Option<String> {
        self.0.as_ref().map(as_json)
    }
}

fn as_json(keys: &Keys) -> String {
    // Numbers always are JSON.
    serde_json::to_string(keys).unwrap_or_else(|_| "{}".to_owned())
}

/// That a person is within the scope bound at a place: how to read a list of it, the person and the place.
macro_rules! within_of {
    ($list:ident, $person:literal, $place:literal) => {
        concat!(
            "(cast(",
            $place,
            " as text) is null or case when substr(",
            $place,
            ", 10, 1) = '1' then
               exists (select 1 from entry e where e.person_id = ",
            $person,
            " and e.detached_at is null and e.container_key in ",
            $crate::store::within::$list!($place, "containers"),
            ") or exists (select 1 from policy_member m where m.person_id = ",
            $person,
            " and m.group_id in ",
            $crate::store::within::$list!($place, "groups"),
            ") else ",
            $person,
            " in (select e.person_id from entry e where e.detached_at is null and e.container_key in ",
            $crate::store::within::$list!($place, "containers"),
            " union all select m.person_id from policy_member m where m.group_id in ",
            $crate::store::within::$list!($place, "groups"),
            ") end)"
        )
    };
}

macro_rules! list_sqlite {
    ($place:literal, $name:literal) => {
        concat!("(select value from json_each(", $place, ", '$.", $name, "'))")
    };
}

macro_rules! list_postgres {
    ($place:literal, $name:literal) => {
        concat!(
            "(select cast(one as bigint) from jsonb_array_elements_text(cast(",
            $place,
            " as jsonb)->'",
            $name,
            "') as one)"
        )
    };
}

/// In SQLite's words.
macro_rules! within_sqlite {
    ($person:literal, $place:literal) => {
        $crate::store::within::within_of!(list_sqlite, $person, $place)
    };
}

/// The same in PostgreSQL's.
macro_rules! within_postgres {
    ($person:literal, $place:literal) => {
        $crate::store::within::within_of!(list_postgres, $person, $place)
    };
}

/// A [`super::connection::Both`] with that condition in it: what stands before, the person, the place, and what stands after.
macro_rules! within {
    ($before:expr, $person:literal, $place:literal, $after:expr) => {
        $crate::store::connection::Both {
            sqlite: concat!($before, $crate::store::within::within_sqlite!($person, $place), $after),
            postgres: concat!($before, $crate::store::within::within_postgres!($person, $place), $after),
            looks_up: true,
        }
    };
}

pub(super) use {list_postgres, list_sqlite, within, within_of, within_postgres, within_sqlite};

/// Those of these people who are not within, or whom nobody knows, in order.
pub(crate) async fn outside(
    conn: &mut Conn,
    within: &Within,
    people: &[PersonId],
) -> Result<Vec<PersonId>, StoreError> {
    let mut outside: Vec<PersonId> = people.to_vec();
    outside.sort_unstable();
    outside.dedup();
    let known = fetch_all!(
        conn,
        (i64,),
        super::connection::Both {
            sqlite: concat!(
                "select id from person where id in (select value from json_each($1)) and ",
                within_sqlite!("person.id", "$2")
            ),
            postgres: concat!(
                "select id from person where id in (select cast(one as bigint) from jsonb_array_elements_text(cast($1 as jsonb)) as one) and ",
                within_postgres!("person.id", "$2")
            ),
            looks_up: true,
        },
        list(&outside),
        within.bound_for_few(),
    )?;
    let known: std::collections::BTreeSet<i64> = known.into_iter().map(|(id,)| id).collect();
    outside.retain(|person| !known.contains(&person.0));
    Ok(outside)
}
