//! One finding: what it is about, the two people side by side, and what can be done.

use domain::{
    api::{Candidate, Finding, FindingAct, FindingKind},
    likeness::Likeness,
    rights,
    selection::LeftOut,
};
use leptos::prelude::*;

use super::{
    findings::{Desk, act_word, kind_word, seen},
    person_link::person_link,
};
use crate::{
    language::{ago, day_and_time},
    parts::message::{Tone, message},
    session::SignedIn,
    words::{Text, findings, frame},
};

pub(super) fn finding_card(desk: Desk, finding: &Finding) -> AnyView {
    let id = finding.id;
    let title = title(finding);
    let parts = [day_and_time(finding.first_seen_at), ago(finding.last_seen_at), finding.source_name.clone()];
    let when = findings::SEEN.with(&parts.each_ref().map(String::as_str));
    let decided = finding.decided_by.as_ref().zip(finding.decided_at).map(|(by, at)| {
        view! { <p class="quiet-text">{findings::DECIDED.with(&[by, &ago(at)])}</p> }
    });
    let picked = (!finding.acts.is_empty()).then(|| {
        view! {
            <input
                type="checkbox"
                aria-label=frame::SELECT_ROW.with(&[&title])
                prop:checked=move || desk.is_picked(id)
                on:change=move |event| desk.pick(id, event_target_checked(&event))
            />
        }
    });
    let buttons: Vec<AnyView> = finding.acts.iter().map(|act| button(desk, finding, *act)).collect();
    view! {
        <article class="card decision">
            <div class="decision-who">
                {picked}
                <div>
                    <h2 tabindex="-1">{title}</h2>
                    <p><span class="badge waits">{kind_word(finding.kind).say()}</span></p>
                    <p class="quiet-text">{when}</p>
                </div>
            </div>
            <div class="decision-what">
                <p>{why(finding)}</p>
                <dl class="sides">{sides(finding)}</dl>
                {decided}
                {hindrance(finding).map(|text| view! { <p class="note">{text.say()}</p> })}
            </div>
            {move || desk.mark_of(id).map(|text| message(Tone::Warning, text))}
            <div class="decision-acts">{buttons}</div>
        </article>
    }
    .into_any()
}

/// Whom it is about, as far as that is known.
fn title(finding: &Finding) -> String {
    match (&finding.person, &finding.username) {
        (Some(person), _) => person.display_name.clone(),
        (None, Some(username)) => username.clone(),
        (None, None) => domain::dn::common_name(&finding.dn).unwrap_or_else(|| finding.dn.clone()),
    }
}

/// Why the reader cannot decide, and who can.
fn hindrance(finding: &Finding) -> Option<Text> {
    let signed_in = SignedIn::here();
    let oneself = signed_in.get_untracked().and_then(|session| session.person);
    let about = [&finding.person, &finding.other].into_iter().flatten();
    let is_own = about.map(|person| person.id).any(|id| Some(id) == oneself);
    match (signed_in.may(rights::Act::SetIdentity), is_own) {
        (true, true) => Some(findings::ABOUT_ONESELF),
        (true, false) => None,
        (false, _) => Some(findings::NOT_YOURS),
    }
}

fn why(finding: &Finding) -> String {
    let username = finding.username.clone().unwrap_or_default();
    match finding.kind {
        FindingKind::UsernameTaken if finding.person.is_some() => findings::TAKEN_KNOWN.with(&[&username]),
        FindingKind::UsernameTaken => findings::TAKEN_NEW.with(&[&username]),
        FindingKind::Resembles => findings::SHARED.with(&[&shared(&finding.shared)]),
        FindingKind::Unreadable => findings::UNREADABLE.with(&[&finding.reason]),
        FindingKind::NotWorkedOut => findings::NOT_WORKED_OUT.with(&[&finding.reason]),
        FindingKind::CountryDiffers => findings::COUNTRY.with(&[&finding.reason]),
        FindingKind::OutOfScope => outside(finding.left_out).say().to_owned(),
    }
}

fn outside(because: Option<LeftOut>) -> Text {
    match because {
        Some(LeftOut::Group) => findings::OUTSIDE_GROUP,
        Some(LeftOut::Inclusion) => findings::OUTSIDE_INCLUSION,
        Some(LeftOut::Disabled) => findings::OUTSIDE_DISABLED,
        Some(LeftOut::Container) | None => findings::OUTSIDE_CONTAINER,
    }
}

pub(super) fn shared(shared: &[Likeness]) -> String {
    let word = |one: &Likeness| match one {
        Likeness::Mail => findings::SHARED_MAIL.say(),
        Likeness::EmployeeNumber => findings::SHARED_NUMBER.say(),
        Likeness::Name if shared.len() == 1 => findings::SHARED_NAME.say(),
        Likeness::Name => findings::SHARED_NAME_TOO.say(),
    };
    shared.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn sides(finding: &Finding) -> Vec<AnyView> {
    let entry = view! { <span class="name-of-entry">{finding.dn.clone()}</span> }.into_any();
    let mut sides = vec![side(findings::ENTRY, entry)];
    match (finding.kind, &finding.person) {
        (
            FindingKind::Unreadable | FindingKind::NotWorkedOut | FindingKind::CountryDiffers | FindingKind::OutOfScope,
            _,
        ) => {}
        (_, Some(person)) => sides.push(side(findings::MADE, candidate(person))),
        (_, None) => {
            let nobody = view! { <span class="value none">{findings::NOBODY_YET.say()}</span> };
            sides.push(side(findings::MADE, nobody.into_any()));
        }
    }
    if let Some(other) = &finding.other {
        let name = if finding.kind == FindingKind::Resembles { findings::WAS_THERE } else { findings::HOLDER };
        sides.push(side(name, candidate(other)));
    }
    sides
}

fn side(name: Text, value: AnyView) -> AnyView {
    view! {
        <div class="side">
            <dt>{name.say()}</dt>
            <dd>{value}</dd>
        </div>
    }
    .into_any()
}

fn candidate(person: &Candidate) -> AnyView {
    let mut facts: Vec<String> = person.username.iter().cloned().collect();
    facts.push(findings::CHANGES.of(person.changes));
    if person.blocked.is_some() {
        facts.push(findings::BLOCKED.say().to_owned());
    }
    view! {
        {person_link(person.id, person.display_name.clone())}
        <span class="known-as">{facts.join(" · ")}</span>
    }
    .into_any()
}

fn button(desk: Desk, finding: &Finding, act: FindingAct) -> AnyView {
    let what = seen(finding);
    let class = if act == FindingAct::Accept { "primary" } else { "" };
    view! {
        <button class=class disabled=move || desk.is_busy() on:click=move |_| desk.sort_out(act, vec![what])>
            {act_word(act).say()}
        </button>
    }
    .into_any()
}
