//! Text nodes, and how they grow.
//!
//! The tokenizer gives text in runs; runs that belong to one node and lie beside each other only
//! make its span longer. What lies apart is joined in the side buffer, with room that doubles, so
//! that even nodes which grow in turns (text fostered out of tables) cost no more than twice their
//! length.

use super::kinds::NIL;
use super::node::{DETACHED, IN_SIDE, IS_TEXT, Node, TextSpan};
use super::tree::Tree;

impl Tree {
    /// Adds text at the end of `parent`, to its last child if that is text.
    #[inline]
    pub(crate) fn append_text(&mut self, source: &str, parent: u32, text: TextSpan) {
        let last = self.node(parent).last;
        if last != NIL && self.node(last).is_text() {
            self.extend_text(source, last, text);
            return;
        }
        let child = self.add_text(text);
        self.append(parent, child);
    }

    /// Adds text right before `sibling`, to the node before it if that is text.
    pub(crate) fn insert_text_before(&mut self, source: &str, sibling: u32, text: TextSpan) {
        let prev = self.node(sibling).prev;
        if prev != NIL && self.node(prev).is_text() {
            self.extend_text(source, prev, text);
            return;
        }
        let child = self.add_text(text);
        self.insert_before(sibling, child);
    }

    #[inline]
    fn add_text(&mut self, text: TextSpan) -> u32 {
        let name = if text.in_side { IS_TEXT | IN_SIDE } else { IS_TEXT };
        self.add(Node { name, start: text.start, len: text.len, ..DETACHED })
    }

    /// Adds text to a text node. Runs that follow each other where they lie only grow the span.
    #[inline]
    fn extend_text(&mut self, source: &str, id: u32, text: TextSpan) {
        let node = self.node_mut(id);
        let in_side = node.name & IN_SIDE != 0;
        if in_side == text.in_side && node.start + node.len == text.start {
            node.len += text.len;
            return;
        }
        self.join_text(source, id, text);
    }

    /// Adds text that lies elsewhere: the node moves to the end of the side buffer, unless it is
    /// there already or has room. Room doubles with each move, so that nodes which grow in turns
    /// cost no more than twice their length.
    fn join_text(&mut self, source: &str, id: u32, text: TextSpan) {
        let node = *self.node(id);
        let in_side = node.name & IN_SIDE != 0;
        let new_len = node.len + text.len;
        let at_end = in_side && (node.start + node.len) as usize == self.side.len();
        if at_end {
            push_span(&mut self.side, source, text);
            self.node_mut(id).len = new_len;
            return;
        }
        let room = if node.first == NIL { 0 } else { node.first };
        if in_side && room >= new_len {
            self.overwrite(source, node.start + node.len, text);
            self.node_mut(id).len = new_len;
            return;
        }
        let start = self.side.len() as u32;
        push_span(&mut self.side, source, TextSpan { start: node.start, len: node.len, in_side });
        push_span(&mut self.side, source, text);
        // The first move leaves no room: most nodes are joined once or stay at the end.
        let new_room = if in_side { new_len.saturating_mul(2) } else { new_len };
        let padding = (new_room - new_len) as usize;
        self.side.extend(std::iter::repeat_n(' ', padding));
        let node = self.node_mut(id);
        node.start = start;
        node.len = new_len;
        node.first = new_room;
        node.name |= IN_SIDE;
    }

    /// Writes text over padding of the side buffer.
    fn overwrite(&mut self, source: &str, at: u32, text: TextSpan) {
        let range = text.start as usize..(text.start + text.len) as usize;
        let added = if text.in_side { self.side[range].to_owned() } else { source[range].to_owned() };
        self.side.replace_range(at as usize..at as usize + added.len(), &added);
    }
}

/// Appends a span to the side buffer, where it may lie itself.
fn push_span(side: &mut String, source: &str, text: TextSpan) {
    let range = text.start as usize..(text.start + text.len) as usize;
    if text.in_side {
        side.extend_from_within(range);
    } else {
        side.push_str(&source[range]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::dom::tree::tests::tree_with_two_texts;
    use crate::html::dom::{Dom, NodeId};

    #[test]
    fn texts_that_grow_in_turns_keep_their_content_and_stay_linear() {
        let source = "abcdefghij";
        let (mut tree, left, right) = tree_with_two_texts();
        for _ in 0..1000 {
            tree.append_text(source, left, TextSpan { start: 0, len: 3, in_side: false });
            tree.append_text(source, right, TextSpan { start: 5, len: 2, in_side: false });
        }
        assert!(tree.side.len() < 40_000, "{}", tree.side.len());
        let dom = Dom::new(&tree, source);
        let text_in = |id| dom.text(dom.first_child(NodeId(id)).expect("text was added"));
        assert_eq!(text_in(left), "abc".repeat(1000));
        assert_eq!(text_in(right), "fg".repeat(1000));
    }
}
