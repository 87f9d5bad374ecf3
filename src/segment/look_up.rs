//! Where blocks and nodes of a segmented page lie, for those who look at a part of it.

use crate::html::{Dom, NodeId, TagProps};
use crate::page::Span;

use super::html::Segmented;

/// Some siblings of the tree, and those blocks of theirs that are meant.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// First element.
    pub first: NodeId,
    /// Last element; the same where there is one.
    pub last: NodeId,
    /// Numbers of blocks, in page order: those inside that belong to another part are left out.
    pub blocks: &'a [u32],
}

impl Segmented {
    /// The text that an element covers.
    pub fn span_of(&self, node: NodeId) -> Span {
        self.spans.get(node.index()).copied().unwrap_or_default()
    }

    /// The block at a byte of the text, or the first one behind it.
    pub fn block_at(&self, at: u32) -> Option<u32> {
        let number = self.page.blocks.partition_point(|block| block.span.end <= at);
        (number < self.page.blocks.len()).then_some(number as u32)
    }

    /// The numbers of the blocks that begin in a span.
    pub fn blocks_in(&self, span: Span) -> std::ops::Range<u32> {
        let blocks = &self.page.blocks;
        let first = blocks.partition_point(|block| block.span.start < span.start);
        let end = blocks.partition_point(|block| block.span.start < span.end);
        first as u32..end.max(first) as u32
    }

    /// The texts of a block in page order, those that show nothing among them; of at most `max_nodes` nodes.
    pub fn texts_of<'p>(
        &'p self,
        dom: Dom<'p>,
        block: u32,
        max_nodes: usize,
    ) -> impl Iterator<Item = NodeId> + 'p {
        let end = self.page.blocks[block as usize].span.end;
        let nodes =
            std::iter::successors(Some(self.places[block as usize].first), move |&at| dom.following(at));
        let is_within = move |&at: &NodeId| {
            let span = self.span_of(at);
            span.is_empty() || span.start < end
        };
        let nodes = nodes.take(max_nodes).take_while(is_within);
        nodes.filter(move |&at| dom.is_text(at))
    }

    /// The nodes of a part in page order, without those of blocks that it leaves out and those that show
    /// no text.
    pub fn nodes_of<'p>(&'p self, dom: Dom<'p>, part: Part<'p>) -> impl Iterator<Item = NodeId> + 'p {
        let end = dom.next_skipping_children(part.last);
        let is_own = |block: u32| part.blocks.binary_search(&block).is_ok();
        let is_meant = move |node: NodeId| {
            let span = self.span_of(node);
            span.is_empty()
                || self.block_at(span.start).is_some_and(is_own)
                || self.blocks_in(span).any(is_own)
        };
        let mut next = Some(part.first);
        std::iter::from_fn(move || {
            loop {
                let node = next.filter(|&node| Some(node) != end)?;
                let is_shown = !dom.tag(node).is_some_and(|tag| tag.is(TagProps::HIDDEN));
                let is_told = is_shown && is_meant(node);
                let inner = dom.first_child(node).filter(|_| is_told);
                next = inner.or_else(|| dom.next_skipping_children(node));
                if is_told {
                    return Some(node);
                }
            }
        })
    }
}
