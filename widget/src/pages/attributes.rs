//! Attributes: for each, the padlock, whether employees see it, who decides on changes and whose word counts (S1.4, S1.5, S1.11).

use domain::{
    api::{AttributeView, SetAttribute},
    attribute::{Authority, Family, Kind},
    rights,
};
use leptos::prelude::*;

use super::{
    attribute_blank::{blank, emptied},
    attribute_choices::{approval, authority, authority_help},
    attribute_dialogs::{lock_all, pending_dialog},
    attribute_filter::{Filter, filter_box},
    attribute_new::adder,
    attribute_together::together,
    frame::heading,
    level_editor::levels_of,
    owners::owners,
    primary_sources::primary_sources,
};
use crate::{
    api,
    editor::{label_in, section_name},
    parts::{
        act::Act,
        icons::{Icon, icon},
        loading::{Load, load, loaded, nothing},
        notice::Notices,
    },
    session::SignedIn,
    words::{Text, attributes, catalogue, fills, frame, policy},
};

/// The settings being looked at, and what is being set.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub(super) list: Load<Vec<AttributeView>>,
    pub(super) act: Act,
    pub(super) notices: Notices,
    pub(super) may_set: bool,
    /// What was asked for and needs a word about waiting changes first.
    asked: RwSignal<Option<(AttributeView, SetAttribute)>>,
    filter: RwSignal<Filter>,
}

impl Settings {
    /// Sets, or asks first what shall become of changes that wait.
    pub(super) fn set(self, view: &AttributeView, settings: SetAttribute) {
        let shuts = settings.locked == Some(true) || settings.visible == Some(false);
        if shuts && view.pending > 0 {
            self.asked.set(Some((view.clone(), settings)));
        } else {
            self.send(view, &settings, || ());
        }
    }

    /// Sets; where it fails, `undo` puts the control back.
    pub(super) fn send(self, view: &AttributeView, settings: &SetAttribute, undo: impl FnOnce() + 'static) {
        let ask = api::set_attribute(&view.attribute.key, view.version, settings);
        let done = move |set| self.took(set);
        self.act.run_or(ask, done, move |_| {
            undo();
            self.list.again();
        });
    }

    /// Shows what is set now.
    pub(super) fn took(self, set: AttributeView) {
        self.notices.say(attributes::SAVED.with(&[label(&set)]));
        let mut all = untrack(|| self.list.get()).unwrap_or_default();
        if let Some(place) = all.iter_mut().find(|view| view.attribute.key == set.attribute.key) {
            *place = set;
        }
        self.list.put(all);
    }
}

pub(super) fn label(view: &AttributeView) -> &str {
    label_in(&view.attribute.labels, &view.attribute.key)
}

pub(crate) fn page() -> AnyView {
    let settings = Settings {
        list: load(api::attributes),
        act: Act::start(),
        notices: Notices::here(),
        may_set: SignedIn::here().may(rights::Act::SetAttributes),
        asked: RwSignal::new(None),
        filter: RwSignal::new(Filter::default()),
    };
    let ask = move || {
        settings.asked.get().map(|(view, asked)| {
            let close = Callback::new(move |()| settings.asked.set(None));
            let (locks, shown) = (asked.locked == Some(true), view.clone());
            let chosen = Callback::new(move |pending| {
                settings.asked.set(None);
                settings.send(&view, &SetAttribute { pending: Some(pending), ..asked.clone() }, || ());
            });
            pending_dialog(&shown, locks, chosen, close)
        })
    };
    view! {
        {heading(|| frame::ATTRIBUTES.say().to_owned(), Some(attributes::LEAD.say()))}
        <p>
            <a href="/attributes/rules">{policy::TITLE.say()}</a>
            " · "
            <a href="/attributes/form">{catalogue::ORDER.say()}</a>
            " · "
            <a href="/attributes/sets">{fills::TITLE.say()}</a>
        </p>
        {settings.may_set.then(|| lock_all(settings))}
        {settings.may_set.then(|| adder(settings))}
        {authority_help()}
        {settings.act.view()}
        {filter_box(settings.filter)}
        {loaded(
            settings.list,
            move |all| {
                (move || {
                    let filter = settings.filter.get();
                    let found: Vec<_> = all.iter().filter(|view| filter.lets_through(view)).cloned().collect();
                    untrack(|| table(settings, &found, !all.is_empty()))
                })
                    .into_any()
            },
        )}
        {primary_sources()}
        {owners(settings)}
        {ask}
    }
    .into_any()
}

fn table(settings: Settings, all: &[AttributeView], is_filtered: bool) -> AnyView {
    if all.is_empty() && is_filtered {
        return nothing(attributes::NONE_FOUND.say(), attributes::NONE_FOUND_LEAD.say(), ());
    }
    if all.is_empty() {
        return nothing(attributes::NONE.say(), attributes::NONE_LEAD.say(), ());
    }
    let mut sections: Vec<&str> = Vec::new();
    for view in all {
        if !sections.contains(&view.attribute.section.as_str()) {
            sections.push(&view.attribute.section);
        }
    }
    let groups: Vec<AnyView> = sections
        .into_iter()
        .map(|section| {
            let title = section_name(section, None);
            let inside = all.iter().filter(|view| view.attribute.section == section);
            let rows: Vec<AnyView> = inside.map(|view| row(settings, view)).collect();
            view! {
                <tbody>
                    <tr class="group">
                        <th scope="rowgroup" colspan="6">
                            {title}
                        </th>
                    </tr>
                    {rows}
                </tbody>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="card table-card">
            <table class="stacking settings">
                <thead>
                    <tr>
                        <th scope="col">{attributes::ATTRIBUTE.say()}</th>
                        <th scope="col">{attributes::LOCKED.say()}</th>
                        <th scope="col">{attributes::VISIBLE.say()}</th>
                        <th scope="col">{attributes::APPROVAL.say()}</th>
                        <th scope="col">{attributes::AUTHORITY.say()}</th>
                        <th scope="col">{attributes::MANDATORY.say()}</th>
                    </tr>
                </thead>
                {groups}
            </table>
        </div>
    }
    .into_any()
}

fn row(settings: Settings, view: &AttributeView) -> AnyView {
    let name = label(view).to_owned();
    let policy = view.attribute.policy;
    let mandatory = view.attribute.rules.mandatory;
    let (on_lock, on_show, on_mandatory) = (view.clone(), view.clone(), view.clone());
    let lock =
        move |_| settings.set(&on_lock, SetAttribute { locked: Some(!policy.locked), ..SetAttribute::default() });
    let show =
        move |_| settings.set(&on_show, SetAttribute { visible: Some(!policy.visible), ..SetAttribute::default() });
    let demand = move |_| {
        settings.set(&on_mandatory, SetAttribute { mandatory: Some(!mandatory), ..SetAttribute::default() });
    };
    let (lock_word, lock_sign) =
        if policy.locked { (attributes::LOCKED, Icon::Lock) } else { (attributes::UNLOCKED, Icon::Unlock) };
    let (show_word, show_sign) =
        if policy.visible { (attributes::VISIBLE, Icon::Eye) } else { (attributes::HIDDEN, Icon::EyeOff) };
    let demand_word = if mandatory { frame::YES } else { frame::NO };
    let switches = Switches { settings, name: name.clone() };
    let is_levels_open = RwSignal::new(false);
    // Unlocked alone lets nobody edit it.
    let stays = (!policy.locked && policy.authority == Authority::Directory)
        .then(|| view! { <p class="note">{attributes::STAYS_READ_ONLY.say()}</p> });
    view! {
        <tr>
            <th scope="row">{about(view, name)}</th>
            <td data-label=attributes::LOCKED.say()>
                {switches.button(attributes::LOCK, policy.locked, lock_word, Some(lock_sign), Callback::new(lock))} {stays}
            </td>
            <td data-label=attributes::VISIBLE.say()>
                {switches.button(attributes::SHOW, policy.visible, show_word, Some(show_sign), Callback::new(show))}
            </td>
            <td data-label=attributes::APPROVAL.say()>{approval(settings, view, is_levels_open)} {levels_of(settings, view, is_levels_open)} {together(settings, view)}</td>
            <td data-label=attributes::AUTHORITY.say()>{authority(settings, view)} {blank(settings, view)}</td>
            <td data-label=attributes::MANDATORY.say()>
                {switches.button(attributes::MANDATORY_OF, mandatory, demand_word, None, Callback::new(demand))}
                {emptied(view, &switches)} {strict_phone(view, &switches)}
            </td>
        </tr>
    }
    .into_any()
}

/// What the attribute is called, where it is read from and written to, and what waits.
fn about(view: &AttributeView, name: String) -> AnyView {
    let family = match view.attribute.family {
        Family::Directory => None,
        Family::Custom => Some(attributes::FAMILY_CUSTOM),
        Family::ProductOnly => Some(attributes::FAMILY_LOCAL),
    };
    let family = family.map(|text| view! { <span class="badge">{text.say()}</span> });
    let waits =
        (view.pending > 0).then(|| view! { <span class="badge waits">{attributes::PENDING.of(view.pending)}</span> });
    let address = ["/attributes/", view.attribute.key.as_str(), "/definition"].concat();
    let from = view.mapped_from.join(", ");
    let from = if from.is_empty() { attributes::NOT_MAPPED.say().to_owned() } else { from };
    let to = view.written_to.clone().unwrap_or_else(|| attributes::NOT_WRITTEN.say().to_owned());
    view! {
        <span class="setting-name">
            <a href=address>{name}</a>
            {family}
            {waits}
        </span>
        <span class="setting-map" title=attributes::MAPPING.say()>
            {from}
            " → "
            {to}
        </span>
    }
    .into_any()
}

/// What the switches of one row share.
pub(super) struct Switches {
    pub(super) settings: Settings,
    name: String,
}

impl Switches {
    pub(super) fn button(
        &self,
        what: Text,
        is_on: bool,
        word: Text,
        sign: Option<Icon>,
        press: Callback<()>,
    ) -> AnyView {
        let act = self.settings.act;
        let may_set = self.settings.may_set;
        // Where no sign shows which of the two it is, a drawn switch does.
        let class = if sign.is_some() { "switch" } else { "switch drawn" };
        view! {
            <button
                class=class
                role="switch"
                aria-checked=is_on.to_string()
                aria-label=what.with(&[&self.name])
                disabled=move || !may_set || act.is_busy()
                on:click=move |_| press.run(())
            >
                {sign.map(icon)}
                <span>{word.say()}</span>
            </button>
        }
        .into_any()
    }
}

/// Whether what is no phone number is refused (P24); it is a question of phone numbers alone.
fn strict_phone(view: &AttributeView, switches: &Switches) -> Option<AnyView> {
    if view.attribute.kind != Kind::Phone {
        return None;
    }
    let (settings, is_strict, shown) = (switches.settings, view.attribute.rules.strict_phone, view.clone());
    let press = move |()| {
        settings.set(&shown, SetAttribute { strict_phone: Some(!is_strict), ..SetAttribute::default() });
    };
    let word = if is_strict { attributes::PHONE_STRICT } else { attributes::PHONE_ANY };
    Some(switches.button(attributes::PHONE_STRICT_OF, is_strict, word, None, Callback::new(press)))
}
