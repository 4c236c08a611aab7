//! What an expression of a template can say, with examples to copy.

use leptos::prelude::*;

use super::set_up::expression_help::drawn;
use crate::words::{Text, expressions, templates as words};

/// Each with what is written; that is the same in every language.
const EXAMPLES: [(Text, &str); 11] = [
    (expressions::SEVERAL, "{{ given_name }} {{ surname }}"),
    (expressions::DEFAULT, "{{ room | default(\"Head office\") }}"),
    (expressions::CASE, "{{ surname | upper }}, {{ surname | lower }}, {{ city | title }}, {{ title | capitalize }}"),
    (expressions::TRIM, "{{ title | trim }}"),
    (expressions::REPLACE, "{{ mail | replace(\"example.com\", \"example.org\") }}"),
    (expressions::SUBSTRING, "{{ given_name | substring(0, 1) }}. {{ surname }}"),
    (expressions::JOIN, "{{ all.skills | join(\", \") }}"),
    (expressions::LOOKUP, "{{ city | lookup({\"Oslo\": \"OSL\", \"Bergen\": \"BGO\"}, \"-\") }}"),
    (expressions::CONDITION, "{% if title %}{{ title }}{% else %}{{ department }}{% endif %}"),
    (expressions::PHONE, "{{ phone | phone(\"international\", \"NO\") }}"),
    (expressions::CONSTANT, "Example Ltd"),
];

pub(super) fn help() -> AnyView {
    drawn(words::HELP_LEAD, &EXAMPLES, words::HELP_END)
}
