//! The interpreter: a layout's rules to claims about spans.
//!
//! Selectors and line tests fire first and give [`Hit`]s; the hits give the zones; a hit that
//! stands in its zone becomes a [`Mark`] as wide as the rule's extent says.

use crate::deadline::Watch;
use crate::html::Dom;
use crate::page::{Label, Mark, Markup, Page, RuleId, Span, Tier};
use crate::rules::field_source::MAX_VALUES;
use crate::rules::file::{Extent, Only, Part, Repeats, Rest, TitleSlot, Zone};
use crate::rules::line::{Around, Line, LineTest, is_bare};
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
    let mut claims =
        Claims { marks: Vec::new(), fallback: Vec::new(), zones, parts: Vec::new(), elements, is_cut: false };
    let reach = Reach { layout, lines, hits: &hits, zones: &zones, watch: &watch };
    for hit in &hits {
        claims.add(page, &reach, hit);
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
        if is_told && neighbours_agree(compiled, lines, index) {
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

fn neighbours_agree(rule: &CompiledRule, lines: &Lines, index: usize) -> bool {
    let agrees = |test: &Option<LineTest>, neighbour: Option<usize>| {
        test.as_ref().is_none_or(|test| {
            neighbour
                .and_then(|neighbour| lines.get(neighbour))
                .is_some_and(|line| test.holds(line, Around::default()))
        })
    };
    agrees(&rule.next, Some(index + 1)) && agrees(&rule.prev, index.checked_sub(1))
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
        for index in (first..behind).take_while(|_| !watch.is_over()) {
            if lines.get(index).is_some_and(|line| test.holds(line, Around::default())) {
                let span = page.blocks[index].span;
                hits.push(Hit { rule, first: index, last: index, span, by_selector: true });
            }
        }
    });
    elements
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
    let reach = Reach { layout, lines, hits: hits.as_slice(), zones, watch };
    let lies_within = |hit: &Hit, outer: usize| {
        let mut claims = reach.hits_in_time().filter(|other| other.rule == outer);
        claims.any(|other| {
            let last = reach.last_line(other).unwrap_or(other.last);
            (other.first..=last).contains(&hit.first)
        })
    };
    let keeps = |hit: &Hit| layout.rules[hit.rule].within.is_none_or(|outer| lies_within(hit, outer));
    let kept = reach.hits.iter().copied().filter(keeps).collect();
    *hits = kept;
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
            if again && neighbours_agree(&layout.rules[*rule], lines, index) {
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
    fn add(&mut self, page: &Page, reach: &Reach<'_>, hit: &Hit) {
        let rule = &reach.layout.rules[hit.rule];
        let marks = if rule.fallback { &mut self.fallback } else { &mut self.marks };
        let mut claim =
            |span: Span, label: Label| marks.push(Mark { span, label, tier: rule.tier, rule: rule.id });
        match reach.last_line(hit) {
            Some(last) if rule.extent == Extent::Rest => {
                claim(Span::new(hit.span.start, page.blocks[last].span.end), rule.label);
            }
            _ if rule.extent == Extent::Above => {
                claim(Span::new(page.blocks[0].span.start, hit.span.end), rule.label);
            }
            last => {
                claim(hit.span, rule.label);
                let further = hit.first + 1..=last.unwrap_or(hit.first);
                for index in further.take_while(|_| !reach.watch.is_over()) {
                    claim(page.blocks[index].span, rule.then);
                }
            }
        }
        let Some(part) = rule.part else { return };
        let is_section = rule.extent == Extent::Rest;
        if is_section && rule.label != Label::Comment {
            // All of it is of no use as a field: teasers to the end of the page.
            let last = reach.last_line(hit).unwrap_or(hit.last);
            self.parts.push((Span::new(hit.span.start, page.blocks[last].span.end), part));
        } else if !(is_section && hit.by_selector) {
            // An element that holds all comments has no role of its own.
            self.parts.push((hit.span, part));
        }
    }
}

/// Longest name of a theme on a card, in characters; headlines are longer.
const MAX_THEME_CHARS: usize = 60;

/// How far a hit reaches beyond its own line.
struct Reach<'a> {
    layout: &'a LayoutSet,
    lines: &'a Lines,
    hits: &'a [Hit],
    zones: &'a Zones,
    watch: &'a Watch,
}

impl Reach<'_> {
    /// The hits, as long as there is time: every hit may ask for all of them.
    fn hits_in_time(&self) -> impl Iterator<Item = &Hit> {
        self.hits.iter().take_while(|_| !self.watch.is_over())
    }

    /// The last line that a pair, list or rest claims; `None` for other extents and for elements.
    fn last_line(&self, hit: &Hit) -> Option<usize> {
        if hit.by_selector {
            return None;
        }
        // What begins in the body ends with the body.
        let end = if hit.first < self.zones.tail { self.zones.tail } else { self.lines.len() };
        let next = hit.first + 1;
        match self.layout.rules[hit.rule].extent {
            Extent::Line | Extent::Match | Extent::Above => None,
            Extent::Pair => Some(if self.is_free_and_bare(next, end, hit) { next } else { hit.first }),
            Extent::Card => Some(self.last_of_card(end, hit)),
            Extent::List => {
                let takes = |index: &usize| {
                    !self.is_claimed(*index, hit)
                        && self.lines.get(*index).is_some_and(|line| !is_prose(line.folded))
                };
                Some((next..end).take_while(takes).last().unwrap_or(hit.first))
            }
            Extent::Rest => {
                let is_rest = |other: &&Hit| {
                    other.first > hit.first
                        && !other.by_selector
                        && self.layout.rules[other.rule].extent == Extent::Rest
                };
                let behind = self.hits_in_time().filter(is_rest).map(|other| other.first).min();
                Some(behind.unwrap_or(self.lines.len()) - 1)
            }
        }
    }

    fn is_free_and_bare(&self, index: usize, end: usize, hit: &Hit) -> bool {
        let is_bare = |line: Line<'_>| is_bare(line.folded);
        index < end && !self.is_claimed(index, hit) && self.lines.get(index).is_some_and(is_bare)
    }

    /// A card's headline is longer than the theme's name above it; a crosshead below a headline is not.
    fn last_of_card(&self, end: usize, hit: &Hit) -> usize {
        let (second, third) = (hit.first + 1, hit.first + 2);
        if !self.is_free_and_bare(second, end, hit) {
            return hit.first;
        }
        let is_headline = self.is_free_and_bare(third, end, hit)
            && self.lines.n_chars(third) > self.lines.n_chars(second)
            && self.lines.n_chars(second) <= MAX_THEME_CHARS;
        if is_headline { third } else { second }
    }

    /// True when another rule says of the line that it is not text.
    fn is_claimed(&self, index: usize, hit: &Hit) -> bool {
        self.hits_in_time().any(|other| {
            other.first <= index
                && index <= other.last
                && other.rule != hit.rule
                && !self.layout.rules[other.rule].label.is_text()
        })
    }
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
