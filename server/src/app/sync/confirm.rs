//! Looking again for whom a full run did not find: a server that leaves somebody out and says that this was everything is not believed, and
//! whoever is there after all is taken in like everybody else.

use std::{collections::BTreeSet, sync::Arc};

use domain::id::PersonId;

use super::{
    Context,
    collect::{Collector, Missing},
    take_in::{Taken, take_in},
};
use crate::{
    app::{App, AppError},
    source::{Delta, News, Outcome, Progress, RunEnd, Trouble},
};

/// Who is still missing after each was looked up by id, and what came of the looking: trouble means that it is not known of anybody.
pub(super) async fn confirm(
    app: &App,
    context: &Context,
    collector: &Collector,
    end: &mut RunEnd,
) -> Result<Vec<Missing>, AppError> {
    let missing = collector.missing(context.leaving.when_gone);
    let ids = collector.missing_ids();
    if ids.is_empty() {
        return Ok(missing);
    }
    // Its figures are of the reading that is over, not of this.
    let aside = Arc::new(Progress::default());
    let looked = take_in(app, context, Some(News::Of(ids)), false, aside).await?;
    let Taken { delta, collector, .. } = looked;
    match delta {
        // So many that everything would have to be read once more: the brake holds a run that would remove them.
        Delta::StartOver(_) => Ok(missing),
        Delta::Read(again) if matches!(again.outcome, Outcome::Complete) => {
            let gone: BTreeSet<PersonId> =
                collector.missing(context.leaving.when_gone).iter().map(|one| one.person).collect();
            let found = missing.iter().filter(|one| one.was_in && !gone.contains(&one.person)).count();
            if found > 0 {
                tracing::warn!(run = context.run.0, found, "run.directory_left_people_out");
            }
            end.seen += found as u64;
            Ok(missing.into_iter().filter(|one| !one.was_in || gone.contains(&one.person)).collect())
        }
        Delta::Read(again) => {
            let reason = match again.outcome {
                Outcome::Partial { reason } | Outcome::Failed { reason } => reason,
                Outcome::Complete | Outcome::Cancelled => Trouble::Fault("looking again was stopped".to_owned()),
            };
            end.outcome = Outcome::Partial { reason };
            Ok(Vec::new())
        }
    }
}
