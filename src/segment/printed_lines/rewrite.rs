//! Writes a page anew with its printed lines joined: text, blocks, places, inline elements and the spans of all
//! elements move together.

use crate::page::{Block, Inline, InlineKind, Markup, Page, Span};
use crate::segment::place::BlockPlace;

use super::line::Line;
use super::{Fate, is_hyphen};

/// A stretch of the old text, and what stands for it in the new one.
struct Edit {
    old: Span,
    new: &'static str,
    /// Where the new one begins, in the new text.
    at: u32,
}

/// The parts of a page that change with its lines.
pub(super) struct Rewritten {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    pub(super) inlines: Vec<Inline>,
    pub(super) places: Vec<BlockPlace>,
    pub(super) spans: Vec<Span>,
}

/// The page with its lines joined as their fates say.
pub(super) fn rewritten(
    page: &Page,
    places: &[BlockPlace],
    spans: &[Span],
    (lines, fates): (&[Line<'_>], &[Fate]),
) -> Rewritten {
    let mut edits = edits_of(page, lines, fates);
    let text = new_text(&page.text, &mut edits);
    let (blocks, places) = new_blocks(page, places, lines, fates);
    let moved = |span: Span| Span::new(moved(&edits, span.start), moved(&edits, span.end));
    let mut blocks: Vec<Block> =
        blocks.into_iter().map(|block| Block { span: moved(block.span), ..block }).collect();
    let inlines = new_inlines(&page.inlines, &edits, &blocks);
    for block in blocks.iter_mut().filter(|block| block.link_bytes > 0) {
        block.link_bytes = link_bytes(&inlines, block.span);
    }
    let spans = spans.iter().map(|span| moved(*span)).collect();
    Rewritten { text, blocks, inlines, places, spans }
}

/// Lines that are dropped, since the last one that is kept.
#[derive(Clone, Copy)]
struct Gap {
    /// Where what is kept before them ends; where they begin, if nothing is.
    start: u32,
    end: u32,
    /// The block of the last of them.
    block: usize,
    /// Something is kept before them.
    is_behind: bool,
}

/// What changes in the text, in its order.
fn edits_of(page: &Page, lines: &[Line<'_>], fates: &[Fate]) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    let mut last: Option<&Line<'_>> = None;
    let mut gap: Option<Gap> = None;
    for (line, fate) in lines.iter().zip(fates) {
        if *fate == Fate::Dropped {
            // Between two that are apart stands something else.
            let apart = gap.take_if(|gap| line.block > gap.block + 1);
            edits.extend(apart.map(|gap| edit(Span::new(gap.start, gap.end), "")));
            gap = Some(gap_with(page, line, last, gap));
            continue;
        }
        let gap = gap.take();
        let joined = last.map(|last| (last, Span::new(last.span.end, line.span.start)));
        match (fate, joined, gap) {
            (Fate::Breaks, _, None) => {}
            (Fate::Continues, Some((_, between)), _) => edits.push(edit(between, " ")),
            (Fate::ContinuesWord, Some((last, between)), _) => {
                let hyphen = last.text.chars().next_back().filter(|&letter| is_hyphen(letter));
                let n_bytes = hyphen.map_or(0, char::len_utf8) as u32;
                edits.push(edit(Span::new(between.start - n_bytes, between.end), ""));
            }
            (_, _, Some(gap)) if line.block <= gap.block + 1 => {
                let new = if gap.is_behind { "\n" } else { "" };
                edits.push(edit(Span::new(gap.start, line.span.start), new));
            }
            (_, Some((last, between)), None) if last.block == line.block => edits.push(edit(between, "\n")),
            _ => edits.extend(gap.map(|gap| edit(Span::new(gap.start, gap.end), ""))),
        }
        last = Some(line);
    }
    edits.extend(gap.map(|gap| edit(Span::new(gap.start, gap.end), "")));
    edits
}

fn gap_with(page: &Page, line: &Line<'_>, last: Option<&Line<'_>>, gap: Option<Gap>) -> Gap {
    let before = match last.filter(|last| last.block == line.block) {
        Some(last) => Some(last.span.end),
        None => line.block.checked_sub(1).map(|before| page.blocks[before].span.end),
    };
    let (end, block) = (line.span.end, line.block);
    match gap {
        Some(gap) => Gap { end, block, ..gap },
        None => Gap { start: before.unwrap_or(line.span.start), end, block, is_behind: before.is_some() },
    }
}

fn edit(old: Span, new: &'static str) -> Edit {
    Edit { old, new, at: 0 }
}

fn new_text(old: &str, edits: &mut [Edit]) -> String {
    let mut text = String::with_capacity(old.len());
    let mut at = 0;
    for edit in edits {
        text.push_str(&old[at..edit.old.start as usize]);
        edit.at = text.len() as u32;
        text.push_str(edit.new);
        at = edit.old.end as usize;
    }
    text.push_str(&old[at..]);
    text
}

/// Where a place of the old text is in the new one.
fn moved(edits: &[Edit], place: u32) -> u32 {
    let n_before = edits.partition_point(|edit| edit.old.start < place);
    let Some(edit) = n_before.checked_sub(1).map(|last| &edits[last]) else { return place };
    let n_new = edit.new.len() as u32;
    if place < edit.old.end { edit.at } else { edit.at + n_new + (place - edit.old.end) }
}

/// The new blocks, with spans of the old text.
fn new_blocks(
    page: &Page,
    places: &[BlockPlace],
    lines: &[Line<'_>],
    fates: &[Fate],
) -> (Vec<Block>, Vec<BlockPlace>) {
    let (mut new, mut new_places) = (Vec::new(), Vec::new());
    let mut lines = lines.iter().zip(fates).peekable();
    for (number, block) in page.blocks.iter().enumerate() {
        let mut has_lines = false;
        while let Some((line, fate)) = lines.next_if(|(line, _)| line.block == number) {
            has_lines = true;
            let is_whole = line.span == block.span;
            match fate {
                Fate::Dropped => {}
                Fate::Begins | Fate::Heads => {
                    let is_heading = *fate == Fate::Heads;
                    let markup = if is_heading { Markup::Heading(2) } else { block.markup };
                    let markup = if is_whole || is_heading { markup } else { Markup::Paragraph };
                    new.push(Block { span: line.span, markup, ..*block });
                    new_places.push(places[number]);
                }
                Fate::Breaks | Fate::Continues | Fate::ContinuesWord => {
                    let last: Option<&mut Block> = new.last_mut();
                    if let Some(last) = last {
                        last.span.end = line.span.end;
                        last.markup = Markup::Paragraph;
                        last.link_bytes += block.link_bytes;
                    }
                }
            }
        }
        if !has_lines {
            new.push(*block);
            new_places.push(places[number]);
        }
    }
    (new, new_places)
}

/// The inline elements in the new text: those of dropped lines and the line breaks that are gone are left out,
/// and none leaves its block.
fn new_inlines(old: &[Inline], edits: &[Edit], blocks: &[Block]) -> Vec<Inline> {
    let is_gone = |place: u32| {
        let n_before = edits.partition_point(|edit| edit.old.start <= place);
        n_before.checked_sub(1).is_some_and(|last| place <= edits[last].old.end)
    };
    let mut inlines = Vec::with_capacity(old.len());
    for inline in old {
        if inline.kind == InlineKind::Break && is_gone(inline.span.start) {
            continue;
        }
        let (start, end) = (moved(edits, inline.span.start), moved(edits, inline.span.end));
        let block =
            blocks.partition_point(|block| block.span.end <= start && block.span.end < end.max(start + 1));
        let Some(block) = blocks.get(block).map(|block| block.span) else { continue };
        let span = Span::new(start.max(block.start), end.min(block.end).max(start.max(block.start)));
        let shows = !span.is_empty() || matches!(inline.kind, InlineKind::Break | InlineKind::Cell);
        if shows && block.contains(span) {
            inlines.push(Inline { span, ..*inline });
        }
    }
    inlines
}

fn link_bytes(inlines: &[Inline], block: Span) -> u32 {
    let first = inlines.partition_point(|inline| inline.span.start < block.start);
    let inside = inlines[first..].iter().take_while(|inline| inline.span.start < block.end);
    let links = inside.filter(|inline| matches!(inline.kind, InlineKind::Link(_)));
    links.map(|inline| inline.span.len()).sum()
}
