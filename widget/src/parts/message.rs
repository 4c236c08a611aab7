//! Message bars: what happened, how grave it is, and what to do next.

use leptos::prelude::*;

use super::icons::{Icon, icon};
use crate::{
    http::Trouble,
    trouble::{detail, headline},
};

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Info,
    Warning,
    Bad,
}

impl Tone {
    /// The CSS class.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Info => "message info",
            Self::Warning => "message warning",
            Self::Bad => "message bad",
        }
    }

    /// The icon that says the same to those who see no colours.
    pub(crate) fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Warning | Self::Bad => Icon::Warning,
        }
    }

    fn role(self) -> &'static str {
        if self == Self::Bad { "alert" } else { "status" }
    }
}

/// A message bar.
pub(crate) fn message(tone: Tone, body: impl IntoView + 'static) -> AnyView {
    view! {
        <div class=tone.class() role=tone.role()>
            {icon(tone.icon())}
            <div class="message-body">{body.into_any()}</div>
        </div>
    }
    .into_any()
}

/// A message bar about trouble.
pub(crate) fn trouble_message(trouble: &Trouble) -> AnyView {
    let detail = detail(trouble);
    let body = view! { <strong>{headline(trouble)}</strong> {detail.map(|detail| view! { <p>{detail}</p> })} };
    message(Tone::Bad, body)
}
