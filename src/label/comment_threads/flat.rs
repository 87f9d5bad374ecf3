//! Comments that no element holds: below a line that says so, names, times and texts follow each other as
//! neighbours, as older pages print them.
//!
//! The line is short, stands below the article and speaks of comments; its later neighbours are cut
//! wherever one looks like the first of them. They count if most show a name and a time; below a line that says more than
//! "comments", or a word for opinions, only with one sign more (see [`announce`]). Names alone are enough below the bare
//! word with such a sign.

use crate::html::{NodeId, Tag, TagProps};
use crate::page::{Block, Markup, Span};
use crate::page_info::told::is_time_like;

use super::announce::{self, Announcement};
use super::items::MAX_HEAD_BYTES;
use super::{CommentPart, MAX_LINE_CHARS, MAX_RUN, MIN_PROSE_ABOVE_SHAPED, PageParts, Thread, items, lines};

/// Longest line that announces comments, in bytes: some scripts take three for each letter.
const MAX_LINE_BYTES: u32 = 3 * MAX_LINE_CHARS as u32;
/// Lines that are asked whether they do: they stand near the end of the text.
const MAX_LINES: usize = 400;
/// Lines that announce comments of which the neighbours are looked at.
const MAX_ANNOUNCEMENTS: usize = 20;
/// Elements around such a line that may be the neighbours of the comments.
const MAX_AROUND: usize = 5;

/// The first thread of this kind. On a page that looks like a forum the line must mean comments and nothing else.
pub(super) fn find(page: &PageParts<'_>, is_forum: bool) -> Option<Thread> {
    let blocks = &page.segmented.page.blocks;
    let start = page.prose.first_below(MIN_PROSE_ABOVE_SHAPED)?;
    let first = blocks.partition_point(|block| block.span.start < start);
    let is_short = |block: &&Block| {
        block.span.len() <= MAX_LINE_BYTES
            && page.segmented.page.block_text(block).chars().count() <= MAX_LINE_CHARS
            && block.link_bytes == 0
            && matches!(
                block.markup,
                Markup::Heading(_) | Markup::Paragraph | Markup::None | Markup::Row { .. }
            )
    };
    let lines = blocks[first..].iter().filter(is_short).take(MAX_LINES);
    let announcements = lines.filter_map(|block| {
        let said = announce::read(page.segmented.page.block_text(block))?;
        (said.is_outright || !is_forum).then_some((block, said))
    });
    let announcements: Vec<(&Block, Announcement)> = announcements.take(MAX_ANNOUNCEMENTS).collect();
    let by_times = |(line, said): &(&Block, Announcement)| {
        thread_below(page, line, &|comments| said.is_borne_out(page, line, comments, false))
            .or_else(|| lines::thread_below(page, line, said))
    };
    let by_names = |(line, said): &(&Block, Announcement)| {
        let is_asked = said.is_outright && said.is_bare;
        let told = |comments: &[CommentPart]| said.is_borne_out(page, line, comments, true);
        is_asked.then(|| thread_below(page, line, &told)).flatten()
    };
    announcements.iter().find_map(by_times).or_else(|| announcements.iter().find_map(by_names))
}

/// What the comments must show.
type Told<'t> = &'t dyn Fn(&[CommentPart]) -> bool;

fn thread_below(page: &PageParts<'_>, line: &Block, told: Told<'_>) -> Option<Thread> {
    let number = page.segmented.block_at(line.span.start)?;
    let own = page.segmented.places[number as usize].first;
    let around = std::iter::once(own).chain(page.dom.ancestors(own)).take(MAX_AROUND + 1);
    around.into_iter().find_map(|node| {
        let is_own = page.segmented.span_of(node).end <= line.span.end;
        let later = if is_own { later_siblings(page, node) } else { Vec::new() };
        cut(page, line.span, &later, told)
            .or_else(|| cut(page, line.span, &items_of(page, *later.first()?), told))
    })
}

/// The elements with text in a list or a box that holds all of them.
fn items_of(page: &PageParts<'_>, list: NodeId) -> Vec<NodeId> {
    /// Boxes around all of them.
    const MAX_BOXES: usize = 4;
    let shown = |node: NodeId| -> Vec<NodeId> {
        let is_shown = |&at: &NodeId| page.dom.is_element(at) && !page.segmented.span_of(at).is_empty();
        page.dom.children(node).filter(is_shown).take(MAX_RUN).collect()
    };
    let mut items = shown(list);
    for _ in 0..MAX_BOXES {
        match items[..] {
            [only] => items = shown(only),
            _ => break,
        }
    }
    items
}

/// The elements with text behind a heading, up to the next of its kind or a form.
fn later_siblings(page: &PageParts<'_>, node: NodeId) -> Vec<NodeId> {
    let dom = page.dom;
    let is_end = |at: NodeId| match dom.tag(at) {
        Some(Tag::FORM | Tag::FOOTER | Tag::NAV | Tag::ASIDE | Tag::TEXTAREA) => true,
        tag => tag.is_some_and(|tag| tag.is(TagProps::HEADING)) && tag == dom.tag(node),
    };
    let later = std::iter::successors(dom.next_sibling(node), |&at| dom.next_sibling(at));
    let later = later.take_while(|&at| !is_end(at)).take(MAX_RUN);
    later.filter(|&at| dom.is_element(at) && !page.segmented.span_of(at).is_empty()).collect()
}

fn cut(page: &PageParts<'_>, line: Span, later: &[NodeId], told: Told<'_>) -> Option<Thread> {
    let first = *later.first()?;
    let look = page.names.look(page.dom, first);
    let alike = (0..later.len()).filter(|&at| page.names.look(page.dom, later[at]) == look).collect();
    let heads = (0..later.len()).filter(|&at| is_head(page, later[at])).collect();
    cut_at(page, line, later, alike, told).or_else(|| cut_at(page, line, later, heads, told))
}

/// True for a short line with a time: the head of a comment whose text is the next paragraph.
fn is_head(page: &PageParts<'_>, node: NodeId) -> bool {
    let text = page.segmented.page.slice(page.segmented.span_of(node)).trim();
    let in_brackets = || text.strip_suffix(')').and_then(|rest| rest.rfind('(').map(|at| &rest[at..]));
    text.len() <= MAX_HEAD_BYTES
        && text.contains(char::is_alphabetic)
        && (is_time_like(text) || in_brackets().is_some_and(is_time_like))
}

/// The neighbours without those behind the last comment that look like no part of the comments before it: the box of
/// what to read next.
fn without_others<'n>(page: &PageParts<'_>, later: &'n [NodeId], last_start: usize) -> &'n [NodeId] {
    let look = |node: NodeId| page.names.look(page.dom, node);
    let known: Vec<u64> = later[..last_start].iter().map(|&node| look(node)).collect();
    let is_known = |&node: &NodeId| known.contains(&look(node));
    let end = later.iter().rposition(is_known).map_or(0, |at| at + 1);
    let own = if known.is_empty() { later } else { &later[..end.max(last_start + 1)] };
    // A ruler behind the last comment parts it from the foot of the page.
    let is_behind_ruler = |&at: &usize| {
        let mut before =
            std::iter::successors(page.dom.prev_sibling(own[at]), |&node| page.dom.prev_sibling(node));
        before.find(|&node| page.dom.is_element(node)).is_some_and(|node| page.dom.tag(node) == Some(Tag::HR))
    };
    let end = (last_start + 1..own.len()).find(is_behind_ruler);
    &own[..end.unwrap_or(own.len())]
}

/// The thread of which a comment begins at each of `starts`.
fn cut_at(
    page: &PageParts<'_>,
    line: Span,
    later: &[NodeId],
    starts: Vec<usize>,
    told: Told<'_>,
) -> Option<Thread> {
    starts.first().filter(|&&first| first == 0)?;
    let later = without_others(page, later, *starts.last()?);
    let last = *later.last()?;
    let ends = starts.iter().skip(1).copied().chain([later.len()]);
    let ends: Vec<(NodeId, NodeId)> =
        starts.iter().zip(ends).map(|(&start, end)| (later[start], later[end - 1])).collect();
    let comments = items::parts(page, &ends);
    // A name in bold begins a paragraph, of which the rest stands beside it.
    let last_block = comments.last().and_then(|comment| comment.blocks.last());
    let end = last_block.map_or(line.end, |&block| page.segmented.page.blocks[block as usize].span.end);
    let span = Span::new(line.start, page.segmented.span_of(last).end.max(end).max(line.end));
    let is_told = || told(&comments);
    let is_thread = comments.len() > 1 && page.is_below_article(span) && !page.has_giant(later) && is_told();
    is_thread.then_some(Thread { span, comments })
}
