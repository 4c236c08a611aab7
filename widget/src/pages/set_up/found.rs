//! What the test of a step found: that all is well and what was seen, or what is wrong and what to do about it.

use domain::api::{CheckFailure, Checked, DirectoryRight, MissingRight, SampleEntry, SetUpStep};
use leptos::prelude::*;

use crate::{
    language::figure,
    parts::message::{Tone, message},
    words::{Text, set_up as words},
};

pub(super) fn found(checked: &Checked, step: SetUpStep, pin: Callback<String>) -> AnyView {
    if let Some(failure) = checked.failure {
        return failed(checked, failure, pin);
    }
    let well = match step {
        SetUpStep::Address => {
            let kind = checked.kind.map(domain::mapping::ServerKind::name).unwrap_or_default();
            let vendor = checked.vendor.as_ref().map(|vendor| [" (", vendor, ")"].concat()).unwrap_or_default();
            words::WELL_ADDRESS.with(&[&[kind, &vendor].concat()])
        }
        SetUpStep::Account => words::WELL_ACCOUNT.say().to_owned(),
        SetUpStep::Base => words::WELL_BASE.say().to_owned(),
        _ => {
            let text = if checked.count_is_open { words::MATCH_OPEN } else { words::MATCH };
            text.of(checked.count.unwrap_or(0))
        }
    };
    let contexts = (step == SetUpStep::Account && !checked.naming_contexts.is_empty())
        .then(|| view! { <p>{words::CONTEXTS.with(&[&checked.naming_contexts.join("; ")])}</p> });
    let unreadable = (!checked.unreadable.is_empty()).then(|| {
        let names = checked.unreadable.join(", ");
        message(Tone::Warning, view! { <p>{words::UNREADABLE.say()}</p> <p class="name-of-entry">{names}</p> })
    });
    let unusable = (!checked.unusable.is_empty()).then(|| {
        let lines: Vec<AnyView> =
            checked.unusable.iter().map(|line| view! { <li>{line.clone()}</li> }.into_any()).collect();
        message(Tone::Warning, view! { <p>{words::UNUSABLE.say()}</p> <ul class="name-of-entry">{lines}</ul> })
    });
    let missing: Vec<AnyView> = checked.missing.iter().map(lacking).collect();
    let missing = (!missing.is_empty()).then(|| view! { <h3>{words::MISSING.say()}</h3> {missing} });
    view! {
        {message(Tone::Info, view! { <p>{well}</p> {contexts} })}
        {samples(&checked.sample)}
        {unreadable}
        {unusable}
        {missing}
    }
    .into_any()
}

fn samples(sample: &[SampleEntry]) -> Option<AnyView> {
    /// Enough to recognise somebody by.
    const SHOWN: usize = 6;
    if sample.is_empty() {
        return None;
    }
    let one = |entry: &SampleEntry| {
        let values: Vec<String> = entry
            .values
            .iter()
            .filter(|(_, values)| values.iter().all(|value| value.chars().count() < 60))
            .take(SHOWN)
            .map(|(name, values)| [name, ": ", &values.join(", ")].concat())
            .collect();
        view! {
            <li>
                <strong class="name-of-entry">{entry.dn.clone()}</strong>
                <p class="quiet-text name-of-entry">{values.join(" · ")}</p>
            </li>
        }
        .into_any()
    };
    let entries: Vec<AnyView> = sample.iter().map(one).collect();
    Some(view! { <h3>{words::SAMPLE.say()}</h3> <ul class="set-up-sample">{entries}</ul> }.into_any())
}

fn lacking(missing: &MissingRight) -> AnyView {
    let (name, lost) = match missing.right {
        DirectoryRight::SeeDeletedObjects => (words::RIGHT_DELETED, words::LOST_DELETED),
        DirectoryRight::ReplicatingChanges => (words::RIGHT_REPLICATE, words::LOST_REPLICATE),
        DirectoryRight::NoSizeLimit => (words::RIGHT_SIZE, words::LOST_SIZE),
        DirectoryRight::ContentSync => (words::RIGHT_SYNC, words::LOST_DELETED),
        DirectoryRight::ReadSchema => (words::RIGHT_SCHEMA, words::LOST_SCHEMA),
    };
    let body = view! {
        <strong>{name.say()}</strong>
        <p>{lost.say()}</p>
        <p>{words::REMEDY.say()}</p>
        <pre class="set-up-remedy" tabindex="0">{missing.remedy.clone()}</pre>
    };
    message(Tone::Warning, body)
}

fn failed(checked: &Checked, failure: CheckFailure, pin: Callback<String>) -> AnyView {
    let contexts = (!checked.naming_contexts.is_empty())
        .then(|| view! { <p>{words::CONTEXTS.with(&[&checked.naming_contexts.join("; ")])}</p> });
    let offer = checked.fingerprint.clone().map(|print| {
        let text = words::PIN_OFFER.with(&[&print]);
        view! {
            <p class="name-of-entry">{text}</p>
            <button type="button" on:click=move |_| pin.run(print.clone())>
                {words::PIN_IT.say()}
            </button>
        }
    });
    // The sentence of the server is in English, and says once more what the heading says already; only where it has names or reasons that
    // the heading lacks does it stand there at once.
    let detail = checked.detail.clone().map(|detail| {
        if says_all(failure) {
            view! {
                <details>
                    <summary>{words::IN_FULL.say()}</summary>
                    <p>{detail}</p>
                </details>
            }
            .into_any()
        } else {
            view! { <p>{detail}</p> }.into_any()
        }
    });
    let body = view! {
        <strong>{failure_text(failure).say()}</strong>
        {detail}
        {contexts}
        {offer}
    };
    message(Tone::Bad, body)
}

fn says_all(failure: CheckFailure) -> bool {
    use CheckFailure::{
        BaseNotFound, ExpectsTls, Expired, NoPassword, NobodyFound, NotAFilter, NotAName, NotThePinned, NotTls,
        NotYetValid, OldTls, TlsNeeded, UnknownIssuer, WrongPassword,
    };
    matches!(
        failure,
        BaseNotFound
            | Expired
            | ExpectsTls
            | NoPassword
            | NobodyFound
            | NotAFilter
            | NotAName
            | NotThePinned
            | NotTls
            | NotYetValid
            | OldTls
            | TlsNeeded
            | UnknownIssuer
            | WrongPassword
    )
}

/// Why a test failed, in words.
pub(in crate::pages) fn failure_text(failure: CheckFailure) -> Text {
    match failure {
        CheckFailure::Settings => words::FAILED_SETTINGS,
        CheckFailure::NameNotFound => words::FAILED_NAME,
        CheckFailure::Refused => words::FAILED_REFUSED,
        CheckFailure::TimedOut => words::FAILED_TIME,
        CheckFailure::Unreachable => words::FAILED_UNREACHABLE,
        CheckFailure::AddressNotAllowed => words::FAILED_NOT_ALLOWED,
        CheckFailure::UnknownIssuer => words::FAILED_ISSUER,
        CheckFailure::WrongName => words::FAILED_HOST,
        CheckFailure::Expired => words::FAILED_EXPIRED,
        CheckFailure::NotYetValid => words::FAILED_NOT_YET,
        CheckFailure::NotThePinned => words::FAILED_PIN,
        CheckFailure::UnusableCertificate => words::FAILED_CERTIFICATE,
        CheckFailure::NotTls => words::FAILED_NOT_TLS,
        CheckFailure::ExpectsTls => words::FAILED_EXPECTS_TLS,
        CheckFailure::OldTls => words::FAILED_OLD_TLS,
        CheckFailure::StartTlsRefused => words::FAILED_START_TLS,
        CheckFailure::TlsFailed => words::FAILED_TLS,
        CheckFailure::NoPassword => words::FAILED_NO_PASSWORD,
        CheckFailure::WrongPassword => words::FAILED_PASSWORD,
        CheckFailure::AccountUnusable => words::FAILED_ACCOUNT,
        CheckFailure::TlsNeeded => words::FAILED_TLS_NEEDED,
        CheckFailure::BaseNotFound => words::FAILED_BASE,
        CheckFailure::NotAName => words::FAILED_DN,
        CheckFailure::OtherServer => words::FAILED_ELSEWHERE,
        CheckFailure::NoRight => words::FAILED_RIGHT,
        CheckFailure::NotAFilter => words::FAILED_FILTER,
        CheckFailure::NobodyFound => words::FAILED_NOBODY,
        CheckFailure::Limited => words::FAILED_LIMITED,
        CheckFailure::Other => words::FAILED_OTHER,
    }
}

/// How long a value may be, how many there are, and that it is no text.
pub(super) fn limits(known: &domain::api::SourceAttribute) -> String {
    let many = if known.many { words::MANY_VALUES } else { words::ONE_VALUE };
    let length = known.max_length.map(|length| words::AT_MOST.with(&[&figure(length)]));
    let binary = known.binary.then(|| words::BINARY.say().to_owned());
    [Some(many.say().to_owned()), length, binary].into_iter().flatten().collect::<Vec<_>>().join(", ")
}
