//! Where there is a limit of active people: who came when none was free waits blocked, and is let in by itself, in the order of coming, when
//! a seat is free (S2.19).

use domain::{moment::Moment, seats::Seats};

use super::{App, AppError, asker::Actor, block};
use crate::store::{Conn, person, seat};

/// People who are let in with one transaction.
const TOGETHER: i64 = 200;

impl App {
    /// The limit of active people, if there is one.
    pub(super) fn seat_limit(&self) -> Option<i64> {
        self.config().seats.map(i64::from)
    }

    /// Lets in who waits for a seat, as far as there are free ones.
    pub(crate) async fn give_seats(&self, now: Moment) -> Result<(), AppError> {
        let limit = self.seat_limit();
        // Mostly nobody waits, and then nothing is written.
        while seat::waiting(&mut self.store().read().await?).await? > 0 {
            let given = self
                .store()
                .write::<_, AppError, _>(move |conn| Box::pin(async move { give(conn, limit, now).await }))
                .await?;
            if given == 0 {
                break;
            }
        }
        Ok(())
    }
}

/// The seats as they are now.
pub(super) async fn seats(conn: &mut Conn, limit: Option<i64>) -> Result<Seats, AppError> {
    let active = match limit {
        Some(_) => seat::active(conn).await?,
        None => 0,
    };
    Ok(Seats::new(limit, active))
}

async fn give(conn: &mut Conn, limit: Option<i64>, now: Moment) -> Result<usize, AppError> {
    let free = seats(conn, limit).await?.free_for(seat::waiting(conn).await?);
    let ids = seat::first_waiting(conn, free.min(TOGETHER)).await?;
    person::lock(conn, &ids).await?;
    let mut people = person::by_ids(conn, &ids).await?;
    for one in &mut people {
        let was_blocked = one.blocked().is_some();
        one.blocked_by_directory = None;
        one.version += 1;
        block::settle(conn, one, was_blocked, now).await?;
        person::put_many(conn, std::slice::from_ref(one)).await?;
        let mut row = Actor::default().audit(now, "person.seat");
        row.person = Some(one.id);
        conn.audit(row);
    }
    Ok(people.len())
}
