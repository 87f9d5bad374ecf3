//! The interpreter: a layout's rules to claims about spans.
//!
//! Selectors and line tests fire first and give [`Hit`]s; the hits give the zones; a hit that
//! stands in its zone becomes a [`Mark`] as wide as the rule's extent says.

use std::collections::HashMap;

use crate::deadline::Watch;
use crate::html::Dom;
use crate::page::{Label, Mark, Markup, Page, RuleId, Span, Tier};
use crate::rules::field_source::MAX_VALUES;
use crate::rules::file::{Extent, Only, Part, Repeats, Rest, TitleSlot, Zone};
use crate::rules::line::{Around, LineTest, is_bare};
use crate::rules::lines::{Lines, matched_range};
use crate::rules::set::{CompiledRule, Found, LayoutSet, SourceElement};
use crate::segment::html::Segmented;
use crate::text::prose::is_prose;

use crate::label::zones::{ZoneFinder, Zones, says_nearly};

/// A rule that fired on some blocks.
#[derive(Debug, Clone, Copy)]
pub struct Hit {
    /// Index of the rule in the layout.
    pub rule: usize,
    /// First block.
    pub first: usize,
    /// Last block.
    pub last: usize,
    /// The bytes that matched: the element's text, the line, or what of the line matched.
    pub span: Span,
    /// A selector matched, not a line test.
    pub by_selector: bool,
}

/// What the rules say of a page.
#[derive(Debug, Clone)]
pub struct Claims {
    /// Claims that count.
    pub marks: Vec<Mark>,
    /// Claims that count when no text is kept otherwise.
    pub fallback: Vec<Mark>,
    /// Head, body and tail.
    pub zones: Zones,
    /// Spans with a role inside comments and lists.
    pub parts: Vec<(Span, Part)>,
    /// Elements that hold the article, and in which the model judges; the rule that named the first.
    pub frames: Vec<Span>,
    /// The rule of the first of them.
    pub frame_rule: Option<RuleId>,
    /// The elements that the sources of fields asked for, in page order.
    pub elements: Vec<SourceElement>,
    /// The page's time was up before all rules had been asked: what they say is not to be relied on.
    pub is_cut: bool,
}

/// The rule id of marks that no rule made.
pub const NO_RULE: RuleId = RuleId(u32::MAX);

/// Lets the rules of `layout` claim. `html` is the tree behind the page, if there is one;
/// `known_title` the squeezed title that its head tells.
pub fn claim(
    layout: &LayoutSet,
    page: &Page,
    lines: &Lines,
    html: Option<(Dom<'_>, &Segmented)>,
    known_title: Option<&str>,
) -> Claims {
    let watch = lines.deadline().watch();
    let mode = if html.is_some() { Only::Html } else { Only::Text };
    let mut hits = line_hits(layout, page, lines, mode, &watch);
    let mut elements = Vec::new();
    if let Some((dom, segmented)) = html {
        elements = element_hits(layout, page, lines, dom, segmented, &watch, &mut hits);
    }
    drop_unconfirmed(layout, &mut hits);
    let (frame_rule, frames) = take_frames(layout, &mut hits);
    let repeats = |rule: usize| layout.repeats.iter().any(|(other, ..)| *other == rule);
    drop_not_below(layout, &mut hits, |rule| !repeats(rule));
    let finder = ZoneFinder::new(layout, page, lines, &hits, known_title);
    let zones = finder.find(&hits);
    hits.extend(repeat_hits(layout, page, lines, mode, &zones, &watch));
    drop_not_below(layout, &mut hits, repeats);
    hits.retain(|hit| {
        let rule = &layout.rules[hit.rule];
        hit.by_selector
            || stands_in_zone(rule, hit.first, &zones, lines.len())
                && !is_for_selectors(rule, hit.first, &zones)
    });
    hits.sort_by_key(|hit| (hit.first, hit.rule));
    drop_outside(layout, lines, &zones, &watch, &mut hits);
    let mut claims = Claims {
        marks: Vec::new(),
        fallback: Vec::new(),
        zones,
        parts: Vec::new(),
        frames,
        frame_rule,
        elements,
        is_cut: false,
    };
    let lasts = Reach::new(layout, lines, &hits, &zones, &watch).lasts();
    let mut listed = vec![0; layout.rules.len()];
    for (hit, last) in hits.iter().zip(lasts) {
        claims.add(page, &layout.rules[hit.rule], hit, last, &mut listed[hit.rule]);
    }
    let elements_cut = html.is_some_and(|(dom, _)| dom.deadline().is_over());
    claims.is_cut = watch.was_over() || finder.is_cut() || elements_cut;
    claims
}

/// Every line test on every line, its neighbours asked.
fn line_hits(layout: &LayoutSet, page: &Page, lines: &Lines, mode: Only, watch: &Watch) -> Vec<Hit> {
    let mut hits = Vec::new();
    layout.line_rules(lines, mode, watch, |index, rule, test| {
        let compiled = &layout.rules[rule];
        let is_told = compiled.zone.may_hold(index, lines.len());
        if is_told && neighbours_agree(compiled, page, lines, index) {
            let span = matched_span(compiled, test, page, index);
            hits.push(Hit { rule, first: index, last: index, span, by_selector: false });
        }
    });
    if mode == Only::Text {
        hits.extend(cut_hit(layout, page, lines, &hits));
    }
    hits
}

/// The page's last line as the beginning of a marker of the tail: dumps are cut at a number of bytes.
fn cut_hit(layout: &LayoutSet, page: &Page, lines: &Lines, hits: &[Hit]) -> Option<Hit> {
    let last = lines.len().checked_sub(1)?;
    let line = lines.get(last).filter(|line| line.squeezed.len() >= MIN_CUT_BYTES)?;
    if hits.iter().any(|hit| hit.first == last) {
        return None;
    }
    let rule = layout.rule_of_cut_line(line.squeezed)?;
    Some(Hit { rule, first: last, last, span: page.blocks[last].span, by_selector: false })
}

/// Shortest beginning of a marker that tells it, in squeezed bytes: two or three words.
const MIN_CUT_BYTES: usize = 12;

fn neighbours_agree(rule: &CompiledRule, page: &Page, lines: &Lines, index: usize) -> bool {
    let agrees = |test: &Option<LineTest>, neighbour: Option<usize>| {
        test.as_ref().is_none_or(|test| {
            neighbour
                .and_then(|neighbour| lines.get(neighbour))
                .is_some_and(|line| test.holds(line, Around::default()))
        })
    };
    let is_placed = !rule.tied || is_tied(page, index);
    is_placed && agrees(&rule.next, Some(index + 1)) && agrees(&rule.prev, index.checked_sub(1))
}

/// True for a line right below another one, and above a blank line.
fn is_tied(page: &Page, index: usize) -> bool {
    let group = |index: usize| page.blocks.get(index).map(|block| block.group);
    let above = index.checked_sub(1).and_then(group);
    above == group(index) && group(index + 1).is_some_and(|below| Some(below) != group(index))
}

fn matched_span(rule: &CompiledRule, test: &LineTest, page: &Page, index: usize) -> Span {
    let whole = page.blocks[index].span;
    if rule.extent != Extent::Match {
        return whole;
    }
    let matched = matched_range(test, page.slice(whole));
    Span::new(whole.start + matched.start as u32, whole.start + matched.end as u32)
}

/// Every selector, as the blocks its element's text covers; gives the elements that fields ask for.
fn element_hits(
    layout: &LayoutSet,
    page: &Page,
    lines: &Lines,
    dom: Dom<'_>,
    segmented: &Segmented,
    watch: &Watch,
    hits: &mut Vec<Hit>,
) -> Vec<SourceElement> {
    let mut elements: Vec<SourceElement> = Vec::new();
    // Elements come in page order: of one that stands in another the lines have been tested.
    let mut tested: HashMap<*const LineTest, usize> = HashMap::new();
    layout.elements(dom, &segmented.elements, |node, found| {
        let (rule, test) = match found {
            Found::Rule(rule, test) => (rule, test),
            Found::Source { field, source } => {
                let element = SourceElement { field, source, node };
                if elements.iter().filter(|known| known.is_for((field, source))).count() < MAX_VALUES {
                    elements.push(element);
                }
                return;
            }
        };
        let span = segmented.spans[node.index()];
        let first = page.blocks.partition_point(|block| block.span.end <= span.start);
        let behind = page.blocks.partition_point(|block| block.span.start < span.end);
        if first >= behind {
            return;
        }
        let Some(test) = test else {
            hits.push(Hit { rule, first, last: behind - 1, span, by_selector: true });
            return;
        };
        let known = tested.entry(test).or_insert(0);
        let from = first.max(*known);
        *known = behind.max(*known);
        for index in (from..behind).take_while(|_| !watch.is_over()) {
            if lines.get(index).is_some_and(|line| test.holds(line, Around::default())) {
                let span = page.blocks[index].span;
                hits.push(Hit { rule, first: index, last: index, span, by_selector: true });
            }
        }
    });
    elements
}

/// Takes the elements out of the hits in which the model judges: they claim nothing by themselves.
fn take_frames(layout: &LayoutSet, hits: &mut Vec<Hit>) -> (Option<RuleId>, Vec<Span>) {
    let is_frame = |hit: &Hit| layout.rules[hit.rule].is_frame && hit.by_selector;
    let rule = hits.iter().find(|hit| is_frame(hit)).map(|hit| layout.rules[hit.rule].id);
    let frames = hits.extract_if(.., |hit| is_frame(hit)).map(|hit| hit.span).collect();
    (rule, frames)
}

/// Drops hits of rules whose `needs` did not fire.
fn drop_unconfirmed(layout: &LayoutSet, hits: &mut Vec<Hit>) {
    let mut fired = vec![false; layout.rules.len()];
    for hit in hits.iter() {
        fired[hit.rule] = true;
    }
    hits.retain(|hit| layout.rules[hit.rule].needs.is_none_or(|needs| fired[needs]));
}

/// Drops hits of rules that count only right below another rule's line, and stand elsewhere. Asks
/// for those alone whose other rule `is_known` to have claimed by now.
fn drop_not_below(layout: &LayoutSet, hits: &mut Vec<Hit>, is_known: impl Fn(usize) -> bool) {
    let wanted = |hit: &Hit| layout.rules[hit.rule].below.filter(|&other| is_known(other));
    if !hits.iter().any(|hit| wanted(hit).is_some()) {
        return;
    }
    // In page order, so that a rule may stand below one that stands below another.
    hits.sort_by_key(|hit| (hit.first, hit.rule));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits.drain(..) {
        let stands = |other: usize| {
            let near = kept.iter().rev().take_while(|above| above.first + MAX_BELOW >= hit.first);
            near.into_iter().any(|above| above.rule == other && above.last + 1 == hit.first)
        };
        if wanted(&hit).is_none_or(stands) {
            kept.push(hit);
        }
    }
    *hits = kept;
}

/// Drops hits of rules that count only within another rule's lines, and stand elsewhere.
fn drop_outside(layout: &LayoutSet, lines: &Lines, zones: &Zones, watch: &Watch, hits: &mut Vec<Hit>) {
    if layout.rules.iter().all(|rule| rule.within.is_none()) {
        return;
    }
    let lasts = Reach::new(layout, lines, hits, zones, watch).lasts();
    let mut covered: Vec<Covered> = vec![Covered::default(); layout.rules.len()];
    for (hit, last) in hits.iter().zip(&lasts) {
        covered[hit.rule].add(hit.first, last.unwrap_or(hit.last));
    }
    hits.retain(|hit| layout.rules[hit.rule].within.is_none_or(|outer| covered[outer].contains(hit.first)));
}

/// The lines that the hits of one rule reach.
#[derive(Debug, Clone, Default)]
struct Covered {
    /// The first line of each hit, rising, and the last line that it or one before it reaches.
    ranges: Vec<(usize, usize)>,
}

impl Covered {
    /// Adds the lines of a hit. Hits must come by their first line.
    fn add(&mut self, first: usize, last: usize) {
        let last = self.ranges.last().map_or(last, |&(_, before)| before.max(last));
        self.ranges.push((first, last));
    }

    fn contains(&self, line: usize) -> bool {
        let n_before = self.ranges.partition_point(|&(first, _)| first <= line);
        n_before > 0 && line <= self.ranges[n_before - 1].1
    }
}

/// How far above a line, in lines, the hit may begin that ends right above it.
const MAX_BELOW: usize = 64;

/// Lines that say the title, the lead or the next line's beginning again.
fn repeat_hits(
    layout: &LayoutSet,
    page: &Page,
    lines: &Lines,
    mode: Only,
    zones: &Zones,
    watch: &Watch,
) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (rule, repeats, test) in &layout.repeats {
        if !layout.rules[*rule].is_for(mode) {
            continue;
        }
        for index in (0..lines.len()).take_while(|_| !watch.is_over()) {
            let Some(line) = lines.get(index) else { break };
            let around = around(*repeats, lines, zones, index);
            let again = test.holds(line, around) || nearly_the_title(*repeats, lines, zones, index);
            if again && neighbours_agree(&layout.rules[*rule], page, lines, index) {
                let span = page.blocks[index].span;
                hits.push(Hit { rule: *rule, first: index, last: index, span, by_selector: false });
            }
        }
    }
    hits
}

/// What a line may say again, as far as the rule asks for it: never the line itself.
fn around<'a>(repeats: Repeats, lines: &'a Lines, zones: &Zones, index: usize) -> Around<'a> {
    let other = match repeats {
        Repeats::Title => zones.title.filter(|&title| title != index),
        Repeats::Lead => Some(zones.body).filter(|&lead| lead < index),
        Repeats::NextStart => Some(index + 1),
    };
    let other = other.and_then(|other| lines.get(other)).map(|line| line.squeezed);
    Around { title: other, lead: other, next: other }
}

/// In the head the title may be said again in nearly the same words, as the caption of its picture.
fn nearly_the_title(repeats: Repeats, lines: &Lines, zones: &Zones, index: usize) -> bool {
    let title = zones.title.filter(|&title| title != index && index < zones.body);
    repeats == Repeats::Title
        && match (title.and_then(|title| lines.get(title)), lines.get(index)) {
            (Some(title), Some(line)) => says_nearly(&title, &line),
            _ => false,
        }
}

/// True when a line above the body must not speak for a rule that has selectors, in HTML whose
/// selectors hold: menus repeat the words of many markers.
fn is_for_selectors(rule: &CompiledRule, block: usize, zones: &Zones) -> bool {
    zones.by_selectors && rule.has_selectors && block < zones.body
}

fn stands_in_zone(rule: &CompiledRule, block: usize, zones: &Zones, n_blocks: usize) -> bool {
    match rule.zone {
        Zone::Any => true,
        Zone::Head => block < zones.body,
        Zone::Body => (zones.body..zones.tail).contains(&block),
        Zone::Tail => block >= zones.tail,
        Zone::First | Zone::Last => rule.zone.may_hold(block, n_blocks),
    }
}

impl Claims {
    /// Adds what a hit claims that reaches to `last`. Below `listed` hits of the same rule have claimed
    /// all lines already: lists in lists are claimed once, however many there are.
    fn add(&mut self, page: &Page, rule: &CompiledRule, hit: &Hit, last: Option<usize>, listed: &mut usize) {
        let marks = if rule.fallback { &mut self.fallback } else { &mut self.marks };
        let mut claim =
            |span: Span, label: Label| marks.push(Mark { span, label, tier: rule.tier, rule: rule.id });
        match last {
            Some(last) if rule.extent == Extent::Rest => {
                claim(Span::new(hit.span.start, page.blocks[last].span.end), rule.label);
            }
            _ if rule.extent == Extent::Above => {
                claim(Span::new(page.blocks[0].span.start, hit.span.end), rule.label);
            }
            last => {
                claim(hit.span, rule.label);
                let behind = last.unwrap_or(hit.first) + 1;
                for index in (hit.first + 1).max(*listed)..behind {
                    claim(page.blocks[index].span, rule.then);
                }
                *listed = behind.max(*listed);
            }
        }
        let Some(part) = rule.part else { return };
        let is_section = rule.extent == Extent::Rest;
        if is_section && rule.label != Label::Comment {
            // All of it is of no use as a field: teasers to the end of the page.
            let last = last.unwrap_or(hit.last);
            self.parts.push((Span::new(hit.span.start, page.blocks[last].span.end), part));
        } else if !(is_section && hit.by_selector) {
            // An element that holds all comments has no role of its own.
            self.parts.push((hit.span, part));
        }
    }
}

/// Longest name of a theme on a card, in characters; headlines are longer.
const MAX_THEME_CHARS: usize = 60;

/// How far hits reach beyond their own lines.
struct Reach<'a> {
    layout: &'a LayoutSet,
    lines: &'a Lines,
    hits: &'a [Hit],
    zones: &'a Zones,
    watch: &'a Watch,
    claimants: Vec<Claimants>,
}

/// The rules that say of a line that it is not text.
#[derive(Debug, Clone, Copy, Default)]
struct Claimants {
    n_rules: usize,
    /// The sum of their numbers: of one rule, its number.
    sum: usize,
}

impl Claimants {
    fn has_other_than(self, rule: usize) -> bool {
        self.n_rules > 1 || self.n_rules == 1 && self.sum != rule
    }
}

impl<'a> Reach<'a> {
    /// For hits that are sorted by their first line.
    fn new(
        layout: &'a LayoutSet,
        lines: &'a Lines,
        hits: &'a [Hit],
        zones: &'a Zones,
        watch: &'a Watch,
    ) -> Self {
        let claimants = claimants(layout, hits, lines.len());
        Self { layout, lines, hits, zones, watch, claimants }
    }

    /// For each hit the last line that its pair, list or rest claims; `None` for other extents and for
    /// elements.
    fn lasts(&self) -> Vec<Option<usize>> {
        // A list that begins in a list of the same rule ends where that ends.
        let mut lists: Vec<Option<(usize, usize)>> = vec![None; self.layout.rules.len()];
        let mut lasts: Vec<Option<usize>> =
            self.hits.iter().map(|hit| self.last_of_lines(hit, &mut lists[hit.rule])).collect();
        let mut behind = self.lines.len();
        let mut next_first = behind;
        for (at, hit) in self.hits.iter().enumerate().rev() {
            if self.layout.rules[hit.rule].extent != Extent::Rest || hit.by_selector {
                continue;
            }
            // Of several that begin in one line none ends before the next line.
            if hit.first < next_first {
                behind = next_first;
                next_first = hit.first;
            }
            lasts[at] = Some(behind - 1);
        }
        lasts
    }

    /// The last line of a pair or a list; `list` is the last list of the rule: where what it stands in
    /// ends, and its last line.
    fn last_of_lines(&self, hit: &Hit, list: &mut Option<(usize, usize)>) -> Option<usize> {
        if hit.by_selector {
            return None;
        }
        // What begins in the body ends with the body.
        let end = if hit.first < self.zones.tail { self.zones.tail } else { self.lines.len() };
        let next = hit.first + 1;
        let is_taken = |index: usize, fits: fn(&str) -> bool| {
            !self.claimants[index].has_other_than(hit.rule)
                && self.lines.get(index).is_some_and(|line| fits(line.folded))
        };
        match self.layout.rules[hit.rule].extent {
            Extent::Line | Extent::Match | Extent::Rest | Extent::Above => None,
            Extent::Pair => Some(if next < end && is_taken(next, is_bare) { next } else { hit.first }),
            Extent::Card => Some(self.last_of_card(end, hit, &is_taken)),
            Extent::List => {
                if let Some((_, last)) = list.filter(|&(around, last)| around == end && hit.first <= last) {
                    return Some(last);
                }
                let mut lines = (next..end).take_while(|_| !self.watch.is_over());
                let stop = lines.find(|&index| !is_taken(index, |text| !is_prose(text)));
                let last = stop.unwrap_or(end.max(next)) - 1;
                *list = Some((end, last));
                Some(last)
            }
        }
    }

    /// A card's headline is longer than the theme's name above it; a crosshead below a headline is not.
    fn last_of_card(
        &self,
        end: usize,
        hit: &Hit,
        is_taken: &dyn Fn(usize, fn(&str) -> bool) -> bool,
    ) -> usize {
        let (second, third) = (hit.first + 1, hit.first + 2);
        let is_free_and_bare = |index: usize| index < end && is_taken(index, is_bare);
        if !is_free_and_bare(second) {
            return hit.first;
        }
        let is_headline = is_free_and_bare(third)
            && self.lines.n_chars(third) > self.lines.n_chars(second)
            && self.lines.n_chars(second) <= MAX_THEME_CHARS;
        if is_headline { third } else { second }
    }
}

/// For each line the rules that say of it that it is not text.
fn claimants(layout: &LayoutSet, hits: &[Hit], n_lines: usize) -> Vec<Claimants> {
    let claiming = || hits.iter().filter(|hit| !layout.rules[hit.rule].label.is_text());
    let mut starts = claiming().map(|hit| (hit.first, hit.rule)).peekable();
    let mut ends: Vec<(usize, usize)> = claiming().map(|hit| (hit.last, hit.rule)).collect();
    ends.sort_unstable();
    let mut ends = ends.into_iter().peekable();
    let mut n_open = vec![0usize; layout.rules.len()];
    let mut open = Claimants::default();
    let mut lines = Vec::with_capacity(n_lines);
    for index in 0..n_lines {
        while let Some((_, rule)) = starts.next_if(|&(first, _)| first <= index) {
            n_open[rule] += 1;
            if n_open[rule] == 1 {
                open = Claimants { n_rules: open.n_rules + 1, sum: open.sum + rule };
            }
        }
        lines.push(open);
        while let Some((_, rule)) = ends.next_if(|&(last, _)| last <= index) {
            n_open[rule] -= 1;
            if n_open[rule] == 0 {
                open = Claimants { n_rules: open.n_rules - 1, sum: open.sum - rule };
            }
        }
    }
    lines
}

/// Claims of the zones themselves: one per block, below every rule.
pub fn zone_marks(layout: &LayoutSet, page: &Page, zones: &Zones) -> Vec<Mark> {
    let claim = |block: usize| Mark {
        span: page.blocks[block].span,
        label: zone_label(layout, page, zones, block),
        tier: Tier::Zone,
        rule: NO_RULE,
    };
    (0..page.blocks.len()).map(claim).collect()
}

/// What a zone says of a block that no rule claims.
fn zone_label(layout: &LayoutSet, page: &Page, zones: &Zones, block: usize) -> Label {
    if zones.title == Some(block) {
        return Label::Title;
    }
    let rest = match block {
        _ if block >= zones.tail => layout.rest.tail,
        _ if block < zones.body => layout.rest.head,
        _ => layout.rest.body,
    };
    match rest {
        Rest::Keep => return Label::Body,
        Rest::Drop => return Label::Other,
        Rest::Model => {}
    }
    if zones.by_selectors || block >= zones.tail {
        return Label::Other;
    }
    if block < zones.body {
        // Unless captions stand above the title, what stands above it is no part of the article.
        let is_above = layout.title != TitleSlot::Last && zones.title.is_some_and(|title| block < title);
        let is_caption = zones.head_known && !is_above;
        return layout.free.unwrap_or(if is_caption { Label::Caption } else { Label::Nav });
    }
    let whole = page.blocks[block];
    if whole.markup == Markup::Caption {
        return Label::Caption;
    }
    // In HTML a block that is nothing but links, and no sentence, is a menu or a teaser.
    let is_links = whole.link_bytes * 10 > whole.span.len() * 9 && whole.span.len() < 200;
    if is_links { Label::Nav } else { Label::Body }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadline::Deadline;
    use crate::rules::embedded;
    use crate::rules::set::RuleSet;
    use crate::segment::text;

    #[test]
    fn ranges_of_hits_cover_what_lies_in_any_of_them() {
        let mut covered = Covered::default();
        [(2, 9), (3, 4), (12, 12)].into_iter().for_each(|(first, last)| covered.add(first, last));
        let lines: Vec<usize> = (0..15).filter(|&line| covered.contains(line)).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6, 7, 8, 9, 12]);
        assert!(!Covered::default().contains(0));
    }

    #[test]
    fn a_rule_does_not_claim_a_line_against_itself() {
        let one = Claimants { n_rules: 1, sum: 7 };
        assert!(!one.has_other_than(7) && one.has_other_than(3));
        assert!(Claimants { n_rules: 2, sum: 7 }.has_other_than(7));
        assert!(!Claimants::default().has_other_than(0));
    }

    /// Marks per line, whatever line of a rule is repeated among others: lists in lists, sections in
    /// sections and pairs of pairs must not claim a line once for each that begins above it.
    #[test]
    fn repeated_markers_claim_each_line_a_few_times() {
        const N_LINES: usize = 60;
        let files = embedded::load(None).expect("the built-in files are right");
        let rules = files
            .iter()
            .flat_map(|file| file.rules.iter().chain(file.layouts.iter().flat_map(|layout| &layout.rules)));
        let hits: Vec<&str> = rules.flat_map(|rule| &rule.hits).map(|hit| hit.value.as_str()).collect();
        let mut lines = Lines::default();
        for layout in &RuleSet::embedded().layouts {
            for hit in &hits {
                let page: String =
                    (0..N_LINES / 2).map(|line| format!("{hit}\nPier {line} of the harbour\n")).collect();
                let page = text::segment(page);
                lines.fill(&page);
                lines.set_deadline(Deadline::never());
                let n_marks = claim(layout, &page, &lines, None, None).marks.len();
                let most = 4 * page.blocks.len();
                assert!(n_marks <= most, "{}/{}: {n_marks} marks for {hit}", layout.outlet, layout.id);
            }
        }
    }
}
