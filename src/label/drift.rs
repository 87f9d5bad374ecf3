//! When a layout's rules do not settle an HTML page, and what the model settles instead.
//!
//! A layout whose selectors name the body settles it, and the model is not asked. One without such
//! selectors leaves to the model what no rule claims. One whose selectors find nothing, or next to
//! nothing, has aged: the site has changed its names, and the model takes over. What rules claim stays
//! theirs in all three cases. Knows what rules and model say, never why.

use std::ops::Range;

use crate::page::{Label, Mark, Page, RuleId, Span, Tier};
use crate::rules::file::Rest;
use crate::rules::set::LayoutSet;

use super::rules::{Claims, NO_RULE};

/// Selectors that keep fewer bytes of text than this may have found a leftover of the article only: the
/// model is asked what it would keep. Shorter than almost every article, longer than a standfirst.
const MIN_BYTES: usize = 600;

/// Selectors that keep less than this share of what the model keeps have found next to nothing.
const MIN_SHARE: f64 = 0.2;

/// Least share of a body that markers told and the model keeps for which the markers are believed.
/// Between a redesign that keeps one old button (.3) and an article that quotes a post (.9).
const MIN_AGREEMENT: f64 = 0.6;

/// Whether the model is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The rules settle the page.
    No,
    /// No rule of the layout names the body: the model judges what no rule claims.
    ForTheRest,
    /// A rule names the element in which the model judges.
    Within(RuleId),
    /// The layout's selectors for the body found nothing; one of its rules.
    Nothing(RuleId),
    /// They found little; the rule that found most.
    Little(RuleId),
}

/// Whether the model is to be asked for an HTML page of this layout.
pub fn asked(layout: &LayoutSet, page: &Page, claims: &Claims) -> Asked {
    if !layout.article || layout.rest.body != Rest::Model {
        return Asked::No;
    }
    if let Some(rule) = claims.frame_rule {
        return Asked::Within(rule);
    }
    let keeps = |rule: &&crate::rules::set::CompiledRule| {
        rule.label.is_text() && rule.has_selectors && !rule.fallback
    };
    if !claims.zones.by_selectors {
        let keeper = layout.rules.iter().rev().find(|rule| keeps(rule) && rule.label == Label::Body);
        let keeper = keeper.or_else(|| layout.rules.iter().rev().find(keeps));
        return keeper.map_or(Asked::ForTheRest, |rule| Asked::Nothing(rule.id));
    }
    let kept = claims.marks.iter().filter(|mark| mark.label.is_text());
    let n_bytes: usize = kept.clone().map(|mark| mark.span.len() as usize).sum();
    let most = kept.max_by_key(|mark| mark.span.len());
    match most {
        Some(mark) if n_bytes < MIN_BYTES && page.text.len() > 2 * MIN_BYTES => Asked::Little(mark.rule),
        _ => Asked::No,
    }
}

/// The model's claims on what no rule of the layout claims. Zones that markers tell are evidence: what
/// stands above a known head or below a known tail is not asked for. Nothing for a page of which the
/// rules keep enough, held against what the model keeps.
pub fn claim(page: &Page, claims: &Claims, asked: Asked, labels: &[Label]) -> Vec<Mark> {
    if let Asked::Within(_) = asked {
        return claim_within(page, claims, labels);
    }
    let zones = &claims.zones;
    let n_blocks = page.blocks.len();
    if let Asked::Little(_) = asked {
        let bytes = |keeps: &dyn Fn(usize) -> bool| -> usize {
            (0..n_blocks)
                .filter(|&block| keeps(block))
                .map(|block| page.blocks[block].span.len() as usize)
                .sum()
        };
        let by_model = bytes(&|block| labels.get(block).is_some_and(|label| label.is_text()));
        let by_rules = bytes(&|block| {
            let span = page.blocks[block].span;
            claims.marks.iter().any(|mark| mark.label.is_text() && mark.span.contains(span))
        });
        if by_rules as f64 >= MIN_SHARE * by_model as f64 {
            return Vec::new();
        }
    }
    let body = if zones.head_marked { zones.body } else { 0 };
    let tail = if zones.by_selectors { n_blocks } else { zones.tail.min(n_blocks) };
    let is_told = !zones.by_selectors && (zones.head_marked || zones.tail < n_blocks);
    if is_told && agree(page, body..tail, labels) {
        return Vec::new();
    }
    let claim = |block: usize| Mark {
        span: page.blocks[block].span,
        label: labels[block],
        tier: Tier::Model,
        rule: NO_RULE,
    };
    (body..tail.min(labels.len())).map(claim).collect()
}

/// Least share of what the model keeps on the whole page that an element must hold for it to be believed
/// that it holds the article. Articles with long side columns have .4, pages of another layout almost nothing.
const MIN_SHARE_INSIDE: f64 = 0.5;

/// The same where the longest block that the model keeps lies inside: reports of a few lines beside a list of
/// headlines have .3.
const MIN_SHARE_WITH_LONGEST: f64 = 0.15;

/// The model's claims in the elements that hold the article; nothing where they hold little of what it keeps.
fn claim_within(page: &Page, claims: &Claims, labels: &[Label]) -> Vec<Mark> {
    let by_rules = claims.marks.iter().filter(|mark| mark.label.is_text());
    let by_rules = by_rules.map(|mark| mark.span.len() as usize).sum();
    if !hold_article(&claims.frames, by_rules, page, labels) {
        return Vec::new();
    }
    let label = |block: usize| {
        let label = labels[block];
        if label.is_text() && !is_in(&claims.frames, page, block) { Label::Other } else { label }
    };
    let claim = |block: usize| Mark {
        span: page.blocks[block].span,
        label: label(block),
        tier: Tier::Model,
        rule: NO_RULE,
    };
    (0..page.blocks.len().min(labels.len())).map(claim).collect()
}

fn is_in(frames: &[Span], page: &Page, block: usize) -> bool {
    let span = page.blocks[block].span;
    frames.iter().any(|frame| frame.start < span.end && span.start < frame.end)
}

/// True when it may be believed that the article lies in these elements, of which rules keep `by_rules` bytes.
fn hold_article(frames: &[Span], by_rules: usize, page: &Page, labels: &[Label]) -> bool {
    let kept =
        || (0..page.blocks.len()).filter(|&block| labels.get(block).is_some_and(|label| label.is_text()));
    let bytes = |blocks: &mut dyn Iterator<Item = usize>| -> usize {
        blocks.map(|block| page.blocks[block].span.len() as usize).sum()
    };
    let is_inside = |block: usize| is_in(frames, page, block);
    let inside = bytes(&mut kept().filter(|&block| is_inside(block))).max(by_rules);
    // The first of equals.
    let longest = kept().rev().max_by_key(|&block| page.blocks[block].span.len());
    let least = if longest.is_some_and(is_inside) { MIN_SHARE_WITH_LONGEST } else { MIN_SHARE_INSIDE };
    inside as f64 >= least * bytes(&mut kept()) as f64
}

/// What the model says of all blocks.
pub fn claim_all(page: &Page, labels: &[Label]) -> Vec<Mark> {
    let claim = |(block, &label): (usize, &Label)| Mark {
        span: page.blocks[block].span,
        label,
        tier: Tier::Model,
        rule: NO_RULE,
    };
    labels.iter().enumerate().take(page.blocks.len()).map(claim).collect()
}

/// True when the model keeps most of what lies between a known head and a known tail: then all of it is
/// text, as without the model.
fn agree(page: &Page, zone: Range<usize>, labels: &[Label]) -> bool {
    let bytes = |blocks: &mut dyn Iterator<Item = usize>| -> usize {
        blocks.map(|block| page.blocks[block].span.len() as usize).sum()
    };
    let kept =
        bytes(&mut zone.clone().filter(|&block| labels.get(block).is_some_and(|label| label.is_text())));
    kept as f64 >= MIN_AGREEMENT * bytes(&mut zone.clone()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Block, Markup};

    /// A page whose blocks have these lengths, all kept by the model; the first `n_inside` lie in the element.
    fn is_believed(lengths: &[u32], n_inside: usize) -> bool {
        let mut page = Page::default();
        for &length in lengths {
            let start = page.text.len() as u32;
            page.text.push_str(&"a".repeat(length as usize));
            let span = Span::new(start, start + length);
            page.blocks.push(Block { span, markup: Markup::Paragraph, link_bytes: 0, group: 0 });
        }
        let inside: u32 = lengths[..n_inside].iter().sum();
        hold_article(&[Span::new(0, inside)], 0, &page, &vec![Label::Body; lengths.len()])
    }

    #[test]
    fn a_short_report_beside_headlines_is_no_redesign() {
        assert!(is_believed(&[220, 60, 55, 70, 58, 64, 61], 1));
        assert!(is_believed(&[300, 200, 100], 2));
        // An element that holds a standfirst, or a list, of a page that has moved its article elsewhere.
        assert!(!is_believed(&[120, 400, 380, 300], 1));
        assert!(!is_believed(&[60, 55, 70, 220], 3));
        assert!(!is_believed(&[200, 199, 199, 199, 199, 199, 199, 199], 1));
        assert!(!is_believed(&[100, 300], 0));
    }
}
