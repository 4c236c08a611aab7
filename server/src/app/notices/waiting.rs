//! Values that wait for export: their owners are told once a day for as long as something has waited for more than a day.

use domain::moment::Moment;

use super::{Told, tell};
use crate::{
    app::{App, AppError},
    store::notice,
};

/// Milliseconds after which waiting is told, and after which it is told again.
const DAY: i64 = 86_400_000;

impl App {
    /// Tells the owners of each source what has waited for long, if they were not told today.
    pub(crate) async fn tell_of_waiting(&self, now: Moment) -> Result<(), AppError> {
        if !self.can_send().0 {
            return Ok(());
        }
        let before = now.plus(-DAY);
        let sources = notice::untold_of_waiting(&mut self.store().read().await?, before).await?;
        for source in sources {
            let (values, people, since) = notice::long_waiting(&mut self.store().read().await?, source, before).await?;
            let Some(since) = since.filter(|_| values > 0) else { continue };
            self.store()
                .write::<_, AppError, _>(move |conn| {
                    Box::pin(async move {
                        if notice::tell_of_waiting(conn, source, before, now).await? {
                            let contacts = notice::contacts(conn, source).await?;
                            tell(conn, (source, None), &contacts, &Told::Waiting { values, people, since }, now)
                                .await?;
                        }
                        Ok(())
                    })
                })
                .await?;
        }
        Ok(())
    }
}
