//! What the rows of a mapping bring of somebody who was chosen: values as they are in the directory, and what expressions make of them, which the
//! server works out while they are being written.

use std::{collections::BTreeMap, time::Duration};

use domain::{
    api::{AskSample, Brought, SampleEntry},
    id::SourceId,
    name::AttributeKey,
};
use leptos::prelude::*;

use super::mapping_row::Rows;
use crate::{api, parts::act::Act, words::set_up as words};

/// How long somebody writes nothing before it is tried.
const PAUSE: Duration = Duration::from_millis(500);

/// What is known of the chosen entry.
#[derive(Clone, Copy)]
pub(super) struct Sampled {
    source: SourceId,
    rows: Rows,
    who: RwSignal<String>,
    entry: RwSignal<Option<SampleEntry>>,
    brought: RwSignal<BTreeMap<AttributeKey, Brought>>,
    act: Act,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Sampled {
    pub(super) fn of(source: SourceId, rows: Rows) -> Self {
        let sampled = Self {
            source,
            rows,
            who: RwSignal::new(String::new()),
            entry: RwSignal::new(None),
            brought: RwSignal::new(BTreeMap::new()),
            act: Act::start(),
            timer: StoredValue::new(None),
        };
        on_cleanup(move || sampled.stop());
        sampled
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }

    fn ask(self) {
        let (worked_out, plain): (Vec<_>, Vec<_>) = self.rows.mapping().into_iter().partition(|row| row.expression);
        let attributes = plain.into_iter().map(|row| row.from).filter(|name| !name.is_empty()).collect();
        let (keys, expressions): (Vec<AttributeKey>, Vec<String>) =
            worked_out.into_iter().map(|row| (row.attribute, row.from)).unzip();
        let ask = AskSample { who: self.who.get_untracked(), attributes, expressions };
        self.act.run(api::sample(self.source, &ask), move |entry| {
            self.brought.set(keys.into_iter().zip(entry.expressions.iter().cloned()).collect());
            self.entry.set(Some(entry));
        });
    }

    /// Somebody is writing an expression: once they pause, it is tried on whoever is shown.
    pub(super) fn ask_soon(self) {
        if self.entry.with_untracked(Option::is_none) {
            return;
        }
        self.stop();
        let ask = move || {
            if self.act.is_busy_now() { self.ask_soon() } else { self.ask() }
        };
        self.timer.set_value(set_timeout_with_handle(ask, PAUSE).ok());
    }

    /// What the entry has of an attribute; nothing while nobody is chosen.
    pub(super) fn values(self, name: &str) -> Option<Vec<String>> {
        self.entry.with(|entry| {
            let values = &entry.as_ref()?.values;
            let found = values.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
            Some(found.map(|(_, values)| values.clone()).unwrap_or_default())
        })
    }

    /// What the expression of an attribute brings; nothing while nobody is chosen.
    pub(super) fn brought(self, attribute: &AttributeKey) -> Option<Brought> {
        self.brought.with(|all| all.get(attribute).cloned())
    }

    /// Chooses whose values are shown.
    pub(super) fn view(self) -> AnyView {
        let (who, act) = (self.who, self.act);
        let shown = move || {
            let name = self.entry.with(|entry| entry.as_ref().map(|entry| entry.dn.clone()));
            name.map(|name| view! { <p class="note name-of-entry">{words::SHOWN.with(&[&name])}</p> })
        };
        view! {
            <div class="rule">
                <label class="source-field">
                    <span class="label">{words::WHO.say()}</span>
                    <input
                        type="text"
                        placeholder=words::WHO_HINT.say()
                        prop:value=move || who.get()
                        on:input=move |event| who.set(event_target_value(&event))
                    />
                </label>
                <button type="button" disabled=move || act.is_busy() on:click=move |_| self.ask()>
                    {words::SHOW.say()}
                </button>
            </div>
            {act.view()}
            {shown}
        }
        .into_any()
    }
}
