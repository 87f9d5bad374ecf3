//! Comments told by their lines alone: below a line that announces them a line with a time recurs, and with it a name
//! and what was said, whatever elements hold them: rows of a table, paragraphs, boxes without classes, text parted by
//! `<br>`.
//!
//! The time stands at the same place in each comment, counted in lines from its beginning or from its end, and in
//! elements that look alike. Where it stands tells where the comments begin.

use crate::html::{Dom, NodeId, Tag};
use crate::page::{Block, Markup, Span};
use crate::page_info::told::{is_time_like, name_before_time};

use super::announce::Announcement;
use super::items::{HEADLINE_WORDS, MAX_HEAD_BYTES, MAX_SIDE_CHARS};
use super::{CommentPart, MAX_SHARE_OF_ONE, MOST, PageParts, Thread, is_control};

/// Lines below the announcement that are looked at.
const MAX_LINES: usize = 1_000;
/// Lines of a comment up to the one with its time.
const MAX_BEFORE_TIME: usize = 2;
/// Lines of a comment, in the mean of a thread.
const MAX_MEAN_LINES: usize = 8;
/// The same at most: a comment of more paragraphs is an article.
const MAX_LINES_OF_ONE: usize = 40;
/// Nodes of one line, and texts among them, that are looked at, and those at either end that may be a name or a time.
const MAX_NODES: usize = 240;
const MAX_PIECES: usize = 60;
const N_ENDS: usize = 3;
/// Elements around a line that may be a form or a button.
const MAX_AROUND: usize = 6;

/// A line below the announcement.
struct Line {
    block: u32,
    /// How the element around it looks.
    look: u64,
    has_time: bool,
    /// More than a name, a time and buttons.
    is_said: bool,
}

/// The thread below the line that announces it.
pub(super) fn thread_below(page: &PageParts<'_>, line: &Block, said: &Announcement) -> Option<Thread> {
    let lines = lines_below(page, page.segmented.block_at(line.span.start)? + 1);
    // Notes and sources end with figures, too.
    let units = by_beginning(&lines).or_else(|| by_end(&lines).filter(|_| said.is_outright))?;
    let units = without_rest(page, &lines, units);
    let comments: Vec<CommentPart> =
        units.iter().filter_map(|unit| part(page, &lines[unit.clone()])).collect();
    let last = &lines[units.last()?.end - 1];
    let span = Span::new(line.span.start, page.segmented.page.blocks[last.block as usize].span.end);
    let n_said = units.iter().filter(|unit| lines[(*unit).clone()].iter().any(|line| line.is_said)).count();
    let is_giant = |comment: &CommentPart| {
        let prose: u32 = comment
            .blocks
            .iter()
            .map(|&block| page.prose.within(page.segmented.page.blocks[block as usize].span))
            .sum();
        prose as f32 > MAX_SHARE_OF_ONE * page.prose.total() as f32
    };
    let n_lines: usize = units.iter().map(ExactSizeIterator::len).sum();
    let is_thread = !comments.is_empty()
        && n_lines <= MAX_MEAN_LINES * units.len()
        && units.iter().all(|unit| unit.len() <= MAX_LINES_OF_ONE)
        && n_said as f32 >= MOST * units.len() as f32
        && page.is_below_article(span)
        // What holds more than the text above it may be what the page is about.
        && page.prose.within(span) <= page.prose.above(span.start)
        && !comments.iter().any(is_giant)
        && said.is_borne_out(page, line, &comments, false);
    is_thread.then_some(Thread { span, comments })
}

/// The lines from a block on, up to a heading that is no name, a link to another story or the foot of the page; those of
/// forms left out.
fn lines_below(page: &PageParts<'_>, first: u32) -> Vec<Line> {
    let blocks = &page.segmented.page.blocks;
    let mut lines: Vec<Line> = Vec::new();
    let mut top = None;
    let start = blocks.get(first as usize).map_or(0, |block| block.span.start);
    for number in (first as usize..blocks.len()).take(MAX_LINES) {
        let (block, place) = (&blocks[number], page.segmented.places[number]);
        if is_foot(page, number as u32, start) {
            break;
        }
        let is_in_form = std::iter::once(place.first).chain(page.dom.ancestors(place.first)).take(MAX_AROUND);
        if is_in_form.into_iter().any(|at| page.dom.tag(at) == Some(Tag::FORM) || is_field(page.dom, at)) {
            continue;
        }
        let line = read(page, number as u32);
        let level = if let Markup::Heading(level) = block.markup { Some(level) } else { None };
        let n_words = || page.segmented.page.block_text(block).split_whitespace().count();
        let leads_on = || block.is_link() && n_words() >= HEADLINE_WORDS;
        // Headings are the names of all comments, or end them.
        let is_end = || level.is_some_and(|level| top.is_none_or(|top| level < top));
        if !line.has_time && !lines.is_empty() && is_end() || !line.has_time && leads_on() {
            break;
        }
        top = if lines.is_empty() { level } else { top };
        lines.push(line);
    }
    lines
}

/// True for a line of the foot or the side of a page, where that begins below the comments.
fn is_foot(page: &PageParts<'_>, number: u32, start: u32) -> bool {
    let begins_below = |at: NodeId| page.segmented.span_of(at).start > start;
    let around = page.dom.ancestors(page.segmented.places[number as usize].first).take(MAX_AROUND);
    let is_aside = |at: NodeId| matches!(page.dom.tag(at), Some(Tag::FOOTER | Tag::NAV | Tag::ASIDE));
    around.into_iter().any(|at| is_aside(at) && begins_below(at))
        || page.segmented.page.block_text(&page.segmented.page.blocks[number as usize]).starts_with('©')
}

fn is_field(dom: Dom<'_>, node: NodeId) -> bool {
    is_control(dom, node) && dom.tag(node) != Some(Tag::BUTTON)
}

/// The nodes of a block that show text, in page order.
fn shown_texts<'p>(page: &'p PageParts<'_>, number: u32) -> impl Iterator<Item = NodeId> + 'p {
    let texts = page.segmented.texts_of(page.dom, number, MAX_NODES);
    texts.filter(|&at| !page.segmented.span_of(at).is_empty())
}

/// The visible texts of a block, in page order.
fn pieces<'p>(page: &'p PageParts<'_>, number: u32) -> Vec<&'p str> {
    let texts = shown_texts(page, number);
    let texts = texts.map(|at| page.dom.text(at).trim());
    texts.filter(|text| text.contains(char::is_alphanumeric)).take(MAX_PIECES).collect()
}

fn read(page: &PageParts<'_>, number: u32) -> Line {
    let pieces = pieces(page, number);
    let text = page.segmented.page.block_text(&page.segmented.page.blocks[number as usize]);
    let is_side = |piece: &str| piece.chars().count() <= MAX_SIDE_CHARS;
    let tells_time = |piece: &&str| {
        let bare = piece.trim_matches(|letter: char| !letter.is_alphanumeric());
        is_side(piece) && (is_time_like(bare) || name_before_time(bare).is_some())
    };
    let n_last = pieces.len().saturating_sub(N_ENDS).max(N_ENDS.min(pieces.len()));
    let mut ends = pieces.iter().take(N_ENDS).chain(&pieces[n_last..]);
    let has_time = ends.any(tells_time) || text.len() <= MAX_HEAD_BYTES && tells_time(&text);
    let is_short =
        text.len() <= MAX_HEAD_BYTES && pieces.iter().copied().all(is_side) && (has_time || is_side(text));
    let is_said = !is_short || !has_time && !is_like_name(text);
    Line {
        block: number,
        look: page.names.look(page.dom, page.segmented.places[number as usize].container),
        has_time,
        is_said,
    }
}

/// A few words, or letters of a script that writes no spaces between them.
fn is_like_name(text: &str) -> bool {
    const MAX_WORDS: usize = 3;
    const MAX_CHARS: usize = 12;
    let has_spaces = text.bytes().any(|byte| byte == b' ');
    text.split_whitespace().count() <= MAX_WORDS
        && (has_spaces || text.is_ascii() || text.chars().count() <= MAX_CHARS)
}

/// Runs of lines, one for each comment, where the time stands near the beginning.
fn by_beginning(lines: &[Line]) -> Option<Vec<std::ops::Range<usize>>> {
    let before = lines.iter().position(|line| line.has_time).filter(|&at| at <= MAX_BEFORE_TIME)?;
    if lines[..before].iter().any(|line| line.is_said) {
        return None;
    }
    let timed = timed(lines, before);
    let starts: Vec<usize> = timed.iter().map(|at| at - before).collect();
    let is_apart = |pair: &[usize]| pair[0] + before < pair[1];
    if !starts.windows(2).all(is_apart) {
        return None;
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    Some(starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect())
}

/// The same where it stands at the end, below what was said.
fn by_end(lines: &[Line]) -> Option<Vec<std::ops::Range<usize>>> {
    let first = lines.iter().position(|line| line.has_time)?;
    if !lines[..first].iter().any(|line| line.is_said) {
        return None;
    }
    let timed = timed(lines, first);
    let starts = std::iter::once(0).chain(timed.iter().map(|at| at + 1));
    Some(starts.zip(timed.iter().map(|at| at + 1)).map(|(start, end)| start..end).collect())
}

/// The lines with a time that look like the first of them.
fn timed(lines: &[Line], first: usize) -> Vec<usize> {
    let is_alike = |&at: &usize| lines[at].has_time && lines[at].look == lines[first].look;
    (first..lines.len()).filter(is_alike).collect()
}

/// The runs without what stands behind the last comment: lines that look like none of the others, and, beyond the
/// length of the longest, those that are no text.
fn without_rest(
    page: &PageParts<'_>,
    lines: &[Line],
    mut units: Vec<std::ops::Range<usize>>,
) -> Vec<std::ops::Range<usize>> {
    let Some(last) = units.pop() else { return units };
    let Some(longest) = units.iter().map(ExactSizeIterator::len).max() else {
        // A lone comment ends with what was said.
        let said = last.clone().find(|&at| lines[at].is_said).unwrap_or(last.start);
        let end = (said + 1..last.end).find(|&at| lines[at].look != lines[said].look).unwrap_or(last.end);
        units.push(last.start..end);
        return units;
    };
    let known: Vec<u64> = units.iter().flat_map(|unit| &lines[unit.clone()]).map(|line| line.look).collect();
    let is_own = |at: &usize| {
        let line = &lines[*at];
        known.contains(&line.look)
            && (*at < last.start + longest
                || page.prose.within(page.segmented.page.blocks[line.block as usize].span) > 0)
    };
    let end = last.clone().take_while(is_own).last().map_or(last.start + 1, |at| at + 1);
    units.push(last.start..end);
    units
}

/// The lines of one comment, with the first and the last of the nodes that hold nothing else.
fn part(page: &PageParts<'_>, lines: &[Line]) -> Option<CommentPart> {
    let blocks: Vec<u32> = lines.iter().map(|line| line.block).collect();
    let (&first, &last) = (blocks.first()?, blocks.last()?);
    let span_of = |block: u32| page.segmented.page.blocks[block as usize].span;
    let whole = Span::new(span_of(first).start, span_of(last).end);
    let is_inside = |node: NodeId| {
        let span = page.segmented.span_of(node);
        let text = page.segmented.page.slice(span);
        let blank = (text.len() - text.trim_start().len()) as u32;
        span.start + blank >= whole.start && span.start as usize + text.trim_end().len() <= whole.end as usize
    };
    let widest =
        |node: NodeId| page.dom.ancestors(node).take_while(|&at| is_inside(at)).last().unwrap_or(node);
    let last_text = shown_texts(page, last).last()?;
    Some(CommentPart {
        first: widest(page.segmented.places[first as usize].first),
        last: widest(last_text),
        blocks,
    })
}
