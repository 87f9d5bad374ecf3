//! Parts of a page that the server sent late, put where they belong: a pass over the finished tree.
//!
//! A server that streams, as React's does (`react-dom/server`, functions `$RC` and `$RS` of the page),
//! sends first the frame of a page with open places, `<template id="B:1">` or `id="P:1"`, and then what
//! belongs there, `<div hidden id="S:1">`, behind all the rest, with a script that moves it. Without
//! that script half of the page is hidden, and in the wrong order.

use std::collections::HashMap;

use crate::html::{AttrName, NIL, ROOT, Tag, Tree};

/// What the ids of open places and of parts start with; the rest of the id tells which belong together.
const PLACE: [&str; 2] = ["B:", "P:"];
const PART: &str = "S:";

/// Parts in parts that are moved, counted from the page; deeper ones stay where they are. React nests
/// one for each `<Suspense>` around another, of which pages have two or three. It bounds how deep the
/// tree becomes.
const MAX_LEVEL: usize = 8;

/// A part and the place it belongs to.
struct Move {
    place: u32,
    part: u32,
    /// The move whose part the place stands in.
    around: Option<usize>,
    /// The place is on the page, and not in a template.
    is_on_page: bool,
}

/// Fills the open places of the tree with the children of the parts that belong there.
pub(crate) fn fill(tree: &mut Tree, source: &str) {
    // Few pages have a template at all.
    if !tree.has_templates {
        return;
    }
    let places = places(tree, source);
    let moves = plan(tree, source, &places);
    for (number, planned) in moves.iter().enumerate() {
        if planned.is_on_page && is_near_page(&moves, number) {
            move_part(tree, planned.place, planned.part);
        }
    }
}

/// The open places, in page order.
fn places(tree: &Tree, source: &str) -> Vec<u32> {
    let is_place = |&node: &u32| {
        let is_template = tree.node(node).is_html(Tag::TEMPLATE);
        let id = if is_template { id_of(tree, source, node) } else { None };
        id.is_some_and(|id| PLACE.iter().any(|start| id.starts_with(start)))
    };
    (0..tree.n_nodes() as u32).filter(is_place).collect()
}

/// What belongs where.
fn plan(tree: &Tree, source: &str, places: &[u32]) -> Vec<Move> {
    if places.is_empty() {
        return Vec::new();
    }
    let mut parts: HashMap<&str, u32> = HashMap::new();
    for node in 0..tree.n_nodes() as u32 {
        if let Some(key) = id_of(tree, source, node).and_then(|id| id.strip_prefix(PART)) {
            parts.entry(key).or_insert(node);
        }
    }
    let key_of = |place| id_of(tree, source, place).and_then(|id| id.get(PLACE[0].len()..));
    let found = places.iter().filter_map(|&place| Some((place, parts.remove(key_of(place)?)?)));
    let mut moves: Vec<Move> =
        found.map(|(place, part)| Move { place, part, around: None, is_on_page: false }).collect();
    let numbers: HashMap<u32, usize> =
        moves.iter().enumerate().map(|(number, planned)| (planned.part, number)).collect();
    for planned in &mut moves {
        let mut at = planned.place;
        while at != ROOT && at != NIL {
            at = tree.node(at).parent;
            planned.around = planned.around.or_else(|| numbers.get(&at).copied());
        }
        planned.is_on_page = at == ROOT;
    }
    moves
}

fn id_of<'t>(tree: &'t Tree, source: &'t str, node: u32) -> Option<&'t str> {
    let node = tree.node(node);
    if !node.is_element() {
        return None;
    }
    let attrs = &tree.attrs[node.start as usize..(node.start + node.len) as usize];
    let id = attrs.iter().find(|attr| usize::from(attr.known) == AttrName::ID.index())?;
    Some(tree.slice(source, id.value_span()))
}

/// False for what stands too deep in other parts, or in itself.
fn is_near_page(moves: &[Move], number: usize) -> bool {
    let mut around = moves[number].around;
    for _ in 0..MAX_LEVEL {
        let Some(number) = around else { return true };
        around = moves[number].around;
    }
    false
}

/// Moves the children of `part` right behind `place`.
fn move_part(tree: &mut Tree, place: u32, part: u32) {
    let parent = tree.node(place).parent;
    let next = tree.node(place).next;
    let put = |tree: &mut Tree, child: u32| {
        tree.detach(child);
        if next == NIL {
            tree.append(parent, child);
        } else {
            tree.insert_before(next, child);
        }
    };
    let mut last = NIL;
    while tree.node(part).first != NIL {
        last = tree.node(part).first;
        put(tree, last);
    }
    // Two texts are never neighbours.
    if last != NIL && next != NIL && tree.node(last).is_text() && tree.node(next).is_text() {
        put(tree, part);
    }
}

#[cfg(test)]
mod tests {
    use crate::html::{Arena, NodeKind, ParseOptions};

    fn text(page: &str) -> String {
        let mut arena = Arena::new();
        let dom = arena.parse_then(page, &ParseOptions::default(), super::fill);
        let mut text = String::new();
        let mut next = dom.first_child(dom.root());
        while let Some(node) = next {
            if dom.kind(node) == NodeKind::Text {
                text.push_str(dom.text(node));
                let beside = dom.next_sibling(node).map(|node| dom.kind(node));
                assert_ne!(beside, Some(NodeKind::Text), "two texts side by side in {page}");
            }
            next = dom.following(node);
        }
        text
    }

    #[test]
    fn late_parts_come_where_they_belong() {
        let page = "<main>a <template id=B:0></template> z</main><p>end\
            <div hidden id=S:1>in</div><div hidden id=S:0>one <b><template id=P:1></template></b> two</div>";
        assert_eq!(text(page), "a one in two zend");
    }

    #[test]
    fn what_fits_nowhere_stays() {
        for page in [
            "a<template id=B:0></template><div id=S:1>b</div>",
            "a<div hidden id=S:0>b<template id=B:0></template></div>",
            "a<div id=S:0>b<template id=B:1></template></div><div id=S:1><template id=B:0></template></div>",
            "a<template><template id=B:0></template></template><div id=S:0>b</div>",
            "<template><template id=B:0></template></template><div id=S:0>a<template id=B:1></template></div>\
             <div id=S:1>b</div>",
        ] {
            assert_eq!(text(page), "ab", "{page}");
        }
    }

    #[test]
    fn parts_nest_only_so_deep() {
        let mut page = String::from("<template id=B:0></template>");
        for number in 0..40 {
            page +=
                &format!("<div hidden id=S:{number}>{number}<template id=B:{}></template></div>", number + 1);
        }
        let expected: String = (0..40).map(|number| number.to_string()).collect();
        assert_eq!(text(&page), expected);
    }
}
