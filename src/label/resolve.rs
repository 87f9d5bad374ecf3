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

use crate::page::{LabelledSpan, Mark, Page, RuleId, Span, Tier};
use crate::segment::text::is_invisible;

use super::rules::NO_RULE;

/// One label per stretch. `marks` must claim every block at least once (the zones do); what
/// nobody claims is left out.
pub fn resolve(page: &Page, marks: &[Mark]) -> Vec<LabelledSpan> {
    let mut order: Vec<&Mark> = marks.iter().collect();
    order.sort_by_key(|mark| mark.span.start);
    let mut labels = Vec::with_capacity(page.blocks.len());
    let mut open: Vec<&Mark> = Vec::new();
    let mut next = 0;
    for (index, block) in page.blocks.iter().enumerate() {
        open.retain(|mark| mark.span.end > block.span.start);
        while let Some(&mark) = order.get(next)
            && mark.span.start < block.span.end
        {
            if mark.span.end > block.span.start {
                open.push(mark);
            }
            next += 1;
        }
        resolve_block(page, index, &open, &mut labels);
    }
    labels
}

fn resolve_block(page: &Page, index: usize, open: &[&Mark], labels: &mut Vec<LabelledSpan>) {
    let block = page.blocks[index].span;
    // Nearly always: nobody claims a part of it only.
    if open.iter().all(|mark| mark.span.contains(block)) {
        if let (Some(piece), Some(mark)) = (visible(page, block), strongest(open, block)) {
            labels.push(label_of(page, index, piece, mark));
        }
        return;
    }
    let mut cuts: Vec<u32> = open
        .iter()
        .flat_map(|mark| [mark.span.start, mark.span.end])
        .filter(|&cut| block.start < cut && cut < block.end)
        .chain([block.start, block.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let first = labels.len();
    for pair in cuts.windows(2) {
        let Some(piece) = visible(page, Span::new(pair[0], pair[1])) else { continue };
        let Some(mark) = strongest(open, piece) else { continue };
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

fn strongest<'a>(open: &[&'a Mark], piece: Span) -> Option<&'a Mark> {
    let claims = open.iter().filter(|mark| mark.span.contains(piece));
    claims.max_by_key(|mark| (mark.tier, Reverse(mark.span.len()), mark.rule)).copied()
}

/// The piece without the invisible characters at its ends; `None` when nothing is left.
fn visible(page: &Page, piece: Span) -> Option<Span> {
    let shown = page.slice(piece).trim_start_matches(is_invisible);
    let start = piece.end - shown.len() as u32;
    let shown = shown.trim_end_matches(is_invisible);
    (!shown.is_empty()).then(|| Span::new(start, start + shown.len() as u32))
}
