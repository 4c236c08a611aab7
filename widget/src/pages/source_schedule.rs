//! When a source is read by itself: shown in a line, set in a small form.

use domain::{
    api::{SetSource, Source},
    schedule::{Schedule, Weekday},
};
use leptos::prelude::*;

use crate::{
    api,
    language::{ago, day_and_time, time_zone},
    parts::{
        act::Act,
        fields::{choice, typed},
        notice::Notices,
    },
    words::{Text, schedule as words},
};

/// The forms of a schedule, in the order of the list.
const FORMS: [Text; 5] = [words::OFF, words::MINUTES, words::DAY, words::WEEK, words::CRON];

const DAYS: [Text; 7] =
    [words::MONDAY, words::TUESDAY, words::WEDNESDAY, words::THURSDAY, words::FRIDAY, words::SATURDAY, words::SUNDAY];

/// The schedule in a line.
pub(super) fn in_words(schedule: &Schedule) -> String {
    let at = |at: &str, zone: &str| words::AT_TIME.with(&[at, zone]);
    match schedule {
        Schedule::Off => words::OFF.say().to_owned(),
        Schedule::Minutes { minutes } => words::EVERY_MINUTES.of(i64::from(*minutes)),
        Schedule::Day { at: time, time_zone } => [words::DAY.say(), &at(time, time_zone)].join(" "),
        Schedule::Week { days, at: time, time_zone } => {
            let names: Vec<&str> = Weekday::ALL
                .iter()
                .zip(DAYS)
                .filter(|(day, _)| days.contains(day))
                .map(|(_, name)| name.say())
                .collect();
            [names.join(", "), at(time, time_zone)].join(" ")
        }
        Schedule::Cron { pattern, time_zone } => format!("{pattern} ({time_zone})"),
    }
}

/// What is being typed.
#[derive(Clone, Copy)]
struct Form {
    form: RwSignal<usize>,
    minutes: RwSignal<String>,
    at: RwSignal<String>,
    zone: RwSignal<String>,
    days: RwSignal<Vec<Weekday>>,
    pattern: RwSignal<String>,
}

impl Form {
    fn of(schedule: &Schedule) -> Self {
        let form = Self {
            form: RwSignal::new(0),
            minutes: RwSignal::new("60".to_owned()),
            at: RwSignal::new("06:00".to_owned()),
            zone: RwSignal::new(time_zone()),
            days: RwSignal::new(vec![Weekday::Monday]),
            pattern: RwSignal::new("0 6 * * 1-5".to_owned()),
        };
        match schedule {
            Schedule::Off => {}
            Schedule::Minutes { minutes } => {
                form.form.set(1);
                form.minutes.set(minutes.to_string());
            }
            Schedule::Day { at, time_zone } => {
                form.form.set(2);
                form.at.set(at.clone());
                form.zone.set(time_zone.clone());
            }
            Schedule::Week { days, at, time_zone } => {
                form.form.set(3);
                form.days.set(days.clone());
                form.at.set(at.clone());
                form.zone.set(time_zone.clone());
            }
            Schedule::Cron { pattern, time_zone } => {
                form.form.set(4);
                form.pattern.set(pattern.clone());
                form.zone.set(time_zone.clone());
            }
        }
        form
    }

    fn schedule(self) -> Schedule {
        let (at, time_zone) = (self.at.get_untracked(), self.zone.get_untracked());
        match self.form.get_untracked() {
            // What is no number is refused by the server like 0, in words.
            1 => Schedule::Minutes { minutes: self.minutes.get_untracked().trim().parse().unwrap_or(0) },
            2 => Schedule::Day { at, time_zone },
            3 => Schedule::Week { days: self.days.get_untracked(), at, time_zone },
            4 => Schedule::Cron { pattern: self.pattern.get_untracked(), time_zone },
            _ => Schedule::Off,
        }
    }
}

/// The schedule, and for who may set it the form behind it.
pub(super) fn schedule_editor(source: &Source, may_set: bool, moved: Callback<()>) -> AnyView {
    let next = source.next_run_at.map(|at| [day_and_time(at), ago(at)].join(", "));
    let line = [Some(in_words(&source.schedule)), next].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    if !may_set {
        return view! { <p><span class="label">{words::TITLE.say()}</span> {line}</p> }.into_any();
    }
    let (act, notices, form) = (Act::start(), Notices::here(), Form::of(&source.schedule));
    let (id, version) = (source.id, source.version);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let settings = SetSource { schedule: Some(form.schedule()), ..SetSource::default() };
        act.run(api::set_source(id, version, &settings), move |_| {
            notices.say(words::SAVED.say());
            moved.run(());
        });
    };
    let is = move |wanted: &'static [usize]| wanted.contains(&form.form.get());
    view! {
        <details>
            <summary>{words::TITLE.say()} " – " {line}</summary>
            <form class="source-form" on:submit=save>
                {choice(words::EVERY, &FORMS, form.form)}
                {move || is(&[1]).then(|| typed(words::HOW_MANY, "number", form.minutes))}
                {move || is(&[3]).then(|| days(form.days))}
                {move || is(&[2, 3]).then(|| typed(words::AT, "time", form.at))}
                {move || is(&[4]).then(|| typed(words::PATTERN, "text", form.pattern))}
                {move || is(&[2, 3, 4]).then(|| typed(words::ZONE, "text", form.zone))}
                {act.view()}
                <div class="page-acts">
                    <button class="primary" disabled=move || act.is_busy()>
                        {words::SAVE.say()}
                    </button>
                </div>
            </form>
        </details>
    }
    .into_any()
}

fn days(chosen: RwSignal<Vec<Weekday>>) -> AnyView {
    let toggle = move |day: Weekday| {
        chosen.update(|days| match days.iter().position(|known| *known == day) {
            Some(place) => drop(days.remove(place)),
            None => days.push(day),
        });
    };
    let boxes: Vec<AnyView> = Weekday::ALL
        .into_iter()
        .zip(DAYS)
        .map(|(day, name)| {
            view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=move || chosen.with(|days| days.contains(&day))
                        on:change=move |_| toggle(day)
                    />
                    <span>{name.say()}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="source-field days">
            <legend class="label">{words::DAYS.say()}</legend>
            {boxes}
        </fieldset>
    }
    .into_any()
}
