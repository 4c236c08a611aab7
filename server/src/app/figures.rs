//! What monitoring wants to know, read when it asks.

use domain::{api::RunState, change::ChangeState, moment::Moment};

use super::{App, AppError};
use crate::store::{agent_told, item, people_list, queue, run, source, within::Within};

/// The figures of one moment.
pub(crate) struct Figures {
    /// People who are not blocked, and people who are.
    pub(crate) people: (i64, i64),
    /// Changes by state, the ended ones left out.
    pub(crate) changes: Vec<(ChangeState, i64)>,
    /// Items that wait, by target.
    pub(crate) waiting: Vec<(String, i64)>,
    /// Items that are overdue, by target.
    pub(crate) overdue: Vec<(String, i64)>,
    pub(crate) sources: Vec<SourceFigures>,
}

/// The figures of one source.
pub(crate) struct SourceFigures {
    pub(crate) name: String,
    /// When the last complete run began, in seconds since 1970.
    pub(crate) complete_at: Option<i64>,
    /// Entries that it saw.
    pub(crate) complete_seen: Option<i64>,
    /// When an agent of it was heard of last, in seconds since 1970.
    pub(crate) agent_at: Option<i64>,
    /// For how many milliseconds what its agent was asked for last had waited.
    pub(crate) agent_lag_ms: Option<i64>,
    /// Whether a run waits for somebody's decision.
    pub(crate) is_held: bool,
    /// Whether the last run failed.
    pub(crate) has_failed: bool,
}

impl App {
    /// Reads the figures.
    pub(crate) async fn figures(&self, now: Moment) -> Result<Figures, AppError> {
        let catalogue = self.present_catalogue().await?;
        let mut conn = self.store().read().await?;
        let active = people_list::count(&mut conn, &people_list::Listing::default()).await?;
        let blocked =
            people_list::Listing { status: domain::api::PersonStatus::Blocked, ..people_list::Listing::default() };
        let blocked = people_list::count(&mut conn, &blocked).await?;
        let counted = queue::tally(&mut conn).await?;
        let count = |state| counted.iter().find(|(found, _)| *found == state).map_or(0, |(_, count)| *count);
        let open = ChangeState::ALL.into_iter().filter(|state| state.is_open());
        let changes = open.map(|state| (state, count(state))).collect();
        let (mut waiting, mut overdue) = (Vec::new(), Vec::new());
        for target in &catalogue.targets {
            waiting.push((target.name.clone(), item::tally(&mut conn, target.id, &Within::EVERYWHERE).await?.0));
            let alarm = self.overdue_alarm(&mut conn, target.id, &Within::EVERYWHERE, now).await?;
            overdue.push((target.name.clone(), alarm.values));
        }
        let mut sources = Vec::new();
        for source in source::all(&mut conn).await? {
            let agent = agent_told::contact(&mut conn, source.id).await?;
            let last = run::list(&mut conn, Some(source.id), i64::MAX, 1).await?.pop().map(|stored| stored.run.state);
            sources.push(SourceFigures {
                name: source.name,
                complete_at: source.complete_at.map(|at| at.0 / 1000),
                agent_at: agent.map(|(at, _)| at.0 / 1000),
                agent_lag_ms: agent.and_then(|(_, lag)| lag),
                complete_seen: source.complete_seen,
                is_held: last == Some(RunState::Held),
                has_failed: last == Some(RunState::Failed),
            });
        }
        Ok(Figures { people: (active, blocked), changes, waiting, overdue, sources })
    }
}
