//! The small download: the pages that everybody has.

fn main() {
    amend_widget::employee();
}
