//! The agents of a source as pages show them.

use domain::{
    api::{Agent, AgentState, Via},
    id::{AgentId, SourceId},
    moment::Moment,
};

use crate::{
    app::{App, AppError},
    store::{
        agent::{self, Stored},
        set_up,
    },
};

impl App {
    /// The agents of a source, those that were revoked too.
    pub(crate) async fn agents(&self, source: SourceId, now: Moment) -> Result<Vec<Agent>, AppError> {
        let lease = i64::try_from(self.config().agents.lease().as_millis()).unwrap_or(i64::MAX);
        let mut conn = self.store().read().await?;
        let of = set_up::one(&mut conn, source).await?.ok_or(AppError::NotFound)?;
        // Of one that is read directly, none works.
        let active = agent::active(&mut conn, source, now).await?.filter(|_| of.via == Via::Agent);
        let stored = agent::of_source(&mut conn, source).await?;
        Ok(stored.into_iter().map(|stored| shown(stored, active, lease, now)).collect())
    }
}

fn shown(stored: Stored, active: Option<AgentId>, lease: i64, now: Moment) -> Agent {
    let state = state(&stored, active, lease, now);
    Agent {
        state,
        id: stored.id,
        source: stored.source,
        name: stored.name,
        created_by: stored.created_by,
        created_at: stored.created_at,
        code_until: stored.code_until.filter(|_| matches!(state, AgentState::Invited | AgentState::Expired)),
        enrolled_at: stored.enrolled_at,
        revoked_at: stored.revoked_at,
        last_contact_at: stored.last_contact_at,
        version: stored.version,
        host: stored.host,
        clock_skew_ms: stored.clock_skew_ms,
        rotate_asked_at: stored.rotate_asked_at,
        rotated_at: stored.rotated_at,
        starts: stored.epoch,
        turned_away: stored.turned_away,
        turned_away_at: stored.turned_away_at,
        told: stored.told,
        refused: stored.refused,
        read: stored.read,
        lag_ms: stored.lag_ms,
    }
}

fn state(stored: &Stored, active: Option<AgentId>, lease: i64, now: Moment) -> AgentState {
    if stored.revoked_at.is_some() {
        return AgentState::Revoked;
    }
    if stored.enrolled_at.is_none() {
        return match stored.code_until {
            Some(until) if until > now => AgentState::Invited,
            _ => AgentState::Expired,
        };
    }
    // Whoever has only enrolled does not run yet.
    let is_there = stored.epoch > 0 && stored.last_contact_at.is_some_and(|last| now.since(last) < lease);
    match active {
        Some(active) if active == stored.id => AgentState::Active,
        _ if is_there => AgentState::Standby,
        _ => AgentState::Away,
    }
}
