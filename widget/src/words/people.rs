//! Texts of the page of people.

use super::{counted, texts};

texts! {
    SEARCH_NAME: "Search by name", "Rechercher par nom";
}

counted! {}
