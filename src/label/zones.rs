//! Where the article begins and ends: the page cut into head, body and tail.
//!
//! In HTML whose layout names the body by a selector, the body is what lies between the first and
//! the last block that a selector keeps. In flattened text, and in HTML whose class names changed,
//! lines decide: *strong anchors* (lines no article would print) settle it, *weak* ones count only
//! when nothing but headlines lies between them and a strong one. What no rule claims is body
//! as soon as it reads like prose: when unsure, keep.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::deadline::Watch;
use crate::page::{Label, Markup, Page};
use crate::rules::file::{Anchor, Extent, Repeats, TitleSlot, Zone};
use crate::rules::line::{Line, says_the_same};
use crate::rules::lines::Lines;
use crate::rules::set::LayoutSet;
use crate::text::prose::is_prose;

use super::rules::Hit;

/// How far ahead, in lines, a head marker may stand so that the free lines before it still belong
/// to the head: the longest head of the known layouts has five unmarked lines in a row. Short
/// lines, as menus have them, do not count.
const HEAD_LOOKAHEAD: usize = 6;

/// A strong head anchor this many lines or fewer below another one continues the same head.
const HEAD_CHAIN: usize = 12;

/// A strong head anchor below more free lines of prose than this stands in an article about such
/// things: descriptions and captions above a headline are at most two.
const MAX_HEAD_PROSE: usize = 2;

/// At most this many lines lie between a weak anchor and the strong one that confirms it.
const MAX_WEAK_GAP: usize = 30;

/// A first line longer than this, in characters, is a lead, not a title.
const MAX_TITLE_CHARS: usize = 200;

/// Shortest line, in characters, taken for a title when several free lines stand above an anchor.
const MIN_TITLE_CHARS: usize = 20;

/// So many short lines in a row before the first prose are a menu: no article begins with as many
/// crossheads.
const MENU_LINES: usize = 8;

/// Longest line of such a menu, in characters.
const MAX_MENU_CHARS: usize = 60;

/// The three zones, as indices of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zones {
    /// First block of the body; all before is head.
    pub body: usize,
    /// First block of the tail.
    pub tail: usize,
    /// The title's block, where a free line is the title.
    pub title: Option<usize>,
    /// The head was recognised, so the first line of the body is the lead.
    pub head_known: bool,
    /// A rule's marker stands in the head: more than the title that HTML tells of itself.
    pub head_marked: bool,
    /// Selectors named the body: what none of them keeps is dropped.
    pub by_selectors: bool,
}

impl Zones {
    /// Makes all blocks body: the page of an unknown outlet has no zones.
    pub fn keep_all(&mut self, n_blocks: usize) {
        *self = Zones {
            body: 0,
            tail: n_blocks,
            title: None,
            head_known: false,
            head_marked: false,
            by_selectors: false,
        };
    }
}

/// What rules say of one line.
#[derive(Debug, Clone, Copy, Default)]
struct LineClaims {
    head: Option<Anchor>,
    tail: Option<Anchor>,
    label: Option<Label>,
}

/// The last head marker that was seen ahead: from the lines before it, it is seen again.
#[derive(Debug, Default)]
struct Ahead {
    marker: usize,
    /// The title when it was seen: what repeats the title is a marker, too.
    title: Option<usize>,
}

/// Finds the zones.
pub struct ZoneFinder<'a> {
    layout: &'a LayoutSet,
    page: &'a Page,
    lines: &'a Lines,
    claims: Vec<LineClaims>,
    /// The last line of which a rule says that all above it is head.
    all_above: Option<usize>,
    /// The title as the head of the HTML tells it, squeezed.
    known_title: Option<&'a str>,
    watch: Watch,
}

impl<'a> ZoneFinder<'a> {
    /// Prepares for one page; `known_title` is the squeezed title of its HTML head.
    pub fn new(
        layout: &'a LayoutSet,
        page: &'a Page,
        lines: &'a Lines,
        hits: &[Hit],
        known_title: Option<&'a str>,
    ) -> Self {
        let mut claims = vec![LineClaims::default(); page.blocks.len()];
        let watch = lines.deadline().watch();
        let mut all_above = None;
        for hit in hits.iter().take_while(|_| !watch.is_over()) {
            let rule = &layout.rules[hit.rule];
            // A claim on a piece of a line says nothing of the line.
            let is_piece = hit.first == hit.last && hit.span.len() < page.blocks[hit.first].span.len();
            if rule.fallback || is_piece || !rule.zone.may_hold(hit.first, page.blocks.len()) {
                continue;
            }
            if rule.extent == Extent::Above {
                all_above = all_above.max(Some(hit.last));
            }
            for claims in &mut claims[hit.first..=hit.last] {
                claims.add(rule.zone, rule.anchor, rule.label);
            }
        }
        Self { layout, page, lines, claims, all_above, known_title, watch }
    }

    /// The zones by selectors, when one keeps something, else by lines.
    pub fn find(&self, hits: &[Hit]) -> Zones {
        match self.kept_by_selectors(hits) {
            Some((body, tail)) => {
                Zones { body, tail, title: None, head_known: true, head_marked: false, by_selectors: true }
            }
            None => self.by_lines(),
        }
    }

    fn kept_by_selectors(&self, hits: &[Hit]) -> Option<(usize, usize)> {
        let keepers = hits.iter().filter(|hit| {
            let rule = &self.layout.rules[hit.rule];
            hit.by_selector && rule.label.is_text() && !rule.fallback
        });
        keepers.fold(None, |hull, hit| {
            let (first, last) = hull.unwrap_or((hit.first, hit.last + 1));
            Some((first.min(hit.first), last.max(hit.last + 1)))
        })
    }

    fn by_lines(&self) -> Zones {
        let (body, title, head_known) = self.head();
        let tail = self.tail(body, head_known);
        let head_marked =
            self.claims[..body.min(self.claims.len())].iter().any(|claims| claims.head.is_some());
        Zones { body, tail, title, head_known, head_marked, by_selectors: false }
    }

    /// True when the page's time was up: the zones are those of what was seen until then.
    pub fn is_cut(&self) -> bool {
        self.watch.was_over()
    }

    /// The lines, as long as there is time: for loops in loops.
    fn in_time(&self, lines: Range<usize>) -> impl Iterator<Item = usize> {
        lines.take_while(|_| !self.watch.is_over())
    }

    fn line(&self, index: usize) -> Option<Line<'_>> {
        self.lines.get(index)
    }

    fn is_prose(&self, index: usize) -> bool {
        self.line(index).is_some_and(|line| is_prose(line.folded))
    }

    fn is_free(&self, index: usize) -> bool {
        self.claims[index].label.is_none()
    }

    /// First block of the body, the title's block, and whether any marker of the head was seen.
    fn head(&self) -> (usize, Option<usize>, bool) {
        let ruled = self.ruled_title();
        let told = self.told_title().or_else(|| if ruled.is_none() { self.repeated_title() } else { None });
        let anchor = self.last_strong_head().max(told);
        let from = anchor.map_or(0, |anchor| anchor + 1);
        let mut free: Vec<usize> =
            (0..from).filter(|&index| self.is_free(index) && Some(index) != told).collect();
        let n_above = free.len();
        let mut title = told.or(ruled).or_else(|| self.title_between_markers(&free));
        let mut marked = anchor.is_some();
        let mut body = from;
        let mut ahead = Ahead::default();
        for index in self.in_time(from..self.claims.len()) {
            if self.claims[index].head.is_some() || self.repeats_title(index, title) {
                marked = true;
                body = index + 1;
            } else if !self.is_free(index) {
                // Claimed for another reason: passed over, and head only if more of it follows.
            } else if self.belongs_to_head(index, title, &mut ahead) {
                free.push(index);
                body = index + 1;
                if self.layout.title == TitleSlot::First && title.is_none() && marked {
                    title = Some(index);
                }
            } else if marked
                && free.len() == n_above
                && title.is_none()
                && self.is_first_title(index, n_above)
            {
                free.push(index);
                title = Some(index);
                body = index + 1;
            } else {
                break;
            }
        }
        if !marked && self.is_top_title() {
            return (1, Some(0), true);
        }
        if !marked {
            return (self.menu(), None, false);
        }
        let title = title.or_else(|| self.free_title(&free, anchor, body));
        (body, title, true)
    }

    /// The block that shows the title which the HTML head tells; a heading before any other.
    fn told_title(&self) -> Option<usize> {
        let told = self.known_title.filter(|title| !title.is_empty())?;
        let shows = |index: &usize| self.line(*index).is_some_and(|line| line.squeezed == told);
        let is_heading = |index: &usize| matches!(self.page.blocks[*index].markup, Markup::Heading(_));
        let all = 0..self.claims.len();
        all.clone().filter(is_heading).find(shows).or_else(|| all.clone().find(shows))
    }

    /// The first free line below a marker of the head and above its last anchor.
    fn title_between_markers(&self, free_above: &[usize]) -> Option<usize> {
        let marker = self.claims.iter().position(|claims| claims.head.is_some())?;
        let is_below = |index: &usize| *index > marker && self.layout.title == TitleSlot::First;
        free_above.iter().copied().find(is_below)
    }

    /// The first line of a headline's length that the page says again, if the layout has a rule for
    /// repeated titles.
    fn repeated_title(&self) -> Option<usize> {
        if !self.layout.repeats.iter().any(|(_, repeats, _)| *repeats == Repeats::Title) {
            return None;
        }
        let is_headline = |index: &usize| {
            self.is_free(*index)
                && !self.is_prose(*index)
                && (MIN_TITLE_CHARS..=MAX_TITLE_CHARS).contains(&self.lines.n_chars(*index))
        };
        let lines = self.in_time(0..self.claims.len());
        let last_at: BTreeMap<&str, usize> =
            lines.filter_map(|index| Some((self.line(index)?.squeezed, index))).collect();
        let is_said_again = |index: &usize| {
            let Some(title) = self.line(*index) else { return false };
            let says_so =
                last_at.range(title.squeezed..).take_while(|(line, _)| line.starts_with(title.squeezed));
            let mut says_so = says_so.filter(|(line, _)| says_with_owner(line, title.squeezed));
            says_so.any(|(_, last)| last > index)
        };
        // Above the first prose only: below it a repeated line is a refrain.
        (0..self.claims.len())
            .take_while(|&index| !(self.watch.was_over() || self.is_free(index) && self.is_prose(index)))
            .filter(is_headline)
            .find(is_said_again)
    }

    /// The first line of which a rule of the head says that it is the title.
    fn ruled_title(&self) -> Option<usize> {
        let says_so = |claims: &LineClaims| claims.label == Some(Label::Title) && claims.head.is_some();
        let mut titles = (0..self.claims.len()).filter(|&index| says_so(&self.claims[index]));
        titles.find(|&index| !self.begins_next(index))
    }

    /// True when the next line says the line again and goes on: then it is a caption's beginning.
    fn begins_next(&self, index: usize) -> bool {
        match (self.line(index), self.line(index + 1)) {
            (Some(line), Some(next)) => {
                next.squeezed.len() > line.squeezed.len() && next.squeezed.starts_with(line.squeezed)
            }
            _ => false,
        }
    }

    /// The last strong anchor of the chain that begins with the first one.
    fn last_strong_head(&self) -> Option<usize> {
        let is_strong = |index: &usize| self.claims[*index].head == Some(Anchor::Strong);
        let mut strong = (0..self.claims.len()).filter(is_strong);
        let all_above = self.all_above;
        let Some(mut last) = strong.next() else { return all_above };
        let n_prose = |mut lines: std::ops::Range<usize>| {
            lines.by_ref().filter(|&index| self.is_free(index) && self.is_prose(index)).count()
        };
        if n_prose(0..last) > MAX_HEAD_PROSE {
            return all_above;
        }
        for next in strong {
            // Menus and headlines may stand between, however many; prose only near by.
            let n_prose = n_prose(last..next);
            if n_prose > MAX_HEAD_PROSE || n_prose > 0 && next - last > HEAD_CHAIN {
                break;
            }
            last = next;
        }
        // Below all sentences of the page the marker is its foot: some sites print it at both ends. Where the
        // text is what is left, the page is all head.
        let has_fallback = self.layout.rules.iter().any(|rule| rule.fallback);
        if !has_fallback && n_prose(0..last) > 0 && n_prose(last..self.claims.len()) == 0 {
            return all_above;
        }
        all_above.max(Some(last))
    }

    /// True when a free line has a head marker close below, and nothing but headlines between.
    fn belongs_to_head(&self, index: usize, title: Option<usize>, known: &mut Ahead) -> bool {
        let next_is_marker = self.claims.get(index + 1).is_some_and(|claims| claims.head.is_some());
        let may_be_title = title.is_none()
            && next_is_marker
            && self.lines.n_chars(index) <= MAX_TITLE_CHARS
            && self.line(index).is_some_and(|line| !line.folded.ends_with(['.', '…']));
        if self.is_prose(index) && !may_be_title {
            return false;
        }
        if index < known.marker && known.title == title {
            return true;
        }
        let mut n_long = 0;
        for ahead in self.in_time(index + 1..self.claims.len()) {
            if self.claims[ahead].head.is_some() || self.repeats_title(ahead, title) {
                *known = Ahead { marker: ahead, title };
                return true;
            }
            n_long += usize::from(self.lines.n_chars(ahead) > MAX_MENU_CHARS);
            if n_long >= HEAD_LOOKAHEAD || self.is_free(ahead) && self.is_prose(ahead) {
                return false;
            }
        }
        false
    }

    /// True when the first free line below the head's markers can be the title.
    fn is_first_title(&self, index: usize, n_above: usize) -> bool {
        self.layout.title == TitleSlot::First
            && n_above == 0
            && self.lines.n_chars(index) <= MAX_TITLE_CHARS
            && self.line(index).is_some_and(|line| !line.folded.ends_with('.'))
    }

    /// True when the page's first line is the title because it is bare and a sentence follows.
    fn is_top_title(&self) -> bool {
        self.layout.title == TitleSlot::Top
            && self.line(0).is_some_and(|line| !is_prose(line.folded))
            && self.is_free(0)
            && self.is_prose(1)
    }

    /// True when the line says the title again, or nearly so, and the layout has a rule for that.
    fn repeats_title(&self, index: usize, title: Option<usize>) -> bool {
        let Some(title) = title.filter(|&title| title != index) else { return false };
        let has_rule = self.layout.repeats.iter().any(|(rule, repeats, _)| {
            *repeats == Repeats::Title && matches!(self.layout.rules[*rule].zone, Zone::Any | Zone::Head)
        });
        has_rule
            && self.is_free(index)
            && match (self.line(title), self.line(index)) {
                (Some(title), Some(line)) => says_nearly(&title, &line),
                _ => false,
            }
    }

    /// The title among the free lines of a head that no marker told.
    fn free_title(&self, free: &[usize], anchor: Option<usize>, body: usize) -> Option<usize> {
        match self.layout.title {
            TitleSlot::None => None,
            TitleSlot::Top => self.is_top_title().then_some(0),
            TitleSlot::First => {
                let first_marker = (0..body).find(|&index| self.claims[index].head.is_some());
                let anchor = anchor.or(first_marker)?;
                let below = free.iter().copied().find(|&index| index > anchor);
                below.or_else(|| self.first_above(free, anchor))
            }
            TitleSlot::Last => {
                let from = anchor.map_or(0, |anchor| anchor.saturating_sub(HEAD_CHAIN));
                let is_picture =
                    |index: usize| matches!(self.claims[index].label, Some(Label::Credit | Label::Caption));
                let picture = (from.max(1)..body).find(|&index| self.is_free(index - 1) && is_picture(index));
                let below = picture.or(anchor).unwrap_or(body);
                free.iter().copied().rfind(|&index| index < below)
            }
        }
    }

    /// The first line long enough for a title among the last three free lines above an anchor:
    /// title and captions, below a menu that may stand there, too.
    fn first_above(&self, free: &[usize], anchor: usize) -> Option<usize> {
        let above = &free[..free.partition_point(|&index| index < anchor)];
        let last = &above[above.len().saturating_sub(3)..];
        let is_long = |index: &&usize| self.lines.n_chars(**index) >= MIN_TITLE_CHARS;
        last.iter().find(is_long).or(last.first()).copied()
    }

    /// Number of lines at the top of the page that are a menu.
    fn menu(&self) -> usize {
        let is_short = |index: &usize| self.lines.n_chars(*index) <= MAX_MENU_CHARS && !self.is_prose(*index);
        let n_lines = (0..self.claims.len()).take_while(is_short).count();
        if n_lines >= MENU_LINES && n_lines < self.claims.len() { n_lines } else { 0 }
    }

    /// First block of the tail.
    fn tail(&self, body: usize, head_known: bool) -> usize {
        let n_lines = self.claims.len();
        // Above the first prose of a page whose head is not known, a marker is a leftover of the head.
        let first_prose = || (body..n_lines).find(|&index| self.is_free(index) && self.is_prose(index));
        let from = if head_known { body.min(n_lines) } else { first_prose().unwrap_or(n_lines) };
        let is_strong = |index: &usize| self.claims[*index].tail == Some(Anchor::Strong);
        let end = (from..n_lines).find(is_strong).unwrap_or(n_lines);
        let mut tail = end;
        for index in (from..end).rev().take(MAX_WEAK_GAP) {
            if self.claims[index].tail == Some(Anchor::Weak) {
                tail = index;
            } else if self.is_free(index) && self.is_prose(index) {
                break;
            }
        }
        tail
    }
}

impl LineClaims {
    fn add(&mut self, zone: Zone, anchor: Anchor, label: Label) {
        match zone {
            Zone::Head | Zone::First => self.head = stronger(self.head, anchor),
            Zone::Tail | Zone::Last => self.tail = stronger(self.tail, anchor),
            Zone::Any | Zone::Body => {}
        }
        // A claim on body text leaves the line free, and so does a tail rule that is no anchor:
        // what it claims may stand in the head for another reason.
        let speaks = zone != Zone::Tail || anchor != Anchor::None;
        if !label.is_text() && speaks {
            self.label = self.label.or(Some(label));
        }
    }
}

fn stronger(one: Option<Anchor>, other: Anchor) -> Option<Anchor> {
    let rank = |anchor: Anchor| match anchor {
        Anchor::None => 0,
        Anchor::Weak => 1,
        Anchor::Strong => 2,
    };
    match one {
        Some(one) if rank(one) >= rank(other) => Some(one),
        _ => Some(other),
    }
}

/// True when a line says the title, and nothing more than whose picture it stands for.
fn says_with_owner(squeezed: &str, title: &str) -> bool {
    let more = squeezed.strip_prefix(title);
    more.is_some_and(|more| more.is_empty() || more.starts_with('©') || more.starts_with("Source:"))
}

/// True when two lines say the same but for punctuation, case and up to a fifth of the words.
pub fn says_nearly(one: &Line<'_>, other: &Line<'_>) -> bool {
    if says_the_same(one.squeezed, other.squeezed) {
        return true;
    }
    if one.folded.len().abs_diff(other.folded.len()) * 3 > one.folded.len().max(other.folded.len()) {
        return false;
    }
    let (one, other) = (one.folded.to_lowercase(), other.folded.to_lowercase());
    let (ours, theirs) = (words(&one), words(&other));
    let shared = ours.iter().filter(|word| theirs.binary_search(word).is_ok()).count();
    let all = ours.len() + theirs.len() - shared;
    all > 2 && shared * 5 >= all * 4
}

/// The different words of a text, sorted.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> =
        text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    words
}
