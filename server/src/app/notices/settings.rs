//! What is set for everybody about notices: defaults, when the daily letter is made, what letters say, and how often people are asked whether
//! their details are right.

use std::collections::BTreeMap;

use domain::{
    api::{LetterPreview, NoticeSettings, SetNoticeSettings, SetTemplate, Template, TemplatePlace},
    confirm::Cycle,
    moment::Moment,
    name::AttributeKey,
    news::{self, Choice, NewsAbout},
    schedule::Schedule,
};
use serde::{Deserialize, Serialize};

use super::{
    template::{self, PLACES},
    usual,
};
use crate::{
    app::{App, AppError, asker::Asker, catalogue::Catalogue},
    calendar,
    store::{Conn, attribute, notice_choice},
};

/// The languages of letters.
pub(super) const LANGUAGES: [&str; 2] = ["en", "fr"];

/// As it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::app) struct Company {
    pub(super) choices: Vec<Choice>,
    pub(super) digest_at: String,
    pub(super) time_zone: String,
    pub(super) language: String,
    pub(super) values_of: Vec<AttributeKey>,
    pub(in crate::app) cycle: Cycle,
    /// The company's own words alone.
    pub(super) templates: Vec<SetTemplate>,
    #[serde(skip)]
    pub(super) version: i64,
}

impl Default for Company {
    fn default() -> Self {
        Self {
            choices: Vec::new(),
            digest_at: "08:00".to_owned(),
            time_zone: "UTC".to_owned(),
            language: "en".to_owned(),
            values_of: Vec::new(),
            cycle: Cycle::default(),
            templates: Vec::new(),
            version: 0,
        }
    }
}

impl Company {
    /// As it is now.
    pub(in crate::app) async fn load(conn: &mut Conn) -> Result<Self, AppError> {
        let Some((text, version)) = notice_choice::company(conn).await? else { return Ok(Self::default()) };
        let kept: Self = serde_json::from_str(&text)
            .map_err(|_| AppError::Internal("the settings of notices cannot be read".to_owned()))?;
        Ok(Self { version, ..kept })
    }

    /// What a letter says.
    pub(super) fn template(&self, about: NewsAbout, language: &str) -> (String, String) {
        let own = self.templates.iter().find(|one| one.about == about && one.language == language);
        own.map_or_else(|| usual::template(about, language), |own| (own.subject.clone(), own.text.clone()))
    }

    fn shown(self, can_send: bool) -> NoticeSettings {
        let each = NewsAbout::ALL.into_iter().flat_map(|about| LANGUAGES.map(|language| (about, language)));
        let shown = |(about, language): (NewsAbout, &str)| {
            let usual = !self.templates.iter().any(|one| one.about == about && one.language == language);
            let (subject, text) = self.template(about, language);
            Template { about, language: language.to_owned(), subject, text, usual }
        };
        NoticeSettings {
            version: self.version,
            templates: each.map(shown).collect(),
            places: PLACES
                .iter()
                .map(|(name, in_subject)| TemplatePlace { name: (*name).to_owned(), in_subject: *in_subject })
                .collect(),
            choices: news::choices(&[], &self.choices),
            digest_at: self.digest_at,
            time_zone: self.time_zone,
            language: self.language,
            values_of: self.values_of,
            cycle: self.cycle,
            can_send,
        }
    }
}

/// Refuses an hour or a time zone that no daily letter can go by.
pub(super) fn check_digest(at: &str, time_zone: &str) -> Result<(), AppError> {
    let schedule = Schedule::Day { at: at.to_owned(), time_zone: time_zone.to_owned() };
    // The field is called otherwise here.
    let named = |why: String| AppError::BadRequest(why.replacen("`at`", "`digest_at`", 1));
    calendar::next(&schedule, None, Moment(0)).map(|_| ()).map_err(named)
}

/// Refuses a language that letters are not written in.
pub(super) fn check_language(language: &str) -> Result<(), AppError> {
    match LANGUAGES.contains(&language) {
        true => Ok(()),
        false => Err(AppError::BadRequest(format!("`language` is one of {}", LANGUAGES.join(", ")))),
    }
}

/// Refuses a template that could not be filled in.
fn check_template(set: &SetTemplate) -> Result<SetTemplate, AppError> {
    check_language(&set.language)?;
    let name = |part: &str| format!("`templates.{}.{}.{part}`", set.about.as_str(), set.language);
    let subject = template::check_subject(&set.subject).map_err(|why| format!("{}: {why}", name("subject")));
    let text = template::check_text(&set.text).map_err(|why| format!("{}: {why}", name("text")));
    let (subject, text) = (subject.map_err(AppError::BadRequest)?, text.map_err(AppError::BadRequest)?);
    Ok(SetTemplate { subject, text, ..set.clone() })
}

/// Takes an edit over; an error says what is wrong with it.
fn edited(mut company: Company, catalogue: &Catalogue, set: SetNoticeSettings) -> Result<Company, AppError> {
    if let Some(choices) = set.choices {
        news::check(&choices).map_err(AppError::BadRequest)?;
        company.choices = news::choices(&choices, &company.choices);
    }
    company.digest_at = set.digest_at.unwrap_or(company.digest_at);
    company.time_zone = set.time_zone.unwrap_or(company.time_zone);
    company.language = set.language.unwrap_or(company.language);
    check_digest(&company.digest_at, &company.time_zone)?;
    check_language(&company.language)?;
    if let Some(mut keys) = set.values_of {
        keys.sort_unstable();
        keys.dedup();
        if let Some(unknown) = keys.iter().find(|key| catalogue.attribute(key).is_none()) {
            return Err(AppError::BadRequest(format!("`values_of`: there is no attribute {unknown}")));
        }
        company.values_of = keys;
    }
    if let Some(cycle) = set.cycle {
        cycle.check().map_err(AppError::BadRequest)?;
        company.cycle = cycle;
    }
    for template in set.templates.unwrap_or_default() {
        company.templates.retain(|one| one.about != template.about || one.language != template.language);
        if !(template.subject.trim().is_empty() && template.text.trim().is_empty()) {
            company.templates.push(check_template(&template)?);
        }
    }
    Ok(company)
}

impl App {
    /// What is set for everybody.
    pub(crate) async fn notice_settings(&self) -> Result<NoticeSettings, AppError> {
        let company = Company::load(&mut self.store().read().await?).await?;
        Ok(company.shown(self.can_send().0))
    }

    /// Sets it.
    pub(crate) async fn set_notice_settings(
        &self,
        asker: &Asker,
        version: i64,
        set: SetNoticeSettings,
        now: Moment,
    ) -> Result<NoticeSettings, AppError> {
        let catalogue = self.catalogue(asker.catalogue_version).await?;
        let actor = asker.actor();
        let company = self
            .store()
            .write::<_, AppError, _>(move |conn| {
                Box::pin(async move {
                    let before = Company::load(conn).await?;
                    let moved = |version| AppError::VersionMoved { version, moved: Vec::new() };
                    if before.version != version {
                        return Err(moved(before.version));
                    }
                    let named = named(&set);
                    let after = Company { version: version + 1, ..edited(before, &catalogue, set)? };
                    // Texts and numbers always are JSON.
                    let text = serde_json::to_string(&after).unwrap_or_default();
                    if !notice_choice::set_company(conn, text, after.version).await? {
                        return Err(moved(version + 1));
                    }
                    // It is kept in memory with the catalogue.
                    attribute::move_catalogue(conn).await?;
                    let mut row = actor.audit(now, "notice.settings");
                    row.detail = serde_json::json!({ "set": named });
                    conn.audit(row);
                    Ok(after)
                })
            })
            .await?;
        Ok(company.shown(self.can_send().0))
    }

    /// A letter of these words to somebody who does not exist, about changes that do not.
    pub(crate) fn preview_letter(&self, set: &SetTemplate) -> Result<LetterPreview, AppError> {
        let set = check_template(set)?;
        let values = usual::example(set.about, &set.language, self.config().public_url.as_deref());
        Ok(LetterPreview {
            subject: template::fill_line(&set.subject, &values),
            text: template::fill(&set.text, &values),
        })
    }
}

/// What an edit names, for the audit log; words of templates are not kept there.
fn named(set: &SetNoticeSettings) -> BTreeMap<&'static str, serde_json::Value> {
    let templates = set
        .templates
        .as_ref()
        .map(|all| all.iter().map(|one| format!("{}.{}", one.about.as_str(), one.language)).collect::<Vec<_>>());
    let all = [
        ("choices", set.choices.as_ref().map(|one| serde_json::json!(one))),
        ("digest_at", set.digest_at.as_ref().map(|one| serde_json::json!(one))),
        ("time_zone", set.time_zone.as_ref().map(|one| serde_json::json!(one))),
        ("language", set.language.as_ref().map(|one| serde_json::json!(one))),
        ("values_of", set.values_of.as_ref().map(|one| serde_json::json!(one))),
        ("cycle", set.cycle.as_ref().map(|one| serde_json::json!(one))),
        ("templates", templates.map(|one| serde_json::json!(one))),
    ];
    all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}
