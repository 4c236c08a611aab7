//! All conflicts of those whom the reader administers, settled many at once by attribute and directory (X1, T10). Each is decided on by the version that was looked at:
//! what moved meanwhile is left.

use domain::{
    api::{ChangeView, ConflictsQuery, Decision, Decisions, Page as Rows, Verdict},
    id::SourceId,
    name::AttributeKey,
    rights::Act,
};
use leptos::prelude::*;

use super::{
    batch::{Batch, clear, filter},
    frame::heading,
    labels::labels,
    person_link::person_link,
};
use crate::{
    address::Page,
    api,
    editor::label_in,
    http::Trouble,
    language::day_and_time,
    navigation::Navigation,
    parts::{
        dialog::{actions, dialog},
        loading::{Load, load, loaded, nothing},
        message::{Tone, message},
        pager::Pager,
        table::{bare, stacking},
        values::value_view,
    },
    session::SignedIn,
    trouble::headline,
    words::{Text, changes, frame, history},
};

/// Decisions that are sent with one call.
const TOGETHER: usize = 200;
/// Rows that the question lists; the others are counted.
const LISTED: usize = 8;

/// What is settled on the page.
#[derive(Clone, Copy)]
struct Desk {
    list: Load<Rows<ChangeView>>,
    looking: Batch,
    doing: Batch,
    /// What was read, and what is to become of it, while that is asked.
    asked: RwSignal<Option<(Verdict, Vec<ChangeView>)>>,
    outcome: RwSignal<Option<String>>,
    signed_in: SignedIn,
}

pub(crate) fn page() -> AnyView {
    let navigation = Navigation::here();
    let pager = Pager::start();
    let query = Memo::new(move |_| match navigation.page() {
        Page::Conflicts(query) => query,
        _ => ConflictsQuery::default(),
    });
    let list = load(move || api::conflicts(&ConflictsQuery { after: pager.after(), ..query.get() }));
    let desk = Desk {
        list,
        looking: Batch::start(),
        doing: Batch::start(),
        asked: RwSignal::new(None),
        outcome: RwSignal::new(None),
        signed_in: SignedIn::here(),
    };
    let refine = move |query: ConflictsQuery| {
        pager.reset();
        desk.outcome.set(None);
        navigation.refine(&Page::Conflicts(query));
    };
    let buttons = move || {
        let button = |verdict: Verdict, word: Text| {
            let is_busy = move || desk.looking.is_running() || desk.doing.is_running();
            view! {
                <button disabled=is_busy on:click=move |_| desk.look(query.get_untracked(), verdict)>
                    {word.say()}
                </button>
            }
        };
        desk.list.with(|page| page.total).filter(|total| *total > 0).map(|total| {
            view! {
                <div class="page-acts batch-acts">
                    <strong>{history::FOUND.of(total)}</strong>
                    {button(Verdict::KeepMine, history::KEEP_ALL)}
                    {button(Verdict::TakeTheirs, history::TAKE_ALL)}
                </div>
            }
        })
    };
    view! {
        {heading(|| history::CONFLICTS.say().to_owned(), Some(history::CONFLICTS_LEAD.say()))}
        {filters(query, Callback::new(refine))}
        {desk.looking.view(history::LOOKING)}
        {desk.doing.view(history::DOING)}
        <div role="status">{move || desk.outcome.get().map(|text| message(Tone::Info, text))}</div>
        {buttons}
        {loaded(list, move |page| table(page, pager))}
        {move || desk.asked.get().map(|(verdict, all)| ask(desk, verdict, all))}
    }
    .into_any()
}

fn filters(query: Memo<ConflictsQuery>, refine: Callback<ConflictsQuery>) -> AnyView {
    let attributes = labels();
    let keys = move || {
        let named = |all: &super::labels::Labels| {
            let label = |one: &domain::api::AttributeView| {
                let key = &one.attribute.key;
                (key.as_str().to_owned(), label_in(&one.attribute.labels, key).to_owned())
            };
            all.iter().map(label).collect::<Vec<_>>()
        };
        let chosen =
            Signal::derive(move || query.get().attribute.map(|key| key.as_str().to_owned()).unwrap_or_default());
        let choose = Callback::new(move |key: String| {
            refine.run(ConflictsQuery { attribute: AttributeKey::parse(&key).ok(), ..query.get_untracked() });
        });
        let options = attributes.with(named).unwrap_or_default();
        filter(history::ATTRIBUTE, history::ALL_ATTRIBUTES, options, chosen, choose)
    };
    // Directories are read by those whose role holds everywhere.
    let sources = SignedIn::here().may(Act::SeeSources).then(|| load(api::sources));
    let places = move || {
        let sources = sources?;
        let options = sources
            .with(|all| all.iter().map(|source| (source.id.to_string(), source.name.clone())).collect::<Vec<_>>());
        let chosen = Signal::derive(move || query.get().source.map(|id| id.to_string()).unwrap_or_default());
        let choose = Callback::new(move |id: String| {
            refine.run(ConflictsQuery { source: id.parse::<SourceId>().ok(), ..query.get_untracked() });
        });
        Some(filter(history::SOURCE, history::ALL_SOURCES, options.unwrap_or_default(), chosen, choose))
    };
    let is_filtered = move || query.get() != ConflictsQuery::default();
    view! {
        <div class="filters">{keys} {places} {move || is_filtered().then(|| clear("/conflicts"))}</div>
    }
    .into_any()
}

impl Desk {
    /// Reads all conflicts that fit, then asks.
    fn look(self, query: ConflictsQuery, verdict: Verdict) {
        if !self.looking.begin(0) {
            return;
        }
        self.outcome.set(None);
        leptos::task::spawn_local(async move {
            match self.read(query).await {
                Ok(Some(all)) => {
                    if self.looking.end(None) {
                        self.asked.set(Some((verdict, all)));
                    }
                }
                Ok(None) => {
                    self.looking.end(None);
                }
                Err(trouble) => {
                    self.looking.end(Some(trouble));
                }
            }
        });
    }

    /// All that fit; `None` where that was stopped.
    async fn read(self, query: ConflictsQuery) -> Result<Option<Vec<ChangeView>>, Trouble> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let page = api::conflicts(&ConflictsQuery { after, limit: Some(200), ..query.clone() }).send().await?;
            let total = usize::try_from(page.total).unwrap_or(0);
            all.extend(page.items);
            after = page.next;
            if after.is_none() {
                return Ok(Some(all));
            }
            if !self.looking.reached(all.len(), total) {
                return Ok(None);
            }
        }
    }

    fn settle(self, verdict: Verdict, all: Vec<ChangeView>) {
        if !self.doing.begin(all.len()) {
            return;
        }
        leptos::task::spawn_local(async move {
            let (mut done, mut reached, mut trouble, mut why) = (0_i64, 0, None, None);
            for chunk in all.chunks(TOGETHER) {
                let decision = |change: &ChangeView| Decision {
                    change: change.id,
                    version: change.version,
                    verdict,
                    reason: None,
                };
                let decisions = Decisions { decisions: chunk.iter().map(decision).collect() };
                match api::decide(&decisions).send().await {
                    Ok(decided) => {
                        for result in decided.results {
                            match result.problem {
                                None => done += 1,
                                Some(problem) => {
                                    why.get_or_insert_with(|| {
                                        headline(&Trouble::Refused(Box::new(problem))).to_owned()
                                    });
                                }
                            }
                        }
                    }
                    Err(failure) => {
                        trouble = Some(failure);
                        break;
                    }
                }
                reached += chunk.len();
                if !self.doing.reached(reached, all.len()) {
                    break;
                }
            }
            if self.doing.end(trouble) {
                let left = i64::try_from(all.len()).unwrap_or(0) - done;
                let mut parts = vec![history::SETTLED.of(done)];
                if left > 0 {
                    parts.push(history::LEFT_BACK.of(left));
                    parts.extend(why.map(|why| history::LEFT_FIRST.with(&[&why])));
                }
                self.outcome.set(Some(parts.join(" ")));
                self.list.again();
                self.signed_in.refresh();
            }
        });
    }
}

fn table(page: Rows<ChangeView>, pager: Pager) -> AnyView {
    if pager.holds_nothing(&page) {
        return nothing(history::NO_CONFLICT.say(), history::NO_CONFLICT_LEAD.say(), ());
    }
    let pages = pager.view(page.next, page.items.len(), page.total);
    let rows: Vec<AnyView> = page.items.iter().map(|change| row(change, true)).collect();
    let heads = [history::WHO, history::ATTRIBUTE, history::BASE, history::THEIRS, history::MINE];
    view! {
        {stacking(&heads, rows)}
        {pages}
    }
    .into_any()
}

fn row(change: &ChangeView, tells_base: bool) -> AnyView {
    let small = |text: String| view! { <span class="known-as quiet-text">{text}</span> }.into_any();
    let from =
        change.theirs_from.as_ref().map(|from| small(changes::BY_AT.with(&[&from.source, &day_and_time(from.at)])));
    let mine = small(changes::BY_AT.with(&[&change.author, &day_and_time(change.at)]));
    let base = tells_base.then(|| {
        view! {
            <td>
                {value_view(None, change.old.as_ref(), change.old_shown.as_deref())}
                {small(history::BASE.say().to_owned())}
            </td>
        }
    });
    view! {
        <tr>
            <td>{person_link(change.person, change.person_name.clone())}</td>
            <td>{label_in(&change.labels, &change.attribute).to_owned()}</td>
            {base}
            <td>{value_view(None, change.theirs.as_ref(), None)} {from}</td>
            <td>{value_view(None, change.new.as_ref(), change.new_shown.as_deref())} {mine}</td>
        </tr>
    }
    .into_any()
}

/// Says how many and which, before anything is done.
fn ask(desk: Desk, verdict: Verdict, all: Vec<ChangeView>) -> AnyView {
    let close = Callback::new(move |()| desk.asked.set(None));
    let (title, lead, word) = match verdict {
        Verdict::TakeTheirs => (history::ASK_TAKE, history::ASK_TAKE_LEAD, history::TAKE_ALL),
        _ => (history::ASK_KEEP, history::ASK_KEEP_LEAD, history::KEEP_ALL),
    };
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let rows: Vec<AnyView> = all.iter().take(LISTED).map(|change| row(change, false)).collect();
    let more = (all.len() > LISTED).then(|| {
        view! { <p class="quiet-text">{history::FIRST_ROWS.with(&[&LISTED.to_string(), &count.to_string()])}</p> }
    });
    let all = StoredValue::new(all);
    let confirm = move |_| {
        desk.asked.set(None);
        desk.settle(verdict, all.get_value());
    };
    let buttons = view! {
        <button class="primary" on:click=confirm>
            {word.say()}
        </button>
        <button on:click=move |_| close.run(())>{frame::CANCEL.say()}</button>
    };
    let body = view! {
        <p>
            <strong>{history::FOUND.of(count)}</strong>
        </p>
        <p>{lead.say()}</p>
        <p class="quiet-text">{history::STAY_HERE.say()}</p>
        {bare(&[history::WHO, history::ATTRIBUTE, history::THEIRS, history::MINE], rows)}
        {more}
        {actions(buttons.into_any())}
    };
    dialog(title.say().to_owned(), close, body.into_any())
}
