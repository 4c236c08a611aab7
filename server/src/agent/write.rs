//! Writing for the server, as far as the agent's own file allows: which attributes, how many entries in an hour, and only entries that it sends
//! as well. So a server that was taken over cannot rewrite a directory.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use domain::{api::AgentWrites, dn};

use super::settings::Settings;
use crate::target::{Fate, Right, There, Writing, Wrote};

const HOUR: Duration = Duration::from_secs(3600);

/// When entries were written in the last hour.
#[derive(Debug, Default)]
pub(super) struct Quota(Mutex<VecDeque<Instant>>);

impl Quota {
    /// Whether one more may be written now.
    fn takes(&self, per_hour: u32) -> bool {
        let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while written.front().is_some_and(|at| at.elapsed() >= HOUR) {
            written.pop_front();
        }
        let has_room = written.len() < usize::try_from(per_hour).unwrap_or(usize::MAX);
        if has_room {
            written.push_back(Instant::now());
        }
        has_room
    }
}

/// Does what may be done.
pub(super) fn write(settings: &Settings, quota: &Quota, writing: Writing) -> Wrote {
    let Some(allowed) = &settings.write else {
        return Wrote::Failed(
            "the agent's own file does not allow writing; whoever runs the agent sets write.on and write.attributes there".to_owned(),
        );
    };
    let (Writing::Rights { there, .. } | Writing::Deliver { there, .. }) = &writing;
    if dn::normalize(&there.base) != dn::normalize(&settings.base) && !dn::is_below(&there.base, &settings.base) {
        return Wrote::Failed(format!(
            "{} is outside of what the agent's own file allows ({})",
            there.base, settings.base
        ));
    }
    match writing {
        Writing::Rights { there, sample, names } => rights(settings, allowed, (there, sample, names)),
        Writing::Deliver { there, mut order } => {
            // Whether it is one of the entries that are sent is seen by reading it alone.
            order.look_first = true;
            let names = order.names();
            if let Some(name) = names.iter().find(|name| !may(allowed, name)) {
                let why = not_allowed(name);
                tracing::warn!(attribute = name, "agent.write_refused");
                return Wrote::Fates(order.wishes.iter().map(|_| Fate::Refused(why.clone())).collect());
            }
            if !quota.takes(allowed.per_hour) {
                tracing::warn!(per_hour = allowed.per_hour, "agent.write_limit");
                let why = format!(
                    "the agent writes {} entries in an hour at most (write.per_hour in its own file), and has; the rest waits",
                    allowed.per_hour
                );
                return Wrote::Fates(order.wishes.iter().map(|_| Fate::Absent(why.clone())).collect());
            }
            tracing::info!(attributes = names.join(" "), "agent.writes");
            carry_out(settings, Writing::Deliver { there: within(allowed, there), order })
        }
    }
}

type Rights = (There, Vec<(Vec<u8>, String)>, Vec<(Option<domain::name::AttributeKey>, String)>);

fn rights(settings: &Settings, allowed: &AgentWrites, (there, sample, names): Rights) -> Wrote {
    let (asked, refused): (Vec<_>, Vec<_>) = names.into_iter().partition(|(_, name)| may(allowed, name));
    let there = within(allowed, there);
    let looked = match carry_out(settings, Writing::Rights { there, sample, names: asked }) {
        Wrote::Rights(rights) => rights,
        other => return other,
    };
    let refused = refused.into_iter().map(|(attribute, name)| crate::target::AttributeRight {
        right: Right::NotTold(not_allowed(&name)),
        attribute,
        name,
    });
    Wrote::Rights(looked.into_iter().chain(refused).collect())
}

fn carry_out(settings: &Settings, writing: Writing) -> Wrote {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let wrote = match runtime {
        Ok(runtime) => {
            let wrote = runtime.block_on(writing.carry_out(settings.ldap.clone(), settings.filter.clone()));
            runtime.shutdown_background();
            wrote
        }
        Err(error) => Wrote::Failed(error.to_string()),
    };
    match wrote {
        Wrote::Failed(why) => Wrote::Failed(settings.scrubbed(&why)),
        other => other,
    }
}

fn may(allowed: &AgentWrites, name: &str) -> bool {
    allowed.attributes.iter().any(|known| known.eq_ignore_ascii_case(name)) && !domain::catalogue::is_denied(name)
}

fn within(allowed: &AgentWrites, there: There) -> There {
    There { allowed: allowed.attributes.clone(), ..there }
}

fn not_allowed(name: &str) -> String {
    format!("the agent's own file does not allow {name} to be written (write.attributes)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_in_an_hour_and_no_more() {
        let quota = Quota::default();
        assert_eq!((0..5).filter(|_| quota.takes(3)).count(), 3);
        assert!(!quota.takes(3) && quota.takes(4));
    }
}
