//! Whether Amend can do its work, part by part.

use super::App;
use crate::{
    mark::Mark,
    store::{installation, run},
};
use domain::api::RunState;

/// The parts and how they are.
pub(crate) struct Health {
    /// The database answers.
    pub(crate) database: bool,
    /// Sources by name: whether the last run read them.
    pub(crate) sources: Vec<(String, bool)>,
}

impl App {
    /// Asks each part. A source whose last run failed is named but does not make Amend unready: people can still work.
    pub(crate) async fn health(&self) -> Health {
        let database = self.store().ping().await.is_ok();
        let sources = self.sources_read().await.unwrap_or_default();
        Health { database, sources }
    }

    /// What only this installation knows, once it has been served.
    pub(crate) async fn mark(&self) -> Result<Option<Mark>, super::AppError> {
        let mut conn = self.store().read().await?;
        Ok(installation::mark(&mut conn).await?.map(|secret| Mark::of(&secret)))
    }

    async fn sources_read(&self) -> Result<Vec<(String, bool)>, super::AppError> {
        let catalogue = self.present_catalogue().await?;
        let mut conn = self.store().read().await?;
        let mut read = Vec::new();
        for (id, name) in &catalogue.sources {
            let last = run::list(&mut conn, Some(*id), i64::MAX, 1).await?;
            read.push((name.clone(), !last.iter().any(|stored| stored.run.state == RunState::Failed)));
        }
        Ok(read)
    }
}
