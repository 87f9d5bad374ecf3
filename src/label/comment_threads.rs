//! Readers' comments below an article -> one decision for all of them, and the comments one by one.
//!
//! The classifier judges each block by itself, and what readers write is prose like the author's. What
//! tells them apart is seen on the whole page only: below the article one pattern repeats (a name, a
//! time, a text, a button to reply). A thread is found in four ways: by its name (classes, ids and
//! schema.org types that speak of comments, in many languages), by its shape alone, and, below a line
//! that announces comments, as neighbours that look alike or by their lines alone. All of a thread
//! shares one fate.
//!
//! On a discussion or a question page the posts are the content. Where the caller does not know it for one,
//! it is told by the lack of an article above.
//!
//! Knows the tree, the blocks and what was kept; no rule, no score. Names and times of the comments are
//! read in `fields::comments`.

mod announce;
mod flat;
mod items;
mod lines;
mod names;

use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::page::{Block, Label, Markup, Span};
use crate::page_info::Note;
use crate::segment::html::Segmented;
use crate::segment::look_up::Part;

use items::Signals;
use names::Names;

/// Bytes of kept prose that stand above a thread that is named as one: a post of a few lines is enough.
const MIN_PROSE_ABOVE_NAMED: u32 = 100;
/// The same above a thread that is told by its shape: a page of entries has no article above.
const MIN_PROSE_ABOVE_SHAPED: u32 = 400;
/// Shortest block of prose, in bytes.
const MIN_PROSE_BYTES: u32 = 60;
/// A named part in which no comment is found goes if it holds no more than this share of what is kept:
/// a page may be called after its comments as a whole.
const MAX_SHARE_UNCUT: f32 = 0.25;
/// Share of a pattern's parts that must show a sign for it to count.
const MOST: f32 = 0.6;
/// Prose kept below a thread without a name, as a share of the prose above: with more the pattern is a
/// part of the article.
const MAX_PROSE_BELOW: f32 = 0.5;
/// Greatest share of all kept prose that one part of a pattern without a name may hold.
const MAX_SHARE_OF_ONE: f32 = 0.4;
/// Lines above a pattern that may announce it.
const MAX_LINES_ABOVE: u32 = 4;
/// Comments side by side without a box around them.
const MAX_RUN: usize = 2_000;
/// Nodes of another look between two comments, at most.
const MAX_OTHERS: usize = 200;
/// Letters of a line that announces comments.
const MAX_LINE_CHARS: usize = 40;
/// Elements to write in: a thread has one; a page of forms has no more than a few to offer.
const MAX_TEXT_AREAS: usize = 50;
/// Groups of elements looked at: a page of lists has thousands.
const MAX_GROUPS: usize = 200;

/// One comment: the siblings from `first` to `last`, without the comments inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentPart {
    /// Its first element.
    pub first: NodeId,
    /// Its last element; the same where one element holds it.
    pub last: NodeId,
    /// Its own blocks, in page order.
    pub blocks: Vec<u32>,
}

impl CommentPart {
    /// The same, for those who read it.
    pub fn part(&self) -> Part<'_> {
        Part { first: self.first, last: self.last, blocks: &self.blocks }
    }
}

/// The threads of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommentThreads {
    /// Every comment, in page order.
    pub comments: Vec<CommentPart>,
    /// Every block of a thread: comments, headings, forms. Sorted.
    pub blocks: Vec<u32>,
}

/// Finds the threads below the article of a page; `text_areas` are its elements to write in, `labels` those of its
/// blocks. Never fails; finds none when the page's time is up.
///
/// On a page that looks like a forum only comments count that are named as such, below a text of some length.
pub fn find(
    dom: Dom<'_>,
    segmented: &Segmented,
    text_areas: &[Note],
    labels: &[Label],
    is_forum: bool,
) -> CommentThreads {
    let mut threads = CommentThreads::default();
    if labels.len() < segmented.page.blocks.len() || dom.deadline().is_over() {
        return threads;
    }
    let prose = Prose::of(segmented, labels, headline(segmented, labels));
    let min_above = if is_forum { MIN_PROSE_ABOVE_SHAPED } else { MIN_PROSE_ABOVE_NAMED };
    if prose.total() < min_above {
        return threads;
    }
    let names = Names::of(dom, is_forum);
    let text_areas = &text_areas[..text_areas.len().min(MAX_TEXT_AREAS)];
    let page = PageParts { dom, segmented, prose, min_above, names, text_areas };
    let mut named = page.named();
    named.retain(|thread| !is_forum || thread.comments.len() > 1);
    let shaped = if named.is_empty() && !is_forum { page.shaped() } else { Vec::new() };
    let is_bare = named.is_empty() && shaped.is_empty();
    let flat = if is_bare { flat::find(&page, is_forum) } else { None };
    for mut thread in named.into_iter().chain(shaped).chain(flat) {
        if let [lone] = &mut thread.comments[..] {
            leave_heading(segmented, lone);
        }
        // A counter of comments may begin a paragraph that is none.
        let is_whole = |&block: &u32| segmented.page.blocks[block as usize].span.end <= thread.span.end;
        threads.blocks.extend(segmented.blocks_in(thread.span).filter(is_whole));
        let said =
            thread.comments.into_iter().filter(|comment| !names::is_around_comments(dom, comment.first));
        threads.comments.extend(said);
    }
    threads.blocks.sort_unstable();
    threads.blocks.dedup();
    threads
}

/// Takes the line that announces comments off a lone one: the box around both holds no more.
fn leave_heading(segmented: &Segmented, comment: &mut CommentPart) {
    let line = |block: u32| segmented.page.block_text(&segmented.page.blocks[block as usize]);
    let is_heading = comment.blocks.first().is_some_and(|&block| {
        line(block).chars().count() <= MAX_LINE_CHARS && announce::read(line(block)).is_some()
    });
    if is_heading && comment.blocks.len() > 1 {
        comment.blocks.remove(0);
    }
}

/// A thread, before it is written down.
struct Thread {
    span: Span,
    comments: Vec<CommentPart>,
}

/// The page as the search sees it.
struct PageParts<'a> {
    dom: Dom<'a>,
    segmented: &'a Segmented,
    prose: Prose,
    /// Bytes of kept prose that stand above a thread that is named as one.
    min_above: u32,
    names: Names,
    /// The elements of the page to write in.
    text_areas: &'a [Note],
}

impl PageParts<'_> {
    fn bytes_of_blocks(&self, blocks: impl Iterator<Item = u32>) -> u32 {
        blocks.map(|block| self.segmented.page.blocks[block as usize].span.len()).sum()
    }

    /// The threads that the page names as such: the outermost elements with a telling name below the
    /// beginning of the article.
    fn named(&self) -> Vec<Thread> {
        let mut threads: Vec<Thread> = Vec::new();
        let mut looks_above: Vec<u64> = Vec::new();
        let (mut end, mut uncut_share) = (0, 0.0);
        for &node in &self.segmented.elements {
            let span = self.segmented.span_of(node);
            if span.is_empty() || span.start < end || !self.names.is_comment(self.dom, node) {
                continue;
            }
            let look = self.names.look(self.dom, node);
            if self.prose.above(span.start) < self.min_above || self.is_whole_page(node) {
                looks_above.push(look);
                continue;
            }
            // What looks like the first post of a page is one of its posts.
            if looks_above.contains(&look) {
                continue;
            }
            let (span, comments) = self.cut(node, span);
            let share = self.uncut_share(span, &comments);
            // One comment that holds much of the page is the article in a box that is named after comments.
            let is_giant = comments.len() == 1
                && self.prose.within(span) as f32 > MAX_SHARE_OF_ONE * self.prose.total() as f32;
            if share <= MAX_SHARE_UNCUT && !is_giant {
                end = span.end;
                uncut_share += share;
                threads.push(Thread { span: self.with_heading(span), comments });
            }
        }
        if uncut_share > MAX_SHARE_UNCUT {
            threads.retain(|thread| !thread.comments.is_empty());
        }
        threads
    }

    /// Cuts a named element into its comments; or takes it for the first of several without a box around them.
    fn cut(&self, node: NodeId, span: Span) -> (Span, Vec<CommentPart>) {
        let comments = items::cut(self, node);
        // What is cut out of one comment are its paragraphs, which nobody calls comments.
        let is_cut = comments.len() > 1 && self.names.is_comment(self.dom, comments[0].first);
        let run = if is_cut { Vec::new() } else { self.alike_from(node) };
        if run.len() < 2 {
            return (span, comments);
        }
        let of_run = items::of_run(self, &run);
        let end = run.last().map_or(span.end, |&last| self.segmented.span_of(last).end);
        if of_run.len() < 2 { (span, comments) } else { (Span::new(span.start, end), of_run) }
    }

    /// The box and those of its later siblings that are named and look like it.
    fn alike_from(&self, node: NodeId) -> Vec<NodeId> {
        if self.dom.attr(node, AttrName::CLASS).is_none() || !self.can_be_item(node) {
            return Vec::new();
        }
        let look = self.names.look(self.dom, node);
        let is_alike = |&at: &NodeId| {
            self.dom.is_element(at)
                && self.names.look(self.dom, at) == look
                && self.names.is_comment(self.dom, at)
                && !self.segmented.span_of(at).is_empty()
        };
        let (mut run, mut others) = (Vec::new(), 0);
        for at in std::iter::successors(Some(node), |&at| self.dom.next_sibling(at)) {
            if is_alike(&at) {
                run.push(at);
                others = 0;
            } else {
                others += 1;
            }
            // Where each box has a look of its own, each of them would walk over all others.
            if others > MAX_OTHERS || run.len() == MAX_RUN {
                break;
            }
        }
        run
    }

    /// How much of what is kept stands in a span, but in no comment of it.
    fn uncut_share(&self, span: Span, comments: &[CommentPart]) -> f32 {
        let blocks = &self.segmented.page.blocks;
        let own = comments.iter().flat_map(|part| &part.blocks);
        let cut: u32 = own.map(|&block| self.prose.within(blocks[block as usize].span)).sum();
        self.prose.within(span).saturating_sub(cut) as f32 / self.prose.total().max(1) as f32
    }

    /// A class of the whole page says that it may be commented on, not that it is a comment.
    fn is_whole_page(&self, node: NodeId) -> bool {
        matches!(self.dom.tag(node), Some(Tag::HTML | Tag::BODY | Tag::MAIN))
    }

    /// The thread that repeats a pattern below the article, if there is one.
    fn shaped(&self) -> Vec<Thread> {
        let mut best: Option<(f32, Thread)> = None;
        for group in self.groups() {
            let group = self.without_announcement(&group);
            let first = self.segmented.span_of(group[0]);
            let Some(parent) = self.dom.parent(group[0]) else { continue };
            let end = group.iter().map(|&node| self.segmented.span_of(node).end).max().unwrap_or(first.end);
            let span = Span::new(first.start, end.max(first.start));
            if !self.is_below_article(span)
                || group.iter().any(|&node| self.names.is_post(self.dom, node))
                || self.has_giant(group)
            {
                continue;
            }
            let counts = self.counts_above(first);
            let has_form = self.has_form(parent);
            // Asked only where nothing else announces comments: it reads the texts of a part.
            let has_replies = !has_form && self.has_reply(group[0]);
            if counts.is_empty() && !has_form && !has_replies {
                continue;
            }
            let comments = items::of_group(self, group);
            let is_announced = has_form || has_replies || counts.contains(&comments.len());
            if !is_announced {
                continue;
            }
            let signals = Signals::of(self, &comments);
            let is_told = signals.look_like_comments(MOST)
                || self.holds_form(parent) && signals.show_names_and_times(MOST);
            let is_counted = counts.contains(&comments.len()) || self.is_announced_above(span);
            if !is_told || !is_counted && !has_replies && items::is_ticker(self, &comments) {
                continue;
            }
            let weight = self.prose.within(span) as f32;
            if best.as_ref().is_none_or(|best| weight > best.0) {
                best =
                    Some((weight, Thread { span: self.with_heading(self.widened(parent, span)), comments }));
            }
        }
        best.map(|(_, thread)| thread).into_iter().collect()
    }

    /// The group without its first element where that only announces the others.
    fn without_announcement<'g>(&self, group: &'g [NodeId]) -> &'g [NodeId] {
        let text = self.segmented.page.slice(self.segmented.span_of(group[0])).trim();
        let is_line = group.len() > 2 && text.chars().count() <= MAX_LINE_CHARS;
        if is_line && announce::read(text).is_some() { &group[1..] } else { group }
    }

    /// True when one element of a group holds much of what is kept: the columns of a layout look alike, too.
    fn has_giant(&self, group: &[NodeId]) -> bool {
        let within = |&node: &NodeId| self.prose.within(self.segmented.span_of(node));
        let most = group.iter().map(within).max().unwrap_or(0);
        most as f32 > MAX_SHARE_OF_ONE * self.prose.total() as f32
    }

    fn is_below_article(&self, span: Span) -> bool {
        let above = self.prose.above(span.start);
        let below = self.prose.total() - self.prose.above(span.end);
        above >= MIN_PROSE_ABOVE_SHAPED && below as f32 <= MAX_PROSE_BELOW * above as f32
    }

    /// The span of the element around a pattern, where that holds little else.
    fn widened(&self, parent: NodeId, span: Span) -> Span {
        let whole = self.segmented.span_of(parent);
        let is_tight = whole.len() <= span.len() + span.len() / 3 + 200;
        if is_tight && self.prose.above(whole.start) >= MIN_PROSE_ABOVE_SHAPED { whole } else { span }
    }

    /// The span, and the heading right above it.
    fn with_heading(&self, span: Span) -> Span {
        /// Bytes; a longer heading is one of the article.
        const MAX_HEADING_BYTES: u32 = 60;
        let first = self.segmented.blocks_in(span).start;
        let above = first.checked_sub(1).map(|number| self.segmented.page.blocks[number as usize]);
        match above {
            Some(block)
                if matches!(block.markup, Markup::Heading(2..)) && block.span.len() <= MAX_HEADING_BYTES =>
            {
                Span::new(block.span.start, span.end)
            }
            _ => span,
        }
    }

    /// True when a short text of an element is the button to answer it.
    fn has_reply(&self, node: NodeId) -> bool {
        /// Nodes that are asked, and bytes of each text: a row of buttons may be one.
        const MAX_NODES: usize = 100;
        const MAX_BYTES: usize = 80;
        let texts = self.dom.descendants(node).take(MAX_NODES).filter(|&at| self.dom.is_text(at));
        let short = texts.map(|at| self.dom.text(at).trim()).filter(|text| text.len() <= MAX_BYTES);
        short.into_iter().any(names::holds_reply)
    }

    /// The short texts of a comment.
    fn short_texts(&self, comment: &CommentPart) -> Vec<&str> {
        /// Nodes that are asked, and bytes of each text.
        const MAX_NODES: usize = 100;
        const MAX_BYTES: usize = 100;
        let nodes = self.segmented.nodes_of(self.dom, comment.part()).take(MAX_NODES);
        let texts = nodes.filter(|&at| self.dom.is_text(at)).map(|at| self.dom.text(at).trim());
        texts.filter(|text| !text.is_empty() && text.len() <= MAX_BYTES).collect()
    }

    /// How many of some comments have such a short text.
    fn n_with(&self, comments: &[CommentPart], is_it: fn(&str) -> bool) -> usize {
        comments.iter().filter(|comment| self.short_texts(comment).into_iter().any(is_it)).count()
    }

    /// True when below the comments, and before any more of the text, stands a field to write one in.
    fn has_comment_field_below(&self, line: &Block, comments: &[CommentPart]) -> bool {
        let blocks = &self.segmented.page.blocks;
        let last = comments.iter().filter_map(|comment| comment.blocks.last()).max();
        let end = last.map_or(line.span.end, |&block| blocks[block as usize].span.end);
        self.text_areas.iter().any(|area| {
            let at = self.segmented.span_of(area.node).start;
            at >= line.span.start
                && self.prose.above(at) <= self.prose.above(end)
                && names::is_comment_field(self.dom, area.node)
        })
    }

    /// True when a line right above a pattern announces comments.
    fn is_announced_above(&self, span: Span) -> bool {
        let first = self.segmented.blocks_in(span).start;
        let above = first.saturating_sub(MAX_LINES_ABOVE)..=first;
        let blocks = above.filter_map(|number| self.segmented.page.blocks.get(number as usize));
        let lines = blocks.map(|block| self.segmented.page.block_text(block));
        lines.filter(|line| line.chars().count() <= MAX_LINE_CHARS).any(|line| announce::read(line).is_some())
    }

    /// True when the element or the one around it holds a form to write in.
    fn has_form(&self, parent: NodeId) -> bool {
        let around = self.dom.parent(parent).filter(|&node| !self.is_whole_page(node)).unwrap_or(parent);
        self.is_around_form(around)
    }

    /// True when the element itself does, and is not the whole page.
    fn holds_form(&self, parent: NodeId) -> bool {
        !self.is_whole_page(parent) && self.is_around_form(parent)
    }

    fn is_around_form(&self, around: NodeId) -> bool {
        self.text_areas.iter().any(|area| self.dom.ancestors(area.node).any(|at| at == around))
    }

    /// Elements below the beginning of the article that look alike below one parent, two and more of
    /// each, in page order.
    fn groups(&self) -> Vec<Vec<NodeId>> {
        let mut members: Vec<(u32, u64, NodeId)> = Vec::new();
        for &node in &self.segmented.elements {
            let span = self.segmented.span_of(node);
            if span.len() >= MIN_PROSE_BYTES / 2 && self.can_be_item(node) {
                let parent = self.dom.parent(node).map_or(0, |parent| parent.index() as u32);
                members.push((parent, self.names.look(self.dom, node), node));
            }
        }
        // Stable: the elements of a group stay in page order.
        members.sort_by_key(|member| (member.0, member.1));
        let groups = members.chunk_by(|left, right| (left.0, left.1) == (right.0, right.1));
        let is_below =
            |node: NodeId| self.prose.above(self.segmented.span_of(node).start) >= MIN_PROSE_ABOVE_SHAPED;
        let mut alone: Vec<(u64, NodeId)> = Vec::new();
        let mut found: Vec<Vec<NodeId>> = Vec::new();
        for group in groups {
            match group {
                [(_, look, node)] if is_below(*node) && self.dom.attr(*node, AttrName::CLASS).is_some() => {
                    alone.push((*look, *node));
                }
                [first, _, ..] if is_below(first.2) && found.len() < MAX_GROUPS => {
                    found.push(group.iter().map(|member| member.2).collect());
                }
                _ => {}
            }
        }
        found.extend(self.replies_in_replies(alone));
        found
    }

    /// Of elements that are alone below their parents those that look alike and stand each in what is beside the one
    /// before: a comment, the reply to it, the reply to that.
    fn replies_in_replies(&self, mut alone: Vec<(u64, NodeId)>) -> Vec<Vec<NodeId>> {
        /// Elements around a reply that are asked for the parent of the one before.
        const MAX_LEVELS: usize = 8;
        alone.sort_by_key(|member| (member.0, self.segmented.span_of(member.1).start));
        let is_reply = |before: NodeId, reply: NodeId| {
            let ends_before = self.segmented.span_of(before).end <= self.segmented.span_of(reply).start;
            let parent = self.dom.parent(before);
            ends_before && self.dom.ancestors(reply).take(MAX_LEVELS).any(|at| Some(at) == parent)
        };
        let chains = alone.chunk_by(|left, right| left.0 == right.0 && is_reply(left.1, right.1));
        let chains = chains.filter(|chain| chain.len() >= 2).take(MAX_GROUPS);
        chains.map(|chain| chain.iter().map(|member| member.1).collect()).collect()
    }

    /// The numbers in short lines above a pattern, of which one may tell how many parts it has: `4 comments`.
    fn counts_above(&self, first: Span) -> Vec<usize> {
        /// Bytes of each.
        const MAX_BYTES: u32 = 60;
        let first = self.segmented.blocks_in(first).start;
        let blocks = &self.segmented.page.blocks;
        let above = (first.saturating_sub(MAX_LINES_ABOVE)..first).map(|number| blocks[number as usize]);
        let lines = above
            .filter(|block| block.span.len() <= MAX_BYTES)
            .map(|block| self.segmented.page.block_text(&block));
        let numbers = lines.flat_map(|line| line.split(|letter: char| !letter.is_ascii_digit()));
        numbers.filter_map(|digits| digits.parse().ok()).collect()
    }

    fn can_be_item(&self, node: NodeId) -> bool {
        let Some(tag) = self.dom.tag(node) else { return false };
        let is_text = matches!(tag, Tag::P | Tag::PRE | Tag::TD | Tag::TH | Tag::FORM | Tag::NAV);
        let is_box = tag.is(TagProps::BLOCK) || tag == Tag::OTHER;
        is_box && !is_text && !tag.is(TagProps::HEADING)
    }
}

/// Where the article begins: at the headline that the classifier saw, else at the first `<h1>`.
fn headline(segmented: &Segmented, labels: &[Label]) -> u32 {
    let title = labels.iter().position(|&label| label == Label::Title);
    let blocks = &segmented.page.blocks;
    let heading = || blocks.iter().position(|block| block.markup == Markup::Heading(1));
    title.or_else(heading).map_or(0, |number| blocks[number].span.start)
}

/// How many bytes of kept prose below the headline stand above each place of the page.
struct Prose {
    /// Where each block of prose ends, and the bytes of prose up to there.
    sums: Vec<(u32, u32)>,
}

impl Prose {
    fn of(segmented: &Segmented, labels: &[Label], headline: u32) -> Self {
        let mut sums = Vec::new();
        let mut sum = 0;
        for (block, label) in segmented.page.blocks.iter().zip(labels) {
            let is_below = block.span.start >= headline;
            if is_below && label.is_text() && block.span.len() >= MIN_PROSE_BYTES && !block.is_link() {
                sum += block.span.len();
                sums.push((block.span.end, sum));
            }
        }
        Self { sums }
    }

    fn total(&self) -> u32 {
        self.sums.last().map_or(0, |last| last.1)
    }

    /// Bytes of prose that end at or above a place.
    fn above(&self, at: u32) -> u32 {
        let number = self.sums.partition_point(|&(end, _)| end <= at);
        number.checked_sub(1).map_or(0, |number| self.sums[number].1)
    }

    /// Where so many bytes of prose have ended.
    fn first_below(&self, bytes: u32) -> Option<u32> {
        self.sums.iter().find(|sum| sum.1 >= bytes).map(|sum| sum.0)
    }

    fn within(&self, span: Span) -> u32 {
        self.above(span.end).saturating_sub(self.above(span.start))
    }
}

/// True when an element is a form field or a button.
fn is_control(dom: Dom<'_>, node: NodeId) -> bool {
    matches!(dom.tag(node), Some(Tag::BUTTON | Tag::SELECT | Tag::TEXTAREA | Tag::LABEL))
        || dom.attr(node, AttrName::ROLE) == Some("button")
}
