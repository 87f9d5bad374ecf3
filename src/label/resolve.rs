//! Claims to labels: the one place that decides.
//!
//! For every stretch of a block the strongest claim wins: the higher [`Tier`], then the narrower
//! span, then the later rule. There is no other tie-break anywhere. What comes out covers every
//! visible character of the page exactly once, in page order; a block that rules cut into is
//! given in pieces.
//!
//! One judge comes after: what recurs on a whole site ([`site_memory`](super::site_memory)) is known of labelled
//! text only. It keeps to the order of tiers.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::page::{LabelledSpan, Mark, Page, RuleId, Span, Tier};
use crate::segment::text::is_invisible;

use super::rules::NO_RULE;

/// One label per stretch. `marks` must claim every block at least once (the zones do); what
/// nobody claims is left out.
pub fn resolve(page: &Page, marks: &[Mark]) -> Vec<LabelledSpan> {
    let mut order: Vec<&Mark> = marks.iter().collect();
    order.sort_by_key(|mark| mark.span.start);
    let mut labels = Vec::with_capacity(page.blocks.len());
    let mut open = Open::new(&order);
    for (index, block) in page.blocks.iter().enumerate() {
        if open.cut(block.span) {
            resolve_pieces(page, index, &open.all(), &mut labels);
        } else if let (Some(piece), Some(mark)) = (visible(page, block.span), open.strongest(block.span)) {
            labels.push(label_of(page, index, piece, mark));
        }
    }
    labels
}

/// The claims that reach into a block, asked for block by block: elements stand in each other five hundred
/// deep, and all of them may be claimed.
struct Open<'m> {
    /// All claims, by their beginnings.
    order: &'m [&'m Mark],
    /// How many have begun.
    n_begun: usize,
    /// Those that have begun, the strongest first, and the last of equally strong ones.
    by_strength: BinaryHeap<(Strength, usize)>,
    /// The same, by their ends.
    by_end: BinaryHeap<Reverse<(u32, usize)>>,
}

impl<'m> Open<'m> {
    fn new(order: &'m [&'m Mark]) -> Self {
        Self { order, n_begun: 0, by_strength: BinaryHeap::new(), by_end: BinaryHeap::new() }
    }

    /// Goes on to a block; true when a claim begins or ends in it.
    fn cut(&mut self, block: Span) -> bool {
        while self.by_end.peek().is_some_and(|Reverse((end, _))| *end <= block.start) {
            self.by_end.pop();
        }
        let mut is_cut = false;
        while let Some(&mark) = self.order.get(self.n_begun)
            && mark.span.start < block.end
        {
            if mark.span.end > block.start {
                self.by_strength.push((strength(mark), self.n_begun));
                self.by_end.push(Reverse((mark.span.end, self.n_begun)));
                is_cut |= mark.span.start > block.start;
            }
            self.n_begun += 1;
        }
        is_cut || self.by_end.peek().is_some_and(|Reverse((end, _))| *end < block.end)
    }

    /// The strongest claim on a block that none cuts.
    fn strongest(&mut self, block: Span) -> Option<&'m Mark> {
        while let Some(&(_, at)) = self.by_strength.peek() {
            if self.order[at].span.end > block.start {
                return Some(self.order[at]);
            }
            self.by_strength.pop();
        }
        None
    }

    /// The claims on the block, by their beginnings.
    fn all(&self) -> Vec<&'m Mark> {
        let mut open: Vec<usize> = self.by_end.iter().map(|Reverse((_, at))| *at).collect();
        open.sort_unstable();
        open.into_iter().map(|at| self.order[at]).collect()
    }
}

/// Resolves a block that claims cut into pieces.
fn resolve_pieces(page: &Page, index: usize, open: &[&Mark], labels: &mut Vec<LabelledSpan>) {
    let block = page.blocks[index].span;
    let mut cuts: Vec<u32> = open
        .iter()
        .flat_map(|mark| [mark.span.start, mark.span.end])
        .filter(|&cut| block.start < cut && cut < block.end)
        .chain([block.start, block.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let first = labels.len();
    let mut claims = Claims::default();
    for pair in cuts.windows(2) {
        let Some(piece) = visible(page, Span::new(pair[0], pair[1])) else { continue };
        let Some(mark) = claims.strongest(open, piece) else { continue };
        let rule = rule_of(mark);
        match labels[first..].last_mut() {
            Some(last) if (last.label, last.tier, last.rule) == (mark.label, mark.tier, rule) => {
                last.span.end = piece.end;
            }
            _ => labels.push(label_of(page, index, piece, mark)),
        }
    }
}

fn label_of(page: &Page, index: usize, piece: Span, mark: &Mark) -> LabelledSpan {
    LabelledSpan {
        span: piece,
        block: index as u32,
        label: mark.label,
        markup: page.blocks[index].markup,
        tier: mark.tier,
        rule: rule_of(mark),
        probability: None,
        cause: None,
    }
}

fn rule_of(mark: &Mark) -> Option<RuleId> {
    (mark.rule != NO_RULE && mark.tier >= Tier::Shared).then_some(mark.rule)
}

/// What decides between two claims.
type Strength = (Tier, Reverse<u32>, RuleId);

fn strength(mark: &Mark) -> Strength {
    (mark.tier, Reverse(mark.span.len()), mark.rule)
}

/// The claims on the pieces of one block, which are asked for from left to right: a block of ten
/// thousand pieces has as many claims, of which each piece has few.
#[derive(Default)]
struct Claims {
    /// Claims that begin before the piece, the strongest first, and the last of equally strong ones.
    begun: BinaryHeap<(Strength, usize)>,
    n_begun: usize,
}

impl Claims {
    /// The strongest of `open`, which are sorted by their beginnings, that claims all of `piece`.
    fn strongest<'a>(&mut self, open: &[&'a Mark], piece: Span) -> Option<&'a Mark> {
        while let Some(mark) = open.get(self.n_begun)
            && mark.span.start <= piece.start
        {
            self.begun.push((strength(mark), self.n_begun));
            self.n_begun += 1;
        }
        while let Some(&(_, at)) = self.begun.peek() {
            if open[at].span.end >= piece.end {
                return Some(open[at]);
            }
            self.begun.pop();
        }
        None
    }
}

/// The piece without the invisible characters at its ends; `None` when nothing is left.
fn visible(page: &Page, piece: Span) -> Option<Span> {
    let shown = page.slice(piece).trim_start_matches(is_invisible);
    let start = piece.end - shown.len() as u32;
    let shown = shown.trim_end_matches(is_invisible);
    (!shown.is_empty()).then(|| Span::new(start, start + shown.len() as u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Label;
    use crate::segment::text;

    fn mark(start: u32, end: u32, label: Label, tier: Tier) -> Mark {
        Mark { span: Span::new(start, end), label, tier, rule: RuleId(start) }
    }

    /// What a page gives, as pairs of text and label.
    fn resolved<'p>(page: &'p Page, marks: &[Mark]) -> Vec<(&'p str, Label)> {
        let labels = resolve(page, marks);
        labels.iter().map(|span| (page.slice(span.span), span.label)).collect()
    }

    #[test]
    fn the_higher_tier_then_the_narrower_span_then_the_later_rule_wins() {
        let page = text::segment("one two\nthree\nfour".to_owned());
        let zone = [(0, 7), (8, 13), (14, 18)].map(|(start, end)| mark(start, end, Label::Body, Tier::Zone));
        let expected = [("one two", Label::Body), ("three", Label::Body), ("four", Label::Body)];
        assert_eq!(resolved(&page, &zone), expected);
        let mut marks = zone.to_vec();
        marks.push(mark(0, 18, Label::Related, Tier::Shared));
        marks.push(mark(8, 13, Label::Promo, Tier::Shared));
        let expected = [("one two", Label::Related), ("three", Label::Promo), ("four", Label::Related)];
        assert_eq!(resolved(&page, &marks), expected);
        marks.push(mark(0, 13, Label::Share, Tier::Outlet));
        let expected = [("one two", Label::Share), ("three", Label::Share), ("four", Label::Related)];
        assert_eq!(resolved(&page, &marks), expected);
        let later = Mark { rule: RuleId(9), ..mark(8, 13, Label::Nav, Tier::Outlet) };
        let both = [zone[1], mark(8, 13, Label::Tags, Tier::Outlet), later];
        assert_eq!(resolved(&page, &both), [("three", Label::Nav)]);
    }

    #[test]
    fn a_claim_on_a_piece_cuts_its_block() {
        let page = text::segment("By Ann Pier: the ferry".to_owned());
        let marks = [mark(0, 22, Label::Body, Tier::Zone), mark(0, 12, Label::Byline, Tier::Shared)];
        let expected = [("By Ann Pier:", Label::Byline), ("the ferry", Label::Body)];
        assert_eq!(resolved(&page, &marks), expected);
    }
}
