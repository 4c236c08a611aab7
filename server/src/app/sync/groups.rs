//! After a run has applied what it read: who is in the groups that policy rules name.

use std::sync::Arc;

use super::Context;
use crate::{
    app::{App, AppError},
    clock,
    source::Progress,
    store::run,
};

/// Brings them up to date. Nobody's name or entry moved and the group reads as last time: then nothing is looked up.
pub(super) async fn refresh(app: &App, context: &Context) -> Result<(), AppError> {
    let stored = run::by_id(&mut app.store().read().await?, context.run).await?.ok_or(AppError::NotFound)?;
    let counts = &stored.run.counts;
    let people_moved = counts.created + counts.renamed + counts.returned > 0;
    // Its figures are of the reading that is over, not of this.
    let aside = Arc::new(Progress::default());
    app.refresh_groups(context.source, context.connection()?, people_moved, aside, clock::now()).await
}
