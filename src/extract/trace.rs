//! What `explain` tells beside the labels: candidates, losers, elements, and what the model would have said.
//!
//! Nothing of it is worked out unless reasons are asked for, and nothing of it decides anything.

use crate::html::{Dom, NodeId};
use crate::identify::{Addresses, candidates};
use crate::label::classifier;
use crate::label::rules::Claims;
use crate::page::{LabelledSpan, Page, RuleId, Trace};
use crate::segment::html::Segmented;

use super::Extractor;

/// Layouts that are shown.
const N_CANDIDATES: usize = 2;

/// Elements named per block, the innermost ones.
const N_ELEMENTS: usize = 4;

impl Extractor {
    /// The trace of a page; `None` unless reasons are asked for.
    pub(super) fn trace(
        &self,
        page: &Page,
        html: Option<(Dom<'_>, &Segmented)>,
        addresses: &Addresses,
    ) -> Option<Box<Trace>> {
        if !self.options.reasons {
            return None;
        }
        let elements = |(dom, segmented): (Dom<'_>, &Segmented)| -> Vec<String> {
            segmented.places.iter().map(|place| path(dom, place.container)).collect()
        };
        Some(Box::new(Trace {
            candidates: candidates(&self.rules, page, html, addresses, N_CANDIDATES),
            elements: html.map(elements).unwrap_or_default(),
            ..Trace::default()
        }))
    }

    /// What the model says of a page on which rules decided: one probability per block.
    pub(super) fn second_opinion(
        &self,
        page: &Page,
        html: Option<(Dom<'_>, &Segmented)>,
        url: Option<&str>,
        model: &mut classifier::Scratch,
    ) -> Vec<f32> {
        if !self.options.reasons {
            return Vec::new();
        }
        let bias = self.options.bias;
        match html {
            Some((dom, segmented)) => self.model.label_html(dom, segmented, url, bias, model).probabilities,
            None => self.model.label_text(page, bias, model).probabilities,
        }
    }
}

/// For each block the rules whose claims touch it and did not win.
pub(super) fn losers(page: &Page, claims: &Claims, labels: &[LabelledSpan]) -> Vec<Vec<RuleId>> {
    let mut losers: Vec<Vec<RuleId>> = vec![Vec::new(); page.blocks.len()];
    for mark in &claims.marks {
        let first = page.blocks.partition_point(|block| block.span.end <= mark.span.start);
        let behind = page.blocks.partition_point(|block| block.span.start < mark.span.end);
        for (block, lost) in losers.iter_mut().enumerate().take(behind).skip(first) {
            let winners = labels.iter().filter(|label| label.block as usize == block);
            let has_won = winners.into_iter().any(|label| label.rule == Some(mark.rule));
            if !has_won && !lost.contains(&mark.rule) {
                lost.push(mark.rule);
            }
        }
    }
    losers
}

/// An element and those around it: `body > div#main.story > p`.
fn path(dom: Dom<'_>, node: NodeId) -> String {
    let around = std::iter::once(node).chain(dom.ancestors(node)).filter(|&node| dom.is_element(node));
    let mut names: Vec<String> = around.take(N_ELEMENTS).map(|node| name(dom, node)).collect();
    names.reverse();
    names.join(" > ")
}

fn name(dom: Dom<'_>, node: NodeId) -> String {
    let mut name = dom.tag_name(node).to_owned();
    if let Some(id) = dom.attr_named(node, "id").filter(|id| !id.trim().is_empty()) {
        name.push('#');
        name.push_str(id.trim());
    }
    for class in dom.attr_named(node, "class").unwrap_or_default().split_whitespace() {
        name.push('.');
        name.push_str(class);
    }
    name
}
