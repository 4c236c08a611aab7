//! Changes that wait for the asker's decision.

use domain::{
    api::{ApprovalLists, ApprovalsQuery, ChangeView, Matching, MatchingQuery, Page},
    approval::{Approver, Mine},
    change::ChangeState,
    dn,
    id::ChangeId,
    name::AttributeKey,
    rights::Act,
    text,
};

use super::{
    App, AppError,
    approval::{Tokens, mine},
    asker::Asker,
    catalogue::Catalogue,
    place, scope,
    show_change::Shower,
};
use crate::store::{
    Conn, change,
    queue::{self, Asks, Queue},
    within::Within,
};

impl App {
    /// The queue of the asker: administrators see all in their part, others what asks them.
    pub(crate) async fn approvals(&self, asker: &Asker, query: ApprovalsQuery) -> Result<Page<ChangeView>, AppError> {
        let limit = place::limit(query.limit)?;
        let after = place::number(query.after.as_deref())?.unwrap_or(0);
        let state = query.state.unwrap_or(ChangeState::Pending);
        if !matches!(state, ChangeState::Pending | ChangeState::Conflict | ChangeState::NotTaken | ChangeState::Failed)
        {
            return Err(AppError::BadRequest("`state` is pending, conflict, not_taken or failed".to_owned()));
        }
        let search = searched(query.search.as_deref())?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let desk = desk(&mut conn, &catalogue, asker).await?;
        let queue = Queue { only_asked: query.mine, search: search.as_deref(), ..desk.queue(asker) };
        let total = queue::count(&mut conn, state, queue).await?;
        let mut ids = queue::page(&mut conn, state, queue, after, limit + 1).await?;
        let next = place::cut(&mut ids, limit, ChangeId::to_string);
        let changes = change::by_ids(&mut conn, &ids).await?;
        let shower = Shower::load(&mut conn, &catalogue, asker, &changes).await?;
        Ok(Page { items: changes.iter().map(|change| shower.show(change)).collect(), next, total })
    }

    /// The changes that the asker may decide on now, to be decided on together.
    pub(crate) async fn matching(&self, asker: &Asker, query: MatchingQuery) -> Result<Matching, AppError> {
        let search = searched(query.search.as_deref())?;
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let desk = desk(&mut conn, &catalogue, asker).await?;
        let queue = Queue { only_asked: true, search: search.as_deref(), ..desk.queue(asker) };
        let total = queue::count(&mut conn, ChangeState::Pending, queue).await?;
        Ok(Matching { items: queue::seen(&mut conn, queue, MOST).await?, total })
    }

    /// How many changes each of the asker's lists has, and whether anything ever asks them.
    pub(crate) async fn count_approvals(&self, asker: &Asker) -> Result<(ApprovalLists, bool), AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let mut conn = self.store().read().await?;
        let desk = desk(&mut conn, &catalogue, asker).await?;
        let lists = queue::lists(&mut conn, desk.queue(asker)).await?;
        let mine = &desk.mine;
        let is_asked =
            lists != ApprovalLists::default() || !mine.stands_in_for.is_empty() || is_named(&catalogue, mine);
        Ok((lists, is_asked))
    }
}

/// Decisions of one call at most.
const MOST: i64 = 10_000;

fn searched(search: Option<&str>) -> Result<Option<String>, AppError> {
    let search = search.map(text::fold_for_search).filter(|search| !search.is_empty());
    if search.as_ref().is_some_and(|search| search.contains('\0') || search.chars().count() > 200) {
        return Err(AppError::BadRequest("`search` is a text of at most 200 characters".to_owned()));
    }
    Ok(search)
}

/// What the asker decides on: what asks them, and of people within what asks administrators.
struct Decides {
    mine: Mine,
    tokens: Tokens,
    within: Option<Within>,
    /// What is hidden from the asker about themselves.
    hidden: Vec<AttributeKey>,
}

impl Decides {
    fn queue(&self, asker: &Asker) -> Queue<'_> {
        let asks = Asks { asked: &self.tokens.0, person: asker.person(), account: asker.who.account };
        Queue { asks, within: self.within.as_ref(), only_asked: false, search: None, hidden: &self.hidden }
    }
}

async fn desk(conn: &mut Conn, catalogue: &Catalogue, asker: &Asker) -> Result<Decides, AppError> {
    let mine = mine(conn, catalogue, asker).await?;
    let reach = asker.who.reach(Act::Decide);
    let within = if reach.is_nowhere() { None } else { Some(Within::of(conn, &reach).await?) };
    // Of what asks others as who they are, nothing is about themselves.
    let hidden = if within.is_none() { Vec::new() } else { scope::hidden_from_asker(conn, catalogue, asker).await? };
    Ok(Decides { tokens: Tokens::of(&mine), mine, within, hidden })
}

/// Whether a level asks somebody by name, as a member of a group or as an owner.
fn is_named(catalogue: &Catalogue, mine: &Mine) -> bool {
    let levels = catalogue.attributes.iter().flat_map(|stored| &stored.attribute.levels);
    let mut approvers = levels.flat_map(|level| &level.approvers);
    let by_level = approvers.any(|approver| match approver {
        Approver::People(people) => mine.person.is_some_and(|person| people.contains(&person)),
        Approver::Group(name) => mine.groups.contains(&dn::normalize(name).unwrap_or_default()),
        _ => false,
    });
    by_level || catalogue.policies.owners.iter().any(|owner| Some(owner.person) == mine.person)
}
