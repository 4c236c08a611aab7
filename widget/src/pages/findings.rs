//! Findings: what runs could not take in or are unsure about, and deciding on it, one by one or many at once (T14).

use domain::{
    api::{
        Finding, FindingAct, FindingKind, FindingState, FindingsQuery, Page as Rows, SeenFinding, SortOut, SortedOut,
    },
    id::FindingId,
};
use leptos::prelude::*;

use super::{finding_card::finding_card, frame::heading};
use crate::{
    address::Page,
    api,
    http::Trouble,
    navigation::Navigation,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        loading::{Load, load, loaded, nothing},
        notice::Notices,
        pager::Pager,
    },
    trouble::{detail, headline},
    words::{Text, findings, frame},
};

/// What is being sorted out: the list, what is picked of it, and what came of what was done before.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    list: Load<Rows<Finding>>,
    picked: RwSignal<Vec<FindingId>>,
    /// Why nothing was done about a finding.
    marks: RwSignal<Vec<(FindingId, String)>>,
    /// What is to be accepted once the reader has said so again.
    asked: RwSignal<Option<Vec<SeenFinding>>>,
    act: Act,
    notices: Notices,
}

impl Desk {
    pub(super) fn is_busy(self) -> bool {
        self.act.is_busy()
    }

    pub(super) fn is_picked(self, id: FindingId) -> bool {
        self.picked.with(|picked| picked.contains(&id))
    }

    pub(super) fn pick(self, id: FindingId, is_picked: bool) {
        self.picked.update(|picked| {
            picked.retain(|known| *known != id);
            if is_picked {
                picked.push(id);
            }
        });
    }

    pub(super) fn mark_of(self, id: FindingId) -> Option<String> {
        self.marks.with(|marks| marks.iter().find(|(marked, _)| *marked == id).map(|(_, text)| text.clone()))
    }

    /// Does something about findings; what cannot be undone is asked first.
    pub(super) fn sort_out(self, act: FindingAct, what: Vec<SeenFinding>) {
        if act == FindingAct::Accept {
            self.asked.set(Some(what));
        } else {
            self.send(act, what);
        }
    }

    fn send(self, act: FindingAct, findings: Vec<SeenFinding>) {
        self.act.run(api::sort_out(&SortOut { act, findings }), move |done| {
            self.notices.say(outcome(&done, act));
            self.marks.set(marks(&done));
            self.picked.set(Vec::new());
            self.list.again();
        });
    }

    /// The picked ones that are still on the page and of which this can be done, as they are shown.
    fn picked_for(self, act: FindingAct) -> Vec<SeenFinding> {
        let rows = self.list.get().map(|page| page.items).unwrap_or_default();
        self.picked.with(|picked| {
            let fits = |row: &&Finding| picked.contains(&row.id) && row.acts.contains(&act);
            rows.iter().filter(fits).map(seen).collect()
        })
    }
}

/// A finding as it is shown.
pub(super) fn seen(finding: &Finding) -> SeenFinding {
    SeenFinding { finding: finding.id, version: finding.version }
}

fn marks(done: &SortedOut) -> Vec<(FindingId, String)> {
    let refused = done.results.iter().filter_map(|result| Some((result.finding, result.problem.clone()?)));
    refused
        .map(|(finding, problem)| {
            let trouble = Trouble::Refused(Box::new(problem));
            let text = [Some(headline(&trouble).to_owned()), detail(&trouble)];
            (finding, text.into_iter().flatten().collect::<Vec<_>>().join(": "))
        })
        .collect()
}

fn outcome(done: &SortedOut, act: FindingAct) -> String {
    let refused = done.results.iter().filter(|result| result.problem.is_some()).count();
    let went = done.results.len() - refused;
    match (refused, act) {
        (0, FindingAct::Retry) => findings::DONE_RETRY.say().to_owned(),
        (0, _) => findings::DONE.of(i64::try_from(went).unwrap_or(0)),
        _ => findings::SOME_REFUSED.with(&[&went.to_string(), &refused.to_string()]),
    }
}

pub(crate) fn page() -> AnyView {
    let navigation = Navigation::here();
    let pager = Pager::start();
    let query = Memo::new(move |_| match navigation.page() {
        Page::Findings(query) => query,
        _ => FindingsQuery::default(),
    });
    let list = load(move || {
        let query = FindingsQuery { after: pager.after(), ..query.get() };
        api::findings(&query)
    });
    let desk = Desk {
        list,
        picked: RwSignal::new(Vec::new()),
        marks: RwSignal::new(Vec::new()),
        asked: RwSignal::new(None),
        act: Act::start(),
        notices: Notices::here(),
    };
    view! {
        {heading(|| frame::FINDINGS.say().to_owned(), Some(findings::LEAD.say()))}
        {filters(query, pager, navigation)}
        {desk.act.view()}
        {loaded(list, move |page| untrack(|| cards(desk, page, pager, &query.get_untracked())))}
        {bulk_bar(desk)}
        {move || desk.asked.get().map(|what| accept_dialog(desk, what))}
    }
    .into_any()
}

fn filters(query: Memo<FindingsQuery>, pager: Pager, navigation: Navigation) -> AnyView {
    let change = move |query: FindingsQuery| {
        pager.reset();
        navigation.refine(&Page::Findings(query));
    };
    let states = [
        (FindingState::Open, findings::STATE_OPEN),
        (FindingState::Ignored, findings::STATE_IGNORED),
        (FindingState::Refused, findings::STATE_REFUSED),
    ];
    let pills = states.map(|(state, text)| {
        let is_chosen = move || (query.get().state.unwrap_or_default() == state).to_string();
        let choose = move |_| {
            let state = (state != FindingState::Open).then_some(state);
            change(FindingsQuery { state, ..query.get_untracked() });
        };
        view! {
            <button class="pill" aria-pressed=is_chosen on:click=choose>
                {text.say()}
            </button>
        }
    });
    let choose_kind = move |event| {
        let kind = FindingKind::parse(&event_target_value(&event));
        change(FindingsQuery { kind, ..query.get_untracked() });
    };
    let chosen = move || query.get().kind;
    let options = FindingKind::ALL.map(|kind| {
        view! {
            <option value=kind.as_str() prop:selected=move || chosen() == Some(kind)>
                {kind_word(kind).say()}
            </option>
        }
    });
    view! {
        <div class="filters">
            <div class="pills" role="group" aria-label=findings::STATE.say()>
                {pills}
            </div>
            <select class="filter-select" aria-label=findings::KIND.say() on:change=choose_kind>
                <option value="" prop:selected=move || chosen().is_none()>
                    {findings::ALL_KINDS.say()}
                </option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// A kind in words.
pub(super) fn kind_word(kind: FindingKind) -> Text {
    match kind {
        FindingKind::UsernameTaken => findings::KIND_TAKEN,
        FindingKind::Resembles => findings::KIND_RESEMBLES,
        FindingKind::Unreadable => findings::KIND_UNREADABLE,
        FindingKind::NotWorkedOut => findings::KIND_NOT_WORKED_OUT,
        FindingKind::CountryDiffers => findings::KIND_COUNTRY,
        FindingKind::OutOfScope => findings::KIND_OUTSIDE,
    }
}

fn cards(desk: Desk, page: Rows<Finding>, pager: Pager, query: &FindingsQuery) -> AnyView {
    if pager.holds_nothing(&page) {
        if *query == FindingsQuery::default() {
            return nothing(findings::NONE.say(), findings::NONE_LEAD.say(), ());
        }
        let clear = view! {
            <a class="button" href="/findings">
                {frame::CLEAR_FILTERS.say()}
            </a>
        };
        return nothing(findings::NONE_SUCH.say(), findings::NONE_SUCH_LEAD.say(), clear);
    }
    let open: Vec<FindingId> = page.items.iter().filter(|row| !row.acts.is_empty()).map(|row| row.id).collect();
    let pages = pager.view(page.next, page.items.len(), page.total);
    let select_all = (open.len() > 1).then(|| {
        let all = open.clone();
        let is_all = move || desk.picked.with(|picked| all.iter().all(|id| picked.contains(id)));
        let toggle = move |event| desk.picked.set(if event_target_checked(&event) { open.clone() } else { Vec::new() });
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=is_all on:change=toggle />
                <span>{frame::SELECT_ALL.say()}</span>
            </label>
        }
    });
    let cards: Vec<AnyView> = page.items.into_iter().map(|finding| finding_card(desk, &finding)).collect();
    view! { {select_all} {cards} {pages} }.into_any()
}

fn bulk_bar(desk: Desk) -> AnyView {
    let count = Memo::new(move |_| desk.picked.with(|picked| i64::try_from(picked.len()).unwrap_or(0)));
    let button = move |act: FindingAct| {
        let send = move |_| desk.sort_out(act, untrack(|| desk.picked_for(act)));
        (!desk.picked_for(act).is_empty()).then(|| {
            view! {
                <button disabled=move || desk.is_busy() on:click=send>
                    {act_word(act).say()}
                </button>
            }
        })
    };
    (move || {
        (count.get() > 0).then(|| {
            let all = [
                FindingAct::Include,
                FindingAct::Accept,
                FindingAct::Refuse,
                FindingAct::Retry,
                FindingAct::Ignore,
                FindingAct::Reopen,
            ];
            view! {
                <div class="save-bar">
                    <p class="save-count" role="status">
                        {findings::SELECTED.of(count.get())}
                    </p>
                    <div class="save-buttons">{all.map(button)}</div>
                </div>
            }
        })
    })
    .into_any()
}

/// What is done, as its button says.
pub(super) fn act_word(act: FindingAct) -> Text {
    match act {
        FindingAct::Retry => findings::RETRY,
        FindingAct::Ignore => findings::IGNORE,
        FindingAct::Reopen => findings::REOPEN,
        FindingAct::Accept => findings::ACCEPT,
        FindingAct::Refuse => findings::REFUSE,
        FindingAct::Include => findings::INCLUDE,
    }
}

fn accept_dialog(desk: Desk, what: Vec<SeenFinding>) -> AnyView {
    let close = Callback::new(move |()| desk.asked.set(None));
    let accept = move |_| {
        desk.asked.set(None);
        desk.send(FindingAct::Accept, what.clone());
    };
    let buttons = view! {
        <button class="primary" on:click=accept>
            {findings::ACCEPT.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! { <p>{findings::ACCEPT_LEAD.say()}</p> {actions(buttons.into_any())} };
    dialog(findings::ACCEPT_ASK.say().to_owned(), close, body.into_any())
}
