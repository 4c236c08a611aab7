//! The logo and the icons, drawn as lines on a 20 by 20 grid. They are decoration: what they mean is said beside them or by a label.

use leptos::prelude::*;

/// An icon by its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Profile,
    Bell,
    History,
    Check,
    People,
    Sliders,
    Directory,
    Export,
    Audit,
    Menu,
    Lock,
    Unlock,
    Eye,
    EyeOff,
    Info,
    Warning,
    Cross,
    Undo,
    Search,
    Left,
    Right,
    Up,
    Down,
    Play,
    Download,
    Arrow,
    Clock,
    Empty,
    Plus,
    Minus,
}

impl Icon {
    /// The line to draw, as SVG path data.
    fn path(self) -> &'static str {
        match self {
            Self::Profile => "M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM3.5 17c.6-3 3.2-4.7 6.5-4.7s5.9 1.7 6.5 4.7",
            Self::Bell => "M5 14V9a5 5 0 0 1 10 0v5l1.5 1.5h-13L5 14ZM8.5 17.5h3",
            Self::History => "M3.5 10a6.5 6.5 0 1 0 2-4.7M5.5 2.5v3h3M10 6.5V10l2.5 1.8",
            Self::Check => "M4 10.5 8.2 14.7 16 6",
            Self::People => {
                "M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM2 16.5c.4-2.7 2.6-4.3 5.5-4.3s5.1 1.6 5.5 4.3M13 4.2a2.6 2.6 0 0 1 0 5M14.5 12.5c2 .4 3.3 1.8 3.6 4"
            }
            Self::Sliders => "M3 6h7M14 6h3M12 4v4M3 14h3M10 14h7M8 12v4",
            Self::Directory => {
                "M4 5c0-1.4 2.7-2.5 6-2.5S16 3.6 16 5v10c0 1.4-2.7 2.5-6 2.5S4 16.4 4 15V5ZM4 5c0 1.4 2.7 2.5 6 2.5S16 6.4 16 5M4 10c0 1.4 2.7 2.5 6 2.5s6-1.1 6-2.5"
            }
            Self::Export => "M10 12.5V3M6.5 6.5 10 3l3.5 3.5M4 11.5V16h12v-4.5",
            Self::Audit => "M5 2.5h10v15H5zM7.5 6.5h5M7.5 10h5M7.5 13.5h3",
            Self::Menu => "M3 5.5h14M3 10h14M3 14.5h14",
            Self::Lock => "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
            Self::Unlock => "M5 9h10v7.5H5zM7 9V6a3 3 0 0 1 5.8-1",
            Self::Eye => {
                "M2 10c1.7-3.3 4.6-5 8-5s6.3 1.7 8 5c-1.7 3.3-4.6 5-8 5s-6.3-1.7-8-5ZM10 12.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6Z"
            }
            Self::EyeOff => {
                "M3 3l14 14M8 5.3A9 9 0 0 1 10 5c3.4 0 6.3 1.7 8 5a10 10 0 0 1-2.3 2.9M12.5 14.6A9 9 0 0 1 10 15c-3.4 0-6.3-1.7-8-5a10 10 0 0 1 3-3.4"
            }
            Self::Info => "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 9v5M10 6.2v.3",
            Self::Warning => "M10 3 18 16.5H2L10 3ZM10 8v4M10 14v.3",
            Self::Cross => "M5 5l10 10M15 5 5 15",
            Self::Undo => "M4 8h8a4 4 0 0 1 0 8H7M7 4.5 3.5 8 7 11.5",
            Self::Search => "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4",
            Self::Left => "M12.5 4.5 7 10l5.5 5.5",
            Self::Right => "M7.5 4.5 13 10l-5.5 5.5",
            Self::Up => "M4.5 12.5 10 7l5.5 5.5",
            Self::Down => "M4.5 7.5 10 13l5.5-5.5",
            Self::Play => "M6 4l10 6-10 6V4Z",
            Self::Download => "M10 3v9.5M6.5 9l3.5 3.5L13.5 9M4 16.5h12",
            Self::Arrow => "M3.5 10h13M12 5.5l4.5 4.5-4.5 4.5",
            Self::Clock => "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM10 5.5V10l3 2",
            Self::Empty => "M3 11l2.5-7h9L17 11v5.5H3V11ZM3 11h4l1 2h4l1-2h4",
            Self::Minus => "M4 10h12",
            Self::Plus => "M10 4v12M4 10h12",
        }
    }
}

/// The icon, in the colour of the text around it.
pub(crate) fn icon(icon: Icon) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d=icon.path()></path>
        </svg>
    }
    .into_any()
}

/// Amend's mark: a card of the directory with a line that is being put right.
pub(crate) fn logo() -> AnyView {
    view! {
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect class="logo-card" x="2" y="4" width="28" height="24" rx="6"></rect>
            <path class="logo-line" d="M8 12h9M8 17h5"></path>
            <path class="logo-mark" d="M13.5 21.5 17 25 25.5 13.5"></path>
        </svg>
    }
    .into_any()
}
