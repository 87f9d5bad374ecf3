//! A thread -> its comments one by one, and what they show of themselves.
//!
//! Comments are elements that look alike, one inside the other where somebody replied; or, on older
//! pages, runs of neighbours that begin alike (a name, a text, a time, and again). Of all ways to cut a
//! thread the one is taken that covers most of it and shows most names and times.

use std::collections::HashMap;

use crate::html::{AttrName, Dom, NodeId, Tag, TagProps};
use crate::page::Span;
use crate::page_info::told::{is_name_like, is_time_like, name_before_time};
use crate::text::trimmed;

use super::{CommentPart, PageParts, is_control};

/// Looks that are tried as comments, of one thread.
const MAX_LOOKS: usize = 40;
/// Comments of one thread.
const MAX_COMMENTS: usize = 5_000;
/// Nodes of one comment that are looked at for its signs.
const MAX_NODES: usize = 300;
/// Longest name, time or button, in characters.
pub(super) const MAX_SIDE_CHARS: usize = 48;
/// Longest line with nothing but a name, a time and buttons, in bytes.
pub(super) const MAX_HEAD_BYTES: usize = 100;
/// Longest block, in bytes, that holds a name and a time rather than what was said.
const MAX_SIDE_BYTES: u32 = 140;
/// Share of the comments that must show a time or a name for a cut to be believed.
const HALF: f32 = 0.5;
/// What it is worth that a cut gives several comments: the box around all of them covers more.
const SEVERAL: f32 = 0.9;
/// Least share of a thread that its comments cover.
const MIN_COVERAGE: f32 = 0.3;
/// The same of the stretch from the first to the last of a run.
const MIN_COVERAGE_OF_RUN: f32 = 0.7;
/// Words of a link from which on it is a headline.
pub(super) const HEADLINE_WORDS: usize = 4;

/// Cuts a named thread into its comments; none where no cut convinces.
pub(super) fn cut(page: &PageParts<'_>, thread: NodeId) -> Vec<CommentPart> {
    let bytes = page.bytes_of_blocks(page.segmented.blocks_in(page.segmented.span_of(thread)));
    let mut best: Option<(f32, Vec<CommentPart>)> = None;
    for ends in candidates(page, thread) {
        let parts = parts(page, &ends);
        let own: u32 = parts.iter().map(|part| page.bytes_of_blocks(part.blocks.iter().copied())).sum();
        let coverage = own as f32 / bytes.max(1) as f32;
        if parts.is_empty() || coverage < MIN_COVERAGE {
            continue;
        }
        let signals = Signals::of(page, &parts);
        let is_named = page.names.is_comment(page.dom, parts[0].first);
        let is_told = signals.share(signals.n_times) >= HALF || signals.share(signals.n_names) >= HALF;
        if !is_told || parts.len() < 2 && !is_named {
            continue;
        }
        let score = coverage
            + 0.5 * (signals.share(signals.n_times) + signals.share(signals.n_names))
            + if parts.len() > 1 { SEVERAL } else { 0.0 }
            + if is_named { 0.3 } else { 0.0 };
        // A lone comment stands in boxes in boxes, of which the innermost is closest.
        let slack = if parts.len() == 1 { 0.1 } else { 0.0 };
        if best.as_ref().is_none_or(|best| score > best.0 - slack) {
            best = Some((score, parts));
        }
    }
    best.map(|(_, parts)| parts).unwrap_or_default()
}

/// The same for named elements side by side; none where they do not show names or times.
pub(super) fn of_run(page: &PageParts<'_>, run: &[NodeId]) -> Vec<CommentPart> {
    let parts = of_group(page, run);
    let signals = Signals::of(page, &parts);
    let is_told = signals.share(signals.n_times) >= HALF || signals.share(signals.n_names) >= HALF;
    // Heads of comments alternate with what was said.
    let own: u32 = parts.iter().map(|part| page.bytes_of_blocks(part.blocks.iter().copied())).sum();
    let start = run.first().map_or(0, |&first| page.segmented.span_of(first).start);
    let end = run.last().map_or(start, |&last| page.segmented.span_of(last).end);
    let whole = page.bytes_of_blocks(page.segmented.blocks_in(Span::new(start, end.max(start))));
    let covers = own as f32 >= MIN_COVERAGE_OF_RUN * whole as f32;
    if is_told && covers { parts } else { Vec::new() }
}

/// The elements of a group, and those that look like them inside of them, as comments.
pub(super) fn of_group(page: &PageParts<'_>, group: &[NodeId]) -> Vec<CommentPart> {
    let class = |node: NodeId| page.dom.attr(node, AttrName::CLASS).filter(|class| !class.is_empty());
    let (tag, own) = (page.dom.tag(group[0]), class(group[0]));
    // Boxes without a class are alike everywhere, and so are items of lists, but for those with a name and a time.
    let is_asked = own.is_some() || tag == Some(Tag::LI);
    let mut ends = Vec::new();
    for &node in group {
        ends.push((node, node));
        if !is_asked {
            continue;
        }
        let alike = page.dom.descendants(node).filter(|&at| page.dom.tag(at) == tag && class(at) == own);
        let replies = alike.filter(|&at| {
            let signals = Signals::of(page, &parts(page, &[(at, at)]));
            signals.n_names > 0 && (own.is_some() || signals.n_times > 0)
        });
        ends.extend(replies.map(|at| (at, at)));
    }
    parts(page, &ends)
}

/// First and last node of each comment, siblings; for every way to cut the thread.
type Ends = Vec<(NodeId, NodeId)>;

fn candidates(page: &PageParts<'_>, thread: NodeId) -> Vec<Ends> {
    let dom = page.dom;
    let mut looks: Vec<(u64, u32, Ends)> = Vec::new();
    let all = std::iter::once(thread).chain(dom.descendants(thread));
    for node in
        all.filter(|&at| dom.is_element(at) && !page.segmented.span_of(at).is_empty() && can_hold(dom, at))
    {
        // Without a class only neighbours are alike.
        let is_bare = matches!(dom.tag(node), Some(Tag::DIV | Tag::SECTION | Tag::P))
            && dom.attr(node, AttrName::CLASS).is_none();
        let parent = dom.parent(node).filter(|_| is_bare).map_or(0, |parent| parent.index() as u32);
        let look = page.names.look(dom, node);
        match looks.iter().position(|known| (known.0, known.1) == (look, parent)) {
            Some(at) if looks[at].2.len() < MAX_COMMENTS => looks[at].2.push((node, node)),
            None if looks.len() < MAX_LOOKS => looks.push((look, parent, vec![(node, node)])),
            _ => {}
        }
    }
    let mut candidates: Vec<Ends> = looks.into_iter().map(|look| look.2).collect();
    candidates.extend(runs(page, thread));
    candidates
}

fn can_hold(dom: Dom<'_>, node: NodeId) -> bool {
    dom.tag(node).is_some_and(|tag| {
        tag == Tag::OTHER || tag.is(TagProps::BLOCK) && !tag.is(TagProps::HEADING) && tag != Tag::FORM
    })
}

/// Runs of neighbours that begin alike, where the thread is a flat list: `<dt>` and `<dd>`, a line with a
/// name and paragraphs below.
fn runs(page: &PageParts<'_>, thread: NodeId) -> Option<Ends> {
    /// Share of the text from which on one child is the list.
    const NEARLY_ALL: f32 = 0.8;
    let dom = page.dom;
    let mut list = thread;
    loop {
        let whole = page.segmented.span_of(list).len() as f32;
        let inner = dom.children(list).find(|&at| {
            dom.is_element(at)
                && page.segmented.span_of(at).len() as f32 >= NEARLY_ALL * whole
                && can_hold(dom, at)
        });
        match inner {
            Some(inner) => list = inner,
            None => break,
        }
    }
    let children: Vec<NodeId> = dom
        .children(list)
        .filter(|&at| dom.is_element(at) && !page.segmented.span_of(at).is_empty())
        .collect();
    let looks: Vec<u64> = children.iter().map(|&at| page.names.look(dom, at)).collect();
    let count = |look: &u64| looks.iter().filter(|other| *other == look).count();
    // The first of those that are repeated most often.
    let first = looks.iter().rev().max_by_key(|look| count(look)).filter(|look| count(look) > 1)?;
    let starts: Vec<usize> = (0..looks.len()).filter(|&at| looks[at] == *first).collect();
    if starts.windows(2).any(|pair| pair[1] == pair[0] + 1) {
        return None;
    }
    // Behind the last comment may stand a form.
    let longest = starts.windows(2).map(|pair| pair[1] - pair[0]).max()?;
    let last = starts.last().map_or(0, |start| (start + longest).min(children.len()));
    let ends = starts.iter().skip(1).copied().chain([last]);
    Some(starts.iter().zip(ends).map(|(&start, end)| (children[start], children[end - 1])).collect())
}

/// The comments with their own blocks: those of a reply belong to the reply.
pub(super) fn parts(page: &PageParts<'_>, ends: &[(NodeId, NodeId)]) -> Vec<CommentPart> {
    let spans: Vec<Span> = ends
        .iter()
        .map(|&(first, last)| {
            let span = page.segmented.span_of(first);
            Span::new(span.start, page.segmented.span_of(last).end.max(span.end))
        })
        .collect();
    let mut parts = Vec::with_capacity(ends.len());
    for (number, &(first, last)) in ends.iter().enumerate() {
        let inner = spans[number + 1..].iter().take_while(|inner| inner.start < spans[number].end);
        let inner: Vec<std::ops::Range<u32>> = inner.map(|inner| page.segmented.blocks_in(*inner)).collect();
        let own = page.segmented.blocks_in(spans[number]);
        let blocks: Vec<u32> = own.filter(|block| !inner.iter().any(|range| range.contains(block))).collect();
        if !blocks.is_empty() {
            parts.push(CommentPart { first, last, blocks });
        }
    }
    parts
}

/// How many of some comments show what comments show.
#[derive(Debug, Default)]
pub(super) struct Signals {
    n_parts: usize,
    n_times: usize,
    n_names: usize,
    n_controls: usize,
    n_pictures: usize,
    n_headlines: usize,
}

/// A short text of a comment, beside what was said.
struct Side<'a> {
    part: usize,
    text: &'a str,
}

impl Signals {
    pub(super) fn of(page: &PageParts<'_>, parts: &[CommentPart]) -> Self {
        let mut signals = Signals { n_parts: parts.len(), ..Self::default() };
        let mut sides: Vec<Side<'_>> = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            signals.read(page, number, part, &mut sides);
        }
        let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
        for side in &sides {
            let count = counts.entry(side.text).or_insert((0, usize::MAX));
            if count.1 != side.part {
                *count = (count.0 + 1, side.part);
            }
        }
        let often = (parts.len() * 3).div_ceil(5).max(2);
        let is_control = |side: &&Side<'_>| counts.get(side.text).is_some_and(|count| count.0 >= often);
        let n_with = |holds: &dyn Fn(&&Side<'_>) -> bool| {
            let mut with: Vec<usize> = sides.iter().filter(holds).map(|side| side.part).collect();
            with.dedup();
            with.len()
        };
        signals.n_controls = n_with(&|side| is_control(side) && !is_time_like(side.text));
        signals.n_names = n_with(&|side| !is_control(side) && is_name_like(side.text));
        signals
    }

    /// Reads one comment: its side texts, whether it has a time, a picture, a headline that is a link.
    fn read<'a>(
        &mut self,
        page: &PageParts<'a>,
        number: usize,
        part: &CommentPart,
        sides: &mut Vec<Side<'a>>,
    ) {
        let dom = page.dom;
        let blocks = &page.segmented.page.blocks;
        let Some(&longest) = part.blocks.iter().max_by_key(|&&block| blocks[block as usize].span.len())
        else {
            return;
        };
        let (mut has_time, mut has_picture, mut has_headline) = (false, false, false);
        let (mut is_first, mut is_head) = (true, true);
        let mut last = None;
        for node in page.segmented.nodes_of(dom, part.part()).take(MAX_NODES) {
            if dom.is_element(node) {
                has_time |= dom.tag(node) == Some(Tag::TIME);
                has_picture |= dom.tag(node) == Some(Tag::IMG);
                has_headline |= is_headline(page, node);
                continue;
            }
            let text = trimmed(dom.text(node));
            if text.is_empty() {
                continue;
            }
            let block = page.segmented.block_at(page.segmented.span_of(node).start);
            let is_beside = block
                .is_some_and(|block| block != longest && blocks[block as usize].span.len() <= MAX_SIDE_BYTES);
            // A number or a mark may stand before the name.
            let begins = is_first;
            is_first &= !text.contains(char::is_alphabetic);
            let is_short = text.len() <= 4 * MAX_SIDE_CHARS && text.chars().count() <= MAX_SIDE_CHARS;
            is_head &= is_short;
            // `12.05.2019 10:30 <b>Ann</b>: what she said`.
            let is_behind_time = is_head && has_time && sides.last().is_some_and(|side| side.part == number);
            if is_short && (is_beside || begins || is_behind_time) {
                let name = name_before_time(text);
                has_time |= name.is_some() || is_time_like(text);
                sides.push(Side { part: number, text });
                sides.extend(name.map(|text| Side { part: number, text }));
            }
            // `<b>Ann</b> (12.05.2019 10:30)<br>What she said`.
            has_time |= is_head && !begins && is_time_like(text);
            last = Some(text).filter(|_| is_short && !begins);
        }
        // `<b>Ann:</b> What she said <i>12.05.2019 10:30</i>`, `What she said <i>Ann, 12.05.2019 10:30</i>`.
        if let Some(text) = last {
            let name = name_before_time(text);
            has_time |= name.is_some() || is_time_like(text);
            sides.extend(name.map(|text| Side { part: number, text }));
        }
        has_time |= shows_time_beside(page, part, longest);
        self.n_times += usize::from(has_time);
        self.n_pictures += usize::from(has_picture);
        self.n_headlines += usize::from(has_headline);
    }

    fn share(&self, n: usize) -> f32 {
        n as f32 / self.n_parts.max(1) as f32
    }

    /// True when most parts show a name and a time, and hardly any is headed by a link.
    pub(super) fn show_names_and_times(&self, most: f32) -> bool {
        self.share(self.n_times) >= most
            && self.share(self.n_names) >= most
            && self.share(self.n_headlines) < HALF
    }

    /// True when every part shows a name, and none a headline.
    pub(super) fn show_names_alone(&self) -> bool {
        self.n_parts > 1 && self.n_names == self.n_parts && self.n_headlines == 0
    }

    /// True when most parts of a pattern without a name show a time and a name, and a button or a picture;
    /// entries with a headline that leads elsewhere are other articles.
    pub(super) fn look_like_comments(&self, most: f32) -> bool {
        let show = |n: usize| self.share(n) >= most;
        show(self.n_times)
            && show(self.n_names)
            && (show(self.n_controls) || show(self.n_pictures))
            && self.share(self.n_headlines) < HALF
    }
}

/// True when a short line beside what was said is a time.
fn shows_time_beside(page: &PageParts<'_>, part: &CommentPart, longest: u32) -> bool {
    let line = |block: u32| page.segmented.page.block_text(&page.segmented.page.blocks[block as usize]);
    let mut beside = part.blocks.iter().filter(|&&block| block != longest).map(|&block| line(block));
    beside.any(|line| line.len() <= MAX_SIDE_BYTES as usize && is_time_like(line))
}

/// True for a text with the time of a day, or how long ago it was: readers' comments have one, quotations a day.
pub(super) fn is_clock(text: &str) -> bool {
    /// What stands before and behind the time since something.
    const BEFORE: [&str; 5] = ["vor ", "il y a ", "hace ", "há ", "منذ "];
    const BEHIND: [char; 2] = ['前', '전'];
    let without: String = text.chars().filter(|letter| !letter.is_numeric()).collect();
    clock(text).is_some()
        || is_time_like(without.trim()) && is_time_like(text)
        || text.contains(char::is_numeric)
            && (BEFORE.iter().any(|word| text.starts_with(word)) || text.trim_end().ends_with(BEHIND))
}

/// The time of a day in a text, in minutes: `10:30`.
fn clock(text: &str) -> Option<u32> {
    let figures = |part: &str| part.parse::<u32>().ok();
    text.match_indices(':').find_map(|(at, _)| {
        let hours = text[..at].rsplit(|letter: char| !letter.is_ascii_digit()).next().and_then(figures)?;
        let minutes = text.get(at + 1..at + 3).and_then(figures)?;
        (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    })
}

/// True for a text with a year and a day, or three numbers: `12 May 2024`, `12.05.24`, `5月12日`.
fn is_date(text: &str) -> bool {
    let numbers: Vec<&str> =
        text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let n_short = numbers.iter().filter(|number| number.len() <= 2).count();
    let has_year = numbers.iter().any(|number| number.len() == 4);
    numbers.len() <= 6
        && (has_year && n_short >= 1 || n_short >= 3 || text.contains('月') && text.contains('日'))
}

/// True when the entries of a pattern are those of a live report: times of one day in order, or few names by turns.
pub(super) fn is_ticker(page: &PageParts<'_>, entries: &[CommentPart]) -> bool {
    /// Entries from which on names tell something, and how often each stands there in the mean.
    const MIN_ENTRIES: usize = 6;
    const TURNS: usize = 3;
    let first_of = |entry: &CommentPart, is_it: &dyn Fn(&str) -> bool| {
        page.short_texts(entry).into_iter().find(|text| is_it(text)).unwrap_or("").to_owned()
    };
    let is_bare =
        |text: &str| text.chars().filter(char::is_ascii_digit).count() <= 4 && clock(text).is_some();
    let times: Vec<Option<u32>> = entries
        .iter()
        .map(|entry| clock(&first_of(entry, &|text| is_clock(text) && is_bare(text))))
        .collect();
    let is_one_day =
        times.iter().all(Option::is_some) && (times.is_sorted() || times.iter().rev().is_sorted());
    let names: Vec<String> = entries.iter().map(|entry| first_of(entry, &is_name_like)).collect();
    let distinct: std::collections::HashSet<&String> = names.iter().collect();
    let take_turns =
        entries.len() >= MIN_ENTRIES && distinct.len() > 1 && distinct.len() * TURNS <= entries.len();
    is_one_day || take_turns
}

/// A heading or a link of several words that leads elsewhere.
fn is_headline(page: &PageParts<'_>, node: NodeId) -> bool {
    let dom = page.dom;
    let Some(tag) = dom.tag(node) else { return false };
    if is_control(dom, node) || tag != Tag::A && !tag.is(TagProps::HEADING) {
        return false;
    }
    let href = dom.attr(node, AttrName::HREF).unwrap_or("");
    let n_words = page.segmented.page.slice(page.segmented.span_of(node)).split_whitespace().count();
    // `<h5>Ann <small>2 days ago</small></h5>`; years alone stand in headlines, too.
    let is_small = |at: NodeId| {
        matches!(dom.parent(at).and_then(|around| dom.tag(around)), Some(Tag::SMALL | Tag::TIME))
    };
    let is_time = |at: NodeId| {
        let text = dom.text(at).trim();
        is_time_like(text) && (is_small(at) || is_clock(text) || is_date(text))
    };
    let tells_time = || dom.descendants(node).any(|at| dom.is_text(at) && is_time(at));
    let leads_on = if tag == Tag::A { !href.is_empty() && !href.starts_with('#') } else { !tells_time() };
    let around = dom.parent(node).and_then(|parent| dom.tag(parent));
    let is_alone = tag.is(TagProps::HEADING) || around.is_some_and(|tag| tag.is(TagProps::HEADING));
    leads_on && (n_words >= HEADLINE_WORDS && (is_alone || begins_block(page, node)))
}

/// True when the element is the whole of its block.
fn begins_block(page: &PageParts<'_>, node: NodeId) -> bool {
    let span = page.segmented.span_of(node);
    page.segmented.block_at(span.start).is_some_and(|block| {
        let block = page.segmented.page.blocks[block as usize].span;
        block.len() <= span.len() + 2
    })
}
