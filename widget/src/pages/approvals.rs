//! Approvals: the changes that wait for the reader's decision, one by one or many at once. A change that moved while it was being looked
//! at is shown as it is now, and asked about again (X9).

use domain::{
    api::{ApprovalsQuery, ChangeView, Decided, DecisionResult, ErrorCode, Verdict},
    change::ChangeState,
    id::ChangeId,
    rights,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{
    decide_all::{AskedAll, all_buttons, ask_all, in_pieces, progress},
    decision_card::{decision_card, versions},
    frame::heading,
    stand_ins::stand_ins,
};
use crate::{
    address::Page,
    api,
    http::Trouble,
    language::figure,
    navigation::Navigation,
    parts::{
        act::Act,
        dialog::{actions, dialog},
        loading::{Load, load, loaded, nothing},
        notice::Notices,
        pager::Pager,
        search::search_box,
    },
    session::SignedIn,
    trouble::headline,
    words::{approval, changes, frame, policy},
};

/// Changes, each with the version that was seen.
pub(super) type Versions = Vec<(ChangeId, i64)>;

/// What is being decided: the list, what is picked of it, and what came of earlier decisions.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    list: Load<domain::api::Page<ChangeView>>,
    picked: RwSignal<Vec<ChangeId>>,
    /// Why a decision on a change was not taken.
    marks: RwSignal<Vec<(ChangeId, String)>>,
    /// What waits for the reason of its rejection.
    rejecting: RwSignal<Option<Versions>>,
    /// What was counted, and is asked about, of all that match.
    pub(super) asking_all: RwSignal<Option<AskedAll>>,
    /// How many of how many are decided, while many are.
    pub(super) progress: RwSignal<Option<(i64, i64)>>,
    /// Where in the list the reader decided: what stands there afterwards takes the focus.
    decided_at: StoredValue<Option<u32>>,
    pub(super) act: Act,
    pub(super) notices: Notices,
    signed_in: SignedIn,
}

impl Desk {
    pub(super) fn is_busy(self) -> bool {
        self.act.is_busy()
    }

    pub(super) fn is_picked(self, id: ChangeId) -> bool {
        self.picked.with(|picked| picked.contains(&id))
    }

    pub(super) fn pick(self, id: ChangeId, is_picked: bool) {
        self.picked.update(|picked| {
            picked.retain(|known| *known != id);
            if is_picked {
                picked.push(id);
            }
        });
    }

    pub(super) fn mark_of(self, id: ChangeId) -> Option<String> {
        self.marks.with(|marks| marks.iter().find(|(marked, _)| *marked == id).map(|(_, text)| text.clone()))
    }

    /// Asks why before rejecting.
    pub(super) fn ask_reason(self, what: Versions) {
        self.rejecting.set(Some(what));
    }

    /// Sends a stuck change out once more.
    pub(super) fn reexport(self, id: ChangeId) {
        self.act.run(api::reexport(id), move |_| {
            self.notices.say(changes::REEXPORTED.say());
            self.go_on_at(id);
            self.list.again();
            self.signed_in.refresh();
        });
    }

    /// Lets a change go on that a lock holds, or takes it back.
    pub(super) fn settle(self, id: ChangeId, keeps: bool) {
        let (ask, done) = match keeps {
            true => (api::keep(id), policy::KEPT),
            false => (api::withdraw(id), changes::WITHDRAWN_DONE),
        };
        self.act.run(ask, move |_| {
            self.notices.say(done.say());
            self.go_on_at(id);
            self.list.again();
            self.signed_in.refresh();
        });
    }

    /// Remembers where the change stands in the list.
    fn go_on_at(self, id: ChangeId) {
        let place = untrack(|| self.list.with(|page| page.items.iter().position(|row| row.id == id))).flatten();
        self.decided_at.set_value(place.and_then(|place| u32::try_from(place).ok()));
    }

    /// Decides; each decision names the version that was seen.
    pub(super) fn decide(self, what: Versions, verdict: Verdict, reason: Option<&str>) {
        let first = what.first().map(|(change, _)| *change);
        let sent = in_pieces(what, verdict, reason.map(str::to_owned), self.progress);
        self.act.follow(sent, move |decided| {
            self.notices.say(outcome(&decided, verdict));
            self.marks.set(marks(&decided));
            self.picked.set(Vec::new());
            first.into_iter().for_each(|first| self.go_on_at(first));
            self.list.again();
            self.signed_in.refresh();
        });
    }

    /// The picked ones that are still on the page, with the versions that are shown.
    fn picked_versions(self) -> Versions {
        let rows = self.list.get().map(|page| page.items).unwrap_or_default();
        self.picked.with(|picked| {
            let mut all: Versions = rows.iter().filter(|row| picked.contains(&row.id)).flat_map(versions).collect();
            all.sort_unstable();
            all.dedup();
            all
        })
    }
}

fn marks(decided: &Decided) -> Vec<(ChangeId, String)> {
    let mut marks = Vec::new();
    for result in &decided.results {
        let Some(problem) = &result.problem else { continue };
        let text = if problem.code == ErrorCode::Stale {
            changes::STALE.say()
        } else {
            headline(&Trouble::Refused(Box::new(problem.clone())))
        };
        marks.push((result.change, text.to_owned()));
    }
    marks
}

fn outcome(decided: &Decided, verdict: Verdict) -> String {
    let refused = decided.results.iter().filter(|result| result.problem.is_some()).count();
    let done = decided.results.len() - refused;
    if refused > 0 {
        return changes::SOME_REFUSED.with(&[&done.to_string(), &refused.to_string()]);
    }
    let goes_on = |result: &DecisionResult| result.state == Some(ChangeState::Pending);
    if verdict == Verdict::Approve && decided.results.iter().all(goes_on) {
        return approval::PASSED_ON.say().to_owned();
    }
    let text = match verdict {
        Verdict::Approve => changes::APPROVED_COUNT,
        Verdict::Reject => changes::REJECTED_COUNT,
        Verdict::KeepMine | Verdict::TakeTheirs => changes::DECIDED_COUNT,
    };
    text.of(i64::try_from(done).unwrap_or(0))
}

pub(crate) fn page() -> AnyView {
    let navigation = Navigation::here();
    let pager = Pager::start();
    let query = Memo::new(move |_| match navigation.page() {
        Page::Approvals(query) => query,
        _ => ApprovalsQuery::default(),
    });
    let list = load(move || {
        let query = ApprovalsQuery { after: pager.after(), ..query.get() };
        api::approvals(&query)
    });
    let desk = Desk {
        list,
        picked: RwSignal::new(Vec::new()),
        marks: RwSignal::new(Vec::new()),
        rejecting: RwSignal::new(None),
        asking_all: RwSignal::new(None),
        progress: RwSignal::new(None),
        decided_at: StoredValue::new(None),
        act: Act::start(),
        notices: Notices::here(),
        signed_in: SignedIn::here(),
    };
    view! {
        {heading(|| frame::APPROVALS.say().to_owned(), Some(changes::LEAD_APPROVALS.say()))}
        {filters(query, pager, navigation, desk.signed_in)}
        {stand_ins()}
        {desk.act.view()}
        {progress(desk)}
        // Untracked: the number beside the menu is read anew after each decision, and must not draw the list, and the focus in it, anew.
        {loaded(list, move |page| untrack(|| decisions(desk, page, pager, &query.get_untracked())))}
        {bulk_bar(desk)}
        {move || desk.rejecting.get().map(|what| reject_dialog(desk, what))}
        {move || desk.asking_all.get().map(|asked| ask_all(desk, asked))}
    }
    .into_any()
}

fn decisions(desk: Desk, page: domain::api::Page<ChangeView>, pager: Pager, query: &ApprovalsQuery) -> AnyView {
    if let Some(place) = desk.decided_at.get_value() {
        desk.decided_at.set_value(None);
        focus_decision(place);
    }
    if pager.holds_nothing(&page) {
        if query.search.is_none() {
            let (title, lead) = match query.state.unwrap_or(ChangeState::Pending) {
                ChangeState::Conflict => (changes::NO_CONFLICT, changes::NO_CONFLICT_LEAD),
                ChangeState::NotTaken => (changes::ALL_TAKEN, changes::ALL_TAKEN_LEAD),
                ChangeState::Failed => (changes::NONE_FAILED, changes::NONE_FAILED_LEAD),
                _ => (changes::NONE_WAITING, changes::NONE_WAITING_LEAD),
            };
            return nothing(title.say(), lead.say(), ());
        }
        let clear = view! {
            <a class="button" href="/approvals">
                {frame::CLEAR_FILTERS.say()}
            </a>
        };
        return nothing(changes::NONE_FOUND.say(), changes::NONE_FOUND_LEAD.say(), clear);
    }
    let pending = page.items.iter().filter(|change| change.may_decide && change.state == ChangeState::Pending);
    let open: Vec<ChangeId> = pending.map(|change| change.id).collect();
    let pages = pager.view(page.next, page.items.len(), page.total);
    let select_all = (open.len() > 1).then(|| {
        let (all, open) = (open.clone(), open.clone());
        let is_all = move || desk.picked.with(|picked| all.iter().all(|id| picked.contains(id)));
        let toggle = move |event| desk.picked.set(if event_target_checked(&event) { open.clone() } else { Vec::new() });
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=is_all on:change=toggle />
                <span>{frame::SELECT_ALL.say()}</span>
            </label>
        }
    });
    let cards: Vec<AnyView> = page.items.into_iter().map(|change| decision_card(desk, &change)).collect();
    let is_waiting = query.state.unwrap_or(ChangeState::Pending) == ChangeState::Pending;
    let all = (is_waiting && page.total > 1 && !open.is_empty()).then(|| all_buttons(desk, query.search.clone()));
    view! { {select_all} {cards} {pages} {all} }.into_any()
}

/// Brings the reader to the change that took the place of the one decided on, else to the last one, else to the page's heading.
fn focus_decision(place: u32) {
    request_animation_frame(move || {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
        let same_place = ["article:nth-of-type(", &(place + 1).to_string(), ") h2"].concat();
        let heading = [same_place.as_str(), "article:last-of-type h2", ".page h1"]
            .into_iter()
            .find_map(|selector| document.query_selector(selector).ok().flatten());
        if let Some(heading) = heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = heading.focus();
        }
    });
}

fn filters(query: Memo<ApprovalsQuery>, pager: Pager, navigation: Navigation, signed_in: SignedIn) -> AnyView {
    let change = move |query: ApprovalsQuery| {
        pager.reset();
        navigation.refine(&Page::Approvals(query));
    };
    let states = [
        (ChangeState::Pending, changes::STATE_PENDING),
        (ChangeState::Conflict, changes::STATE_CONFLICT),
        (ChangeState::NotTaken, changes::STATE_NOT_TAKEN),
        (ChangeState::Failed, changes::STATE_FAILED),
    ];
    let pills = states.map(|(state, text)| {
        let is_chosen = move || (query.get().state.unwrap_or(ChangeState::Pending) == state).to_string();
        let choose = move |_| {
            let state = (state != ChangeState::Pending).then_some(state);
            change(ApprovalsQuery { state, ..query.get_untracked() });
        };
        let count = move || {
            let lists = signed_in.get().map(|session| session.lists).unwrap_or_default();
            let count = match state {
                ChangeState::Conflict => lists.conflict,
                ChangeState::NotTaken => lists.not_taken,
                ChangeState::Failed => lists.failed,
                _ => lists.pending,
            };
            (count > 0).then(|| view! { <span class="count">{figure(count)}</span> })
        };
        view! {
            <button class="pill" aria-pressed=is_chosen on:click=choose>
                {text.say()}
                {count}
            </button>
        }
    });
    // Whoever sees only what asks them needs no choice.
    let mine = signed_in.may(rights::Act::EditAnything).then(|| {
        let toggle = move |_| {
            let query = query.get_untracked();
            change(ApprovalsQuery { mine: !query.mine, ..query });
        };
        view! {
            <button class="pill" aria-pressed=move || query.get().mine.to_string() on:click=toggle>
                {approval::MINE.say()}
            </button>
        }
    });
    let search = Callback::new(move |search| change(ApprovalsQuery { search, ..query.get_untracked() }));
    view! {
        <div class="filters">
            <div class="pills" role="group" aria-label=changes::SHOW.say()>
                {pills} {mine}
            </div>
            {search_box(changes::SEARCH_PERSON.say(), query.get_untracked().search, search)}
            {move || (signed_in.may(rights::Act::EditAnything) && query.get().state == Some(ChangeState::Conflict))
                .then(|| view! { <a href="/conflicts">{changes::MANY.say()}</a> })}
        </div>
    }
    .into_any()
}

fn bulk_bar(desk: Desk) -> AnyView {
    let count = Memo::new(move |_| i64::try_from(desk.picked_versions().len()).unwrap_or(0));
    (move || {
        (count.get() > 0).then(|| {
            let approve = move |_| desk.decide(untrack(|| desk.picked_versions()), Verdict::Approve, None);
            let reject = move |_| desk.ask_reason(untrack(|| desk.picked_versions()));
            view! {
                <div class="save-bar">
                    <p class="save-count" role="status">
                        {changes::SELECTED.of(count.get())}
                    </p>
                    <div class="save-buttons">
                        <button class="primary" disabled=move || desk.is_busy() on:click=approve>
                            {changes::APPROVE_SELECTED.say()}
                        </button>
                        <button disabled=move || desk.is_busy() on:click=reject>
                            {changes::REJECT_SELECTED.say()}
                        </button>
                    </div>
                </div>
            }
        })
    })
    .into_any()
}

fn reject_dialog(desk: Desk, what: Versions) -> AnyView {
    let reason = RwSignal::new(String::new());
    let is_missing = RwSignal::new(false);
    let count = i64::try_from(what.len()).unwrap_or(0);
    let close = Callback::new(move |()| desk.rejecting.set(None));
    let reject = move |_| {
        let text = reason.get_untracked().trim().to_owned();
        is_missing.set(text.is_empty());
        if !text.is_empty() {
            desk.rejecting.set(None);
            desk.decide(what.clone(), Verdict::Reject, Some(&text));
        }
    };
    let buttons = view! {
        <button class="primary" on:click=reject>
            {changes::REJECT_COUNT.of(count)}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <label class="field">
            <span class="label">{changes::REASON_LABEL.say()}</span>
            <textarea
                data-first=""
                maxlength="1000"
                required=true
                aria-invalid=move || is_missing.get().to_string()
                aria-describedby="reject-note"
                prop:value=reason
                on:input=move |event| reason.set(event_target_value(&event))
            ></textarea>
        </label>
        <p id="reject-note" class=move || if is_missing.get() { "problem" } else { "note" } aria-live="polite">
            {move || if is_missing.get() { changes::REASON_NEEDED.say() } else { changes::REJECT_LEAD.say() }}
        </p>
        {actions(buttons.into_any())}
    };
    dialog(changes::REJECT_ASK.say().to_owned(), close, body.into_any())
}
