//! What one person is to have in a SCIM service: whom it is about, by the names that the service knows people by, and what stands where.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    attribute::Kind,
    delta::{Cell, Row},
    id::{MappingId, PersonId},
    rekey::printed_id,
    value::{Theirs, Value},
};

use super::super::{
    AppError,
    catalogue::Catalogue,
    export_file,
    names::Names,
    standing::Standing,
    template::{self, Given},
};
use crate::{
    store::{
        Conn,
        mapping::{Mapping, Target},
    },
    target::scim::{New, Order, ScimPath, Whom, Wish},
};

/// What of a person's row is written, and by which of its cells.
pub(super) struct Ordered {
    pub(super) order: Order,
    pub(super) mappings: Vec<MappingId>,
}

/// People whom the values of some rows name.
pub(super) struct Named {
    names: Names,
    standings: BTreeMap<PersonId, Standing>,
    given: Given,
}

/// Looks up whom the rows name, and what the service was given of those whom they are about.
pub(super) async fn named(
    conn: &mut Conn,
    catalogue: &Catalogue,
    target: &Target,
    rows: &[Row],
) -> Result<Named, AppError> {
    let is_person = |mapping: &MappingId| target.mapping(*mapping).is_some_and(|row| names_somebody(catalogue, row));
    let cells = rows.iter().flat_map(|row| &row.cells).filter(|(mapping, _)| is_person(mapping));
    let called: BTreeSet<String> = cells.filter_map(|(_, cell)| Some(cell.new.as_ref()?.first().to_owned())).collect();
    let names = Names::load(conn, &called).await?;
    let mut people: Vec<PersonId> = called.iter().filter_map(|name| names.person(name)).collect();
    let standings = Standing::load_many(conn, &people).await?;
    people.extend(rows.iter().map(|row| row.person));
    let given = template::given(conn, target, &people).await?;
    Ok(Named { names, standings, given })
}

/// What a person is to have.
pub(super) fn order(
    catalogue: &Catalogue,
    target: &Target,
    standing: &Standing,
    row: Row,
    named: &Named,
) -> Result<Ordered, AppError> {
    let whom = whom(catalogue, target, standing, &named.given)?;
    let (mut wishes, mut mappings) = (Vec::new(), Vec::new());
    for (id, cell) in row.cells {
        let Some(mapping) = target.mapping(id) else { continue };
        wishes.push(wish(catalogue, target, mapping, cell, named)?);
        mappings.push(id);
    }
    Ok(Ordered { order: Order { whom, wishes }, mappings })
}

fn wish(
    catalogue: &Catalogue,
    target: &Target,
    mapping: &Mapping,
    cell: Cell,
    named: &Named,
) -> Result<Result<Wish, String>, AppError> {
    let path = match ScimPath::parse(&mapping.name) {
        Ok(path) => path,
        Err(why) => return Ok(Err(why)),
    };
    if export_file::is_picture(catalogue, mapping) {
        return Ok(Err(
            "a SCIM service takes the address of a picture and no picture; take it out of the template".to_owned()
        ));
    }
    let attribute = mapping.attribute().and_then(|key| catalogue.attribute(key)).cloned();
    let (known, new) = match cell.new {
        // The service calls somebody by an id of its own, which was never given.
        Some(value) if names_somebody(catalogue, mapping) => {
            let standing = named.names.person(value.first()).and_then(|id| named.standings.get(&id));
            let Some(standing) = standing else {
                return Ok(Err("whom it names is in no directory any more; have somebody else named there".to_owned()));
            };
            (Theirs::NotRead, New::Person(whom(catalogue, target, standing, &named.given)?))
        }
        None if names_somebody(catalogue, mapping) => (Theirs::NotRead, New::Value(None)),
        new => (cell.old, New::Value(new)),
    };
    Ok(Ok(Wish { path, known, new, attribute }))
}

/// Whether a mapping writes somebody's id, such as that of the manager.
fn names_somebody(catalogue: &Catalogue, mapping: &Mapping) -> bool {
    let attribute = mapping.attribute().and_then(|key| catalogue.attribute(key));
    attribute.is_some_and(|attribute| attribute.kind == Kind::Person) && mapping.name.ends_with(".value")
}

/// Whom a service knows by which names: what the template writes as `externalId` and `userName`, else the immutable id of the entry, as its directory
/// prints it, and the user name.
fn whom(catalogue: &Catalogue, target: &Target, standing: &Standing, given: &Given) -> Result<Whom, AppError> {
    let of = |attribute: &str| target.on().find(|row| ScimPath::parse(&row.name).is_ok_and(|path| path.is(attribute)));
    let first = |value: &Value| value.first().to_owned();
    let external_id = match of("externalId") {
        Some(row) => template::value_of(catalogue, row, standing).ok().flatten().as_ref().map(first),
        None => {
            let id_attribute = &catalogue.connection(target.source)?.connect.id_attribute;
            let entry = standing.entries.iter().find(|entry| entry.source == target.source && entry.is_present());
            entry.map(|entry| printed_id(&entry.external_id, id_attribute))
        }
    };
    let user_names: Vec<String> = match of("userName") {
        Some(row) => {
            let now = template::value_of(catalogue, row, standing).ok().flatten();
            let before = given.get(&(standing.person.id, row.id)).and_then(|given| given.value.value());
            now.as_ref().into_iter().chain(before).map(first).collect()
        }
        None => standing.person.username.iter().cloned().collect(),
    };
    let name = standing.person.display_name.clone();
    Ok(Whom { external_id: external_id.unwrap_or_default(), user_names, name })
}
