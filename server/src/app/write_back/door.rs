//! The way into a target that Amend writes itself, whatever it speaks: a directory's LDAP, or a service's SCIM.

use domain::template::TargetKind;

use super::super::{
    AppError,
    catalogue::Catalogue,
    export_file,
    reach::{Far, Reach},
};
use crate::{
    source::LdapSettings,
    store::mapping::Target,
    target::{self, Fate, Place, Session, There, Writing, Wrote, scim},
};

/// What one person is to have, in the terms of the target.
pub(super) enum Order {
    Entry(target::Order),
    User(scim::Order),
}

impl Order {
    /// The same with some of its wishes alone, by their places; nothing if none is among them. Of a service's user all or nothing is written.
    pub(super) fn part(&self, is_wanted: impl Fn(usize) -> bool) -> Option<(Self, Vec<usize>)> {
        let Self::Entry(order) = self else { return None };
        let (places, wishes): (Vec<usize>, Vec<target::Wish>) =
            order.wishes.iter().cloned().enumerate().filter(|(place, _)| is_wanted(*place)).unzip();
        let part = target::Order { wishes, id: order.id.clone(), dn: order.dn.clone(), look_first: order.look_first };
        (!places.is_empty()).then_some((Self::Entry(part), places))
    }
}

/// A target that lets us in.
pub(super) enum Door {
    Directory(Box<Session>),
    /// A directory that only an agent reaches.
    Far(Box<(Far, There)>),
    Service(Box<scim::Session>),
}

/// A target that does not, or not now.
pub(super) struct Closed {
    pub(super) why: String,
    /// For how many seconds it asks to be left alone.
    pub(super) rest: Option<i64>,
}

impl Closed {
    fn because(why: &dyn ToString) -> Self {
        Self { why: why.to_string(), rest: None }
    }
}

impl Door {
    pub(super) async fn open(catalogue: &Catalogue, target: &Target) -> Result<Self, Closed> {
        match target.kind {
            TargetKind::Directory => match way(catalogue, target).map_err(|why| Closed::because(&why))? {
                Way::Here(place) => Session::open(*place)
                    .await
                    .map(|session| Self::Directory(Box::new(session)))
                    .map_err(|why| Closed::because(&why)),
                Way::Far(far, there) => Ok(Self::Far(Box::new((far, there)))),
            },
            TargetKind::Scim => {
                let place = service(catalogue, target).map_err(|why| Closed::because(&why))?;
                let opened = scim::Session::open(place).await;
                opened
                    .map(|session| Self::Service(Box::new(session)))
                    .map_err(|trouble| Closed { why: trouble.why, rest: trouble.rest })
            }
            TargetKind::File => Err(Closed::because(&"it takes files alone; turn writing off")),
        }
    }

    /// Writes what one person is to have; what became of each wish, in their order. After an error nobody knows what was written.
    pub(super) async fn deliver(&mut self, order: &Order) -> Result<Vec<Fate>, String> {
        match (self, order) {
            (Self::Directory(session), Order::Entry(order)) => {
                session.deliver(order).await.map_err(|error| error.to_string())
            }
            (Self::Far(far), Order::Entry(order)) => {
                let (far, there) = (&far.0, far.1.clone());
                match far.write(&Writing::Deliver { there, order: Box::new(order.clone()) }).await {
                    Wrote::Fates(fates) if fates.len() == order.wishes.len() => Ok(fates),
                    Wrote::Failed(why) => Err(why),
                    _ => Err("the agent answered something else than it was asked".to_owned()),
                }
            }
            (Self::Service(session), Order::User(order)) => {
                session.deliver(order).await.map_err(|trouble| trouble.to_string())
            }
            (Self::Directory(_) | Self::Far(_), Order::User(_)) | (Self::Service(_), Order::Entry(_)) => {
                Err("the target is another kind by now".to_owned())
            }
        }
    }

    /// Whether a second one beside it helps: a directory digests one modification while the next one travels. A service is asked for one thing at a
    /// time, and an agent has a limit of its own.
    pub(super) fn goes_beside(&self) -> bool {
        matches!(self, Self::Directory(_))
    }

    /// For how many seconds the target has asked to be left alone.
    pub(super) fn rest(&self) -> Option<i64> {
        match self {
            Self::Directory(_) | Self::Far(_) => None,
            Self::Service(session) => session.rest(),
        }
    }

    pub(super) async fn close(self) {
        match self {
            Self::Directory(session) => session.close().await,
            // Each of its requests stands for itself.
            Self::Service(_) | Self::Far(_) => {}
        }
    }
}

/// How a directory is written.
pub(super) enum Way {
    Here(Box<Place>),
    /// By its agent.
    Far(Far, There),
}

/// Where a directory is, and what of it may be written.
pub(super) fn way(catalogue: &Catalogue, target: &Target) -> Result<Way, AppError> {
    let connection = catalogue.connection(target.source)?;
    let columns = export_file::columns(catalogue, target);
    let (base, id_attribute) = (connection.base.clone(), connection.connect.id_attribute.clone());
    let allowed = columns.into_iter().map(|column| column.heading).collect();
    Ok(match &connection.reach {
        Reach::Direct(ldap) => {
            Way::Here(Box::new(Place { ldap: LdapSettings::clone(ldap), base, id_attribute, allowed, only: None }))
        }
        Reach::Agent(far) => Way::Far(far.clone(), There { base, id_attribute, allowed }),
    })
}

/// Where a service is.
pub(super) fn service(catalogue: &Catalogue, target: &Target) -> Result<scim::Place, String> {
    // Its people are known by what their directory calls them.
    catalogue.connection(target.source).map_err(|error| error.to_string())?;
    match catalogue.services.get(&target.id) {
        Some(Ok(place)) => Ok(scim::Place::clone(place)),
        Some(Err(why)) => Err(why.clone()),
        None => Err("there is no such service any more".to_owned()),
    }
}
