//! Calls about what people are told and how, letters, and confirming one's details.

use domain::{
    api::{
        ConfirmDetails, ConfirmQuery, ConfirmRow, LetterPreview, MyNotices, NewsItem, NoticeSettings, Page, Profile,
        ReadNews, SetMyNotices, SetNoticeSettings, SetTemplate, Undelivered, paths,
    },
    id::{NewsId, NoticeId},
};
use serde::de::IgnoredAny;

use super::{Because, at, page_of};
use crate::{
    address::with_query,
    http::{Ask, delete, get, patch, post, post_seen, put},
};

/// What the reader is told.
pub(crate) fn news(after: Option<String>) -> Ask<Page<NewsItem>> {
    get(page_of(paths::MY_NEWS, after))
}

pub(crate) fn read_news(up_to: NewsId) -> Ask<IgnoredAny> {
    post(paths::READ_NEWS.to_owned(), &ReadNews { up_to })
}

/// Says that own details are right as they stand.
pub(crate) fn confirm(version: i64, details: &ConfirmDetails) -> Ask<Profile> {
    post_seen(paths::CONFIRM.to_owned(), version, details)
}

pub(crate) fn snooze() -> Ask<IgnoredAny> {
    post(paths::SNOOZE.to_owned(), &Because::default())
}

/// Which way the reader is told.
pub(crate) fn my_notices() -> Ask<MyNotices> {
    get(paths::MY_NOTICES.to_owned())
}

pub(crate) fn set_my_notices(version: i64, set: &SetMyNotices) -> Ask<MyNotices> {
    put(paths::MY_NOTICES.to_owned(), version, set)
}

/// What is set for everybody.
pub(crate) fn notice_settings() -> Ask<NoticeSettings> {
    get(paths::NOTICE_SETTINGS.to_owned())
}

pub(crate) fn set_notice_settings(version: i64, set: &SetNoticeSettings) -> Ask<NoticeSettings> {
    patch(paths::NOTICE_SETTINGS.to_owned(), version, set)
}

pub(crate) fn preview_letter(template: &SetTemplate) -> Ask<LetterPreview> {
    post(paths::PREVIEW_LETTER.to_owned(), template)
}

/// Letters that could not be delivered.
pub(crate) fn undelivered(after: Option<String>) -> Ask<Page<Undelivered>> {
    get(page_of(paths::UNDELIVERED, after))
}

pub(crate) fn send_letter_again(letter: NoticeId) -> Ask<IgnoredAny> {
    post(at(paths::SEND_LETTER_AGAIN, letter.0), &Because::default())
}

pub(crate) fn give_letter_up(letter: NoticeId) -> Ask<IgnoredAny> {
    delete(at(paths::UNDELIVERED_ONE, letter.0))
}

/// Who has confirmed their details.
pub(crate) fn confirmations(query: &ConfirmQuery) -> Ask<Page<ConfirmRow>> {
    get(with_query(paths::CONFIRMATIONS, query))
}

/// The address of the same as a file.
pub(crate) fn confirmations_file(query: &ConfirmQuery) -> String {
    with_query(paths::CONFIRMATIONS_FILE, query)
}
