//! Two trees of one page -> where they first differ, in words.

use crate::html::{Dom, NodeId, with_plain_line_ends};

/// The first place where two trees differ, in words; `None` when they are the same: element names
/// and namespaces, all attributes in order, all text, all scripts.
pub fn first_difference(left: Dom<'_>, right: Dom<'_>) -> Option<String> {
    let mut at = (Some(left.root()), Some(right.root()));
    loop {
        let (a, b) = match at {
            (None, None) => return script_difference(left, right),
            (Some(a), Some(b)) => (a, b),
            (a, b) => return Some(format!("{} against {}", describe(left, a), describe(right, b))),
        };
        let is_same = left.kind(a) == right.kind(b)
            && left.tag_name(a) == right.tag_name(b)
            && left.namespace(a) == right.namespace(b)
            && left.text(a) == right.text(b)
            && left.attrs(a).eq(right.attrs(b));
        if !is_same {
            return Some(format!("{} against {}", describe(left, Some(a)), describe(right, Some(b))));
        }
        let step = |next: fn(Dom<'_>, NodeId) -> Option<NodeId>| (next(left, a), next(right, b));
        at = match step(|dom, node| dom.first_child(node)) {
            (None, None) => next_pair(left, right, a, b),
            children => children,
        };
    }
}

/// What follows two nodes that have no (more) children, level by level.
fn next_pair(left: Dom<'_>, right: Dom<'_>, a: NodeId, b: NodeId) -> (Option<NodeId>, Option<NodeId>) {
    let mut at = (a, b);
    loop {
        match (left.next_sibling(at.0), right.next_sibling(at.1)) {
            (None, None) => {}
            siblings => return siblings,
        }
        match (left.parent(at.0), right.parent(at.1)) {
            (Some(a), Some(b)) => at = (a, b),
            _ => return (None, None),
        }
    }
}

fn describe(dom: Dom<'_>, node: Option<NodeId>) -> String {
    let Some(node) = node else { return "nothing".to_owned() };
    let path: Vec<&str> = dom.ancestors(node).map(|parent| dom.tag_name(parent)).take(6).collect();
    let attrs: Vec<_> = dom.attrs(node).collect();
    format!("<{}> {attrs:?} {:?} in {path:?}", dom.tag_name(node), dom.text(node))
}

/// Scripts come in one piece from us and in many from html5ever.
fn script_difference(left: Dom<'_>, right: Dom<'_>) -> Option<String> {
    // U+0000 and line ends are left as they are by us: scripts are kept as the source holds them.
    let left: String = left.raw_texts().map(|raw| with_plain_line_ends(raw.text)).collect();
    let left = left.replace('\0', "\u{fffd}");
    let right: String = right.raw_texts().map(|raw| raw.text).collect();
    (left != right).then(|| format!("script {left:?} against {right:?}"))
}
