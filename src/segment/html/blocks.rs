//! Text as it is written: blocks from their first letter to their last, the inline elements in them, white space
//! and line breaks.

use crate::html::spaces::{is_space, skip_indentation, space_from};
use crate::html::{AttrName, NodeId};
use crate::page::{Block, Inline, InlineKind, Span};
use crate::text::trimmed;

use super::super::marks;
use super::super::text::visible;
use super::{BlockPlace, MAX_INLINES_OF_BLOCK, OpenInline, Writer};

impl Writer<'_, '_> {
    pub(super) fn open_link(&mut self, node: NodeId) {
        let href = self.dom.attr(node, AttrName::HREF).unwrap_or("");
        let start = self.page.hrefs.len() as u32;
        self.page.hrefs.push_str(trimmed(href));
        let address = Span::new(start, self.page.hrefs.len() as u32);
        self.open_inline(node, InlineKind::Link(address));
    }

    pub(super) fn open_inline(&mut self, node: NodeId, kind: InlineKind) {
        self.inlines.push(OpenInline { node, kind, start: self.end() });
    }

    pub(super) fn close_inline(&mut self) {
        if let Some(open) = self.inlines.pop() {
            self.note_inline(open.kind, open.start);
        }
    }

    /// Notes an inline element from `start` to the end of the text, if it holds any.
    pub(super) fn note_inline(&mut self, kind: InlineKind, start: u32) {
        let Some((block_start, _)) = self.block else { return };
        let end = self.end();
        let mut start = start.max(block_start);
        if start < end && self.page.text.as_bytes()[start as usize] == b' ' {
            start += 1;
        }
        if start >= end {
            return;
        }
        if matches!(kind, InlineKind::Link(_)) {
            self.link_bytes += end - start;
        }
        // An element that closes now may hold others that closed before: they start later.
        self.unsorted |= self.page.inlines.last().is_some_and(|last| last.span.start >= start);
        self.page.inlines.push(Inline { span: Span::new(start, end), kind });
    }

    pub(super) fn line_break(&mut self) {
        if self.soft_cell.is_some() {
            self.space = true;
            return;
        }
        self.n_breaks += 1;
        if self.n_breaks >= 2 || self.pre_depth > 0 {
            self.close_block();
        } else {
            self.space = true;
        }
    }

    /// Ends the block being written, if there is one.
    pub(super) fn close_block(&mut self) {
        self.space = false;
        self.n_breaks = 0;
        let Some((start, first)) = self.block else { return };
        let end = self.end();
        for index in 0..self.inlines.len().min(MAX_INLINES_OF_BLOCK) {
            let (kind, inline_start) = (self.inlines[index].kind, self.inlines[index].start);
            self.note_inline(kind, inline_start);
            self.inlines[index].start = end;
        }
        self.block = None;
        let link_bytes = std::mem::take(&mut self.link_bytes);
        let container = *self.containers.last().expect("the root is never closed");
        let Some(span) = visible(&self.page.text, start as usize, end as usize) else { return };
        self.page.blocks.push(Block {
            span,
            markup: container.markup,
            link_bytes,
            group: self.listing.unwrap_or(container.node).index() as u32,
        });
        self.places.push(BlockPlace { first, container: container.node });
    }

    pub(super) fn write(&mut self, node: NodeId) {
        let text = self.dom.text(node);
        if self.pre_depth > 0 {
            self.write_lines(node, text);
        } else {
            self.write_flowing(node, text);
        }
    }

    /// Makes room for the next character: a line break between blocks, a space between words.
    pub(super) fn open_block(&mut self, node: NodeId) {
        if self.block.is_none() {
            self.break_line();
            self.block = Some((self.end(), node));
            self.line_used = true;
        } else if self.space {
            if self.n_breaks > 0 {
                self.n_line_breaks += 1;
                let at = self.end();
                self.page.inlines.push(Inline { span: Span::new(at, at), kind: InlineKind::Break });
            }
            if self.comma && !self.page.text.ends_with([',', ';', ':', '.']) {
                self.page.text.push(',');
            }
            self.page.text.push(' ');
        }
        self.space = false;
        self.comma = false;
        self.n_breaks = 0;
    }

    /// Starts a new line of the text, unless the current one holds no more than indentation.
    fn break_line(&mut self) {
        if self.line_used {
            self.page.text.push('\n');
            self.line_used = false;
        }
    }

    /// Writes text whose white space collapses.
    fn write_flowing(&mut self, node: NodeId, text: &str) {
        // Asked of each text, not once of the source: of that a tenth is text.
        let drawn = if text.is_ascii() { None } else { marks::as_drawn(text) };
        let text = drawn.as_deref().unwrap_or(text);
        let bytes = text.as_bytes();
        let mut at = 0;
        if self.block.is_some() && self.seam.parts(&self.page.text, text) && !self.is_in_code() {
            self.space = true;
        }
        while at < bytes.len() {
            if is_space(bytes[at]) {
                self.space = true;
                at = skip_indentation(bytes, at + 1);
                continue;
            }
            let from = at;
            at = regular_end(bytes, at);
            self.open_block(node);
            self.page.text.push_str(&text[from..at]);
        }
    }

    pub(super) fn is_in_code(&self) -> bool {
        self.inlines.iter().any(|open| open.kind == InlineKind::Code)
    }

    /// Writes preformatted text: each line is a block, its indentation stands before it.
    fn write_lines(&mut self, node: NodeId, text: &str) {
        let mut rest = text;
        loop {
            let (line, more) = match rest.find('\n') {
                Some(at) => (&rest[..at], Some(&rest[at + 1..])),
                None => (rest, None),
            };
            self.write_line(node, line);
            let Some(more) = more else { return };
            self.close_block();
            if !self.page.text.is_empty() {
                self.page.text.push('\n');
                self.line_used = false;
            }
            rest = more;
        }
    }

    pub(super) fn write_line(&mut self, node: NodeId, line: &str) {
        if self.block.is_some() {
            self.page.text.push_str(line);
            return;
        }
        let shown = line.trim_start();
        let indentation = &line[..line.len() - shown.len()];
        self.break_line();
        self.page.text.push_str(indentation);
        if !shown.is_empty() {
            self.block = Some((self.end(), node));
            self.line_used = true;
            self.page.text.push_str(shown);
        }
    }
}

/// The end of the run from `at` that can be copied as it stands: up to white space that is not a
/// single space between two words.
fn regular_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        at = space_from(bytes, at);
        let is_word_gap =
            bytes.get(at) == Some(&b' ') && bytes.get(at + 1).is_some_and(|&next| !is_space(next));
        if !is_word_gap {
            return at;
        }
        at += 1;
    }
}
