//! The whole widget: every page.

fn main() {
    amend_widget::administration();
}
