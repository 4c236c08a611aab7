//! What an expression can say, with examples to copy.

use leptos::prelude::*;

use crate::words::{Text, expressions as words};

/// Each with what is written; that is the same in every language.
const EXAMPLES: [(Text, &str); 12] = [
    (words::SEVERAL, "{{ givenName }} {{ sn }}"),
    (words::DEFAULT, "{{ physicalDeliveryOfficeName | default(\"Head office\") }}"),
    (words::CASE, "{{ sn | upper }}, {{ sn | lower }}, {{ cn | title }}, {{ title | capitalize }}"),
    (words::TRIM, "{{ title | trim }}"),
    (words::REPLACE, "{{ mail | replace(\"example.com\", \"example.org\") }}"),
    (words::SUBSTRING, "{{ givenName | substring(0, 1) }}. {{ sn }}"),
    (words::JOIN, "{{ all.mail | join(\", \") }}"),
    (words::LOOKUP, "{{ l | lookup({\"OSL\": \"Oslo\", \"BGO\": \"Bergen\"}, \"Elsewhere\") }}"),
    (words::CONDITION, "{% if title %}{{ title }}{% else %}{{ department }}{% endif %}"),
    (words::DATE, "{{ whenCreated | date(\"%d.%m.%Y\") }}"),
    (words::PHONE, "{{ telephoneNumber | phone(\"international\", \"NO\") }}"),
    (words::CONSTANT, "Head office"),
];

pub(super) fn help() -> AnyView {
    drawn(words::LEAD, &EXAMPLES, words::ONE_WAY)
}

/// The part that unfolds: what a name stands for, examples by what they do, and what else is to be known.
pub(in crate::pages) fn drawn(lead: Text, examples: &[(Text, &'static str)], end: Text) -> AnyView {
    let row = |(what, example): (Text, &'static str)| {
        view! {
            <div>
                <dt>{what.say()}</dt>
                <dd>
                    <code class="expression-example">{example}</code>
                </dd>
            </div>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = examples.iter().copied().map(row).collect();
    view! {
        <details class="expression-help">
            <summary>{words::HELP.say()}</summary>
            <p>{lead.say()}</p>
            <dl class="facts plain">{rows}</dl>
            <p>{end.say()}</p>
        </details>
    }
    .into_any()
}
