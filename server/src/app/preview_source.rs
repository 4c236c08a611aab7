//! What a mapping or a selection would come to before it is saved (T15): a dry run with these settings in the place of the saved ones. It takes the
//! same way as every run, and nothing of it is kept but its report.

use std::sync::Arc;

use domain::{
    api::{PreviewSource, Run, SourceState},
    id::SourceId,
    moment::Moment,
};

use super::{App, AppError, asker::Asker, set_up::tidy, sync::Unsaved};

impl App {
    /// Starts a dry run of settings that are not saved.
    pub(crate) async fn preview_source(
        &self,
        asker: &Asker,
        id: SourceId,
        preview: PreviewSource,
        now: Moment,
    ) -> Result<Run, AppError> {
        let PreviewSource { mapping, selection } = preview;
        if let Some(selection) = &selection {
            selection.judge().map_err(|why| AppError::BadRequest(format!("`selection`: {why}")))?;
        }
        let (row, stored) = self.row_and_set_up(id).await?;
        if row.state == SourceState::Draft {
            return Err(AppError::Conflict("its set-up is not finished; a dry run is one of its steps".to_owned()));
        }
        let mut catalogue = self.present_catalogue().await?;
        if let Some(rows) = mapping {
            let connection = catalogue.connection(id)?.clone();
            if connection.mapping_is_fixed {
                return Err(AppError::Conflict("the settings file says how this source is mapped".to_owned()));
            }
            let rows = tidy(rows);
            self.check_mapping(&row, &stored, &rows).await?;
            let tried =
                connection.mapped(&rows).map_err(|reason| AppError::BadRequest(format!("`mapping`: {reason}")))?;
            catalogue = Arc::new(catalogue.with(id, tried));
        }
        self.start_preview(id, Unsaved { catalogue, selection }, asker.actor(), now).await
    }
}
