//! How complete people's profiles are, attribute by attribute; choosing one lists those who lack it (S1.2).

use domain::{
    api::{Fill, PeopleQuery},
    name::AttributeKey,
};
use leptos::prelude::*;

use super::labels::{Labels, label_for};
use crate::{
    api,
    language::figure,
    parts::loading::{Load, load, loaded},
    words::people,
};

pub(super) fn fill_card(query: Memo<PeopleQuery>, labels: Load<Labels>, change: Callback<PeopleQuery>) -> AnyView {
    let fill = load(api::fill);
    loaded(fill, move |fill| {
        let seats = fill.seats.map(|seats| people::SEATS.with(&[&figure(fill.active), &figure(seats)]));
        let waiting = (fill.waiting > 0).then(|| people::SEAT_WAITING.of(fill.waiting));
        let counts =
            [Some(people::ACTIVE_COUNT.of(fill.active)), Some(people::BLOCKED_COUNT.of(fill.blocked)), seats, waiting];
        let counts = counts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let is_open = query.get_untracked().missing.is_some();
        let bars: Vec<AnyView> =
            emptiest_first(&fill).into_iter().map(|rate| bar(rate, query, labels, change)).collect();
        view! {
            <details class="card fill" open=is_open>
                <summary>
                    <span class="fill-title">{people::FILL.say()}</span>
                    <span class="quiet-text">{counts}</span>
                </summary>
                <ul class="bars">{bars}</ul>
            </details>
        }
        .into_any()
    })
}

struct Rate {
    key: AttributeKey,
    filled: i64,
    active: i64,
}

impl Rate {
    /// Full percents, rounded down, so that 100 means everybody.
    fn percent(&self) -> i64 {
        if self.active == 0 { 100 } else { self.filled * 100 / self.active }
    }
}

/// What lacks most comes first: that is where the work is.
fn emptiest_first(fill: &Fill) -> Vec<Rate> {
    let mut rates: Vec<Rate> = Vec::with_capacity(fill.filled.len());
    for (key, filled) in &fill.filled {
        let rate = Rate { key: key.clone(), filled: *filled, active: fill.active };
        let place = rates.partition_point(|other| other.percent() <= rate.percent());
        rates.insert(place, rate);
    }
    rates
}

fn bar(rate: Rate, query: Memo<PeopleQuery>, labels: Load<Labels>, change: Callback<PeopleQuery>) -> AnyView {
    let percent = rate.percent();
    let spoken = people::FILL_OF.with(&[&figure(rate.filled), &figure(rate.active)]);
    let (key, chosen) = (rate.key.clone(), rate.key.clone());
    let is_chosen = move || (query.get().missing.as_ref() == Some(&chosen)).to_string();
    let choose = move |_| {
        let before = query.get_untracked();
        let missing = (before.missing.as_ref() != Some(&key)).then(|| key.clone());
        change.run(PeopleQuery { missing, ..before });
    };
    view! {
        <li>
            <button class="quiet bar" aria-pressed=is_chosen title=spoken on:click=choose>
                <span class="bar-name">{move || label_for(labels, &rate.key)}</span>
                <span class="bar-percent">{people::PERCENT.with(&[&figure(percent)])}</span>
                <span class="bar-track" aria-hidden="true">
                    <span class="bar-fill" style:width=[&percent.to_string(), "%"].concat()></span>
                </span>
            </button>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lacks_most_comes_first() {
        let key = |text| AttributeKey::parse(text).unwrap();
        let filled = [(key("full"), 3), (key("half"), 1), (key("none"), 0)].into();
        let rates = emptiest_first(&Fill { active: 3, blocked: 0, seats: None, waiting: 0, filled });
        assert_eq!(
            rates.iter().map(|rate| (rate.key.as_str(), rate.percent())).collect::<Vec<_>>(),
            [("none", 0), ("half", 33), ("full", 100)]
        );
    }
}
