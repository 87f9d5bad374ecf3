//! What the `style` of an element says of being hidden.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::super::styles::{Declarations, hides, shrinks};
use crate::html::{Dom, NodeId};

/// True for a `style` that hides its element.
pub(super) fn hides_element(dom: Dom<'_>, node: NodeId, style: &str) -> bool {
    HIDING_WORDS.as_ref().is_some_and(|words| words.is_match(style))
        && (declares_hidden(style) || is_shrunk(dom, node, style))
}

/// What stands in a `style` that hides: hardly one holds any of it.
static HIDING_WORDS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    #[rustfmt::skip]
    const WORDS: [&str; 11] = [
        "none", "hidden", "NONE", "HIDDEN", "collapse", "absolute", "text-indent", "font-size", "scale(0", "opacity",
        "-999",
    ];
    AhoCorasick::new(WORDS).ok()
});

fn declares_hidden(style: &str) -> bool {
    let holds = |needle: &[u8]| memchr::memmem::find(style.as_bytes(), needle).is_some();
    let parts = || style.split(';');
    let is_cut = || holds(b"overflow") && holds(b"hidden") || parts().any(|part| is_nothing(part, "opacity"));
    let is_out_of_sight = || {
        let declarations = Declarations::of(style);
        declarations.are_off_screen() || declarations.leave_nothing()
    };
    parts().any(|part| hides(part) == Some(true) || is_indented_away(part) || shrinks(part) == Some(true))
        || is_out_of_sight()
        || is_cut() && parts().any(|part| is_nothing(part, "height") || is_nothing(part, "max-height"))
}

/// True for letters of no size, where nothing inside may have another.
fn is_shrunk(dom: Dom<'_>, node: NodeId, style: &str) -> bool {
    /// Nodes that are asked.
    const MAX_NODES: usize = 8;
    let is_plain = |at: NodeId| !dom.is_element(at) || dom.attr_views(at).next().is_none();
    style.split(';').any(|part| is_nothing(part, "font-size"))
        && dom.descendants(node).take(MAX_NODES).enumerate().all(|(n, at)| n + 1 < MAX_NODES && is_plain(at))
}

/// True for a measure of nothing: `height: 0`.
fn is_nothing(part: &str, measure: &str) -> bool {
    let (name, value) = part.split_once(':').unwrap_or_default();
    name.trim() == measure && matches!(value.trim(), "0" | "0px")
}

/// True for an indentation of which nothing is left on the screen: `text-indent: -9999px`.
fn is_indented_away(part: &str) -> bool {
    let (name, value) = part.split_once(':').unwrap_or_default();
    let digits = value.trim().strip_prefix('-').unwrap_or("").bytes().take_while(u8::is_ascii_digit).count();
    name.trim() == "text-indent" && digits >= 3
}
